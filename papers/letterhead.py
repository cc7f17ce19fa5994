"""The head of an office's papers (kop naskah dinas)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of a paper: the institution line by line, the unit last."""

    lines: tuple[str, ...]
    address: str = ""
    logo: Path | None = None
    """A PNG, JPEG or SVG."""
