"""Buku ekspedisi: to whom a document went, who received it when and in which capacity, who has not yet."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from papers.letterhead import Letterhead
from papers.typeset import fields, typeset
from sop.moments import moment

WAITS = "Belum diterima"
_FORMULA = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One recipient: whom it was for, who received it and when (aware)."""

    to: str
    document: str
    sent: datetime
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """The distribution of one case's document."""

    letterhead: Letterhead
    case: int
    title: str
    number: str
    """The archive number, "" while there is none."""
    receipts: tuple[Receipt, ...]
    at: datetime
    """As of when."""
    zone: ZoneInfo
    link: str = ""


def expedition_book(target: Path, book: Book) -> None:
    """Write the book as a PDF."""
    got = sum(1 for one in book.receipts if one.at is not None)
    data = {
        "foot": f"Buku Ekspedisi \N{MIDDLE DOT} Proses {book.case}",
        "about": fields(
            ("Hal", book.title),
            ("Nomor arsip", book.number or "\N{EN DASH}"),
            ("Tanda terima", f"{got} dari {len(book.receipts)}"),
            ("Menurut catatan", moment(book.at, book.zone)),
        ),
        "receipts": [
            {
                "to": one.to,
                "document": one.document,
                "sent": moment(one.sent, book.zone),
                "by": one.by,
                "at": moment(one.at, book.zone) if one.at else WAITS,
            }
            for one in book.receipts
        ],
        "scan": f"Pindai untuk membuka catatan proses {book.case}." if book.link else "",
    }
    typeset(target, "expedition", data, at=book.at, letterhead=book.letterhead, link=book.link)


def as_csv(book: Book) -> str:
    """Return the book as CSV (RFC 4180) for spreadsheets; nothing in it is taken for a formula there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["No", "Kepada", "Berkas", "Disampaikan", "Diterima oleh", "Diterima pada"])
    for number, one in enumerate(book.receipts, 1):
        got = one.at.astimezone(book.zone).isoformat(timespec="seconds") if one.at else WAITS
        sent = one.sent.astimezone(book.zone).isoformat(timespec="seconds")
        writer.writerow([number, *map(_plain, (one.to, one.document, sent, one.by, got))])
    return text.getvalue()


def _plain(text: str) -> str:
    """Return a text that a spreadsheet shows as it stands."""
    return f"'{text}" if text[:1] in _FORMULA else text
