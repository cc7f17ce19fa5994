"""A meeting that people are invited to gets another time or place: each of them is told, once."""

from office.office import Office
from sop import facts as f
from sop.case import Attendance, Case, Meeting, Part
from sop.definition import Sop
from sop.facts import Event
from storage.outbox import Outgoing
from storage.transaction import Tx


def tell(
    tx: Tx, office: Office, sop: Sop, before: Case | None, after: Case, events: tuple[Event, ...]
) -> None:
    """Write to everyone invited, and to whom they named in their place, what the meeting was and what it is.

    Before the invitation is sent nobody is invited yet; a meeting that was set as it was is no news.
    """
    meeting = after.meeting
    if meeting is None or not any(isinstance(event.fact, f.MeetingSet) for event in events):
        return
    known = before.meeting if before is not None else None
    was = known if known is not None and known.step == meeting.step else None
    if was is not None and same(was, meeting):
        return
    payload = {"name": "meeting_moved", "case": after.id, "was": written(was), "now": written(meeting)}
    payload["sequence"] = meeting.sequence
    answers = before.attendance if before is not None else ()
    chats = tx.people.chats(told(tx, office, sop, after, answers))
    tx.outbox.add([Outgoing(chat, "notice", payload) for chat in chats.values()], office.now())


def told(tx: Tx, office: Office, sop: Sop, case: Case, answers: tuple[Attendance, ...]) -> tuple[int, ...]:
    """Return who is to hear of a case's meeting: the invited people, and those who come for one of them.

    The `answers` are those given before the meeting was set anew, which empties them.
    """
    asked = [task for task in case.open_tasks() if task.part is Part.ATTEND]
    if not asked:
        return ()
    roster = office.roster(tx, sop)
    people = roster.people(tuple(position for task in asked for position in task.positions))
    delegates = (a.delegate.person for a in answers if a.delegate and a.delegate.person)
    return tuple(dict.fromkeys((*people, *delegates)))


def same(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings are at the same time and place."""
    return (one.starts, one.ends, one.place) == (other.starts, other.ends, other.place)


def written(meeting: Meeting | None) -> list[str] | None:
    """Return a meeting's start, end and place as a notice keeps them."""
    return [meeting.starts.isoformat(), meeting.ends.isoformat(), meeting.place] if meeting else None
