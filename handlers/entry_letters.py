"""What goes out about coming in, composed when it is sent.

So an invitation's link, a NIP and a telephone number stand in no row of the outbox.
"""

from collections.abc import Callable
from typing import Any

from handlers import entry_texts, joining_texts, texts
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Edit, Keyboard, Letter, NewText
from office.invitations import code_of, hash_code
from office.members import posts_of, would_pass
from office.office import USERNAME, Office
from office.registrations import decider
from office.strangers import FORM
from office.titles import post_title
from sop.moments import moment
from sop.people import Position
from storage.outbox import Pending
from storage.registrations import Registration, Stage
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


def registration(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the card that brings a registration to an admin; None for whoever is no admin any more."""
    one = tx.registrations.get(pending.payload["registration"])
    if one is None or pending.chat not in office.admins(tx):
        return None
    return NewText(pending.chat, _registration(tx, office, one), _decision(one))


def registration_edit(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Bring such a card up to date; whoever is no admin any more learns nothing new."""
    one = tx.registrations.get(pending.payload["registration"])
    message = pending.payload.get("message") or tx.outbox.message_of(pending.payload["row"])
    if one is None or message is None or pending.chat not in office.admins(tx):
        return None
    return Edit(pending.chat, message, _registration(tx, office, one), _decision(one))


def _decision(one: Registration) -> Keyboard:
    if one.stage is not Stage.WAITING:
        return ()
    return (
        (
            button("Setujui", ListButton(ListVerb.JOIN_APPROVE, str(one.id))),
            button("Tolak", ListButton(ListVerb.JOIN_REFUSE, str(one.id))),
        ),
    )


def _registration(tx: Tx, office: Office, one: Registration) -> str:
    post = post_title(office.library, one.position)
    if one.stage is Stage.REPLACED:
        return joining_texts.replaced(one.name, post)
    when = moment(one.decided, office.zone) if one.decided else ""
    if one.stage is Stage.REFUSED:
        return joining_texts.declined(one.name, post, decider(tx, office, one), when)
    if one.stage is Stage.APPROVED:
        card = joining_texts.card(one.name, one.nip, post, one.phone)
        return joining_texts.approved(card, decider(tx, office, one), when)
    actor = office.actor(tx, one.telegram_id)
    posts = (posts_of(office, actor) or "tanpa jabatan") if actor else ""
    return joining_texts.card(
        one.name,
        one.nip,
        post,
        one.phone,
        posts=posts,
        holders=would_pass(tx, office, one.position),
        same=tx.people.with_nip(one.nip, one.telegram_id),
    )


def registration_summary(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Show somebody what they are about to send; None where they left the form. It is in no other message."""
    dialog = tx.dialogs.get(pending.chat)
    if dialog is None or dialog.kind != FORM or not dialog.data.get("ready"):
        return None
    data = dialog.data
    post = post_title(office.library, Position(data["role"], data["unit"]))
    row = (
        button(joining_texts.SEND, ListButton(ListVerb.JOIN_SEND)),
        button(joining_texts.STOP, ListButton(ListVerb.JOIN_CANCEL)),
    )
    return NewText(
        pending.chat, joining_texts.summary(data["name"], data["nip"], post, data["phone"]), (row,)
    )


def _registered(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.welcome(data["who"], data["title"], office.name))


def _not_registered(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, joining_texts.not_registered(data["title"]))


def _admin_given(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, entry_texts.admin_given(data["who"], data["by"], data["self"], office.name))


def _admin_taken(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, entry_texts.admin_taken(data["who"], data["by"], data["self"], office.name))


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "admin_given": _admin_given,
    "admin_taken": _admin_taken,
    "registered": _registered,
    "not_registered": _not_registered,
}
"""Notices by name."""
