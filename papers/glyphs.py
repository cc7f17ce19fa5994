"""Which signs the fonts of papers have, and what stands for those they lack.

Typed text may hold anything: an emoji, a sign of another script, a control character. Such a sign must
neither become an empty box that says nothing, nor stop the paper from being made.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
WIDEST = FONTS / "DejaVuSans.ttf"
"""The fallback of the text font, and the font that has most."""
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Stands for a sign that no font of ours has."""
_SEGMENTED = 12
"""Format of the table that lists groups of code points. Source: OpenType, cmap, format 12."""
_LONG_WORD = 24
_EMPTY = frozenset(("Cc", "Cf", "Cs"))
_SHADES = range(0x1F3FB, 0x1F400)
"""Modifiers of an emoji before them (UTS 51): without it they are nothing of their own."""
_LATIN = 0x250
"""Below this stand the Latin letters, composed, with the usual signs."""
_PUNCTUATION = range(0x2010, 0x2060)
_SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


def printable(text: str, *, simple: bool = False) -> str:
    """Return a text as the fonts can print it, line by line, its signs in composed form.

    Control and format characters go, as do those that only vary a sign before them; any other sign that the
    fonts lack becomes U+FFFD. A long word may be broken anywhere: a name without spaces flows on. With
    `simple` only Latin letters and common punctuation count as had: a sign of another script may be there and
    yet have no shape beside its neighbours.
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(_shown(sign, simple=simple) for sign in plain)
    return "\n".join(" ".join(map(_breakable, line.split())) for line in shown.split("\n")).strip("\n")


def lacks(text: str) -> bool:
    """Whether something of a printed text stands for a sign that the fonts lack."""
    return MISSING in text


def _shown(sign: str, *, simple: bool) -> str:
    if sign == "\n":
        return sign
    if sign.isspace():
        return " "
    code, kind = ord(sign), unicodedata.category(sign)
    if kind in _EMPTY or code in _SELECTORS or code in _SHADES:
        return ""
    if simple and code >= _LATIN and code not in _PUNCTUATION:
        return MISSING
    # Signs of private use mean nothing without their font's maker, and PDF/A-2a takes none.
    return sign if code in coverage() and kind != "Co" else MISSING


def _breakable(word: str) -> str:
    return "\N{ZERO WIDTH SPACE}".join(word) if len(word) > _LONG_WORD else word


@cache
def coverage() -> frozenset[int]:
    """Return the code points that the widest font has; the text font has none to speak of beside them."""
    data = WIDEST.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    start = next(
        offset
        for tag, _, offset, _ in struct.iter_unpack(">4sLLL", data[12 : 12 + 16 * tables])
        if tag == b"cmap"
    )
    count = struct.unpack_from(">H", data, start + 2)[0]
    for _, _, offset in struct.iter_unpack(">HHL", data[start + 4 : start + 4 + 8 * count]):
        at = start + offset
        if struct.unpack_from(">H", data, at)[0] == _SEGMENTED:
            groups = struct.unpack_from(">L", data, at + 12)[0]
            ranges = struct.iter_unpack(">LLL", data[at + 16 : at + 16 + 12 * groups])
            return frozenset(code for first, last, _ in ranges for code in range(first, last + 1))
    raise ValueError(f"{WIDEST.name} has no table of all its signs")
