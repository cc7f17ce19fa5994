"""A superior or an admin gives a task to somebody: one of the pool, or another post that may do it."""

from sop import actions as a
from sop import facts as f
from sop.case import Case, Part, Task
from sop.definition import Seat, Sop
from sop.errors import Reason, Refused
from sop.people import By, Position, Roster
from sop.routing import authors, superiors
from sop.turn import Turn, holder

FIXED = frozenset({Part.ATTEND, Part.RECEIVE})
"""Everyone answers an invitation, and every recipient a delivery, in person."""


def may_take(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[tuple[Position, int], ...]:
    """Return to whom a task may be given, each with the position it would be done in.

    That is whoever holds a position of the same role, here or in another unit, and whoever holds the post
    above; never who wrote what the task judges, nor who has it now.
    """
    if task.part in FIXED or not task.open:
        return ()
    barred = {*authors(case, task), task.holder}
    roles = {p.role: None for p in task.positions}
    near = {p: None for role in roles for p in (*task.positions, *roster.every(sop, role)) if p.role == role}
    pool = _is_pool(sop, task)
    found: dict[int, Position] = {}
    for position in (*near, *superiors(sop, task.positions, case)):
        if position in task.positions and not pool:
            continue
        for person in roster.people((position,)):
            if person not in barred:
                found.setdefault(person, position)
    return tuple((position, person) for person, position in found.items())


def _is_pool(sop: Sop, task: Task) -> bool:
    return sop.role(task.positions[0].role).seat is Seat.POOL


def needs_reason(sop: Sop, task: Task) -> bool:
    """Whether giving a task to somebody takes it from somebody else."""
    return task.holder is not None or not _is_pool(sop, task)


def assign(turn: Turn, action: a.Assign) -> None:
    """Decide it. Raises Refused: neither superior nor admin, stale, no reason, not for this person."""
    task = turn.oversee(action.task)
    if action.seen != task.version:
        raise Refused(Reason.STALE)
    reason = action.reason.strip()
    if needs_reason(turn.sop, task) and not reason:
        raise Refused(Reason.NEEDS_REASON)
    if (action.position, action.to) not in may_take(turn.sop, turn.case, task, turn.setting.roster):
        raise Refused(Reason.NOT_FOR_PERSON)
    same = action.position.role == task.positions[0].role
    pool = same and _is_pool(turn.sop, task)
    positions = task.positions if action.position in task.positions else (action.position,)
    had = holder(turn.sop, task) if task.holder is not None else ""
    to = By(action.to, turn.setting.roster.names.get(action.to, ""), action.position)
    turn.emit(f.Assigned(task.id, to, positions, pool, had, reason))
