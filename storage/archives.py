"""Archive numbers: each is given to one case in the whole office."""

import unicodedata
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from storage.tables import archives


def key(number: str) -> str:
    """Return what two writings of one number have in common: no blanks, no capitals, one form a sign."""
    return "".join(unicodedata.normalize("NFKC", number).casefold().split())


class Archives:
    """Queries over archive numbers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def case_of(self, number: str) -> int | None:
        """Return the case that has a number, None where it is free."""
        found = self._connection.execute(
            select(archives.c.case_id).where(archives.c.key == key(number))
        ).scalar()
        return int(found) if found is not None else None

    def take(self, number: str, case: int, now: datetime) -> bool:
        """Give a free number to a case; False where another case has it, also one that takes it just now."""
        insert = insert_sqlite if self._connection.dialect.name == "sqlite" else insert_postgresql
        taken = self._connection.execute(
            insert(archives)
            .values(key=key(number), number=number, case_id=case, at=now)
            .on_conflict_do_nothing(index_elements=[archives.c.key])
        )
        return taken.rowcount == 1 or self.case_of(number) == case
