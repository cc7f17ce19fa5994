"""The meeting's form: picked step by step on one message or typed, shown for confirmation, then set."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from handlers import meeting_texts, month, typed
from handlers.buttons import ListButton, ListVerb, TaskButton, Verb
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Said, Tap
from handlers.letter import Keyboard
from handlers.meeting_about import DAY, ENDS, ORDER, PLACE, STARTS, About, Answers, agreed, form_of, look
from handlers.meeting_answers import MAX_PLACE, check_times, put
from handlers.meeting_asks import CHANGE, CHECK, KIND, MINUTES, OTHER_TIME, screen, shown
from handlers.typed_answers import short
from handlers.words import case_line, esc
from office import cases
from office.documents import label_for
from office.meeting_news import same
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from storage.dialogs import Dialog

CONTINUED = "Isian jadwal rapat dilanjutkan pada pesan di bawah."
UNKNOWN = (
    "Jadwal tersebut belum dapat dipahami. Contoh: <i>Senin</i>, <i>30/11</i>, <i>besok</i>, "
    "<i>pukul 09.00 s.d. 11.00</i>, <i>di Aula</i>."
)
_ASKED = {
    DAY: "Hari tersebut belum dapat dipahami. Contoh: <i>Senin</i>, <i>30/11</i>, <i>besok</i>.",
    STARTS: "Waktu tersebut belum dapat dipahami. Contoh: <i>09.30</i>.",
    ENDS: "Waktu tersebut belum dapat dipahami. Contoh: <i>12.00</i>.",
}


def begin(call: Call, case_id: int, task_id: int) -> None:
    """Open the form: with what is agreed, where that is still to come, else with the day."""
    data: Answers = {"case": case_id, "task": task_id, "at": DAY}
    about = look(call, data)
    known = agreed(about)
    if known is not None:
        data[PLACE] = known.place
        starts, ends = (at.astimezone(call.office.zone) for at in (known.starts, known.ends))
        if known.starts >= call.now and starts.date() == ends.date():
            data |= {DAY: starts.date().isoformat(), STARTS: f"{starts:%H:%M}", ENDS: f"{ends:%H:%M}"}
            data["at"] = CHANGE
    typed.get_ready()
    _show(call, data, None)


def _show(call: Call, data: Answers, message: int | None) -> None:
    """Let the form's message read as its screen is now; without a message ask in a new one."""
    text, rows = screen(look(call, data))
    if message is None:
        call.ask(text, KIND, rows, **data)
        return
    call.tx.dialogs.put(call.sender.telegram_id, Dialog(KIND, data), call.now)
    call.tx.outbox.reform(call.sender.chat, message, {"kind": KIND, "data": data})
    call.edit(message, text, rows)


# Taps


