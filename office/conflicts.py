"""What stands against a meeting's time and place: other meetings of the invited, the room, leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from office.cases import invited_to
from office.documents import may_see
from office.office import Office
from sop.case import Answer, Case, Meeting, Part
from sop.definition import Sop
from sop.people import Actor, By, Position
from storage.meetings import Booked
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Other:
    """Another meeting; `title` is empty where whoever looks may not see its case."""

    case: int
    meeting: Meeting
    title: str
    secret: bool = False
    """Whether not even its place is for them: it is confidential, and they have no part in it."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody invited who is expected at another meeting then."""

    by: By
    other: Other


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody invited who is on leave then; `until` is the moment they are back."""

    by: By
    until: datetime


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All that stands against a meeting; each list is empty where nothing does."""

    clashes: tuple[Clash, ...] = ()
    taken: tuple[Other, ...] = ()
    """Other meetings at the same place."""
    away: tuple[Away, ...] = ()


def guests(tx: Tx, office: Office, sop: Sop, case: Case, step: int) -> tuple[tuple[Position, ...], ...]:
    """Return the posts of each invitation to a case's meeting: those sent, else those that would be now."""
    sent = tuple(t.positions for t in case.open_tasks() if t.part is Part.ATTEND and t.step == step)
    if sent:
        return sent
    roster = office.roster(tx, sop)
    return tuple(g for role in sop.step(step).performers for g in roster.guests(sop, role))


def people(tx: Tx, office: Office, sop: Sop, case: Case, step: int) -> tuple[By, ...]:
    """Return who is invited to a case's meeting, sent or not yet, each once."""
    sent = invited_to(tx, office, case)
    if sent:
        return sent
    roster = office.roster(tx, sop)
    posts: dict[int, Position] = {}
    for position in (p for group in guests(tx, office, sop, case, step) for p in group):
        for person in roster.people((position,)):
            posts.setdefault(person, position)
    names = tx.people.names(tuple(posts)) if posts else {}
    return tuple(office.by(tx, sop, person, names[person], at) for person, at in posts.items())


def find(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case, meeting: Meeting) -> Conflicts:
    """Return what stands against a case's meeting being then and there, as this person may read it.

    The case's own agreed time counts for nothing: it is what would be replaced.
    """
    invited = people(tx, office, sop, case, meeting.step)
    clashes, taken = [], []
    for booked in tx.meetings.between(meeting.starts, meeting.ends):
        other = tx.cases.load(booked.case) if booked.case != case.id else None
        if other is None:
            continue
        seen = _seen(tx, office, actor, other, booked)
        busy = _expected(tx, office, other, booked)
        clashes += [Clash(by, seen) for by in invited if by.person in busy]
        if _place(booked.meeting.place) == _place(meeting.place):
            taken.append(seen)
    return Conflicts(tuple(clashes), tuple(taken), tuple(_away(tx, office, invited, meeting)))


def _seen(tx: Tx, office: Office, actor: Actor, other: Case, booked: Booked) -> Other:
    if may_see(tx, office, actor, other):
        return Other(other.id, booked.meeting, other.title)
    return Other(other.id, booked.meeting, "", secret=other.confidential)


def _expected(tx: Tx, office: Office, other: Case, booked: Booked) -> frozenset[int]:
    """Return who is expected at a meeting: not who said no, and of who sends somebody that somebody."""
    sop = office.library.pinned(tx, other.sop, other.sop_version)
    expected = {by.person for by in people(tx, office, sop, other, booked.meeting.step)}
    for answered in other.attendance:
        if answered.answer is not Answer.PRESENT:
            expected.discard(answered.by.person)
    for answered in other.attendance:
        if answered.answer is Answer.DELEGATED and answered.delegate:
            expected.add(answered.delegate.person)
    return frozenset(expected)


def _place(name: str) -> str:
    """Return a place's name as names are compared: capitals and blanks make no other room."""
    return " ".join(name.casefold().split())


def _away(tx: Tx, office: Office, invited: Iterable[By], meeting: Meeting) -> list[Away]:
    leaves = {
        absence.person: absence.until
        for absence in tx.terms.absences(office.now())
        if absence.since < meeting.ends and absence.until > meeting.starts
    }
    return [Away(by, leaves[by.person]) for by in invited if by.person in leaves]
