"""/kalender: the month, its holidays and hours; for admins the ways to change them, and what they changed."""

from datetime import date

from handlers import calendar_texts as texts
from handlers import month
from handlers.buttons import ForgedError, ListButton, ListVerb, number
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.letter import Button, Keyboard
from handlers.paging import turns
from handlers.words import esc
from office import almanac
from office.almanac import DayFacts
from office.calendar_change import waiting
from sop.almanac import EntryKind

SHOWN = 6
"""Changes on one page."""
LONGEST = 50
"""What a button says."""


def start(call: Call, _: Command) -> None:
    """Show this month."""
    call.actor  # noqa: B018 - Refused for a stranger
    today = _today(call)
    call.reply(*shown(call, today.year, today.month))


def on_month(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another month."""
    call.actor  # noqa: B018 - Refused for a stranger
    call.edit(tap.message, *shown(call, *month.read(choice.first)))


def _today(call: Call) -> date:
    return call.now.astimezone(call.office.zone).date()


def _zone(call: Call) -> str:
    return str(call.now.astimezone(call.office.zone).tzname())


def shown(call: Call, year: int, at: int) -> tuple[str, Keyboard]:
    """Return a month with its buttons."""
    tx, office, today = call.tx, call.office, _today(call)
    facts = {one.day: one for one in almanac.month_of(tx, office, year, at)}
    first, last = min(facts), max(facts)
    text = texts.month(
        month.named(year, at),
        almanac.facts_of(tx, office, today),
        tuple(facts.values()),
        almanac.seasons_near(tx, office, first, last),
        almanac.ramadan_near(tx, office, first, last),
        _zone(call),
    )
    grid = month.grid(
        year,
        at,
        pick=lambda day: ListButton(ListVerb.CAL_DAY, f"{day:%Y%m%d}"),
        turn=lambda y, m: _page(y, m) if month.FIRST_YEAR <= y <= month.LAST_YEAR else None,
        label=lambda day: _marked(facts[day], today),
    )
    return text, (*grid, *(_changes(call, year, at) if call.actor.admin else ()))


def _page(year: int, at: int) -> ListButton:
    return ListButton(ListVerb.CAL, f"{year}{at:02}")


def _marked(facts: DayFacts, today: date) -> str:
    label = str(facts.day.day)
    if facts.hours is None:
        label = f"({label})"
    elif facts.special:
        label = f"{label}*"
    return f"[{label}]" if facts.day == today else label


def _changes(call: Call, year: int, at: int) -> Keyboard:
    """Return what admins can do."""
    rows: list[tuple[Button, ...]] = [
        (
            _new("Libur", EntryKind.CLOSED),
            _new("Masuk", EntryKind.OPEN),
            _new("Setengah hari", EntryKind.HOURS),
        ),
        (_new("Jam kerja", EntryKind.WEEK), _new("Ramadan", EntryKind.SEASON, f"{year}{at:02}01")),
    ]
    count = len(call.tx.almanac.entries())
    rows.append((button(f"Perubahan ({count})", ListButton(ListVerb.CAL_LIST, "0")),))
    if waiting(call.tx, call.office):
        rows.append((button("Terapkan konfigurasi …", ListButton(ListVerb.CAL_NEW, "konfigurasi")),))
    return tuple(rows)


def _new(label: str, kind: EntryKind, day: str = "") -> Button:
    return button(label, ListButton(ListVerb.CAL_NEW, kind.value, day))


def read_day(text: str) -> date:
    """Return the day of a button's "20261209"; ForgedError for what is none."""
    year, at = month.read(text[:6])
    try:
        return date(year, at, number(text[6:]))
    except ValueError:
        raise ForgedError(text) from None


def on_day(call: Call, tap: Tap, choice: ListButton) -> None:
    """Say what a day is; an admin may change it."""
    day = read_day(choice.first)
    facts = almanac.facts_of(call.tx, call.office, day)
    said = texts.day(facts, _zone(call))
    if not call.actor.admin:
        call.toast(said, alert=True)
        return
    known = f"{day:%Y%m%d}"
    rows: list[tuple[Button, ...]] = []
    if facts.hours is not None:
        rows.append((_new("Libur", EntryKind.CLOSED, known),))
    elif almanac.week_on(call.tx, call.office, day).get(day.weekday()) is not None:
        rows.append((_new("Masuk", EntryKind.OPEN, known),))
    rows.append((_new("Setengah hari / jam lain", EntryKind.HOURS, known),))
    rows.append((button("« Kembali", _page(day.year, day.month)),))
    call.edit(tap.message, esc(said), tuple(rows))


def on_list(call: Call, tap: Tap, choice: ListButton) -> None:
    """List the changes in force, the newest first, each with the button that withdraws it."""
    call.admin  # noqa: B018 - Refused for anybody else
    wanted = number(choice.first)
    entries = list(reversed(call.tx.almanac.entries()))
    today = _today(call)
    back = (button("« Kembali", _page(today.year, today.month)),)
    if not entries:
        call.edit(tap.message, texts.NO_ENTRIES, (back,))
        return
    page = min(wanted, (len(entries) - 1) // SHOWN)
    names = call.tx.people.names(tuple({entry.person for entry in entries}))
    lines, rows = ["<b>Perubahan kalender yang berlaku</b>", ""], []
    for n, entry in enumerate(entries[page * SHOWN : (page + 1) * SHOWN], page * SHOWN + 1):
        lines.append(f"{n}. {esc(texts.entry(entry), 200)}")
        lines.append(f"   “{esc(entry.reason, 120)}”, {esc(names.get(entry.person, 'admin'), 60)}")
        label = f"Tarik {n}. {texts.entry(entry)}"[:LONGEST]
        rows.append((button(label, ListButton(ListVerb.CAL_NEW, "tarik", str(entry.id))),))
    pages = turns(page, len(entries), SHOWN, lambda to: ListButton(ListVerb.CAL_LIST, str(to)))
    call.edit(tap.message, "\n".join(lines), (*rows, *pages, back))
