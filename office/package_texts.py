"""The record of a case as it lies in its package: for programs, which can prove it, and for people."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from office.time_said import of_time
from papers.expedition import Book, Receipt
from papers.letterhead import Letterhead
from sop import facts as f
from sop.case import Case, FileRef, Outcome, Part
from sop.definition import Sop
from sop.facts import Event
from sop.moments import clock, day
from sop.turn import person, title
from storage.chain import START, Entry
from storage.codec import dump_case
from storage.documents import Document

RECORD, HISTORY, METADATA, GUIDE = "riwayat.json", "riwayat.txt", "metadata.json", "BACA-SAYA.txt"
RECORD_FORM, METADATA_FORM = "sopbot-riwayat-1", "sopbot-paket-1"
RULE = (
    "chain = SHA-256, in hexadecimal, of: the chain value before it, a line feed, and the event as a JSON "
    "array in UTF-8 without blanks: [case, seq, at, person, name, role, unit, kind, data, acting]. "
    "at is ISO 8601 in UTC with six decimals; data and acting are the JSON texts exactly as they stand here. "
    "The value before the first event is 64 zeros; head is the value of the last."
)
READ_ME = """\
PAKET ARSIP

Folder ini adalah paket arsip satu proses dalam bentuk BagIt (RFC 8493).
Isinya ada di dalam folder data:

  berkas/                 semua versi setiap berkas, menurut langkahnya
  riwayat.txt             riwayat proses, untuk dibaca
  riwayat.json            riwayat yang sama, sebagaimana dicatat, beserta rantai sidiknya
  metadata.json           keterangan proses, SOP, arsip, dan daftar berkas dengan nama aslinya
  sop/                    SOP yang dijalankan, sebagaimana berlaku ketika proses dibuka
  sertifikat-proses.pdf   sertifikat proses
  buku-ekspedisi.pdf      siapa yang menerima, kapan, dan dalam kedudukan apa; juga sebagai .csv

Keutuhan paket dapat diperiksa dengan alat umum mana pun untuk BagIt, misalnya

  python -m bagit --validate NAMA-FOLDER

dan, beserta rantai riwayat dan sidik setiap berkas, dengan

  sopbot verify NAMA-FOLDER

Rantai riwayat dapat dihitung ulang tanpa program ini; aturannya tertulis pada riwayat.json.
"""


def as_json(value: Any) -> str:
    """Return JSON that reads well and is always the same."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def record(case: Case, entries: Sequence[Entry], head: str) -> str:
    """Return every event as it is written down, with its chain value and how to work it out again."""
    events = [
        {
            "seq": one.seq,
            "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "person": one.person,
            "name": one.name,
            "role": one.role,
            "unit": one.unit,
            "kind": one.kind,
            "data": one.data,
            "acting": one.acting,
            "chain": one.chain,
        }
        for one in entries
    ]
    about = {"form": RECORD_FORM, "case": case.id, "rule": RULE, "start": START, "head": head}
    return as_json(about | {"events": events})


