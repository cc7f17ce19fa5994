"""A superior or an admin gives a task to somebody: which task, to whom, and why."""

from handlers import assign_texts as texts
from handlers.buttons import LONGEST_NUMBER, ListButton, TaskButton, Verb, number
from handlers.call import Call
from handlers.incoming import Said, Tap
from handlers.words import plain_person, visible
from office import cases
from office.assigning import Offer, load, movable, offer
from office.cases import find
from sop import actions as a
from sop import facts as f
from sop.errors import Reason, Refused
from sop.people import By, Position
from storage.dialogs import Dialog

KIND = "assign"
MAX_REASON = 800
VERBS = frozenset({Verb.HAND, Verb.HAND_TO})
"""Buttons under notices and lists, which are no cards."""
_OVER = frozenset({Reason.ENDED, Reason.RETURNED, Reason.SUPERSEDED, Reason.CASE_CLOSED})


def on_case(call: Call, _: Tap, choice: ListButton) -> None:
    """Offer the open tasks of a case; a single one goes straight on to whom."""
    sop, case = find(call.tx, call.office, number(choice.first))
    found = movable(call.tx, call.office, call.actor, sop, case)
    if not found:
        raise Refused(Reason.NOT_ABOVE)
    if len(found) == 1:
        _whom(call, found[0], 0, 0)
    else:
        call.reply(*texts.which(case, found))


def on_hand(call: Call, choice: TaskButton) -> None:
    """Offer the people: below a notice in a message of its own, then page by page in that message."""
    page, notice = _numbers(choice.arg) if choice.arg else (0, 0)
    tapped = call.incoming.message if isinstance(call.incoming, Tap) else 0
    try:
        found = offer(call.tx, call.office, call.actor, choice.case, choice.task)
    except Refused as refused:
        if refused.reason in _OVER and tapped:
            _, case = find(call.tx, call.office, choice.case)
            call.edit(tapped, texts.over(case))
        raise
    if choice.arg:
        _whom(call, found, page, notice, tapped)
    else:
        _whom(call, found, 0, tapped)


def _whom(call: Call, found: Offer, page: int, notice: int, message: int = 0) -> None:
    """Show a page of people; in a message of its own, or in place of what an earlier one says."""
    roster = call.office.roster(call.tx, found.sop)
    page = min(page, max(0, len(found.people) - 1) // texts.PAGE)
    shown = found.people[page * texts.PAGE : (page + 1) * texts.PAGE]
    counts = load(call.tx, call.office, [person for _, person in shown])
    text, rows = texts.whom(found, roster, counts, page, notice)
    if message:
        call.edit(message, text, rows)
    else:
        call.reply(text, rows)


def on_person(call: Call, choice: TaskButton) -> None:
    """Give the task to whom was chosen; the reason is asked for where it is taken from somebody."""
    person, notice = _numbers(choice.arg)
    here = call.incoming.message if isinstance(call.incoming, Tap) else 0
    found = offer(call.tx, call.office, call.actor, choice.case, choice.task, lock=True)
    position = found.position(person)
    if found.task.version != choice.seen:
        _whom(call, found, 0, notice, here)
        raise Refused(Reason.STALE)
    if position is None:
        raise Refused(Reason.NOT_FOR_PERSON)
    if not found.needs_reason:
        _give(call, found, By(person, "", position), "", (here, notice))
        return
    roster = call.office.roster(call.tx, found.sop)
    to = plain_person(found.sop, roster.by(person, position))
    call.edit(here, texts.waits_for_reason(found.case, to))
    call.ask(
        texts.why(found, to),
        KIND,
        hint="Alasan pengalihan",
        case=choice.case,
        task=choice.task,
        to=person,
        position=[position.role, position.unit],
        had=list(found.had),
        messages=[here, notice],
    )


def on_reason(call: Call, said: Said, form: Dialog) -> None:
    """Take the reason and give the task; what its holder did to it meanwhile is no hindrance."""
    data = form.data
    reason = visible(said.text)
    if not reason:
        raise Refused(Reason.NEEDS_REASON)
    if len(reason) > MAX_REASON:
        raise Refused(Reason.TOO_LONG, limit=str(MAX_REASON))
    call.forget(form)
    found = offer(call.tx, call.office, call.actor, data["case"], data["task"], lock=True)
    if list(found.had) != data["had"]:
        _whom(call, found, 0, data["messages"][1])
        raise Refused(Reason.STALE)
    to = By(data["to"], "", Position(*data["position"]))
    _give(call, found, to, reason, tuple(data["messages"]))
    call.reply("Tugas telah dialihkan. Kedua pihak sudah diberi tahu.")


def _give(call: Call, found: Offer, to: By, reason: str, messages: tuple[int, ...]) -> None:
    """Do it, and let the list and the notice that it came from say so."""
    assert to.position is not None  # noqa: S101 - chosen from what was offered
    action = a.Assign(found.task.id, found.task.version, to.person, to.position, reason)
    outcome = cases.act(call.tx, call.office, call.actor, found.case.id, action)
    given = next(e.fact.to for e in outcome.events if isinstance(e.fact, f.Assigned))
    text = texts.done(found.sop, found.case, found.task, given, moved=found.needs_reason)
    for message in dict.fromkeys(messages):
        if message:
            call.edit(message, text)
    call.toast("Penugasan telah dicatat.")


def _numbers(arg: str) -> tuple[int, int]:
    """Return the two numbers that a button carries; Refused for what is none."""
    first, _, second = arg.partition(".")
    for text in (first, second):
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
            raise Refused(Reason.FORGED)
    return int(first), int(second)
