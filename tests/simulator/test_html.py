from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ApiError
from simulator.rules.html import parse_html


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
    ],
)
def test_every_tag_becomes_its_entity(tag: str, kind: str) -> None:
    """Each tag Telegram knows makes one entity over its text."""
    assert parse_html(f"a <{tag}>kata</{tag}> b") == (
        "a kata b",
        [{"type": kind, "offset": 2, "length": 4}],
    )


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://a.id/?x=1&amp;y=2">k</a>', {"type": "text_link", "url": "https://a.id/?x=1&y=2"}),
        ("<a>a.id</a>", {"type": "text_link", "url": "http://a.id/"}),
        ("<blockquote expandable>k</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">k</span>', {"type": "spoiler"}),
        ('<pre><code class="language-py">k</code></pre>', {"type": "pre", "language": "py"}),
        ('<code class="language-py"><pre>k</pre></code>', {"type": "pre", "language": "py"}),
    ],
)
def test_attributes_carry_their_meaning(source: str, entity: dict[str, Any]) -> None:
    """Links, expandable quotes, spoilers and code languages come from attributes."""
    found = parse_html(source)[1][0]
    assert {name: found.get(name) for name in entity} == entity


def test_nested_tags_are_sorted_by_offset_then_by_length() -> None:
    """The outer entity comes first."""
    _, entities = parse_html("<b>a <i>b</i></b>")
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [("bold", 0, 3), ("italic", 2, 1)]


def test_offsets_count_utf16_units() -> None:
    """An emoji outside the basic plane counts twice."""
    assert parse_html("👍🏽<b>ok</b>")[1] == [{"type": "bold", "offset": 4, "length": 2}]


def test_references_are_decoded_and_unknown_ones_stay() -> None:
    """Four names and numbers are known; anything else is text."""
    assert parse_html("&lt;&gt;&amp;&quot;&#65;&#x42;&nbsp;& R&D")[0] == '<>&"AB&nbsp;& R&D'


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("a <x>b</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</b>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("a < 3", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>k</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>k</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, description: str) -> None:
    """The sentence and the byte offset are the server's own."""
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {description}"


@given(st.text(st.characters(blacklist_characters="<>&", blacklist_categories=["Cs"])))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    """Nothing is lost and nothing is added."""
    assert parse_html(text) == (text, [])


@given(st.text("<>/ab=&; \"'x", max_size=30))
def test_no_markup_whatever_breaks_the_parser(source: str) -> None:
    """Any input is parsed or refused with Telegram's prefix; entities lie within the text."""
    try:
        text, entities = parse_html(source)
    except ApiError as error:
        assert error.description.startswith("Bad Request: can't parse entities: ")  # noqa: PT017
        return
    assert all(e["offset"] >= 0 and 0 < e["length"] <= len(text) - e["offset"] for e in entities)
