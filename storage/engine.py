"""Opens the database: SQLite tuned for durability, PostgreSQL through psycopg 3."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError  # noqa: A004 - of the pool

BUSY_TIMEOUT_MS = 10_000
PRIMARY_CODE = 0xFF
"""The bits of an extended result code that hold the primary one. Source: sqlite.org/rescode.html."""


def open_engine(url: str) -> Engine:
    """Return an engine for a URL; plain `postgresql://` and `postgres://` use psycopg 3.

    The folder of an SQLite file is created. Raises sqlalchemy.exc.ArgumentError for a URL that is none.
    """
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return create_engine(parsed, pool_size=6, max_overflow=4, pool_pre_ping=True)


def normalise(url: str) -> URL:
    """Return the URL with the driver we ship."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


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
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})

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
