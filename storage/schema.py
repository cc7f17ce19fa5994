"""What every table is made with: the metadata, instants in UTC, ids that count upwards."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An aware instant: timestamptz on PostgreSQL, ISO 8601 UTC text (which sorts) on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        kind: TypeEngine[Any] = String(32) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write; ValueError on a naive datetime, which would be a guess."""
        if value is None:
            return None
        if value.tzinfo is UTC and dialect.name == "sqlite":  # nearly always; the rest is for the careful
            return value.isoformat(timespec="microseconds")
        if value.tzinfo is None:
            message = f"naive datetime {value!r}: instants are aware"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


WORDS = "texts_words"
"""The index of the words: a table of each database's own kind, which the metadata does not describe."""


def is_ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether something found in a database is described by the metadata: for Alembic's `include_name`.

    SQLite keeps the index in tables that are called after it.
    """
    return not (kind == "table" and (name or "").startswith(WORDS))


BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts upwards by itself only in an INTEGER primary key."""
