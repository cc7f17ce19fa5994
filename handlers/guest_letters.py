"""What goes out about a meeting to those who are invited or stand in for somebody."""

from collections.abc import Callable
from typing import Any

from handlers import attend_texts as t
from handlers.attend_card import HERE, begun
from handlers.buttons import TaskButton, Verb
from handlers.cards import button
from handlers.letter import Keyboard, Letter, NewAppointment, NewText
from office.cases import find
from office.diaries import appointment
from office.guests import guests, invitations
from office.meeting_reminders import SHORTLY
from office.office import Office
from sop.attendance import answer_of, stands_in_for
from sop.case import Answer, Case
from sop.definition import Sop
from sop.people import By, Position
from storage.outbox import Pending
from storage.transaction import Tx

NOTED = "n"
"""What a button carries that hangs under a notice and not under a card."""


def _appointment(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Bring a meeting to a calendar; None where it was set anew or called off since, which is said itself."""
    _, case = find(tx, office, data["case"])
    withdrawn, meeting = data["withdrawn"], case.meeting
    if meeting is None:
        return None
    overtaken = meeting.sequence != data["sequence"] or not invitations(case) or meeting.ends <= office.now()
    if overtaken and not withdrawn:
        return None
    file = appointment(tx, office, case, t.summary(case), t.DESCRIPTION, withdrawn=withdrawn)
    caption = t.for_calendar(case, meeting, office.zone, had=data["had"], withdrawn=withdrawn)
    return NewAppointment(pending.chat, file, caption) if file else None


def _stand_in(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Ask somebody to come in another's place; nothing where that changed before this is sent."""
    sop, case = find(tx, office, data["case"])
    person, meeting = data["person"], case.meeting
    found = next((one for one in stands_in_for(case, person) if one.by.person == data["of"]), None)
    if found is None or meeting is None or not invitations(case):
        return None
    rows = check_in(sop, case, person, data["of"], office, tx)
    return NewText(pending.chat, t.stands_in(sop, case, meeting, found.by, office.zone), rows)


def _stand_in_over(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case = find(tx, office, data["case"])
    if any(one.by.person == data["of"] for one in stands_in_for(case, data["person"])):
        return None
    name = tx.people.names((data["of"],)).get(data["of"], "")
    post = Position(data["role"], data["unit"]) if "role" in data else None
    of = office.by(tx, sop, data["of"], name, post) if post else By(data["of"], name)
    return NewText(pending.chat, t.stands_in_no_more(sop, case, of))


def _reminder(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Remind of a meeting; nothing where it began, was set anew, or its reader comes no more."""
    sop, case = find(tx, office, data["case"])
    meeting, person = case.meeting, data["person"]
    if meeting is None or meeting.sequence != data["sequence"] or not invitations(case):
        return None
    if meeting.starts <= office.now():
        return None
    mine, others = answer_of(case, person), stands_in_for(case, person)
    if mine is not None and mine.answer is not Answer.PRESENT and not others:
        return None
    invited = person in guests(case, office.roster(tx, sop))
    lines = t.own(case, person, office.zone)
    if invited and mine is None:
        lines = ["Kehadiran Anda: belum dijawab", *lines]
    left = meeting.starts - office.now() if data["rung"] == SHORTLY else None
    text = t.reminder(case, meeting, office.zone, left, lines)
    copy = tx.cards.get([pending.card]).get(pending.card) if pending.card is not None else None
    reply_to = copy.message if copy and copy.chat == pending.chat else None
    rows = check_in(sop, case, person, others[0].by.person if others and not invited else None, office, tx)
    return NewText(pending.chat, text, rows, reply_to=reply_to)


def check_in(sop: Sop, case: Case, person: int, of: int | None, office: Office, tx: Tx) -> Keyboard:
    """Return the button under a notice that says somebody is there, from when on it may be said.

    `of` is the official in whose place they come, None for themselves.
    """
    roster = office.roster(tx, sop)
    for task in invitations(case):
        whose = person if of is None else of
        if whose not in roster.people(task.positions):
            continue
        mine = answer_of(case, whose)
        if not begun(task, office.now()) or (mine is not None and mine.present):
            return ()
        what = TaskButton(Verb.CHECK_IN, case.id, task.id, task.version, NOTED)
        return ((button(HERE, what),),)
    return ()


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "appointment": _appointment,
    "stand_in": _stand_in,
    "stand_in_over": _stand_in_over,
    "meeting_reminder": _reminder,
}
