"""What people looked for, so that a button can name it by a number."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables import searches

KEPT = 20
"""Searches of one person that are remembered; the buttons below older results no longer serve."""


class Searches:
    """Queries over searches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, telegram_id: int, query: str, now: datetime) -> int:
        """Remember what somebody looks for; return its number. Of one person only the newest are kept."""
        mine = searches.c.telegram_id == telegram_id
        number = self._connection.execute(
            insert(searches).values(telegram_id=telegram_id, query=query, at=now).returning(searches.c.id)
        ).scalar_one()
        newest = select(searches.c.id).where(mine).order_by(searches.c.id.desc()).limit(KEPT)
        kept = [row.id for row in self._connection.execute(newest)]
        self._connection.execute(delete(searches).where(mine, searches.c.id < kept[-1]))
        return int(number)

    def get(self, telegram_id: int, search: int) -> str | None:
        """Return what somebody looked for; None for what nobody did, or somebody else."""
        found = self._connection.execute(
            select(searches.c.query).where(searches.c.id == search, searches.c.telegram_id == telegram_id)
        ).scalar()
        return str(found) if found is not None else None
