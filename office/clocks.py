"""Clocks kept in step with what was decided: reminders are planned, agreed meetings noted."""

from collections.abc import Collection
from datetime import datetime

from office.office import Office
from sop import facts as f
from sop.calendar import WorkCalendar
from sop.case import Case, Task
from sop.ladder import Ladder
from storage.transaction import Tx


def plan(
    tx: Tx, office: Office, before: Case | None, after: Case, changed: Collection[int]
) -> dict[int, tuple[int, datetime]]:
    """Return which reminder comes next, and when, of each task that is new or whose clock was set anew.

    A clock that stands has none.
    """
    found: dict[int, tuple[int, datetime]] = {}
    for task_id in changed:
        task = after.task(task_id)
        if task is None or not task.open or task.paused is not None:
            continue
        known = before.task(task_id) if before else None
        if known is not None and (known.moves, known.paused) == (task.moves, task.paused):
            continue
        rung = _next(tx, office, task, fresh=known is None)
        if rung is not None:
            found[task_id] = rung
    return found


def replan(tx: Tx, office: Office) -> None:
    """Set every planned reminder as the calendar in force has it, after the calendar was changed.

    A reminder moves with the working time before it also where the deadline stays. One that is due by now is
    left to the sweep.
    """
    now = office.now()
    rows = [(row, at) for row, at in tx.tasks.planned() if at > now]
    known = tx.cases.load_many(sorted({row.case for row, _ in rows}))
    for row, at in rows:
        case = known.get(row.case)
        task = case.task(row.task) if case else None
        rung = _next(tx, office, task, fresh=False) if task and task.open else None
        if rung is not None and rung != (row.rung, at):
            tx.tasks.plan_rung(row, *rung)


def _next(tx: Tx, office: Office, task: Task, *, fresh: bool) -> tuple[int, datetime] | None:
    if task.due is None:
        return None
    return _of_ladder(office.ladder, task.starts, task.due, office.now(), office.calendar(tx), fresh=fresh)


def _of_ladder(
    ladder: Ladder, starts: datetime, due: datetime, now: datetime, calendar: WorkCalendar, *, fresh: bool
) -> tuple[int, datetime]:
    """Return the first reminder of a new clock, or of one set anew the first that is still to come."""
    first = ladder.rung(0, starts, due, calendar)
    rung = first if fresh else ladder.next_after(now, starts, due, calendar)
    return rung.index, rung.at


def note_meeting(tx: Tx, office: Office, after: Case, events: tuple[f.Event, ...]) -> None:
    """Keep the list of agreed meetings in step with a case."""
    if any(isinstance(event.fact, f.MeetingSet) for event in events) and after.meeting is not None:
        tx.meetings.keep(after.id, after.meeting)
    concluded = (f.Concluded, f.CaseCancelled, f.CaseClosed)
    if after.meeting is not None and any(isinstance(event.fact, concluded) for event in events):
        tx.meetings.over(after.id, office.now())
