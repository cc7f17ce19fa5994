"""Who comes to a meeting in an official's place: whom to choose from, and that they are told."""

from typing import Any

from office import diaries
from office.guests import invitations
from office.office import Office
from sop.case import Case
from sop.definition import Sop
from sop.people import Actor, By, Position
from sop.routing import chiefs
from storage.outbox import Outgoing
from storage.transaction import Tx


def candidates(tx: Tx, office: Office, sop: Sop, case: Case, actor: Actor) -> list[By]:
    """Return every other member of the office, each in the post of this SOP nearest to the official's own.

    Those of the official's own unit or below them come first, then the rest of the office by name. Somebody
    who is invited themselves may also come for another.
    """
    roster = office.roster(tx, sop)
    own = office.within(tx, actor, sop).positions
    units = {position.unit for position in own if position.unit}
    held: dict[int, list[Position]] = {}
    for position, people in roster.holders.items():
        # A post that this SOP knows nothing of has no name in its record.
        if any(role.id == position.role for role in sop.roles):
            for person in people:
                held.setdefault(person, []).append(position)

    def near(position: Position) -> bool:
        return position.unit in units or not own.isdisjoint(chiefs(sop, (position,), case.unit))

    found: list[tuple[bool, str, By]] = []
    for one in tx.people.everyone():
        if one.id == actor.person:
            continue
        posts = sorted(held.get(one.id, ()), key=lambda p: (not near(p), p.role, p.unit or ""))
        by = roster.by(one.id, posts[0]) if posts else By(one.id, one.name)
        found.append((not (posts and near(posts[0])), one.name, by))
    return [by for _, _, by in sorted(found, key=lambda row: row[:2])]


def tell(tx: Tx, office: Office, sop: Sop, before: Case | None, after: Case) -> None:
    """Tell members that they are asked to come in somebody's place, or are no longer.

    The meeting comes into their calendars, or goes out of them, with it.
    """
    if before is None or before.attendance is after.attendance:
        return
    was, now = _pairs(before), _pairs(after)
    if was == now:
        return
    chats = tx.people.chats(tuple({person for _, person in {*was, *now}}))
    begun, over = {"name": "stand_in"}, {"name": "stand_in_over"}
    messages = [
        Outgoing(chats[person], "notice", name | _about(after, of, person))
        for name, pairs in ((begun, now - was), (over, was - now))
        for of, person in sorted(pairs, key=lambda pair: (pair[0].person, pair[1]))
        if person in chats
    ]
    messages += _own_cards(tx, office, sop, after, {person for _, person in now ^ was})
    tx.outbox.add([*messages, *diaries.keep(tx, office, sop, after)], office.now())


def _own_cards(tx: Tx, office: Office, sop: Sop, case: Case, people: set[int]) -> list[Outgoing]:
    """Return edits of the own cards of invited stand-ins: a card says whom its reader stands in for."""
    roster = office.roster(tx, sop)
    return [
        Outgoing(chat, "edit", {}, card)
        for task in invitations(case)
        if not people.isdisjoint(roster.people(task.positions))
        for card, (chat, _) in tx.cards.places(case.id, task.id).items()
    ]


def _pairs(case: Case) -> set[tuple[By, int]]:
    """Return who is stood in for by which member."""
    return {(one.by, one.delegate.person) for one in case.attendance if one.delegate and one.delegate.person}


def _about(case: Case, of: By, person: int) -> dict[str, Any]:
    post = of.position
    where = {"role": post.role, "unit": post.unit} if post else {}
    return {"case": case.id, "person": person, "of": of.person, **where}
