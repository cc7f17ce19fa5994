"""Lembar disposisi: the sheet on which a superior's instructions go with the document they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from papers.letterhead import Letterhead
from papers.typeset import fields, typeset
from sop.case import SECRECIES
from sop.moments import clock, date_of


@dataclass(frozen=True, slots=True)
class DispositionSheet:
    """What stands on the sheet. Its parts and their order: Permendagri 1/2023 and the forms offices use."""

    letterhead: Letterhead
    case: int
    title: str
    """Hal."""
    source: str
    """Surat dari: who brought the base document."""
    base: str
    """The base document's file."""
    received: datetime
    """When the base document came."""
    agenda: str
    """Nomor agenda."""
    secrecy: str
    """Sifat, one of sop.case.SECRECIES."""
    urgencies: tuple[str, ...]
    """Derajat: those the step offers, and the one chosen."""
    urgency: str
    to: tuple[str, ...]
    """Diteruskan kepada: posts, with who fills them."""
    offered: tuple[str, ...]
    """Dengan hormat harap: all instructions of the step, and those given."""
    instructions: tuple[str, ...]
    note: str
    """Catatan, "" for none."""
    capacity: tuple[str, ...]
    """The capacity line by line, as above a signature (sop.turn.office_lines)."""
    name: str
    at: datetime
    """When the disposition was given; every moment is aware."""
    zone: ZoneInfo
    """The office's, in which the sheet tells times."""
    link: str
    """Leads to the record of the case; the QR code says it."""
    number: str = ""
    """Nomor surat; a dotted line to write on where it is not known."""
    dated: str = ""
    """Tanggal surat; likewise."""


def disposition_sheet(target: Path, sheet: DispositionSheet) -> None:
    """Write the sheet as a PDF; the same values make the same bytes."""
    day = date_of(sheet.at, sheet.zone)
    town = sheet.letterhead.town
    data = {
        "foot": f"Lembar Disposisi \N{MIDDLE DOT} Proses {sheet.case}",
        "letter": fields(
            ("Surat dari", sheet.source),
            ("Nomor surat", sheet.number),
            ("Tanggal surat", sheet.dated),
            ("Dokumen dasar", sheet.base),
        ),
        "entry": fields(
            ("Diterima tanggal", date_of(sheet.received, sheet.zone)),
            ("Pukul", clock(sheet.received, sheet.zone)),
            ("Nomor agenda", sheet.agenda),
        ),
        "secrecy": _choices(SECRECIES, (sheet.secrecy or SECRECIES[0],)),
        "urgency": _choices(sheet.urgencies, (sheet.urgency,)),
        "title": sheet.title,
        "to": sheet.to,
        "instructions": _choices(sheet.offered, sheet.instructions),
        "given": sheet.note,
        "dated": f"{town}, {day}" if town else day,
        "capacity": sheet.capacity,
        "name": sheet.name,
        "how": f"Diberikan melalui percakapan dinas pukul {clock(sheet.at, sheet.zone)}",
        "scan": f"Pindai untuk membuka catatan proses {sheet.case}.",
    }
    typeset(target, "disposition", data, at=sheet.at, letterhead=sheet.letterhead, link=sheet.link)


def _choices(offered: Sequence[str], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Return everything offered, then whatever was chosen beyond it, each with its tick."""
    every = dict.fromkeys((*offered, *(one for one in chosen if one)))
    return [{"text": one, "chosen": one in chosen} for one in every]
