"""Sertifikat proses: the whole record on paper, with what it is where it is not the end."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from papers.approval import in_groups
from papers.certificate import Attempt, Certificate, FileRecord, StepRecord, certificate_of_process
from papers.letterhead import Letterhead
from sop.case import Status
from tests.papers import pages

LINK = "https://t.me/contoh_bot?start=p12"


def at(hour: int, minute: int = 0) -> datetime:
    """Return a moment of the example's day, in western Indonesian time."""
    return datetime(2026, 11, 23, hour - 7, minute, tzinfo=UTC)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


DISPOSED = Attempt(
    1,
    "Kepala Biro, Andri Saputra",
    at(9),
    at(9, 40),
    timedelta(minutes=40),
    "60 menit",
    False,
    "Telah didisposisikan",
)
RETURNED = Attempt(
    1,
    "Plh. Kepala Bagian Tata Laksana (Kepala Bagian Kelembagaan), Hendra Wijaya",
    at(10),
    at(14),
    timedelta(hours=3),
    "1 jam",
    True,
    "Dikembalikan ke langkah 1",
    "Tabel belum sesuai notulen.",
)
AGAIN = Attempt(
    2, "Menunggu Kepala Bagian Tata Laksana", at(15), None, timedelta(minutes=5), "1 jam", False, "Menunggu"
)
FILES = (
    FileRecord("Dokumen dasar", 1, "dokumen.pdf", 204_800, sha("a"), "Rina Marlina", at(9)),
    FileRecord("Laporan", 2, "laporan-2.docx", 30_000, sha("b"), "Fajar Ramadhan", at(14)),
)
OPEN = Certificate(
    letterhead=Letterhead(("PEMERINTAH PROVINSI SUMATERA BARAT", "BIRO ORGANISASI")),
    case=12,
    title="Evaluasi capaian kinerja triwulan III",
    sop="SOP Evaluasi Capaian Kinerja Internal",
    sop_number="065/ /ORG-2023",
    status=Status.OPEN,
    opener="Kasubag TU, Rina Marlina",
    opened=at(9),
    ended=None,
    steps=(
        StepRecord(1, "Memerintahkan rapat", (DISPOSED,), ("Hadir: Kepala Biro, Andri Saputra",)),
        StepRecord(2, "Memeriksa laporan", (RETURNED, AGAIN)),
        StepRecord(3, "Mengarsipkan laporan"),
    ),
    files=FILES,
    chain=sha("chain"),
    events=47,
    at=at(15, 5),
    zone=ZoneInfo("Asia/Jakarta"),
    link=LINK,
    agenda="017/2026",
    secrecy="Terbatas",
    unit="Tata Laksana",
    archive="000.8.6/1/ORG/2026, klasifikasi 000.8.6 Evaluasi kinerja",
)
CLOSED = replace(OPEN, status=Status.CLOSED, ended=at(15, 5), steps=OPEN.steps[:1])


def made(folder: Path, certificate: Certificate, name: str = "certificate.pdf") -> Path:
    path = folder / name
    certificate_of_process(path, certificate)
    return path


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("certificate"), CLOSED)


def test_tells_of_every_attempt_with_its_time_and_reason(tmp_path: Path) -> None:
    """Who, in which capacity, from when to when, how long of how long, what came of it and why."""
    said = pages.body(made(tmp_path, OPEN))
    for text in (
        "Nomor SOP : 065/ /ORG-2023 Penanggung jawab : Tata Laksana Nomor agenda : 017/2026",
        "Nomor arsip : 000.8.6/1/ORG/2026, klasifikasi 000.8.6 Evaluasi kinerja Sifat : Terbatas",
        "Dibuka : Senin, 23 November 2026 pukul 09.00 WIB, oleh Kasubag TU, Rina Marlina",
        "Keadaan : BELUM SELESAI Menurut catatan : Senin, 23 November 2026 pukul 15.05 WIB",
        "Hadir: Kepala Biro, Andri Saputra",
        "3. Mengarsipkan laporan Belum dimulai",
    ):
        assert pages.squeezed(text) in said, text
    # Cells of one row are read side by side, line by line.
    for text in (
        "Telah didisposisikan",
        "40 menit kerja",
        "dari 60 menit",
        "Lewat tenggat",
        "Alasan:",
        "s.d.23November202614.00WIB",
        "s.d.–",  # noqa: RUF001
    ):
        assert pages.squeezed(text) in said, text


def test_names_every_file_with_its_whole_hash_and_the_head_of_the_chain(closed: Path) -> None:
    """So that whoever holds a file can compare it, and whoever holds the record the chain."""
    said = pages.body(closed)
    assert pages.squeezed("Dokumen dasar") in said
    assert pages.squeezed("Laporan versi 2") in said
    hashes = [*(file.sha256 for file in FILES), CLOSED.chain]
    assert [one for one in hashes if any(group not in said for group in in_groups(one).split())] == []
    assert pages.squeezed("47 kejadian") in said


def test_stands_within_its_margins_with_its_fonts_and_its_code(closed: Path) -> None:
    """Nothing on anything else; a code that leads to the case."""
    assert pages.faults(closed) == []
    assert set(pages.embedded(closed).values()) == {True}
    assert pages.qr_says(closed, LINK)


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.OPEN, "BELUM SELESAI"), (Status.CANCELLED, "DIBATALKAN"), (Status.CLOSED, "")],
)
def test_says_across_every_page_that_it_is_not_the_end(status: Status, words: str, tmp_path: Path) -> None:
    """An open or cancelled case's certificate cannot pass for a finished one, whichever page is shown."""
    many = tuple(replace(OPEN.steps[1], number=n) for n in range(1, 12))
    path = made(tmp_path, replace(OPEN, status=status, steps=many))
    found = pages.across(path)
    assert len(found) > 1
    assert found == [words.replace(" ", "")] * len(found)


def test_flows_on_over_pages_with_its_headings(tmp_path: Path) -> None:
    """Long names and reasons, many attempts and files: all there, nothing runs out of its cell."""
    attempts = tuple(
        replace(RETURNED, number=n, who="W" * 90, reason="Alasan panjang. " * 60) for n in range(1, 15)
    )
    files = tuple(replace(FILES[1], number=n, name="x" * 200 + ".pdf") for n in range(1, 60))
    long = replace(
        CLOSED, steps=(StepRecord(1, "Kegiatan " * 60, attempts),), files=files, title="Hal " * 150
    )
    path = made(tmp_path, long)
    assert len(pages.lines(path)) > 5
    assert pages.faults(path) == []
    assert pages.body(path).count("Alasanpanjang.") > 14 * 55
    assert pages.qr_says(path, LINK)


def test_the_same_record_makes_the_same_bytes(closed: Path, tmp_path: Path) -> None:
    """Its hash is recorded."""
    assert made(tmp_path, CLOSED).read_bytes() == closed.read_bytes()
