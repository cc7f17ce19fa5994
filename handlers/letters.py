"""Outbox row -> letter: what a message says is settled only when it is sent, so it is never out of date."""

from collections.abc import Callable
from typing import Any

from handlers import (
    card_letters,
    draft_letters,
    entry_letters,
    notice_letters,
    people_letters,
    photos,
    proposal_letters,
    stepup_letters,
    stepup_texts,
    summary_letters,
    texts,
    time_letters,
    words,
)
from handlers.letter import Answer, Button, Commands, Edit, Key, Keyboard, Letter, NewFile, NewText
from office import stepup
from office.office import Office
from sop.errors import Refused
from storage.outbox import Pending
from storage.transaction import Tx


def compose(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return what to send for an outbox row; None where events have overtaken it."""
    return _COMPOSE[pending.kind](tx, office, pending)


def _answer(_: Tx, __: Office, pending: Pending) -> Letter:
    data = pending.payload
    return Answer(data["id"], data["text"], data["alert"])


def _text(_: Tx, __: Office, pending: Pending) -> Letter:
    data = pending.payload
    # A message that a group's move left behind is no message of the chat it goes to now.
    reply_to = data.get("reply_to") if data.get("chat", pending.chat) == pending.chat else None
    force_reply = data.get("force_reply")
    return NewText(
        pending.chat,
        data["text"],
        _buttons(data),
        force_reply,
        reply_to,
        topic=data.get("topic"),
        keys=tuple(Key(*key) for key in data.get("keys", ())),
        remove_keys=data.get("remove_keys", False),
    )


def _edit_text(_: Tx, __: Office, pending: Pending) -> Letter | None:
    data = pending.payload
    return Edit(pending.chat, data["message"], data["text"], _buttons(data)) if data["message"] else None


def _buttons(data: dict[str, Any]) -> Keyboard:
    return tuple(tuple(Button(*b) for b in row) for row in data.get("buttons", ()))


def _file(tx: Tx, _: Office, pending: Pending) -> Letter | None:
    document = tx.documents.get(pending.payload["document"])
    if document is None:
        return None
    what = words.esc(f"{document.label} versi {document.number}", 120)
    case = tx.cases.load(document.case) if document.case is not None else None
    protect = case is not None and case.confidential
    lines = [f"{what}, <code>{document.sha256[: words.SHORT_HASH]}</code>"]
    lines += [words.case_line(case)] if case is not None else []
    return NewFile(pending.chat, document, "\n".join(lines), protect=protect)


def _commands(tx: Tx, office: Office, pending: Pending) -> Letter:
    actor = office.actor(tx, pending.chat)
    if actor is None:
        return Commands(pending.chat, texts.STRANGER_COMMANDS)
    codes = (stepup_texts.COMMAND,) if stepup.asking(office) else ()
    return Commands(pending.chat, texts.COMMANDS + codes + (texts.ADMIN_COMMANDS if actor.admin else ()))


def _notice(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    data = pending.payload
    try:
        return notice_letters.COMPOSE[data["name"]](tx, office, pending, data)
    except Refused:  # the case it was about is gone
        return None


_COMPOSE: dict[str, Callable[[Tx, Office, Pending], Letter | None]] = {
    "answer": _answer,
    "text": _text,
    "edit_text": _edit_text,
    "file": _file,
    "draft": draft_letters.draft,
    "commands": _commands,
    "invitation": entry_letters.invitation,
    "registration": entry_letters.registration,
    "registration_edit": entry_letters.registration_edit,
    "registration_summary": entry_letters.registration_summary,
    "person": people_letters.page,
    "card": card_letters.card,
    "edit": card_letters.edit,
    "claimed": notice_letters.claimed,
    "time_settled": time_letters.settled,
    "notice": _notice,
    "unremind": summary_letters.unremind,
    "enrol": stepup_letters.enrol,
    "delete": stepup_letters.delete,
    "withdraw": stepup_letters.withdraw,
    "sheaf": photos.letter,
    "proposal": proposal_letters.card,
    "proposal_edit": proposal_letters.edit,
}
