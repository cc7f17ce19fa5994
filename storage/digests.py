"""Who got the day's list of tasks, and who does not want one."""

from datetime import date, datetime

from sqlalchemy import Connection, select, update

from storage.hot import inserting
from storage.tables import digests, people


class Digests:
    """Queries over morning digests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, person: int, day: date, now: datetime) -> bool:
        """Write down that somebody's digest of a day is written; False where it already was."""
        statement = inserting(self._connection, digests).values(person_id=person, day=day, at=now)
        written = statement.on_conflict_do_nothing().returning(digests.c.person_id)
        return self._connection.execute(written).first() is not None

    def written(self, day: date) -> frozenset[int]:
        """Return whose digest of a day is written."""
        rows = self._connection.execute(select(digests.c.person_id).where(digests.c.day == day))
        return frozenset(rows.scalars())

    def wanted(self) -> frozenset[int]:
        """Return who wants a digest."""
        return frozenset(self._connection.execute(select(people.c.id).where(people.c.digest)).scalars())

    def want(self, person: int, *, wanted: bool) -> None:
        """Note whether somebody wants a digest."""
        self._connection.execute(update(people).where(people.c.id == person).values(digest=wanted))
