"""Every copy of a card that is in a chat, so that all of them can be kept in step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.hot import Hot
from storage.tables import cards

_INSERT = Hot(insert(cards).returning(cards.c.id))
_OF_CASE = Hot(
    select(cards.c.id, cards.c.chat_id, cards.c.task, cards.c.topic)
    .where(cards.c.case_id == bindparam("of_case"), cards.c.retired.is_(False))
    .order_by(cards.c.id)
)
_ONE = Hot(select(cards).where(cards.c.id == bindparam("card")))
_AT = Hot(
    select(cards).where(cards.c.chat_id == bindparam("chat"), cards.c.message_id == bindparam("message"))
)
_SENT = Hot(
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
    person: int | None
    """Whose copy it is; a group's is nobody's."""
    case: int
    task: int
    message: int | None = None
    medium: str | None = None
    view: str = ""
    retired: bool = False
    """No longer kept in step: a newer copy took its place, or its message is gone."""
    topic: int | None = None
    """The thread of a forum it is in."""

    @property
    def place(self) -> tuple[int, int | None]:
        """The chat and the topic."""
        return self.chat, self.topic


class Cards:
    """Queries over copies of cards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, copies: Sequence[CardCopy]) -> list[int]:
        """Write new copies down, still unsent; return their ids in the same order."""
        return [
            _INSERT.rows(
                self._connection,
                {
                    "chat_id": copy.chat,
                    "person_id": copy.person,
                    "case_id": copy.case,
                    "task": copy.task,
                    "message_id": None,
                    "medium": None,
                    "view": copy.view,
                    "retired": False,
                    "topic": copy.topic,
                },
            )[0][0]
            for copy in copies
        ]

    def of_tasks(self, case: int, ids: Iterable[int]) -> list[tuple[int, int, int]]:
        """Return (card, chat, task) of the copies that are kept in step."""
        wanted = frozenset(ids)
        rows = _OF_CASE.rows(self._connection, {"of_case": case})
        return [(card, chat, task) for card, chat, task, _ in rows if task in wanted]

    def places(self, case: int, task: int) -> dict[int, tuple[int, int | None]]:
        """Return where the copies that are kept in step are: the chat and the topic, by card."""
        rows = _OF_CASE.rows(self._connection, {"of_case": case})
        return {card: (chat, topic) for card, chat, of, topic in rows if of == task}

    def in_chat(
        self, chat: int, topic: int | None = None, *, whole: bool = True, retired: bool = False
    ) -> list[CardCopy]:
        """Return the copies in a chat that are kept in step, or those that are not (`retired`).

        Unless `whole`, those of one topic.
        """
        rows = self._connection.execute(
            select(cards).where(cards.c.chat_id == chat, cards.c.retired.is_(retired)).order_by(cards.c.id)
        )
        copies = [_copy(tuple(row)) for row in rows]
        return [copy for copy in copies if whole or copy.topic == topic]

    def delivered(self, case: int, task: int, chat: int) -> bool:
        """Return whether a chat shows a copy of the task's card; a copy never sent is given up."""
        rows = self._connection.execute(
            select(cards.c.id, cards.c.message_id).where(
                cards.c.case_id == case,
                cards.c.task == task,
                cards.c.chat_id == chat,
                cards.c.retired.is_(False),
            )
        ).all()
        self.retire([row.id for row in rows if row.message_id is None])
        return any(row.message_id is not None for row in rows)

    def get(self, ids: Sequence[int]) -> dict[int, CardCopy]:
        """Return copies by id."""
        found = (_ONE.rows(self._connection, {"card": card}) for card in dict.fromkeys(ids))
        return {rows[0][0]: _copy(rows[0]) for rows in found if rows}

    def at(self, chat: int, message: int) -> CardCopy | None:
        """Return the copy that is this message."""
        rows = _AT.rows(self._connection, {"chat": chat, "message": message})
        return _copy(rows[0]) if rows else None

    def sent(self, rows: Sequence[tuple[int, int, str]]) -> None:
        """Note where cards are now: (card, message id, medium)."""
        if rows:
            _SENT.run_many(self._connection, [{"card": c, "message": m, "how": h} for c, m, h in rows])

    def retire(self, ids: Sequence[int]) -> None:
        """Leave copies as they are from now on (a newer copy replaced them, or their message is gone)."""
        if ids:
            self._connection.execute(_RETIRE, [{"card": card} for card in ids])

    def show(self, card: int, view: str) -> None:
        """Open a panel on a copy ("" for the plain card)."""
        self._connection.execute(update(cards).where(cards.c.id == card).values(view=view))


def _copy(row: tuple[Any, ...]) -> CardCopy:
    card, chat, person, case, task, message, medium, retired, view, topic = row
    return CardCopy(card, chat, person, case, task, message, medium, view, bool(retired), topic)
