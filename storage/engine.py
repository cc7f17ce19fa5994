"""Opens the database: SQLite tuned for durability, PostgreSQL through psycopg 3."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, TimeoutError  # noqa: A004 - of the pool

BUSY_TIMEOUT_MS = 10_000
FOLDER_MODE, FILE_MODE = 0o700, 0o600
LOCK_KEY = 0x736F70626F74
""""sopbot" in ASCII: which of PostgreSQL's advisory locks is ours."""
LOCK_PATIENCE, LOCK_PAUSE = 10.0, 0.25
PRIMARY_CODE = 0xFF
"""The bits of an extended result code that hold the primary one. Source: sqlite.org/rescode.html."""


__all__ = [
    "AnotherRunError",
    "ArgumentError",
    "is_address",
    "is_outage",
    "normalise",
    "only_one",
    "open_engine",
    "sqlite_file",
]


class AnotherRunError(RuntimeError):
    """Another program works on this database."""

    def __init__(self) -> None:
        super().__init__("another sopbot run already works on this database")


def open_engine(url: str) -> Engine:
    """Return an engine for a URL; plain `postgresql://` and `postgres://` use psycopg 3.

    An SQLite file and its folder are created, for this user alone.
    Raises sqlalchemy.exc.ArgumentError for a URL that is none.
    """
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return create_engine(parsed, pool_size=6, max_overflow=4, pool_pre_ping=True, hide_parameters=True)


def normalise(url: str) -> URL:
    """Return the URL with the driver we ship."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def is_address(url: str) -> bool:
    """Return whether a URL can be made sense of; whether a database answers there is another question."""
    try:
        parsed = normalise(url)
        parsed.get_dialect()().create_connect_args(parsed)
    except (ArgumentError, ValueError, TypeError):
        return False
    return True


@asynccontextmanager
async def only_one(
    url: str, patience: float = LOCK_PATIENCE, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Hold a database for the one program that sends from it; AnotherRunError where it is held.

    The system lets go of it when the program ends, however that ends. A program that is being restarted may
    still be finishing, and PostgreSQL may need a moment to notice that a killed one is gone: so long, in
    seconds, is waited.
    """
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite":
        path = _file_of(parsed)
        left = patience
        with ExitStack() as held:
            while path is not None:
                try:
                    held.enter_context(_locked_file(path))
                    break
                except AnotherRunError:
                    if left <= 0:
                        raise
                await sleep(LOCK_PAUSE)
                left -= LOCK_PAUSE
            yield
        return
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            left = patience
            while not connection.execute(select(func.pg_try_advisory_lock(LOCK_KEY))).scalar():
                if left <= 0:
                    raise AnotherRunError
                await sleep(LOCK_PAUSE)
                left -= LOCK_PAUSE
            yield
            # In so many words: the server takes a moment to notice that a connection is gone.
            with suppress(DBAPIError):
                connection.execute(select(func.pg_advisory_unlock(LOCK_KEY)))
    finally:
        engine.dispose()  # the lock lives as long as its connection


@contextmanager
def _locked_file(database: Path) -> Iterator[None]:
    """Lock a file of its own: SQLite's locks on the database itself are lost when any handle on it closes."""
    if sys.platform == "win32":  # has no flock; the demo is all that runs there
        yield
        return
    import fcntl  # noqa: PLC0415 - not made for Windows

    database = database.resolve()
    database.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    handle = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRunError from None
        yield
    finally:
        os.close(handle)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    parsed = normalise(url)
    return _file_of(parsed) if parsed.get_backend_name() == "sqlite" else None


def _file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for one in memory."""
    path = (url.database or "").removeprefix("file:")
    return None if path in {"", ":memory:"} or url.query.get("mode") == "memory" else Path(path)


def is_outage(error: BaseException) -> bool:
    """Return whether the database is at fault (gone, locked, full) and may answer the same thing later."""
    if isinstance(error, TimeoutError):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        return isinstance(error, (OperationalError, InterfaceError)) and not _is_ours(error.orig)
    # Psycopg is loaded only where it is used, hence by name; such an error may come past SQLAlchemy.
    names = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    outages = {"psycopg.OperationalError", "psycopg.InterfaceError", "sqlite3.OperationalError"}
    return bool(names & outages) and not _is_ours(error)


def _is_ours(error: BaseException | None) -> bool:
    """Return whether the statement is at fault: SQLite and PostgreSQL call some of that operational too."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    state = getattr(error, "sqlstate", "") or ""
    # 54 is "program limit exceeded". Source: PostgreSQL, appendix A.
    return code & PRIMARY_CODE == sqlite3.SQLITE_ERROR or state.startswith("54")


def _sqlite(url: URL) -> Engine:
    if (path := _file_of(url)) is not None:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        # What SQLite writes beside it has the rights of the database. Where this fails, connecting says why.
        with suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    # Errors name the statement, not what people wrote in its parameters.
    arguments = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        # The driver's own transaction control is off: it begins too late for read-then-write.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
