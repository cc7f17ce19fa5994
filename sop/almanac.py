"""What an admin changed in the office's calendar, day by day, and the calendar that comes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sop.calendar import WorkCalendar
from sop.workweek import DayHours, Season, Week


class EntryKind(StrEnum):
    """What a change is about."""

    CLOSED = "libur"
    """The office is closed on these days, whatever else is said of them."""
    OPEN = "masuk"
    """These days are no holidays after all: the week's hours apply."""
    HOURS = "jam"
    """These days have hours of their own, holiday or not: a half day, a Saturday at work."""
    SEASON = "musim"
    """Another week applies from the first day to the last, as in Ramadan; holidays in it stay closed."""
    WEEK = "pekan"
    """From the first day on the usual week is another one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, from its first day to its last (both included; None: for good). The later entry wins."""

    id: int
    kind: EntryKind
    first: date
    last: date | None
    name: str
    """What people call it: "Ramadan 1448 H", "Libur daerah"; empty where nothing needs a name."""
    hours: Week = field(default_factory=dict)
    """Of `SEASON` and `WEEK` the week; of `HOURS` the hours under every weekday it falls on."""
    reason: str = ""
    person: int = 0
    at: datetime | None = None


def changed(calendar: WorkCalendar, entries: Sequence[Entry]) -> WorkCalendar:
    """Return a calendar with these changes; the order of the entries is that in which they were made.

    Raises ValueError for an entry that ends before it begins.
    """
    if not entries:
        return calendar
    overrides: dict[date, DayHours] = {}
    opened: set[date] = set()
    for entry in entries:
        for day in days_of(entry):
            overrides.pop(day, None)
            opened.discard(day)
            if entry.kind is EntryKind.CLOSED:
                overrides[day] = DayHours(())
            elif entry.kind is EntryKind.OPEN:
                opened.add(day)
            else:
                overrides[day] = entry.hours.get(day.weekday(), DayHours(()))
    newest = list(reversed(entries))
    seasons = [_season(entry) for entry in newest if entry.kind is EntryKind.SEASON]
    weeks = [_season(entry) for entry in newest if entry.kind is EntryKind.WEEK]
    return calendar.varied(overrides, frozenset(opened), seasons, weeks)


def usual_week(calendar: WorkCalendar, entries: Sequence[Entry], day: date) -> Week:
    """Return the usual week of a day, seasons and single days aside; `calendar` is the configured one."""
    newest = (entry for entry in reversed(entries) if entry.kind is EntryKind.WEEK and entry.first <= day)
    return next((entry.hours for entry in newest if entry.last is None or day <= entry.last), calendar.week)


def days_of(entry: Entry) -> Iterable[date]:
    """Return the single days an entry is about; none for a season or a week."""
    if entry.kind in (EntryKind.SEASON, EntryKind.WEEK):
        return
    last = entry.last or entry.first
    if last < entry.first:
        raise ValueError(f"an entry must not end ({last}) before it begins ({entry.first})")
    for offset in range((last - entry.first).days + 1):
        yield entry.first + timedelta(days=offset)


def _season(entry: Entry) -> Season:
    return Season(entry.first, entry.last or date.max, entry.hours)