def on_choice(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take a tap on the form; one that belongs to another form, or to a screen gone by, is refused."""
    form = call.form(tap.message)
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    data = dict(form.data) if form and form.kind == KIND else None
    if data is None or choice.second != form_of(data) or choice.verb not in _OFFERED[data["at"]]:
        raise Refused(Reason.FORM_PASSED)
    look(call, data)
    try:
        _TAKE[choice.verb](call, tap.message, data, choice.first)
    except (ValueError, IndexError):
        raise Refused(Reason.FORGED) from None


def _take_day(call: Call, message: int, data: Answers, first: str) -> None:
    day = datetime.strptime(first, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    put(call, data, day=day)
    _go_on(call, data, message)


def _take_month(call: Call, message: int, data: Answers, first: str) -> None:
    month.read(first)
    data["month"] = first
    _show(call, data, message)


def _take_start(call: Call, message: int, data: Answers, first: str) -> None:
    if first == OTHER_TIME:
        call.toast("Silakan ketik jam mulainya, misalnya 07.15.")
        return
    put(call, data, starts=_time(first))
    _go_on(call, data, message)


def _take_end(call: Call, message: int, data: Answers, first: str) -> None:
    if first == OTHER_TIME:
        data["minute"] = 0
        _show(call, data, message)
        return
    put(call, data, ends=_time(first))
    _go_on(call, data, message)


def _time(first: str) -> time:
    return datetime.strptime(first, "%H%M").time()  # noqa: DTZ007 - a time of day


def _take_minute(call: Call, message: int, data: Answers, first: str) -> None:
    data["minute"] = MINUTES[MINUTES.index(int(first))]
    _show(call, data, message)


def _take_place(call: Call, message: int, data: Answers, first: str) -> None:
    if not first.isdigit():
        raise ValueError(first)
    put(call, data, place=call.office.places[int(first)])
    _go_on(call, data, message)


def _take_back(call: Call, message: int, data: Answers, _: str) -> None:
    """Go to the screen before; where all is answered, to what may be changed, and from there to the check."""
    data.pop("minute", None)
    if all(key in data for key in ORDER):
        data["at"] = CHECK if data["at"] == CHANGE else CHANGE
    else:
        data["at"] = ORDER[max(0, ORDER.index(data["at"]) - 1)]
    _show(call, data, message)


def _take_change(call: Call, message: int, data: Answers, first: str) -> None:
    if first and first not in ORDER:
        raise ValueError(first)
    data["at"] = first or CHANGE
    _show(call, data, message)


def _take_drop(call: Call, message: int, data: Answers, _: str) -> None:
    _close(call, data, message)
    call.edit(message, "Jadwal rapat tidak diubah.")


def _take_save(call: Call, message: int, data: Answers, first: str) -> None:
    """Set the meeting as it was shown; where that has changed since, it is shown anew."""
    about = look(call, data)
    check_times(call, data)
    if first != shown(about):
        call.toast("Keterangan jadwal telah berubah. Silakan periksa, lalu simpan kembali.")
        _show(call, data, message)
        return
    text, rows = _set(call, about)
    _close(call, data, message)
    call.edit(message, text, rows)


def _close(call: Call, data: Answers, message: int) -> None:
    """End the form: neither a tap on its message nor an answer to it belongs to it any more."""
    call.forget(Dialog(KIND, data))
    call.tx.outbox.reform(call.sender.chat, message, {"kind": "closed", "data": {}})


# Typed answers


def on_typed(call: Call, said: Said, form: Dialog) -> None:
    """Take all that a typed text says of the meeting; where the place is asked, the text is the place."""
    data = dict(form.data)
    look(call, data)
    understood = _understood(call, said.text, data)
    if understood is None:
        return
    put(call, data, understood.day, understood.starts, understood.ends, understood.place)
    _go_on(call, data, _message(call, said, form))


def _understood(call: Call, text: str, data: Answers) -> typed.Typed | None:
    """Return what a text says, None where what was asked is not in it, which is said."""
    at = data["at"]
    if at == PLACE:
        return typed.Typed(place=short(typed.only_place(text, call.office.places), MAX_PLACE, one_line=True))
    lasting = typed.end_after(data[STARTS], text, call.office.zone, call.now) if at == ENDS else None
    if lasting is not None:
        return typed.Typed(ends=lasting)
    found = typed.understand(text, call.now, call.office.zone, call.office.places)
    if at == ENDS and found.ends is None and found.day is None:
        # A single time is the end that was asked for.
        found = typed.Typed(ends=found.starts, place=found.place)
    lacks = {
        DAY: found.day is None,
        STARTS: found.starts is None,
        ENDS: found.ends is None and found.starts is None,
    }
    if lacks.get(at, found.empty):
        call.reply(_ASKED.get(at, UNKNOWN))
        return None
    return found


def _message(call: Call, said: Said, form: Dialog) -> int | None:
    """Return the form's message, None where it is to be asked anew.

    A question that other messages have pushed up is not edited out of sight: it goes on below.
    """
    chat = call.sender.chat
    message = call.tx.outbox.asked(chat, {"kind": KIND, "data": form.data})
    if message is None or said.reply_to == message:
        return message
    if call.tx.outbox.newest(chat) == message:
        return message
    call.edit(message, CONTINUED)
    return None


def _go_on(call: Call, data: Answers, message: int | None) -> None:
    """Ask what is still missing, or show all for confirmation."""
    for key in ("minute", "month"):
        data.pop(key, None)
    data["at"] = next((key for key in ORDER if key not in data), CHECK)
    _show(call, data, message)


# Setting it


def _set(call: Call, about: About) -> tuple[str, Keyboard]:
    """Set the meeting; return what the form's message says from now on."""
    meeting, known = about.meeting, agreed(about)
    line = f"{case_line(about.case)}\n"
    said = meeting_texts.planned(meeting, call.office.zone)
    if known is not None and same(known, meeting):
        return f"{line}Jadwal rapat tetap: {said}.", ()
    action = a.Schedule(about.data["task"], meeting)
    outcome = cases.act(call.tx, call.office, call.actor, about.data["case"], action)
    text = f"{line}Jadwal rapat dicatat: {said}."
    task = outcome.case.task(action.task)
    if task is None or not task.open:
        return text, ()
    if task.part is Part.MINUTES:
        return f"{text}\nPerubahan jadwal disampaikan kepada semua undangan.", ()
    label = esc(label_for(outcome.sop, task), 80)
    if task.submitted:
        return f"{text}\n{label} dimintakan tanda tangan kembali.", ()
    if task.file is None:
        return f"{text}\nSelanjutnya kirim {label}.", ()
    done = TaskButton(Verb.FINISH, outcome.case.id, task.id, task.version)
    return f"{text}\nBila {label} sudah benar, ketuk Selesai.", ((button("✅ Selesai", done),),)


_TAKE: dict[ListVerb, Callable[[Call, int, Answers, str], None]] = {
    ListVerb.DAY: _take_day,
    ListVerb.MEETING_MONTH: _take_month,
    ListVerb.START: _take_start,
    ListVerb.END: _take_end,
    ListVerb.MEETING_MINUTE: _take_minute,
    ListVerb.PLACE: _take_place,
    ListVerb.MEETING_BACK: _take_back,
    ListVerb.MEETING_CHANGE: _take_change,
    ListVerb.MEETING_DROP: _take_drop,
    ListVerb.MEETING_SAVE: _take_save,
}
_ALWAYS = frozenset({ListVerb.MEETING_BACK, ListVerb.MEETING_DROP})
_OFFERED: dict[str, frozenset[ListVerb]] = {
    DAY: _ALWAYS | {ListVerb.DAY, ListVerb.MEETING_MONTH},
    STARTS: _ALWAYS | {ListVerb.START, ListVerb.MEETING_MINUTE},
    ENDS: _ALWAYS | {ListVerb.END, ListVerb.MEETING_MINUTE},
    PLACE: _ALWAYS | {ListVerb.PLACE},
    CHECK: frozenset({ListVerb.MEETING_SAVE, ListVerb.MEETING_CHANGE, ListVerb.MEETING_DROP}),
    CHANGE: _ALWAYS | {ListVerb.MEETING_CHANGE},
}
"""What each screen offers."""
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], Any]] = dict.fromkeys(_TAKE, on_choice)
