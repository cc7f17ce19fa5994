"""Every copy of a card that is in a chat, so that all of them can be kept in step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.tables import cards

_INSERT = insert(cards).returning(cards.c.id, sort_by_parameter_order=True)
_OF_TASKS = (
    select(cards.c.id, cards.c.chat_id, cards.c.task)
    .where(
        cards.c.case_id == bindparam("case"),
        cards.c.task.in_(bindparam("ids", expanding=True)),
        cards.c.retired.is_(False),
    )
    .order_by(cards.c.id)
)
_MANY = select(cards).where(cards.c.id.in_(bindparam("ids", expanding=True)))
_AT = select(cards).where(cards.c.chat_id == bindparam("chat"), cards.c.message_id == bindparam("message"))
_SENT = (
    update(cards)
    .where(cards.c.id == bindparam("card"))
    .values(message_id=bindparam("message"), medium=bindparam("how"))
)
_RETIRE = update(cards).where(cards.c.id == bindparam("card")).values(retired=True)


@dataclass(frozen=True, slots=True)
class CardCopy:
    """One copy of a task's card in one chat."""

    id: int
    chat: int
    person: int
    case: int
    task: int
    message: int | None = None
    medium: str | None = None
    view: str = ""


class Cards:
    """Queries over copies of cards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, copies: Sequence[CardCopy]) -> list[int]:
        """Write new copies down, still unsent; return their ids in the same order."""
        rows = self._connection.execute(
            _INSERT,
            [
                {
                    "chat_id": copy.chat,
                    "person_id": copy.person,
                    "case_id": copy.case,
                    "task": copy.task,
                    "view": copy.view,
                    "retired": False,
                }
                for copy in copies
            ],
        )
        return [row.id for row in rows]

    def of_tasks(self, case: int, ids: Iterable[int]) -> list[tuple[int, int, int]]:
        """Return (card, chat, task) of the copies that are kept in step."""
        rows = self._connection.execute(_OF_TASKS, {"case": case, "ids": list(ids)})
        return [(row.id, row.chat_id, row.task) for row in rows]

    def get(self, ids: Sequence[int]) -> dict[int, CardCopy]:
        """Return copies by id."""
        if not ids:
            return {}
        return {row.id: _copy(row) for row in self._connection.execute(_MANY, {"ids": list(ids)})}

    def at(self, chat: int, message: int) -> CardCopy | None:
        """Return the copy that is this message."""
        row = self._connection.execute(_AT, {"chat": chat, "message": message}).first()
        return _copy(row) if row else None

    def sent(self, rows: Sequence[tuple[int, int, str]]) -> None:
        """Note where cards are now: (card, message id, medium)."""
        if rows:
            self._connection.execute(_SENT, [{"card": c, "message": m, "how": h} for c, m, h in rows])

    def retire(self, ids: Sequence[int]) -> None:
        """Leave copies as they are from now on (a newer copy replaced them, or their message is gone)."""
        if ids:
            self._connection.execute(_RETIRE, [{"card": card} for card in ids])

    def show(self, card: int, view: str) -> None:
        """Open a panel on a copy ("" for the plain card)."""
        self._connection.execute(update(cards).where(cards.c.id == card).values(view=view))


def _copy(row: object) -> CardCopy:
    r = row._mapping  # type: ignore[attr-defined] # noqa: SLF001 - SQLAlchemy's public name for it
    return CardCopy(
        r["id"],
        r["chat_id"],
        r["person_id"],
        r["case_id"],
        r["task"],
        r["message_id"],
        r["medium"],
        r["view"],
    )
