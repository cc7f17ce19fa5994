"""The calendar agrees with a table of minutes, counted one by one from the plain rules.

The table knows nothing of the calendar's code: it has a place for every minute of four years, open or not,
and counts. Ten thousand random questions of each kind get the same answer from both, to the second.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate

import pytest
from holidays import country_holidays

from sop.almanac import Entry, EntryKind, changed
from sop.calendar import DayHours, Duration, Season, WorkCalendar, default_week
from sop.workweek import Week
from tests.sop.office_2026 import WIB

BEGIN, END = date(2025, 1, 1), date(2029, 1, 1)
"""What the table covers; questions begin in its first three years."""
LAST_START = datetime(2027, 12, 31, 23, 59, 59, tzinfo=WIB)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=WIB)
DAY = 24 * 60
PAIRS = 10_000
Spans = tuple[tuple[int, int], ...]
"""From which minute of the day to which."""

# The plain rules, in minutes of the day.
USUAL: Spans = ((450, 720), (780, 960))
FRIDAY: Spans = ((450, 690), (780, 990))
FASTING: Spans = ((480, 720), (750, 900))
FASTING_FRIDAY: Spans = ((480, 690), (750, 930))
RAMADANS = (
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 18), date(2026, 3, 19)),
    (date(2027, 2, 8), date(2027, 3, 8)),
)
NATIONAL = set(
    country_holidays("ID", years=range(2025, 2029), expand=False, categories=("public", "government"))
)
# What admins changed on top of it.
LOCAL = {date(2026, 10, 1), date(2026, 10, 2), date(2027, 6, 30), date(2025, 12, 31)}
WORKED = {date(2026, 12, 24), date(2026, 3, 18), date(2027, 2, 16), date(2025, 5, 13)}
HALF: Spans = ((450, 720),)
HALF_DAYS = {date(2026, 12, 31), date(2027, 4, 1), date(2026, 8, 22), date(2026, 8, 17)}
NEW_WEEK = date(2026, 9, 1)
SHORT: Spans = ((480, 720), (780, 900))
SATURDAY: Spans = ((480, 660),)


def configured(day: date) -> Spans:
    """Return when an office without changes is open."""
    if day.weekday() > 4 or day in NATIONAL:
        return ()
    fasting = any(first <= day <= last for first, last in RAMADANS)
    if day.weekday() == 4:
        return FASTING_FRIDAY if fasting else FRIDAY
    return FASTING if fasting else USUAL


def with_changes(day: date) -> Spans:
    """Return when the office is open after all that admins changed."""
    if day in HALF_DAYS:
        return HALF
    if day in LOCAL or (day in NATIONAL and day not in WORKED):
        return ()
    if any(first <= day <= last for first, last in RAMADANS):
        return () if day.weekday() > 4 else (FASTING_FRIDAY if day.weekday() == 4 else FASTING)
    if day >= NEW_WEEK:
        return SATURDAY if day.weekday() == 5 else (() if day.weekday() == 6 else SHORT)
    if day.weekday() > 4:
        return ()
    return FRIDAY if day.weekday() == 4 else USUAL


class Minutes:
    """Counts open minutes, one by one."""

    def __init__(self, rules: Callable[[date], Spans]) -> None:
        self.open = bytearray((END - BEGIN).days * DAY)
        self.last_minute: dict[date, int] = {}
        for number in range((END - BEGIN).days):
            day = BEGIN + timedelta(days=number)
            for opens, closes in rules(day):
                for minute in range(number * DAY + opens, number * DAY + closes):
                    self.open[minute] = 1
                    self.last_minute[day] = minute
        self.before = [0, *accumulate(self.open)]
        """How many minutes are open before each."""
        self.days = sorted(self.last_minute)

    def worked(self, second: int) -> int:
        """Return the open seconds before this one."""
        minute, rest = divmod(second, 60)
        return self.before[minute] * 60 + (rest if self.open[minute] else 0)

    def add(self, second: int, work: int) -> int:
        """Return the second at which so many open seconds have passed."""
        if not work:
            return second
        goal = self.worked(second) + work
        minute = bisect_left(self.before, -(-goal // 60)) - 1
        return minute * 60 + goal - self.before[minute] * 60

    def day_due(self, day: date, count: int) -> int:
        """Return the second at which the nth working day after this day closes."""
        later = self.days[bisect_right(self.days, day) + count - 1]
        return (self.last_minute[later] + 1) * 60


def week(monday_to_thursday: Spans, friday: Spans, saturday: Spans = ()) -> Week:
    """Return a week in the calendar's words."""
    spans = [monday_to_thursday] * 4 + [friday] + ([saturday] if saturday else [])
    return {day: hours(one) for day, one in enumerate(spans)}


