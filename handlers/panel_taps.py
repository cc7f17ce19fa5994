"""Buttons that open something on a card or change what is open: disposition, returns, units, who is there."""

from dataclasses import replace

from handlers import asks, attend_card, panels
from handlers.buttons import TaskButton, Verb
from handlers.call import Call
from handlers.doing import OnTask, do, index
from handlers.panels import Panel
from office import cases
from office.checks import check
from sop import actions as a
from sop.attendance import answer_of
from sop.case import Answer, Part
from sop.errors import Reason, Refused
from storage.cards import CardCopy


def _show(call: Call, copy: CardCopy, panel: Panel) -> None:
    call.tx.cards.show(copy.id, panel.dump())
    call.refresh(copy)


def _open_dispose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    left = Panel.load(copy.view)
    if left.name in (panels.DISPOSE, panels.FOLDED):
        _show(call, copy, replace(left, name=panels.DISPOSE))
    else:
        _show(call, copy, panels.fresh_disposition(sop.step(task.step)))


def _compose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Tick an instruction, or choose the urgency, on the composer."""
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    step = sop.step(task.step)
    panel = Panel.load(copy.view)
    number = index(button)
    if button.verb is Verb.TOGGLE:
        panel = panels.toggled(panel, number, step)
    elif number < len(step.urgencies):
        panel = Panel(panels.DISPOSE, panel.chosen, number, panel.note)
    _show(call, copy, panel)


def _note(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    asks.note(call, button.case, button.task, copy.id)


def _dispose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    step = sop.step(task.step)
    panel = Panel.load(copy.view) if copy else Panel()
    if panel.name not in (panels.DISPOSE, panels.FOLDED):
        panel = panels.fresh_disposition(step)
    action = a.Dispose(
        button.task,
        button.seen,
        panels.instructions(panel, step),
        panels.urgency(panel, step),
        panel.note,
    )
    cases.act(call.tx, call.office, call.actor, button.case, action)
    call.toast("Disposisi telah dikirim.")


def _return(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Ask where to, if there is a choice, then why."""
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part not in (Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN):
        raise Refused(Reason.NOT_THIS_KIND)
    step = sop.step(task.step)
    if task.part is not Part.COUNTERSIGN and not step.returns_to:
        raise Refused(Reason.NO_SUCH_RETURN)
    if task.part is not Part.COUNTERSIGN and len(step.returns_to) > 1 and copy is not None:
        _show(call, copy, Panel(panels.RETURN))
        return
    asks.reason(call, button.case, button.task, button.seen, None)


def _return_to(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    target = index(button)
    if target not in sop.step(task.step).returns_to:
        raise Refused(Reason.NO_SUCH_RETURN)
    asks.reason(call, button.case, button.task, button.seen, target)


def _choose_unit(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DRAFT or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    _show(call, copy, Panel(panels.UNITS))


def _unit(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, _ = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    units = call.office.roster(call.tx).units_of(sop)
    number = index(button)
    if number >= len(units):
        raise Refused(Reason.NO_SUCH_UNIT)
    do(call, button, a.ChooseUnit(button.task, button.seen, units[number]))
    if copy is not None:
        call.tx.cards.show(copy.id, "")


def _attendance(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if task.part is not Part.MINUTES or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    _show(call, copy, Panel(panels.ATTENDANCE))


def _mark(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    """Note that an invited official was there; a second tap notes that they were not."""
    _, case, _ = check(call.tx, call.office, call.actor, button.case, button.task, None)
    person = index(button)
    invited = cases.invited_to(call.tx, call.office, case)
    if button.arg == attend_card.ALL:
        for by in attend_card.expected(case, invited):
            do(call, button, a.Mark(button.task, by, Answer.PRESENT))
        return
    of = next((by for by in invited if by.person == person), None)
    if of is None:
        raise Refused(Reason.NOT_INVITED)
    known = answer_of(case, person)
    there = known is not None and known.present is not None
    do(call, button, a.Mark(button.task, of, Answer.ABSENT if there else Answer.PRESENT))


def _back(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Go back to the plain card; what was composed is kept for the next opening."""
    check(call.tx, call.office, call.actor, button.case, button.task, None)
    if copy is not None:
        left = Panel.load(copy.view)
        _show(call, copy, _behind(left))


def _behind(left: Panel) -> Panel:
    if left.name == panels.TIME_MORE:
        return replace(left, name=panels.TIME)
    if left.name == panels.TIME:
        return panels.left(left)
    if left.name in panels.ARCHIVES - {panels.ARCHIVE}:
        return replace(left, name=panels.ARCHIVE)
    composed = left.name in (panels.DISPOSE, panels.ARCHIVE, panels.FOLDED)
    return replace(left, name=panels.FOLDED) if composed else Panel()


VERBS: dict[Verb, OnTask] = {
    Verb.OPEN_DISPOSE: _open_dispose,
    Verb.TOGGLE: _compose,
    Verb.URGENCY: _compose,
    Verb.NOTE: _note,
    Verb.DISPOSE: _dispose,
    Verb.CHOOSE_UNIT: _choose_unit,
    Verb.UNIT: _unit,
    Verb.RETURN: _return,
    Verb.RETURN_TO: _return_to,
    Verb.ATTENDANCE: _attendance,
    Verb.MARK: _mark,
    Verb.BACK: _back,
}
