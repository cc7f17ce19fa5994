"""The approval page: one page that says who approved what, with room for the seal."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from papers.approval import SEAL_BOX, STATEMENT, Approval, approval_page, in_groups
from papers.letterhead import Letterhead
from tests.papers import pages

LINK = "https://t.me/contoh_bot?start=p12"
HASH = hashlib.sha256(b"Laporan").hexdigest()
APPROVAL = Approval(
    letterhead=Letterhead(
        ("PEMERINTAH PROVINSI SUMATERA BARAT", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"),
        ("Jalan Contoh Nomor 1",),
    ),
    case=12,
    title="Evaluasi capaian kinerja triwulan III",
    label="Laporan Hasil Evaluasi versi 2",
    file="laporan-evaluasi.pdf",
    sha256=HASH,
    capacity=("Plh. Kepala Biro", "Kepala Bagian Tata Laksana"),
    name="Yulia Fitri",
    at=datetime(2026, 11, 23, 3, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Jakarta"),
    link=LINK,
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("approval") / "page.pdf"
    approval_page(path, APPROVAL)
    return path


def test_says_who_approved_what_and_when_in_which_capacity(page: Path) -> None:
    """Everything an inspector asks stands on one page, within its margins."""
    said = pages.body(page)
    wanted = (
        "Laporan Hasil Evaluasi versi 2",
        "Evaluasi capaian kinerja triwulan III",
        HASH,
        "Plh. Kepala Biro Kepala Bagian Tata Laksana",
        "Yulia Fitri",
        "Senin, 23 November 2026 pukul 10.30 WIB",
        STATEMENT,
    )
    assert [text for text in wanted if pages.squeezed(text) not in said] == []
    assert "autentikator" not in said
    assert pages.faults(page) == []
    assert len(pages.lines(page)) == 1


def test_the_qr_code_leads_to_the_case(page: Path) -> None:
    """The picture of the page holds the code of this link, and of no other."""
    assert pages.qr_says(page, LINK)
    assert not pages.qr_says(page, LINK + "3")


def test_is_an_archival_pdf_with_its_fonts(page: Path) -> None:
    """PDF/A-2a: the fonts are embedded, the language and the title are told."""
    assert set(pages.embedded(page).values()) == {True}
    with pikepdf.open(page) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(document.Root.Lang) == "id"


def test_the_room_for_the_seal_is_free(page: Path) -> None:
    """No text stands where the seal will be drawn."""
    left, bottom, right, top = SEAL_BOX
    for line in pages.lines(page)[0]:
        apart = line.right < left or line.left > right or line.top < bottom or line.bottom > top
        assert apart, line


def test_the_same_approval_makes_the_same_bytes(page: Path, tmp_path: Path) -> None:
    """Its hash is recorded, so it may be made anew."""
    again = tmp_path / "again.pdf"
    approval_page(again, APPROVAL)
    assert again.read_bytes() == page.read_bytes()
    approval_page(again, replace(APPROVAL, verified=True))
    assert again.read_bytes() != page.read_bytes()
    assert "autentikator" in pages.body(again)


def test_stays_one_page_whatever_was_typed(tmp_path: Path) -> None:
    """Titles and names without end are cut; what would be markup elsewhere is text."""
    path = tmp_path / "long.pdf"
    hostile = '#panic("x") $x$ *b* @a <b> \\u{41} ]]] ' + "W" * 5000
    long = replace(
        APPROVAL, title=hostile, file=hostile, label=hostile, name=hostile, capacity=(hostile,) * 3
    )
    approval_page(path, long)
    assert len(pages.lines(path)) == 1
    assert pages.faults(path) == []
    assert pages.squeezed('#panic("x") $x$ *b* @a <b> \\u{41} ]]] WWW') in pages.body(path)


def test_groups_of_a_hash_are_the_hash() -> None:
    """Nothing is lost between the groups."""
    assert in_groups(HASH).replace(" ", "") == HASH
