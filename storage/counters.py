"""Numbers that are given out one after the other, beginning anew each year."""

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.hot import Hot
from storage.tables import counters

_RAISE = Hot(
    update(counters)
    .where(counters.c.name == bindparam("of_name"), counters.c.year == bindparam("of_year"))
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)


class Counters:
    """Queries over counters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, name: str, year: int) -> int:
        """Give the next number out, from 1; a transaction that is rolled back gives it back."""
        key = {"of_name": name, "of_year": year}
        raised = _RAISE.rows(self._connection, key)
        if raised:
            return int(raised[0][0])
        self._connection.execute(insert(counters).values(name=name, year=year, value=1))
        return 1

    def last(self, name: str, year: int) -> int:
        """Return the number given out last, 0 where none was."""
        found = self._connection.execute(
            select(counters.c.value).where(counters.c.name == name, counters.c.year == year)
        ).scalar()
        return int(found or 0)
