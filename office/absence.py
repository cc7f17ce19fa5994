"""Leave: somebody is away from one day to another, with a substitute for each post or without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from office import terms_told
from office.office import Office
from office.substitution import Wish, appoint, check, end_early, may_leave, span
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Actor, Position, Standing
from storage.outbox import Outgoing
from storage.terms import NO_ORDER, Absence, Order, Term
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Leave:
    """What is to be entered: the first and the last day, and who fills each post meanwhile (None: nobody)."""

    first: date
    last: date
    substitutes: Mapping[Position, int | None]
    order: Order = NO_ORDER


def posts_to_fill(tx: Tx, office: Office, actor: Actor) -> list[Position]:
    """Return the posts of a person that need a substitute: those held definitively that are no pool."""
    roles = office.library.roles()
    now = office.now()
    return [
        term.position
        for term in tx.terms.of_person(actor.person, now)
        if term.standing is Standing.DEFINITIVE
        and term.runs(now)
        and (role := roles.get(term.position.role)) is not None
        and role.seat is not Seat.POOL
    ]


def current(tx: Tx, office: Office, person: int) -> Absence | None:
    """Return the absence that runs or comes next, None where there is none."""
    found = tx.terms.absences(office.now(), person)
    return min(found, key=lambda absence: absence.since) if found else None


def check_leave(tx: Tx, office: Office, actor: Actor, leave: Leave) -> None:
    """Raise Refused where a leave cannot be entered."""
    if leave.first < office.now().astimezone(office.zone).date():
        raise Refused(Reason.TERM_PAST)
    if leave.last < leave.first:
        raise Refused(Reason.TERM_REVERSED)
    for position, person in leave.substitutes.items():
        if not may_leave(actor, position):
            raise Refused(Reason.NOT_YOUR_POST)
        if person is not None:
            check(tx, office, _wish(leave, position, person))


def enter(tx: Tx, office: Office, actor: Actor, leave: Leave) -> Absence:
    """Write a leave down and name the substitutes; both sides are told. Raises Refused."""
    if current(tx, office, actor.person) is not None:
        raise Refused(Reason.ALREADY_AWAY)
    check_leave(tx, office, actor, leave)
    now = office.now()
    since, until = span(office, leave.first, leave.last)
    absence = tx.terms.put_absence(Absence(actor.person, since, until, actor.person, now))
    for position, person in leave.substitutes.items():
        if person is not None:
            appoint(tx, office, actor, _wish(leave, position, person, absence.id))
    _tell_uncovered(tx, office, actor, absence, _uncovered(tx, office, absence, leave))
    _tell_uncovered(tx, office, actor, absence, _left_pools(tx, office, absence), pool=True)
    terms_told.sweep(tx, office)
    return absence


def _wish(leave: Leave, position: Position, person: int, absence: int | None = None) -> Wish:
    return Wish(position, Standing.PLH, person, leave.first, leave.last, order=leave.order, absence=absence)


def _uncovered(tx: Tx, office: Office, absence: Absence, leave: Leave) -> list[Position]:
    """Return the posts that nobody fills while a leave lasts: own ones, and those filled for others then."""
    now = office.now()
    own = [position for position, person in leave.substitutes.items() if person is None]
    gaps = [(position, (absence.since, absence.until)) for position in own]
    for term in tx.terms.of_person(absence.person, now):
        gap = (max(term.since, absence.since), min(term.until or absence.until, absence.until))
        if term.standing in (Standing.PLH, Standing.PLT) and gap[0] < gap[1]:
            gaps.append((term.position, gap))
    return [position for position, gap in gaps if not _filled(tx, office, position, gap, absence)]


Span = tuple[datetime, datetime]


def _filled(tx: Tx, office: Office, position: Position, gap: Span, absence: Absence) -> bool:
    """Whether one other substitute fills a post in every SOP all the while."""
    return any(
        term.standing in (Standing.PLH, Standing.PLT)
        and term.person != absence.person
        and not term.sops
        and term.since <= gap[0]
        and (term.until is None or gap[1] <= term.until)
        for term in tx.terms.of_position(position, office.now())
    )


def _left_pools(tx: Tx, office: Office, absence: Absence) -> list[Position]:
    """Return the pools of which nobody is there while this person is away."""
    now = office.now()
    away = {
        other.person
        for other in tx.terms.absences(now)
        if other.since < absence.until and absence.since < other.until
    }
    roles = office.library.roles()
    held = [
        one
        for one in tx.people.seats(now).held
        if (role := roles.get(one.position.role)) is not None and role.seat is Seat.POOL
    ]
    mine = sorted({one.position for one in held if one.person == absence.person}, key=str)
    there = {one.position for one in held if one.person not in away}
    return [pool for pool in mine if there.isdisjoint((pool, Position(pool.role)))]


def _tell_uncovered(
    tx: Tx, office: Office, actor: Actor, absence: Absence, positions: list[Position], *, pool: bool = False
) -> None:
    """Tell the superiors and the admins of posts that nobody fills meanwhile, own and others'."""
    for position in positions:
        payload = {
            "name": "uncovered",
            "who": actor.name,
            "role": position.role,
            "unit": position.unit,
            "since": absence.since.isoformat(),
            "until": absence.until.isoformat(),
            "pool": pool,
        }
        above = terms_told.above(tx, office, Term(actor.person, position, absence.since))
        chats = list(dict.fromkeys((*above, *office.admins(tx))))
        tx.outbox.add([Outgoing(chat, "notice", payload) for chat in chats], office.now())


def come_back(tx: Tx, office: Office, actor: Actor) -> Absence:
    """End one's own leave now: substitutes' terms end with it. Raises Refused where there is none.

    One that has not begun is called off: nobody was away.
    """
    absence = current(tx, office, actor.person)
    if absence is None:
        raise Refused(Reason.NO_SUCH_TERM)
    now = office.now()
    tx.terms.end_absence(absence.id, now)
    if absence.since > now:
        tx.terms.absence_told(absence.id, begun=now)
        tx.terms.absence_told(absence.id, finished=now)
    for term in tx.terms.substitutes(now):
        if term.absence == absence.id:
            end_early(tx, office, actor, term.id)
    terms_told.sweep(tx, office)
    return absence
