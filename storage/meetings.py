"""The agreed times of meetings, so that "who is where then" is a question to an index."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sop.case import Meeting
from storage.tables import meetings


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
        values = {
            "step": meeting.step,
            "starts_at": meeting.starts,
            "ends_at": meeting.ends,
            "place": meeting.place,
            "sequence": meeting.sequence,
            "over_at": None,
        }
        make = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        statement = make(meetings).values(case_id=case, **values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values))

    def over(self, case: int, now: datetime) -> None:
        """Note that a case's meeting was held, or will not be."""
        self._connection.execute(
            update(meetings)
            .where(meetings.c.case_id == case, meetings.c.over_at.is_(None))
            .values(over_at=now)
        )

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
