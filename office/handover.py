"""Serah terima: what somebody who leaves or is transferred had goes to a successor, all at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from office import terms_told
from office.admin_rights import require
from office.assigning import offer
from office.cases import act
from office.dealing import redeal
from office.mine import Mine, of_posts, waiting_at
from office.office import Office
from office.substitution import MANDATES
from sop import actions as a
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Actor, Position, Standing
from storage.outbox import Outgoing
from storage.terms import Absence, Term
from storage.transaction import Tx

REASON = "Serah terima jabatan"
MOST_OFFERED = 12
"""Tasks of a post that became vacant that one notice offers to give to somebody."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a hand-over would do now."""

    person: int
    name: str
    items: tuple[Term, ...]
    """Everything the person holds or fills, definitive posts first."""
    chosen: tuple[Term, ...]
    """What is handed over, or ends, of it."""
    moving: tuple[Mine, ...]
    """Open tasks that go on with the post."""
    taken: tuple[Mine, ...]
    """Those that the person took from a pool."""
    beside: tuple[Term, ...]
    """Others' terms at the posts, which end with the holder's."""
    leaves: tuple[Absence, ...]
    """Leave that lapses, where no post is left to be away from."""
    admin: bool

    @property
    def posts(self) -> tuple[Position, ...]:
        """The posts that are handed over."""
        return tuple(t.position for t in self.chosen if t.standing is Standing.DEFINITIVE)

    @property
    def acting(self) -> tuple[Term, ...]:
        """The person's own terms as Plt., Plh. or under a mandate, which end."""
        return tuple(t for t in self.chosen if t.standing is not Standing.DEFINITIVE)


def items(tx: Tx, office: Office, person: int) -> tuple[Term, ...]:
    """Return what somebody holds or fills now or will, definitive posts first."""
    terms = tx.terms.of_person(person, office.now())
    return tuple(sorted(terms, key=lambda t: (t.standing is not Standing.DEFINITIVE, t.id)))


def plan(tx: Tx, office: Office, by: Actor, person: int, chosen: Collection[int] | None = None) -> Plan:
    """Return what handing over these appointments (all by default) would do. Raises Refused."""
    require(by)
    name = tx.people.names((person,)).get(person)
    if name is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    held = items(tx, office, person)
    wanted = tuple(t for t in held if chosen is None or t.id in chosen)
    if not wanted or (chosen is not None and len(wanted) != len(chosen)):
        raise Refused(Reason.FORM_PASSED)
    posts = frozenset(t.position for t in wanted if t.standing is Standing.DEFINITIVE)
    pools = frozenset(p for p in posts if _is_pool(office, p))
    single = posts - pools
    now = office.now()
    taken = [one for one in waiting_at(tx, office, pools) if one.task.holder == person] if pools else []
    beside = [
        term
        for position in sorted(single, key=str)
        for term in tx.terms.of_position(position, now)
        if term.standing is not Standing.DEFINITIVE and term.person != person
    ]
    stays = any(t.standing is Standing.DEFINITIVE and t not in wanted for t in held)
    chat = tx.people.chats((person,)).get(person)
    return Plan(
        person,
        name,
        held,
        wanted,
        tuple(waiting_at(tx, office, single)) if single else (),
        tuple(taken),
        tuple(beside),
        () if stays else tuple(tx.terms.absences(now, person)),
        chat in office.admins(tx),
    )


def _is_pool(office: Office, position: Position) -> bool:
    role = office.library.roles().get(position.role)
    return role is not None and role.seat is Seat.POOL


def hand_over(
    tx: Tx, office: Office, by: Actor, person: int, chosen: Collection[int], successor: int | None
) -> Plan:
    """Do it: the posts pass to the successor, or become vacant, and everyone concerned is told.

    Terms as Plt., Plh. or under a mandate do not move, for nobody hands these on (UU 30/2014, pasal 14): they
    end. Raises Refused; then nothing has changed.
    """
    if successor == person:
        raise Refused(Reason.SAME_PERSON)
    if successor is not None and not tx.people.names((successor,)):
        raise Refused(Reason.NO_SUCH_PERSON)
    before = plan(tx, office, by, person, chosen)
    for position in sorted(set(before.posts), key=str):
        tx.people.lock_position(position)
    found = plan(tx, office, by, person, chosen)  # somebody may have been faster
    given = _give_taken(tx, office, by, found, successor)
    _pass_on(tx, office, by, found, successor)
    _tell(tx, office, by, found, successor, given)
    _deal(tx, office, found, successor, given)
    _tell_of_open_posts(tx, office, found)
    return found


