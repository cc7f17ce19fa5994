"""Updates as they came, stored before they are acknowledged, applied once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.codec import load_plain
from storage.hot import Hot
from storage.tables import updates

_DONE = Hot(
    update(updates)
    .where(updates.c.update_id == bindparam("id"), updates.c.done_at.is_(None))
    .values(done_at=bindparam("at"))
)
_STORE_SQLITE = Hot(sqlite.insert(updates).on_conflict_do_nothing())
_STORE_POSTGRES = Hot(postgresql.insert(updates).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Received:
    """An update that is stored and not yet done."""

    id: int
    data: dict[str, Any]
    attempts: int = 0


class AlreadyDoneError(RuntimeError):
    """The update was applied before; applying it again must change nothing."""


def _dump(data: dict[str, Any]) -> str:
    # In ASCII: half a surrogate pair is JSON, and no UTF-8.
    return json.dumps(data, separators=(",", ":"))


class Updates:
    """Queries over received updates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(self, received: Sequence[dict[str, Any]], now: datetime) -> list[Received]:
        """Store updates and return those that are new: a redelivered one is known by its id."""
        ids = [int(data["update_id"]) for data in received]
        known = set(
            self._connection.execute(
                select(updates.c.update_id).where(updates.c.update_id.in_(ids))
            ).scalars()
        )
        fresh = [data for data in received if int(data["update_id"]) not in known]
        if fresh:
            sqlite_here = self._connection.dialect.name == "sqlite"
            store = _STORE_SQLITE if sqlite_here else _STORE_POSTGRES
            store.run_many(
                self._connection,
                [
                    {
                        "update_id": int(data["update_id"]),
                        "payload": _dump(data),
                        "received_at": now,
                        "attempts": 0,
                        "done_at": None,
                        "error": None,
                    }
                    for data in fresh
                ],
            )
        return [Received(int(data["update_id"]), data) for data in fresh]

    def undone(self) -> list[Received]:
        """Return what was stored and never done, oldest first: the work a crash left."""
        rows = self._connection.execute(
            select(updates.c.update_id, updates.c.payload, updates.c.attempts)
            .where(updates.c.done_at.is_(None))
            .order_by(updates.c.update_id)
        )
        return [Received(row.update_id, load_plain(row.payload), row.attempts) for row in rows]

    def done(self, update_id: int, now: datetime) -> None:
        """Mark an update as applied, in the transaction that applies it.

        Raises AlreadyDoneError where it was applied before, which rolls this transaction back.
        """
        if _DONE.run(self._connection, {"id": update_id, "at": now}) != 1:
            raise AlreadyDoneError(update_id)

    def keep_instead(self, update_id: int, data: dict[str, Any]) -> None:
        """Keep other data of an update than what came, so that a secret in it is forgotten."""
        self._connection.execute(
            update(updates).where(updates.c.update_id == update_id).values(payload=_dump(data))
        )

    def failed(self, update_id: int, error: str, now: datetime | None) -> bool:
        """Count a failed try; with `now` the update is given up on.

        Return False, changing nothing, where the update is done: a commit may succeed and its answer be lost.
        """
        counted = self._connection.execute(
            update(updates)
            .where(updates.c.update_id == update_id, updates.c.done_at.is_(None))
            .values(attempts=updates.c.attempts + 1, error=error, done_at=now)
        )
        return counted.rowcount == 1

    def prune(self, before: datetime) -> int:
        """Forget updates applied before a moment; return how many. The record is in the events."""
        return self._connection.execute(delete(updates).where(updates.c.done_at < before)).rowcount
