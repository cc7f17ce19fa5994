"""What goes out about coming in, composed when it is sent: an invitation's link is written down nowhere."""

from collections.abc import Callable
from typing import Any

from handlers import entry_texts
from handlers.letter import Letter, NewText
from handlers.moments import moment
from office.invitations import USERNAME, code_of, hash_code
from office.office import Office
from office.titles import post_title
from storage.outbox import Pending
from storage.transaction import Tx


def invitation(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the link an admin asked for; None where it has been withdrawn or has ended meanwhile."""
    code = code_of(office, pending.payload["nonce"])
    found = tx.invitations.find(hash_code(code))
    username = tx.record.setting(USERNAME)
    if found is None or username is None or not found.open(office.now()):
        return None
    link = f"https://t.me/{username}?start={code}"
    until = moment(found.expires, office.zone)
    return NewText(
        pending.chat, entry_texts.invitation(post_title(office.library, found.position), link, until)
    )


def _admin_given(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, entry_texts.admin_given(data["who"], data["by"], data["self"], office.name))


def _admin_taken(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, entry_texts.admin_taken(data["who"], data["by"], data["self"], office.name))


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "admin_given": _admin_given,
    "admin_taken": _admin_taken,
}
"""Notices by name."""
