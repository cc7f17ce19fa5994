"""Who may do a task now: its positions, but nobody who wrote what is to be examined or signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sop.case import CHECKS, WRITES, Case, Part, Task
from sop.definition import Seat, Sop
from sop.people import Position, Roster


@dataclass(frozen=True, slots=True)
class Route:
    """The positions whose turn it is, and who is barred from this task although they hold one."""

    positions: tuple[Position, ...]
    barred: frozenset[int] = frozenset()
    climbed: bool = False
    """Whether it went to the superior, because all who hold its own positions wrote the file."""
    passed: tuple[Position, ...] = ()
    """Positions it climbed past: whoever fills one of them next may be the one whose turn it is."""

    def people(self, roster: Roster) -> tuple[int, ...]:
        """Return who may do it now."""
        return tuple(p for p in roster.people(self.positions) if p not in self.barred)


def route(sop: Sop, case: Case, task: Task, roster: Roster) -> Route:
    """Return who may do a task as people hold positions now.

    Four eyes: where everyone in its positions wrote the file, it goes to the superior, as far up as needed.
    A vacant position is no reason to climb: it is filled. Where nobody is left, nobody may do it, and the
    caller tells the admins.
    """
    return judged(sop, case, task.positions, frozenset(authors(case, task)), roster)


def judged(sop: Sop, case: Case, own: tuple[Position, ...], barred: frozenset[int], roster: Roster) -> Route:
    """Return who does what waits for these positions, while some people may not."""
    if barred.isdisjoint(roster.people(own)):
        return Route(own, barred)
    positions = own
    seen: set[Position] = set()
    while positions and not seen.issuperset(positions):
        if any(person not in barred for person in roster.people(positions)):
            return Route(positions, barred, climbed=positions != own, passed=tuple(seen))
        seen.update(positions)
        positions = superiors(sop, positions, case)
    return Route(own, barred, passed=tuple(seen))


def of_pool(sop: Sop, task: Task) -> bool:
    """Whether a task waits for a pool, one of whom takes it."""
    return sop.role(task.positions[0].role).seat is Seat.POOL


def rightful(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[Position, ...]:
    """Return the positions to which the SOP itself gives a task, whoever was given it since."""
    step = sop.step(task.step)
    role = step.signer if task.part is Part.COUNTERSIGN and step.signer else step.performer
    return roster.responsible(sop, role, case.unit)


def overseers(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[Position, ...]:
    """Return the posts with authority over a task: those above where it is, and above where it belongs.

    Over a vacant post the next one above that somebody fills has it.
    """
    found: dict[Position, None] = {}
    for own in (task.positions, rightful(sop, case, task, roster)):
        above = superiors(sop, own, case)
        seen: set[Position] = set()
        while above and not roster.people(above) and not seen.issuperset(above):
            seen.update(above)
            above = superiors(sop, above, case)
        found |= dict.fromkeys(above)
    return tuple(found)


def authors(case: Case, task: Task) -> tuple[int, ...]:
    """Return who wrote what a task examines or signs, in any attempt; nobody where it judges nothing.

    That is the file of the same step for a signature inside it, else of the nearest step before it that wrote
    one. A case's base document is nobody's draft.
    """
    if task.part not in CHECKS:
        return ()
    written = [t for t in case.tasks if t.part in WRITES and t.authors]
    if task.part is Part.COUNTERSIGN:
        near = [t for t in written if t.step == task.step]
    else:
        last = max((t.step for t in written if t.step < task.step), default=None)
        near = [t for t in written if t.step == last]
    return tuple(dict.fromkeys(person for t in near for person in t.authors))


def superiors(sop: Sop, positions: Sequence[Position], case: Case) -> tuple[Position, ...]:
    """Return the positions above a case's: the same unit's where the superior's role exists per unit."""
    return chiefs(sop, positions, case.unit)


def chiefs(sop: Sop, positions: Sequence[Position], unit: str | None = None) -> tuple[Position, ...]:
    """Return the positions above; `unit` is that of those which have none of their own."""
    found = []
    for position in positions:
        above = sop.role(position.role).superior
        if above is not None:
            near = sop.role(above).seat is Seat.PER_UNIT
            found.append(Position(above, (position.unit or unit) if near else None))
    return tuple(dict.fromkeys(found))


def above_or_over(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[Position, ...]:
    """Return the posts that hear of a task that is late: above those whose turn it is, and with authority."""
    above = superiors(sop, route(sop, case, task, roster).positions, case)
    return (*above, *overseers(sop, case, task, roster))
