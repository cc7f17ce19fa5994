"""Signs that the fonts have, and what stands for the others."""

import pytest
from fontTools.ttLib import TTFont

from papers.glyphs import FONTS, MISSING, WIDEST, coverage, lacks, printable


def test_knows_the_signs_of_its_font_as_other_readers_do() -> None:
    """The table is read right."""
    assert coverage() == frozenset(TTFont(WIDEST).getBestCmap())


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_font_may_be_embedded(font: object) -> None:
    """The font says so: installable embedding (OpenType, OS/2, fsType 0). Its licence lies beside it."""
    assert TTFont(font)["OS/2"].fsType == 0
    assert len(list(FONTS.glob("LICENSE-*.txt"))) == 2


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Rapat  evaluasi\ttriwulan III ", "Rapat evaluasi triwulan III"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("cafe\u0301", "café"),
        ("a\u0000b\u200bc\u202ed\ufeff", "abcd"),
        ("👍🏽 ok", f"{MISSING} ok"),
        ("中", MISSING),
        ("≥ ☑ Ω", "≥ ☑ Ω"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_prints_what_it_can_and_shows_that_something_is_lacking(typed: str, printed: str) -> None:
    """Nothing vanishes but what shows nothing by itself."""
    assert printable(typed) == printed
    assert lacks(printed) == (MISSING in printed)


def test_a_long_word_may_be_broken_and_a_short_one_may_not() -> None:
    """So that a name without spaces flows on to the next line."""
    assert printable("x" * 30).replace("\u200b", "") == "x" * 30
    assert "\u200b" in printable("x" * 30)
    assert printable("pertanggungjawaban") == "pertanggungjawaban"


def test_simple_keeps_what_officials_write() -> None:
    """Latin letters, numbers and punctuation; any other script is replaced, letter by letter."""
    assert (
        printable("Évaluasi “III” \N{EN DASH} 50% Ωא", simple=True)
        == f"Évaluasi “III” \N{EN DASH} 50% {MISSING * 2}"
    )


def test_a_sign_of_private_use_is_replaced() -> None:
    """The font has a few, but what they are is between it and its maker."""
    assert printable("\uf400") == MISSING
