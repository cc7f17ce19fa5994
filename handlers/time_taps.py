"""Buttons about a task's time: look at it, ask for more, let it stand or go on, decide, remind."""

from dataclasses import replace
from datetime import datetime

from handlers import panels, time_card, time_forms
from handlers.buttons import LONGEST_NUMBER, TaskButton, Verb
from handlers.call import Call
from handlers.doing import OnTask, do
from handlers.incoming import Tap
from handlers.panels import Panel
from office import cases, timekeeping
from office.checks import check
from sop import actions as a
from sop import timing
from sop.errors import Reason, Refused
from sop.moments import moment
from storage.cards import CardCopy

_CHANGED = frozenset({Reason.STALE, Reason.CLOCK_STANDS, Reason.CLOCK_RUNS, Reason.TIME_ASKED})


def keep_apart(call: Call, button: TaskButton) -> None:
    """Refuse to open in a group the time of a confidential case: it names reasons. First who may not look."""
    timekeeping.look(call.tx, call.office, call.actor, button.case, button.task)
    raise Refused(Reason.ONLY_PRIVATE)


def _show(call: Call, button: TaskButton, copy: CardCopy | None, panel: str) -> None:
    """Open the time on the card; without one on a sheet, which later buttons bring up to date."""
    found = timekeeping.look(call.tx, call.office, call.actor, button.case, button.task)
    if copy is not None:
        kept = replace(Panel.load(copy.view), name=panel)
        call.tx.cards.show(copy.id, kept.dump())
        call.refresh(copy)
        return
    text, rows = time_card.sheet(found, call.office, call.tx, panel)
    message = _sheet(call, button)
    if message:
        call.edit(message, text, rows)
    else:
        call.reply(text, rows)


def _sheet(call: Call, button: TaskButton) -> int:
    """Return the sheet that a button hangs under, 0 where it is no sheet's."""
    tap = call.incoming
    if not button.arg.endswith(time_card.SHEET) or not isinstance(tap, Tap) or not call.sender.private:
        return 0
    return tap.message


def _time(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _show(call, button, copy, panels.TIME)


def _more(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    timing.askable(task)
    _show(call, button, copy, panels.TIME_MORE)


def _ask(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Ask how long, where it is typed, and why."""
    _, case, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    timing.askable(task)
    length = _first(button).replace("-", " ")
    data = time_forms.about(case, task, copy, _sheet(call, button))
    if length == time_card.OTHER:
        time_forms.how_long(call, case, data)
    else:
        time_forms.why_more(call, case, data | {"more": timing.sound(length)})


def _pause(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Ask why the clock is to stand."""
    _, case, task = timekeeping.pausable(call.tx, call.office, call.actor, button.case, button.task)
    if task.paused is not None:
        raise Refused(Reason.CLOCK_STANDS)
    time_forms.why_pause(call, case, time_forms.about(case, task, copy, _sheet(call, button)))


def _resume(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    action = a.ResumeClock(button.task, button.seen)
    outcome = cases.act(call.tx, call.office, call.actor, button.case, action)
    task = outcome.case.task(button.task)
    until = f" Tenggat: {moment(task.due, call.office.zone)}." if task and task.due else ""
    call.toast(f"Waktu berjalan kembali.{until}")
    time_forms.after(call, button.case, button.task, copy, _sheet(call, button))


def _grant(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    do(call, button, a.GrantTime(button.task, _number(button)))
    call.toast("Perpanjangan telah disetujui.")
    time_forms.after(call, button.case, button.task, copy, _sheet(call, button))


def _decline(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Ask why not; the reason may be left out."""
    number = _number(button)
    _, case, task = timekeeping.decidable(call.tx, call.office, call.actor, button.case, button.task, number)
    data = time_forms.about(case, task, copy, _sheet(call, button))
    time_forms.why_not(call, case, task, data | {"request": number})


def _decline_do(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Decline without a reason."""
    form = call.dialog
    do(call, button, a.DeclineTime(button.task, _number(button)))
    call.toast(time_forms.DECLINED)
    if isinstance(call.incoming, Tap):
        call.edit(call.incoming.message, time_forms.DECLINED)
    asked = form.data if form is not None and form.kind == time_forms.WHY_NOT else {}
    if (asked.get("case"), asked.get("task")) == (button.case, button.task):
        call.forget(form)
        time_forms.after(call, button.case, button.task, None, asked["sheet"])


def _nudge(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Remind, at once or at the next opening of the office."""
    office = call.office
    try:
        do(call, button, a.Nudge(button.task))
    except Refused as refused:
        if refused.reason is not Reason.NUDGED_LATELY:
            raise
        again = datetime.fromisoformat(refused.facts["at"])
        raise Refused(Reason.NUDGED_LATELY, at=moment(again, office.zone)) from None
    at = timekeeping.said_at(call.tx, office, button.case, button.task)
    if at <= call.now:
        call.toast("Pengingat telah dikirim kepada pelaksana.")
    elif office.calendar(call.tx).is_open(call.now):
        call.toast(f"Pelaksana baru saja menerima pengingat; yang ini disampaikan {moment(at, office.zone)}.")
    else:
        call.toast(f"Kantor sedang tutup. Pengingat disampaikan {moment(at, office.zone)}.")
    time_forms.after(call, button.case, button.task, copy, _sheet(call, button))


def _current(act: OnTask) -> OnTask:
    """Let a sheet that is out of date be brought up to date, where its button is refused."""

    def tapped(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
        try:
            act(call, button, copy)
        except Refused as refused:
            if refused.reason in _CHANGED and copy is None and _sheet(call, button):
                time_forms.after(call, button.case, button.task, None, _sheet(call, button))
            raise

    return tapped


def _first(button: TaskButton) -> str:
    return button.arg.removesuffix(time_card.SHEET)


def _number(button: TaskButton) -> int:
    text = _first(button)
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        raise Refused(Reason.FORGED)
    return int(text)


VERBS: dict[Verb, OnTask] = {
    Verb.TIME: _time,
    Verb.TIME_MORE: _current(_more),
    Verb.TIME_ASK: _current(_ask),
    Verb.PAUSE: _current(_pause),
    Verb.RESUME: _current(_resume),
    Verb.GRANT: _grant,
    Verb.DECLINE: _decline,
    Verb.DECLINE_DO: _decline_do,
    Verb.NUDGE: _nudge,
}
