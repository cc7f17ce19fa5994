"""How a database is opened: durable on SQLite, psycopg 3 on PostgreSQL, aware instants on both."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage.engine import (
    BUSY_TIMEOUT_MS,
    AnotherRunError,
    is_address,
    is_outage,
    normalise,
    only_one,
    open_engine,
)
from storage.store import Store, connection_of
from storage.tables import events, tasks
from tests.storage.kit import NOW, admit, ask, write_case


def pragmas(engine: Engine) -> tuple[object, ...]:
    """Return what a connection is set to."""
    with engine.connect() as connection:
        return tuple(
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        )


def test_every_sqlite_connection_is_durable(sqlite_url: str) -> None:
    """WAL, synchronous FULL, foreign keys and patience hold on each connection, not on the first only."""
    engine = open_engine(sqlite_url)
    held = [engine.connect() for _ in range(3)]  # so that the pool opens new ones
    assert pragmas(engine) == ("wal", 2, 1, BUSY_TIMEOUT_MS)
    for connection in held:
        connection.close()
    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(lambda _: pragmas(engine), range(6))) == {("wal", 2, 1, BUSY_TIMEOUT_MS)}
    engine.dispose()


def test_a_sqlite_transaction_takes_the_pen_at_its_beginning(sqlite_url: str) -> None:
    """Read-then-write holds the write lock from the read on: a second writer waits instead of failing."""
    engine = open_engine(sqlite_url)
    with (
        engine.begin() as connection,
        closing(sqlite3.connect(engine.url.database or "", timeout=0)) as other,
    ):
        connection.execute(text("select 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    """The first start needs no folder prepared by hand."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a' / 'b' / 'sopbot.db'}")
    with engine.connect():
        assert (tmp_path / "a" / "b" / "sopbot.db").exists()
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_through_psycopg_3(scheme: str) -> None:
    """The addresses people paste all lead to the driver that is installed."""
    assert normalise(f"{scheme}://u:p@host/d").drivername == "postgresql+psycopg"


def test_a_naive_datetime_is_refused(store: Store) -> None:
    """A time without a zone would be a guess, so it never reaches the database."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="instants are aware"):
        ask(store, lambda tx: tx.people.admit(7, "Andri", naive))


def test_an_instant_comes_back_in_utc_whatever_zone_it_came_in(store: Store) -> None:
    """Instants are kept to the microsecond, in UTC."""
    wib = datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
    person = admit(store)
    ask(store, lambda tx: write_case(tx, person, rung_at=wib))
    found = ask(store, lambda tx: tx.tasks.next_rung_at())
    assert found == wib
    assert found is not None
    assert found.utcoffset() == timedelta()
    assert found.microsecond == 123456


def test_instants_sort_by_time_and_not_by_their_writing(store: Store) -> None:
    """The earliest is found whatever zone each was written in, with and without fractions of a second."""
    person = admit(store)
    zone = timezone(timedelta(hours=9))
    moments = [NOW.replace(microsecond=1), NOW, (NOW + timedelta(seconds=1)).astimezone(zone)]
    for moment in moments:
        ask(store, lambda tx, moment=moment: write_case(tx, person, rung_at=moment))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.tasks.next_rung_at()) == NOW
    assert [rung.case for rung in ask(store, lambda tx: tx.tasks.due_rungs(NOW + timedelta(days=1)))] == [
        2,
        1,
        3,
    ]


@pytest.mark.parametrize("table", [events, tasks])
def test_foreign_keys_are_held(store: Store, table: Table) -> None:
    """Neither an event nor a task can be written for a case that does not exist."""
    person = admit(store)
    ask(store, lambda tx: write_case(tx, person))
    rows = ask(store, lambda tx: connection_of(tx).execute(table.select()).mappings().all())
    orphan = dict(rows[0]) | {"case_id": 999}
    with pytest.raises(IntegrityError):
        ask(store, lambda tx: connection_of(tx).execute(table.insert(), orphan))


def test_a_database_that_is_locked_or_gone_is_an_outage(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database may answer later is told apart from what is wrong with the question."""
    for question in ("select * from nowhere", "selec 1"):
        with pytest.raises(DBAPIError) as ours:
            ask(store, lambda tx, q=question: connection_of(tx).execute(text(q)))  # type: ignore[misc]
        assert not is_outage(ours.value)
    if store.is_sqlite:
        monkeypatch.setattr("storage.engine.BUSY_TIMEOUT_MS", 0)
        store.engine.dispose()
        with closing(sqlite3.connect(store.engine.url.database or "")) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DBAPIError) as outage:
                admit(store)
    else:
        end = text("select pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(DBAPIError) as outage:
            ask(store, lambda tx: connection_of(tx).execute(end))
    assert is_outage(outage.value)
    assert is_outage(outage.value.orig or ValueError())
    assert admit(store) > 0


def test_a_new_sqlite_database_is_for_its_user_alone(tmp_path: Path) -> None:
    """Folder 0700, database and what SQLite writes beside it 0600, whatever the umask."""
    store = Store(f"sqlite:///{tmp_path}/baru/sopbot.db")
    with store.engine.begin() as connection:
        connection.execute(text("create table t (x)"))
        found = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "baru").iterdir()}
    store.close()
    assert (tmp_path / "baru").stat().st_mode & 0o777 == 0o700
    assert found == {"sopbot.db": 0o600, "sopbot.db-wal": 0o600, "sopbot.db-shm": 0o600}


async def no_sleep(_: float) -> None:
    """Wait for nothing."""


async def test_a_database_is_held_by_one_program(url: str) -> None:
    """A second one is refused while the first runs; afterwards it may."""
    async with only_one(url):
        with pytest.raises(AnotherRunError, match="another sopbot run already works on this database"):
            async with only_one(url, sleep=no_sleep):
                pass
    async with only_one(url, patience=0):
        pass


async def test_a_program_that_is_started_again_waits_for_the_old_one_to_finish(url: str) -> None:
    """A restart need not be timed: the new one has the database as soon as the old one lets go."""
    old = AsyncExitStack()
    await old.enter_async_context(only_one(url))
    waits = 0

    async def old_one_finishes(_: float) -> None:
        nonlocal waits
        waits += 1
        await old.aclose()

    async with only_one(url, sleep=old_one_finishes):
        assert waits == 1


HOLDER = """
import asyncio, sys
from storage.engine import only_one

async def main():
    async with only_one(sys.argv[1]):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_killed_program_holds_nothing(url: str) -> None:
    """After SIGKILL the next one starts, at once or within the patience."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True)  # noqa: S603, ASYNC220 - our own
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(AnotherRunError):
        async with only_one(url, patience=0):
            pass
    process.kill()
    process.communicate(timeout=10)
    async with only_one(url):
        pass


@pytest.mark.parametrize(
    "address", ["postgresql://u:p@h:abc/x", "postgresql://[::1", "sqlite:///x.db?timeout=abc", "", "x"]
)
def test_what_is_no_address_is_known_before_it_is_used(address: str) -> None:
    """Neither the port nor an option may be found out to be wrong by a traceback."""
    assert not is_address(address)
    assert is_address("postgresql://u:p@[::1]:5432/x?connect_timeout=3")
    assert is_address("sqlite:///x.db?timeout=3")
