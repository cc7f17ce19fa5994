"""The outbox: what must be said, written with the decision that says it, sent by the courier."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from storage.codec import dump_plain, load_plain
from storage.hot import Hot
from storage.reminded import kept_rows
from storage.tables import outbox


class State(IntEnum):
    """Where a message stands."""

    PENDING = 0
    SENT = 1
    FAILED = 2
    """Given up on, with the error."""
    DROPPED = 3
    """Overtaken by events before it was sent."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send: to a chat, of a kind, with plain data; card messages name their copy."""

    chat: int
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)
    card: int | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A message that waits in the outbox."""

    id: int
    chat: int
    kind: str
    payload: dict[str, Any]
    card: int | None
    attempts: int
    next_at: datetime
    created_at: datetime


LATELY = 40
"""So many messages of a chat are looked through for a question that was asked."""
_INSERT = Hot(insert(outbox))
_INSERT_ONE = Hot(insert(outbox).returning(outbox.c.id))
_PENDING = Hot(
    select(
        outbox.c.id,
        outbox.c.chat_id,
        outbox.c.kind,
        outbox.c.payload,
        outbox.c.card_id,
        outbox.c.attempts,
        outbox.c.next_at,
        outbox.c.created_at,
    )
    .where(outbox.c.status == 0, outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)
_SAID = Hot(
    select(outbox.c.payload, outbox.c.created_at)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.message_id == bindparam("message"))
    .where(or_(outbox.c.kind == "text", outbox.c.kind == "enrol"))
    .order_by(outbox.c.id.desc())
)
_ABOUT = Hot(
    select(outbox.c.card_id).where(
        outbox.c.chat_id == bindparam("chat"), outbox.c.message_id == bindparam("message")
    )
)
_ASKED = Hot(
    select(outbox.c.id, outbox.c.payload)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.message_id == bindparam("message"))
    .where(outbox.c.kind == "text")
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_LATELY = Hot(
    select(outbox.c.message_id, outbox.c.payload)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.kind == "text")
    .order_by(outbox.c.id.desc())
    .limit(LATELY)
)
_NOTICES = Hot(
    select(outbox.c.id).where(
        outbox.c.chat_id == bindparam("chat"),
        outbox.c.kind == "notice",
        outbox.c.payload == bindparam("said"),
    )
)
_FINISH = Hot(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        status=bindparam("new_status"),
        done_at=bindparam("at"),
        message_id=bindparam("message"),
        error=bindparam("problem"),
    )
)
_RETRY = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        attempts=outbox.c.attempts + bindparam("more"), next_at=bindparam("at"), error=bindparam("problem")
    )
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message."""

    id: int
    state: State
    message: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it was delivered: its id in the chat, what it was made of, and when that was."""

    message: int
    payload: dict[str, Any]
    at: datetime


class Outbox:
    """Queries over messages to send."""

    def __init__(self, connection: Connection, concerns: set[str]) -> None:
        self._connection = connection
        self._concerns = concerns
        self._new: list[tuple[Outgoing, datetime]] = []
        self._own = 0
        """Where the messages of the present use case begin."""

    def begin(self) -> None:
        """Begin another use case that shares this transaction: `first` is meant within it."""
        self._own = len(self._new)

    def add(self, messages: Sequence[Outgoing], now: datetime, *, first: bool = False) -> None:
        """Say something: written at the end of the transaction, sent after its commit.

        Messages go out in this order within a chat; with `first`, before what this use case said earlier.
        """
        said = [(message, now) for message in messages]
        at = self._own if first else len(self._new)
        self._new[at:at] = said

    def post(self, message: Outgoing, now: datetime) -> int:
        """Say something now, after all that was said before, and return the row it is."""
        self.write()
        self._concerns.add("outbox")
        return int(_INSERT_ONE.rows(self._connection, _row(message, now))[0][0])

    def write(self) -> None:
        """Write what was said in one statement; the store calls it before the commit."""
        if not self._new:
            return
        _INSERT.run_many(self._connection, [_row(message, at) for message, at in self._new])
        self._new = []
        self._own = 0
        self._concerns.add("outbox")

    def pending(self, after: int, limit: int) -> list[Pending]:
        """Return unsent messages with a higher id than `after`, oldest first."""
        rows = _PENDING.rows(self._connection, {"after": after, "limit": limit})
        return [
            Pending(number, chat, kind, load_plain(payload), card, attempts, next_at, created_at)
            for number, chat, kind, payload, card, attempts, next_at, created_at in rows
        ]

    def finish(self, results: Sequence[Result], now: datetime) -> None:
        """Note what became of messages."""
        if results:
            _FINISH.run_many(
                self._connection,
                [
                    {
                        "row": r.id,
                        "new_status": int(r.state),
                        "at": now,
                        "message": r.message,
                        "problem": r.error,
                    }
                    for r in results
                ],
            )

    def retry(self, row: int, at: datetime, problem: str, *, counted: bool = True) -> None:
        """Try a message again at a later time; waiting because Telegram asks for it is no counted attempt."""
        self._connection.execute(_RETRY, {"row": row, "at": at, "problem": problem, "more": int(counted)})

    def form_at(self, chat: int, message: int, since: datetime) -> dict[str, Any] | None:
        """Return the form that a message of ours asked, None where it asked none or long ago."""
        for payload, created in _SAID.rows(self._connection, {"chat": chat, "message": message}):
            form = load_plain(payload).get("form")
            if form is not None and created >= since:
                return dict(form)
        return None

    def card_at(self, chat: int, message: int) -> int | None:
        """Return the copy of a card that a message of ours was sent about, such as a reminder."""
        rows = _ABOUT.rows(self._connection, {"chat": chat, "message": message})
        return next((card for (card,) in rows if card is not None), None)

    def asked(self, chat: int, form: dict[str, Any]) -> int | None:
        """Return the message that asked a form lately, None where it is not known."""
        for message, payload in _LATELY.rows(self._connection, {"chat": chat}):
            if message is not None and load_plain(payload).get("form") == form:
                return int(message)
        return None

    def newest(self, chat: int) -> int | None:
        """Return our latest message in a chat, None where there is none."""
        return self._connection.execute(
            select(func.max(outbox.c.message_id)).where(outbox.c.chat_id == chat)
        ).scalar()

    def reform(self, chat: int, message: int, form: dict[str, Any]) -> None:
        """Let a question that was asked remember its form so."""
        for number, payload in _ASKED.rows(self._connection, {"chat": chat, "message": message}):
            kept = dump_plain({**load_plain(payload), "form": form})
            self._connection.execute(update(outbox).where(outbox.c.id == number).values(payload=kept))

    def asked_any(self, chat: int, kinds: frozenset[str], since: datetime) -> bool:
        """Return whether a form of one of these kinds was asked in a chat since a moment."""
        rows = self._connection.execute(
            select(outbox.c.payload).where(
                outbox.c.chat_id == chat, outbox.c.created_at >= since, outbox.c.kind.in_(("text", "enrol"))
            )
        )
        forms = (load_plain(payload).get("form") for payload in rows.scalars())
        return any(form is not None and form["kind"] in kinds for form in forms)

    def rows_of(self, chat: int, kind: str, since: datetime) -> list[int]:
        """Return the messages of a kind for a chat, sent or not, by the ids of their rows."""
        rows = self._connection.execute(
            select(outbox.c.id)
            .where(outbox.c.chat_id == chat, outbox.c.kind == kind, outbox.c.created_at >= since)
            .order_by(outbox.c.id)
        )
        return list(rows.scalars())

    def said(self, chat: int, payload: dict[str, Any]) -> list[int]:
        """Return the rows of the notices that said exactly this to a chat, sent or not."""
        rows = _NOTICES.rows(self._connection, {"chat": chat, "said": dump_plain(payload)})
        return [row for (row,) in rows]

    def saying(self, kind: str, payload: dict[str, Any]) -> list[tuple[int, int]]:
        """Return (row, chat) of every message that says exactly this and waits or was sent."""
        rows = self._connection.execute(
            select(outbox.c.id, outbox.c.chat_id)
            .where(
                outbox.c.kind == kind,
                outbox.c.payload == dump_plain(payload),
                outbox.c.status.in_((int(State.PENDING), int(State.SENT))),
            )
            .order_by(outbox.c.id)
        )
        return [(row.id, row.chat_id) for row in rows]

    def sent(self, row: int) -> Sent | None:
        """Return the message that a row became, None where it became none (yet)."""
        found = self._connection.execute(
            select(outbox.c.message_id, outbox.c.payload, outbox.c.done_at).where(
                outbox.c.id == row, outbox.c.message_id.is_not(None)
            )
        ).first()
        return Sent(found.message_id, load_plain(found.payload), found.done_at) if found else None

    def named(self, rows: Collection[int], name: str) -> frozenset[int]:
        """Return which of these rows are notices of this name, sent or not."""
        found = self._connection.execute(
            select(outbox.c.id, outbox.c.payload).where(outbox.c.id.in_(rows), outbox.c.kind == "notice")
        )
        return frozenset(row.id for row in found if load_plain(row.payload).get("name") == name)

    def message_of(self, row: int) -> int | None:
        """Return which message in its chat a row became, None where it did not (yet)."""
        return self._connection.execute(select(outbox.c.message_id).where(outbox.c.id == row)).scalar()

    def shown(self, chat: int, kind: str, payload: dict[str, Any]) -> int | None:
        """Return the message that rows saying exactly this to a chat are shown in; None where there is none.

        That is the one the latest of them became, unless Telegram said since that it is gone.
        """
        gone = and_(outbox.c.status == int(State.DROPPED), outbox.c.error.is_not(None))
        return self._connection.execute(
            select(outbox.c.message_id)
            .where(outbox.c.chat_id == chat, outbox.c.kind == kind, outbox.c.payload == dump_plain(payload))
            .where(or_(outbox.c.message_id.is_not(None), gone))
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).scalar()

    def prune(self, before: datetime) -> int:
        """Forget messages delivered before a moment, or overtaken; failed ones stay. Return how many."""
        return self._connection.execute(
            delete(outbox).where(
                outbox.c.done_at < before,
                outbox.c.status.in_((int(State.SENT), int(State.DROPPED))),
                outbox.c.id.not_in(kept_rows()),
            )
        ).rowcount

    def counts(self) -> dict[State, int]:
        """Return how many messages stand where."""
        rows = self._connection.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status))
        return {State(row[0]): row[1] for row in rows}


def _row(message: Outgoing, at: datetime) -> dict[str, Any]:
    return {
        "chat_id": message.chat,
        "kind": message.kind,
        "card_id": message.card,
        "payload": dump_plain(message.payload),
        "created_at": at,
        "next_at": at,
        "status": int(State.PENDING),
        "attempts": 0,
        "done_at": None,
        "message_id": None,
        "error": None,
    }
