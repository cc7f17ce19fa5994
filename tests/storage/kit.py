"""Small values that the tests of the store write down and find again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sop import facts as f
from sop.case import Case, FileRef, Part, Task
from sop.people import By, Position
from sop.replay import evolve, start
from storage.outbox import Outgoing
from storage.store import Store
from storage.transaction import Tx

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HEAD = Position("kepala-biro")
SHA = "ab" * 32


def later(minutes: float) -> datetime:
    """Return a moment so many minutes from now."""
    return NOW + timedelta(minutes=minutes)


def ask(store: Store, question: Callable[[Tx], T]) -> T:
    """Ask the store something in a transaction of its own."""
    return store.run_sync(question)


def admit(store: Store, telegram_id: int = 7, name: str = "Andri Saputra") -> int:
    """Write a person down and return their id."""
    return ask(store, lambda tx: tx.people.admit(telegram_id, name, NOW))


def file(number: int = 1, sha256: str = SHA) -> FileRef:
    """Return a version of a file that is written down nowhere."""
    return FileRef(number, sha256, "dasar.pdf", 10, "Dokumen dasar", 1, "Andri Saputra")


def opening(person: int) -> tuple[f.Event, ...]:
    """Return how a case begins: opened, with one task."""
    by = By(person, "Andri Saputra", HEAD)
    task = Task(1, 1, 1, Part.DISPOSE, (HEAD,), NOW, NOW, later(60), file())
    return (
        f.Event(1, NOW, by, f.CaseOpened("contoh", "v1", "Evaluasi", file(), None)),
        f.Event(2, NOW, by, f.TaskOpened(task)),
    )


def state(case: int, events: tuple[f.Event, ...]) -> Case:
    """Return what events say."""
    found = start(case, events[0])
    for event in events[1:]:
        found = evolve(found, event)
    return found


def write_case(tx: Tx, person: int, rung_at: datetime | None = None) -> Case:
    """Write a whole new case down, as a use case does."""
    number = tx.cases.reserve("contoh", "v1", "Evaluasi", person, NOW)
    events = opening(person)
    case = state(number, events)
    tx.cases.append(0, case, events)
    tx.tasks.sync(None, case, [1], {1: (0, rung_at or later(45))})
    return case


def claimed(case: Case, person: int) -> tuple[Case, tuple[f.Event, ...]]:
    """Return a case with one event more."""
    event = f.Event(case.version + 1, NOW, By(person, "Andri Saputra", HEAD), f.Claimed(1))
    return evolve(case, event), (event,)


def texts(*said: str, chat: int = 7) -> list[Outgoing]:
    """Return messages for the outbox."""
    return [Outgoing(chat, "text", {"text": text}) for text in said]
