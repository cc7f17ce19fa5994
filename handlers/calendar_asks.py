"""The questions of a change of the calendar, each with its buttons."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from handlers import calendar_form as form_
from handlers import hours, month
from handlers.buttons import ListButton, ListVerb
from handlers.calendar_form import KIND, CalendarForm
from handlers.calendar_texts import days
from handlers.call import Call
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.words import esc
from office.almanac import week_on
from office.calendar_change import EARLIEST, LATEST, MOST_DAYS
from sop.almanac import EntryKind
from sop.moments import DAYS
from sop.moments import day as day_words
from sop.workweek import DayHours, Week

NAMES = ("Libur daerah", "Cuti bersama", "Libur nasional")
DAY_PRESETS = ("07.30-12.00", "07.30-11.30", "08.00-12.00", "13.00-16.00")
WEEKDAY_PRESETS = (
    "07.30-12.00, 13.00-16.00",
    "07.30-11.30, 13.00-16.30",
    "08.00-12.00, 13.00-16.30",
    "07.30-12.00",
    "tutup",
)
RAMADAN: Week = dict.fromkeys(range(4), DayHours.parse(["08.00-12.00", "12.30-15.00"])) | {
    4: DayHours.parse(["08.00-11.30", "12.30-15.30"])
}
"""32 hours and 30 minutes a week with breaks of 30 minutes and 60 on Friday.

