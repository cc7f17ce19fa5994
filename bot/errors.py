"""What a failed call of the Bot API means: its error class, and what the courier does about it."""

import os
from datetime import timedelta
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.redaction import clean

# The library warns at every flood wait unless told that durations may be timedeltas; read when asked.
os.environ.setdefault("PTB_TIMEDELTA", "1")

FLOOD_WAIT = 5
"""Seconds to wait after a 429 that does not say how long."""


class UnreachedError(NetworkError):
    """No connection came about, so nothing was sent: trying again cannot say anything twice."""


class Verdict(Enum):
    """What to do about a call that failed."""

    RETRY = auto()
    """Try again later; the call may have been carried out."""
    UNREACHED = auto()
    """Try again later; the call was not carried out."""
    WAIT = auto()
    """Telegram says how long."""
    SAME = auto()
    """The message reads so already: as good as done."""
    GONE = auto()
    """The message to edit is gone, or too old to be edited."""
    LATE = auto()
    """The tap is too old to be answered."""
    FILE = auto()
    """Telegram does not know the file_id: send the bytes."""
    BLOCKED = auto()
    """This chat cannot be written to."""
    NO_TOPIC = auto()
    """The topic of the forum is gone, or closed."""
    MIGRATED = auto()
    """The group has another id now."""
    STOP = auto()
    """The token is refused: no call can succeed."""
    FAILED = auto()
    """Permanent: the same call would fail again."""


# Source: the texts of tdlib/telegram-bot-api (Client.cpp, fail_query_with_error), matched in lower case.
_TEXTS: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
    (Verdict.SAME, ("message is not modified",)),
    (
        Verdict.GONE,
        (
            "message to edit not found",
            "message can't be edited",
            "message_id_invalid",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
        ),
    ),
    (Verdict.LATE, ("query is too old", "query id is invalid", "query_id_invalid")),
    (
        Verdict.FILE,
        (
            "wrong file identifier",
            "wrong remote file identifier",
            "wrong remote file id",
            "wrong file_id",
            "file reference",
            "can't use file of type",
            "type of file mismatch",
        ),
    ),
    (Verdict.NO_TOPIC, ("message thread not found", "topic_closed", "topic_deleted")),
    (
        Verdict.BLOCKED,
        (
            "not enough rights to send",
            "have no rights to send",
            "need administrator rights",
            "chat not found",
            "group chat was deactivated",
            "group chat was deleted",
            "chat_write_forbidden",
            "chat_send_",
            "chat_restricted",
        ),
    ),
)
_CLASSES: tuple[tuple[type[TelegramError], Verdict], ...] = (
    # BadRequest is a NetworkError and must be met first (see verdict).
    (RetryAfter, Verdict.WAIT),
    (Forbidden, Verdict.BLOCKED),
    (ChatMigrated, Verdict.MIGRATED),
    (InvalidToken, Verdict.STOP),
    (EndPointNotFound, Verdict.FAILED),
    (UnreachedError, Verdict.UNREACHED),
    (NetworkError, Verdict.RETRY),
)


def verdict(error: Exception) -> Verdict:
    """Return what to do about a failed call."""
    if isinstance(error, BadRequest):
        text = error.message.lower()
        return next((found for found, parts in _TEXTS if any(part in text for part in parts)), Verdict.FAILED)
    if isinstance(error, OSError):
        return Verdict.RETRY  # a file in the store that cannot be read now
    return next((found for kind, found in _CLASSES if isinstance(error, kind)), Verdict.FAILED)


def answer_error(status: int, body: Any) -> TelegramError:
    """Return the error of an answer that is not ok; `body` is the parsed answer, or None where it is none.

    Other than in python-telegram-bot's own mapping, a 4xx is a BadRequest whatever its number (413 even from
    a proxy), and a 429 without parameters is a RetryAfter: a NetworkError would be tried for ever, or soon.
    """
    # A proxy or portal answers with pages of its own: what they say of the token or the person means nothing.
    telegram = isinstance(body, dict) and body.get("ok") is False and isinstance(body.get("description"), str)
    body = body if isinstance(body, dict) else {}
    text = redact(str(body.get("description") or f"HTTP status {status}"))
    parameters = body.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    if moved := parameters.get("migrate_to_chat_id"):
        return ChatMigrated(int(moved))
    if status == HTTPStatus.TOO_MANY_REQUESTS or parameters.get("retry_after"):
        return RetryAfter(int(parameters.get("retry_after") or FLOOD_WAIT))
    if not telegram:
        too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return BadRequest(text) if too_large else NetworkError(text)
    kinds: dict[int, type[TelegramError]] = {
        401: InvalidToken,
        403: Forbidden,
        404: InvalidToken,
        409: Conflict,
    }
    if kind := kinds.get(status):
        return kind(text)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return BadRequest(text)
    return NetworkError(text)


def retry_after(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait, in seconds, whichever type the library gives it."""
    value = error.retry_after
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def redact(text: str) -> str:
    """Return a text without anything that looks like a bot's token, or like another secret."""
    return clean(text)


__all__ = [
    "BadRequest",
    "ChatMigrated",
    "Conflict",
    "Forbidden",
    "InvalidToken",
    "NetworkError",
    "RetryAfter",
    "TelegramError",
    "TimedOut",
    "UnreachedError",
    "Verdict",
    "answer_error",
    "redact",
    "retry_after",
    "verdict",
]
