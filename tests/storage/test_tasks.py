"""Open tasks as rows: who may act on what, what is due next, and each reminder fired once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from sop.case import Case, Ended, Outcome
from sop.people import Actor, Position
from storage.store import Store
from storage.tasks import DueRung
from storage.transaction import Tx
from tests.storage.kit import HEAD, NOW, admit, ask, later, write_case

OTHER = Position("kasubag-tu")


@pytest.fixture
def person(store: Store) -> int:
    return admit(store)


@pytest.fixture
def case(store: Store, person: int) -> Case:
    return ask(store, lambda tx: write_case(tx, person))


def actor(person: int, *positions: Position) -> Actor:
    """Return somebody with these positions."""
    return Actor(person, "Andri Saputra", frozenset(positions))


def mine(store: Store, who: Actor) -> list[tuple[int, int]]:
    """Return the tasks somebody may act on."""
    return [(row.case, row.task) for row in ask(store, lambda tx: tx.tasks.candidates(who))]


def changed(store: Store, case: Case, **changes: object) -> None:
    """Bring the rows in step with a changed first task."""
    after = replace(case, tasks=(replace(case.tasks[0], **changes),))  # type: ignore[arg-type]
    ask(store, lambda tx: tx.tasks.sync(case, after, [1], {}))


def test_a_task_is_mine_while_i_hold_its_position(store: Store, case: Case, person: int) -> None:
    """Positions decide, not persons; without a position nothing is mine."""
    assert mine(store, actor(person, HEAD)) == [(case.id, 1)]
    assert mine(store, actor(person, OTHER, HEAD)) == [(case.id, 1)]
    assert mine(store, actor(person, OTHER)) == []
    assert mine(store, actor(person, Position("kepala-biro", "Kelembagaan"))) == []
    assert mine(store, actor(person)) == []


def test_a_task_says_who_of_a_pool_took_it(store: Store, case: Case, person: int) -> None:
    """Whether that still counts is decided by who is in the pool now, which no row knows."""
    changed(store, case, holder=person)
    (row,) = ask(store, lambda tx: tx.tasks.candidates(actor(person + 1, HEAD)))
    assert row.holder == person


def test_an_ended_task_waits_for_nobody_and_reminds_of_nothing(store: Store, case: Case, person: int) -> None:
    """With its end it leaves every list and every alarm."""
    assert ask(store, lambda tx: tx.tasks.next_rung_at()) == later(45)
    changed(store, case, ended=Ended(Outcome.DONE, NOW))
    assert mine(store, actor(person, HEAD)) == []
    assert ask(store, lambda tx: tx.tasks.next_rung_at()) is None
    ask(store, lambda tx: tx.tasks.plan_rung(DueRung(case.id, 1, 0), 1, later(60)))
    assert ask(store, lambda tx: tx.tasks.next_rung_at()) is None


def test_the_earliest_deadline_comes_first_and_none_comes_last(store: Store, person: int) -> None:
    """The order of /tugas: overdue first, tasks without a deadline at the end."""
    for due in (later(30), None, later(-30)):

        def write(tx: Tx, due: datetime | None = due) -> None:
            number = tx.cases.reserve("contoh", "v1", "Evaluasi", person, NOW)
            task = replace(write_case(tx, person).tasks[0], due=due)
            case = replace(write_case(tx, person), id=number, tasks=(task,))
            tx.tasks.sync(None, case, [1], {})

        ask(store, write)
    found = [row.due for row in ask(store, lambda tx: tx.tasks.candidates(actor(person, HEAD)))]
    assert found == [later(-30), later(30), *[later(60)] * 6, None]


def test_what_is_due_is_found_oldest_first(store: Store, person: int) -> None:
    """Only rungs at or before the moment."""
    for minutes in (20, 10, 31):
        ask(store, lambda tx, m=minutes: write_case(tx, person, later(m)))  # type: ignore[misc]
    found = ask(store, lambda tx: tx.tasks.due_rungs(later(20)))
    assert found == [DueRung(2, 1, 0), DueRung(1, 1, 0)]
    ask(store, lambda tx: tx.tasks.plan_rung(DueRung(2, 1, 0), 4, later(50)))
    assert ask(store, lambda tx: tx.tasks.due_rungs(later(50)))[-1] == DueRung(2, 1, 4)


def test_a_rung_is_claimed_once(store: Store, case: Case) -> None:
    """The second claim of a rung says no; another rung of the task is another matter."""
    rung = DueRung(case.id, 1, 0)
    assert ask(store, lambda tx: tx.tasks.claim_rung(rung, 0, NOW)) is True
    assert ask(store, lambda tx: tx.tasks.claim_rung(rung, 0, later(5))) is False
    assert ask(store, lambda tx: tx.tasks.claim_rung(rung, 1, later(5))) is True


def test_a_claim_that_is_rolled_back_is_none(store: Store, case: Case) -> None:
    """A reminder whose message was not written is still to be sent."""
    rung = DueRung(case.id, 1, 0)

    def fail(tx: Tx) -> None:
        assert tx.tasks.claim_rung(rung, 0, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        ask(store, fail)
    assert ask(store, lambda tx: tx.tasks.claim_rung(rung, 0, NOW)) is True


def test_of_threads_that_claim_at_once_one_gets_the_rung(url: str, case: Case) -> None:
    """Side by side, each rung goes to exactly one of them."""
    started = threading.Barrier(4, timeout=10)

    def claim(_: int) -> list[bool]:
        with closing(Store(url)) as own:
            started.wait()
            rung = DueRung(case.id, 1, 0)
            return [own.run_sync(lambda tx, n=n: tx.tasks.claim_rung(rung, n, NOW)) for n in range(5)]  # type: ignore[misc]

    with ThreadPoolExecutor(4) as threads:
        claims = list(threads.map(claim, range(4)))
    assert [sum(each) for each in zip(*claims, strict=True)] == [1] * 5


CLAIM = """
import sys
from datetime import UTC, datetime
from storage.store import Store
from storage.tasks import DueRung

store = Store(sys.argv[1])
now = datetime(2026, 11, 23, tzinfo=UTC)
store.run_sync(lambda tx: tx.tasks.next_rung_at())
print("ready", flush=True)
sys.stdin.readline()
rung = DueRung(int(sys.argv[2]), 1, 0)
print(sum(store.run_sync(lambda tx, n=n: tx.tasks.claim_rung(rung, n, now)) for n in range(20)))
"""


def test_of_two_processes_that_claim_at_once_one_gets_each_rung(url: str, case: Case) -> None:
    """Two programs beside each other send each reminder once between them."""
    command = [sys.executable, "-c", CLAIM, url, str(case.id)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    counts = [int(process.communicate(timeout=30)[0]) for process in both]
    assert sum(counts) == 20
