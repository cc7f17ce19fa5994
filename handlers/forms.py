"""Forms filled by typing or by taps on offered answers: a reason, a note, a meeting's time and place."""

from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import asks, when
from handlers.buttons import ListButton, ListVerb, TaskButton, Verb
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Said, Tap
from handlers.panels import DISPOSE, FOLDED, Panel, fresh_disposition
from handlers.words import esc, visible
from office import cases
from office.checks import check
from office.documents import label_for
from sop import actions as a
from sop.case import Meeting, Part
from sop.errors import Reason, Refused
from sop.moments import day as day_words
from sop.moments import span
from storage.dialogs import Dialog

MAX_REASON = 800
MAX_NOTE = 400
MAX_PLACE = 120
FARTHEST = timedelta(days=366)
"""A meeting is agreed within a year: a later one is a slip of the finger."""


def on_answer(call: Call, said: Said, dialog: Dialog) -> None:
    """Take a typed answer to the form that is open."""
    _TYPED[dialog.kind](call, said, dialog)


def _short(text: str, limit: int) -> str:
    """Return a typed answer; one that is too long is refused rather than cut, for nothing may be lost."""
    answer = visible(text)
    if not answer:
        raise Refused(Reason.NEEDS_ANSWER)
    if len(answer) > limit:
        raise Refused(Reason.TOO_LONG, limit=str(limit))
    return answer


def _reason(call: Call, said: Said, form: Dialog) -> None:
    data = form.data
    action = a.Return(data["task"], data["seen"], _short(said.text, MAX_REASON), data["target"])
    call.forget(form)
    cases.act(call.tx, call.office, call.actor, data["case"], action)
    call.reply("Telah dikembalikan. Pihak yang bersangkutan sudah diberi tahu.")


def _cancel(call: Call, said: Said, form: Dialog) -> None:
    data = form.data
    reason = _short(said.text, MAX_REASON)
    call.forget(form)
    cases.cancel(call.tx, call.office, call.actor, data["case"], reason)
    call.reply(f"Proses {data['case']} telah dibatalkan.")


def _note(call: Call, said: Said, form: Dialog) -> None:
    """Put the note on the composer it was asked from."""
    data = form.data
    note = _short(said.text, MAX_NOTE)
    call.forget(form)
    sop, _, task = check(call.tx, call.office, call.actor, data["case"], data["task"], None)
    if task.part is not Part.DISPOSE:
        raise Refused(Reason.NOT_THIS_KIND)
    copy = call.tx.cards.get([data["card"]]).get(data["card"])
    if copy is None:
        raise Refused(Reason.FORM_PASSED)
    panel = Panel.load(copy.view)
    if panel.name not in (DISPOSE, FOLDED):
        panel = fresh_disposition(sop.step(task.step))
    panel = Panel(DISPOSE, panel.chosen, panel.urgency, note)
    call.tx.cards.show(copy.id, panel.dump())
    call.refresh(copy)
    call.reply("Catatan telah ditambahkan pada disposisi.")


def _meeting_typed(call: Call, said: Said, form: Dialog) -> None:
    """Take what a typed text says of the meeting: a day, times, or the place, whichever is asked now."""
    today = call.now.astimezone(call.office.zone).date()
    understood = when.read(said.text, today)
    data = dict(form.data)
    if "day" not in data:
        if understood.day is None:
            call.reply(
                "Hari tersebut belum dapat dipahami. Contoh: <i>Senin</i>, <i>30/11</i>, <i>besok</i>."
            )
            return
        _refuse_other_years(understood.day, today)
        data["day"] = understood.day.isoformat()
        _keep_times(data, understood.starts, understood.ends)
    elif "starts" not in data:
        if understood.starts is None:
            call.reply("Waktu tersebut belum dapat dipahami. Contoh: <i>09.30</i>.")
            return
        _keep_times(data, understood.starts, understood.ends)
    elif "ends" not in data:
        if understood.starts is None:
            call.reply("Waktu tersebut belum dapat dipahami. Contoh: <i>12.00</i>.")
            return
        data["ends"] = understood.starts.isoformat()
    else:
        data["place"] = _short(said.text, MAX_PLACE)
    _next(call, data)


def _refuse_other_years(day: date, today: date) -> None:
    if day < today:
        raise Refused(Reason.MEETING_PAST)
    if day - today > FARTHEST:
        raise Refused(Reason.MEETING_FAR)


