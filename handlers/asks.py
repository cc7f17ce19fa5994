"""Questions that a form asks, and sheets that several handlers show."""

from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import file_list, sheets
from handlers.buttons import ListButton, ListVerb
from handlers.call import Call
from handlers.cards import button
from handlers.file_list import VERSIONS_SHOWN
from handlers.letter import Button, Keyboard
from handlers.words import case_line, esc
from office import documents, versions
from office.cases import find
from sop.case import Case, Task
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.moments import DAYS, MONTHS

DAYS_OFFERED = 6
HOURS_OFFERED = (8, 9, 10, 11, 13, 14, 15)
LENGTHS_OFFERED = (1, 2, 3)
Answers = dict[str, Any]
"""What a form was answered so far, with the case and task it is about."""


def _look(call: Call, case_id: int, task_id: int) -> tuple[Sop, Case, Task]:
    sop, case = find(call.tx, call.office, case_id)
    task = case.task(task_id)
    if task is None:
        raise Refused(Reason.NO_SUCH_TASK)
    return sop, case, task


def file(call: Call, case_id: int, task_id: int, *, sign: bool = False) -> None:
    """Ask for the file of a task; with `sign` its arrival completes the signature."""
    sop, case, task = _look(call, case_id, task_id)
    label = esc(documents.label_for(sop, task), 90)
    text = f"{case_line(case)}\nSilakan kirim <b>{label}</b>"
    if not sign:
        text += " sebagai berkas atau foto."
    elif sop.step(task.step).step_up:
        text += ".\nSetelah berkas diterima, kode autentikator Anda diminta."
    else:
        text += ".\nBegitu berkas diterima, dokumen dicatat telah Anda tandatangani."
    call.ask(text, "file", hint="Kirim berkas", case=case_id, task=task_id, sign=sign)


def reason(call: Call, case_id: int, task_id: int, seen: int, target: int | None) -> None:
    """Ask why a task is returned."""
    _, case, _ = _look(call, case_id, task_id)
    to = f" ke langkah {target}" if target else ""
    text = f"{case_line(case)}\nApa alasan pengembalian{to}? Balas pesan ini."
    hint = "Alasan pengembalian"
    call.ask(text, "reason", hint=hint, case=case_id, task=task_id, seen=seen, target=target)


def note(call: Call, case_id: int, task_id: int, card: int) -> None:
    """Ask for the free note of a disposition."""
    _, case, _ = _look(call, case_id, task_id)
    text = f"{case_line(case)}\nTulis catatan disposisi dengan membalas pesan ini."
    call.ask(text, "note", hint="Catatan disposisi", case=case_id, task=task_id, card=card)


def cancel_reason(call: Call, case_id: int) -> None:
    """Ask why a case is cancelled."""
    _, case = find(call.tx, call.office, case_id)
    text = f"{case_line(case)}\nApa alasan pembatalan? Balas pesan ini."
    call.ask(text, "cancel", hint="Alasan pembatalan", case=case_id)


def _choice(label: str, verb: ListVerb, first: str, second: str = "") -> Button:
    return button(label, ListButton(verb, first, second))


def meeting_day(call: Call, case_id: int, task_id: int) -> None:
    """Ask for the day of a meeting: the next working days, or a typed one."""
    _, case, _ = _look(call, case_id, task_id)
    office = call.office
    local = call.now.astimezone(office.zone)
    day = local.date()
    choices: list[Button] = []
    while len(choices) < DAYS_OFFERED:
        if office.calendar(call.tx).is_working_day(day) and (
            day > local.date() or local.hour < HOURS_OFFERED[-1]
        ):
            label = f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1][:3]}"
            choices.append(_choice(label, ListVerb.DAY, f"{day:%Y%m%d}", _form(case_id, task_id)))
        day += timedelta(days=1)
    text = (
        f"{case_line(case)}\nHari apa rapat dilaksanakan? Pilih, atau ketik, misalnya "
        "<i>Senin 30/11 pukul 09.00</i>."
    )
    call.ask(text, "meeting", _rows(choices, 2), case=case_id, task=task_id)


def meeting_start(call: Call, case_id: int, task_id: int, day: date, data: Answers) -> None:
    """Ask when the meeting starts."""
    zone = call.office.zone
    choices = [
        _choice(f"{hour:02d}.00", ListVerb.START, f"{hour:02d}00", _form(case_id, task_id))
        for hour in HOURS_OFFERED
        if datetime.combine(day, time(hour), zone) > call.now
    ]
    text = "Pukul berapa rapat dimulai? Pilih, atau ketik, misalnya <i>09.30</i>."
    call.ask(text, "meeting", _rows(choices, 4), **data)


def meeting_end(call: Call, case_id: int, task_id: int, starts: time, data: Answers) -> None:
    """Ask when the meeting ends."""
    choices = []
    for hours in LENGTHS_OFFERED:
        if starts.hour + hours < 24:  # noqa: PLR2004 - a meeting ends on its day
            ends = starts.replace(hour=starts.hour + hours)
            choices.append(_choice(f"{ends:%H.%M}", ListVerb.END, f"{ends:%H%M}", _form(case_id, task_id)))
    call.ask("Pukul berapa rapat selesai? Pilih, atau ketik.", "meeting", _rows(choices, 4), **data)


def meeting_place(call: Call, case_id: int, task_id: int, data: Answers) -> None:
    """Ask where the meeting is."""
    choices = [
        _choice(place[:40], ListVerb.PLACE, str(i), _form(case_id, task_id))
        for i, place in enumerate(call.office.places)
    ]
    text = "Di mana rapat dilaksanakan? Pilih, atau ketik nama tempat."
    call.ask(text, "meeting", _rows(choices, 1), **data)


def _form(case_id: int, task_id: int) -> str:
    return f"{case_id}.{task_id}"


def _rows(choices: list[Button], width: int) -> Keyboard:
    return tuple(tuple(choices[i : i + width]) for i in range(0, len(choices), width))


def files(call: Call, case_id: int, page: int | None = None, message: int | None = None) -> None:
    """List the files of a case, the newest first; a single one is sent at once.

    Given a page, that one is shown, in place of the list at `message`.
    """
    sop, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    found = versions.versions(call.tx, case)
    if len(found) == 1 and page is None:
        call.send("file", {"document": found[0].document.id})
        return
    begin = max(0, min(page or 0, (len(found) - 1) // VERSIONS_SHOWN)) * VERSIONS_SHOWN
    shown = found[begin : begin + VERSIONS_SHOWN]
    text = file_list.text(sop, case, shown, begin, len(found), call.office.zone)
    rows = file_list.buttons(case, shown, begin, len(found))
    if message is None:
        call.reply(text, rows)
    else:
        call.edit(message, text, rows)


def history(call: Call, case_id: int) -> None:
    """Show what happened in a case, the newest last."""
    sop, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    call.reply(sheets.history(sop, case, call.tx.cases.events(case.id), call.office.zone))
