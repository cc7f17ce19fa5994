"""Where a task's messages go: to the chats of those whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Position, Roster
from sop.routing import route
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, and whose it is; a group belongs to nobody, and `topic` is a thread of a forum."""

    chat: int
    person: int | None = None
    topic: int | None = None


def addressees(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[int, ...]:
    """Return whose turn it is: whoever took the task, else everyone who may do it."""
    people = route(sop, case, task, roster).people(roster)
    if task.holder is not None and task.holder in people:
        return (task.holder,)
    return people


def addresses(
    tx: Tx, sop: Sop, case: Case, task: Task, roster: Roster, only: frozenset[int] | None = None
) -> tuple[Address, ...]:
    """Return where a task's card belongs; with `only`, of those people alone."""
    people = addressees(sop, case, task, roster)
    if only is not None:
        people = tuple(person for person in people if person in only)
    chats = tx.people.chats(people) if people else {}
    return tuple(Address(chats[person], person) for person in people if person in chats)


def chats_at(tx: Tx, office: Office, positions: Sequence[Position], sop: Sop | None = None) -> list[int]:
    """Return the private chats of everyone who fills one of these positions now."""
    people = office.roster(tx, sop).people(tuple(positions))
    return list(tx.people.chats(people).values())
