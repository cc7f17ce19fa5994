"""The head of an office's papers (kop naskah dinas)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of each paper, from the widest to the narrowest.

    `lines` such as the province, the secretariat, the bureau; the last is the office itself, in the largest
    type. `address` follows in small type: street, telephone, website, town. `logo` is a picture (PNG, JPEG or
    SVG) at the left, None for none. Source: Permendagri 1/2023, tata naskah dinas, kop naskah dinas.
    """

    lines: tuple[str, ...]
    address: tuple[str, ...] = ()
    logo: Path | None = None
    town: str = ""
    """Where papers are dated: "Padang, 23 November 2026"."""
