"""The reminders of a task: when each rung falls, and which single one to send after a pause.

All times follow from a task's start, its deadline and the calendar; nothing is remembered here. The caller
keeps the index of the next rung and claims a rung before it is sent.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from sop.calendar import WorkCalendar

BEFORE, DUE = 0, 1
APART = timedelta(hours=1)
"""The least time between two reminders of a task."""
LEAD = timedelta(minutes=5)
"""So long before closing the rung of a deadline falls that stands at closing: one can still act."""
AFTER_OPENING = timedelta(minutes=5)
"""How long after an opening it comes on a day when the office opens later than the time set for it."""
DIGEST_AT = time(7, 35)
"""When the list of open tasks comes on working days, by the office's wall clock."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder: `at` is UTC, in working hours; and who beside the performer is told."""

    index: int
    at: datetime
    kind: Literal["before", "due", "after"]
    tells_superior: bool
    tells_admins: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which reminders a task gets. Rungs have no end: the daily ones go on until the task is closed.

    Rung 0 falls at the share `notice` of the allowed working time, though never later than an hour of work
    before rung 1; a task of an hour or less has none, for its card says it all. Rung 1 falls at the deadline,
    or `LEAD` before it where it stands at closing. Then one follows after each working hour past the
    deadline, `hourly` times, then one each following working day together with the day's list, at `daily_at`
    by the office's wall clock, so that an official finds the day's overdue tasks in one message.
    `superior_at` and `admin_at` count the rungs past due from 1 and name the one that tells the superior, and
    the admins; 0 tells nobody.

    A rung that would meet a closed office waits for the next opening. Rungs are at least `APART` from each
    other where the office is closed at night.
    Raises ValueError for a share outside 0 to 1 or a negative count.
    """

    notice: float = 0.75
    hourly: int = 3
    superior_at: int = 2
    admin_at: int = 3
    daily_at: time = DIGEST_AT

    def __post_init__(self) -> None:
        if not 0 < self.notice < 1:
            raise ValueError(
                f"the first notice needs a share between 0 and 1, such as 0.75, not {self.notice}"
            )
        if min(self.hourly, self.superior_at, self.admin_at) < 0:
            raise ValueError("the ladder's counts must be 0 or more")

    def rung(self, index: int, start: datetime, due: datetime, calendar: WorkCalendar) -> Rung:
        """Return the first rung from this index on that a task with this start and deadline has.

        Times rise strictly with the index. Only rung 0 may be missing: rung 1 is returned then.
        """
        if index < BEFORE:
            raise ValueError(f"rungs are counted from 0, not {index}")
        at = self._notice(start, due, calendar) if index == BEFORE else None
        if at is None:
            index = max(index, DUE)
            at = self._time(index, due, calendar)
        kind: Literal["before", "due", "after"] = (
            "before" if index < DUE else "due" if index == DUE else "after"
        )
        return Rung(index, at, kind, index == self._superior_index, index == self._admin_index)

    def next_after(self, at: datetime, start: datetime, due: datetime, calendar: WorkCalendar) -> Rung:
        """Return the first rung later than this moment."""
        return self.rung(self._latest(start, due, at, calendar) + 1, start, due, calendar)

    def due_now(
        self, from_index: int, start: datetime, due: datetime, now: datetime, calendar: WorkCalendar
    ) -> tuple[Rung | None, Rung]:
        """Return the one reminder to send now, if any, and the next rung to wait for.

        `from_index` is the next rung that has not fired. However many rungs fell due since, only the latest
        is sent; it tells the superior and the admins if any should have. The next rung lies after now.
        """
        latest = self._latest(start, due, now, calendar)
        if latest < from_index:
            return None, self.rung(from_index, start, due, calendar)
        send = replace(
            self.rung(latest, start, due, calendar),
            tells_superior=from_index <= self._superior_index <= latest,
            tells_admins=from_index <= self._admin_index <= latest,
        )
        return send, self.rung(latest + 1, start, due, calendar)

    @property
    def _superior_index(self) -> int:
        return DUE + self.superior_at if self.superior_at else -1

    @property
    def _admin_index(self) -> int:
        return DUE + self.admin_at if self.admin_at else -1

    @property
    def _last_hourly(self) -> int:
        return DUE + self.hourly

    def _notice(self, start: datetime, due: datetime, calendar: WorkCalendar) -> datetime | None:
        """Return when rung 0 falls, None for a task that is too short for one."""
        deadline = _within_hours(due, calendar)
        allowed = calendar.between(start, deadline)
        if allowed <= APART:
            return None
        latest = calendar.subtract(self._time(DUE, due, calendar), APART)
        notice = calendar.next_opening(calendar.add(start, allowed * self.notice))
        at = min(notice, latest)
        return at if at > start else None

    def _time(self, index: int, due: datetime, calendar: WorkCalendar) -> datetime:
        """Return when a rung from the deadline on falls."""
        deadline = _within_hours(due, calendar)
        if index == DUE:
            return deadline if calendar.is_open(deadline) else calendar.subtract(deadline, LEAD)
        hourly = min(index, self._last_hourly) - DUE
        at = calendar.next_opening(calendar.add(deadline, timedelta(hours=hourly))) if hourly else deadline
        if index <= self._last_hourly:
            return at
        day = calendar.working_day_after(calendar.local_day(at), index - self._last_hourly)
        return of_the_day(calendar, day, self.daily_at)

    def _latest(self, start: datetime, due: datetime, now: datetime, calendar: WorkCalendar) -> int:
        """Return the index of the latest rung that is not after now, -1 when none is."""
        today = calendar.local_day(now)
        if self._time(DUE, due, calendar) > now:
            notice = self._notice(start, due, calendar)
            return BEFORE if notice is not None and notice <= now else BEFORE - 1
        for index in range(DUE + 1, self._last_hourly + 1):
            if self._time(index, due, calendar) > now:
                return index - 1
        last = _within_hours(due, calendar)
        if self.hourly:
            last = self._time(self._last_hourly, due, calendar)
        days = calendar.working_days(calendar.local_day(last), today)
        if days and calendar.is_working_day(today) and now < of_the_day(calendar, today, self.daily_at):
            days -= 1
        return self._last_hourly + days


def of_the_day(calendar: WorkCalendar, day: date, at: time) -> datetime:
    """Return a time of a working day, UTC; a little after its opening where the office is closed then."""
    opening = calendar.day_start(day)
    found = datetime.combine(day, at, calendar.zone).astimezone(opening.tzinfo)
    return found if calendar.is_open(found) else opening + AFTER_OPENING


def _within_hours(due: datetime, calendar: WorkCalendar) -> datetime:
    """Return the deadline, or the next opening when the calendar has since closed the office at that time."""
    if calendar.is_open(due):
        return calendar.next_opening(due)
    opening = calendar.next_opening(due)
    at_closing = bool(calendar.between(due - timedelta.resolution, due))
    return calendar.add(due, timedelta()) if at_closing else opening
