"""Groups, and topics of forums, where positions' cards go."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from sop.people import Position
from storage.outbox import State
from storage.people import People
from storage.seats import Room
from storage.tables import cards, outbox, rooms

WHOLE, TOPIC = "chat", "topic"
"""What was lost: the whole chat, or one topic of it."""
_LIVE = rooms.c.unbound_at.is_(None)
_TIED = frozenset({"edit", "edit_text"})
"""Kinds of messages that are about another one, which no other chat has."""


class Rooms:
    """Queries over rooms; a position has at most one at a time."""

    def __init__(self, connection: Connection, people: People) -> None:
        self._connection = connection
        self._people = people

    def of_position(self, position: Position) -> Room | None:
        """Return the room of a position, lost or not."""
        unit = rooms.c.unit
        same = unit.is_(None) if position.unit is None else unit == position.unit
        return next(iter(self._rooms(rooms.c.role == position.role, same)), None)

    def by_chat(self, chat: int) -> list[Room]:
        """Return the rooms in a chat, in all its topics, oldest first."""
        return self._rooms(rooms.c.chat_id == chat)

    def all(self) -> list[Room]:
        """Return every room, oldest first."""
        return self._rooms()

    def bind(
        self, position: Position, chat: int, topic: int | None, title: str, by: int, now: datetime
    ) -> Room:
        """Let a position's cards go to a chat; `by` is the Telegram user id of who says so.

        A room it had before is unbound.
        """
        self._people.changed()
        self._people.lock_position(position)
        if (before := self.of_position(position)) is not None:
            self.unbind(before.id, now)
        values: dict[str, Any] = {"role": position.role, "unit": position.unit, "chat_id": chat}
        values |= {"topic": topic, "title": title, "bound_by": by, "bound_at": now}
        row = self._connection.execute(insert(rooms).values(values).returning(rooms.c.id))
        return Room(int(row.scalar_one()), position, chat, topic, title)

    def unbind(self, room: int, now: datetime) -> None:
        """Let a position's cards go to its people again."""
        self._change(rooms.c.id == room, unbound_at=now)

    def lost(self, chat: int, what: str, now: datetime, topic: int | None = None) -> list[Room]:
        """Note that the bot cannot write to a chat, or to one topic; return the rooms lost by this."""
        where = and_(rooms.c.chat_id == chat, rooms.c.lost_at.is_(None))
        if what == TOPIC:
            where = and_(where, rooms.c.topic.is_(None) if topic is None else rooms.c.topic == topic)
        found = self._rooms(where, lock=True)
        if found:
            self._change(where, lost_at=now, lost_why=what)
        return found

    def found(self, chat: int) -> list[Room]:
        """Note that the bot can write to a chat again; return its rooms that were lost with it."""
        where = and_(rooms.c.chat_id == chat, rooms.c.lost_why == WHOLE)
        found = self._rooms(where, lock=True)
        if found:
            self._change(where, lost_at=None, lost_why=None)
        return found

    def move(self, old: int, new: int, now: datetime) -> list[Room]:
        """Follow a group that became a supergroup; return its rooms, none where they have moved already.

        The new chat has none of the old messages: copies of cards are left as they are, edits of them are
        dropped, and what waits to be sent goes to the new chat.
        """
        found = self._rooms(rooms.c.chat_id == old, lock=True)
        if found:
            self._change(rooms.c.chat_id == old, chat_id=new)
        here = cards.c.chat_id == old
        self._connection.execute(
            update(cards).where(here, cards.c.message_id.is_not(None)).values(retired=True, message_id=None)
        )
        self._connection.execute(update(cards).where(here, cards.c.retired.is_(False)).values(chat_id=new))
        waits = and_(outbox.c.chat_id == old, outbox.c.status == 0)
        dropped = {"status": int(State.DROPPED), "done_at": now}
        self._connection.execute(update(outbox).where(waits, outbox.c.kind.in_(_TIED)).values(dropped))
        self._connection.execute(update(outbox).where(waits).values(chat_id=new))
        return found

    def _change(self, where: ColumnElement[bool], **values: object) -> None:
        self._people.changed()
        self._connection.execute(update(rooms).where(where, _LIVE).values(values))

    def _rooms(self, *where: ColumnElement[bool], lock: bool = False) -> list[Room]:
        """Return rooms; with `lock`, as whoever changes them now leaves them: news of a group come twice."""
        statement = select(rooms).where(_LIVE, *where).order_by(rooms.c.id)
        rows = self._connection.execute(statement.with_for_update() if lock else statement)
        return [
            Room(
                row.id,
                Position(row.role, row.unit),
                row.chat_id,
                row.topic,
                row.title,
                row.lost_why or "",
            )
            for row in rows
        ]
