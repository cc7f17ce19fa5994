"""What admins changed in the calendar, remembered between transactions: every deadline asks for it."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from sop.almanac import Entry, EntryKind
from sop.workweek import DayHours, Week
from storage.codec import dump_plain, load_plain
from storage.kept import Kept
from storage.tables import calendar_entries as entries


class Almanac:
    """Queries over the changes of the calendar."""

    def __init__(self, connection: Connection, kept: Kept[tuple[Entry, ...]]) -> None:
        self._connection = connection
        self._kept = kept
        self._at = kept.changes
        self._read: tuple[Entry, ...] | None = None
        self._changed = False

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries in force, in the order in which they were made."""
        if self._read is None:
            kept = None if self._changed else self._kept.latest
            self._read = kept if kept is not None else self._look()
        return self._read

    def _look(self) -> tuple[Entry, ...]:
        rows = self._connection.execute(
            select(entries).where(entries.c.withdrawn_at.is_(None)).order_by(entries.c.id)
        )
        return tuple(_entry(row) for row in rows.mappings())

    def look_again(self) -> None:
        """Ask for the entries anew next time, as after waiting for a lock that another transaction held."""
        self._read = None

    def get(self, number: int) -> Entry | None:
        """Return an entry in force."""
        return next((entry for entry in self.entries() if entry.id == number), None)

    def add(self, entry: Entry, now: datetime) -> int:
        """Write an entry down, whatever number it has; return its number."""
        row = self._connection.execute(
            insert(entries)
            .values(
                kind=entry.kind.value,
                first=entry.first,
                last=entry.last,
                name=entry.name,
                hours=dump_plain(_dumped(entry.hours)),
                reason=entry.reason,
                person_id=entry.person,
                at=now,
            )
            .returning(entries.c.id)
        )
        self._forget()
        return int(row.scalar_one())

    def withdraw(self, number: int, person: int, why: str, now: datetime) -> bool:
        """Take an entry out of force; False where it is not. It is kept with who did so, and why."""
        done = self._connection.execute(
            update(entries)
            .where(entries.c.id == number, entries.c.withdrawn_at.is_(None))
            .values(withdrawn_at=now, withdrawn_by=person, withdrawn_why=why)
        ).rowcount
        self._forget()
        return done == 1

    def _forget(self) -> None:
        self._read = None
        self._changed = True

    def committed(self) -> None:
        """Hear that all this is durable."""
        if self._changed:
            self._kept.forget()
        elif self._read is not None:
            self._kept.keep(self._read, self._at)


def _dumped(week: Week) -> dict[str, list[str]]:
    return {
        str(day): [f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in hours.spans]
        for day, hours in week.items()
    }


def _entry(row: RowMapping) -> Entry:
    hours: dict[str, list[str]] = load_plain(row["hours"])
    return Entry(
        id=row["id"],
        kind=EntryKind(row["kind"]),
        first=row["first"],
        last=row["last"],
        name=row["name"],
        hours={int(day): DayHours.parse(spans) for day, spans in hours.items()},
        reason=row["reason"],
        person=row["person_id"],
        at=row["at"],
    )