def _give_taken(
    tx: Tx, office: Office, by: Actor, found: Plan, successor: int | None
) -> frozenset[tuple[int, int]]:
    """Let the successor into the pools and give them what was taken there; the rest goes back to the pool."""
    if successor is not None:
        for position in found.posts:
            if _is_pool(office, position):
                _appoint(tx, office, by, successor, position)
    given = set()
    for one in found.taken:
        case, task = one.case.id, one.task.id
        there = offer(tx, office, by, case, task, lock=True)
        place = there.position(successor) if successor is not None else None
        if successor is not None and place is not None:
            action = a.Assign(task, there.task.version, successor, place, REASON)
            act(tx, office, by, case, action, told=True)
            given.add((case, task))
        else:
            act(tx, office, by, case, a.Release(task, there.task.version, found.person))
    return frozenset(given)


def _appoint(tx: Tx, office: Office, by: Actor, successor: int, position: Position) -> None:
    now = office.now()
    held = [t for t in tx.terms.of_position(position, now) if t.runs(now) and t.person == successor]
    if not any(t.standing is Standing.DEFINITIVE for t in held):
        tx.people.appoint(successor, position, now, by.person)


def _pass_on(tx: Tx, office: Office, by: Actor, found: Plan, successor: int | None) -> None:
    """End what ends, and let the successor hold the posts."""
    now = office.now()
    for term in found.chosen:
        if term.standing is Standing.DEFINITIVE:
            tx.terms.end(term.id, now)
            tx.terms.told(term.id, finished=now)
    for term in found.beside:
        terms_told.overtaken(tx, office, term, told=term.person == successor)
    if successor is not None:
        for position in found.posts:
            _appoint(tx, office, by, successor, position)
    for term in found.acting:
        tx.terms.end(term.id, now)
        ended = replace(term, until=now)
        if term.begun is None:
            tx.terms.told(term.id, begun=now)
            tx.terms.told(term.id, finished=now)
            terms_told.called_off(tx, office, ended)
        else:
            terms_told.finish(tx, office, ended, told=True)
    for leave in found.leaves:
        tx.terms.end_absence(leave.id, now)
        tx.terms.absence_told(leave.id, begun=leave.begun or now)
        tx.terms.absence_told(leave.id, finished=now)


def _tell(
    tx: Tx,
    office: Office,
    by: Actor,
    found: Plan,
    successor: int | None,
    given: Collection[tuple[int, int]],
) -> None:
    """Tell both, those above and the other admins what was handed over; not who does it just now."""
    if not found.posts:
        return
    payload = {
        "name": "handed_over",
        "who": found.name,
        "to": tx.people.names((successor,)).get(successor, "") if successor is not None else "",
        "posts": [[p.role, p.unit] for p in found.posts],
        "tasks": len(found.moving) + len(given),
    }
    people = tuple(p for p in (successor, found.person, by.person) if p is not None)
    chats = tx.people.chats(people)
    sides = {"to": chats.get(successor or 0), "from": chats.get(found.person)}
    over: dict[int, None] = {}
    for term in found.chosen:
        over |= dict.fromkeys(terms_told.above(tx, office, term))
    over |= dict.fromkeys(office.admins(tx))
    told = {chat: side for side, chat in sides.items() if chat is not None}
    told |= {chat: "over" for chat in over if chat not in told and chat != chats.get(by.person)}
    tx.outbox.add(
        [Outgoing(chat, "notice", payload | {"side": side}) for chat, side in told.items()], office.now()
    )


def _deal(
    tx: Tx, office: Office, found: Plan, successor: int | None, given: Collection[tuple[int, int]]
) -> None:
    """Bring the cards to whose turn it is now; what the successor was given has come already."""
    fresh = (successor,) if successor is not None else ()
    waiting = of_posts(tx, office, frozenset(found.posts)) if found.posts else []
    dealt = [one for one in waiting if (one.case.id, one.task.id) not in given]
    touched = (found.person, *(term.person for term in found.beside))
    messages = redeal(tx, office, dealt, fresh, touched=touched, told=successor is None)
    tx.outbox.add(messages, office.now())


def _tell_of_open_posts(tx: Tx, office: Office, found: Plan) -> None:
    """Tell those above and the admins of every post that nobody fills from now on, and what waits there."""
    roster = office.roster(tx)
    ended = [t for t in found.acting if t.begun is not None and t.standing not in MANDATES]
    terms: Sequence[Term] = [t for t in found.chosen if t.standing is Standing.DEFINITIVE] + ended
    for term in terms:
        away = term.standing is Standing.PLH and roster.people((term.position,)) == (term.for_person,)
        if roster.people((term.position,)) and not away:
            continue
        waiting = waiting_at(tx, office, frozenset({term.position}))
        payload = {
            "name": "vacated",
            "role": term.position.role,
            "unit": term.position.unit,
            "standing": term.standing.value,
            "who": found.name,
            "count": len(waiting),
            "tasks": [(one.case.id, one.task.id) for one in waiting][:MOST_OFFERED],
        }
        chats = dict.fromkeys((*terms_told.above(tx, office, term), *office.admins(tx)))
        tx.outbox.add([Outgoing(chat, "notice", payload) for chat in chats], office.now())
