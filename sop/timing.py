"""What people do to a task's time: let it stand, ask for more, remind; and what the calendar does to it."""

from dataclasses import replace
from datetime import timedelta

from sop import actions as a
from sop import facts as f
from sop.case import Part, Task, TimeRequest
from sop.clock import deadline, extended
from sop.duration import Duration
from sop.errors import Reason, Refused
from sop.turn import Turn, capacity

NUDGE_EVERY = timedelta(hours=4)
"""Working time between two reminders by hand of the same task."""
MOST_DAYS, MOST_HOURS, MOST_MINUTES = 30, 40, 600
"""The most that can be asked for at once."""


def pause(turn: Turn, action: a.PauseClock) -> None:
    """Let a clock stand still. Raises Refused."""
    task = _pausable(turn, action.task, action.seen)
    if task.paused is not None:
        raise Refused(Reason.CLOCK_STANDS)
    if not action.reason.strip():
        raise Refused(Reason.NEEDS_REASON)
    turn.emit(f.ClockPaused(task.id, action.reason.strip()))


def resume(turn: Turn, action: a.ResumeClock) -> None:
    """Let a clock go on; what was left of its time is left from now. Raises Refused."""
    task = _pausable(turn, action.task, action.seen)
    if task.paused is None or task.clock is None:
        raise Refused(Reason.CLOCK_RUNS)
    pauses = (*task.clock.pauses[:-1], replace(task.paused, until=turn.setting.now))
    running = replace(task, clock=replace(task.clock, pauses=pauses))
    turn.emit(f.ClockResumed(task.id, deadline(turn.sop, turn.case, running, turn.setting.calendar)))


def may_pause(turn: Turn, task: Task) -> bool:
    """Whether this person may let a task's clock stand still, as far as posts go."""
    roles = turn.sop.step(task.step).pausers
    allowed = (*turn.route(task).positions, *turn.above(task))
    return any(p.role in roles and p in turn.actor.positions for p in allowed)


def _pausable(turn: Turn, task_id: int, seen: int) -> Task:
    """Return a task whose clock this person may stop or start. Raises Refused."""
    task = turn.task(task_id)
    above = turn.above(task)
    concerned = not turn.actor.positions.isdisjoint((*turn.route(task).positions, *above))
    if concerned and not may_pause(turn, task):
        raise Refused(Reason.MAY_NOT_PAUSE)
    roles = turn.sop.step(task.step).pausers
    over = tuple(p for p in above if p.role in roles)
    # Whoever is not concerned at all is refused as with every task of others.
    task = turn.authorise(task_id, None) if turn.actor.positions.isdisjoint(over) else turn.oversee(task_id)
    if task.due is None:
        raise Refused(Reason.NO_CLOCK)
    if seen != task.version:
        raise Refused(Reason.STALE)
    return task


def ask(turn: Turn, task: Task, action: a.AskTime) -> None:
    """Ask for more time. Raises Refused."""
    if task.due is None:
        raise Refused(Reason.NO_CLOCK)
    if task.clock and task.clock.request:
        raise Refused(Reason.TIME_ASKED)
    if not action.reason.strip():
        raise Refused(Reason.NEEDS_REASON)
    turn.take(task)
    turn.emit(f.TimeAsked(task.id, _sound(action.more), action.reason.strip()))


def _sound(more: str) -> str:
    try:
        time = Duration.parse(more)
    except ValueError:
        raise Refused(Reason.TIME_FORM) from None
    if time.amount > {"hari": MOST_DAYS, "jam": MOST_HOURS, "menit": MOST_MINUTES}[time.unit]:
        raise Refused(Reason.TIME_FORM)
    return more.strip()


def grant(turn: Turn, action: a.GrantTime) -> None:
    """Grant the time that was asked for. Raises Refused."""
    task, request = _asked(turn, action.task, action.request)
    assert task.due is not None  # noqa: S101 - asked for where there is a deadline
    due = extended(task.due, turn.setting.now, request.more, turn.setting.calendar)
    turn.emit(f.TimeGranted(task.id, request.more, due))


def decline(turn: Turn, action: a.DeclineTime) -> None:
    """Refuse the time that was asked for. Raises Refused."""
    task, request = _asked(turn, action.task, action.request)
    turn.emit(f.TimeDeclined(task.id, request.more, action.reason.strip()))


def _asked(turn: Turn, task_id: int, number: int) -> tuple[Task, TimeRequest]:
    """Return the task and the request that this person may decide upon; nobody decides upon their own."""
    task = turn.overseen(task_id)
    request = task.clock.request if task.clock else None
    if request is None or request.number != number:
        raise Refused(Reason.NO_SUCH_REQUEST)
    if request.by.person == turn.actor.person:
        raise Refused(Reason.OWN_REQUEST)
    return task, request


def nudge(turn: Turn, action: a.Nudge) -> None:
    """Remind whoever has a task, at most once in four working hours. Raises Refused.

    Those above may and admins, the opener, and whoever brought an earlier task of the case to its end.
    """
    task = turn.task(action.task)
    if turn.actor.person in turn.route(task).people(turn.setting.roster):
        raise Refused(Reason.OWN_TASK)
    if turn.actor.admin or not turn.actor.positions.isdisjoint(turn.above(task)):
        turn.oversee(task.id)
    else:
        _concerned(turn, task)
    last = task.clock.nudged if task.clock else None
    if last is not None:
        again = turn.setting.calendar.add(last, NUDGE_EVERY)
        if turn.setting.now < again:
            raise Refused(Reason.NUDGED_LATELY, at=again.isoformat())
    turn.emit(f.Nudged(task.id))


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
        time = turn.sop.step(task.step).time
        due = None if task.due is None else turn.setting.calendar.due(meeting.starts, time)
        if (meeting.starts, due) != (task.starts, task.due):
            turn.emit(f.ClockMoved(task.id, meeting.starts, due, f.MEETING, why, task.due))
