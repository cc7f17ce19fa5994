"""The open tasks of a person: what may be done now, by the positions held in each SOP and by four eyes."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Actor, Position
from sop.routing import Route, route
from storage.tasks import OpenTask
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Mine:
    """A task that waits for somebody, with its case."""

    sop: Sop
    case: Case
    task: Task


def mine(tx: Tx, office: Office, actor: Actor) -> list[Mine]:
    """Return the open tasks this person may act on, the earliest deadline first."""
    found = _loaded(tx, office, tx.tasks.candidates(actor))
    return [one for one in found if _may(tx, office, office.within(tx, actor, one.sop), one)]


def _loaded(tx: Tx, office: Office, rows: Sequence[OpenTask]) -> Iterator[Mine]:
    """Return the tasks of rows with their cases and SOPs, in the same order."""
    cases = tx.cases.load_many(sorted({row.case for row in rows}))
    for row in rows:
        case = cases.get(row.case)
        task = case.task(row.task) if case else None
        if case is not None and task is not None:
            yield Mine(office.library.pinned(tx, case.sop, case.sop_version), case, task)


def _may(tx: Tx, office: Office, actor: Actor, one: Mine) -> bool:
    roster, task = office.roster(tx, one.sop), one.task
    way = route(one.sop, one.case, task, roster)
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
    return [
        one
        for one in _loaded(tx, office, tx.tasks.open_at(positions))
        if not positions.isdisjoint(
            where(one, route(one.sop, one.case, one.task, office.roster(tx, one.sop)))
        )
    ]
