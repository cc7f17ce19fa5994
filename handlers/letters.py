"""Outbox row -> letter: what a message says is settled only when it is sent, so it is never out of date."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers import (
    assign_texts,
    cards,
    draft_letters,
    entry_letters,
    handover_texts,
    letters_terms,
    panels,
    paper_letters,
    people_letters,
    photos,
    signing_letters,
    stepup_letters,
    stepup_texts,
    texts,
    words,
)
from handlers.archive_card import ArchiveSight
from handlers.cards import Sight
from handlers.letter import Answer, Button, Commands, Edit, Key, Keyboard, Letter, NewFile, NewText
from handlers.panels import Panel
from handlers.signing_letters import signing_ways
from office import archiving, stepup
from office.alerts import obstacle
from office.cases import find, invited_to
from office.office import Office
from sop.case import Case, Task
from sop.decisions import overtaken
from sop.definition import Sop
from sop.errors import Refused
from sop.facts import Assigned
from sop.people import Position, Roster
from sop.routing import Route, overseers, rightful, route
from sop.turn import freed, title
from storage.cards import CardCopy
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


def _looked_up(tx: Tx, office: Office, card: int | None) -> tuple[CardCopy, Sop, Case, Task] | None:
    copy = tx.cards.get([card]).get(card) if card is not None else None
    if copy is None:
        return None
    sop, case = find(tx, office, copy.case)
    task = case.task(copy.task)
    return (copy, sop, case, freed(task, office.roster(tx, sop))) if task is not None else None


def _sight(tx: Tx, office: Office, found: tuple[CardCopy, Sop, Case, Task], panel: Panel) -> Sight:
    copy, sop, case, task = found
    now = office.now()
    roster = office.roster(tx, sop)
    way = route(sop, case, task, roster)
    posts: frozenset[Position] | None = None
    if copy.person is None:
        aside = _elsewhere(tx, copy, way)
    else:
        viewer = office.actor(tx, copy.chat)  # a private chat bears its person's id
        mine = office.within(tx, viewer, sop) if viewer and viewer.person == copy.person else None
        posts = mine.positions if mine else frozenset()
        replaced = mine.replaced if mine else frozenset()
        aside = _aside(sop, case, task, way, copy.person, posts, replaced, roster)
    sight = Sight(
        copy.person or 0,
        now,
        office.zone,
        office.calendar,
        posts=posts,
        positions=way.positions,
        acting=roster.acting,
        climbed=way.climbed,
        aside=aside,
        public=copy.person is None,
    )
    sight = replace(sight, **signing_ways(tx, office, case, task, copy.person is None))
    if panel.name == panels.UNITS:
        return replace(sight, units=roster.units_of(sop))
    if panel.name in panels.ARCHIVES and task.open:
        offered = archiving.proposal(tx, office, panel.given)
        return replace(sight, archive=ArchiveSight(offered.record, offered.count > 0, office.archiving))
    if panel.name == panels.ATTENDANCE:
        invited = tuple((by.person, words.plain_person(sop, by)) for by in invited_to(tx, office, case))
        return replace(sight, invited=invited)
    return sight


def _elsewhere(tx: Tx, copy: CardCopy, way: Route) -> str:
    """Return what a group's card says where the task waits for none of the positions that have it as room."""
    here = {r.position for r in tx.people.known().rooms.values() if (r.chat, r.topic) == copy.place}
    return "" if not here.isdisjoint(way.positions) else texts.ELSEWHERE


def _aside(
    sop: Sop,
    case: Case,
    task: Task,
    way: Route,
    person: int,
    held: frozenset[Position],
    replaced: frozenset[Position],
    roster: Roster,
) -> str:
    """Return why it is not this person's turn, "" where it is."""
    if person in way.barred and not held.isdisjoint(task.positions):
        return texts.FOUR_EYES
    if not held.isdisjoint(way.positions):
        return ""
    if not replaced.isdisjoint((*task.positions, *way.positions)):
        return texts.replaced(title(sop, way.positions, roster.acting))
    if not held.isdisjoint(task.positions):
        return texts.FOUR_EYES
    roles = {p.role for p in (*task.positions, *rightful(sop, case, task, roster))}
    above = overseers(sop, case, task, roster)
    if any(p.role in roles or p in above for p in held):
        return assign_texts.elsewhere(sop, task, roster)
    return texts.PASSED_ON


def _face(tx: Tx, office: Office, found: tuple[CardCopy, Sop, Case, Task]) -> tuple[str, Keyboard]:
    """Return what a copy of a card shows now: its text and its buttons."""
    copy, sop, case, task = found
    panel = Panel.load(copy.view)
    sight = _sight(tx, office, found, panel)
    return cards.text(sop, case, task, panel, sight), cards.keyboard(sop, case, task, panel, sight)


def _card(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    found = _looked_up(tx, office, pending.card)
    if found is None or not found[3].open or found[0].retired:
        return None
    copy, _, case, task = found
    text, buttons = _face(tx, office, found)
    hidden = copy.person is None and case.confidential
    document = tx.documents.get(task.given.id) if task.given and not hidden else None
    secret = case.confidential
    if document is None:
        return NewText(copy.chat, text, buttons, card=copy.id, topic=copy.topic, protect=secret)
    return NewFile(copy.chat, document, text, buttons, card=copy.id, topic=copy.topic, protect=secret)


def _edit(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    found = _looked_up(tx, office, pending.card)
    if found is None or found[0].message is None:
        return None
    copy = found[0]
    text, buttons = _face(tx, office, found)
    if copy.retired:
        text, buttons = texts.superseded(text, left=bool(pending.payload.get("left"))), ()
    return Edit(copy.chat, copy.message or 0, text, buttons, caption=copy.medium != "text")


def _notice(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    data = pending.payload
    try:
        return _NOTICES[data["name"]](tx, office, pending, data)
    except Refused:  # the case it was about is gone
        return None


def _about(tx: Tx, office: Office, data: dict[str, Any]) -> tuple[Sop, Case, Task]:
    sop, case = find(tx, office, data["case"])
    task = case.task(data["task"])
    assert task is not None  # noqa: S101 - written with the task it is about
    return sop, case, task


def _reminder(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case, task = _about(tx, office, data)
    if not task.open:
        return None
    copy = tx.cards.get([pending.card]).get(pending.card) if pending.card is not None else None
    text = texts.reminder(data["rung"], sop, task, case, office.zone, office.now())
    reply_to = copy.message if copy and copy.chat == pending.chat else None
    return NewText(pending.chat, text, reply_to=reply_to, topic=data.get("topic"))


def _late(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case, task = _about(tx, office, data)
    if not task.open:
        return None
    roster = office.roster(tx, sop)
    text = texts.late(sop, task, case, office.zone, office.calendar, office.now(), roster)
    return NewText(
        pending.chat, text, _with_hand(cards.take_back(case, task), tx, office, pending, case, task)
    )


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


def _claimed(tx: Tx, office: Office, pending: Pending) -> Letter | None:
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
    "card": _card,
    "edit": _edit,
    "claimed": _claimed,
    "notice": _notice,
    "enrol": stepup_letters.enrol,
    "delete": stepup_letters.delete,
    "withdraw": stepup_letters.withdraw,
    "sheaf": photos.letter,
}
_NOTICES: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
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
    **signing_letters.COMPOSE,
    **entry_letters.COMPOSE,
    **handover_texts.COMPOSE,
    "room_lost": _room_lost,
    "room_found": _room_found,
    **stepup_letters.COMPOSE,
    **draft_letters.COMPOSE,
    **paper_letters.COMPOSE,
}
