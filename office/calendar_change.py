"""The calendar is changed: what would move is shown first, then done in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from office import cases, clocks
from office.addresses import addressees
from office.admin_rights import require
from office.office import Office
from sop import facts as f
from sop import machine
from sop.almanac import Entry, EntryKind, changed, days_of
from sop.calendar import NeverOpenError, WorkCalendar
from sop.case import Case, Task
from sop.errors import Reason, Refused
from sop.people import ADMIN, Actor
from sop.turn import Setting
from storage.outbox import Outgoing
from storage.transaction import Tx

MOST_DAYS = 60
"""Days of one entry of single days; a longer time is a season."""
EARLIEST, LATEST = timedelta(days=366), timedelta(days=5 * 366)
"""How far back and ahead of today the calendar is changed: farther is a slip of the finger."""
TOLD = 5
"""Deadlines that the notice of a change names; the others are counted."""
APPLIED, TOLD_OF = "calendar.applied", "calendar.told"
"""Settings: the marks of the configured calendars that deadlines follow, and that admins were told of."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an admin wants: a new entry, one withdrawn, or with neither the configured calendar taken over."""

    entry: Entry | None = None
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that a change moves."""

    case: Case
    task: Task
    was: datetime | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do now; `token` tells whether anything of it has changed since."""

    moves: tuple[Move, ...]
    people: tuple[int, ...]
    """Whom it concerns: whose tasks they are."""
    token: str


def preview(tx: Tx, office: Office, actor: Actor, change: Change) -> Preview:
    """Return what a change would move; nothing is written. Raises Refused."""
    require(actor)
    calendar = _would_be(tx, office, change)
    moves = tuple(m for case in _running(tx) for m in _moves(tx, office, actor, case, calendar))
    people = tuple(dict.fromkeys(person for move in moves for person in _concerned(tx, office, move)))
    shown = [(m.case.id, m.task.id, str(m.was), str(m.due)) for m in moves]
    in_force = [entry.id for entry in tx.almanac.entries()]
    token = sha256(repr((change, in_force, shown, people)).encode()).hexdigest()[:16]
    return Preview(moves, people, token)


def apply(tx: Tx, office: Office, actor: Actor, change: Change, why: str, token: str) -> Preview | None:
    """Change the calendar and let every open deadline follow, if all is still as it was shown.

    Return what was done; None where something has changed since, and nothing is done. `why` is what the
    record says of each deadline. Raises Refused.
    """
    require(actor)
    if not why.strip():
        raise Refused(Reason.NEEDS_REASON)
    # Two admins at once: the second sees what the first did.
    tx.people.lock_position(ADMIN)
    tx.almanac.look_again()
    shown = preview(tx, office, actor, change)
    if shown.token != token:
        return None
    now = office.now()
    if change.entry is not None:
        tx.almanac.add(change.entry, now)
    elif change.withdrawn is not None and not tx.almanac.withdraw(change.withdrawn, actor.person, why, now):
        raise Refused(Reason.NO_SUCH_ENTRY)
    for case_id in dict.fromkeys(move.case.id for move in shown.moves):
        cases.reckon(tx, office, actor, case_id, why)
    clocks.replan(tx, office)
    # What is not planned ahead, as the digest of a morning, goes by the calendar too.
    tx.concerns.add("deadlines")
    tx.record.keep(APPLIED, office.calendar_mark())
    _tell(tx, office, shown, why)
    return shown


def look_at_configuration(tx: Tx, office: Office) -> int:
    """Tell the admins, once, where the configured calendar is another one and would move open deadlines.

    Return how many deadlines would move.
    """
    mark = office.calendar_mark()
    if tx.record.setting(APPLIED) == mark:
        return 0
    calendar = office.calendar(tx)
    count = sum(len(_moves(tx, office, None, case, calendar)) for case in _running(tx))
    if not count:
        tx.record.keep(APPLIED, mark)
    elif tx.record.setting(TOLD_OF) != mark:
        tx.record.keep(TOLD_OF, mark)
        notice = {"name": "calendar_configured", "count": count}
        tx.outbox.add([Outgoing(chat, "notice", notice) for chat in office.admins(tx)], office.now())
    return count


def waiting(tx: Tx, office: Office) -> bool:
    """Whether the configured calendar was changed and open deadlines do not follow it yet."""
    mark = office.calendar_mark()
    return tx.record.setting(TOLD_OF) == mark and tx.record.setting(APPLIED) != mark


