"""Lembar disposisi: every field of the form, whatever was typed, on as many pages as it takes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from papers.disposition import DispositionSheet, disposition_sheet
from papers.glyphs import MISSING, coverage
from papers.letterhead import Letterhead
from papers.typeset import NOTE, logo_fault
from tests.papers import pages

LINK = "https://t.me/contoh_bot?start=p12"
OFFERED = ("Agendakan rapat evaluasi", "Siapkan undangan", "Hadiri/wakili", "Untuk diketahui")
SHEET = DispositionSheet(
    letterhead=Letterhead(
        ("PEMERINTAH PROVINSI SUMATERA BARAT", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"),
        ("Jalan Contoh Nomor 1",),
        town="Padang",
    ),
    case=12,
    title="Evaluasi capaian kinerja triwulan III",
    source="Kasubag TU, Rina Marlina",
    base="dokumen-pengukuran-kinerja.pdf",
    received=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
    agenda="017/2026",
    secrecy="",
    urgencies=("Biasa", "Segera", "Sangat Segera"),
    urgency="Segera",
    to=("Kasubag TU, Rina Marlina",),
    offered=OFFERED,
    instructions=OFFERED[:2],
    note="Undang semua Bagian.",
    capacity=("Plh. Kepala Biro", "Kepala Bagian Tata Laksana"),
    name="Yulia Fitri",
    at=datetime(2026, 11, 23, 3, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Jakarta"),
    link=LINK,
)


def made(folder: Path, sheet: DispositionSheet, name: str = "sheet.pdf") -> Path:
    path = folder / name
    disposition_sheet(path, sheet)
    return path


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("disposition"), SHEET)


def test_carries_every_field_of_the_form(sheet: Path) -> None:
    """Who it is from, when it came, its number, what is asked of whom, by whom in which capacity."""
    said = pages.body(sheet)
    for text in (
        "BIRO ORGANISASI Jalan Contoh Nomor 1 LEMBAR DISPOSISI",
        "Surat dari : Kasubag TU, Rina Marlina",
        "Dokumen dasar : dokumen-pengukuran-kinerja.pdf",
        "Diterima tanggal : 23 November 2026 Pukul : 09.00 WIB",
        "Nomor agenda : 017/2026",
        "☑ Biasa ☐ Terbatas ☐ Rahasia ☐ Sangat Rahasia",
        "☐ Biasa ☑ Segera ☐ Sangat Segera",
        "Hal : Evaluasi capaian kinerja triwulan III",
        "1. Kasubag TU, Rina Marlina",
        "☑ Agendakan rapat evaluasi ☑ Siapkan undangan ☐ Hadiri/wakili ☐ Untuk diketahui",
        "Catatan: Undang semua Bagian.",
        "Padang, 23 November 2026 Plh. Kepala Biro Kepala Bagian Tata Laksana, Yulia Fitri",
        "Diberikan melalui percakapan dinas pukul 10.30 WIB",
    ):
        assert pages.squeezed(text) in said, text
    assert MISSING not in said


def test_stands_on_one_page_within_its_margins(sheet: Path) -> None:
    """One page, nothing on anything else, with its fonts in it and a code that leads on."""
    assert len(pages.lines(sheet)) == 1
    assert pages.faults(sheet) == []
    assert set(pages.embedded(sheet).values()) == {True}
    assert pages.qr_says(sheet, LINK)


def test_what_is_not_known_is_left_to_the_pen(sheet: Path, tmp_path: Path) -> None:
    """A number and a date that nobody told are dotted lines; told, they stand there."""
    assert "Nomorsurat:....." in pages.body(sheet)
    told = pages.body(made(tmp_path, replace(SHEET, number="065/1/ORG-2026", dated="20 November 2026")))
    assert "Nomorsurat:065/1/ORG-2026Tanggalsurat:20November2026" in told


def test_flows_on_to_further_pages(tmp_path: Path) -> None:
    """Long titles and notes, many addressees, many instructions: all of it is there, nothing runs out."""
    many = tuple(f"Petunjuk nomor {n} yang cukup panjang agar barisnya penuh dan terbagi" for n in range(60))
    long = replace(
        SHEET,
        title="Evaluasi " + "capaian kinerja internal " * 40,
        to=tuple(f"Kepala Bagian Contoh {n}, Nama Pejabat Contoh {n}" for n in range(40)),
        offered=many,
        instructions=many[::7],
        note="Paragraf.\n" + "Siapkan bahan rapat dan data pendukung. " * 120 + "W" * 400,
    )
    path = made(tmp_path, long)
    assert len(pages.lines(path)) >= 3
    assert pages.faults(path) == []
    said = pages.body(path)
    assert said.count("☑Petunjuk") == len(many[::7])
    assert all(pages.squeezed(one) in said for one in (*many, *long.to))
    assert said.count("Siapkanbahanrapatdandatapendukung.") >= 118
    assert "W" * 200 in said
    assert "Yulia Fitri" in pages.whole(path)
    assert pages.qr_says(path, LINK)


def test_what_was_typed_is_never_markup(tmp_path: Path) -> None:
    """Typst's own signs, JSON's and a link's are shown as they were typed."""
    hostile = """#import "x" #read("/etc/passwd") $a$ *b* _c_ `d` <e> @f \\ // g /* h */ "]} x://y ~ 'q'"""
    path = made(tmp_path, replace(SHEET, title=hostile, note=hostile, name=hostile, instructions=(hostile,)))
    assert pages.body(path).count(pages.squeezed(hostile)) == 4


