"""The one door to the database: all or nothing, nothing answered before its commit, failures one's own."""

import asyncio
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event

from storage.cases import Recent
from storage.store import BATCH, Store
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask, texts, write_case

Write = Callable[[Tx], int]


def names(store: Store) -> list[str]:
    """Return who is written down."""
    return sorted(ask(store, lambda tx: tx.people.names(tuple(range(1, 200)))).values())


def admitting(number: int) -> Write:
    """Return a use case that writes somebody down."""
    return lambda tx: tx.people.admit(number, f"Pejabat {number:03d}", NOW)


def failing(number: int) -> Write:
    """Return a use case that writes somebody down and then fails."""

    def fail(tx: Tx) -> int:
        tx.people.admit(number, f"Pejabat {number:03d}", NOW)
        raise LookupError(number)

    return fail


class Gate:
    """Holds the worker until a test has put everything in line behind it."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def __call__(self, _: Tx) -> int:
        """Wait."""
        self.entered.set()
        assert self.opened.wait(10)
        return 0


async def together(store: Store, *use_cases: Write) -> list[int | BaseException]:
    """Run use cases that all wait in line when the worker comes to them."""
    gate = Gate()
    first = asyncio.create_task(store.run(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    others = [asyncio.create_task(store.run(use_case)) for use_case in use_cases]
    await asyncio.sleep(0)  # every task has put its use case in line
    gate.opened.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


async def test_a_failing_use_case_takes_no_other_with_it(store: Store) -> None:
    """Of a batch, only what fails is rolled back, and only its caller hears of it."""
    found = await together(store, admitting(1), failing(2), admitting(3), failing(4), admitting(5))
    assert [isinstance(one, LookupError) for one in found] == [False, True, False, True, False]
    assert names(store) == ["Pejabat 001", "Pejabat 003", "Pejabat 005"]


async def test_what_waits_is_committed_together(sqlite_url: str) -> None:
    """On SQLite the use cases in line share one commit, at most a batch at a time."""
    store = Store(sqlite_url)
    commits: list[int] = []
    event.listen(store.engine, "commit", lambda _: commits.append(1))
    await together(store, *(admitting(n) for n in range(1, BATCH + 2)))
    assert len(commits) == 3  # the gate, a full batch, and the one left over
    assert len(names(store)) == BATCH + 1
    store.close()


async def test_each_caller_of_a_batch_gets_its_own_answer(store: Store) -> None:
    """Answers do not get mixed up."""
    found = await together(store, *(lambda _, n=n: n * 10 for n in range(20)))
    assert found == [n * 10 for n in range(20)]


@pytest.mark.parametrize("others", [0, 3])
async def test_nothing_is_answered_before_its_commit(store: Store, others: int) -> None:
    """When a caller hears of success, another connection can already read what was written."""
    order: list[str] = []
    event.listen(store.engine, "commit", lambda _: order.append("commit"))

    async def answered() -> None:
        await store.run(admitting(50))
        order.append("answer")

    gate = Gate()
    first = asyncio.create_task(store.run(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    asked = asyncio.create_task(answered())
    more = [asyncio.create_task(store.run(admitting(n))) for n in range(60, 60 + others)]
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.gather(first, asked, *more)
    assert "commit" in order[: order.index("answer")]
    assert "Pejabat 050" in names(store)


async def test_a_commit_that_fails_is_no_success(sqlite_url: str) -> None:
    """A commit that the database refuses reaches the caller as an error, and nothing is kept."""
    store = Store(sqlite_url)

    def refuse(_: object) -> None:
        raise OSError("disk full")

    event.listen(store.engine, "commit", refuse)
    with pytest.raises(OSError, match="disk full"):
        await store.run(admitting(1))
    event.remove(store.engine, "commit", refuse)
    assert names(store) == []
    store.close()


async def test_a_caller_who_goes_away_stops_nothing(store: Store) -> None:
    """A cancelled caller leaves the worker sound, and the others get their answers."""
    gate = Gate()
    first = asyncio.create_task(store.run(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    gone = asyncio.create_task(store.run(admitting(1)))
    await asyncio.sleep(0)
    gone.cancel()
    stays = asyncio.create_task(store.run(admitting(2)))
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.gather(first, stays)
    assert "Pejabat 002" in names(store)


async def test_the_courier_is_woken_only_after_the_commit(store: Store) -> None:
    """Whoever is woken for the outbox finds the message there; a rolled-back one wakes nobody."""
    woken: list[tuple[str, ...]] = []
    seen = threading.Event()

    def wake(concerns: frozenset[str]) -> None:
        waiting = [row.payload["text"] for row in ask(store, lambda tx: tx.outbox.pending(0, 9))]
        woken.append((*sorted(concerns), *waiting))
        seen.set()

    def failing_message(tx: Tx) -> None:
        tx.outbox.add(texts("tidak pernah"), NOW)
        raise LookupError

    store.wake.append(wake)
    with pytest.raises(LookupError):
        await store.run(failing_message)
    await store.run(lambda tx: tx.outbox.add(texts("selamat pagi"), NOW))
    await asyncio.to_thread(seen.wait, 10)
    assert woken == [("outbox", "selamat pagi")]


async def test_a_batch_that_runs_again_wakes_once_for_each_message(sqlite_url: str) -> None:
    """A use case that is rolled back with its batch and run again says everything once."""
    store = Store(sqlite_url)

    def said(tx: Tx) -> int:
        tx.outbox.add(texts("satu kali"), NOW)
        return 1

    await together(store, said, failing(2), said)
    assert len(ask(store, lambda tx: tx.outbox.pending(0, 9))) == 2
    store.close()


def test_closing_finishes_what_waits(url: str) -> None:
    """Whatever was put in line before the end is done before the connections close."""

    async def put() -> list[int]:
        store = Store(url)
        waiting = [asyncio.create_task(store.run(admitting(n))) for n in range(1, 8)]
        await asyncio.sleep(0)
        await asyncio.to_thread(store.close)
        return await asyncio.gather(*waiting)

    assert len(asyncio.run(put())) == 7
    store = Store(url)
    assert len(names(store)) == 7
    store.close()


def test_a_use_case_in_this_thread_is_rolled_back_too(store: Store) -> None:
    """The command line's way in has the same all or nothing."""
    admit(store, 1, "Pejabat 001")
    with pytest.raises(LookupError):
        store.run_sync(failing(2))
    assert names(store) == ["Pejabat 001"]