Source: Perpres 21/2023 has the hours of a week; 08.00 to 15.00, on Friday to 15.30, is what the yearly
circular of the ministry (SE Menpan RB) usually says.
"""
FIRST_TEXT = {
    EntryKind.CLOSED: "Kantor libur mulai tanggal berapa?",
    EntryKind.OPEN: "Hari libur mana yang ternyata masuk kerja?",
    EntryKind.HOURS: "Tanggal berapa jam kerjanya lain dari biasanya?",
    EntryKind.WEEK: "Jam kerja baru ini berlaku mulai tanggal berapa?",
}
TYPED = "Ketuk, atau ketik misalnya <i>24/12/2026</i>."
CANCEL = (button("Tidak jadi", ListButton(ListVerb.ABORT)),)


def ask(call: Call, form: CalendarForm) -> None:
    """Ask the question that is open, as a new message."""
    text, buttons = question(call, form)
    call.ask(text, KIND, buttons, **form.data)


def question(call: Call, form: CalendarForm, page: tuple[int, int] | None = None) -> tuple[str, Keyboard]:
    """Return the question that is open, with its buttons; `page` is the month that its grid shows."""
    text, rows = _QUESTIONS[form.asked](call, form, page)
    return text, (*rows, CANCEL)


def answer(form: CalendarForm, value: str) -> ListButton:
    """Return what a button of the open question sends."""
    return ListButton(ListVerb.CAL_SET, value, form.asked)


def _first(call: Call, form: CalendarForm, page: tuple[int, int] | None) -> tuple[str, Keyboard]:
    today = call.now.astimezone(call.office.zone).date()
    grid = _days(form, page or (today.year, today.month), today - EARLIEST, today + LATEST)
    return f"{FIRST_TEXT[EntryKind(form.what)]}\n{TYPED}", grid


def _last(_: Call, form: CalendarForm, page: tuple[int, int] | None) -> tuple[str, Keyboard]:
    first = form.first
    one = (button("Hanya satu hari", answer(form, "one")),)
    grid = _days(form, page or (first.year, first.month), first, first + timedelta(days=MOST_DAYS - 1))
    return f"Mulai {day_words(first)}.\nSampai tanggal berapa? {TYPED}", (one, *grid)


def _days(form: CalendarForm, page: tuple[int, int], earliest: date, latest: date) -> Keyboard:
    return month.grid(
        *page,
        pick=lambda day: answer(form, f"{day:%Y%m%d}") if earliest <= day <= latest else None,
        turn=lambda year, at: (
            answer(form, f"p{year}{at:02}") if _within(year, at, earliest, latest) else None
        ),
    )


def _within(year: int, at: int, earliest: date, latest: date) -> bool:
    return (earliest.year, earliest.month) <= (year, at) <= (latest.year, latest.month)


def _name(_: Call, form: CalendarForm, __: tuple[int, int] | None) -> tuple[str, Keyboard]:
    when = days(form.first, form.last)
    return f"Libur {when}.\nApa nama libur ini? Ketuk, atau ketik namanya.", _offered(form, NAMES)


def _spans(_: Call, form: CalendarForm, __: tuple[int, int] | None) -> tuple[str, Keyboard]:
    text = f"Jam kerja {day_words(form.first)}?\nKetuk, atau ketik misalnya <i>07.30-12.00, 13.00-14.00</i>."
    return text, _offered(form, DAY_PRESETS)


def _offered(form: CalendarForm, labels: Sequence[str]) -> Keyboard:
    return tuple((button(label, answer(form, f"s{n}")),) for n, label in enumerate(labels))


def _weekdays(_: Call, form: CalendarForm, __: tuple[int, int] | None) -> tuple[str, Keyboard]:
    """Show the week that is being set, or ask for the hours of one of its days."""
    week = form.week
    if form.weekday is not None:
        example = "<i>07.30-12.00, 13.00-16.00</i>"
        text = f"Jam kerja hari {DAYS[form.weekday]}?\nKetuk, atau ketik misalnya {example}."
        back = (button("« Kembali", answer(form, "back")),)
        return text, (*_offered(form, WEEKDAY_PRESETS), back)
    rows = [
        (button(f"{name}: {hours.said(week.get(n))}"[:60], answer(form, f"d{n}")),)
        for n, name in enumerate(DAYS)
    ]
    done = (button("Lanjut »", answer(form, "ok")),)
    text = (
        "Ketuk hari yang jamnya berubah, lalu Lanjut; celah di antara dua jam adalah istirahat. Dapat juga "
        "diketik sekaligus, misalnya <i>Senin-Kamis 07.30-12.00, 13.00-16.00; Jumat 07.30-11.30, "
        "13.00-16.30</i>."
    )
    return text, (*rows, done)


def _dates(_: Call, form: CalendarForm, __: tuple[int, int] | None) -> tuple[str, Keyboard]:
    name, fixed = esc(str(form.data["name"])), bool(form.data.get("fixed"))
    mark = "telah ditetapkan" if fixed else "perkiraan"
    text = (
        f"<b>{name}</b> ({mark})\n"
        f"Hari pertama: {day_words(form.first)}\nHari terakhir: {day_words(form.last)}\n\n"
        "Tanggal disarankan menurut kalender Hijriah dan dapat bergeser sehari menurut sidang isbat. "
        "Sesuaikan, atau ketik misalnya <i>8/2/2027 - 9/3/2027</i>."
    )
    toggle = "Tandai perkiraan" if fixed else "Tandai telah ditetapkan"
    return text, (
        _shifts(form, "Pertama", "f"),
        _shifts(form, "Terakhir", "l"),
        (button(toggle, answer(form, "fix")),),
        (button("Lanjut »", answer(form, "ok")),),
    )


def _shifts(form: CalendarForm, label: str, which: str) -> tuple[Button, ...]:
    return (
        button(f"{label} \N{MINUS SIGN}1 hari", answer(form, f"{which}m")),
        button(f"{label} +1 hari", answer(form, f"{which}p")),
    )


def _season_week(call: Call, form: CalendarForm, __: tuple[int, int] | None) -> tuple[str, Keyboard]:
    example = "08.00-12.00, 12.30-15.00; Jumat 08.00-11.30, 12.30-15.30"
    lines = [
        f"{esc(form.season_name)}, {days(form.first, form.last)}.",
        f"Bagaimana jam kerjanya? Ketuk, atau ketik misalnya <i>{example}</i>.",
        "",
    ]
    rows = []
    for n, (label, week) in enumerate(season_weeks(call)):
        lines.append(f"{label}: {hours.week_said(week)}.")
        rows.append((button(label, answer(form, f"s{n}")),))
    return "\n".join(lines), tuple(rows)


def season_weeks(call: Call) -> tuple[tuple[str, Week], ...]:
    """Return the weeks offered for a season: the usual one of Ramadan, and those of the configuration."""
    offered: list[tuple[str, Week]] = [("Jam Ramadan yang lazim", RAMADAN)]
    for season in call.office.configured.seasons:
        if all(season.week != week for _, week in offered):
            offered.append((f"Jam konfigurasi {season.first.year}", season.week))
    return tuple(offered)


def usual(call: Call) -> dict[str, list[str]]:
    """Return the usual week as plain data."""
    today = call.now.astimezone(call.office.zone).date()
    return {str(day): hours.dumped(spans) for day, spans in week_on(call.tx, call.office, today).items()}


def _reason(_: Call, __: CalendarForm, ___: tuple[int, int] | None) -> tuple[str, Keyboard]:
    return "Apa alasan atau dasar perubahan ini? Ketik misalnya nomor surat keputusannya.", ()


_QUESTIONS: dict[str, Callable[[Call, CalendarForm, tuple[int, int] | None], tuple[str, Keyboard]]] = {
    form_.FIRST: _first,
    form_.LAST: _last,
    form_.NAME: _name,
    form_.SPANS: _spans,
    form_.DAYS: _weekdays,
    form_.DATES: _dates,
    form_.WEEK: _season_week,
    form_.REASON: _reason,
}
