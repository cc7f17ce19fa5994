"""The beginning and the end of a term: the tasks move, and everyone whom it concerns is told, once."""

from office.addresses import chats_at
from office.dealing import redeal
from office.mine import Mine, waiting_at
from office.office import Office
from sop.people import Position, Standing
from sop.routing import chiefs
from storage.outbox import Outgoing
from storage.terms import Absence, Term
from storage.transaction import Tx


def sweep(tx: Tx, office: Office) -> int:
    """Begin and end the terms and absences whose time has come; return how many edges there were."""
    now = office.now()
    edges = tx.terms.edges(now)
    away = tx.terms.absence_edges(now)
    if not edges and not away:
        return 0
    tx.people.changed()  # what was read before the edge no longer holds
    for term in edges:
        over = term.until is not None and term.until <= now
        if term.begun is None and not over:
            begin(tx, office, term)
        elif over:
            if term.begun is None:  # it began and ended while the program was down
                tx.terms.told(term.id, begun=now)
            finish(tx, office, term)
    for absence in away:
        _absence_edge(tx, office, absence)
    return len(edges) + len(away)


def named(tx: Tx, office: Office, term: Term) -> None:
    """Tell both sides, the superior and the admins of a term that begins later."""
    _tell(tx, office, term, "named", 0)


def begin(tx: Tx, office: Office, term: Term) -> None:
    """Let a term begin: the open tasks come to whoever fills the post now."""
    tx.terms.told(term.id, begun=office.now())
    tx.people.changed()
    moved = _of_term(tx, office, term)
    _tell(tx, office, term, "begun", len(moved))
    tx.outbox.add(redeal(tx, office, moved, (term.person,)), office.now())


def finish(tx: Tx, office: Office, term: Term, *, told: bool = False) -> None:
    """Let a term end: the holder hears what was done on their behalf and gets the open tasks back.

    With `told` those above hear elsewhere of what nobody can do any more.
    """
    tx.terms.told(term.id, finished=office.now())
    tx.people.changed()
    if term.standing is Standing.DEFINITIVE:
        tx.outbox.add(redeal(tx, office, _of_term(tx, office, term), told=told), office.now())
        return
    moved = _of_term(tx, office, term)
    _tell(tx, office, term, "ended", len(moved))
    back = (term.for_person,) if term.for_person is not None and term.standing is Standing.PLH else ()
    tx.outbox.add(redeal(tx, office, moved, back, told=told), office.now())


def overtaken(tx: Tx, office: Office, term: Term, *, told: bool) -> None:
    """Let a term end, or not begin, because its post passes on: the substitute hears of it, unless `told`."""
    now = office.now()
    tx.terms.end(term.id, now)
    what = "ended" if term.begun else "called_off"
    if not term.begun:
        tx.terms.told(term.id, begun=now)
    tx.terms.told(term.id, finished=now)
    chat = tx.people.chats((term.person,)).get(term.person)
    if chat is not None and not told:
        payload = {"name": "term", "term": term.id, "what": what, "tasks": 0, "side": "to"}
        tx.outbox.add([Outgoing(chat, "notice", payload)], now)


def called_off(tx: Tx, office: Office, term: Term) -> None:
    """Tell both sides that a term which had not begun will not."""
    _tell(tx, office, term, "called_off", 0)


def _of_term(tx: Tx, office: Office, term: Term) -> list[Mine]:
    waiting = waiting_at(tx, office, frozenset({term.position}))
    return [one for one in waiting if not term.sops or one.sop.id in term.sops]


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
    if absence.begun is None:
        tx.terms.absence_told(absence.id, begun=now)
    if over:
        tx.terms.absence_told(absence.id, finished=now)
    terms = tx.terms.of_person(absence.person, now)
    positions = frozenset(t.position for t in terms if t.runs(now))
    waiting = waiting_at(tx, office, positions) if positions else []
    tx.outbox.add(redeal(tx, office, waiting), now)
    chat = tx.people.chats((absence.person,)).get(absence.person)
    if chat is not None:
        payload = {"name": "away", "over": over, "until": absence.until.isoformat()}
        tx.outbox.add([Outgoing(chat, "notice", payload)], now)
