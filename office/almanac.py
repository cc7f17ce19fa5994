"""What the calendar says of days and months: hours, holidays with their names, seasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from office.hijri import Ramadan, ramadan_from
from office.office import Office
from sop.almanac import Entry, EntryKind, days_of, usual_week
from sop.calendar import WorkCalendar
from sop.workweek import DayHours, Season, Week
from storage.transaction import Tx

NEAR = timedelta(days=60)
"""How long before it a season is spoken of."""
ESTIMATE = "(perkiraan)"
"""How the library `holidays` marks an estimate in Indonesian; our own are marked alike."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day as the calendar in force has it."""

    day: date
    hours: DayHours | None
    """None where the office is closed."""
    name: str
    """What the day is called: a holiday, a half day; "" for most."""
    special: bool
    """Whether it has other hours than its weekday usually has."""


def facts_of(tx: Tx, office: Office, day: date) -> DayFacts:
    """Return what the calendar says of a day."""
    return next(_facts(tx, office, (day,)))


def month_of(tx: Tx, office: Office, year: int, month: int) -> tuple[DayFacts, ...]:
    """Return what the calendar says of each day of a month."""
    first = date(year, month, 1)
    count = (date(year + month // 12, month % 12 + 1, 1) - first).days
    return tuple(_facts(tx, office, tuple(first + timedelta(days=n) for n in range(count))))


def _facts(tx: Tx, office: Office, days: tuple[date, ...]) -> Iterator[DayFacts]:
    calendar, entries = office.calendar(tx), tx.almanac.entries()
    named = _entry_names(entries)
    for day in days:
        found = calendar.hours_on(day)
        hours = found if found and found.spans else None
        usual = usual_week(office.configured, entries, day).get(day.weekday())
        name = named.get(day)
        if name is None:
            name = office.holiday_names(day.year).get(day, "")
        yield DayFacts(day, hours, name, special=hours is not None and hours != usual)


def _entry_names(entries: tuple[Entry, ...]) -> Mapping[date, str]:
    """Return what admins called single days; a holiday that is worked after all has no name any more."""
    names: dict[date, str] = {}
    for entry in entries:
        for day in days_of(entry):
            names[day] = entry.name
    return names


def seasons_near(tx: Tx, office: Office, first: date, last: date) -> tuple[tuple[Season, str], ...]:
    """Return the seasons in or soon after some days with their names; configured ones have none.

    A season that another one, entered later, covers from end to end is left out.
    """
    entered = [
        (Season(entry.first, entry.last or date.max, entry.hours), entry.name)
        for entry in reversed(tx.almanac.entries())
        if entry.kind is EntryKind.SEASON
    ]
    found: list[tuple[Season, str]] = []
    for season, name in (*entered, *((season, "") for season in office.configured.seasons)):
        hidden = any(one.first <= season.first and season.last <= one.last for one, _ in found)
        if season.first <= last + NEAR and season.last >= first and not hidden:
            found.append((season, name))
    return tuple(sorted(found, key=lambda pair: pair[0].first))


def ramadan_near(tx: Tx, office: Office, first: date, last: date) -> Ramadan | None:
    """Return a Ramadan in or soon after some days that no season covers; None where there is none."""
    found = ramadan_from(first)
    if found is None or found.first > last + NEAR:
        return None
    seasons = seasons_near(tx, office, found.first, found.last)
    if any(season.first <= found.last and found.first <= season.last for season, _ in seasons):
        return None
    return found


def week_on(tx: Tx, office: Office, day: date) -> Week:
    """Return the usual week of a day, seasons and single days aside."""
    return usual_week(office.configured, tx.almanac.entries(), day)


def closed_all_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether the office is closed on a day."""
    hours = calendar.hours_on(day)
    return not (hours and hours.spans)
