"""The demo office's papers are what they say, to the bot and to those who open them."""

import base64
import io
from pathlib import Path

import pytest
from docx import Document

from bot import demo_papers as papers
from papers.kinds import recognise

PAPERS = {
    "laporan.pdf": (papers.pdf("Laporan (contoh)", "Baris \\ kedua"), papers.PDF),
    "laporan.docx": (papers.docx("Laporan <contoh>", "Baris kedua"), papers.DOCX),
    "notulen.jpg": (papers.photo(), papers.JPEG),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_whole_and_of_its_kind(name: str, tmp_path: Path) -> None:
    """By its bytes, as the bot looks at every file."""
    content, mime = PAPERS[name]
    path = tmp_path / name
    path.write_bytes(base64.b64decode(content))
    assert recognise(path, name).mime == mime


def test_a_word_document_can_be_read() -> None:
    """Its lines are paragraphs, whatever signs they have."""
    content = base64.b64decode(PAPERS["laporan.docx"][0])
    assert [p.text for p in Document(io.BytesIO(content)).paragraphs] == ["Laporan <contoh>", "Baris kedua"]


def test_a_pdf_points_at_its_objects() -> None:
    """Every place in its table is where an object begins, and the table is where the end says."""
    content = base64.b64decode(PAPERS["laporan.pdf"][0])
    table = int(content.split(b"startxref\n")[1].split()[0])
    assert content[table:].startswith(b"xref\n")
    rows = content[table:].splitlines()[3:8]
    for number, row in enumerate(rows, 1):
        assert content[int(row[:10]) :].startswith(b"%d 0 obj" % number)
    assert b"(Laporan \\(contoh\\)) Tj" in content
    assert b"(Baris \\\\ kedua) Tj" in content
