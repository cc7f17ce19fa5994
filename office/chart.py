"""The office as a tree: every position by the SOPs' `superior` relation, who fills it, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from office.assigning import load
from office.office import Office
from office.stepup import enrolled
from sop.people import Position, Standing
from sop.routing import chiefs
from storage.terms import Term
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Filled:
    """Somebody at a position."""

    person: int
    name: str
    standing: Standing
    until: datetime | None
    away: datetime | None
    """Until when they are on leave."""
    reachable: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A position in the tree, `depth` steps below the top."""

    position: Position
    depth: int
    people: tuple[Filled, ...]
    room: str = ""
    """The title of the group its cards go to."""


def chart(tx: Tx, office: Office) -> tuple[Node, ...]:
    """Return every position of the office's SOPs, each below the post above it."""
    parents = _parents(tx, office)
    filled = _filled(tx, office)
    rooms = {position: room.title for position, room in tx.people.known().rooms.items()}
    below: dict[Position | None, list[Position]] = {}
    for position, parent in parents.items():
        below.setdefault(parent, []).append(position)
    nodes: list[Node] = []

    def walk(parent: Position | None, depth: int) -> None:
        for position in below.get(parent, ()):
            nodes.append(Node(position, depth, filled.get(position, ()), rooms.get(position, "")))
            walk(position, depth + 1)

    walk(None, 0)
    return tuple(nodes)


def _parents(tx: Tx, office: Office) -> dict[Position, Position | None]:
    """Return each position with the one above it in the first SOP that knows its role; None for the top."""
    roster = office.roster(tx)
    found: dict[Position, Position | None] = {}
    for sop in office.library.current.values():
        for role in sop.roles:
            for position in roster.every(sop, role.id):
                found.setdefault(position, next(iter(chiefs(sop, (position,))), None))
    return {position: _nearest(found, position) for position in found}


def _nearest(found: Mapping[Position, Position | None], position: Position) -> Position | None:
    """Return the nearest post above that the office has.

    An office-wide pool has no head of a unit above it: it comes where these heads are. Two SOPs may disagree
    about who is above whom; of posts that would stand in a circle each comes to the top.
    """
    above = _above(found, position)
    at, seen = above, {position}
    while at is not None:
        if at in seen:
            return None
        seen.add(at)
        at = _above(found, at)
    return above


def _above(found: Mapping[Position, Position | None], position: Position) -> Position | None:
    above = found[position]
    if above is None or above in found:
        return above
    peer = next((p for p in found if p.role == above.role), None)
    up = found[peer] if peer is not None else None
    return up if up in found else None


def _filled(tx: Tx, office: Office) -> dict[Position, tuple[Filled, ...]]:
    now = office.now()
    terms = [t for t in tx.terms.current(now) if t.runs(now)]
    names = tx.people.names(tuple({t.person for t in terms}))
    away = {a.person: a.until for a in tx.terms.absences(now) if a.since <= now}
    unreachable = tx.people.seats(now).unreachable
    found: dict[Position, list[Filled]] = {}
    for term in sorted(terms, key=lambda t: (t.standing is not Standing.DEFINITIVE, t.id)):
        one = Filled(
            term.person,
            names.get(term.person, ""),
            term.standing,
            term.until,
            away.get(term.person),
            term.person not in unreachable,
        )
        found.setdefault(term.position, []).append(one)
    return {position: tuple(people) for position, people in found.items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """What an admin sees of somebody."""

    person: int
    telegram_id: int
    name: str
    reachable: bool
    admin: bool
    terms: tuple[Term, ...]
    """What they hold or fill, now or later."""
    away: datetime | None
    nip: str | None
    phone: str | None
    tasks: int
    app: bool
    """Whether an authenticator app of theirs signs."""


def profile(tx: Tx, office: Office, person: int) -> Profile | None:
    """Return what is known of somebody; None where nobody has this number."""
    found = next((one for one in tx.people.everyone() if one.id == person), None)
    if found is None:
        return None
    now = office.now()
    leave = [a.until for a in tx.terms.absences(now, person) if a.since <= now]
    nip, phone = tx.people.particulars(person)
    return Profile(
        person,
        found.telegram_id,
        found.name,
        found.reachable,
        found.telegram_id in office.admins(tx),
        tuple(tx.terms.of_person(person, now)),
        leave[0] if leave else None,
        nip,
        phone,
        load(tx, office, (person,)).get(person, 0),
        enrolled(tx, person),
    )
