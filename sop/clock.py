"""When a task's time is over: reckoned from its start, the SOP's time, its pauses and what was granted.

Everything here follows from the record and the calendar, so that a deadline can be reckoned anew whenever
the calendar changes.
"""

from datetime import datetime, timedelta

from sop.calendar import Duration, WorkCalendar
from sop.case import Case, Extension, Part, Pause, Spent, Task, TaskClock
from sop.definition import Sop

_WITHIN = {Part.COUNTERSIGN: Part.PREPARE, Part.RECEIVE: Part.ARCHIVE}
"""Parts that have the time of the one before them in the step: what happened to it, happened to theirs."""


def deadline(sop: Sop, case: Case, task: Task, calendar: WorkCalendar) -> datetime | None:
    """Return a task's deadline as the calendar has it, None for one without; UTC.

    A clock that stands is reckoned as if it had never stood: what is left is added when it goes on.
    """
    if task.due is None:
        return None
    time = sop.step(task.step).time
    start = (_begun(case, task) or task).starts
    return _with_changes(calendar.due(start, time), start, time, task.clock, calendar)


def _begun(case: Case, task: Task) -> Task | None:
    """Return the task whose time this one has, None where it has its own."""
    part = _WITHIN.get(task.part)
    earlier = [t for t in case.tasks if t.part is part and t.step == task.step and t.id < task.id]
    return earlier[-1] if earlier else None


def inherited(task: Task) -> TaskClock | None:
    """Return what a task that goes on within the time of another takes over of its clock."""
    clock = task.clock
    if clock is None or not (clock.pauses or clock.extensions):
        return None
    return TaskClock(clock.pauses, clock.extensions)


def _with_changes(
    due: datetime, start: datetime, time: Duration, clock: TaskClock | None, calendar: WorkCalendar
) -> datetime:
    if clock is None:
        return due
    over = [(pause.until, pause) for pause in clock.pauses if pause.until is not None]
    changes: list[tuple[datetime, Pause | Extension]] = [*over, *((e.at, e) for e in clock.extensions)]
    for at, change in sorted(changes, key=lambda pair: pair[0]):
        if isinstance(change, Pause):
            due = _after_pause(due, max(change.since, start), at, time, calendar)
        else:
            due = extended(due, clock, at, change.more, calendar)
    return due


def shared_out_from(task: Task) -> datetime:
    """Return from when the share of a task's time is reckoned at which its first reminder comes.

    Where its clock went on after a pause, or it was given more time, that is what is left from then on: the
    time in which nobody had to act would bring the notice too early.
    """
    clock = task.clock or TaskClock()
    changes = (*(p.until for p in clock.pauses if p.until is not None), *(e.at for e in clock.extensions))
    return max(task.starts, *changes) if changes else task.starts


def extended(
    due: datetime, clock: TaskClock | None, at: datetime, more: str, calendar: WorkCalendar
) -> datetime:
    """Return the deadline with more time, counted from it, or from now where it has passed.

    While the clock stands, now is when it stopped. Raises ValueError for what is not an SOP's time.
    """
    pauses = clock.pauses if clock else ()
    stood = (p.since for p in pauses if p.since <= at and (p.until is None or at < p.until))
    return calendar.due(max(due, next(stood, at)), Duration.parse(more))


def _after_pause(
    due: datetime, since: datetime, until: datetime, time: Duration, calendar: WorkCalendar
) -> datetime:
    """Return the deadline after a pause: what was left when it began is left when it ends.

    Days are counted whole: each working day whose opening lies in the pause is one day more. A deadline that
    had passed before the pause stays where it is.
    """
    if since >= due or until <= since:
        return due
    if time.work is not None:
        return calendar.add(until, calendar.between(since, due))
    return calendar.days_later(due, _openings(since, until, calendar))


def _openings(since: datetime, until: datetime, calendar: WorkCalendar) -> int:
    """Return how many working days opened after one moment and not after the other."""
    days = calendar.working_days(calendar.local_day(since), calendar.local_day(until))
    return days + _before_opening(since, calendar) - _before_opening(until, calendar)


def _before_opening(at: datetime, calendar: WorkCalendar) -> bool:
    day = calendar.local_day(at)
    return calendar.is_working_day(day) and at < calendar.day_start(day)


def spent(task: Task, at: datetime, calendar: WorkCalendar) -> Spent | None:
    """Return how a task's time was used if it ends now; None for one without a deadline.

    What ends before its clock started, as minutes filed before their meeting, used none of it.
    """
    if task.due is None:
        return None
    start, due = task.starts, task.due
    pauses = task.clock.pauses if task.clock else ()
    stood = _paused(pauses, start, at, at, calendar)
    free = calendar.between(start, due) - _paused(pauses, start, due, at, calendar)
    used = int((calendar.between(start, at) - stood).total_seconds())
    allowed = int(free.total_seconds())
    return Spent(allowed, used, int(stood.total_seconds()), max(0, used - allowed))


def _paused(
    pauses: tuple[Pause, ...], first: datetime, last: datetime, now: datetime, calendar: WorkCalendar
) -> timedelta:
    """Return the working time of the pauses between two moments."""
    found = timedelta()
    for pause in pauses:
        begins, ends = max(first, pause.since), min(last, pause.until or now)
        found += calendar.between(begins, ends)
    return found