def _running(tx: Tx) -> list[Case]:
    return sorted(tx.cases.running(1_000_000), key=lambda case: case.id)


def _would_be(tx: Tx, office: Office, change: Change) -> WorkCalendar:
    """Return the calendar that would be in force. Raises Refused for one that cannot be."""
    entries = tx.almanac.entries()
    if change.entry is not None:
        _check(office, change.entry)
        if change.entry.kind is EntryKind.OPEN and not _opens(tx, office, change.entry):
            raise Refused(Reason.NOT_A_HOLIDAY)
        entries = (*entries, change.entry)
    elif change.withdrawn is not None:
        if tx.almanac.get(change.withdrawn) is None:
            raise Refused(Reason.NO_SUCH_ENTRY)
        entries = tuple(entry for entry in entries if entry.id != change.withdrawn)
    else:
        return office.calendar(tx)
    calendar = changed(office.configured, entries)
    try:
        calendar.working_day_after(calendar.local_day(office.now()), MOST_DAYS)
    except NeverOpenError:
        raise Refused(Reason.CALENDAR_EMPTY) from None
    return calendar


def check_days(office: Office, kind: EntryKind, first: date, last: date | None) -> None:
    """Refuse days that no entry of this kind can be about: reversed, far away, too many."""
    today = office.now().astimezone(office.zone).date()
    if last is not None and last < first:
        raise Refused(Reason.TERM_REVERSED)
    if any(not today - EARLIEST <= day <= today + LATEST for day in (first, last or first)):
        raise Refused(Reason.CALENDAR_FAR)
    if kind not in (EntryKind.WEEK, EntryKind.SEASON) and ((last or first) - first).days >= MOST_DAYS:
        raise Refused(Reason.CALENDAR_LONG, limit=str(MOST_DAYS))


def _opens(tx: Tx, office: Office, entry: Entry) -> bool:
    """Whether any of these days is closed now and would have hours."""
    now, then = office.calendar(tx), changed(office.configured, (*tx.almanac.entries(), entry))
    return any(now.hours_on(day) != then.hours_on(day) for day in days_of(entry))


def _check(office: Office, entry: Entry) -> None:
    check_days(office, entry.kind, entry.first, entry.last)
    if entry.kind in (EntryKind.SEASON, EntryKind.WEEK):
        if not any(hours.spans for hours in entry.hours.values()):
            raise Refused(Reason.CALENDAR_EMPTY)
        if entry.kind is EntryKind.SEASON and entry.last is None:
            raise Refused(Reason.TERM_REVERSED)


def _moves(
    tx: Tx, office: Office, actor: Actor | None, case: Case, calendar: WorkCalendar
) -> tuple[Move, ...]:
    """Return what the machine itself would move in a case."""
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    setting = Setting(office.now(), office.roster(tx, sop), calendar)
    decision = machine.reckon(sop, case, actor or _NOBODY, setting, "")
    found = []
    for event in decision.events:
        task = case.task(event.fact.task) if isinstance(event.fact, f.ClockMoved) else None
        if isinstance(event.fact, f.ClockMoved) and task is not None:
            found.append(Move(case, task, event.fact.was, event.fact.due))
    return tuple(found)


_NOBODY = Actor(0, "")


def _concerned(tx: Tx, office: Office, move: Move) -> tuple[int, ...]:
    sop = office.library.pinned(tx, move.case.sop, move.case.sop_version)
    return addressees(sop, move.case, move.task, office.roster(tx, sop))


def _tell(tx: Tx, office: Office, shown: Preview, why: str) -> None:
    """Tell each whose deadlines moved, in one message."""
    mine: dict[int, list[Move]] = {person: [] for person in shown.people}
    for move in shown.moves:
        for person in dict.fromkeys(_concerned(tx, office, move)):
            mine[person].append(move)
    chats = tx.people.chats(shown.people)
    messages = [
        Outgoing(
            chats[person],
            "notice",
            {
                "name": "calendar_moved",
                "why": why,
                "count": len(moves),
                "moves": [
                    [m.case.id, m.task.id, m.was.isoformat() if m.was else ""]
                    for m in sorted(moves, key=_by_due)[:TOLD]
                ],
            },
        )
        for person, moves in mine.items()
        if person in chats
    ]
    tx.outbox.add(messages, office.now())


def _by_due(move: Move) -> tuple[bool, str, int]:
    return move.due is None, move.due.isoformat() if move.due else "", move.case.id