def hours(spans: Spans) -> DayHours:
    """Return hours in the calendar's words."""
    return DayHours.parse([f"{a // 60:02}.{a % 60:02}-{b // 60:02}.{b % 60:02}" for a, b in spans])


def entries() -> Iterable[Entry]:
    """Return the changes as admins enter them."""
    fasting = week(FASTING, FASTING_FRIDAY)
    for first, last in RAMADANS:
        yield Entry(0, EntryKind.SEASON, first, last, "Ramadan", fasting)
    yield Entry(0, EntryKind.WEEK, NEW_WEEK, None, "", week(SHORT, SHORT, SATURDAY))
    yield Entry(0, EntryKind.CLOSED, date(2026, 10, 1), date(2026, 10, 2), "Libur daerah")
    for day in (date(2027, 6, 30), date(2025, 12, 31)):
        yield Entry(0, EntryKind.CLOSED, day, None, "Libur daerah")
    for day in WORKED:
        yield Entry(0, EntryKind.OPEN, day, None, "")
    for day in HALF_DAYS:
        yield Entry(0, EntryKind.HOURS, day, None, "", {day.weekday(): hours(HALF)})


@cache
def both(*, changes: bool) -> tuple[WorkCalendar, Minutes]:
    """Return a calendar and the table of the same rules."""
    if changes:
        return changed(WorkCalendar(WIB, default_week(), NATIONAL), list(entries())), Minutes(with_changes)
    seasons = [Season(first, last, week(FASTING, FASTING_FRIDAY)) for first, last in RAMADANS]
    return WorkCalendar(WIB, default_week(), NATIONAL, seasons=seasons), Minutes(configured)


def starts(seed: int) -> Iterable[tuple[random.Random, int]]:
    """Return random seconds of three years; every other one is a whole minute."""
    dice = random.Random(seed)  # noqa: S311 - the same questions each time
    last = int((LAST_START - MIDNIGHT).total_seconds())
    for number in range(PAIRS):
        second = dice.randrange(last)
        yield dice, second - second % 60 if number % 2 else second


def at(second: int) -> datetime:
    """Return the moment of a second of the table."""
    return MIDNIGHT.astimezone(UTC) + timedelta(seconds=second)


@pytest.mark.parametrize("changes", [False, True], ids=["configured", "changed"])
def test_adding_agrees_with_counting_minutes(*, changes: bool) -> None:
    """From ten thousand moments, up to some sixty working days on."""
    calendar, table = both(changes=changes)
    for dice, start in starts(1):
        work = dice.choice((0, 60, 1800, 3600, 27_000, dice.randrange(60 * 27_000)))
        assert calendar.add(at(start), timedelta(seconds=work)) == at(table.add(start, work)), (start, work)


@pytest.mark.parametrize("changes", [False, True], ids=["configured", "changed"])
def test_the_time_between_agrees_with_counting_minutes(*, changes: bool) -> None:
    """Between ten thousand pairs of moments, a minute or years apart, in either order."""
    calendar, table = both(changes=changes)
    for dice, start in starts(2):
        end = min(max(0, start + dice.choice((60, 3600, 86_400, dice.randrange(-(10**6), 10**8)))), 1.26e8)
        found = calendar.between(at(start), at(int(end)))
        counted = max(0, table.worked(int(end)) - table.worked(start))
        assert found == timedelta(seconds=counted), (start, end)


@pytest.mark.parametrize("changes", [False, True], ids=["configured", "changed"])
def test_days_agree_with_counting_days(*, changes: bool) -> None:
    """N working days end where the last minute of the nth open day after it does."""
    calendar, table = both(changes=changes)
    for dice, start in starts(3):
        count = dice.randint(1, 15)
        due = table.day_due((MIDNIGHT + timedelta(seconds=start)).date(), count)
        assert calendar.due(at(start), Duration.parse(f"{count} hari")) == at(due), (start, count)


def test_the_table_is_no_toy() -> None:
    """It holds the Ramadans, the holidays and the changes that the calendar has to know."""
    plain, changes = both(changes=False)[1], both(changes=True)[1]
    assert 900 < len(plain.days) < 1000
    assert len(NATIONAL) > 60
    assert plain.before[-1] != changes.before[-1]
    assert set(changes.days) >= {date(2026, 8, 22), date(2026, 12, 24)}