def metadata(
    sop: Sop,
    sop_path: str,
    case: Case,
    files: Sequence[tuple[str, Document]],
    names: Mapping[int, str],
    head: str,
) -> str:
    """Return what the package is about: `files` are paths in the payload with what lies there."""
    state = dump_case(case)
    archive = case.archive
    return as_json(
        {
            "form": METADATA_FORM,
            "case": {
                "id": case.id,
                "title": case.title,
                "secrecy": case.secrecy or "Biasa",
                "unit": case.unit,
                "opened": _utc(case.opened),
                "ended": _utc(case.ended) if case.ended else None,
                "events": case.version,
                "chain": head,
                "state_sha256": sha256(state.encode()).hexdigest(),
                "state": state,
            },
            "sop": {
                "id": sop.id,
                "name": sop.identity.name,
                "number": sop.identity.number,
                "version": sop.version,
                "path": sop_path,
            },
            "archive": None
            if archive is None
            else {
                "number": archive.number,
                "code": archive.code,
                "name": archive.name,
                "active_years": archive.active_years,
                "inactive_years": archive.inactive_years,
                "fate": archive.fate.value,
                "location": archive.location,
                "srikandi": archive.srikandi,
            },
            "documents": [
                {
                    "id": one.id,
                    "path": path,
                    "sha256": one.sha256,
                    "size": one.size,
                    "step": one.step,
                    "label": one.label,
                    "number": one.number,
                    "name": one.name,
                    "mime": one.mime,
                    "kind": str(one.kind),
                    "by": names.get(one.person, ""),
                    "at": _utc(one.at),
                }
                for path, one in files
            ],
        }
    )


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def book(sop: Sop, case: Case, letterhead: Letterhead, at: datetime, zone: ZoneInfo, link: str) -> Book:
    """Return the distribution book of a case."""
    receipts = []
    for task in case.tasks:
        if task.part is Part.RECEIVE:
            got = task.ended if task.ended and task.ended.outcome is Outcome.DONE else None
            by = person(sop, got.by) if got and got.by else ""
            label = (task.given or case.base).label
            receipts.append(
                Receipt(title(sop, task.positions), label, task.opened, by, got.at if got else None)
            )
    number = case.archive.number if case.archive else ""
    return Book(letterhead, case.id, case.title, number, tuple(receipts), at, zone, link)


def history(sop: Sop, case: Case, events: Sequence[Event], zone: ZoneInfo) -> str:
    """Return the record for people: a line an event below its day, in the office's time."""
    lines = [f"RIWAYAT PROSES {case.id}", _line(case.title), _line(sop.identity.name), ""]
    heading = ""
    for event in events:
        said = of_time(sop, event, zone) or _deed(sop, event.fact)
        if said is None:
            continue
        today = day(event.at.astimezone(zone).date())
        if today != heading:
            lines += ["", today]
            heading = today
        who = person(sop, event.by)
        lines.append(f"{event.seq:>4}  {clock(event.at, zone)}  {_line(who)}: {_line(said)}")
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _deed(sop: Sop, fact: f.Fact) -> str | None:  # noqa: PLR0911, C901, PLR0912 - one line a kind of fact
    match fact:
        case f.CaseOpened(base=base):
            return f"membuka proses dengan {_file(base)}"
        case f.Disposed(instructions=given, urgency=urgency, note=note):
            return f"mendisposisikan ({urgency}): {'; '.join(given)}" + (f". Catatan: {note}" if note else "")
        case f.FileAttached(file=file, replaces=old):
            return f"{'mengganti' if old else 'mengunggah'} {_file(file)}"
        case f.MeetingSet(meeting=meeting):
            return f"menetapkan jadwal rapat, tempat: {meeting.place}"
        case f.UnitChosen(unit=unit):
            return f"memilih pemeriksa {unit}"
        case f.Assigned(to=to, reason=reason):
            return f"memberikan tugas kepada {person(sop, to)}" + (f". Alasan: {reason}" if reason else "")
        case f.Submitted(file=file):
            return f"menyampaikan {_file(file)} untuk ditandatangani"
        case f.Signed(file=file):
            return f"menandatangani {_file(file)}"
        case f.Approved(file=file):
            return f"menyetujui {_file(file)}"
        case f.Returned(to_step=step, reason=reason):
            return f"mengembalikan ke langkah {step}. Alasan: {reason}"
        case f.Marked(of=of, answer=answer):
            return f"mencatat {person(sop, of)} {answer.value}"
        case f.Archived(file=file, record=entry):
            return f"mengarsipkan {_file(file)}" + (f" dengan nomor {entry.number}" if entry else "")
        case f.Received(file=file):
            return f"menerima {_file(file)}"
        case f.CaseCancelled(reason=reason):
            return f"membatalkan proses. Alasan: {reason}"
        case _:
            return _PLAIN.get(type(fact))


def _file(file: FileRef) -> str:
    return f"{file.label} versi {file.number} (SHA-256 {file.sha256[:16]})"


_PLAIN: dict[type, str] = {
    f.Claimed: "mengambil tugas",
    f.Released: "melepas tugas",
    f.Concluded: "menyelesaikan notulen rapat",
    f.HandedOver: "menyerahkan hasil",
    f.CaseClosed: "proses selesai",
}
