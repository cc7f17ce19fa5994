"""Leave and terms in an office of tests: entered as the handlers do, begun and ended by the sweep."""

from datetime import date
from typing import Any

from office import absence, substitution, terms_told
from office.absence import Leave
from office.substitution import Wish
from sop.people import Position, Standing
from storage.terms import Absence, Term
from tests.office.bureau import SEATS, Bureau
from tests.sop.office_2026 import wib

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
HEAD, CLERK, KABAG, OTHER, THIRD, POOL, _ = (position for _, position in SEATS.values())
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (23, 24, 25, 26))


def clock(bureau: Bureau, moment: str) -> None:
    """Set the clock to a moment in the office's zone: 2026-11-24 08:00."""
    bureau.now = wib(moment)


def person(bureau: Bureau, who: int) -> int:
    """Return somebody's person id."""
    return bureau.actor(who).person


def admin(bureau: Bureau, who: int = RINA) -> int:
    """Make somebody an admin."""
    bureau.ask(lambda tx: tx.admins.grant(who, None, bureau.now))
    return who


def fill(
    bureau: Bureau,
    by: int,
    position: Position,
    who: int,
    first: date = MONDAY,
    last: date = TUESDAY,
    standing: Standing = Standing.PLH,
    **more: Any,
) -> Term:
    """Let somebody take a post for some days. Raises Refused."""
    actor = bureau.actor(by)
    wish = Wish(position, standing, person(bureau, who), first, last, **more)
    return bureau.ask(lambda tx: substitution.appoint(tx, bureau.office, actor, wish))


def leave(
    bureau: Bureau,
    who: int,
    substitutes: dict[Position, int | None] | None = None,
    first: date = MONDAY,
    last: date = TUESDAY,
) -> Absence:
    """Let somebody go on leave. Raises Refused."""
    actor = bureau.actor(who)
    named = {p: person(bureau, s) if s else None for p, s in (substitutes or {}).items()}
    return bureau.ask(lambda tx: absence.enter(tx, bureau.office, actor, Leave(first, last, named)))


def come_back(bureau: Bureau, who: int) -> Absence:
    """Let somebody be back before the last day."""
    actor = bureau.actor(who)
    return bureau.ask(lambda tx: absence.come_back(tx, bureau.office, actor))


def end(bureau: Bureau, by: int, term: Term) -> Term:
    """End a term before its last day. Raises Refused."""
    actor = bureau.actor(by)
    return bureau.ask(lambda tx: substitution.end_early(tx, bureau.office, actor, term.id))


def sweep(bureau: Bureau) -> int:
    """Begin and end what is due, as the reminders' clock does; return how much it was."""
    return bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office))


def holders(bureau: Bureau, position: Position) -> list[int]:
    """Return who fills a post now, by Telegram user id."""
    people = bureau.ask(lambda tx: bureau.office.roster(tx).people((position,)))
    return list(bureau.ask(lambda tx: tx.people.chats(people)).values())
