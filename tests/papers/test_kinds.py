"""What a file is, by its bytes: the kinds that offices exchange, and nothing in disguise."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from papers.kinds import ALL, recognise
from sop.errors import Reason, Refused
from tests.support import papers

ENDINGS = sorted(ending for kind in ALL for ending in kind.endings)


def picture(kind: str, **options: object) -> bytes:
    """Return a small real picture."""
    buffer = io.BytesIO()
    Image.effect_noise((64, 64), 60).save(buffer, kind, **options)
    return buffer.getvalue()


PNG = picture("PNG")


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
    return recognise(path, name).mime


def refused(folder: Path, content: bytes, name: str) -> Reason:
    """Return why a file is refused."""
    with pytest.raises(Refused) as caught:
        look(folder, content, name)
    return caught.value.reason


def test_a_photo_may_be_called_by_another_kind_of_photo(tmp_path: Path) -> None:
    """Phones convert photos and keep the name; no other file may claim to be one."""
    assert look(tmp_path, PNG, "IMG_1.JPG") == "image/png"
    assert look(tmp_path, papers.jpeg("a"), "IMG_1.heic") == papers.JPEG
    assert refused(tmp_path, papers.pdf("a"), "IMG_1.jpg") is Reason.FILE_DISGUISED
    assert refused(tmp_path, papers.jpeg("a"), "surat.pdf") is Reason.FILE_DISGUISED


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
    hidden = program + b"# %PDF-1.7\n%%EOF\n"
    assert refused(tmp_path, hidden, f"surat{ending}") is Reason.FILE_DISGUISED
    assert refused(tmp_path, hidden, "surat") is Reason.FILE_KIND


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


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\r\n \t",
        b"\xef\xbb\xbf",
        b"\0\0\0\0",
        b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE = PDF\r\n",
        b"@PJL SET COPIES=1\n",
    ],
)
def test_what_printers_and_scanners_put_before_a_pdf_does_no_harm(tmp_path: Path, before: bytes) -> None:
    """White space, a byte order mark, NULs and a printer's header."""
    assert look(tmp_path, before + papers.pdf("a"), "surat.pdf") == papers.PDF


@pytest.mark.parametrize("before", [b"#!/bin/sh\n# ", b"<html>", b"GIF89a", b"From: a@b\n\n", b"@echo off\n"])
def test_anything_else_before_a_pdfs_mark_makes_it_no_pdf(tmp_path: Path, before: bytes) -> None:
    """A shell script with the mark in a comment stays a shell script."""
    assert refused(tmp_path, before + papers.pdf("a"), "surat.pdf") is Reason.FILE_DISGUISED


@pytest.mark.parametrize("name", ["surat.pdf", "foto.jpg", "foto.png", "surat.docx"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_whose_end_is_missing_is_broken(tmp_path: Path, name: str, share: float) -> None:
    """An upload that stopped on its way, also where the phone filled up the rest with zeros."""
    whole = {
        "surat.pdf": papers.pdf("a" * 3000),
        "foto.jpg": picture("JPEG", quality=95),
        "foto.png": PNG,
        "surat.docx": papers.docx("a"),
    }[name]
    cut = whole[: int(len(whole) * share)]
    assert refused(tmp_path, cut, name) is Reason.FILE_BROKEN
    assert refused(tmp_path, cut + bytes(300_000), name) is Reason.FILE_BROKEN


def test_what_programs_and_phones_add_after_the_end_does_no_harm(tmp_path: Path) -> None:
    """A line end, padding, and the trailers, films and depth maps that phones put behind a photo."""
    assert look(tmp_path, papers.pdf("a").rstrip() + b"\r\n\0\0", "a.pdf") == papers.PDF
    assert look(tmp_path, papers.pdf("a") + bytes(70_000), "a.pdf") == papers.PDF
    assert look(tmp_path, papers.pdf("a") + b"<!-- dari web -->", "a.pdf") == papers.PDF
    for photo in (picture("JPEG"), picture("JPEG", progressive=True)):
        assert look(tmp_path, photo + b"SEFT" + b"film" * 100_000, "a.jpg") == papers.JPEG
        assert look(tmp_path, photo + bytes(512), "a.jpg") == papers.JPEG
    assert look(tmp_path, PNG + bytes(512), "a.png") == "image/png"


def test_the_end_of_a_photos_thumbnail_is_not_the_end_of_the_photo(tmp_path: Path) -> None:
    """Phones put a small JPEG, with an end of its own, into the head of the photo."""
    photo, small = picture("JPEG"), picture("JPEG", quality=10)
    within = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small + photo[2:]
    assert look(tmp_path, within, "foto.jpg") == papers.JPEG
    assert refused(tmp_path, within[:-100], "foto.jpg") is Reason.FILE_BROKEN
    assert refused(tmp_path, within[:40], "foto.jpg") is Reason.FILE_BROKEN
    assert look(tmp_path, photo[:2] + b"\xff" * 9 + photo[2:], "foto.jpg") == papers.JPEG


def test_an_archive_of_very_many_members_is_no_document(tmp_path: Path) -> None:
    """It is refused before its list is read into memory."""
    many = package("[Content_Types].xml", "word/document.xml", *(str(n) for n in range(20_001)))
    assert refused(tmp_path, many, "surat.docx") is Reason.FILE_DISGUISED


@given(st.data())
def test_no_broken_archive_breaks_the_bot(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever bytes are wrong, a file is taken or refused."""
    content = bytearray(package("[Content_Types].xml", "word/document.xml"))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "rusak"
    path.write_bytes(content)
    try:
        assert recognise(path, "surat.docx") in ALL
    except Refused as refusal:
        assert refusal.reason in (Reason.FILE_BROKEN, Reason.FILE_DISGUISED)  # noqa: PT017


@pytest.mark.parametrize(
    "name",
    [
        "Laporan No. 065",
        "Surat 800.1.11.1",
        "Laporan Andri Saputra, S.Kom",
        "Rekap v2.final",
        "foto.jfif",
        "surat.",
        ".pdf",
    ],
)
def test_a_full_stop_in_a_name_is_no_claim(tmp_path: Path, name: str) -> None:
    """Letter numbers and academic titles have them; only a known ending says what a file is."""
    content = picture("JPEG") if "foto" in name else papers.pdf("a")
    assert look(tmp_path, content, name) in (papers.PDF, papers.JPEG)


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.JS", "a.bat", "a.html", "a.zip", "a.doc", "a.xls", "a.txt", "a.exe ", "a.docx", "a.apk."],
)
def test_the_name_of_another_kind_is_a_disguise(tmp_path: Path, name: str) -> None:
    """A PDF that calls itself a program, a page, an archive or another document is not passed on as such."""
    assert refused(tmp_path, papers.pdf("a"), name) is Reason.FILE_DISGUISED
