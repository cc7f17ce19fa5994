"""What is said of a meeting: who comes, the file for the phone's calendar, its reminders, its stand-ins."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers import words
from sop import facts as f
from sop.attendance import Tally, came
from sop.case import Answer, Attendance, Case, Meeting, Status
from sop.definition import Sop
from sop.moments import clock, span
from sop.people import By

ANSWERS = {Answer.PRESENT: "hadir", Answer.ABSENT: "berhalangan"}
MOST_NAMES = 160
"""Characters of a line of names on a card that holds much else."""


def said(one: Attendance, zone: ZoneInfo) -> str:
    """Return what somebody answered, and since when they are there."""
    answer = f"diwakili {words.esc(one.delegate.name, 60)}" if one.delegate else ANSWERS[one.answer]
    return answer + (f", tercatat pukul {clock(one.present, zone)}" if one.present else "")


def own(case: Case, person: int, zone: ZoneInfo) -> list[str]:
    """Return what the card of somebody invited says of their own answer, and of whom they stand in for."""
    mine = next((one for one in case.attendance if one.by.person == person), None)
    lines = [f"Kehadiran Anda: {said(mine, zone)}"] if mine else []
    for one in case.attendance:
        if one.delegate and one.delegate.person == person:
            noted = f", tercatat pukul {clock(one.present, zone)}" if one.present else ""
            lines.append(f"Anda mewakili: {words.esc(one.by.name, 60)}{noted}")
    return lines


def tally(sop: Sop, counted: Tally) -> list[str]:
    """Return how many come, with their names, for whoever keeps the minutes."""
    parts = [
        ("Hadir", [_noted(sop, one) for one in counted.present]),
        ("Diwakilkan", [f"{_post(sop, one.by)} ({_stand_in(one)})" for one in counted.delegated]),
        ("Berhalangan", [_post(sop, one.by) for one in counted.absent]),
        ("Belum menjawab", [_post(sop, by) for by in counted.silent]),
    ]
    head = ", ".join(f"{word.lower()} {len(names)}" for word, names in parts if names)
    lines = [f"Jawaban undangan: {head}"] if head else []
    return lines + [f"{word}: {words.esc(_listed(names), MOST_NAMES)}" for word, names in parts if names]


def _listed(names: list[str]) -> str:
    """Return as many whole names as a line holds, and how many there are besides."""
    for count in range(len(names), 0, -1):
        more = [f"dan {len(names) - count} lainnya"] if count < len(names) else []
        line = "; ".join([*names[:count], *more])
        if words.units(line) <= MOST_NAMES:
            return line
    return names[0]


def _post(sop: Sop, by: By) -> str:
    return words.plain_person(sop, by)


def _noted(sop: Sop, one: Attendance) -> str:
    return ("\N{BALLOT BOX WITH CHECK} " if one.present else "") + _post(sop, one.by)


def _stand_in(one: Attendance) -> str:
    mark = "\N{BALLOT BOX WITH CHECK} " if one.present else ""
    return f"{mark}{one.delegate.name}" if one.delegate else ""


def attended(case: Case) -> str:
    """Return how many were there, once the minutes are filed."""
    there = came(case)
    sent = sum(1 for one in there if one.delegate)
    absent = sum(1 for one in case.attendance if one.answer is Answer.ABSENT)
    parts = [f"{len(there) - sent} hadir", *([f"{sent} diwakili"] if sent else []), f"{absent} berhalangan"]
    return ", ".join(parts)


def deed(fact: f.Attended | f.Marked | f.CheckedIn) -> str:
    """Return what somebody did about who comes to a meeting, as the history says it."""
    if isinstance(fact, f.Attended):
        to = f" kepada {words.esc(fact.delegate.name, 60)}" if fact.delegate else ""
        return f"menyatakan {fact.answer.value}{to}"
    if isinstance(fact, f.Marked):
        return f"mencatat {words.esc(fact.of.name, 60)} {fact.answer.value}"
    return f"mencatat kehadiran {words.esc(fact.of.name, 60)}"


def when(meeting: Meeting, zone: ZoneInfo) -> str:
    """Return when and where: "Senin, 30 November 2026 pukul 09.00-11.00 WIB, Aula"."""
    return f"{span(meeting.starts, meeting.ends, zone)}, {words.esc(meeting.place, 80)}"


def summary(case: Case) -> str:
    """Return what a calendar calls the meeting; a phone shows it on a locked screen. Not escaped."""
    return f"Rapat (proses {case.id})" if case.confidential else f"Rapat: {case.title}"


DESCRIPTION = "Jawaban kehadiran dan berkas rapat ada pada bot Telegram kantor."


def for_calendar(case: Case, meeting: Meeting, zone: ZoneInfo, *, had: bool, withdrawn: bool) -> str:
    """Say what the calendar file is for; whoever `had` the meeting before has it at another time."""
    head = f"\N{SPIRAL CALENDAR PAD} {words.case_line(case, public=True)}"
    if withdrawn:
        why = (
            "Rapat ini dibatalkan."
            if case.status is Status.CANCELLED
            else "Kehadiran Anda pada rapat ini tidak diperlukan lagi."
        )
        act = "Ketuk berkas ini untuk menghapusnya dari kalender ponsel, atau hapus sendiri."
    else:
        moved = " (jadwal telah berubah)" if had else ""
        why = f"Rapat{moved}: {when(meeting, zone)}."
        act = (
            "Ketuk berkas ini untuk memperbarui kalender ponsel Anda."
            if had
            else "Ketuk berkas ini untuk menambahkannya ke kalender ponsel Anda."
        )
    return f"{head}\n{why}\n{act}"


def stands_in(sop: Sop, case: Case, meeting: Meeting, of: By, zone: ZoneInfo) -> str:
    """Ask a member to come in somebody's place."""
    return (
        f"\N{INFORMATION SOURCE} {words.case_line(case, public=True)}\n"
        f"Anda diminta mewakili {words.person(sop, of)} dalam rapat:\n{when(meeting, zone)}."
    )


def stands_in_no_more(sop: Sop, case: Case, of: By) -> str:
    """Tell a member that they need not come in somebody's place."""
    return (
        f"\N{INFORMATION SOURCE} {words.case_line(case, public=True)}\n"
        f"Anda tidak lagi diminta mewakili {words.person(sop, of)} dalam rapat."
    )


def reminder(
    case: Case, meeting: Meeting, zone: ZoneInfo, left: timedelta | None, lines: Sequence[str]
) -> str:
    """Remind of a meeting: when, where, what was answered, and how soon it begins where that is soon."""
    soon = f" Dimulai {max(1, round(left / timedelta(minutes=1)))} menit lagi." if left is not None else ""
    head = f"\N{BELL} Pengingat rapat. {words.case_line(case, public=True)}.{soon}"
    return "\n".join([head, f"{when(meeting, zone)}.", *lines])
