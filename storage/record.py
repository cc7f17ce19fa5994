"""Refused attempts, and small settings the program keeps."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.hot import Hot
from storage.tables import refusals, settings

_REFUSE = Hot(insert(refusals))


@dataclass(frozen=True, slots=True)
class Refusal:
    """An attempt that was refused: who tried what on which task, and why not."""

    at: datetime
    telegram_id: int
    action: str
    reason: str
    case: int | None = None
    task: int | None = None


class Record:
    """Queries over refusals and settings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def refuse(self, refusal: Refusal) -> None:
        """Write a refused attempt down."""
        _REFUSE.run(
            self._connection,
            {
                "at": refusal.at,
                "telegram_id": refusal.telegram_id,
                "case_id": refusal.case,
                "task": refusal.task,
                "action": refusal.action,
                "reason": refusal.reason,
            },
        )

    def refusals(self) -> list[Refusal]:
        """Return every refused attempt, oldest first."""
        rows = self._connection.execute(select(refusals).order_by(refusals.c.id))
        return [
            Refusal(row.at, row.telegram_id, row.action, row.reason, row.case_id, row.task) for row in rows
        ]

    def setting(self, key: str) -> str | None:
        """Return a setting."""
        return self._connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()

    def keep(self, key: str, value: str) -> None:
        """Keep a setting in place of its old value."""
        self._connection.execute(delete(settings).where(settings.c.key == key))
        self._connection.execute(insert(settings).values(key=key, value=value))
