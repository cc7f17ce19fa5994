"""Meetings in the calendars of phones: who is sent the file, who is sent it anew, whose is taken back."""

from hashlib import sha256

from office.guests import awaited, invitations
from office.office import Office
from papers.ics import Appointment
from sop.attendance import held
from sop.case import Case, Meeting
from sop.definition import Sop
from storage.outbox import Outgoing
from storage.transaction import Tx

_DOMAIN = "sopbot"
_FINGERPRINT = 12


def keep(tx: Tx, office: Office, sop: Sop, case: Case) -> list[Outgoing]:
    """Return what brings the agreed meeting to everyone invited who has it not yet, or not as it is now.

    Whoever is awaited no longer is told to take it out. Each is written down, so that everybody is sent each
    setting once, whatever calls this and however often. Nothing while nobody is invited, or once it is over.
    The caller holds the lock of the case.
    """
    meeting = case.meeting
    if meeting is None or not invitations(case) or meeting.ends <= office.now():
        return []
    wanted = awaited(case, office.roster(tx, sop))
    chats = tx.people.chats(wanted)
    had = tx.diaries.of(case.id)
    new = [person for person in wanted if person in chats and person not in had]
    moved = [
        person
        for person in wanted
        if person in chats and had.get(person, meeting.sequence) < meeting.sequence
    ]
    tx.diaries.add(case.id, new, meeting.sequence)
    tx.diaries.change(case.id, moved, meeting.sequence)
    found = [
        _notice(case, meeting, chats[person], had=person in had)
        for person in wanted
        if person in (*new, *moved)
    ]
    return [*found, *_withdrawn(tx, case, meeting, tuple(p for p in had if p not in wanted))]


def call_off(tx: Tx, office: Office, case: Case) -> list[Outgoing]:
    """Return what takes the meeting of a cancelled case out of every calendar; none of one that was held."""
    meeting = case.meeting
    if meeting is None or meeting.ends <= office.now() or held(case):
        return []
    return _withdrawn(tx, case, meeting, tuple(tx.diaries.of(case.id)))


def _withdrawn(tx: Tx, case: Case, meeting: Meeting, people: tuple[int, ...]) -> list[Outgoing]:
    if not people:
        return []
    tx.diaries.drop(case.id, people)
    chats = tx.people.chats(people)
    return [_notice(case, meeting, chats[person], withdrawn=True) for person in people if person in chats]


def _notice(
    case: Case, meeting: Meeting, chat: int, *, had: bool = True, withdrawn: bool = False
) -> Outgoing:
    payload = {"name": "appointment", "case": case.id, "sequence": meeting.sequence, "withdrawn": withdrawn}
    payload["had"] = had
    return Outgoing(chat, "notice", payload)


def appointment(
    tx: Tx, office: Office, case: Case, summary: str, description: str, *, withdrawn: bool
) -> Appointment | None:
    """Return the meeting as a calendar takes it; None where the case has none.

    What withdraws it counts as one more change (RFC 5546, 2.1.4).
    """
    meeting = case.meeting
    if meeting is None:
        return None
    return Appointment(
        uid(case, meeting),
        meeting.sequence + withdrawn,
        office.now(),
        meeting.starts,
        meeting.ends,
        office.zone,
        summary,
        meeting.place,
        description,
        office.name,
        office.link(tx, case.id),
        withdrawn,
    )


def uid(case: Case, meeting: Meeting) -> str:
    """Return what tells a meeting from every other one in the world, the same for good (RFC 5545, 3.8.4.7).

    Offices count their cases alike, and a restored backup counts some anew: what a case was opened on, and
    when, tells those apart.
    """
    told = f"{case.opened.isoformat()} {case.base.sha256}"
    mark = sha256(told.encode()).hexdigest()[:_FINGERPRINT]
    return f"proses-{case.id}-langkah-{meeting.step}-{mark}@{_DOMAIN}"
