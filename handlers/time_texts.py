"""Words about a task's time: how much is used and left, pauses, extensions, what is asked for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import words
from sop.calendar import WorkCalendar
from sop.case import Ended, Extension, Pause, Task
from sop.clock import spent
from sop.definition import Sop
from sop.moments import clock as time_of
from sop.moments import duration, moment

SHOWN = 5
"""Pauses and extensions that are listed, the latest."""
PAUSED = "\N{DOUBLE VERTICAL BAR}\ufe0f"


def standing(sop: Sop, task: Task, zone: ZoneInfo, *, little: bool = False) -> list[str]:
    """Return the card's line about a clock that stands; `little` keeps the reason to itself."""
    pause = task.paused if task.open else None
    if pause is None:
        return []
    why = "" if little else f": “{words.esc(pause.reason, 160)}”"
    return [
        f"{PAUSED} Waktu dijeda sejak {moment(pause.since, zone)}{why} (oleh {words.post(sop, pause.by)})"
    ]


def extended(task: Task) -> str:
    """Return how a deadline was extended, for the card's line about it; "" where it was not."""
    more = [words.esc(e.more, 20) for e in task.clock.extensions] if task.clock else []
    return f", diperpanjang {' dan '.join(more[-SHOWN:])}" if more else ""


def asked(task: Task) -> list[str]:
    """Return the card's line about more time that is asked for."""
    request = task.clock.request if task.clock and task.open else None
    return [f"Perpanjangan {words.esc(request.more, 20)} menunggu keputusan"] if request else []


def punctual(ended: Ended | None) -> list[str]:
    """Return the line of a task that was done later than its deadline."""
    if ended is None or not ended.late:
        return []
    return [f"Selesai {duration(timedelta(seconds=ended.late))} kerja setelah tenggat"]


def lines(sop: Sop, task: Task, now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> list[str]:
    """Return how a task's time stands: used and left, each pause and extension, what is asked for."""
    found = [_used(task, now, zone, calendar)]
    clock = task.clock
    told = [(p.since, _pause(sop, p, zone)) for p in (clock.pauses if clock else ())]
    told += [(e.at, _extension(sop, e, zone)) for e in (clock.extensions if clock else ())]
    told.sort(key=lambda pair: pair[0])
    found += [line for _, line in told[-SHOWN:]]
    request = task.clock.request if task.clock and task.open else None
    if request is not None:
        found.append(
            f"⏳ Dimohon {words.esc(request.more, 20)} lagi: “{words.esc(request.reason, 160)}” "
            f"({words.post(sop, request.by)}); menunggu keputusan"
        )
    return found


def _used(task: Task, now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> str:
    if task.ended is not None:
        now = task.ended.at
    elif now < task.starts:
        return f"Waktu mulai dihitung {moment(task.starts, zone)}"
    one = (task.ended.spent if task.ended else None) or spent(task, now, calendar)
    if one is None:
        return "Tugas ini tidak memiliki tenggat"
    used, allowed = timedelta(seconds=one.used), timedelta(seconds=one.allowed)
    left = f"lewat {duration(used - allowed)}" if one.late else f"sisa {duration(allowed - used)}"
    return f"Waktu kerja terpakai {duration(used)} dari {duration(allowed)}, {left}"


def _extension(sop: Sop, more: Extension, zone: ZoneInfo) -> str:
    by, when = words.post(sop, more.by), moment(more.at, zone)
    return f"\N{HEAVY PLUS SIGN} Diperpanjang {words.esc(more.more, 20)} oleh {by}, {when}"


def _pause(sop: Sop, pause: Pause, zone: ZoneInfo) -> str:
    since, until = pause.since.astimezone(zone), pause.until
    if until is None:
        end = "sekarang"
    elif since.date() == until.astimezone(zone).date():
        end = time_of(until, zone)
    else:
        end = moment(until, zone)
    why = words.esc(pause.reason, 120)
    return f"{PAUSED} {moment(since, zone)} s.d. {end}: “{why}” ({words.post(sop, pause.by)})"
