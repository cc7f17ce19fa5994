"""Notices about clocks: a request to decide upon, what was decided, a clock that stands or goes on."""

from collections.abc import Callable, Sequence
from typing import Any

from handlers import card_texts, time_card, words
from handlers.letter import Edit, Letter, NewText
from office.cases import find
from office.office import Office
from office.timekeeping import would_be
from sop import facts as f
from sop.case import Case, Task
from sop.definition import Sop
from sop.facts import Event
from sop.moments import moment
from storage.outbox import Pending
from storage.transaction import Tx

_HEAD = "\N{STOPWATCH} "


class _Request:
    """A request as the record tells of it: what was asked, and what became of it."""

    def __init__(self, events: Sequence[Event], task: int, number: int) -> None:
        self.asked: Event | None = None
        self.decided: Event | None = None
        count = 0
        for event in events:
            if getattr(event.fact, "task", 0) != task:
                continue
            if isinstance(event.fact, f.TimeAsked):
                count += 1
                self.asked = event if count == number else self.asked
            elif _decides(event.fact) and count == number and self.decided is None:
                self.decided = event


def _decides(fact: f.Fact) -> bool:
    granted = isinstance(fact, f.TimeGranted) and not fact.shared
    return granted or isinstance(fact, f.TimeDeclined | f.TaskEnded)


def _found(tx: Tx, office: Office, data: dict[str, Any]) -> tuple[Sop, Case, Task, _Request]:
    sop, case = find(tx, office, data["case"])
    task = case.task(data["task"])
    assert task is not None  # noqa: S101 - written with the task it is about
    return sop, case, task, _Request(tx.cases.events(case.id), task.id, data.get("request", 0))


def _question(tx: Tx, office: Office, data: dict[str, Any]) -> tuple[str, Case, Task, _Request]:
    """Return what is asked, and with it what became of it."""
    sop, case, task, one = _found(tx, office, data)
    asked = one.asked
    assert asked is not None  # noqa: S101 - written with the request it is about
    fact = asked.fact
    assert isinstance(fact, f.TimeAsked)  # noqa: S101 - chosen so
    more = words.esc(fact.more, 20)
    who, what = words.person(sop, asked.by), card_texts.what(sop, task)
    lines = [
        f"{_HEAD}{words.case_line(case)}",
        f"{who} memohon perpanjangan <b>{more}</b> untuk {what}.",
        f"Alasan: “{words.esc(fact.reason, 400)}”",
    ]
    if one.decided is None and task.due is not None and task.open:
        until = moment(would_be(tx, office, sop, case, task, fact.more), office.zone)
        lines += [f"Tenggat saat ini: {moment(task.due, office.zone)}", f"Bila disetujui: {until}"]
    else:
        lines.append(_outcome(sop, one.decided, office))
    return "\n".join(lines), case, task, one


def _outcome(sop: Sop, event: Event | None, office: Office) -> str:
    """Return what became of a request: who decided, in which capacity and when."""
    if event is None or isinstance(event.fact, f.TaskEnded):
        return "Tugas telah berakhir; permohonan tidak perlu diputuskan lagi."
    by = f"oleh {words.person(sop, event.by)}, {moment(event.at, office.zone)}"
    if isinstance(event.fact, f.TimeGranted):
        due = moment(event.fact.due, office.zone)
        return f"\N{WHITE HEAVY CHECK MARK} Disetujui {by}.\nTenggat: {due}"
    why = event.fact.reason if isinstance(event.fact, f.TimeDeclined) else ""
    said = f"\nAlasan: “{words.esc(why, 400)}”" if why else ""
    return f"\N{NO ENTRY SIGN} Belum dapat disetujui {by}.{said}"


def _asked(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    text, case, task, one = _question(tx, office, data)
    open_ = one.decided is None and task.open
    rows = time_card.decision(case, task, data["request"]) if open_ else ()
    return NewText(pending.chat, text, rows, protect=case.confidential)


def settled(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Let a notice that asked for a decision say what it was, and by whom; None where it was never sent."""
    message = tx.outbox.message_of(pending.payload["row"])
    if message is None:
        return None
    return Edit(pending.chat, message, _question(tx, office, pending.payload)[0])


def _decided(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    sop, case, task, one = _found(tx, office, data)
    if one.asked is None or one.decided is None or not isinstance(one.asked.fact, f.TimeAsked):
        return None
    more = words.esc(one.asked.fact.more, 20)
    what = f"Permohonan perpanjangan {more} untuk {card_texts.what(sop, task)}"
    text = f"{_HEAD}{words.case_line(case)}\n{what}\n{_outcome(sop, one.decided, office)}"
    return NewText(pending.chat, text, protect=case.confidential)


def _clock(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell whoever has a task that its clock stands or goes on; nothing where that has changed since."""
    sop, case, task, _ = _found(tx, office, data)
    stands = data["what"] == "paused"
    if not task.open or (task.paused is not None) != stands:
        return None
    head = f"{_HEAD}{words.case_line(case)}\n{card_texts.what(sop, task)}:"
    if task.paused is not None:
        why = words.esc(task.paused.reason, 400)
        text = f"{head} waktu dijeda oleh {words.person(sop, task.paused.by)}.\nAlasan: “{why}”"
    else:
        until = f"\nTenggat: {moment(task.due, office.zone)}" if task.due else ""
        text = f"{head} waktu berjalan kembali.{until}"
    return NewText(pending.chat, text, protect=case.confidential)


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "time_asked": _asked,
    "time_decided": _decided,
    "clock": _clock,
}
