"""What chats show of reminders, reminders by hand that wait, and whose digest of a day is written."""

from dataclasses import replace
from datetime import date

import pytest

from sop.case import Ended, Outcome
from storage.nudges import Waiting
from storage.outbox import Outgoing, Result, State
from storage.reminded import Shown
from storage.store import Store
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask, later, write_case

CHAT = 7


def shown(task: int, row: int, chat: int = CHAT, topic: int = 0) -> Shown:
    """Return a message that reminds of a task of case 1."""
    return Shown(chat, topic, 1, task, row, NOW)


def test_a_newer_message_takes_the_place_of_the_one_before(store: Store) -> None:
    """In the same chat and topic; elsewhere it stays."""
    ask(store, lambda tx: tx.reminded.show([shown(1, 10), shown(2, 10), shown(1, 11, -5, 3)]))
    ask(store, lambda tx: tx.reminded.show([shown(1, 12)]))
    assert ask(store, lambda tx: tx.reminded.by(10)) == [shown(2, 10)]
    assert ask(store, lambda tx: tx.reminded.by(12)) == [shown(1, 12)]
    assert ask(store, lambda tx: tx.reminded.in_chat(-5, 3)) == [shown(1, 11, -5, 3)]
    found = ask(store, lambda tx: tx.reminded.of_tasks(1, [1]))
    assert sorted(one.row for one in found) == [11, 12]


def test_which_tasks_are_reminded_of_is_known_without_asking(store: Store) -> None:
    """Remembered between transactions, and forgotten with a change; not with one that failed."""
    assert ask(store, lambda tx: tx.reminded.of_tasks(1, [1])) == []
    ask(store, lambda tx: tx.reminded.show([shown(1, 10)]))
    assert ask(store, lambda tx: tx.reminded.of_tasks(1, [1])) == [shown(1, 10)]

    def fails(tx: Tx) -> None:
        tx.reminded.drop([shown(1, 10)])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(store, fails)
    assert ask(store, lambda tx: tx.reminded.of_tasks(1, [1])) == [shown(1, 10)]
    ask(store, lambda tx: tx.reminded.drop([shown(1, 10)]))
    assert ask(store, lambda tx: tx.reminded.of_tasks(1, [1])) == []


def test_a_message_that_a_chat_shows_is_not_forgotten(store: Store) -> None:
    """However old: it is to be taken out of the chat one day."""
    rows = ask(store, lambda tx: [tx.outbox.post(Outgoing(CHAT, "text", {"text": t}), NOW) for t in "ab"])
    ask(store, lambda tx: tx.outbox.finish([Result(row, State.SENT, row) for row in rows], NOW))
    ask(store, lambda tx: tx.reminded.show([shown(1, rows[0])]))
    assert ask(store, lambda tx: tx.outbox.prune(later(1))) == 1
    kept = ask(store, lambda tx: tx.outbox.sent(rows[0]))
    assert kept is not None
    assert (kept.message, kept.payload, kept.at) == (rows[0], {"text": "a"}, NOW)
    assert ask(store, lambda tx: tx.outbox.sent(rows[1])) is None


def test_what_is_posted_comes_after_what_was_said_before(store: Store) -> None:
    """Within a chat messages keep their order."""

    def both(tx: Tx) -> int:
        tx.outbox.add([Outgoing(CHAT, "text", {"text": "a"})], NOW)
        row: int = tx.outbox.post(Outgoing(CHAT, "text", {"text": "b"}), NOW)
        tx.outbox.add([Outgoing(CHAT, "text", {"text": "c"})], NOW)
        return row

    posted = ask(store, both)
    pending = ask(store, lambda tx: tx.outbox.pending(0, 9))
    assert [row.payload["text"] for row in pending] == ["a", "b", "c"]
    assert pending[1].id == posted


def test_the_latest_reminder_by_hand_of_a_task_waits(store: Store) -> None:
    """One a task, from its moment on."""
    ask(store, lambda tx: tx.nudges.put(Waiting(1, 1, "Kasubag TU"), later(5)))
    ask(store, lambda tx: tx.nudges.put(Waiting(1, 1, "Kepala Biro"), later(10)))
    assert ask(store, lambda tx: tx.nudges.due(later(9))) == []
    assert ask(store, lambda tx: tx.nudges.next_at()) == later(10)
    assert ask(store, lambda tx: tx.nudges.due(later(10))) == [Waiting(1, 1, "Kepala Biro")]
    ask(store, lambda tx: tx.nudges.done(1, 1))
    assert ask(store, lambda tx: tx.nudges.next_at()) is None


def test_a_digest_of_a_day_is_claimed_once(store: Store) -> None:
    """And only by whoever wants one, which is everybody until they say otherwise."""
    person, day = admit(store), date(2026, 11, 23)
    assert ask(store, lambda tx: tx.digests.claim(person, day, NOW))
    assert not ask(store, lambda tx: tx.digests.claim(person, day, NOW))
    assert ask(store, lambda tx: tx.digests.written(day)) == {person}
    assert person in ask(store, lambda tx: tx.digests.wanted())
    ask(store, lambda tx: tx.digests.want(person, wanted=False))
    assert person not in ask(store, lambda tx: tx.digests.wanted())


def test_what_reminds_of_a_task_that_ended_is_found(store: Store) -> None:
    """A task that waits, or that there is none of, has not ended."""
    person = admit(store)
    case = ask(store, lambda tx: write_case(tx, person))
    ask(store, lambda tx: tx.reminded.show([Shown(CHAT, 0, case.id, 1, 10, NOW), shown(9, 11)]))
    assert ask(store, lambda tx: tx.reminded.over()) == []
    over = replace(case.tasks[0], ended=Ended(Outcome.DONE, NOW))
    ask(store, lambda tx: tx.tasks.sync(case, replace(case, tasks=(over,)), [1], {}))
    assert [one.row for one in ask(store, lambda tx: tx.reminded.over())] == [10]