def _keep_times(data: dict[str, Any], starts: time | None, ends: time | None) -> None:
    if starts is not None:
        data["starts"] = starts.isoformat()
    if ends is not None:
        data["ends"] = ends.isoformat()


def on_choice(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take a tapped answer to the meeting's form; one that belongs to another form is refused."""
    form = call.form(tap.message)
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    data = dict(form.data) if form and form.kind == "meeting" else None
    if data is None or choice.second != f"{data['case']}.{data['task']}":
        raise Refused(Reason.FORM_PASSED)
    wanted = _asked(data)
    if choice.verb is not wanted:
        raise Refused(Reason.FORM_PASSED)
    try:
        if wanted is ListVerb.DAY:
            chosen = datetime.strptime(choice.first, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
            _refuse_other_years(chosen, call.now.astimezone(call.office.zone).date())
            data["day"], said = chosen.isoformat(), f"Hari: {day_words(chosen)}"
        elif wanted is ListVerb.PLACE:
            data["place"] = call.office.places[int(choice.first)]
            said = f"Tempat: {esc(data['place'])}"
        else:
            at = datetime.strptime(choice.first, "%H%M").time()  # noqa: DTZ007 - a time of day
            key, word = ("starts", "Mulai") if wanted is ListVerb.START else ("ends", "Selesai")
            data[key], said = at.isoformat(), f"{word}: pukul {at:%H.%M}"
    except (ValueError, IndexError):
        raise Refused(Reason.FORGED) from None
    _next(call, data)
    call.edit(tap.message, said)


def _asked(data: dict[str, Any]) -> ListVerb:
    """Return which question is open."""
    order = (("day", ListVerb.DAY), ("starts", ListVerb.START), ("ends", ListVerb.END))
    return next((verb for key, verb in order if key not in data), ListVerb.PLACE)


def _next(call: Call, data: dict[str, Any]) -> None:
    """Ask what is still missing, or set the meeting."""
    case_id, task_id = data["case"], data["task"]
    if "starts" in data:
        _check_times(call, data)
    if "starts" not in data:
        asks.meeting_start(call, case_id, task_id, date.fromisoformat(data["day"]), data)
    elif "ends" not in data:
        asks.meeting_end(call, case_id, task_id, time.fromisoformat(data["starts"]), data)
    elif "place" not in data:
        asks.meeting_place(call, case_id, task_id, data)
    else:
        _set(call, data)


def _moment(call: Call, data: dict[str, Any], key: str) -> datetime:
    day = date.fromisoformat(data["day"])
    return datetime.combine(day, time.fromisoformat(data[key]), call.office.zone)


def _check_times(call: Call, data: dict[str, Any]) -> None:
    """Refuse an impossible time at the question it answers, not at the end of the form."""
    if _moment(call, data, "starts") < call.now:
        raise Refused(Reason.MEETING_PAST)
    if "ends" in data and _moment(call, data, "ends") <= _moment(call, data, "starts"):
        raise Refused(Reason.MEETING_REVERSED)


def _set(call: Call, data: dict[str, Any]) -> None:
    meeting = Meeting(_moment(call, data, "starts"), _moment(call, data, "ends"), data["place"])
    call.forget(Dialog("meeting", data))
    action = a.Schedule(data["task"], meeting)
    outcome = cases.act(call.tx, call.office, call.actor, data["case"], action)
    task = outcome.case.task(data["task"])
    zone = call.office.zone
    text = f"Jadwal rapat dicatat: {span(meeting.starts, meeting.ends, zone)}, {esc(meeting.place)}."
    if task is None:
        call.reply(text)
        return
    label = esc(label_for(outcome.sop, task), 80)
    if task.submitted:
        call.reply(f"{text}\n{label} dimintakan tanda tangan kembali.")
    elif task.file is None:
        call.reply(f"{text}\nSelanjutnya kirim {label}.")
    else:
        done = TaskButton(Verb.FINISH, outcome.case.id, task.id, task.version)
        call.reply(f"{text}\nBila {label} sudah benar, ketuk Selesai.", ((button("✅ Selesai", done),),))


_TYPED = {"reason": _reason, "cancel": _cancel, "note": _note, "meeting": _meeting_typed}
TYPED = frozenset(_TYPED)
"""Forms that take typed answers here."""
