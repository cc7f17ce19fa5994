"""The beginning and the end of a term: the tasks move, and everyone whom it concerns is told, once."""

from collections.abc import Sequence
from datetime import datetime

from office.addresses import addressees, chats_at
from office.dealing import redeal
from office.mine import Mine, of_posts
from office.office import Office
from office.time_told import ask_again
from sop.people import Position, Standing
from sop.routing import chiefs
from storage.outbox import Outgoing
from storage.terms import Absence, Term
from storage.transaction import Tx


def sweep(tx: Tx, office: Office) -> int:
    """Begin and end the terms and absences whose time has come; return how many edges there were."""
    now = office.now()
    edges: list[Term | Absence] = [*tx.terms.edges(now), *tx.terms.absence_edges(now)]
    if not edges:
        return 0
    tx.people.changed()  # what was read before the edge no longer holds
    # One ends where the next begins: the end is told first, whichever was entered first.
    for edge in sorted(edges, key=lambda one: (_at(one, now), not _over(one, now))):
        if isinstance(edge, Absence):
            _absence_edge(tx, office, edge)
        elif _over(edge, now):
            finish(tx, office, edge)
        else:
            begin(tx, office, edge)
    return len(edges)


def _over(edge: Term | Absence, now: datetime) -> bool:
    return edge.until is not None and edge.until <= now


def _at(edge: Term | Absence, now: datetime) -> datetime:
    return edge.until if edge.until is not None and edge.until <= now else edge.since


def named(tx: Tx, office: Office, term: Term) -> None:
    """Tell both sides, the superior and the admins of a term that begins later."""
    _tell(tx, office, term, "named", 0)


def begin(tx: Tx, office: Office, term: Term) -> None:
    """Let a term begin: the open tasks come to whoever fills the post now."""
    if not tx.terms.told(term.id, begun=office.now()):
        return
    tx.people.changed()
    moved = _of_term(tx, office, term)
    _tell(tx, office, term, "begun", _waiting_for(tx, office, moved, term.person))
    tx.outbox.add(redeal(tx, office, moved, (term.person,)), office.now())
    tx.outbox.add(ask_again(tx, office, term.position), office.now())


def finish(tx: Tx, office: Office, term: Term, *, told: bool = False) -> None:
    """Let a term end: the holder hears what was done on their behalf and gets the open tasks back.

    With `told` those above hear elsewhere of what nobody can do any more.
    """
    now = office.now()
    tx.terms.told(term.id, begun=now)  # it may have begun and ended while the program was down
    if not tx.terms.told(term.id, finished=now):
        return
    tx.people.changed()
    tx.outbox.add(ask_again(tx, office, term.position), now)
    moved = _of_term(tx, office, term)
    if term.standing is Standing.DEFINITIVE:
        tx.outbox.add(redeal(tx, office, moved, told=told), now)
        return
    back = (term.for_person,) if term.for_person is not None and term.standing is Standing.PLH else ()
    _tell(tx, office, term, "ended", _waiting_for(tx, office, moved, *back))
    tx.outbox.add(redeal(tx, office, moved, back, told=told), now)


def overtaken(tx: Tx, office: Office, term: Term, *, told: bool) -> None:
    """Let a term end, or not begin, because its post passes on: the substitute hears of it, unless `told`."""
    now = office.now()
    tx.terms.end(term.id, now)
    what = "ended" if term.begun else "called_off"
    tx.terms.told(term.id, begun=now)
    tx.terms.told(term.id, finished=now)
    chat = tx.people.chats((term.person,)).get(term.person)
    if chat is not None and not told:
        payload = {"name": "term", "term": term.id, "what": what, "tasks": 0, "side": "to"}
        tx.outbox.add([Outgoing(chat, "notice", payload)], now)


def called_off(tx: Tx, office: Office, term: Term) -> None:
    """Tell both sides that a term which had not begun will not."""
    tx.terms.told(term.id, begun=office.now())
    tx.terms.told(term.id, finished=office.now())
    _tell(tx, office, term, "called_off", 0)


def _of_term(tx: Tx, office: Office, term: Term) -> list[Mine]:
    waiting = of_posts(tx, office, frozenset({term.position}))
    return [one for one in waiting if not term.sops or one.sop.id in term.sops]


def _waiting_for(tx: Tx, office: Office, items: Sequence[Mine], *people: int) -> int:
    """Return how many tasks now wait for any of these people."""
    wanted = set(people)
    return sum(
        not wanted.isdisjoint(addressees(one.sop, one.case, one.task, office.roster(tx, one.sop)))
        for one in items
    )


def _tell(tx: Tx, office: Office, term: Term, what: str, tasks: int) -> None:
    """Write the messages: to the substitute, to whom they stand in for, and to those above."""
    payload = {"name": "term", "term": term.id, "what": what, "tasks": tasks}
    chats = tx.people.chats(tuple(p for p in (term.person, term.for_person) if p is not None))
    sides = {"to": chats.get(term.person), "for": chats.get(term.for_person or 0)}
    told = [Outgoing(chat, "notice", payload | {"side": side}) for side, chat in sides.items() if chat]
    over = dict.fromkeys((*above(tx, office, term), *office.admins(tx)))
    if what != "ended" or term.standing is Standing.PLT:
        told += [
            Outgoing(chat, "notice", payload | {"side": "over"})
            for chat in over
            if chat not in sides.values()
        ]
    tx.outbox.add(told, office.now())


def above(tx: Tx, office: Office, term: Term) -> list[int]:
    """Return the chats of whoever fills the posts above a term's, in any SOP."""
    found: dict[Position, None] = {}
    for sop in office.library.current.values():
        if term.position.role in {role.id for role in sop.roles}:
            found |= dict.fromkeys(chiefs(sop, (term.position,)))
    return chats_at(tx, office, tuple(found))


def _absence_edge(tx: Tx, office: Office, absence: Absence) -> None:
    """Move the tasks of somebody who leaves, and bring them theirs when they are back.

    Those of the pool go to colleagues, those of a post they fill for another back to its holder. Posts with a
    substitute move with the substitute's term.
    """
    now = office.now()
    over = absence.until <= now
    news = tx.terms.absence_told(absence.id, begun=now)
    if over:
        news = tx.terms.absence_told(absence.id, finished=now)
    if not news:
        return
    positions = frozenset(t.position for t in tx.terms.of_person(absence.person, now) if t.runs(now))
    positions -= tx.terms.filled_during(absence.id)
    waiting = of_posts(tx, office, positions) if positions else []
    tx.outbox.add(redeal(tx, office, waiting), now)
    chat = tx.people.chats((absence.person,)).get(absence.person)
    if chat is not None:
        payload = {"name": "away", "over": over, "until": absence.until.isoformat()}
        tx.outbox.add([Outgoing(chat, "notice", payload)], now)
