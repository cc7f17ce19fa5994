"""Notices: the short messages that no card carries, each made of the state as it is when it is sent."""

from collections.abc import Callable
from typing import Any

from handlers import (
    assign_texts,
    calendar_letters,
    cards,
    draft_letters,
    entry_letters,
    guest_letters,
    handover_texts,
    letters_terms,
    meeting_letters,
    paper_letters,
    signing_letters,
    stepup_letters,
    summary_letters,
    texts,
    time_card,
    time_letters,
)
from handlers.letter import Edit, Keyboard, Letter, NewFile, NewText
from office.alerts import obstacle
from office.cases import find
from office.office import Office
from sop.case import Case, Task
from sop.decisions import overtaken
from sop.definition import Sop
from sop.facts import Assigned
from storage.outbox import Pending
from storage.transaction import Tx


def _about(tx: Tx, office: Office, data: dict[str, Any]) -> tuple[Sop, Case, Task]:
    sop, case = find(tx, office, data["case"])
    task = case.task(data["task"])
    assert task is not None  # noqa: S101 - written with the task it is about
    return sop, case, task


def _reminder(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Remind of a task, unless it is over, stands still, or a newer message reminds of it."""
    sop, case, task = _about(tx, office, data)
    if not task.open or not tx.reminded.by(pending.id):
        return None
    copy = tx.cards.get([pending.card]).get(pending.card) if pending.card is not None else None
    text = texts.reminder(data["rung"], sop, task, case, office.zone, office.now(), data.get("by", ""))
    reply_to = copy.message if copy and copy.chat == pending.chat else None
    return NewText(pending.chat, text, reply_to=reply_to, topic=data.get("topic"))


def _late(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case, task = _about(tx, office, data)
    if not task.open or not tx.reminded.by(pending.id):
        return None
    roster = office.roster(tx, sop)
    text = texts.late(sop, task, case, office.zone, office.calendar(tx), office.now(), roster)
    rows = _with_hand(cards.take_back(case, task), tx, office, pending, case, task)
    viewer = office.actor(tx, pending.chat)
    time = time_card.below(tx, office, viewer, sop, case, task) if viewer else ()
    return NewText(pending.chat, text, (*rows, *((time,) if time else ())))


def _with_hand(
    rows: Keyboard, tx: Tx, office: Office, pending: Pending, case: Case, task: Task, *, named: bool = False
) -> Keyboard:
    """Return rows with the button beside the last that gives the task to somebody, for whom may do so."""
    hand = assign_texts.hand(tx, office, pending.chat, case, task, named=named)
    if not hand:
        return rows
    return (*rows[:-1], (*rows[-1], hand)) if rows else ((hand,),)


def _unclaimed(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell the superior that nobody of the pool has a task, unless somebody took it meanwhile."""
    sop, case, task = _about(tx, office, data)
    if not task.open or task.holder is not None:
        return None
    rows = _with_hand((), tx, office, pending, case, task)
    return NewText(pending.chat, assign_texts.unclaimed(sop, case, task), rows)


def claimed(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Take the button from what the superior was told: somebody has the task, or it is over."""
    data = pending.payload
    sop, case, task = _about(tx, office, data)
    message = tx.outbox.message_of(data["row"])
    if message is None or (task.open and task.holder is None and task.assigned is None):
        return None
    return Edit(pending.chat, message, assign_texts.claimed(sop, case, task))


def _stalled(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Say what still stands in the way when this is sent; nothing where it was mended meanwhile."""
    sop, case, task = _about(tx, office, data)
    if not task.open or obstacle(sop, case, task, office.roster(tx, sop)) is None:
        return None
    text = texts.stalled(sop, case, task, data["why"], data["whose"], data["who"])
    return NewText(pending.chat, text, _with_hand((), tx, office, pending, case, task))


def _assigned(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case, task = _about(tx, office, data)
    given = [e for e in tx.cases.events(case.id) if isinstance(e.fact, Assigned) and e.fact.task == task.id]
    if not given:
        return None
    event = given[-1]
    assert isinstance(event.fact, Assigned)  # noqa: S101 - chosen so above
    to = None if data["to"] else event.fact.to
    return NewText(pending.chat, texts.assigned(sop, case, task, to, event.by, event.fact.reason))


def _overtaken(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell who decided that the file was replaced, and by which version it is when this is sent."""
    sop, case = find(tx, office, data["case"])
    found = overtaken(case).get(data["task"])
    if found is None:
        return None
    return NewText(pending.chat, texts.overtaken(sop, case, found, office.zone), protect=case.confidential)


def _delivered(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case = find(tx, office, data["case"])
    document = tx.documents.get(data["document"])
    if document is None:
        return None
    caption = texts.delivered(sop, case, document.label)
    return NewFile(pending.chat, document, caption, protect=case.confidential)


def _case_closed(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    sop, case = find(tx, office, data["case"])
    return NewText(pending.chat, texts.closed(sop, case, office.zone))


def _case_cancelled(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    _, case = find(tx, office, data["case"])
    return NewText(pending.chat, texts.cancelled(case))


def _blocked(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    """Tell an admin or a superior; where they may, they give back or give on what that person has."""
    rows: Keyboard = ()
    if office.actor(tx, pending.chat) is not None:
        for case_id, task_id in data.get("held", ()):
            _, case = find(tx, office, case_id)
            task = case.task(task_id)
            if task is not None and task.open:
                back = cards.take_back(case, task, f"👐 Lepas tugas proses {case.id}")
                rows += _with_hand(back, tx, office, pending, case, task, named=True)
    return NewText(pending.chat, texts.blocked(data["who"]), rows)


def _failed(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.failed(data["update"]))


def _unmade(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.unmade(data["kind"], data["case"], asked=data.get("asked", False)))


def _infected(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.infected(data["who"], data["file"], data["found"]))


def _scanner_away(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.scanner_away(data["why"]))


def _room_lost(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.room_lost(data["title"], data["posts"], data["why"]))


def _room_found(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.room_found(data["title"], data["posts"]))


def _succeeded(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    return NewText(pending.chat, texts.succeeded(data["title"], data["by"]))


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "reminder": _reminder,
    "late": _late,
    "stalled": _stalled,
    "unclaimed": _unclaimed,
    "assigned": _assigned,
    "overtaken": _overtaken,
    "delivered": _delivered,
    "case_closed": _case_closed,
    "case_cancelled": _case_cancelled,
    "blocked": _blocked,
    "failed": _failed,
    "unmade": _unmade,
    "infected": _infected,
    "scanner_away": _scanner_away,
    "succeeded": _succeeded,
    **letters_terms.COMPOSE,
    **meeting_letters.COMPOSE,
    **time_letters.COMPOSE,
    **guest_letters.COMPOSE,
    **signing_letters.COMPOSE,
    **entry_letters.COMPOSE,
    **handover_texts.COMPOSE,
    "room_lost": _room_lost,
    "room_found": _room_found,
    **stepup_letters.COMPOSE,
    **draft_letters.COMPOSE,
    **paper_letters.COMPOSE,
    **calendar_letters.COMPOSE,
    **summary_letters.COMPOSE,
}
