"""Letters that remind: of one task, of several, and what takes them back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers import summary_texts as texts
from handlers.letter import Delete, Edit, Keyboard, Letter, NewText
from office.addresses import addressees
from office.cases import find
from office.office import Office
from office.reminders import LIST
from storage.outbox import Pending
from storage.reminded import Shown
from storage.transaction import Tx

DELETABLE = timedelta(hours=47)
"""A bot may delete what it sent less than 48 hours ago (Bot API, deleteMessage); some of it for the wire."""


def summary(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Return a list of tasks; None where all of them are over, or a newer message reminds of them."""
    found = _listed(tx, office, pending.chat, pending.id, data, pending.created_at)
    if found is None:
        return None
    return NewText(pending.chat, *found, topic=data.get("topic"))


def unremind(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return what brings a reminder up to date that reminds of less than before, or takes it away."""
    row = pending.payload["row"]
    sent = tx.outbox.sent(row)
    if sent is None:
        return None
    if sent.payload.get("name") == LIST:
        found = _listed(tx, office, pending.chat, row, sent.payload, sent.at)
        if found is not None:
            return Edit(pending.chat, sent.message, *found)
    elif tx.reminded.by(row):
        return None
    if office.now() - sent.at < DELETABLE:
        return Delete(pending.chat, sent.message)
    return Edit(pending.chat, sent.message, texts.OVER)


def _listed(
    tx: Tx, office: Office, chat: int, row: int, data: dict[str, Any], at: datetime
) -> tuple[str, Keyboard] | None:
    lines = _lines(tx, office, chat, tx.reminded.by(row))
    if not lines:
        return None
    calendar = office.calendar(tx)
    of = calendar.local_day(at)
    return texts.summary(lines, of, office.now(), calendar, digest=data["digest"], group=chat < 0)


def _lines(tx: Tx, office: Office, chat: int, shown: Sequence[Shown]) -> list[texts.Line]:
    person = office.actor(tx, chat)
    lines = []
    for one in shown:
        sop, case = find(tx, office, one.case)
        task = case.task(one.task)
        if task is None or not task.open:
            continue
        roster = office.roster(tx, sop)
        own = chat < 0 or (person is not None and person.person in addressees(sop, case, task, roster))
        lines.append(texts.Line(sop, case, task, roster, own))
    return lines


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {"summary": summary}
"""Notices; see `handlers.letters`."""
