"""Questions that a form asks, and sheets that several handlers show."""

from datetime import date, datetime, time, timedelta

from handlers import sheets
from handlers.buttons import ListButton, ListVerb
from handlers.call import Call
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.moments import DAYS, MONTHS
from handlers.words import esc
from office import documents
from office.cases import find
from sop.errors import Reason, Refused

DAYS_OFFERED = 6
HOURS_OFFERED = (8, 9, 10, 11, 13, 14, 15)
LENGTHS_OFFERED = (1, 2, 3)
VERSIONS_SHOWN = 12


def file_label(call: Call, case_id: int, task_id: int) -> str:
    """Return what the file of a task is called."""
    sop, case = find(call.tx, call.office, case_id)
    task = case.task(task_id)
    if task is None:
        raise Refused(Reason.NO_SUCH_TASK)
    return documents.label_for(sop, task)


def file(call: Call, case_id: int, task_id: int, *, sign: bool = False) -> None:
    """Ask for the file of a task; with `sign` its arrival completes the signature."""
    label = file_label(call, case_id, task_id)
    call.ask("file", case=case_id, task=task_id, sign=sign)
    if sign:
        text = (
            f"Silakan kirim <b>{esc(label)}</b>.\n"
            "Begitu berkas diterima, laporan dicatat telah Anda tandatangani."
        )
    else:
        text = f"Silakan kirim <b>{esc(label)}</b> sebagai berkas atau foto."
    call.reply(text, force_reply="Kirim berkas")


def reason(call: Call, case_id: int, task_id: int, seen: int, target: int | None) -> None:
    """Ask why a task is returned."""
    call.ask("reason", case=case_id, task=task_id, seen=seen, target=target)
    to = f" ke langkah {target}" if target else ""
    call.reply(f"Apa alasan pengembalian{to}? Balas pesan ini.", force_reply="Alasan pengembalian")


def note(call: Call, case_id: int, task_id: int, card: int) -> None:
    """Ask for the free note of a disposition."""
    call.ask("note", case=case_id, task=task_id, card=card)
    call.reply("Tulis catatan disposisi dengan membalas pesan ini.", force_reply="Catatan disposisi")


def cancel_reason(call: Call, case_id: int) -> None:
    """Ask why a case is cancelled."""
    call.ask("cancel", case=case_id)
    call.reply(f"Apa alasan pembatalan proses {case_id}? Balas pesan ini.", force_reply="Alasan pembatalan")


def _choice(label: str, verb: ListVerb, first: str, second: str = "") -> Button:
    return button(label, ListButton(verb, first, second))


def meeting_day(call: Call, case_id: int, task_id: int) -> None:
    """Ask for the day of a meeting: the next working days, or a typed one."""
    call.ask("meeting", case=case_id, task=task_id)
    office = call.office
    local = call.now.astimezone(office.zone)
    day = local.date()
    choices: list[Button] = []
    while len(choices) < DAYS_OFFERED:
        if office.calendar.is_working_day(day) and (day > local.date() or local.hour < HOURS_OFFERED[-1]):
            label = f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1][:3]}"
            choices.append(_choice(label, ListVerb.DAY, f"{day:%Y%m%d}", _form(case_id, task_id)))
        day += timedelta(days=1)
    call.reply(
        "Hari apa rapat dilaksanakan? Pilih, atau ketik, misalnya <i>Senin 30/11 pukul 09.00</i>.",
        _rows(choices, 2),
    )


def meeting_start(call: Call, case_id: int, task_id: int, day: date) -> None:
    """Ask when the meeting starts."""
    zone = call.office.zone
    choices = [
        _choice(f"{hour:02d}.00", ListVerb.START, f"{hour:02d}00", _form(case_id, task_id))
        for hour in HOURS_OFFERED
        if datetime.combine(day, time(hour), zone) > call.now
    ]
    call.reply("Pukul berapa rapat dimulai? Pilih, atau ketik, misalnya <i>09.30</i>.", _rows(choices, 4))


def meeting_end(call: Call, case_id: int, task_id: int, starts: time) -> None:
    """Ask when the meeting ends."""
    choices = []
    for hours in LENGTHS_OFFERED:
        if starts.hour + hours < 24:  # noqa: PLR2004 - a meeting ends on its day
            ends = starts.replace(hour=starts.hour + hours)
            choices.append(_choice(f"{ends:%H.%M}", ListVerb.END, f"{ends:%H%M}", _form(case_id, task_id)))
    call.reply("Pukul berapa rapat selesai? Pilih, atau ketik.", _rows(choices, 4))


def meeting_place(call: Call, case_id: int, task_id: int) -> None:
    """Ask where the meeting is."""
    choices = [
        _choice(place[:40], ListVerb.PLACE, str(i), _form(case_id, task_id))
        for i, place in enumerate(call.office.places)
    ]
    call.reply("Di mana rapat dilaksanakan? Pilih, atau ketik nama tempat.", _rows(choices, 1))


def _form(case_id: int, task_id: int) -> str:
    return f"{case_id}.{task_id}"


def _rows(choices: list[Button], width: int) -> Keyboard:
    return tuple(tuple(choices[i : i + width]) for i in range(0, len(choices), width))


def files(call: Call, case_id: int) -> None:
    """List the files of a case with who and when; a single one is sent at once."""
    _, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.actor, case):
        raise Refused(Reason.NOT_YOURS)
    versions = documents.versions(call.tx, case)
    if len(versions) == 1:
        call.send("file", {"document": versions[0].id})
        return
    shown = versions[-VERSIONS_SHOWN:]
    names = call.tx.people.names(tuple({v.person for v in shown}))
    text = sheets.files(case, shown, names, call.office.zone)
    rows = [
        (_choice(f"{i}. {v.label[:28]} versi {v.number}", ListVerb.FILE, str(case.id), str(v.id)),)
        for i, v in enumerate(shown, 1)
    ]
    call.reply(text, tuple(rows))


def history(call: Call, case_id: int) -> None:
    """Show what happened in a case, the newest last."""
    sop, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.actor, case):
        raise Refused(Reason.NOT_YOURS)
    call.reply(sheets.history(sop, case, call.tx.cases.events(case.id), call.office.zone))
