"""Words as the search knows them: what is written is taken apart here alone, the same way on every database.

A word is a run of letters and digits, without capitals and without marks above and below ("Évaluasi" and
"evaluasi" are one). Runs that signs join into one (065/12/ORG-2026, undang-undang, 000.8.3) are known by each
of their parts, and by every stretch of up to six of them, joined by "_": so a number is found as a whole and
in part without asking a database what stands beside what.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 48
"""Characters of a word that count."""
STRETCH = 6
AUTOMATIC = 3
"""Letters from which on a word also finds those that only begin with it: evaluasi finds evaluasinya."""
MOST_WORDS = 12
_PART = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[-/._:\u2010-\u2013][^\W_]+)*")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u20d0-\u20ff]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that is looked for; with `prefix` also as the beginning of a longer one."""

    word: str
    prefix: bool

    def fits(self, word: str) -> bool:
        """Whether a word of a text is what is looked for."""
        return word.startswith(self.word) if self.prefix else word == self.word


def words(text: str) -> set[str]:
    """Return the words of a text, each once; a million characters take some hundredths of a second."""
    found: set[str] = set()
    for run in _JOINED.findall(" ".join(set(fold(text).split()))):
        parts = _PART.findall(run)
        found.update(part[:LONGEST] for part in parts)
        if len(parts) > 1:
            found.update(_stretches(parts))
    return found


def wanted(query: str) -> tuple[Wanted, ...]:
    """Return the words a query looks for, each once; none for one of signs alone.

    A star ends the beginning of a word. Nothing else in a query means more than its letters and digits.
    """
    found: dict[Wanted, None] = {}
    for piece in fold(query).split():
        runs = list(_JOINED.finditer(piece))
        for run in runs:
            parts = _PART.findall(run.group())
            star = piece[run.end() : run.end() + 1] == "*"
            prefix = star or (parts[-1].isalpha() and len(parts[-1]) >= AUTOMATIC)
            while len(parts) > STRETCH:
                found[Wanted(_join(parts[:STRETCH]), prefix=False)] = None
                parts = parts[1:]
            found[Wanted(_join(parts), prefix=prefix)] = None
    return tuple(found)


def spans(text: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Return where each written run of a text begins and ends, and the words it is known by.

    Only for texts that are shown: slower than `words`, and exact about places.
    """
    for run in _JOINED.finditer(text):
        yield run.start(), run.end(), frozenset(words(run.group()))


def fold(text: str) -> str:
    """Return a text without capitals and marks, ligatures and other forms of a letter resolved."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _stretches(parts: list[str]) -> Iterator[str]:
    for begin in range(len(parts)):
        for end in range(begin + 2, min(begin + STRETCH, len(parts)) + 1):
            yield _join(parts[begin:end])


def _join(parts: list[str]) -> str:
    return "_".join(part[:LONGEST] for part in parts)
