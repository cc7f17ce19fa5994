"""The reminders that chats show now: of each task one message a chat, and which tasks one message lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from storage.hot import Hot
from storage.kept import Kept
from storage.tables import reminder_messages, tasks

_R = reminder_messages.c
_ALL = select(_R.chat_id, _R.topic, _R.case_id, _R.task, _R.row, _R.at)
_IN_CHAT = Hot(_ALL.where(_R.chat_id == bindparam("chat"), _R.topic == bindparam("of_topic")))
_BY = Hot(_ALL.where(_R.row == bindparam("of_row")))
_INSERT = Hot(insert(reminder_messages))
_DELETE = Hot(
    delete(reminder_messages).where(
        _R.chat_id == bindparam("chat"),
        _R.topic == bindparam("of_topic"),
        _R.case_id == bindparam("case"),
        _R.task == bindparam("of_task"),
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the outbox that reminds of a task in a chat; `topic` is 0 outside forums."""

    chat: int
    topic: int
    case: int
    task: int
    row: int
    at: datetime


Tasks = frozenset[tuple[int, int]]
"""Of which tasks any chat shows a reminder: each tap asks this."""


class Reminded:
    """Queries over the reminders that chats show."""

    def __init__(self, connection: Connection, kept: Kept[Tasks]) -> None:
        self._connection = connection
        self._kept = kept
        self._at = kept.changes
        self._read: Tasks | None = None
        self._changed = False

    def of_tasks(self, case: int, ids: Collection[int]) -> list[Shown]:
        """Return what reminds of these tasks, in any chat."""
        wanted = [task for task in ids if (case, task) in self._tasks()]
        if not wanted:
            return []
        return self._rows(_ALL.where(_R.case_id == case, _R.task.in_(wanted)))

    def in_chat(self, chat: int, topic: int) -> list[Shown]:
        """Return what reminds of any task in a chat or topic."""
        return [Shown(*row) for row in _IN_CHAT.rows(self._connection, {"chat": chat, "of_topic": topic})]

    def by(self, row: int) -> list[Shown]:
        """Return which tasks a message reminds of."""
        return [Shown(*row) for row in _BY.rows(self._connection, {"of_row": row})]

    def over(self) -> list[Shown]:
        """Return what reminds of tasks that have ended."""
        ended = select(tasks.c.task).where(
            tasks.c.case_id == _R.case_id, tasks.c.task == _R.task, tasks.c.ended_at.is_not(None)
        )
        return self._rows(_ALL.where(ended.exists()))

    def show(self, shown: Sequence[Shown]) -> None:
        """Note which tasks a message reminds of; it takes the place of what did so before in that chat."""
        if not shown:
            return
        self._delete(shown)
        _INSERT.run_many(
            self._connection,
            [
                {
                    "chat_id": one.chat,
                    "topic": one.topic,
                    "case_id": one.case,
                    "task": one.task,
                    "row": one.row,
                    "at": one.at,
                }
                for one in shown
            ],
        )

    def drop(self, shown: Sequence[Shown]) -> None:
        """Note that a message does not remind of a task any more."""
        if shown:
            self._delete(shown)

    def _delete(self, shown: Iterable[Shown]) -> None:
        self._changed, self._read = True, None
        _DELETE.run_many(
            self._connection,
            [
                {"chat": one.chat, "of_topic": one.topic, "case": one.case, "of_task": one.task}
                for one in shown
            ],
        )

    def _tasks(self) -> frozenset[tuple[int, int]]:
        if self._read is None:
            kept = None if self._changed else self._kept.latest
            if kept is None:
                rows = self._connection.execute(select(_R.case_id, _R.task).distinct())
                kept = frozenset((row.case_id, row.task) for row in rows)
            self._read = kept
        return self._read

    def _rows(self, query: Select[Any]) -> list[Shown]:
        return [Shown(*row) for row in self._connection.execute(query)]

    def committed(self) -> None:
        """Hear that all this is durable."""
        if self._changed:
            self._kept.forget()
        elif self._read is not None:
            self._kept.keep(self._read, self._at)


def kept_rows() -> Select[tuple[int]]:
    """Return the outbox rows that chats show as reminders: they must not be forgotten."""
    return select(_R.row)
