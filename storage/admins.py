"""Admin rights as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.people import People
from storage.tables import admins

CONFIG, GRANT = "config", "grant"


@dataclass(frozen=True, slots=True)
class AdminRight:
    """A right in force: whose (Telegram user id), and where it comes from ("config" or "grant")."""

    telegram_id: int
    source: str


class Admins:
    """Queries over admin rights."""

    def __init__(self, connection: Connection, people: People) -> None:
        self._connection = connection
        self._people = people

    def current(self) -> list[AdminRight]:
        """Return the rights in force, oldest first."""
        rows = self._connection.execute(
            select(admins.c.telegram_id, admins.c.source)
            .where(admins.c.revoked_at.is_(None))
            .order_by(admins.c.since, admins.c.telegram_id)
        )
        return [AdminRight(row.telegram_id, row.source) for row in rows]

    def seed(self, wanted: Sequence[int], now: datetime) -> None:
        """Bring the rights that come from the configuration in step with it; see `office.admin_rights`."""
        rows = self._connection.execute(select(admins)).all()
        known = {row.telegram_id for row in rows}
        for telegram_id in wanted:
            if telegram_id not in known:
                self._people.changed()
                self._connection.execute(
                    insert(admins).values(telegram_id=telegram_id, source=CONFIG, since=now)
                )
        gone = [r for r in rows if r.source == CONFIG and not r.revoked_at and r.telegram_id not in wanted]
        for row in gone:
            self._people.changed()
            # Named again later, it is given again: it was no admin who took it back.
            self._connection.execute(admins.delete().where(admins.c.telegram_id == row.telegram_id))

    def grant(self, telegram_id: int, by: int | None, now: datetime) -> None:
        """Give somebody the right; one that was taken back is given anew."""
        self._people.changed()
        self._connection.execute(admins.delete().where(admins.c.telegram_id == telegram_id))
        self._connection.execute(
            insert(admins).values(telegram_id=telegram_id, source=GRANT, since=now, granted_by=by)
        )

    def revoke(self, telegram_id: int, by: int, now: datetime) -> None:
        """Take somebody's right back."""
        self._people.changed()
        self._connection.execute(
            update(admins)
            .where(admins.c.telegram_id == telegram_id, admins.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by)
        )
