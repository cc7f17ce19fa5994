"""Migrations: they make exactly what the program expects, once, and never touch a newer database."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from storage.engine import open_engine
from storage.migrate import HEAD, NewerSchemaError, state, upgrade, version
from storage.schema import is_ours
from storage.store import Store
from storage.tables import metadata
from tests.storage.kit import admit, ask, write_case


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def test_migrations_create_exactly_the_tables_of_the_program(engine: Engine) -> None:
    """Nothing differs between a migrated database and the metadata: tables, columns, types, indexes, keys."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert compare_metadata(context, metadata) == []


def test_every_foreign_key_of_the_program_is_in_the_database(engine: Engine) -> None:
    """Alembic compares no foreign keys on SQLite without names, so they are compared here."""
    found = inspect(engine)
    for table in metadata.sorted_tables:
        wanted = {(key.parent.name, key.column.table.name) for key in table.foreign_keys}
        made = {
            (key["constrained_columns"][0], key["referred_table"])
            for key in found.get_foreign_keys(table.name)
        }
        assert made == wanted, table.name


def test_the_first_start_creates_the_newest_version(empty_url: str) -> None:
    """An empty database is brought to the newest version in one go."""
    assert upgrade(empty_url) is True
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        assert version(connection) == HEAD
    engine.dispose()


def test_a_second_upgrade_is_harmless(store: Store, url: str) -> None:
    """Upgrading a current database does nothing, and leaves what is in it."""
    person = admit(store)
    case = ask(store, lambda tx: write_case(tx, person))
    assert upgrade(url) is False
    assert ask(store, lambda tx: tx.cases.load(case.id)) == case


def test_a_newer_database_is_refused_and_left_as_it_is(url: str) -> None:
    """A database that a newer program wrote is neither used nor changed, and both versions are named."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for look in (upgrade, state):
        with pytest.raises(NewerSchemaError, match=f"version 9999, this program knows up to {HEAD}"):
            look(url)
    with engine.connect() as connection:
        assert version(connection) == "9999"
    engine.dispose()


def test_the_state_is_said_in_words_before_and_after(empty_url: str) -> None:
    """Asking how a database stands changes nothing."""
    before = state(empty_url)
    assert before == state(empty_url)
    assert before.endswith(
        ("will be created at the first start", "will be brought up to date at the next start")
    )
    upgrade(empty_url)
    assert state(empty_url) == "is up to date"


def test_a_file_that_is_no_database_is_an_error_an_admin_can_be_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Some other file in the database's place is named as what it is, and is not overwritten."""
    path = tmp_path_factory.mktemp("other") / "surat.db"
    path.write_bytes(b"%PDF-1.7 " * 100)
    with pytest.raises(DatabaseError, match="not a database"):
        upgrade(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"%PDF-1.7")
