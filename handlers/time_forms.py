"""Typed answers about a task's time: how much more, why, why it stands, why not."""

from typing import Any

from handlers import panels, time_card, words
from handlers.buttons import TaskButton, Verb
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Said
from handlers.panels import Panel
from handlers.typed_answers import short
from office import cases, timekeeping
from sop import actions as a
from sop import timing
from sop.case import Case, Task
from storage.cards import CardCopy
from storage.dialogs import Dialog

LENGTH, WHY_MORE, WHY_PAUSE, WHY_NOT = "time length", "time more", "time pause", "time decline"
TYPED = frozenset({LENGTH, WHY_MORE, WHY_PAUSE, WHY_NOT})
MAX_REASON = 400
DECLINED = "Permohonan perpanjangan telah ditolak."
Data = dict[str, Any]


def about(case: Case, task: Task, copy: CardCopy | None, sheet: int) -> Data:
    """Return what a form keeps of the task it is about: the deadline that was shown, and where."""
    due = task.due.isoformat() if task.due else ""
    at = {"card": copy.id if copy else 0, "sheet": sheet}
    return {"case": case.id, "task": task.id, "seen": task.version, "due": due, **at}


def how_long(call: Call, case: Case, data: Data) -> None:
    """Ask for a typed length."""
    text = f"{words.case_line(case)}\nPerpanjangan berapa lama? Balas pesan ini, misalnya <i>4 jam</i>."
    call.ask(text, LENGTH, hint="Lama perpanjangan", **data)


def why_more(call: Call, case: Case, data: Data) -> None:
    """Ask why more time is needed."""
    more = words.esc(data["more"], 20)
    text = f"{words.case_line(case)}\nApa alasan perpanjangan {more}? Balas pesan ini."
    call.ask(text, WHY_MORE, hint="Alasan perpanjangan", **data)


def why_pause(call: Call, case: Case, data: Data) -> None:
    """Ask why a clock is to stand."""
    text = (
        f"{words.case_line(case)}\nApa alasan waktu dijeda, misalnya menunggu jawaban instansi lain? "
        "Balas pesan ini."
    )
    call.ask(text, WHY_PAUSE, hint="Alasan jeda", **data)


def why_not(call: Call, case: Case, task: Task, data: Data) -> None:
    """Ask why more time is not granted."""
    bare = TaskButton(Verb.DECLINE_DO, case.id, task.id, task.version, str(data["request"]))
    text = f"{words.case_line(case)}\nTulis alasan penolakan, atau ketuk Tanpa alasan."
    call.ask(text, WHY_NOT, ((button("Tanpa alasan", bare),),), **data)


def on_answer(call: Call, said: Said, form: Dialog) -> None:
    """Take a typed answer."""
    _TYPED[form.kind](call, short(said.text, MAX_REASON), form)


def _length(call: Call, text: str, form: Dialog) -> None:
    _, case = cases.find(call.tx, call.office, form.data["case"])
    why_more(call, case, form.data | {"more": timing.sound(" ".join(text.lower().split()))})


def _why_more(call: Call, text: str, form: Dialog) -> None:
    data = form.data
    call.forget(form)
    action = a.AskTime(data["task"], _seen(call, data), data["more"], text)
    timekeeping.ask(call.tx, call.office, call.actor, data["case"], action)
    _after(call, data)
    more = words.esc(data["more"], 20)
    call.reply(f"Permohonan perpanjangan {more} telah disampaikan. Keputusannya akan diberitahukan.")


def _why_pause(call: Call, text: str, form: Dialog) -> None:
    data = form.data
    call.forget(form)
    cases.act(
        call.tx, call.office, call.actor, data["case"], a.PauseClock(data["task"], _seen(call, data), text)
    )
    _after(call, data)
    call.reply("Waktu telah dijeda. Tugas tetap dapat dikerjakan selama jeda.")


def _why_not(call: Call, text: str, form: Dialog) -> None:
    data = form.data
    call.forget(form)
    action = a.DeclineTime(data["task"], data["request"], text)
    cases.act(call.tx, call.office, call.actor, data["case"], action)
    _after(call, data)
    call.reply(DECLINED)


def _seen(call: Call, data: Data) -> int:
    """Return the version that was decided upon: as long as the deadline is the one shown, the present one.

    A file that came while the reason was typed changes nothing about the time.
    """
    _, case = cases.find(call.tx, call.office, data["case"])
    task = case.task(data["task"])
    same = task is not None and (task.due.isoformat() if task.due else "") == data["due"]
    return task.version if task is not None and same else data["seen"]


def _after(call: Call, data: Data) -> None:
    copy = call.tx.cards.get([data["card"]]).get(data["card"]) if data["card"] else None
    after(call, data["case"], data["task"], copy, data["sheet"])


def after(call: Call, case_id: int, task_id: int, copy: CardCopy | None, sheet: int) -> None:
    """Close the panel on the card it was opened on, or bring the sheet up to date.

    What was composed on the card before is kept.
    """
    if copy is not None:
        panel = Panel.load(copy.view)
        if panel.name in panels.TIMES:
            call.tx.cards.show(copy.id, panels.left(panel).dump())
    elif sheet:
        found = timekeeping.look(call.tx, call.office, call.actor, case_id, task_id)
        call.edit(sheet, *time_card.sheet(found, call.office, call.tx))


_TYPED = {LENGTH: _length, WHY_MORE: _why_more, WHY_PAUSE: _why_pause, WHY_NOT: _why_not}
