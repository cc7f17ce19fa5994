"""Reminders by hand that are still to be said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from storage.hot import Hot, inserting
from storage.tables import nudges

_DONE = Hot(delete(nudges).where(nudges.c.case_id == bindparam("c"), nudges.c.task == bindparam("t")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder by hand: of which task, and the post that reminds, in words."""

    case: int
    task: int
    by: str


class Nudges:
    """Queries over reminders by hand."""

    def __init__(self, connection: Connection, concerns: set[str]) -> None:
        self._connection = connection
        self._concerns = concerns

    def put(self, waiting: Waiting, at: datetime) -> None:
        """Let a task be reminded of from a moment on; the latest reminder by hand counts."""
        values = {"by": waiting.by, "next_at": at}
        statement = inserting(self._connection, nudges).values(
            case_id=waiting.case, task=waiting.task, **values
        )
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["case_id", "task"], set_=values)
        )
        self._concerns.add("deadlines")

    def next_at(self) -> datetime | None:
        """Return when the first of them may be said, None while none waits."""
        return self._connection.execute(select(func.min(nudges.c.next_at))).scalar()

    def due(self, now: datetime) -> list[Waiting]:
        """Return those that may be said now."""
        rows = self._connection.execute(
            select(nudges.c.case_id, nudges.c.task, nudges.c.by)
            .where(nudges.c.next_at <= now)
            .order_by(nudges.c.case_id, nudges.c.task)
        )
        return [Waiting(*row) for row in rows]

    def done(self, case: int, task: int) -> None:
        """Note that one was said, or came to nothing."""
        _DONE.run(self._connection, {"c": case, "t": task})