def test_a_loop_that_ends_early_does_not_end_the_store(sqlite_url: str) -> None:
    """A caller whose event loop is closed before the answer takes the writer with it for nobody else."""
    store = Store(sqlite_url)
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(_: Tx) -> None:
        begun.set()
        assert may_go_on.wait(10)

    loop = asyncio.new_event_loop()
    task = loop.create_task(store.run(slow))
    loop.run_until_complete(asyncio.sleep(0))
    assert begun.wait(10)
    task.cancel()
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.close()
    may_go_on.set()
    try:
        assert asyncio.run(store.run(lambda _: "still here")) == "still here"
    finally:
        store.close()


@pytest.mark.parametrize("size", [1, 3])
async def test_whoever_cannot_be_woken_fails_nobody(
    store: Store, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    """After the commit there is no failure: all are answered, and the others are woken all the same."""
    woken = threading.Event()

    def broken(_: frozenset[str]) -> None:
        raise RuntimeError("the loop is closed")

    def said(tx: Tx) -> int:
        tx.outbox.add(texts("satu kali"), NOW)
        return 1

    store.wake += [broken, lambda _: woken.set()]
    assert await asyncio.wait_for(together(store, *[said] * size), 10) == [1] * size
    assert await asyncio.to_thread(woken.wait, 10)
    assert len(ask(store, lambda tx: tx.outbox.pending(0, 9))) == size
    assert "the loop is closed" in caplog.text


def test_states_are_remembered_by_several_threads_at_once(store: Store) -> None:
    """However many commit at the same time, remembering fails in none of them and keeps to its size."""
    person = admit(store)
    case = ask(store, lambda tx: write_case(tx, person))
    recent = Recent(size=4)

    def remember(first: int) -> None:
        for number in range(first, first + 3000):
            recent.keep([replace(case, id=number)])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(remember, (0, 10_000, 20_000, 30_000)))
    finally:
        sys.setswitchinterval(interval)
    assert sum(recent.get(n, case.version) is not None for n in range(33_000)) == 4
