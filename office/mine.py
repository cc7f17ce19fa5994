"""The open tasks of a person: what may be done now, by the positions held in each SOP and by four eyes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Actor, Position
from sop.routing import Route, route
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Mine:
    """A task that waits for somebody, with its case."""

    sop: Sop
    case: Case
    task: Task


def mine(tx: Tx, office: Office, actor: Actor) -> list[Mine]:
    """Return the open tasks this person may act on, the earliest deadline first."""
    rows = tx.tasks.candidates(actor)
    cases = tx.cases.load_many(sorted({row.case for row in rows}))
    found = []
    for row in rows:
        case = cases.get(row.case)
        task = case.task(row.task) if case else None
        if case is None or task is None:
            continue
        sop = office.library.pinned(tx, case.sop, case.sop_version)
        if _may(office.within(tx, actor, sop), sop, case, task, tx, office):
            found.append(Mine(sop, case, task))
    return found


def _may(actor: Actor, sop: Sop, case: Case, task: Task, tx: Tx, office: Office) -> bool:
    roster = office.roster(tx, sop)
    way = route(sop, case, task, roster)
    free = task.holder in (None, actor.person) or task.holder not in roster.people(task.positions)
    return free and actor.person not in way.barred and not actor.positions.isdisjoint(way.positions)


def of_posts(tx: Tx, office: Office, positions: frozenset[Position]) -> list[Mine]:
    """Return the open tasks of these positions, and those that come to them because others wrote them.

    Also what has gone on from here to a superior: when somebody else fills the post, it may come back.
    """
    return _waiting(
        tx, office, positions, lambda one, way: (*one.task.positions, *way.passed, *way.positions)
    )


def waiting_at(tx: Tx, office: Office, positions: frozenset[Position]) -> list[Mine]:
    """Return the open tasks that wait for any of these positions, whoever fills them or took them."""
    return _waiting(tx, office, positions, lambda _, way: way.positions)


def _waiting(
    tx: Tx,
    office: Office,
    positions: frozenset[Position],
    where: Callable[[Mine, Route], Collection[Position]],
) -> list[Mine]:
    rows = tx.tasks.open_at(positions)
    cases = tx.cases.load_many(sorted({row.case for row in rows}))
    found = []
    for row in rows:
        case = cases.get(row.case)
        task = case.task(row.task) if case else None
        if case is None or task is None:
            continue
        sop = office.library.pinned(tx, case.sop, case.sop_version)
        one = Mine(sop, case, task)
        if not positions.isdisjoint(where(one, route(sop, case, task, office.roster(tx, sop)))):
            found.append(one)
    return found
