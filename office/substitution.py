"""Plt., Plh. and mandates: who takes a post for a time, and that the rules for it are kept.

Source: UU 30/2014 on government administration, pasal 14; SE Kepala BKN 1/SE/I/2021 on the authority of
Plh. and Plt. (three months at the most).
"""

import calendar
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from office import terms_told
from office.mine import Mine, waiting_at
from office.office import Office
from office.titles import post_title
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Actor, Position, Standing
from sop.routing import chiefs
from sop.turn import CAPACITIES
from storage.terms import NO_ORDER, Order, Term
from storage.transaction import Tx

LONGEST_MONTHS = 3
"""Of a Plt. or Plh. (SE Kepala BKN 1/SE/I/2021)."""
MANDATES = frozenset({Standing.AN, Standing.UB})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be entered: who takes which post, in which capacity, from one day to another, both included.

    A first day that is today means from this moment on.
    """

    position: Position
    standing: Standing
    person: int
    first: date
    last: date
    via: Position | None = None
    sops: tuple[str, ...] = ()
    order: Order = NO_ORDER
    absence: int | None = None


def longest(first: date) -> date:
    """Return the last day of a term of three months that begins on a day.

    That is the day before the same day of the third month; where there is none, the month's last.
    """
    if first.day == 1:
        month, day = first.month + LONGEST_MONTHS - 1, 31
    else:
        month, day = first.month + LONGEST_MONTHS, first.day - 1
    year, month = first.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def span(office: Office, first: date, last: date) -> tuple[datetime, datetime]:
    """Return from when to when days last in the office's zone; from now, where they begin today."""
    now = office.now()
    since = datetime.combine(first, time(), office.zone)
    until = datetime.combine(last + timedelta(days=1), time(), office.zone)
    return max(since, now), until


def check(tx: Tx, office: Office, wish: Wish) -> Term:
    """Return the term that a wish makes. Raises Refused with the rule that it breaks."""
    now = office.now()
    today = now.astimezone(office.zone).date()
    _check_post(office, wish)
    _check_days(wish, today)
    since, until = span(office, wish.first, wish.last)
    terms = tx.terms.of_position(wish.position, now)
    held = [t for t in terms if t.standing is Standing.DEFINITIVE and t.runs(now)]
    if wish.standing is Standing.PLT and held:
        raise Refused(Reason.POST_HELD)
    if wish.standing is not Standing.PLT and not held:
        raise Refused(Reason.POST_VACANT)
    if any(t.person == wish.person for t in held):
        raise Refused(Reason.SAME_PERSON)
    officials = {h.person for h in tx.people.seats(now).held if h.standing is Standing.DEFINITIVE}
    if wish.person not in officials:
        raise Refused(Reason.NO_SUCH_PERSON)
    name = tx.people.names((wish.person,))[wish.person]
    for away in tx.terms.absences(now, wish.person):
        if away.since < until and since < away.until:
            raise Refused(Reason.SUBSTITUTE_AWAY, who=name)
    for other in terms:
        if _excludes(other, wish) and other.since < until and (other.until is None or since < other.until):
            raise Refused(Reason.TERM_OVERLAPS, who=called(tx, office, other))
    return Term(
        wish.person,
        wish.position,
        since,
        until,
        wish.standing,
        wish.via,
        wish.sops,
        held[0].person if held else None,
        wish.order,
        absence=wish.absence,
    )


def _check_post(office: Office, wish: Wish) -> None:
    """Refuse a post that is never held by one alone, and a capacity that only an invitation gives."""
    role = office.library.roles().get(wish.position.role)
    if role is not None and role.seat is Seat.POOL:
        raise Refused(Reason.NOT_A_POST)
    if wish.standing is Standing.DEFINITIVE:
        raise Refused(Reason.FORGED)


def _check_days(wish: Wish, today: date) -> None:
    if wish.first < today:
        raise Refused(Reason.TERM_PAST)
    if wish.last < wish.first:
        raise Refused(Reason.TERM_REVERSED)
    latest = longest(wish.first)
    if wish.standing not in MANDATES and wish.last > latest:
        what = CAPACITIES[wish.standing].strip()
        raise Refused(Reason.TERM_TOO_LONG, what=what, latest=f"{latest:%d-%m-%Y}")


