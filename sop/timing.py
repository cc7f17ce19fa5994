"""What people do to a task's time: let it stand, ask for more, remind; and what the calendar does to it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sop import actions as a
from sop import facts as f
from sop.assigning import having
from sop.case import Case, Part, Task, TimeRequest
from sop.clock import deadline, extended
from sop.duration import Duration
from sop.errors import Reason, Refused
from sop.turn import Turn, capacity

NUDGE_EVERY = timedelta(hours=4)
"""Working time between two reminders by hand of the same task."""
MOST_DAYS, MOST_HOURS, MOST_MINUTES = 30, 40, 600
"""The most that can be asked for at once."""
_ONE_CLOCK = frozenset({Part.PREPARE, Part.COUNTERSIGN})
"""Parts of a step that wait together for the same end: their clocks stand and go on as one."""


def pause(turn: Turn, action: a.PauseClock) -> None:
    """Let a clock stand still. Raises Refused."""
    task = _pausable(turn, action.task, action.seen)
    if task.paused is not None:
        raise Refused(Reason.CLOCK_STANDS)
    if not action.reason.strip():
        raise Refused(Reason.NEEDS_REASON)
    turn.emit(f.ClockPaused(task.id, action.reason.strip()))
    for other in alongside(turn.case, task):
        turn.emit(f.ClockPaused(other.id, action.reason.strip(), shared=True))


def resume(turn: Turn, action: a.ResumeClock) -> None:
    """Let a clock go on; what was left of its time is left from now. Raises Refused."""
    task = _pausable(turn, action.task, action.seen)
    if task.paused is None:
        raise Refused(Reason.CLOCK_RUNS)
    turn.go_on(task.id)
    for other in alongside(turn.case, task):
        turn.go_on(other.id, shared=True)


def alongside(case: Case, task: Task) -> tuple[Task, ...]:
    """Return the other open tasks whose clock is the same as this one's.

    A file and the signature inside its step have one time: where one of them must wait, both do, else
    whoever prepared the file would be late by the time that its signer was granted.
    """
    if task.part not in _ONE_CLOCK:
        return ()
    return tuple(
        t for t in case.open_tasks() if t.id != task.id and t.step == task.step and t.part in _ONE_CLOCK
    )


def may_pause(turn: Turn, task: Task) -> bool:
    """Whether this person may let a task's clock stand still, as far as posts go."""
    roles = turn.sop.step(task.step).pausers
    allowed = (*turn.route(task).positions, *turn.above(task))
    return any(p.role in roles and p in turn.actor.positions for p in allowed)


def _pausable(turn: Turn, task_id: int, seen: int) -> Task:
    """Return a task whose clock this person may stop or start. Raises Refused."""
    task = pausable(turn, task_id)
    if seen != task.version:
        raise Refused(Reason.STALE)
    return task


def pausable(turn: Turn, task_id: int) -> Task:
    """Return a task whose clock the SOP file lets this person stop and start. Raises Refused.

    Whoever is not concerned at all is refused as with every task of others.
    """
    task = turn.task(task_id)
    above = turn.above(task)
    concerned = not turn.actor.positions.isdisjoint((*turn.route(task).positions, *above))
    if concerned and not may_pause(turn, task):
        raise Refused(Reason.MAY_NOT_PAUSE)
    roles = turn.sop.step(task.step).pausers
    over = tuple(p for p in above if p.role in roles)
    task = turn.authorise(task_id, None) if turn.actor.positions.isdisjoint(over) else turn.oversee(task_id)
    if task.due is None:
        raise Refused(Reason.NO_CLOCK)
    return task


def ask(turn: Turn, task: Task, action: a.AskTime) -> None:
    """Ask for more time. Raises Refused."""
    askable(task)
    if not action.reason.strip():
        raise Refused(Reason.NEEDS_REASON)
    turn.take(task)
    turn.emit(f.TimeAsked(task.id, sound(action.more), action.reason.strip()))


def askable(task: Task) -> None:
    """Refuse to ask for more time where there is none, or where it was asked for already."""
    if task.due is None:
        raise Refused(Reason.NO_CLOCK)
    if task.clock and task.clock.request:
        raise Refused(Reason.TIME_ASKED)


def sound(more: str) -> str:
    """Return a time that may be asked for, as it was written. Raises Refused."""
    try:
        time = Duration.parse(more)
    except ValueError:
        raise Refused(Reason.TIME_FORM) from None
    if time.amount > {"hari": MOST_DAYS, "jam": MOST_HOURS, "menit": MOST_MINUTES}[time.unit]:
        raise Refused(Reason.TIME_FORM)
    return more.strip()


