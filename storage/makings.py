"""Papers to make: asked for in the transaction of what calls for them, kept until they are made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.codec import dump_plain, load_plain
from storage.hot import Hot
from storage.tables import makings

_ADD = Hot(
    insert(makings)
    .values(
        kind=bindparam("what"),
        case_id=bindparam("about"),
        data=bindparam("given"),
        created_at=bindparam("now"),
        next_at=bindparam("now"),
        attempts=0,
        done_at=None,
        error=None,
    )
    .returning(makings.c.id)
)


@dataclass(frozen=True, slots=True)
class Making:
    """A paper to make: its kind, the case it is about, and what it needs to know beside, as plain data."""

    id: int
    kind: str
    case: int | None
    data: dict[str, Any]
    attempts: int
    created_at: datetime


class Makings:
    """Queries over papers to make."""

    def __init__(self, connection: Connection, concerns: set[str]) -> None:
        self._connection = connection
        self._concerns = concerns

    def add(self, kind: str, case: int | None, data: dict[str, Any], now: datetime) -> int:
        """Ask for a paper; return the number of the request."""
        wanted = {"what": kind, "about": case, "given": dump_plain(data), "now": now}
        ((number,),) = _ADD.rows(self._connection, wanted)
        self._concerns.add("makings")
        return int(number)

    def next(self, now: datetime) -> Making | None:
        """Return the first that is due, None where nothing is."""
        row = self._connection.execute(
            select(makings)
            .where(makings.c.done_at.is_(None), makings.c.next_at <= now)
            .order_by(makings.c.next_at, makings.c.id)
            .limit(1)
        ).first()
        if row is None:
            return None
        return Making(row.id, row.kind, row.case_id, load_plain(row.data), row.attempts, row.created_at)

    def due(self) -> datetime | None:
        """Return when the first that waits is due, None where none waits."""
        return self._connection.execute(
            select(makings.c.next_at).where(makings.c.done_at.is_(None)).order_by(makings.c.next_at).limit(1)
        ).scalar()

    def waits(self, kind: str, case: int | None, data: dict[str, Any] | None = None) -> bool:
        """Whether such a paper (with `data`: the very same) is asked for and not made yet."""
        wanted = select(func.count()).where(makings.c.done_at.is_(None), makings.c.kind == kind)
        wanted = wanted.where(makings.c.case_id == case if case is not None else makings.c.case_id.is_(None))
        if data is not None:
            wanted = wanted.where(makings.c.data == dump_plain(data))
        return bool(self._connection.execute(wanted).scalar())

    def done(self, making: int, now: datetime, error: str | None = None) -> bool:
        """Note that it is made, or given up with an error; return whether that was news."""
        changed = self._connection.execute(
            update(makings)
            .where(makings.c.id == making, makings.c.done_at.is_(None))
            .values(done_at=now, error=error)
        )
        return changed.rowcount == 1

    def again(self, making: int, at: datetime, error: str) -> None:
        """Note that it failed, and when it is tried again."""
        self._connection.execute(
            update(makings)
            .where(makings.c.id == making, makings.c.done_at.is_(None))
            .values(attempts=makings.c.attempts + 1, next_at=at, error=error)
        )

    def prune(self, before: datetime) -> int:
        """Forget those made before a moment; those given up stay. Return how many."""
        return self._connection.execute(
            delete(makings).where(makings.c.done_at < before, makings.c.error.is_(None))
        ).rowcount
