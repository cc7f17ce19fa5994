"""Text taken out of files: gathered up to a limit of length and time, and cleaned for a database."""

import re
from time import monotonic

MOST = 1_000_000
"""Characters kept of one file: some four hundred pages."""
SECONDS = 8.0
"""How long words are gathered from one file; a large one is then found by its first pages."""

_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
# NUL has no place in PostgreSQL's text, and lone surrogates have none in UTF-8.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_HYPHEN = "\u00ad"


class Words:
    """Takes pieces of text until there are enough."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._left = most
        self._until = monotonic() + seconds
        self._pieces: list[str] = []

    @property
    def full(self) -> bool:
        """Whether nothing more is wanted."""
        return self._left <= 0 or monotonic() > self._until

    def add(self, piece: str) -> None:
        """Take a piece as it is, as much of it as there is room for."""
        if self._left > 0 and piece:
            self._pieces.append(piece[: self._left])
            self._left -= len(piece)

    def __str__(self) -> str:
        """Return everything, one blank between words and one line end between lines."""
        text = _NO_TEXT.sub(" ", "".join(self._pieces).replace(_HYPHEN, ""))
        return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
