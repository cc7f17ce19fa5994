"""Clocks kept in step with what was decided: reminders are planned, agreed meetings noted."""

from collections.abc import Collection
from datetime import datetime

from office import meeting_reminders
from office.office import Office
from sop import facts as f
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Task
from sop.clock import shared_out_from
from sop.definition import Sop
from sop.ladder import Ladder, Rung
from storage.transaction import Tx

PLANNED = "reminders.planned"
"""The setting that tells by which configuration the reminders to come are planned."""


def plan(
    tx: Tx, office: Office, sop: Sop, before: Case | None, after: Case, changed: Collection[int]
) -> dict[int, tuple[int, datetime]]:
    """Return which reminder comes next, and when, of each task that is new or whose clock was set anew.

    A clock that stands has none.
    """
    found: dict[int, tuple[int, datetime]] = {}
    for task_id in changed:
        task = after.task(task_id)
        if task is None or not (climbs(task) or _invites(task)):
            continue
        known = before.task(task_id) if before else None
        if known is not None and (known.moves, known.paused) == (task.moves, task.paused):
            continue
        if _invites(task):
            planned = meeting_reminders.plan(task, office.now(), office.calendar(tx))
            found |= {task_id: planned} if planned else {}
            continue
        assert task.due is not None  # noqa: S101 - of what climbs
        ladder, calendar = office.ladder_of(sop), office.calendar(tx)
        rung = _first(ladder, shared_out_from(task), task.due, office.now(), calendar, fresh=known is None)
        found[task_id] = rung.index, rung.at
    return found


def climbs(task: Task) -> bool:
    """Whether a task has a ladder: it waits, its clock runs, and it is no invitation to a meeting."""
    return task.open and task.due is not None and task.paused is None and task.part is not Part.ATTEND


def _invites(task: Task) -> bool:
    """Whether a task is an open invitation to a meeting, whose reminders are no ladder."""
    return task.open and task.part is Part.ATTEND


def _first(
    ladder: Ladder, starts: datetime, due: datetime, now: datetime, calendar: WorkCalendar, *, fresh: bool
) -> Rung:
    """Return the first reminder of a new clock, or of one set anew the first that is still to come."""
    return ladder.rung(0, starts, due, calendar) if fresh else ladder.next_after(now, starts, due, calendar)


def replan(tx: Tx, office: Office) -> None:
    """Set every planned reminder as the calendar in force has it, after the calendar was changed.

    A rung keeps its number, so that none fires twice; it moves with the working time before it also where the
    deadline stays. One that is due by now is left to the sweep.
    """
    now, calendar = office.now(), office.calendar(tx)
    rows = [(row, at) for row, at in tx.tasks.planned() if at > now]
    known = tx.cases.load_many(sorted({row.case for row, _ in rows}))
    for row, at in rows:
        case = known.get(row.case)
        task = case.task(row.task) if case else None
        if task is not None and _invites(task):
            planned = meeting_reminders.plan(task, now, calendar)
            # One that would be past by now stays where it is: it waits for the next opening.
            if planned is not None and planned[0] == row.rung and planned[1] != at:
                tx.tasks.plan_rung(row, *planned)
            continue
        if case is None or task is None or task.due is None or not climbs(task):
            continue
        ladder = office.ladder_of(office.library.pinned(tx, case.sop, case.sop_version))
        rung = ladder.rung(row.rung, shared_out_from(task), task.due, calendar)
        if (rung.index, rung.at) != (row.rung, at):
            tx.tasks.plan_rung(row, rung.index, rung.at)


def follow_configuration(tx: Tx, office: Office) -> None:
    """Plan every reminder anew where the configured ladder or calendar is not that of the last start."""
    mark = f"{office.ladder} {office.calendar_mark()}"
    if tx.record.setting(PLANNED) != mark:
        replan(tx, office)
        tx.record.keep(PLANNED, mark)


def note_meeting(tx: Tx, office: Office, after: Case, events: tuple[f.Event, ...]) -> None:
    """Keep the list of agreed meetings in step with a case."""
    if any(isinstance(event.fact, f.MeetingSet) for event in events) and after.meeting is not None:
        tx.meetings.keep(after.id, after.meeting)
    concluded = (f.Concluded, f.CaseCancelled, f.CaseClosed)
    if after.meeting is not None and any(isinstance(event.fact, concluded) for event in events):
        tx.meetings.over(after.id, office.now())
