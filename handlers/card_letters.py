"""What the outbox says of a card: its text and buttons as of the moment it is sent, for its own reader."""

from dataclasses import replace

from handlers import (
    assign_texts,
    cards,
    panels,
    texts,
)
from handlers.archive_card import ArchiveSight
from handlers.cards import Sight
from handlers.letter import Edit, Keyboard, Letter, NewFile, NewText
from handlers.panels import Panel
from handlers.signing_letters import signing_ways
from office import archiving
from office.cases import find, invited_to
from office.office import Office
from office.timekeeping import Leave, leave
from sop.case import Case, Part, Task
from sop.definition import Sop
from sop.people import Position, Roster
from sop.routing import Route, overseers, rightful, route
from sop.turn import freed, title
from storage.cards import CardCopy
from storage.outbox import Pending
from storage.transaction import Tx


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
        office.calendar(tx),
        posts=posts,
        positions=way.positions,
        acting=roster.acting,
        climbed=way.climbed,
        aside=aside,
        public=copy.person is None,
        **signing_ways(tx, office, case, task, copy.person is None),
    )
    if panel.name == panels.UNITS:
        return replace(sight, units=roster.units_of(sop))
    if panel.name in panels.TIMES and task.open:
        return replace(sight, time=_leave(tx, office, copy, sop, case, task))
    if panel.name in panels.ARCHIVES and task.open:
        offered = archiving.proposal(tx, office, panel.given)
        return replace(sight, archive=ArchiveSight(offered.record, offered.count > 0, office.archiving))
    if task.part is Part.MINUTES and task.open:
        return replace(sight, invited=invited_to(tx, office, case))
    return sight


def _leave(tx: Tx, office: Office, copy: CardCopy, sop: Sop, case: Case, task: Task) -> Leave:
    """Return what the viewer may do about a task's time; in a group what somebody there could."""
    if copy.person is None:
        wanted = task.clock is None or task.clock.request is None
        return Leave(ask=wanted, pause=bool(sop.step(task.step).pausers))
    viewer = office.actor(tx, copy.chat)
    return leave(tx, office, viewer, sop, case, task) if viewer else Leave()


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


def card(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return a new copy of a card with the file it is about; None once the task is over."""
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


def edit(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return what a copy that was sent shows now; None where it was not sent."""
    found = _looked_up(tx, office, pending.card)
    if found is None or found[0].message is None:
        return None
    copy = found[0]
    text, buttons = _face(tx, office, found)
    if copy.retired:
        text, buttons = texts.superseded(text, left=bool(pending.payload.get("left"))), ()
    return Edit(copy.chat, copy.message or 0, text, buttons, caption=copy.medium != "text")
