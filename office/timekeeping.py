"""A task's time as somebody may look at it and change it, and who decides upon more of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from office import cases
from office.cases import Outcome, find
from office.documents import may_see
from office.office import Office
from office.time_told import deciders
from sop import actions as a
from sop import timing
from sop.case import Case, Task
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.ladder import APART
from sop.people import Actor
from sop.turn import Turn
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Leave:
    """What one person may do about a task's time now."""

    ask: bool = False
    """Ask for more."""
    pause: bool = False
    """Let it stand, or go on."""
    nudge: bool = False
    """Remind whoever has the task."""
    decide: bool = False
    """Decide upon what is asked for."""


@dataclass(frozen=True, slots=True)
class Look:
    """A task, and what whoever looks at it may do about its time."""

    sop: Sop
    case: Case
    task: Task
    leave: Leave


def look(tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int) -> Look:
    """Return a task as somebody may look at its time. Refused for whoever may not look into the case."""
    sop, case = find(tx, office, case_id)
    task = case.task(task_id)
    if task is None or not may_see(tx, office, actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    return Look(sop, case, task, leave(tx, office, actor, sop, case, task))


def leave(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case, task: Task) -> Leave:
    """Return what somebody may do about a task's time; nothing where the task waits no more."""
    if not task.open:
        return Leave()
    actor = office.within(tx, actor, sop)
    setting = office.setting(tx, sop)

    def may(check: Callable[[Turn], object]) -> bool:
        try:
            check(Turn(sop, case, actor, setting))
        except Refused:
            return False
        return True

    request = task.clock.request if task.clock else None
    return Leave(
        ask=may(lambda turn: timing.askable(turn.authorise(task.id, None))),
        pause=may(lambda turn: timing.pausable(turn, task.id)),
        nudge=may(lambda turn: timing.may_nudge(turn, task.id)),
        decide=request is not None and may(lambda turn: timing.decidable(turn, task.id, request.number)),
    )


def pausable(tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int) -> tuple[Sop, Case, Task]:
    """Return a task whose clock somebody may stop or start. Raises Refused as the action itself would."""
    sop, case = find(tx, office, case_id)
    turn = Turn(sop, case, office.within(tx, actor, sop), office.setting(tx, sop))
    return sop, case, timing.pausable(turn, task_id)


def decidable(
    tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int, request: int
) -> tuple[Sop, Case, Task]:
    """Return a task about whose request somebody may decide. Raises Refused as the action itself would."""
    sop, case = find(tx, office, case_id)
    turn = Turn(sop, case, office.within(tx, actor, sop), office.setting(tx, sop))
    return sop, case, timing.decidable(turn, task_id, request)[0]


def ask(tx: Tx, office: Office, actor: Actor, case_id: int, action: a.AskTime) -> Outcome:
    """Ask for more time; whoever decides is told. Refused where nobody could decide."""
    sop, case = find(tx, office, case_id, lock=True)
    turn = Turn(sop, case, office.within(tx, actor, sop), office.setting(tx, sop))
    task = turn.authorise(action.task, action.seen)
    if not deciders(tx, office, sop, case, task, actor.person):
        raise Refused(Reason.NOBODY_DECIDES)
    return cases.act(tx, office, actor, case_id, action)


def would_be(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, more: str) -> datetime:
    """Return the deadline a task would have if more time were granted now."""
    nobody = Actor(0, "")
    return timing.granted(Turn(sop, case, nobody, office.setting(tx, sop)), task, more)


def said_at(tx: Tx, office: Office, case_id: int, task_id: int) -> datetime:
    """Return when a reminder by hand is said: an hour after the last one at the least, in working hours."""
    now = office.now()
    row = tx.tasks.rung_of(case_id, task_id)
    free = row.reminded + APART if row is not None and row.reminded is not None else now
    return office.calendar(tx).next_opening(max(now, free))
