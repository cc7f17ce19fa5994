"""Brings a database to the schema this program expects; forward only, in one transaction."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from storage.engine import normalise, open_engine

HEAD = "0004"
"""The newest version, also known without Alembic so that a start on a current database need not import it."""
_SCRIPTS = Path(__file__).parent / "migrations"


CURRENT = "is up to date"
"""What `state` says of a database that needs nothing."""

__all__ = ["CURRENT", "DatabaseError", "NewerSchemaError", "state", "upgrade", "version"]


class NewerSchemaError(RuntimeError):
    """The database was written by a newer program than this one."""


def version(connection: Connection) -> str | None:
    """Return the schema version a database is at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def upgrade(url: str) -> bool:
    """Bring the database at `url` to the newest version; return whether anything was to be done.

    Raises NewerSchemaError where the database is ahead of this program, DatabaseError where it cannot be
    reached or is none.
    """
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            now = version(connection)
            if now == HEAD:
                return False
            _refuse_newer(now)
            _run(connection)
            return True
    finally:
        engine.dispose()


def state(url: str) -> str:
    """Return in words how a database stands, changing nothing. Raises as `upgrade` does."""
    parsed = normalise(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return f"{parsed.database} will be created at the first start"
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            now = version(connection)
    finally:
        engine.dispose()
    _refuse_newer(now)
    return CURRENT if now == HEAD else "will be brought up to date at the next start"


def _refuse_newer(now: str | None) -> None:
    if now is not None and not any(_SCRIPTS.glob(f"versions/v{now}_*.py")):
        raise NewerSchemaError(f"the database is at version {now}, this program knows up to {HEAD}")


def _run(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a quarter of a second, needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
