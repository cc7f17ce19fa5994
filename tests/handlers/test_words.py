"""Names and files in texts: escaped, cut, never able to change what stands around them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import words
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length
from sop.people import By, Position
from tests.sop.worlds import shipped

HOSTILE = (
    "<b>tebal</b>",
    '<a href="tg://user?id=1">klik</a>',
    "</b></i>",
    "a & b < c > d &amp; &lt;",
    "&#60;b&#62;",
    "<!-- -->",
    "<tg-spoiler>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_users_text_is_shown_and_not_obeyed(text: str) -> None:
    """Telegram shows exactly what was typed, without any formatting."""
    assert parse_html(words.esc(text)) == (text, [])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Only signs that turn the direction of writing are left out."""
    plain = "".join(c for c in text if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert parse_html(f"x{words.esc(text)}x") == (f"x{plain}x", [])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), st.integers(2, 60))
def test_a_cut_text_keeps_its_limit_and_breaks_no_sign(text: str, limit: int) -> None:
    """The limit counts as Telegram does; a sign of two units is never halved, an entity never broken."""
    shown, entities = parse_html(words.esc(text, limit))
    assert utf16_length(shown) <= limit
    assert not entities
    shown.encode()  # no half of a pair is left
    plain = words._TURNS.sub("", text)
    assert shown == plain or (shown.endswith("…") and plain.startswith(shown[:-1]))


def test_a_name_cannot_turn_the_words_around_it() -> None:
    """A right-to-left override would let a title swallow the line after it."""
    assert words.esc("a\u202eb\u2067c") == "abc"
    assert words.esc("\u0639\u0631\u0628\u064a") == "\u0639\u0631\u0628\u064a"


def test_the_post_comes_before_the_name() -> None:
    """Whoever acts without a post is named alone."""
    sop = shipped()
    by = By(1, "Andri <b>", Position("kepala-bagian", "Tata & Laksana"))
    assert words.person(sop, by) == "Kepala Bagian Tata &amp; Laksana, Andri &lt;b&gt;"
    assert words.person(sop, replace(by, position=None)) == "Andri &lt;b&gt;"
    assert words.post(sop, by) == "Kepala Bagian Tata &amp; Laksana"
    assert words.post(sop, replace(by, position=None)) == "Andri &lt;b&gt;"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SOP EVALUASI CAPAIAN KINERJA", "SOP Evaluasi Capaian Kinerja"),
        ("SOP Penerbitan Surat", "SOP Penerbitan Surat"),
        ("SOP A & B <C>", "SOP A &amp; B &lt;c&gt;"),
    ],
)
def test_an_sops_name_reads_well_on_a_phone(name: str, said: str) -> None:
    """Capitals come down; a name already in small letters stays."""
    sop = shipped()
    assert words.sop_name(replace(sop, identity=replace(sop.identity, name=name))) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\u200b",
        "\u2060\ufeff",
        "\u00ad \u202e",
        "\u200d",
        "\u3164\u2800",
        "\u0301",
        "\0\x7f\ud800",
    ],
)
def test_a_text_of_invisible_characters_is_empty(text: str) -> None:
    """A reason that nobody can read is none."""
    assert words.visible(text) == ""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  Rapat \t evaluasi\u00a0 III ", "Rapat evaluasi III"),
        ("Ra\u200bpat\u202e", "Rapat"),
        ("satu \r\n\n\n dua\x00", "satu\ndua"),
        ("a\u2028b\x85c", "a b c"),
        ("\N{MAN}\u200d\N{WOMAN}", "\N{MAN}\u200d\N{WOMAN}"),
        (
            "\u0639\u0631\u0628\u064a e\u0301 \N{CHECK MARK}\ufe0f",
            "\u0639\u0631\u0628\u064a e\u0301 \N{CHECK MARK}\ufe0f",
        ),
        ("...", "..."),
        ("a & <b>", "a & <b>"),
    ],
)
def test_a_typed_text_keeps_what_is_seen_of_it(text: str, seen: str) -> None:
    """Letters of any script, signs and lines stay; what only moves or hides the others goes."""
    assert words.visible(text) == seen


@given(st.text(max_size=60))
def test_what_is_seen_stays_as_it_is(text: str) -> None:
    """Looking twice changes nothing."""
    seen = words.visible(text)
    assert words.visible(seen) == seen
    assert seen == seen.strip()