def test_a_sign_that_no_font_has_is_seen_and_explained(tmp_path: Path) -> None:
    """Never an empty box, never an error: the replacement is told of at the foot; symbols have a font."""
    path = made(tmp_path, replace(SHEET, title="Rapat 🎉👍🏽 中文 ≥ 5 → «Ω» ½ ✓ \ue000 a\u0000b\u202ec"))
    said = pages.body(path)
    assert pages.squeezed(f"Rapat {MISSING * 2} {MISSING * 2} ≥ 5 → «Ω» ½ ✓ {MISSING} abc") in said
    assert NOTE in " ".join(pages.whole(path).split())
    assert NOTE not in " ".join(pages.whole(made(tmp_path, SHEET)).split())
    assert pages.faults(path) == []


def test_the_same_disposition_makes_the_same_bytes(sheet: Path, tmp_path: Path) -> None:
    """Its hash is recorded."""
    assert made(tmp_path, SHEET).read_bytes() == sheet.read_bytes()


@pytest.mark.parametrize("kind", ["svg", "png", "jpg"])
def test_carries_the_logo_of_the_office(kind: str, tmp_path: Path) -> None:
    """A PNG, a JPEG or an SVG at the left of the letterhead; the lines stay in the middle."""
    from PIL import Image  # noqa: PLC0415 - for two of the three

    logo = tmp_path / f"logo.{kind}"
    if kind == "svg":
        shape = '<path d="M0 0h10v10z" fill="#123456"/>'
        logo.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{shape}</svg>')
    else:
        Image.new("RGBA" if kind == "png" else "RGB", (40, 40), "red").save(logo)
    path = made(tmp_path, replace(SHEET, letterhead=replace(SHEET.letterhead, logo=logo)))
    assert logo_fault(logo) == ""
    assert pages.faults(path) == []
    middle = next(line for line in pages.lines(path)[0] if "BIRO ORGANISASI" in line.text)
    assert abs((middle.left + middle.right) / 2 - 595 / 2) < 3
    assert path.read_bytes() != made(tmp_path, SHEET, "plain.pdf").read_bytes()


def test_a_logo_that_cannot_be_printed_is_found_out_beforehand(tmp_path: Path) -> None:
    """Else every paper of the office would fail."""
    broken = tmp_path / "logo.png"
    broken.write_bytes(b"bukan gambar")
    assert "image" in logo_fault(broken)
    assert logo_fault(tmp_path / "absent.png")


def test_every_sign_that_the_fonts_have_can_be_printed(tmp_path: Path) -> None:
    """Also in company that no script allows: a sheet is made of whatever is typed."""
    path = made(tmp_path, replace(SHEET, title="".join(map(chr, sorted(coverage())[::7])), link=""))
    assert len(pages.lines(path)) == 1
    # An Arabic letter and then a Hebrew point on a line of its own: each has a glyph, and they have no shape.
    path = made(tmp_path, replace(SHEET, title="Rapat \u0639\n\u05c7", note="Évaluasi Ω"))
    said = pages.body(path)
    assert f"Rapat{MISSING * 2}" in said
    assert f"Évaluasi{MISSING}" in said
    assert NOTE in " ".join(pages.whole(path).split())
    assert pages.qr_says(path, LINK)
