"""Buku ekspedisi: who received the document, on pages that print well, and in a table for spreadsheets."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from papers.expedition import WAITS, Book, Receipt, as_csv, expedition_book
from papers.letterhead import Letterhead
from tests.papers import pages

SENT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
BOOK = Book(
    letterhead=Letterhead(
        ("PEMERINTAH PROVINSI SUMATERA BARAT", "SEKRETARIAT DAERAH", "BIRO ORGANISASI"),
        ("Jalan Contoh Nomor 1",),
    ),
    case=12,
    title="Evaluasi capaian kinerja triwulan III",
    number="000.8.6.3/012/ORG/2026",
    receipts=(
        Receipt(
            "Kepala Bagian Tata Laksana",
            "Laporan Hasil Evaluasi (ditandatangani)",
            SENT,
            "Kepala Bagian Tata Laksana, Yulia Fitri",
            SENT + timedelta(minutes=20),
        ),
        Receipt(
            "Kepala Bagian Kelembagaan",
            "Laporan Hasil Evaluasi (ditandatangani)",
            SENT,
            "Plh. Kepala Bagian Kelembagaan (Kepala Bagian Reformasi Birokrasi), Dewi Anggraini",
            SENT + timedelta(hours=1),
        ),
        Receipt("Kepala Bagian Reformasi Birokrasi", "Laporan Hasil Evaluasi (ditandatangani)", SENT),
    ),
    at=SENT + timedelta(hours=2),
    zone=ZoneInfo("Asia/Jakarta"),
    link="https://t.me/contoh_bot?start=p12",
)


def test_every_recipient_stands_in_it_with_capacity_and_time(tmp_path: Path) -> None:
    """On one page for a usual office; who has not received is said to be waited for."""
    path = tmp_path / "buku.pdf"
    expedition_book(path, BOOK)
    said = pages.body(path)
    for text in (
        "BUKU EKSPEDISI",
        "Nomor arsip : 000.8.6.3/012/ORG/2026",
        "Tanda terima : 2 dari 3",
        "Kepala Bagian Tata Laksana, Yulia Fitri",
        "Plh. Kepala Bagian Kelembagaan (Kepala Bagian Reformasi Birokrasi), Dewi Anggraini",
        "Senin, 23 November 2026 pukul 10.50 WIB",
        WAITS,
    ):
        assert pages.squeezed(text) in said, text
    assert len(pages.lines(path)) == 1
    assert pages.faults(path) == []


def test_many_recipients_with_long_names_stay_on_the_paper(tmp_path: Path) -> None:
    """The head of the table is said again on every page; nothing leaves the margins."""
    long = Receipt("Kepala Bagian " + "Kepegawaian" * 6, "L" * 120, SENT, "N" * 80, SENT)
    path = tmp_path / "buku.pdf"
    book = replace(BOOK, receipts=(*BOOK.receipts, *[long] * 30), title="T" * 200, number="9" * 120)
    expedition_book(path, book)
    sheets = pages.lines(path)
    assert len(sheets) > 1
    assert pages.faults(path) == []


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x.invalid")', "+62", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A spreadsheet shows what somebody typed, and computes nothing of it."""
    table = as_csv(replace(BOOK, receipts=(replace(BOOK.receipts[0], by=text, to='a;b,"c"\nd'),)))
    head, row = csv.reader(io.StringIO(table))
    assert head == ["No", "Kepada", "Berkas", "Disampaikan", "Diterima oleh", "Diterima pada"]
    assert row[1] == 'a;b,"c"\nd'
    assert row[4] == f"'{text}"
    assert row[5] == "2026-11-23T10:50:00+07:00"
