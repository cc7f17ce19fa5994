"""Sertifikat proses: the record of a case on paper: who did what, when, how long it took, which files."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from papers.approval import in_groups
from papers.letterhead import Letterhead
from papers.typeset import fields, typeset
from sop.case import Status
from sop.moments import clock, date_of, duration, moment, size

_STANDS = {Status.OPEN: "BELUM SELESAI", Status.CLOSED: "SELESAI", Status.CANCELLED: "DIBATALKAN"}
STATEMENT = (
    "Sertifikat ini disusun otomatis dari catatan proses dan sesuai dengan catatan itu pada waktu yang "
    "tertera. Setiap kejadian dalam catatan terikat pada kejadian sebelumnya dengan sidik SHA-256; satu "
    "perubahan saja mengubah sidik terakhir di atas. Sertifikat ini bukan tanda tangan elektronik "
    "tersertifikasi."
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One task of a step: whose it was, what came of it, and how long it took."""

    number: int
    """Which attempt, from 1."""
    who: str
    """Post, capacity and name of who did it, or whose turn it is."""
    started: datetime
    """When its clock started."""
    ended: datetime | None
    used: timedelta | None
    """Working time from one to the other, None where no clock runs."""
    allowed: str
    """The SOP's own words for the time it may take, "" for none."""
    late: bool
    outcome: str
    """What became of it: "Telah ditandatangani", "Menunggu"."""
    reason: str = ""
    """Why it was sent back, in the words of whoever did."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step of the SOP with every attempt at it, and remarks such as who attended."""

    number: int
    name: str
    attempts: tuple[Attempt, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One version of a file."""

    label: str
    number: int
    name: str
    size: int
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate tells; every moment is aware."""

    letterhead: Letterhead
    case: int
    title: str
    sop: str
    sop_number: str
    status: Status
    opener: str
    opened: datetime
    ended: datetime | None
    steps: tuple[StepRecord, ...]
    files: tuple[FileRecord, ...]
    chain: str
    """The head of the audit chain."""
    events: int
    """How many events it stands for."""
    at: datetime
    """As of when: the last event's moment, or that of the request."""
    zone: ZoneInfo
    link: str
    agenda: str = ""
    secrecy: str = ""
    unit: str = ""
    """The responsible unit."""
    reason: str = ""
    """Why it was cancelled."""
    cancelled_by: str = ""
    archive: str = ""
    """Under which number and classification it is archived."""


def certificate_of_process(target: Path, certificate: Certificate) -> dict[str, str]:
    """Write the certificate as a PDF; across each page of one that is not closed stands what it is.

    Return where the record stood: the "chain" and the "status".
    """
    one, zone = certificate, certificate.zone
    stands = _STANDS[one.status]
    stood = stands + (f" oleh {one.cancelled_by}" if one.cancelled_by else "")
    ended = [] if one.ended is None else [("Berakhir", moment(one.ended, zone))]
    data = {
        "foot": f"Sertifikat Proses \N{MIDDLE DOT} Proses {one.case} \N{MIDDLE DOT} {stands}",
        "across": "" if one.status is Status.CLOSED else stands,
        "about": fields(
            ("Hal", one.title),
            ("SOP", one.sop),
            ("Nomor SOP", one.sop_number or "\N{EN DASH}"),
            *([("Penanggung jawab", one.unit)] if one.unit else []),
            *([("Nomor agenda", one.agenda)] if one.agenda else []),
            *([("Nomor arsip", one.archive)] if one.archive else []),
            *([("Sifat", one.secrecy)] if one.secrecy else []),
            ("Dibuka", f"{moment(one.opened, zone)}, oleh {one.opener}"),
            *ended,
            ("Keadaan", stood + (f": {one.reason}" if one.reason else "")),
            ("Menurut catatan", moment(one.at, zone)),
        ),
        "steps": [_step(step, zone) for step in one.steps],
        "files": [_file(file, zone) for file in one.files],
        "chain": in_groups(one.chain),
        "events": f"Sidik SHA-256 terakhir dari {one.events} kejadian dalam catatan:",
        "statement": STATEMENT,
        "scan": f"Pindai untuk membuka catatan proses {one.case}.",
    }
    typeset(target, "certificate", data, at=one.at, letterhead=one.letterhead, link=one.link)
    return {"chain": one.chain, "status": one.status.value}


def _step(step: StepRecord, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "name": f"{step.number}. {step.name}",
        "attempts": [_attempt(each, zone) for each in step.attempts],
        "remarks": list(step.remarks),
    }


def _attempt(attempt: Attempt, zone: ZoneInfo) -> dict[str, Any]:
    used = "" if attempt.used is None else f"{duration(attempt.used)} kerja"
    return {
        "number": str(attempt.number),
        "who": attempt.who,
        "started": _short(attempt.started, zone),
        "ended": "\N{EN DASH}" if attempt.ended is None else _short(attempt.ended, zone),
        "used": used,
        "allowed": f"dari {attempt.allowed}" if attempt.allowed and used else attempt.allowed,
        "late": attempt.late,
        "outcome": attempt.outcome,
        "reason": f"Alasan: {attempt.reason}" if attempt.reason else "",
    }


def _file(file: FileRecord, zone: ZoneInfo) -> dict[str, str]:
    return {
        "label": file.label + (f" versi {file.number}" if file.number > 1 else ""),
        "name": f"{file.name}, {size(file.size)}",
        "by": file.by,
        "at": _short(file.at, zone),
        "sha256": in_groups(file.sha256),
    }


def _short(value: datetime, zone: ZoneInfo) -> str:
    return f"{date_of(value, zone)} {clock(value, zone)}"
