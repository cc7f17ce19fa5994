"""The screens of the meeting's form, all of one message: day, start, end, place, and the confirmation."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from handlers import meeting_texts, month
from handlers.buttons import ListButton, ListVerb
from handlers.call import Call
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.meeting_about import DAY, ENDS, ORDER, PLACE, STARTS, About, Answers
from handlers.words import case_line
from office import conflicts
from sop.moments import DAYS, MONTHS
from sop.moments import day as day_words

KIND = "meeting"
FARTHEST = timedelta(days=366)
"""A meeting is agreed within a year: a later one is a slip of the finger."""
CHECK, CHANGE = "check", "change"
"""The screens beside those of the answers."""
SHORTCUTS = 2
"""So many of the next working days stand above the calendar."""
MINUTES = (0, 15, 30, 45)
LENGTHS = (timedelta(hours=1), timedelta(hours=1, minutes=30), timedelta(hours=2), timedelta(hours=3))
CLOSED = "*"
OTHER_TIME = "lain"
"""What the button of another end carries in place of a time."""
MARK = 12
"""Characters of the mark that ties a confirmation's button to what was shown."""


def screen(about: About) -> tuple[str, Keyboard]:
    """Return what the message shows now, and its buttons."""
    lines, rows = _SCREENS[about.data["at"]](about)
    return "\n".join([case_line(about.case), *lines]), rows


def fingerprint(text: str) -> str:
    """Return a short mark of a confirmation: a save counts for what was shown, and for nothing else."""
    return sha256(text.encode()).hexdigest()[:MARK]


def _choice(about: About, label: str, verb: ListVerb, first: str = "") -> Button:
    return button(label, ListButton(verb, first, about.mark))


def _rows(choices: Iterable[Button], width: int) -> Keyboard:
    buttons = tuple(choices)
    return tuple(buttons[i : i + width] for i in range(0, len(buttons), width))


def _back(about: About) -> tuple[Button, ...]:
    return (_choice(about, "Kembali", ListVerb.MEETING_BACK), _drop(about))


def _drop(about: About) -> Button:
    return _choice(about, "Batal", ListVerb.MEETING_DROP)


def _known(about: About) -> str:
    """Return what is answered already, in one line."""
    data = about.data
    parts = [day_words(about.day)] if DAY in data else []
    if DAY in data and STARTS in data:
        ends = f"\N{EN DASH}{time.fromisoformat(data[ENDS]):%H.%M}" if ENDS in data else ""
        zone = about.moment(STARTS).tzname()
        parts.append(f"pukul {time.fromisoformat(data[STARTS]):%H.%M}{ends} {zone}")
    return " ".join(parts)


_ASK_DAY = (
    "Hari apa rapat dilaksanakan? Pilih, atau ketik, misalnya "
    "<i>Senin 30/11 pukul 09.00 s.d. 11.00 di Aula</i>."
)


def _day(about: About) -> tuple[list[str], Keyboard]:
    """Show a month: past days are not offered, closed days are marked."""
    call, data = about.call, about.data
    calendar, today = call.office.calendar(call.tx), _today(call)
    year, number = month.read(data["month"]) if "month" in data else (today.year, today.month)
    last = today + FARTHEST

    def pick(day: date) -> ListButton | None:
        return ListButton(ListVerb.DAY, f"{day:%Y%m%d}", about.mark) if today <= day <= last else None

    def turn(to_year: int, to: int) -> ListButton | None:
        offered = (today.year, today.month) <= (to_year, to) <= (last.year, last.month)
        return ListButton(ListVerb.MEETING_MONTH, f"{to_year}{to:02d}", about.mark) if offered else None

    def label(day: date) -> str:
        return f"{day.day}" if calendar.is_working_day(day) else f"{day.day}{CLOSED}"

    near = [
        _choice(
            about,
            f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1][:3]}",
            ListVerb.DAY,
            f"{day:%Y%m%d}",
        )
        for day in _next_days(about, today)
    ]
    title, names, *weeks = month.grid(year, number, pick=pick, turn=turn, label=label)
    # Weeks gone by would push the days to choose from off a phone's screen.
    grid = (title, names, *(week for week in weeks if any(one.label != month.EMPTY for one in week)))
    last_row = _back(about) if _complete(data) else (_drop(about),)
    return [_ASK_DAY, f"Tanda {CLOSED}: di luar hari kerja."], (tuple(near), *grid, last_row)


def _next_days(about: About, today: date) -> list[date]:
    """Return the next working days; today only while a meeting can still begin."""
    calendar = about.call.office.calendar(about.call.tx)
    found: list[date] = []
    day = today
    while len(found) < SHORTCUTS:
        if calendar.is_working_day(day) and (day > today or _hours(about, day, 0)):
            found.append(day)
        day += timedelta(days=1)
    return found


def _today(call: Call) -> date:
    return call.now.astimezone(call.office.zone).date()


def _spans(about: About, day: date) -> tuple[tuple[time, time], ...]:
    """Return the working hours of a day; of a closed day those of the next working day."""
    calendar = about.call.office.calendar(about.call.tx)
    hours = calendar.hours_on(day)
    if hours is None or not hours.spans:
        hours = calendar.hours_on(calendar.working_day_after(day))
    assert hours is not None  # noqa: S101 - a working day has hours
    return hours.spans


