"""The record: what happened is never changed, and the state kept beside it is what it says."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from sop.case import Case, Status
from sop.replay import replay
from storage.cases import ConflictError, SopSource
from storage.store import Store, connection_of
from storage.tables import events
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask, claimed, later, write_case


@pytest.fixture
def person(store: Store) -> int:
    return admit(store)


@pytest.fixture
def case(store: Store, person: int) -> Case:
    return ask(store, lambda tx: write_case(tx, person))


@pytest.mark.parametrize("deed", [events.update().values(person_name="Orang lain"), events.delete()])
def test_the_database_itself_refuses_to_change_the_record(store: Store, case: Case, deed: object) -> None:
    """An update or delete of events fails whoever asks, also past the program's own queries."""
    before = ask(store, lambda tx: tx.cases.events(case.id))
    with pytest.raises(DatabaseError, match="events are append-only"):
        ask(store, lambda tx: connection_of(tx).execute(deed))  # type: ignore[call-overload]
    assert ask(store, lambda tx: tx.cases.events(case.id)) == before


def test_an_event_cannot_take_anothers_place(store: Store, case: Case, person: int) -> None:
    """Two events with one number in one record cannot be."""
    after, new = claimed(case, person)
    ask(store, lambda tx: tx.cases.append(case.version, after, new))
    with pytest.raises(IntegrityError):
        ask(store, lambda tx: tx.cases.append(after.version, after, new))


def test_the_record_gives_the_state_that_is_kept(store: Store, case: Case, person: int) -> None:
    """What the events say is what `load` returns, before and after more of them."""
    after, new = claimed(case, person)
    ask(store, lambda tx: tx.cases.append(case.version, after, new))
    record = ask(store, lambda tx: tx.cases.events(case.id))
    assert [event.seq for event in record] == [1, 2, 3]
    assert replay(case.id, record) == ask(store, lambda tx: tx.cases.load(case.id)) == after


def test_of_two_writers_with_one_version_one_is_refused(store: Store, case: Case, person: int) -> None:
    """Whoever decided on an old version gets ConflictError, and nothing of theirs is kept."""
    after, new = claimed(case, person)
    ask(store, lambda tx: tx.cases.append(case.version, after, new))
    late, (event,) = claimed(after, person)

    def too_late(tx: Tx) -> None:
        tx.people.admit(99, "Tidak tercatat", NOW)
        tx.cases.append(case.version, late, [event])

    with pytest.raises(ConflictError):
        ask(store, too_late)
    assert ask(store, lambda tx: tx.cases.load(case.id)) == after
    assert len(ask(store, lambda tx: tx.cases.events(case.id))) == 3
    assert ask(store, lambda tx: tx.people.by_telegram(99, NOW)) is None


def test_writers_of_one_case_follow_one_another(store: Store, url: str, case: Case, person: int) -> None:
    """However two processes interleave, a locked case is written by one at a time: no version is lost."""
    turns = 10
    started = threading.Barrier(2, timeout=10)

    def write(tx: Tx) -> None:
        found = tx.cases.load(case.id, lock=True)
        assert found is not None
        after, new = claimed(found, person)
        tx.cases.append(found.version, after, new)

    def writer(to: Store) -> None:
        started.wait()
        for _ in range(turns):
            to.run_sync(write)

    with closing(Store(url)) as other, ThreadPoolExecutor(2) as threads:
        list(threads.map(writer, (store, other)))
    record = ask(store, lambda tx: tx.cases.events(case.id))
    assert [event.seq for event in record] == list(range(1, case.version + 2 * turns + 1))


def test_a_case_that_is_not_there_is_none(store: Store, case: Case) -> None:
    """An unknown number is an answer, not an error; a number only reserved is not there yet."""
    assert ask(store, lambda tx: tx.cases.load(case.id + 1)) is None
    assert ask(store, lambda tx: tx.cases.load_many([case.id, case.id + 1])) == {case.id: case}
    assert ask(store, lambda tx: tx.cases.load_many([])) == {}

    def reserved(tx: Tx) -> Case | None:
        number = tx.cases.reserve("contoh", "v1", "Baru", case.opener.person, NOW)
        return tx.cases.load(number)

    assert ask(store, reserved) is None


def test_running_cases_come_newest_first_and_ended_ones_do_not(store: Store, person: int) -> None:
    """The list of running cases has only those; the list of recent ones has all."""
    three = [ask(store, lambda tx: write_case(tx, person)) for _ in range(3)]
    after, new = claimed(three[1], person)
    ended = replace(after, status=Status.CLOSED, ended=later(5))
    ask(store, lambda tx: tx.cases.append(three[1].version, ended, new))
    assert [case.id for case in ask(store, lambda tx: tx.cases.running())] == [three[2].id, three[0].id]
    assert [case.id for case in ask(store, lambda tx: tx.cases.recent(2))] == [three[2].id, ended.id]
    assert [case.id for case in ask(store, lambda tx: tx.cases.running(1))] == [three[2].id]


def test_an_sop_version_is_kept_once_word_for_word(store: Store) -> None:
    """The text a case is pinned to stays, even when it is kept again later."""
    source = SopSource("contoh.toml", "kode = 'contoh' # \N{LATIN SMALL LETTER E WITH ACUTE}\n")
    ask(store, lambda tx: tx.cases.keep_sop("contoh", "v1", source, NOW))
    ask(store, lambda tx: tx.cases.keep_sop("contoh", "v1", SopSource("lain.toml", "lain"), later(1)))
    assert ask(store, lambda tx: tx.cases.sop_source("contoh", "v1")) == source
    assert ask(store, lambda tx: tx.cases.sop_source("contoh", "v2")) is None
