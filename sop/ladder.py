"""The reminders of a task: when each rung falls, and which single one to send after a pause.

All times follow from a task's start, its deadline and the calendar; nothing is remembered here. The caller
keeps the index of the next rung and claims a rung before it is sent.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sop.calendar import WorkCalendar

BEFORE, DUE = 0, 1
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder: `at` is UTC; `tells_superior` when the performer's superior gets it too."""

    index: int
    at: datetime
    kind: Literal["before", "due", "after"]
    tells_superior: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which reminders a task gets. Rungs have no end: the daily ones go on until the task is closed.

    Rung 0 falls at the share `notice` of the allowed working time, rung 1 at the deadline, then one after
    each working hour past it, `hourly` times, then one at the opening of each following working day: at the
    opening, so that an official finds the day's overdue tasks together and can still plan for them.
    `superior_at` counts the rungs past due from 1 and names the one that tells the superior; 0 tells nobody.

    A rung that would meet a closed office waits for the next opening; only the deadline may stand exactly at
    closing time. Raises ValueError for a share outside 0 to 1 or a negative count.
    """

    notice: float = 0.75
    hourly: int = 3
    superior_at: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.notice < 1:
            raise ValueError(
                f"the first notice needs a share between 0 and 1, such as 0.75, not {self.notice}"
            )
        if self.hourly < 0 or self.superior_at < 0:
            raise ValueError("the ladder's counts must be 0 or more")

    def rung(self, index: int, start: datetime, due: datetime, calendar: WorkCalendar) -> Rung:
        """Return one rung of a task with this start and deadline; times rise strictly with the index."""
        if index < BEFORE:
            raise ValueError(f"rungs are counted from 0, not {index}")
        kind: Literal["before", "due", "after"] = (
            "before" if index < DUE else "due" if index == DUE else "after"
        )
        at = self._time(index, start, due, calendar)
        return Rung(index, at, kind, tells_superior=index == self._superior_index)

    def next_after(self, at: datetime, start: datetime, due: datetime, calendar: WorkCalendar) -> Rung:
        """Return the first rung later than this moment."""
        return self.rung(self._latest(start, due, at, calendar) + 1, start, due, calendar)

    def due_now(
        self, from_index: int, start: datetime, due: datetime, now: datetime, calendar: WorkCalendar
    ) -> tuple[Rung | None, Rung]:
        """Return the one reminder to send now, if any, and the next rung to wait for.

        `from_index` is the next rung that has not fired. However many rungs fell due since, only the latest
        is sent; it tells the superior if any of them should have. The next rung lies after now.
        """
        latest = self._latest(start, due, now, calendar)
        if latest < from_index:
            return None, self.rung(from_index, start, due, calendar)
        send = self.rung(latest, start, due, calendar)
        told = from_index <= self._superior_index <= latest
        return replace(send, tells_superior=told), self.rung(latest + 1, start, due, calendar)

    @property
    def _superior_index(self) -> int:
        return DUE + self.superior_at if self.superior_at else -1

    @property
    def _last_hourly(self) -> int:
        return DUE + self.hourly

    def _time(self, index: int, start: datetime, due: datetime, calendar: WorkCalendar) -> datetime:
        deadline = _within_hours(due, calendar)
        if index == BEFORE:
            share = calendar.between(start, deadline) * self.notice
            notice = calendar.next_opening(calendar.add(start, share))
            # A task with next to no time (a holiday declared later can take it away) has its notice still
            # before the deadline, so that the rungs stay in order.
            return min(notice, calendar.subtract(deadline, _MARGIN))
        if index == DUE:
            return deadline
        hourly = min(index, self._last_hourly) - DUE
        at = calendar.next_opening(calendar.add(deadline, timedelta(hours=hourly))) if hourly else deadline
        if index <= self._last_hourly:
            return at
        day = calendar.working_day_after(calendar.local_day(at), index - self._last_hourly)
        return calendar.day_start(day)

    def _latest(self, start: datetime, due: datetime, now: datetime, calendar: WorkCalendar) -> int:
        """Return the index of the latest rung that is not after now, -1 when none is."""
        today = calendar.local_day(now)
        for index in range(self._last_hourly + 1):
            if self._time(index, start, due, calendar) > now:
                return index - 1
        last = calendar.local_day(self._time(self._last_hourly, start, due, calendar))
        days = calendar.working_days(last, today)
        if days and calendar.is_working_day(today) and now < calendar.day_start(today):
            days -= 1
        return self._last_hourly + days


def _within_hours(due: datetime, calendar: WorkCalendar) -> datetime:
    """Return the deadline, or the next opening when the calendar has since closed the office at that time."""
    if calendar.is_open(due):
        return calendar.next_opening(due)
    opening = calendar.next_opening(due)
    at_closing = bool(calendar.between(due - timedelta.resolution, due))
    return calendar.add(due, timedelta()) if at_closing else opening
