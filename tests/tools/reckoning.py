"""What should be said of tasks in working time, reckoned over a list of the minutes the office is open.

It shares nothing with `sop.ladder`, `sop.calendar` and the sweep but the opening hours of each day.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.sop.office_2026 import OFFICE, WIB


class Minutes:
    """The office's time as a list of its open minutes, counted since 1970: slow, and plain to see through."""

    def __init__(self) -> None:
        self.minutes: list[int] = []
        self.days: list[tuple[date, int]] = []
        day = date(2026, 11, 20)
        while day < date(2027, 6, 1):
            hours = OFFICE.hours_on(day)
            for number, (opens, closes) in enumerate(hours.spans if hours else ()):
                first, last = (minute_of(datetime.combine(day, at, WIB)) for at in (opens, closes))
                if number == 0:
                    self.days.append((day, int(first)))
                self.minutes += range(int(first), int(last))
            day += timedelta(days=1)
        self._open = set(self.minutes)

    def is_open(self, at: float) -> bool:
        """Whether the office is open."""
        return int(at) in self._open

    def opening(self, at: float) -> float:
        """Return the first open moment from here on."""
        return at if self.is_open(at) else float(self.minutes[bisect_left(self.minutes, int(at))])

    def worked(self, at: float) -> float:
        """Return how many open minutes there were before."""
        return bisect_left(self.minutes, int(at)) + (at - int(at) if self.is_open(at) else 0.0)

    def after(self, at: float, minutes: float) -> float:
        """Return when so many open minutes have passed."""
        goal = self.worked(at) + minutes
        last = int(goal) - (goal == int(goal))
        return self.minutes[last] + goal - last

    def before(self, at: float, minutes: float) -> float:
        """Return from when on so many open minutes are left."""
        goal = self.worked(at) - minutes
        return self.minutes[int(goal)] + goal - int(goal)

    def rung(self, number: int, start: float, due: float) -> float | None:
        """Return when a rung of the usual ladder falls; None for a notice that there is none of."""
        end = due if self.is_open(due) or self.is_open(due - 1) else self.opening(due)
        heard = end if self.is_open(end) else self.before(end, 5)
        if number == 0:
            allowed = self.worked(end) - self.worked(start)
            at = min(self.opening(self.after(start, allowed * 0.75)), self.before(heard, 60))
            return at if allowed > 60 and at > start else None
        if number == 1:
            return heard
        hourly = self.opening(self.after(end, 60 * (min(number, 4) - 1)))
        if number <= 4:
            return hourly
        openings = [first for _, first in self.days]
        following = openings[bisect_left(openings, hourly + 0.1) + number - 5]
        return float(following + 5)  # the day's list comes five minutes after every opening


def minute_of(at: datetime) -> float:
    return at.timestamp() / 60


@dataclass(frozen=True)
class Stand:
    """What of a task matters to its reminders, since a moment (minutes)."""

    since: float
    starts: float
    due: float | None
    moves: int
    paused: bool
    submitted: bool
    open: bool
    attend: bool

    @property
    def climbs(self) -> bool:
        """Whether it has a ladder."""
        return self.open and not self.paused and not self.attend and self.due is not None


@dataclass(frozen=True)
class Heard:
    """A reminder of a task: when (minutes), which clock, which rung; None where only a hand reminded."""

    at: float
    clock: int
    rung: int | None


@dataclass
class Reckoning:
    """Says what should have been said of one task: `stands` in order, reminders by hand, when it was down."""

    minutes: Minutes
    stands: list[Stand]
    nudges: list[float]
    downs: list[tuple[float, float]]
    until: float
    _last: float | None = None
    _wake: float | None = None
    _number: int = 0

    def heard(self) -> Iterator[Heard]:
        """Yield what should have been said."""
        known: Stand | None = None
        ends = [*(stand.since for stand in self.stands[1:]), self.until]
        for stand, end in zip(self.stands, ends, strict=True):
            if not stand.climbs:
                self._wake = None
            elif known is None or (known.moves, known.paused) != (stand.moves, stand.paused):
                self._number = 0
                self._go_on(stand, None if known is None else stand.since)
            known = stand
            if not stand.open:
                return
            while (at := self._next(stand, end)) is not None:
                rung, by_hand = self._rung(stand, at), self._by_hand(at)
                if rung is not None or by_hand:
                    self._last = at
                    yield Heard(at, stand.moves, rung)

    def _next(self, stand: Stand, end: float) -> float | None:
        """Return when the program looks at the task next, None where that is after `end`."""
        first = (self._wake, *self.nudges[:1])
        planned = [at for at in first if at is not None and at < end]
        if self._wake == end:
            planned.append(end)
        if not planned:
            return None
        at = self._ready(max(min(planned), stand.since))
        if self._last is not None and at < self._last + 60:
            at = self._ready(self.minutes.opening(self._last + 60))
        return at if at <= end else None

    def _ready(self, at: float) -> float:
        """Return the first moment from here on at which the office is open and the program is up."""
        while True:
            up = next((end for begins, end in self.downs if begins <= at < end), at)
            if up == at and self.minutes.is_open(at):
                return at
            at = self.minutes.opening(up)

    def _by_hand(self, at: float) -> bool:
        if not self.nudges or self.nudges[0] > at:
            return False
        self.nudges = self.nudges[1:]
        return True

    def _rung(self, stand: Stand, at: float) -> int | None:
        """Return the latest rung that has come, None where none is to be said; go on to the next."""
        if not stand.climbs:
            return None
        before, found = self._number, None
        self._go_on(stand, at)
        for number in range(before, self._number):
            if self.minutes.rung(number, stand.starts, stand.due or 0) is not None:
                found = number
        return None if stand.submitted else found

    def _go_on(self, stand: Stand, after: float | None) -> None:
        """Find the first rung later than a moment."""
        assert stand.due is not None
        while True:
            at = self.minutes.rung(self._number, stand.starts, stand.due)
            if at is not None and (after is None or at > after):
                self._wake = at
                return
            self._number += 1
