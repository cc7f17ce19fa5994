"""The agreed times of meetings, so that "who is where then" is a question to an index."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sop.case import Meeting
from storage.hot import Hot
from storage.tables import meetings


def _keeping(insert: postgresql.Insert | sqlite.Insert) -> Hot:
    changed = {column.name: insert.excluded[column.name] for column in meetings.c if not column.primary_key}
    return Hot(insert.on_conflict_do_update(index_elements=["case_id"], set_=changed))


_KEEP = {
    "sqlite": _keeping(sqlite.insert(meetings)),
    "postgresql": _keeping(postgresql.insert(meetings)),
}
_OVER = Hot(
    update(meetings)
    .where(meetings.c.case_id == bindparam("case"), meetings.c.over_at.is_(None))
    .values(over_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Booked:
    """A meeting that is agreed and not over."""

    case: int
    meeting: Meeting


class Meetings:
    """Queries over agreed meetings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, case: int, meeting: Meeting) -> None:
        """Note when a case's meeting is, in place of what was agreed before."""
        _KEEP[self._connection.dialect.name].run(
            self._connection,
            {
                "case_id": case,
                "step": meeting.step,
                "starts_at": meeting.starts,
                "ends_at": meeting.ends,
                "place": meeting.place,
                "sequence": meeting.sequence,
                "over_at": None,
            },
        )

    def over(self, case: int, now: datetime) -> None:
        """Note that a case's meeting was held, or will not be."""
        _OVER.run(self._connection, {"case": case, "now": now})

    def between(self, starts: datetime, ends: datetime) -> list[Booked]:
        """Return the meetings that overlap a time, the earliest first; what only touches it does not."""
        rows = self._connection.execute(
            select(meetings)
            .where(
                meetings.c.over_at.is_(None),
                meetings.c.starts_at < ends,
                meetings.c.ends_at > starts,
            )
            .order_by(meetings.c.starts_at, meetings.c.case_id)
        )
        return [
            Booked(row.case_id, Meeting(row.starts_at, row.ends_at, row.place, row.step, row.sequence))
            for row in rows
        ]
