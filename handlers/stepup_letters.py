"""Letters about codes before signatures, composed when they are sent: only then is a secret decrypted."""

import io
from collections.abc import Callable
from typing import Any

from handlers import stepup_texts as texts
from handlers.letter import Delete, Letter, NewImage, NewText
from office import stepup
from office.office import Office
from storage.outbox import Pending
from storage.transaction import Tx

DOT, BORDER = 8, 4
"""Pixels of a QR code's dot, and dots of its margin (ISO/IEC 18004)."""


def enrol(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the QR code of an app that waits for its first code; None where it no longer does."""
    actor = office.actor(tx, pending.chat)  # a private chat bears its person's id
    offered = stepup.offered(tx, office, actor) if actor is not None else None
    if offered is None:
        return None
    return NewImage(pending.chat, _picture(offered.uri), texts.offer(offered.key), texts.HINT)


def _picture(uri: str) -> bytes:
    import segno  # noqa: PLC0415 - most starts of the program need it never

    drawing = io.BytesIO()
    segno.make(uri, error="m").save(drawing, kind="png", scale=DOT, border=BORDER)
    return drawing.getvalue()


def delete(_: Tx, __: Office, pending: Pending) -> Letter:
    """Return the deletion of a message."""
    return Delete(pending.chat, pending.payload["message"])


def withdraw(tx: Tx, _: Office, pending: Pending) -> Letter | None:
    """Return the deletion of a message of ours; None where it was never sent."""
    message = tx.outbox.message_of(pending.payload["row"])
    return Delete(pending.chat, message) if message is not None else None


def locked(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    """Tell an admin of five wrong codes in a row."""
    return NewText(pending.chat, texts.locked(data["who"], data["until"], office.zone))


def reset(_: Tx, __: Office, pending: Pending, ___: dict[str, Any]) -> Letter:
    """Tell somebody that an admin took their app away."""
    return NewText(pending.chat, texts.RESET)


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "code_locked": locked,
    "authenticator_reset": reset,
}
"""Notices; see `handlers.letters`."""
