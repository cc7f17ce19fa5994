"""What the bot wrote down, read from its database while it runs or after."""

from collections import Counter
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select

from sop.case import Case
from sop.facts import Event
from sop.replay import replay
from storage.codec import load_positions
from storage.outbox import State
from storage.record import Refusal
from storage.store import Store
from storage.tables import makings, outbox, tasks, updates


class Record:
    """The database of one bot."""

    def __init__(self, url: str) -> None:
        self._store = Store(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    @property
    def store(self) -> Store:
        """The store itself."""
        return self._store

    def case(self, number: int = 1) -> Case:
        """Return a case as it is stored."""
        found = self._store.run_sync(lambda tx: tx.cases.load(number))
        assert found is not None, f"there is no case {number}"
        return found

    def events(self, number: int = 1) -> list[Event]:
        """Return the record of a case."""
        return self._store.run_sync(lambda tx: tx.cases.events(number))

    def story(self, number: int = 1) -> list[tuple[str, str]]:
        """Return the record of a case as (kind, who): the first name alone."""
        return [(event.fact.kind, event.by.name.split()[0]) for event in self.events(number)]

    def counts(self) -> dict[int, int]:
        """Return how many events each case has."""
        cases = self._store.run_sync(lambda tx: tx.cases.recent(1000))
        return {case.id: case.version for case in cases}

    def refusals(self) -> list[Refusal]:
        """Return every refused attempt, oldest first."""
        return self._store.run_sync(lambda tx: tx.record.refusals())

    def documents(self, number: int = 1) -> list[Any]:
        """Return every version of every file of a case."""
        return self._store.run_sync(lambda tx: tx.documents.of_case(number))

    def undone(self) -> list[int]:
        """Return the updates that were stored and not applied."""
        return [received.id for received in self._store.run_sync(lambda tx: tx.updates.undone())]

    def failed_updates(self) -> list[Any]:
        """Return the updates whose handling went wrong at least once."""
        return self._rows(select(updates).where(updates.c.attempts > 0))

    def outbox(self) -> Counter[State]:
        """Return how many messages stand where."""
        return Counter(self._store.run_sync(lambda tx: tx.outbox.counts()))

    def unsent(self) -> list[Any]:
        """Return the messages that wait, or were given up."""
        return self._rows(select(outbox).where(outbox.c.status.in_((State.PENDING, State.FAILED))))

    def sent_messages(self, chat: int) -> set[int]:
        """Return the ids of the messages of a chat whose sending is written down."""
        statement = select(outbox.c.message_id).where(outbox.c.chat_id == chat, outbox.c.status == State.SENT)
        return {row.message_id for row in self._rows(statement)}

    def settled(self) -> bool:
        """Whether every update is applied, every paper is made and every message is sent."""
        return not self.undone() and not self.unmade() and not self.outbox()[State.PENDING]

    def unmade(self) -> list[str]:
        """Return the kinds of the papers that wait to be made."""
        return [row.kind for row in self._rows(select(makings).where(makings.c.done_at.is_(None)))]

    def assert_consistent(self, number: int = 1) -> None:
        """Assert that the events say exactly the stored state, and that the tasks' rows agree with it."""
        case = self.case(number)
        events = self.events(number)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert replay(number, events) == case
        rows = {row.task: row for row in self._rows(select(tasks).where(tasks.c.case_id == number))}
        assert sorted(rows) == sorted(task.id for task in case.tasks)
        for task in case.tasks:
            row = rows[task.id]
            said = (row.step, row.part, load_positions(row.positions), row.holder_id, row.starts_at)
            assert said == (task.step, task.part.value, task.positions, task.holder, task.starts)
            assert row.due_at == task.due
            assert row.ended_at == (task.ended.at if task.ended else None)
            assert row.next_rung_at is None or task.ended is None

    def reminders_of(self, number: int = 1) -> list[tuple[int, datetime | None]]:
        """Return (task, when it reminds next) of the open tasks of a case."""
        statement = select(tasks).where(tasks.c.case_id == number, tasks.c.ended_at.is_(None))
        return [(row.task, row.next_rung_at) for row in self._rows(statement.order_by(tasks.c.task))]

    def _rows(self, statement: Any) -> list[Any]:
        return self._store.run_sync(lambda tx: list(tx.connection.execute(statement).all()))
