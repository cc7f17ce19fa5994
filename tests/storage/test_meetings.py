"""Agreed meetings: the latest time of each case counts, until it is over."""

from datetime import timedelta

from sop.case import Meeting
from storage.store import Store
from tests.storage.kit import NOW, admit, ask, write_case


def test_a_meeting_is_found_by_the_time_it_takes(store: Store) -> None:
    """What overlaps is found with its place and number; what only touches is not."""
    case, meeting = _agreed(store)
    before, after = meeting.starts - timedelta(hours=1), meeting.ends + timedelta(hours=1)
    (found,) = ask(store, lambda tx: tx.meetings.between(before, after))
    assert (found.case, found.meeting) == (case, meeting)
    assert ask(store, lambda tx: tx.meetings.between(before, meeting.starts)) == []
    assert ask(store, lambda tx: tx.meetings.between(meeting.ends, after)) == []


def test_a_meeting_that_is_moved_stands_at_its_new_time_alone(store: Store) -> None:
    """Setting it anew takes the place of what was agreed before."""
    case, meeting = _agreed(store)
    later = Meeting(meeting.starts + timedelta(days=1), meeting.ends + timedelta(days=1), "Ruang A", 3, 1)
    ask(store, lambda tx: tx.meetings.keep(case, later))
    assert ask(store, lambda tx: tx.meetings.between(meeting.starts, meeting.ends)) == []
    assert [b.meeting for b in ask(store, lambda tx: tx.meetings.between(later.starts, later.ends))] == [
        later
    ]


def test_a_meeting_that_was_held_takes_nobodys_time(store: Store) -> None:
    """Once over it is found no more; agreed anew it is."""
    case, meeting = _agreed(store)
    ask(store, lambda tx: tx.meetings.over(case, NOW))
    assert ask(store, lambda tx: tx.meetings.between(meeting.starts, meeting.ends)) == []
    ask(store, lambda tx: tx.meetings.keep(case, meeting))
    assert len(ask(store, lambda tx: tx.meetings.between(meeting.starts, meeting.ends))) == 1


def _agreed(store: Store) -> tuple[int, Meeting]:
    person = admit(store)
    case = ask(store, lambda tx: write_case(tx, person))
    meeting = Meeting(NOW + timedelta(hours=2), NOW + timedelta(hours=4), "Aula", 3)
    ask(store, lambda tx: tx.meetings.keep(case.id, meeting))
    return case.id, meeting
