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

    @property
    def place(self) -> tuple[int, int | None]:
        """The chat and the topic: a task has one live copy in each."""
        return self.chat, self.topic


def addressees(sop: Sop, case: Case, task: Task, roster: Roster) -> tuple[int, ...]:
    """Return whose turn it is: whoever took the task, else everyone who may do it."""
    people = route(sop, case, task, roster).people(roster)
    if task.holder is not None and task.holder in people:
        return (task.holder,)
    return people


def addresses(
    tx: Tx, sop: Sop, case: Case, task: Task, roster: Roster, only: frozenset[int] | None = None
) -> tuple[Address, ...]:
    """Return where a task's card belongs; with `only`, in the chats of those people alone.

    A position that has a room gets its card there. Its people get one of their own as well where the room
    may not be enough for them: see `_also`.
    """
    people = addressees(sop, case, task, roster)
    found: list[Address] = []
    if rooms := tx.people.known().rooms:
        turn = route(sop, case, task, roster).positions
        if task.holder is not None:
            turn = tuple(p for p in turn if not set(people).isdisjoint(roster.people((p,))))
        places = {(rooms[p].chat, rooms[p].topic): None for p in turn if p in rooms}
        found = [Address(chat, None, topic) for chat, topic in places] if only is None else []
        people = tuple(person for person in people if _also(tx, sop, case, task, roster, turn, person))
    if only is not None:
        people = tuple(person for person in people if person in only)
    chats = tx.people.chats(people) if people else {}
    return (*found, *(Address(chats[person], person) for person in people if person in chats))


def _also(
    tx: Tx, sop: Sop, case: Case, task: Task, roster: Roster, turn: Sequence[Position], person: int
) -> bool:
    """Whether a card also goes to a person's own chat.

    It does where one of their positions has no room, to whoever wishes so, took the task, or acts for
    another, for they may not be in the group; and always in a confidential case: groups learn little of it.
    """
    seats = tx.people.known()
    if case.confidential or task.holder == person or person in seats.personal:
        return True
    filled = [p for p in turn if person in roster.holders.get(p, ())]
    acting = seats.view(sop.id).tenures.get(person, {})
    return any(p not in seats.rooms or p in acting for p in filled)


def chats_at(tx: Tx, office: Office, positions: Sequence[Position], sop: Sop | None = None) -> list[int]:
    """Return the private chats of everyone who fills one of these positions now."""
    people = office.roster(tx, sop).people(tuple(positions))
    return list(tx.people.chats(people).values())
