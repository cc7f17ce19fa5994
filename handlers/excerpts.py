"""A few words of a file around what was looked for."""

import re
from collections.abc import Sequence
from functools import reduce

from handlers.words import esc
from storage.lexemes import Wanted, spans

AROUND = 56
"""Characters before and after the first place."""
LOOKED_AT = 20_000
"""Characters that are looked through for a word written with marks, which takes longer."""
_JOINT = "[-/._:\u2010-\u2013]"


def excerpt(text: str, looked_for: Sequence[Wanted]) -> str:
    """Return the first place in a text with one of the words, those in bold; HTML, "" where there is none."""
    patterns = [_pattern(one) for one in looked_for]
    places = [place.span() for pattern in patterns if (place := pattern.search(text))]
    if not places:
        marked = spans(text[:LOOKED_AT])
        places = [(a, b) for a, b, known in marked if any(one.fits(w) for w in known for one in looked_for)][
            :1
        ]
    if not places:
        return ""
    first, last = min(places)
    begin, end = _word_before(text, first - AROUND), _word_after(text, last + AROUND)
    head, tail = "… " if begin > 0 else "", " …" if end < len(text) else ""
    return head + _bold(text[begin:end], patterns, (first - begin, last - begin)) + tail


def _pattern(one: Wanted) -> "re.Pattern[str]":
    """Return how a word is written; what it is written without is found by its words alone."""
    written = _JOINT.join(re.escape(part) for part in one.word.split("_"))
    return re.compile(rf"(?<![^\W_]){written}" + ("[^\\W_]*" if one.prefix else r"(?![^\W_])"), re.IGNORECASE)


def _word_before(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = re.search(r"\s", text[at : at + AROUND])
    return at + space.end() if space else at


def _word_after(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - AROUND // 2), at)
    return space if space > 0 else at


def _bold(piece: str, patterns: Sequence["re.Pattern[str]"], surely: tuple[int, int]) -> str:
    places = {surely, *(place.span() for pattern in patterns for place in pattern.finditer(piece))}
    merged: list[tuple[int, int]] = reduce(_merge, sorted(places), [])
    said, at = "", 0
    for begin, end in merged:
        said += f"{_plain(piece[at:begin])}<b>{_plain(piece[begin:end])}</b>"
        at = end
    return said + _plain(piece[at:])


def _merge(found: list[tuple[int, int]], place: tuple[int, int]) -> list[tuple[int, int]]:
    if found and place[0] < found[-1][1]:
        return [*found[:-1], (found[-1][0], max(found[-1][1], place[1]))]
    return [*found, place]


def _plain(text: str) -> str:
    """Return a piece on one line, escaped; blanks at its ends stay."""
    return esc(re.sub(r"\s+", " ", text))