def _hours(about: About, day: date, minute: int) -> list[time]:
    """Return the times within a day's working hours at which a meeting can begin."""
    spans, zone, now = _spans(about, day), about.call.office.zone, about.call.now
    times = [time(hour, minute) for hour in range(24)]
    return [
        at
        for at in times
        if any(opens <= at < closes for opens, closes in spans) and datetime.combine(day, at, zone) > now
    ]


def _grid(about: About, verb: ListVerb, times: list[time], minute: int) -> Keyboard:
    """Return the times, and beneath them the minutes that they can have."""
    minutes = (
        _choice(
            about, f"\N{BULLET} .{m:02d}" if m == minute else f".{m:02d}", ListVerb.MEETING_MINUTE, f"{m:02d}"
        )
        for m in MINUTES
    )
    hours = (_choice(about, f"{at:%H.%M}", verb, f"{at:%H%M}") for at in times)
    return (*_rows(hours, 4), *_rows(minutes, 4))


def _starts(about: About) -> tuple[list[str], Keyboard]:
    minute = int(about.data.get("minute", 0))
    rows = _grid(about, ListVerb.START, _hours(about, about.day, minute), minute)
    other = (_choice(about, "Jam lain", ListVerb.START, OTHER_TIME),)
    ask = "Pukul berapa rapat dimulai? Pilih, atau ketik, misalnya <i>09.30</i>."
    return [_known(about), ask], (*rows, other, _back(about))


def _ends(about: About) -> tuple[list[str], Keyboard]:
    starts = about.moment(STARTS)
    ask = "Pukul berapa rapat selesai? Pilih, atau ketik."
    if "minute" in about.data:
        minute = int(about.data["minute"])
        last = _spans(about, about.day)[-1][1]
        times = [time(hour, minute) for hour in range(24)]
        later = [at for at in times if starts.time() < at <= max(last, time(18))]
        return [_known(about), ask], (*_grid(about, ListVerb.END, later, minute), _back(about))
    lengths = [
        _choice(
            about, f"{starts + length:%H.%M} ({_hours_long(length)})", ListVerb.END, f"{starts + length:%H%M}"
        )
        for length in LENGTHS
        if (starts + length).date() == starts.date()
    ]
    other = (_choice(about, "Jam lain", ListVerb.END, OTHER_TIME),)
    return [_known(about), ask], (*_rows(lengths, 2), other, _back(about))


def _hours_long(length: timedelta) -> str:
    """Return a length in hours: "1,5 jam"."""
    return f"{length / timedelta(hours=1):g} jam".replace(".", ",")


def _place(about: About) -> tuple[list[str], Keyboard]:
    places = [
        _choice(about, place[:40], ListVerb.PLACE, str(i)) for i, place in enumerate(about.call.office.places)
    ]
    ask = "Di mana rapat dilaksanakan? Pilih, atau ketik nama tempat."
    return [_known(about), ask], (*_rows(places, 1), _back(about))


def _check(about: About) -> tuple[list[str], Keyboard]:
    """Show all that would be set, and what stands against it."""
    call, meeting, zone = about.call, about.meeting, about.call.office.zone
    found = conflicts.find(call.tx, call.office, call.actor, about.sop, about.case, meeting)
    lines = [
        f"Rapat: <b>{meeting_texts.planned(meeting, zone)}</b>",
        *meeting_texts.outside(meeting, call.office.calendar(call.tx)),
        meeting_texts.invited(call.tx, call.office, about.sop, about.case, meeting),
        *meeting_texts.conflicts(about.sop, found, meeting, zone),
    ]
    shown = fingerprint("\n".join(lines))
    rows = (
        (_choice(about, "✅ Simpan jadwal", ListVerb.MEETING_SAVE, shown),),
        (_choice(about, "✏️ Ubah", ListVerb.MEETING_CHANGE), _drop(about)),
    )
    return lines, rows


def shown(about: About) -> str:
    """Return the mark of the confirmation as it reads now."""
    return fingerprint("\n".join(_check(about)[0]))


_NAMES = {DAY: "📅 Hari", STARTS: "🕘 Mulai", ENDS: "🕚 Selesai", PLACE: "📍 Tempat"}


def _change(about: About) -> tuple[list[str], Keyboard]:
    rows = _rows((_choice(about, label, ListVerb.MEETING_CHANGE, key) for key, label in _NAMES.items()), 2)
    lines = [
        f"Rapat: {meeting_texts.planned(about.meeting, about.call.office.zone)}",
        "Apa yang diubah? Pilih, atau ketik, misalnya <i>Senin 30/11 pukul 09.00</i>.",
    ]
    return lines, (*rows, _back(about))


def _complete(data: Answers) -> bool:
    return all(key in data for key in ORDER)


_SCREENS: dict[str, Callable[[About], tuple[list[str], Keyboard]]] = {
    DAY: _day,
    STARTS: _starts,
    ENDS: _ends,
    PLACE: _place,
    CHECK: _check,
    CHANGE: _change,
}
