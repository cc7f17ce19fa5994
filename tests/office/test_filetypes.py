"""What a file is, by its bytes: the kinds that offices exchange, and nothing in disguise."""

import io
import zipfile
from pathlib import Path

import pytest

from office.filetypes import ALL, inspect
from sop.errors import Reason, Refused
from tests.support import papers

ENDINGS = sorted(ending for kind in ALL for ending in kind.endings)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def package(*names: str) -> bytes:
    """Return a ZIP with files of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


def look(folder: Path, content: bytes, name: str) -> str:
    """Return what a file is taken for."""
    path = folder / "kiriman"
    path.write_bytes(content)
    return inspect(path, name).mime


def refused(folder: Path, content: bytes, name: str) -> Reason:
    """Return why a file is refused."""
    with pytest.raises(Refused) as caught:
        look(folder, content, name)
    return caught.value.reason


def test_real_files_of_an_office_are_taken(tmp_path: Path) -> None:
    """PDF, Word and a photo, as programs make them; a name without an ending is no claim."""
    assert look(tmp_path, papers.pdf("a"), "surat.pdf") == papers.PDF
    assert look(tmp_path, papers.pdf("a"), "surat") == papers.PDF
    assert look(tmp_path, papers.docx("a"), "SURAT.DOCX") == papers.DOCX
    assert look(tmp_path, papers.jpeg("a"), "foto.jpeg") == papers.JPEG
    assert look(tmp_path, PNG, "foto.png") == "image/png"
    assert look(tmp_path, package("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx").endswith("sheet")
    assert look(tmp_path, b"\r\n" + papers.pdf("a"), "surat.pdf") == papers.PDF


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "program", [b"MZ\x90\0" + b"\0" * 60, b"\x7fELF" + b"\0" * 60, b"#!/bin/sh\nrm -rf /\n"]
)
def test_a_program_with_an_honest_name_is_refused_as_disguised(
    tmp_path: Path, ending: str, program: bytes
) -> None:
    """Whatever it is called, also with the mark of a PDF hidden inside."""
    assert refused(tmp_path, program, f"surat{ending}") is Reason.FILE_DISGUISED
    if not program.startswith(b"#!"):
        assert refused(tmp_path, program + b"%PDF-1.7", f"surat{ending}") is Reason.FILE_DISGUISED


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "surat.pdf", Reason.FILE_EMPTY),
        (b"PK\x03\x04 terpotong", "surat.docx", Reason.FILE_BROKEN),
        (b"halo", "catatan.txt", Reason.FILE_KIND),
        (b"MZ\x90", "program.exe", Reason.FILE_KIND),
        (package("a.txt"), "arsip.zip", Reason.FILE_KIND),
        (package("a.txt"), "surat.docx", Reason.FILE_DISGUISED),
        (PNG, "surat.pdf", Reason.FILE_DISGUISED),
        (PNG, "surat.pdf.exe", Reason.FILE_DISGUISED),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, name: str, reason: Reason
) -> None:
    """Empty, broken, of another kind, or not what its name says."""
    assert refused(tmp_path, content, name) is reason
