"""Core statements on the hot path: compiled once a dialect, then run by the driver itself.

A statement through SQLAlchemy's `execute` costs several times what SQLite needs for it. Here the expression
is still written in Core and still typed; only the machinery of each single execution is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

from storage.tables import Instant

Params = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[tuple[str, Convert], ...]
    """Parameters in the order of the text, each with how its type writes it."""
    positional: bool
    results: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Columns whose type reads them differently from the driver."""


def inserting(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert into a table in the connection's own dialect, which alone knows ON CONFLICT."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table)


class Hot:
    """A statement without expanding parameters and without Python-side defaults."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, params: Params) -> list[tuple[Any, ...]]:
        """Run it and return its rows as plain tuples, in the order of its columns."""
        compiled = self._for(connection.dialect)
        cursor = self._execute(connection, compiled, params)
        try:
            found: list[tuple[Any, ...]] = cursor.fetchall()
        finally:
            cursor.close()
        if not compiled.results:
            return found
        return [_converted(row, compiled.results) for row in found]

    def run(self, connection: Connection, params: Params) -> int:
        """Run it and return how many rows it touched."""
        cursor = self._execute(connection, self._for(connection.dialect), params)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def run_many(self, connection: Connection, many: Sequence[Params]) -> None:
        """Run it for several sets of parameters."""
        compiled = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.sql, [_arguments(compiled, params) for params in many])
        except Exception as error:
            raise _wrapped(connection, compiled.sql, error) from error
        finally:
            cursor.close()

    def _execute(self, connection: Connection, compiled: _Compiled, params: Params) -> Any:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, _arguments(compiled, params))
        except Exception as error:
            cursor.close()
            raise _wrapped(connection, compiled.sql, error) from error
        return cursor

    def _for(self, dialect: Dialect) -> _Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return found


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    keys = None
    if isinstance(statement, Insert):
        # Without values an INSERT would name every column, the counted id too.
        table = cast("Table", statement.table)
        keys = [column.name for column in table.columns if column is not table.autoincrement_column]
    compiled: Any = statement.compile(dialect=dialect, column_keys=keys)
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    names = []
    for name in order:
        convert = _writer(compiled.binds[name].type, dialect)
        names.append((name, _constant(fixed[name], convert) if name in fixed else convert))
    columns = getattr(statement, "exported_columns", None) or ()
    results = [(i, column.type.result_processor(dialect, None)) for i, column in enumerate(columns)]
    return _Compiled(
        compiled.string,
        tuple(names),
        bool(compiled.positional),
        tuple((i, convert) for i, convert in results if convert is not None),
    )


def _writer(kind: Any, dialect: Dialect) -> Convert:
    """Return how a type writes a value; a plain decorator's own method, without the layers around it."""
    if isinstance(kind, Instant):
        return partial(kind.process_bind_param, dialect=dialect)
    convert: Convert = kind.bind_processor(dialect)
    return convert


def _constant(value: Any, convert: Convert) -> Callable[[Any], Any]:
    """Return a converter that gives a value written into the statement itself."""
    fixed = convert(value) if convert else value
    return lambda _: fixed


def _arguments(compiled: _Compiled, params: Params) -> Any:
    if compiled.positional:
        return [convert(params.get(name)) if convert else params[name] for name, convert in compiled.names]
    return {name: convert(params.get(name)) if convert else params[name] for name, convert in compiled.names}


def _converted(
    row: tuple[Any, ...], results: tuple[tuple[int, Callable[[Any], Any]], ...]
) -> tuple[Any, ...]:
    values = list(row)
    for index, convert in results:
        values[index] = convert(values[index])
    return tuple(values)


def _wrapped(connection: Connection, sql: str, error: Exception) -> Exception:
    base = connection.dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    return DBAPIError.instance(sql, None, error, base, dialect=connection.dialect)
