"""Whose phone has a case's meeting in its calendar, as far as the office knows."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.hot import Hot
from storage.tables import diaries

_ONE = (diaries.c.case_id == bindparam("c"), diaries.c.person_id == bindparam("p"))
_OF = Hot(
    select(diaries.c.person_id, diaries.c.sequence)
    .where(diaries.c.case_id == bindparam("c"))
    .order_by(diaries.c.person_id)
)
_ADD = Hot(insert(diaries))
_CHANGE = Hot(update(diaries).where(*_ONE).values(sequence=bindparam("number")))
_DROP = Hot(delete(diaries).where(*_ONE))


class Diaries:
    """Queries over who was sent a meeting; whoever changes it holds the lock of the case."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, case: int) -> dict[int, int]:
        """Return who was sent a case's meeting, each with the setting that was sent last."""
        return {row[0]: row[1] for row in _OF.rows(self._connection, {"c": case})}

    def add(self, case: int, people: Sequence[int], sequence: int) -> None:
        """Note that people are sent a meeting who have not had it."""
        if people:
            rows = [{"case_id": case, "person_id": person, "sequence": sequence} for person in people]
            _ADD.run_many(self._connection, rows)

    def change(self, case: int, people: Sequence[int], sequence: int) -> None:
        """Note that people are sent a meeting as it was set anew."""
        if people:
            rows = [{"c": case, "p": person, "number": sequence} for person in people]
            _CHANGE.run_many(self._connection, rows)

    def drop(self, case: int, people: Sequence[int]) -> None:
        """Note that people take a meeting out of their calendar."""
        if people:
            _DROP.run_many(self._connection, [{"c": case, "p": person} for person in people])
