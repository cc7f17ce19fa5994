"""What the tests of the store share: a migrated, empty database of each kind, and a Monday morning."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from storage.migrate import upgrade
from storage.store import Store
from tests.support import ready
from tests.support.postgres import new_database

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def migrated() -> str:
    """Return the address of a migrated PostgreSQL database that others are copied from."""
    url = new_database()
    upgrade(url)
    return url


def copy_of(url: str) -> str:
    """Return the address of a new database with what another one has; much faster than to migrate."""
    name = url.partition("?")[0].rpartition("/")[2]
    new = f"{name}_{next(_numbers)}"
    with psycopg.connect(url.replace(name, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {new} TEMPLATE {name}".encode())
    return url.replace(name, new)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return new_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a migrated SQLite database."""
    return ready.migrated(tmp_path / "test.db")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of a migrated database that nothing is in."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return copy_of(request.getfixturevalue("migrated"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()
