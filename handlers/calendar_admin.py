"""An admin changes the calendar: question by question, then the preview, then the change itself."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from handlers import calendar_asks as asks
from handlers import calendar_form as form_
from handlers import calendar_texts as texts
from handlers import calendar_view as view
from handlers import hours, month, when, words
from handlers.buttons import ForgedError, ListButton, ListVerb, number
from handlers.calendar_form import KIND, CalendarForm
from handlers.call import Call, Handler, about
from handlers.cards import button
from handlers.incoming import Said, Tap
from handlers.letter import Keyboard
from handlers.typed_answers import short
from handlers.words import esc
from office import calendar_change, hijri
from office.calendar_change import Preview
from sop.almanac import EntryKind
from sop.errors import Reason, Refused
from sop.moments import day as day_words
from sop.workweek import Week
from storage.dialogs import Dialog

MAX_REASON, MAX_NAME = 300, 60
UNCLEAR_DAY = (
    "Tanggal tersebut belum dapat dipahami, atau harinya lain dari tanggalnya. Contoh: <i>24/12/2026</i>, "
    "<i>besok</i>."
)
FAR, LEAP_DAY = timedelta(days=270), (2, 29)
_YEAR = re.compile(r"\d{4}|/\d+/\d")
_RANGE = re.compile(r"\s+(?:-|–|s\.?\s?d\.?|sampai(?: dengan)?|hingga)\s+")  # noqa: RUF001 - typed so


def on_new(call: Call, tap: Tap, choice: ListButton) -> None:
    """Begin a change; the day that was tapped need not be asked for."""
    call.admin  # noqa: B018 - Refused for anybody else
    known: dict[str, object] = {}
    if choice.first == form_.WITHDRAW:
        entry = call.tx.almanac.get(number(choice.second))
        if entry is None:
            raise Refused(Reason.NO_SUCH_ENTRY)
        known, said = {"number": entry.id}, f"Ditarik: {esc(texts.entry(entry), 300)}"
    elif choice.first == EntryKind.SEASON:
        known, said = _suggested(call, view.read_day(choice.second)), "Jam kerja Ramadan"
    elif choice.first == EntryKind.WEEK:
        known, said = {"hours": asks.usual(call)}, "Jam kerja"
    elif choice.second:
        day = view.read_day(choice.second)
        known, said = {form_.FIRST: day.isoformat()}, day_words(day)
    elif choice.first == form_.CONFIGURED:
        said = "Kalender pada konfigurasi berubah."
    else:
        said = "Perubahan kalender"
    form = CalendarForm.begin(choice.first, call.now, **known)
    call.edit(tap.message, said)
    asks.ask(call, form)


def _suggested(call: Call, day: date) -> dict[str, object]:
    """Return the Ramadan of a day or after it: today's where the month shown has passed."""
    today = call.now.astimezone(call.office.zone).date()
    found = hijri.ramadan_from(max(day, today))
    if found is None:
        raise Refused(Reason.CALENDAR_FAR)
    return {"first": found.first.isoformat(), "last": found.last.isoformat(), "name": found.name}


