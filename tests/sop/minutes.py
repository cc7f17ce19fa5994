"""Working time counted minute by minute, and a task's clock kept by it: what the rules must agree with."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sop.duration import Duration
from tests.sop.office_2026 import OFFICE, WIB
from tests.sop.worlds import MONDAY

DAYS = 120
MINUTE = timedelta(minutes=1)
FIRST = MONDAY.astimezone(WIB).replace(hour=0, minute=0).astimezone(MONDAY.tzinfo)


@cache
def open_minutes() -> tuple[int, ...]:
    """Return the minutes since the first midnight in which the office is open, one by one."""
    return tuple(i for i in range(DAYS * 24 * 60) if OFFICE.is_open(FIRST + i * MINUTE))


@cache
def _open() -> frozenset[int]:
    return frozenset(open_minutes())


def at(minute: int) -> datetime:
    """Return the moment at which a minute begins."""
    return FIRST + minute * MINUTE


def minute(moment: datetime) -> int:
    """Return which minute begins at a moment."""
    whole, rest = divmod(moment - FIRST, MINUTE)
    assert not rest
    return whole


def working(first: int, last: int) -> int:
    """Return how many of these minutes the office was open."""
    return len(_open().intersection(range(first, last)))


def due(start: int, time: Duration) -> int:
    """Return when a time that starts then is over."""
    if time.unit == "hari":
        day = start // (24 * 60)
        opened = sorted({i // (24 * 60) for i in open_minutes()})
        wanted = [d for d in opened if d > day][time.amount - 1]
        return max(i for i in open_minutes() if i // (24 * 60) == wanted) + 1
    wanted = time.amount * (60 if time.unit == "jam" else 1)
    return open_minutes()[bisect_left(open_minutes(), start) + wanted - 1] + 1


def opened_in(since: int, until: int) -> int:
    """Return how many days began to work after one minute and not after another."""
    first: dict[int, int] = {}
    for i in open_minutes():
        first.setdefault(i // (24 * 60), i)
    return sum(1 for i in first.values() if since < i <= until)


@dataclass
class Clock:
    """One task's time, kept as somebody with a watch and a calendar would."""

    start: int
    time: Duration
    due: int = 0
    pauses: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None

    def __post_init__(self) -> None:
        """Let the time begin."""
        self.due = due(self.start, self.time)

    def pause(self, now: int) -> None:
        """Let it stand."""
        self.since = now

    def resume(self, now: int) -> None:
        """Let it go on with what was left."""
        assert self.since is not None
        since, self.since = self.since, None
        self.pauses.append((since, now))
        if since >= self.due or now <= since:
            return
        if self.time.unit == "hari":
            days = opened_in(since, now)
            self.due = due(self.due - 1, Duration("", days, "hari")) if days else self.due
        else:
            self.due = due(now, Duration("", working(since, self.due), "menit"))

    def extend(self, now: int, more: Duration) -> None:
        """Give it more time, from its deadline, or from now where that has passed."""
        self.due = due(max(self.due, self.since if self.since is not None else now), more)

    def end(self, now: int) -> tuple[int, int, int, int]:
        """Return what was allowed and used, how long it stood, and how late it is: minutes, one by one."""
        if self.since is not None:
            self.resume(now)
        stood = {i for since, until in self.pauses for i in range(since, until)}
        opened = _open()
        ran = [i for i in range(self.start, max(now, self.due)) if i in opened and i not in stood]
        allowed = sum(1 for i in ran if i < self.due)
        used = sum(1 for i in ran if i < now)
        paused = sum(1 for i in stood if i in opened and self.start <= i < now)
        return allowed, used, paused, max(0, used - allowed)
