"""What the certificate of a case remarks about a step's time: pauses, extensions, ends past the deadline."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sop.case import Extension, Pause, Task
from sop.definition import Sop
from sop.moments import clock, date_of, duration
from sop.turn import person


def of_time(sop: Sop, tasks: Sequence[Task], zone: ZoneInfo) -> list[str]:
    """Return a line for everything that happened to the time of these tasks, in order, each once.

    A file and the signature inside its step have one time: what happened to it happened to both.
    """
    told: list[tuple[datetime, str]] = []
    for task in tasks:
        pauses, extensions = (task.clock.pauses, task.clock.extensions) if task.clock else ((), ())
        told += [(one.since, _pause(sop, one, zone)) for one in pauses]
        told += [(one.at, _extension(sop, one, zone)) for one in extensions]
        told += _late(task)
    return list(dict.fromkeys(text for _, text in sorted(told, key=lambda pair: pair[0])))


def _pause(sop: Sop, one: Pause, zone: ZoneInfo) -> str:
    until = _short(one.until, zone) if one.until else "sekarang"
    why = f"oleh {person(sop, one.by)}. Alasan: {one.reason}"
    return f"Waktu dijeda {_short(one.since, zone)} s.d. {until} {why}"


def _extension(sop: Sop, one: Extension, zone: ZoneInfo) -> str:
    return f"Waktu diperpanjang {one.more} oleh {person(sop, one.by)}, {_short(one.at, zone)}"


def _late(task: Task) -> list[tuple[datetime, str]]:
    """Return how long after its deadline an attempt came to its end, without blame."""
    used = task.ended.spent if task.ended else None
    if task.ended is None or used is None or not task.ended.late:
        return []
    took, had, late = (duration(timedelta(seconds=each)) for each in (used.used, used.allowed, used.late))
    text = f"Percobaan ke-{task.attempt}: terpakai {took} dari {had}, selesai {late} kerja setelah tenggat"
    return [(task.ended.at, text)]


def _short(value: datetime, zone: ZoneInfo) -> str:
    return f"{date_of(value, zone)} {clock(value, zone)}"