def granted(turn: Turn, task: Task, more: str) -> datetime:
    """Return the deadline that a task would have with more time, as things stand now."""
    assert task.due is not None  # noqa: S101 - asked for where there is a deadline
    return extended(task.due, task.clock, turn.setting.now, more, turn.setting.calendar)


def grant(turn: Turn, action: a.GrantTime) -> None:
    """Grant the time that was asked for. Raises Refused."""
    task, request = decidable(turn, action.task, action.request)
    turn.emit(f.TimeGranted(task.id, request.more, granted(turn, task, request.more)))
    for other in alongside(turn.case, task):
        turn.emit(f.TimeGranted(other.id, request.more, granted(turn, other, request.more), shared=True))


def decline(turn: Turn, action: a.DeclineTime) -> None:
    """Refuse the time that was asked for. Raises Refused."""
    task, request = decidable(turn, action.task, action.request)
    turn.emit(f.TimeDeclined(task.id, request.more, action.reason.strip()))


def decidable(turn: Turn, task_id: int, number: int) -> tuple[Task, TimeRequest]:
    """Return the task and the request that this person may decide upon. Raises Refused.

    Nobody decides upon what they asked for themselves, in whatever post, nor upon their own task's time, as
    a superior to whom the task came.
    """
    task = turn.overseen(task_id)
    request = task.clock.request if task.clock else None
    if request is None or request.number != number:
        raise Refused(Reason.NO_SUCH_REQUEST)
    having_it = having(turn.sop, turn.case, task, turn.setting.roster)
    if turn.actor.person in (request.by.person, *having_it):
        raise Refused(Reason.OWN_REQUEST)
    return task, request


def nudge(turn: Turn, action: a.Nudge) -> None:
    """Remind whoever has a task, at most once in four working hours. Raises Refused."""
    task = may_nudge(turn, action.task)
    again = nudged_until(turn, task)
    if again is not None:
        raise Refused(Reason.NUDGED_LATELY, at=again.isoformat())
    turn.emit(f.Nudged(task.id))


def nudged_until(turn: Turn, task: Task) -> datetime | None:
    """Return when a task may be reminded of again, UTC; None where that is now."""
    last = task.clock.nudged if task.clock else None
    again = turn.setting.calendar.add(last, NUDGE_EVERY) if last is not None else None
    return again if again is not None and turn.setting.now < again else None


def may_nudge(turn: Turn, task_id: int) -> Task:
    """Return a task of which this person may remind whoever has it. Raises Refused.

    Those above may and admins, the opener, and whoever brought an earlier task of the case to its end.
    """
    task = turn.task(task_id)
    roster = turn.setting.roster
    waited_for = having(turn.sop, turn.case, task, roster) or turn.route(task).people(roster)
    if turn.actor.person in waited_for:
        turn.waiting(task.id)
        raise Refused(Reason.OWN_TASK)
    if turn.actor.admin or not turn.actor.positions.isdisjoint(turn.above(task)):
        turn.oversee(task.id)
    else:
        _concerned(turn, task)
    if task.submitted:
        raise Refused(Reason.NOT_THIS_KIND)
    return task


def _concerned(turn: Turn, task: Task) -> None:
    """Let somebody act who opened the case or did something in it. Raises Refused."""
    done = {t.ended.by.person for t in turn.case.tasks if t.ended and t.ended.by}
    post = capacity(turn.sop, turn.actor)
    if post is None or turn.actor.person not in {turn.case.opener.person, *done}:
        raise Refused(Reason.MAY_NOT_NUDGE)
    turn.by = turn.actor.by(post)
    turn.waiting(task.id)


def reckon(turn: Turn, why: str) -> None:
    """Set every open deadline as the calendar has it now; clocks that stand are reckoned when they go on."""
    for task in turn.case.open_tasks():
        due = deadline(turn.sop, turn.case, task, turn.setting.calendar)
        if due != task.due and task.paused is None:
            turn.emit(f.ClockMoved(task.id, task.starts, due, f.CALENDAR, why, task.due))


def follow_meeting(turn: Turn, why: str = "") -> None:
    """Let the clocks of a meeting's step start at its new time."""
    meeting = turn.case.meeting
    assert meeting is not None  # noqa: S101 - it was just set
    for task in turn.case.open_tasks():
        if task.step != meeting.step or task.part not in (Part.ATTEND, Part.MINUTES):
            continue
        due = deadline(turn.sop, turn.case, replace(task, starts=meeting.starts), turn.setting.calendar)
        if (meeting.starts, due) != (task.starts, task.due):
            turn.emit(f.ClockMoved(task.id, meeting.starts, due, f.MEETING, why, task.due))
