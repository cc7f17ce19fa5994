"""A superior or an admin gives a task to somebody: one of the pool, or another post that may do it."""

from sop import actions as a
from sop import facts as f
from sop.case import WRITES, Case, Part, Task
from sop.definition import Kind, RoleId, Seat, Sop
from sop.errors import Reason, Refused
from sop.people import Actor, Position, Roster
from sop.routing import authors, chiefs, judged, of_pool, overseers, rightful, route
from sop.turn import Turn, freed, holder, title

FIXED = frozenset({Part.ATTEND, Part.RECEIVE})
"""Everyone answers an invitation, and every recipient a delivery, in person."""
_WRITING = frozenset({Kind.PREPARE, Kind.MEET, Kind.DRAFT})
_JUDGING = frozenset({Kind.EXAMINE, Kind.SIGN})


def may_take(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[tuple[Position, int], ...]:
    """Return to whom a task may be given, each with the position it would be done in.

    That is whoever fills a position of the role that the SOP names, here or in another unit, and whoever
    fills the post above; never who wrote what the task judges, nor who has it now, nor who alone could
    judge what this task writes.
    """
    if task.part in FIXED or not task.open:
        return ()
    own = rightful(sop, case, task, roster)
    roles = dict.fromkeys(p.role for p in own)
    near = [*task.positions, *own, *(p for role in roles for p in roster.every(sop, role))]
    barred = {*authors(case, task), *having(sop, case, task, roster)}
    found: dict[int, Position] = {}
    for position in (*near, *overseers(sop, case, task, roster)):
        for person in roster.people((position,)):
            if person not in barred and not _silences(sop, case, task, person, roster):
                found.setdefault(person, position)
    return tuple((position, person) for person, position in found.items())


def may_give(
    sop: Sop, case: Case, task: Task, roster: Roster, actor: Actor
) -> tuple[tuple[Position, int], ...]:
    """Return to whom somebody with authority over a task may give it.

    A superior gives to their own people, or takes it over; to the people of others an admin gives, or who is
    above both.
    """
    found = may_take(sop, case, task, roster)
    if actor.admin:
        return found
    at_home = {*task.positions, *rightful(sop, case, task, roster)}
    mine = actor.positions
    return tuple(
        (position, person)
        for position, person in found
        if position in mine
        or (position in at_home and not mine.isdisjoint(overseers(sop, case, task, roster)))
        or not mine.isdisjoint(chiefs(sop, (position,), case.unit))
    )


def having(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[int, ...]:
    """Return who has a task now: whoever took it, else all whose turn it is; of a pool's free one nobody."""
    task = freed(task, roster)
    if task.holder is not None:
        return (task.holder,)
    return () if of_pool(sop, task) else route(sop, case, task, roster).people(roster)


def needs_reason(sop: Sop, task: Task, roster: Roster) -> bool:
    """Whether giving a task to somebody takes it from somebody else."""
    return freed(task, roster).holder is not None or not of_pool(sop, task)


def _silences(sop: Sop, case: Case, task: Task, person: int, roster: Roster) -> bool:
    """Whether nobody could judge a task's file any more if this person wrote it: the case would stall."""
    if task.part not in WRITES:
        return False
    wrote = {p for t in case.tasks if t.step == task.step and t.part in WRITES for p in t.authors}
    for role in _judges(sop, task):
        own = roster.responsible(sop, role, case.unit)
        now, then = (judged(sop, case, own, frozenset(b), roster) for b in (wrote, {*wrote, person}))
        if now.people(roster) and not then.people(roster):
            return True
    return False


def _judges(sop: Sop, task: Task) -> list[RoleId]:
    """Return who examines or signs what a task writes: inside its step, and after it until the next file."""
    step = sop.step(task.step)
    found = [step.signer] if task.part is Part.PREPARE and step.signer else []
    following = sop.after(step.number)
    while following is not None and following.kind not in _WRITING:
        if following.kind in _JUDGING:
            found.append(following.performer)
        following = sop.after(following.number)
    return found


def assign(turn: Turn, action: a.Assign) -> None:
    """Decide it. Raises Refused: neither superior nor admin, stale, not for this person, no reason."""
    task = turn.overseen(action.task)
    if action.seen != task.version:
        raise Refused(Reason.STALE)
    sop, roster = turn.sop, turn.setting.roster
    if (action.position, action.to) not in may_give(sop, turn.case, task, roster, turn.actor):
        raise Refused(Reason.NOT_FOR_PERSON)
    reason = action.reason.strip()
    if needs_reason(sop, task, roster) and not reason:
        raise Refused(Reason.NEEDS_REASON)
    pool = sop.role(action.position.role).seat is Seat.POOL
    home = rightful(sop, turn.case, task, roster)
    positions = next((ps for ps in (task.positions, home) if action.position in ps), (action.position,))
    to = roster.by(action.to, action.position)
    had = having(sop, turn.case, task, roster)
    turn.emit(f.Assigned(task.id, to, positions, pool, _who(turn, task, had), reason, had))


def _who(turn: Turn, task: Task, had: tuple[int, ...]) -> str:
    """Return who has a task, the post first; empty where nobody has."""
    if not had:
        return ""
    if task.holder is not None and task.holder in had:
        return holder(turn.sop, task)
    names = ", ".join(turn.setting.roster.names.get(person, "") for person in had)
    post = title(turn.sop, turn.route(task).positions, turn.setting.roster.acting)
    return f"{post}, {names}" if names.strip(", ") else post
