"""The latest half-filled form of each person, kept so that a restart loses no answer already given."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.codec import dump_plain, load_plain
from storage.hot import Hot
from storage.tables import dialogs

_GET = Hot(
    select(dialogs.c.kind, dialogs.c.data, dialogs.c.at)
    .where(dialogs.c.telegram_id == bindparam("id"))
    .where(dialogs.c.at >= bindparam("since"))
)
_CLEAR = Hot(delete(dialogs).where(dialogs.c.telegram_id == bindparam("id")))
_PUT = Hot(insert(dialogs))


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A form being filled: which one, and what was answered so far (plain data)."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(default=LONG_AGO, compare=False)
    """When it was asked."""


class Dialogs:
    """Queries over half-filled forms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, telegram_id: int, since: datetime = LONG_AGO) -> Dialog | None:
        """Return the person's latest form, None where nothing has been asked of them since a moment."""
        rows = _GET.rows(self._connection, {"id": telegram_id, "since": since})
        return Dialog(rows[0][0], load_plain(rows[0][1]), rows[0][2]) if rows else None

    def put(self, telegram_id: int, dialog: Dialog, now: datetime) -> None:
        """Keep the person's form in place of any other."""
        self.clear(telegram_id)
        _PUT.run(
            self._connection,
            {
                "telegram_id": telegram_id,
                "kind": dialog.kind,
                "data": dump_plain(dialog.data),
                "at": now,
            },
        )

    def prune(self, kind: str, before: datetime) -> int:
        """Forget forms of a kind that were left before a moment; return how many."""
        return self._connection.execute(
            delete(dialogs).where(dialogs.c.kind == kind, dialogs.c.at < before)
        ).rowcount

    def clear(self, telegram_id: int) -> None:
        """Forget the person's form."""
        _CLEAR.run(self._connection, {"id": telegram_id})
