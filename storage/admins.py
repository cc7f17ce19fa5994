"""Admin rights as rows: each given once and ended once, so that it can be told who had the right when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from storage.people import People
from storage.tables import admins

CONFIG, GRANT = "config", "grant"


@dataclass(frozen=True, slots=True)
class AdminRight:
    """A right, in force or ended: whose (Telegram user id), and where it comes from ("config" or "grant")."""

    telegram_id: int
    source: str
    since: datetime
    granted_by: int | None = None
    revoked: datetime | None = None
    revoked_by: int | None = None
    """The person who took it back; nobody where the configuration did."""


class Admins:
    """Queries over admin rights."""

    def __init__(self, connection: Connection, people: People) -> None:
        self._connection = connection
        self._people = people

    def current(self) -> list[AdminRight]:
        """Return the rights in force, oldest first, each person's once."""
        found: dict[int, AdminRight] = {}
        for right in self.all():
            if right.revoked is None:
                found.setdefault(right.telegram_id, right)
        return list(found.values())

    def all(self) -> list[AdminRight]:
        """Return every right there ever was, oldest first."""
        rows = self._connection.execute(select(admins).order_by(admins.c.since, admins.c.id))
        return [_right(row) for row in rows]

    def seed(self, wanted: Sequence[int], now: datetime) -> None:
        """Bring the rights that come from the configuration in step with it; see `office.admin_rights`."""
        latest = {right.telegram_id: right for right in self.all()}
        for telegram_id in wanted:
            last = latest.get(telegram_id)
            # What an admin took back stays so; what the configuration took back, it may give again.
            if last is None or (last.revoked is not None and last.revoked_by is None):
                self._add(telegram_id, CONFIG, None, now)
        for right in latest.values():
            if right.source == CONFIG and right.revoked is None and right.telegram_id not in wanted:
                self.revoke(right.telegram_id, None, now)

    def grant(self, telegram_id: int, by: int | None, now: datetime) -> None:
        """Give somebody the right who does not have it."""
        self._add(telegram_id, GRANT, by, now)

    def revoke(self, telegram_id: int, by: int | None, now: datetime) -> None:
        """Take somebody's right back."""
        self._people.changed()
        self._connection.execute(
            update(admins)
            .where(admins.c.telegram_id == telegram_id, admins.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by)
        )

    def _add(self, telegram_id: int, source: str, by: int | None, now: datetime) -> None:
        self._people.changed()
        self._connection.execute(
            insert(admins).values(telegram_id=telegram_id, source=source, since=now, granted_by=by)
        )


def _right(row: Row[tuple[object, ...]]) -> AdminRight:
    return AdminRight(row.telegram_id, row.source, row.since, row.granted_by, row.revoked_at, row.revoked_by)