def on_choice(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take a tapped answer; one that belongs to another question is refused."""
    call.admin  # noqa: B018 - Refused for anybody else
    found = call.form(tap.message)
    if found is None or found.kind != KIND:
        raise Refused(Reason.FORM_PASSED)
    form = CalendarForm(dict(found.data))
    if choice.second != form.asked:
        raise Refused(Reason.FORM_PASSED)
    if form.asked == form_.CONFIRM:
        _apply(call, tap, form, found, choice.first)
        return
    if choice.first.startswith("p") and form.asked in (form_.FIRST, form_.LAST):
        call.edit(tap.message, *asks.question(call, form, month.read(choice.first[1:])))
        return
    answered = _TAPPED[form.asked](call, form, choice.first)
    if answered.asked == form.asked:
        # A panel that stays open: it is changed where it stands, and so is what is known of it.
        call.tx.dialogs.put(call.sender.telegram_id, Dialog(KIND, answered.data), call.now)
        call.edit(tap.message, *asks.question(call, answered))
        return
    _go_on(call, answered)
    call.edit(tap.message, _said(form, answered))


def on_typed(call: Call, said: Said, found: Dialog) -> None:
    """Take a typed answer."""
    call.admin  # noqa: B018 - Refused for anybody else
    form = CalendarForm(dict(found.data))
    take = _TYPED.get(form.asked)
    if take is None:
        call.reply("Silakan pilih dengan mengetuk salah satu tombol.")
        return
    answered = take(call, form, said.text)
    if answered is None:
        call.reply(UNCLEAR_DAY)
        return
    _go_on(call, answered)


def _go_on(call: Call, form: CalendarForm) -> None:
    """Ask what is still missing, or show what would move."""
    _check_days(call, form)
    if form.asked != form_.CONFIRM:
        asks.ask(call, form)
        return
    text, rows = _preview(call, form, _look(call, form))
    call.ask(text, KIND, rows, **form.data)


def _check_days(call: Call, form: CalendarForm) -> None:
    """Refuse an impossible day at the question it answers, not at the end of the form."""
    if form.data.get(form_.FIRST):
        last = form.last if form.data.get(form_.LAST) else None
        calendar_change.check_days(call.office, EntryKind(form.what), form.first, last)


def _look(call: Call, form: CalendarForm) -> Preview:
    return calendar_change.preview(call.tx, call.office, call.admin, form.change(call.admin.person))


def _what(call: Call, form: CalendarForm) -> str:
    wanted = form.change(call.admin.person)
    withdrawn = call.tx.almanac.get(wanted.withdrawn) if wanted.withdrawn is not None else None
    return texts.change(wanted, withdrawn)


def _preview(call: Call, form: CalendarForm, found: Preview, head: str = "") -> tuple[str, Keyboard]:
    lines = []
    for move in found.moves[: texts.MOVES_SHOWN]:
        sop = call.office.library.pinned(call.tx, move.case.sop, move.case.sop_version)
        posts = words.whose(sop, move.case, move.task)
        lines.append(texts.move(move, posts, call.office.zone))
    lines += [""] * (len(found.moves) - len(lines))
    names = call.tx.people.names(found.people) if found.people else {}
    named = [names[person] for person in found.people if person in names]
    text = texts.preview(_what(call, form), str(form.data[form_.REASON]), lines, named)
    go = (button("Terapkan", asks.answer(form, found.token)),)
    return (f"{head}\n\n{text}" if head else text), (go, asks.CANCEL)


def _apply(call: Call, tap: Tap, form: CalendarForm, found: Dialog, token: str) -> None:
    """Do what was shown; where that is no longer all there is to it, show it again."""
    latest = call.dialog
    if latest is None or about(latest) != about(found):
        raise Refused(Reason.FORM_PASSED)
    what, change = _what(call, form), form.change(call.admin.person)
    why = f"{what}. {form.data[form_.REASON]}"
    done = calendar_change.apply(call.tx, call.office, call.admin, change, why, token)
    if done is None:
        call.toast(texts.CHANGED_SINCE, alert=True)
        call.edit(tap.message, *_preview(call, form, _look(call, form), texts.CHANGED_SINCE))
        return
    call.forget(found)
    call.edit(tap.message, texts.applied(what, len(done.moves)))


def _said(before: CalendarForm, after: CalendarForm) -> str:
    """Return what the message of a question that was answered says from now on."""
    match before.asked:
        case form_.FIRST:
            return f"Mulai: {day_words(after.first)}"
        case form_.LAST:
            return f"Sampai: {day_words(after.last)}"
        case form_.NAME:
            return f"Nama: {esc(str(after.data['name']))}"
        case form_.SPANS:
            return f"Jam: {', '.join(after.data['spans'])}"
        case form_.DATES:
            return f"{esc(after.season_name)}: {texts.days(after.first, after.last)}"
        case _:
            return f"Jam kerja: {hours.week_said(after.week)}"


def _tap_first(_: Call, form: CalendarForm, value: str) -> CalendarForm:
    return form.having(first=view.read_day(value).isoformat())


def _tap_last(_: Call, form: CalendarForm, value: str) -> CalendarForm:
    last = form.first if value == "one" else view.read_day(value)
    return form.having(last=last.isoformat())


def _picked(offered: tuple[str, ...], value: str) -> str:
    place = number(value[1:])
    if not value.startswith("s") or place >= len(offered):
        raise ForgedError(value)
    return offered[place]


def _tap_name(_: Call, form: CalendarForm, value: str) -> CalendarForm:
    return form.having(name=_picked(asks.NAMES, value))


def _tap_spans(_: Call, form: CalendarForm, value: str) -> CalendarForm:
    return form.having(spans=[_picked(asks.DAY_PRESETS, value)])


def _tap_weekday(_: Call, form: CalendarForm, value: str) -> CalendarForm:
    if value == "ok":
        if not form.data["hours"]:
            raise Refused(Reason.CALENDAR_EMPTY)
        return form.having(days=True)
    if value == "back":
        return form.having(weekday=None)
    if form.weekday is None:
        chosen = number(value[1:])
        if value[0] != "d" or chosen not in range(7):
            raise ForgedError(value)
        return form.having(weekday=chosen)
    return _with_hours(form, form.weekday, _picked(asks.WEEKDAY_PRESETS, value))


def _with_hours(form: CalendarForm, weekday: int, text: str) -> CalendarForm:
    week = {**form.week, weekday: hours.read_spans(text)}
    kept = {str(day): hours.dumped(spans) for day, spans in sorted(week.items()) if spans.spans}
    return form.having(hours=kept, weekday=None)


_SHIFTS = {"fm": ("first", -1), "fp": ("first", 1), "lm": ("last", -1), "lp": ("last", 1)}


def _tap_dates(call: Call, form: CalendarForm, value: str) -> CalendarForm:
    if value == "ok":
        return form.having(dates=True)
    if value == "fix":
        return form.having(fixed=not form.data.get("fixed"))
    if value not in _SHIFTS:
        raise ForgedError(value)
    which, by = _SHIFTS[value]
    moved = date.fromisoformat(form.data[which]) + timedelta(days=by)
    answered = form.having(**{which: moved.isoformat()})
    _check_days(call, answered)
    return answered


def _tap_week(call: Call, form: CalendarForm, value: str) -> CalendarForm:
    offered = asks.season_weeks(call)
    place = number(value[1:])
    if not value.startswith("s") or place >= len(offered):
        raise ForgedError(value)
    return _with_week(form, offered[place][1])


def _with_week(form: CalendarForm, week: Week) -> CalendarForm:
    if not any(spans.spans for spans in week.values()):
        raise Refused(Reason.CALENDAR_EMPTY)
    return form.having(week=True, hours={str(day): hours.dumped(spans) for day, spans in week.items()})


def _day(call: Call, text: str) -> date | None:
    """Return a typed day; without a year it may also be one of the last months, as with a late decree."""
    today = call.now.astimezone(call.office.zone).date()
    found = when.read(text, today).day
    if found is None or when.odd_weekday(text, today):
        return None
    lately = found - today > FAR and not _YEAR.search(text) and (found.month, found.day) != LEAP_DAY
    return found.replace(year=found.year - 1) if lately else found


def _type_first(call: Call, form: CalendarForm, text: str) -> CalendarForm | None:
    day = _day(call, text)
    return form.having(first=day.isoformat()) if day else None


def _type_last(call: Call, form: CalendarForm, text: str) -> CalendarForm | None:
    day = _day(call, text)
    return form.having(last=day.isoformat()) if day else None


def _type_dates(call: Call, form: CalendarForm, text: str) -> CalendarForm | None:
    """Take a first and a last day; whoever types them knows them."""
    days = [_day(call, part) for part in _RANGE.split(text)]
    if len(days) != 2 or days[0] is None or days[1] is None:  # noqa: PLR2004 - from, to
        return None
    return form.having(first=days[0].isoformat(), last=days[1].isoformat())


def _type_weekday(_: Call, form: CalendarForm, text: str) -> CalendarForm:
    """Take the hours of the day that was tapped, or the whole week."""
    if form.weekday is not None:
        return _with_hours(form, form.weekday, text)
    week = hours.read_week(text, form.week)
    return form.having(hours={str(day): hours.dumped(spans) for day, spans in week.items()})


_TAPPED: dict[str, Callable[[Call, CalendarForm, str], CalendarForm]] = {
    form_.FIRST: _tap_first,
    form_.LAST: _tap_last,
    form_.NAME: _tap_name,
    form_.SPANS: _tap_spans,
    form_.DAYS: _tap_weekday,
    form_.DATES: _tap_dates,
    form_.WEEK: _tap_week,
}
_TYPED: dict[str, Callable[[Call, CalendarForm, str], CalendarForm | None]] = {
    form_.FIRST: _type_first,
    form_.LAST: _type_last,
    form_.NAME: lambda _, form, text: form.having(name=short(text, MAX_NAME, one_line=True)),
    form_.SPANS: lambda _, form, text: form.having(spans=hours.dumped(hours.read_spans(text))),
    form_.DAYS: _type_weekday,
    form_.DATES: _type_dates,
    form_.WEEK: lambda call, form, text: _with_week(
        form, hours.read_week(text, hours.loaded(asks.usual(call)))
    ),
    form_.REASON: lambda _, form, text: form.having(reason=short(text, MAX_REASON, one_line=True)),
}
COMMANDS: dict[str, Handler] = {"kalender": view.start}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.CAL: view.on_month,
    ListVerb.CAL_DAY: view.on_day,
    ListVerb.CAL_LIST: view.on_list,
    ListVerb.CAL_NEW: on_new,
    ListVerb.CAL_SET: on_choice,
}
