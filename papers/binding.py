"""Asks for a PDF of photos without loading what makes it: that belongs into a child process."""

from collections.abc import Sequence
from pathlib import Path


def bind(photos: Sequence[Path], target: Path) -> int:
    """Write one PDF of these photos, a page each, to `target`; see papers.pages."""
    from papers import pages  # noqa: PLC0415 - its libraries load in the child process alone

    return pages.bind(photos, target)