def _excludes(other: Term, wish: Wish) -> bool:
    """Whether two substitutes cannot fill a post side by side: of one kind, for one SOP at least."""
    if other.standing is Standing.DEFINITIVE:
        return False
    if (other.standing in MANDATES) != (wish.standing in MANDATES):
        return False
    if wish.standing in MANDATES and other.person != wish.person:
        return False
    return not other.sops or not wish.sops or not set(other.sops).isdisjoint(wish.sops)


def called(tx: Tx, office: Office, term: Term) -> str:
    """Return a term in words: "Plh. Kepala Biro, Yulia Fitri"."""
    name = tx.people.names((term.person,)).get(term.person, "")
    return f"{CAPACITIES.get(term.standing, '')}{post_title(office.library, term.position)}, {name}"


def may_fill(tx: Tx, office: Office, actor: Actor, position: Position) -> bool:
    """Whether somebody may name who fills a post: an admin, or who fills the post above."""
    if actor.admin:
        return True
    for sop in office.library.current.values():
        if position.role in {role.id for role in sop.roles}:
            mine = office.within(tx, actor, sop)
            above = set(chiefs(sop, (position,)))
            definitive = {p for p in mine.positions if p not in mine.acting}
            if not above.isdisjoint(definitive):
                return True
    return False


def may_leave(actor: Actor, position: Position) -> bool:
    """Whether somebody may name a substitute for a post of their own. Raises Refused: a Plh. cannot.

    Who fills a post under a mandate has it from its holder and cannot give it further (UU 30/2014, pasal 14).
    """
    if position in actor.acting:
        raise Refused(Reason.NO_REDELEGATION)
    return position in actor.positions or position in actor.replaced


def fillable(office: Office, tx: Tx) -> list[Position]:
    """Return the posts that somebody can fill in another's place, in the SOPs' order; never a pool's."""
    roster = office.roster(tx)
    found: dict[Position, None] = {}
    for sop in office.library.current.values():
        for role in sop.roles:
            if role.seat is not Seat.POOL:
                found |= dict.fromkeys(roster.every(sop, role.id))
    return list(found)


def preview(tx: Tx, office: Office, position: Position, sops: Collection[str] = ()) -> list[Mine]:
    """Return the open tasks that would move with a post now, those of some SOPs alone where any are named."""
    waiting = waiting_at(tx, office, frozenset({position}))
    return [one for one in waiting if not sops or one.sop.id in sops]


def appoint(tx: Tx, office: Office, actor: Actor, wish: Wish) -> Term:
    """Let somebody fill a post for a time; both sides, the superior and the admins are told.

    Whoever enters it must be an admin, fill the post above, or leave a post of their own. Raises Refused.
    """
    if not may_fill(tx, office, actor, wish.position) and not may_leave(actor, wish.position):
        raise Refused(Reason.NOT_ABOVE)
    tx.people.lock_position(wish.position)
    term = check(tx, office, wish)
    now = office.now()
    term = tx.terms.add(replace(term, entered_by=actor.person, entered_at=now))
    if term.since <= now:
        terms_told.begin(tx, office, term)
    else:
        terms_told.named(tx, office, term)
    return term


def end_early(tx: Tx, office: Office, actor: Actor, term_id: int) -> Term:
    """Let a term end now, or not begin at all. Raises Refused.

    The holder who is back, the superior and an admin may; and whoever fills it cannot hand it on, but may
    ask them to.
    """
    now = office.now()
    term = tx.terms.get(term_id)
    if term is None or term.standing is Standing.DEFINITIVE or (term.until is not None and term.until <= now):
        raise Refused(Reason.NO_SUCH_TERM)
    if actor.person != term.for_person and not may_fill(tx, office, actor, term.position):
        raise Refused(Reason.NOT_ABOVE)
    tx.people.lock_position(term.position)
    term = tx.terms.get(term.id) or term
    if term.until is not None and term.until <= now:  # somebody was faster
        raise Refused(Reason.NO_SUCH_TERM)
    tx.terms.end(term.id, now)
    ended = replace(term, until=now)
    if term.since > now:
        terms_told.called_off(tx, office, ended)
    else:
        terms_told.finish(tx, office, ended)
    return ended
