"""The shipped SOP file with mistakes put in, and what is said of a wrong one."""

from pathlib import Path

import pytest

from sop.errors import Fault, SopFileError
from sop.sopfile import parse

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "sop" / "library" / "evaluasi-capaian-kinerja-internal.toml"
TEXT = SHIPPED.read_text(encoding="utf-8")


def faults(text: str) -> list[Fault]:
    """Return the faults of a text that must be refused."""
    with pytest.raises(SopFileError) as caught:
        parse(text, "berkas.toml")
    assert caught.value.file == "berkas.toml"
    assert caught.value.faults
    return list(caught.value.faults)


def changed(*changes: tuple[str, str]) -> str:
    """Return the shipped file with each old text, which must be there, replaced once."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
