"""A meeting as it would be set: when and where, who is invited, and what stands against it."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers import words
from office.conflicts import Away, Clash, Conflicts, Other, guests
from office.office import Office
from sop.calendar import WorkCalendar
from sop.case import Case, Meeting
from sop.definition import Sop
from sop.moments import DAYS, MONTHS, span
from sop.turn import title
from storage.transaction import Tx

MOST = 6
"""Lines of one kind that a confirmation names; of more it says how many."""
MOST_PEOPLE = 36
"""People that it names besides, shared out among the meetings at which they are expected."""
WARNING = "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}"
MAY_SAVE = "Jadwal tetap dapat disimpan."


def planned(meeting: Meeting, zone: ZoneInfo) -> str:
    """Return when and where: "Senin, 30 November 2026 pukul 09.00-11.00 WIB, Aula"."""
    return f"{span(meeting.starts, meeting.ends, zone)}, {words.esc(meeting.place, 120)}"


def invited(tx: Tx, office: Office, sop: Sop, case: Case, meeting: Meeting) -> str:
    """Return who is invited, by their posts."""
    acting = office.roster(tx, sop).acting
    posts = [title(sop, positions, acting) for positions in guests(tx, office, sop, case, meeting.step)]
    return f"Undangan: {words.esc(', '.join(dict.fromkeys(posts)), 600)}"


def outside(meeting: Meeting, calendar: WorkCalendar) -> list[str]:
    """Return, plainly, that a meeting is on a closed day or not within the working hours of its day."""
    starts, ends = (at.astimezone(calendar.zone) for at in (meeting.starts, meeting.ends))
    hours = calendar.hours_on(starts.date())
    if hours is None or not hours.spans:
        return [f"{WARNING} <b>{DAYS[starts.weekday()]}, di luar hari kerja</b>"]
    if starts.time() < hours.spans[0][0] or ends.time() > hours.spans[-1][1] or ends.date() > starts.date():
        opens, closes = hours.spans[0][0], hours.spans[-1][1]
        return [f"{WARNING} Di luar jam kerja ({opens:%H.%M}\N{EN DASH}{closes:%H.%M})"]
    return []


def conflicts(sop: Sop, found: Conflicts, meeting: Meeting, zone: ZoneInfo) -> list[str]:
    """Return what stands against the meeting; nothing where all is free."""
    lines = []
    if found.clashes:
        lines += ["", f"{WARNING} <b>Bentrok dengan rapat lain</b>"]
        lines += _some(_clashes(sop, found.clashes, meeting, zone))
    if found.taken:
        lines += ["", f"{WARNING} <b>Tempat sudah dipakai</b>"]
        lines += _some([_other(one, meeting, zone) for one in found.taken])
    if found.away:
        lines += ["", f"{WARNING} <b>Tidak di tempat pada hari itu</b>"]
        lines += _some([_away(sop, one, zone) for one in found.away])
    return [*lines, "", MAY_SAVE] if lines else []


def _some(lines: list[str]) -> list[str]:
    more = [f"dan {len(lines) - MOST} lainnya"] if len(lines) > MOST else []
    return [f"\N{BULLET} {line}" for line in (*lines[:MOST], *more)]


def _clashes(sop: Sop, found: Sequence[Clash], meeting: Meeting, zone: ZoneInfo) -> list[str]:
    """Return who is expected elsewhere: one person with the meeting, several beneath the one they share."""
    meetings: dict[Other, list[str]] = {}
    for one in found:
        meetings.setdefault(one.other, []).append(words.person(sop, one.by))
    lines, most = [], MOST_PEOPLE // min(MOST, len(meetings))
    for other, people in meetings.items():
        where = _other(other, meeting, zone)
        more = f"; dan {len(people) - most} lainnya" if len(people) > most else ""
        several = f"{where}\n{'; '.join(people[:most])}{more}"
        lines.append(several if len(people) > 1 else f"{people[0]}: {where}")
    return lines


def _other(one: Other, meeting: Meeting, zone: ZoneInfo) -> str:
    """Return another meeting: its subject, and of a confidential case its place, only for who may see it."""
    starts, ends = (at.astimezone(zone) for at in (one.meeting.starts, one.meeting.ends))
    day = "" if starts.date() == meeting.starts.astimezone(zone).date() else f"{_short(starts.date())} "
    when = f"{day}{starts:%H.%M}\N{EN DASH}{ends:%H.%M}"
    named = f"Proses {one.case}" + (f" ({words.esc(one.title, 40)})" if one.title else "")
    return ", ".join((named, when, *([] if one.secret else [words.esc(one.meeting.place, 60)])))


def _away(sop: Sop, one: Away, zone: ZoneInfo) -> str:
    # A leave ends with its last day: the moment it is over is that of the following day.
    last = (one.until.astimezone(zone) - timedelta(microseconds=1)).date()
    return f"{words.person(sop, one.by)}, sampai {_short(last)}"


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
