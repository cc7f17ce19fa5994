"""What happened to a task's time and to meetings, as every record of a case says it, until when now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sop import facts as f
from sop.definition import Sop
from sop.moments import moment, span
from sop.turn import person

_CAUSES = {f.CALENDAR: "kalender kerja berubah", f.MEETING: "jadwal rapat berubah"}


def of_time(sop: Sop, event: f.Event, zone: ZoneInfo) -> str | None:
    """Return what was done to a task's time, as a verb with its object, not escaped; None for other facts.

    What only follows from another event is not said twice.
    """
    fact = event.fact
    if by_itself(fact):
        return None
    if isinstance(fact, f.CheckedIn) and fact.of.person == event.by.person:
        return "hadir di tempat rapat"
    say = _SAY.get(type(fact))
    return say(sop, fact, zone) if say else None


def by_itself(fact: f.Fact) -> bool:
    """Whether a fact only follows from another: a clock that stands or goes on with the one it shares."""
    return getattr(fact, "shared", False)


def _paused(_: Sop, fact: f.ClockPaused, __: ZoneInfo) -> str:
    return f"menjeda waktu: “{fact.reason}”"


def _resumed(_: Sop, fact: f.ClockResumed, zone: ZoneInfo) -> str:
    return f"melanjutkan waktu{_until(fact.due, zone)}"


def _asked(_: Sop, fact: f.TimeAsked, __: ZoneInfo) -> str:
    return f"memohon perpanjangan {fact.more}: “{fact.reason}”"


def _granted(_: Sop, fact: f.TimeGranted, zone: ZoneInfo) -> str:
    return f"menyetujui perpanjangan {fact.more}{_until(fact.due, zone)}"


def _declined(_: Sop, fact: f.TimeDeclined, __: ZoneInfo) -> str:
    return f"belum menyetujui perpanjangan {fact.more}" + (f": “{fact.reason}”" if fact.reason else "")


def _moved(_: Sop, fact: f.ClockMoved, zone: ZoneInfo) -> str | None:
    """Return what a deadline was and is; None for a clock without one, as that of an answer."""
    if fact.due is None:
        return None
    why = f" ({fact.why})" if fact.why else ""
    was = f" dari {moment(fact.was, zone)}" if fact.was else ""
    return (
        f"tenggat berubah{was} menjadi {moment(fact.due, zone)}: {_CAUSES.get(fact.cause, fact.cause)}{why}"
    )


def _nudged(_: Sop, __: f.Nudged, ___: ZoneInfo) -> str:
    return "mengingatkan pelaksana"


def _checked_in(sop: Sop, fact: f.CheckedIn, _: ZoneInfo) -> str:
    return f"mencatat kehadiran {person(sop, fact.of)}"


def _attended(sop: Sop, fact: f.Attended, _: ZoneInfo) -> str:
    to = f" kepada {person(sop, fact.delegate)}" if fact.delegate else ""
    return f"menyatakan {fact.answer.value}{to}"


def _met(_: Sop, fact: f.MeetingSet, zone: ZoneInfo) -> str:
    meeting = fact.meeting
    verb = "mengubah jadwal rapat menjadi" if meeting.sequence else "menetapkan jadwal rapat:"
    return f"{verb} {span(meeting.starts, meeting.ends, zone)}, {meeting.place}"


def _until(due: datetime | None, zone: ZoneInfo) -> str:
    return f"; tenggat {moment(due, zone)}" if due else ""


_SAY: dict[type, Callable[[Sop, Any, ZoneInfo], str | None]] = {
    f.ClockPaused: _paused,
    f.ClockResumed: _resumed,
    f.TimeAsked: _asked,
    f.TimeGranted: _granted,
    f.TimeDeclined: _declined,
    f.ClockMoved: _moved,
    f.Nudged: _nudged,
    f.CheckedIn: _checked_in,
    f.Attended: _attended,
    f.MeetingSet: _met,
}
