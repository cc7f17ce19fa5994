"""How the search takes texts and queries apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.lexemes import LONGEST, Wanted, spans, wanted, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rapat Evaluasi, rapat", {"rapat", "evaluasi"}),
        ("Éva\u0301luasi e\ufb01sien", {"evaluasi", "efisien"}),
        ("undang-undang", {"undang", "undang_undang"}),
        ("No.12", {"no", "12", "no_12"}),
        ("ORG-2026/", {"org", "2026", "org_2026"}),
        ("12 - 14", {"12", "14"}),
        ("_ … --- \N{GRINNING FACE}", set()),
        ("x" * 100, {"x" * LONGEST}),
    ],
)
def test_words_have_no_capitals_marks_or_signs(text: str, found: set[str]) -> None:
    """What signs join is known by its parts and as a whole."""
    assert words(text) == found


def test_a_number_is_known_by_every_stretch_of_it() -> None:
    """As it stands on the letter, and as people remember it."""
    known = words("Nomor: 065/12/ORG-2026.")
    assert {"065_12_org_2026", "065_12", "12_org_2026", "org_2026", "065", "2026"} < known
    assert not {"065_org", "06512", "065_2026"} & known


@pytest.mark.parametrize(
    ("query", "looked_for"),
    [
        ("Rapat", [("rapat", True)]),
        ("di", [("di", False)]),
        ("di*", [("di", True)]),
        ("2026", [("2026", False)]),
        ("20*", [("20", True)]),
        ("065/12/ORG-2026", [("065_12_org_2026", False)]),
        ("rapat rapat", [("rapat", True)]),
        ('"rapat" OR -kerja', [("rapat", True), ("or", False), ("kerja", True)]),
        ("* ( ) ' \\ :* NEAR/2", [("near_2", False)]),
        ("1/2/3/4/5/6/7", [("1_2_3_4_5_6", False), ("2_3_4_5_6_7", False)]),
    ],
)
def test_a_query_is_words_and_no_syntax(query: str, looked_for: list[tuple[str, bool]]) -> None:
    """Longer words find those that begin with them, shorter ones and numbers only with a star."""
    assert wanted(query) == tuple(Wanted(word, prefix) for word, prefix in looked_for)


@given(st.text(max_size=60))
def test_every_run_of_a_text_finds_that_text(text: str) -> None:
    """Whatever signs it is written in: what is written can be looked for as it is written."""
    known = words(text)
    for one in wanted(text):
        assert any(one.fits(word) for word in known), one
    assert known == {word for _, _, some in spans(text) for word in some} or not text.isascii()
    assert all(set(word) <= set(word.replace("'", "").replace('"', "")) for word in known)
