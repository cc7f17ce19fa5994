"""Whose phone has a case's meeting in its calendar, as far as the office knows."""

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import diaries


class Diaries:
    """Queries over who was sent a meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, case: int) -> dict[int, int]:
        """Return who was sent a case's meeting, each with the setting that was sent last."""
        rows = self._connection.execute(
            select(diaries.c.person_id, diaries.c.sequence)
            .where(diaries.c.case_id == case)
            .order_by(diaries.c.person_id)
        )
        return {row.person_id: row.sequence for row in rows}

    def add(self, case: int, person: int, sequence: int) -> bool:
        """Note that somebody is sent a meeting for the first time; False where somebody else just did."""
        make = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        statement = make(diaries).values(case_id=case, person_id=person, sequence=sequence)
        returning = statement.on_conflict_do_nothing().returning(diaries.c.person_id)
        return self._connection.execute(returning).first() is not None

    def change(self, case: int, person: int, sequence: int) -> bool:
        """Note that somebody is sent a meeting as it was set anew; False where they were before."""
        changed = self._connection.execute(
            update(diaries)
            .where(
                diaries.c.case_id == case,
                diaries.c.person_id == person,
                diaries.c.sequence < sequence,
            )
            .values(sequence=sequence)
            .returning(diaries.c.person_id)
        )
        return changed.first() is not None

    def drop(self, case: int, person: int) -> bool:
        """Note that somebody takes a meeting out of their calendar; False where it was not there."""
        gone = self._connection.execute(
            delete(diaries)
            .where(diaries.c.case_id == case, diaries.c.person_id == person)
            .returning(diaries.c.person_id)
        )
        return gone.first() is not None
