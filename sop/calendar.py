"""The office's working calendar: how long an SOP's time is, and when it is over.

Pure: every method takes the moment as an argument, refuses naive datetimes with a ValueError and returns
UTC. Working time is the time that passes while the office is open; opening belongs to it, closing does not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from sop.calendar_line import MICROSECOND, Day, Line, days_of_year, lay_out, micros, moment
from sop.duration import Duration
from sop.workweek import DayHours, Season, Week, checked_week, default_week

__all__ = [
    "DayHours",
    "DayRule",
    "Duration",
    "NeverOpenError",
    "Season",
    "Week",
    "WorkCalendar",
    "default_week",
]

FIRST_YEAR, LAST_YEAR = 1970, 2199
_PATIENCE_YEARS = 3


class DayRule(StrEnum):
    """When a time of n working days is over."""

    CLOSING = "akhir-hari"
    """At the closing of the nth working day after the day it began, whatever the time of day it began."""
    SAME_TIME = "jam-sama"
    """On the nth working day after, at the time of day it began, or the nearest within its hours."""
    FIRST_COUNTS = "hari-pertama-dihitung"
    """At the closing of the nth working day, the day it began included if the office was still open."""


class NeverOpenError(ValueError):
    """The calendar has no open day within three years: its week, seasons or closed days are wrong."""


class WorkCalendar:
    """Working time in one zone. Immutable and safe to share between threads.

    Which hours a day has is decided in this order: `overrides` name a single day and beat everything, so an
    override opens even a holiday or a Sunday (and one without spans closes the day); a day in `closed` is
    closed; the first of the `seasons` that holds the day gives its week; else `week` does.

    Years are laid out when first asked for, so `closed` is not asked before, and only for days with hours.
    Moments must lie in the years 1970 to 2199 (else ValueError: the clock is wrong).
    """

    def __init__(
        self,
        zone: ZoneInfo,
        week: Week,
        closed: Callable[[date], bool] | Container[date] = (),
        overrides: Mapping[date, DayHours] | None = None,
        seasons: Iterable[Season] = (),
        days: DayRule = DayRule.CLOSING,
    ) -> None:
        self.zone = zone
        self.days = days
        self._week = checked_week(week)
        self._closed: Callable[[date], bool] = closed if callable(closed) else closed.__contains__
        self._overrides = dict(overrides or {})
        self._seasons = tuple(seasons)
        self._years: dict[int, tuple[Day, ...]] = {}
        self._known: Line | None = None

    def varied(
        self,
        overrides: Mapping[date, DayHours],
        opened: Container[date],
        seasons: Iterable[Season],
        weeks: Iterable[Season],
    ) -> Self:
        """Return this calendar with changes on top of it.

        Days in `opened` are not closed any more; new `overrides` and `seasons` go before the old ones, and
        `weeks`, each from a day on, before the usual week only.
        """
        kept = {day: hours for day, hours in self._overrides.items() if day not in opened}
        closed = self._closed
        return type(self)(
            self.zone,
            self._week,
            lambda day: day not in opened and closed(day),
            kept | dict(overrides),
            (*seasons, *self._seasons, *weeks),
            days=self.days,
        )

    @property
    def week(self) -> Week:
        """The usual week, before any season and single day."""
        return self._week

    @property
    def seasons(self) -> tuple[Season, ...]:
        """Times with other hours; the first that holds a day gives its hours."""
        return self._seasons

    def hours_on(self, day: date) -> DayHours | None:
        """Return the opening hours of this day, None when the office is closed."""
        if day in self._overrides:
            return self._overrides[day]
        week = next(
            (season.week for season in self._seasons if season.first <= day <= season.last), self._week
        )
        hours = week.get(day.weekday())
        return None if hours is None or self._closed(day) else hours

    def local_day(self, at: datetime) -> date:
        """Return the date on the office's wall at this moment."""
        micros(at)
        return at.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office opens at all on this day."""
        return self._place(day) is not None

    def is_open(self, at: datetime) -> bool:
        """Tell whether the office is open: true at the moment of opening, false at the moment of closing."""
        line, now = self._at(at)
        following = bisect_right(line.closes, now)
        return following < len(line.opens) and line.opens[following] <= now

    def next_opening(self, at: datetime) -> datetime:
        """Return the first open moment from here on: `at` itself while the office is open."""
        line, now = self._at(at)
        line = self._grown(line, 1, lambda longer: bool(longer.closes) and longer.closes[-1] > now)
        return moment(max(now, line.opens[bisect_right(line.closes, now)]))

    def add(self, start: datetime, work: timedelta) -> datetime:
        """Return the earliest moment by which so much working time has passed since the start.

        Exactly the rest of a day ends at that day's closing, not at the next opening; no work at all ends at
        the start, open or not. Raises ValueError for negative work.
        """
        amount = _not_negative(work)
        line, now = self._at(start)
        if not amount:
            return moment(now)
        goal = line.worked(now) + amount
        line = self._grown(line, 1, lambda longer: longer.total >= goal)
        span = bisect_left(line.done, goal)
        return moment(line.closes[span] - (line.done[span] - goal))

    def subtract(self, end: datetime, work: timedelta) -> datetime:
        """Return the latest moment from which so much working time is left before the end.

        The mirror of `add`: an open moment, unless the work is none. Raises ValueError for negative work.
        """
        amount = _not_negative(work)
        line, now = self._at(end)
        if not amount:
            return moment(now)
        line = self._grown(line, -1, lambda longer: longer.worked(now) >= amount)
        goal = line.worked(now) - amount
        span = bisect_right(line.done, goal)
        return moment(line.closes[span] - (line.done[span] - goal))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from start to end; nothing when the end is not after the start."""
        line, since = self._at(start)
        until = micros(end)
        if until <= since:
            return timedelta()
        if until >= line.end:
            line = self._line(line.first_year, _checked(self.local_day(end).year))
        return timedelta(microseconds=line.worked(until) - line.worked(since))

    def day_start(self, day: date) -> datetime:
        """Return the opening of this working day; raises ValueError when the office is closed."""
        return self._edge(day, lambda line: line.starts)

    def day_end(self, day: date) -> datetime:
        """Return the closing of this working day; raises ValueError when the office is closed."""
        return self._edge(day, lambda line: line.ends)

    def working_day_after(self, day: date, count: int = 1) -> date:
        """Return the nth working day after this day, which itself does not count.

        Raises ValueError for n below 1.
        """
        if count < 1:
            raise ValueError(f"the nth working day after {day} needs n of 1 or more, not {count}")
        line = self._covering(day.year, day.year)
        place = bisect_right(line.days, day.toordinal()) + count - 1
        line = self._grown(line, 1, lambda longer: len(longer.days) > place)
        return date.fromordinal(line.days[place])

    def working_days(self, after: date, until: date) -> int:
        """Count the working days after one date up to another, which itself counts."""
        if until <= after:
            return 0
        line = self._covering(after.year, until.year)
        return bisect_right(line.days, until.toordinal()) - bisect_right(line.days, after.toordinal())

    def days_later(self, due: datetime, days: int) -> datetime:
        """Return a deadline so many working days later, at the closing or at its own time of day."""
        if days < 1:
            return due
        day = self.working_day_after(self.local_day(due), days)
        if self.days is not DayRule.SAME_TIME:
            return self.day_end(day)
        return self._at_time_of(due, day)

    def due(self, start: datetime, duration: Duration) -> datetime:
        """Return the deadline of an SOP's time that starts now.

        Minutes and hours are working time, counted from the next opening when the office is closed.
        Days are working days, see `DayRule`.
        """
        if duration.work is not None:
            return self.add(start, duration.work)
        line, now = self._at(start)
        today = start.astimezone(self.zone).toordinal()
        place = bisect_right(line.days, today)  # of the first working day after today
        if self.days is DayRule.FIRST_COUNTS and place:
            place -= line.days[place - 1] == today and now < line.ends[place - 1]
        place += duration.amount - 1
        if place >= len(line.days):
            line = self._grown(line, 1, lambda longer: len(longer.days) > place)
        if self.days is not DayRule.SAME_TIME:
            return moment(line.ends[place])
        return self._at_time_of(start, date.fromordinal(line.days[place]))

    def _at_time_of(self, moment_: datetime, day: date) -> datetime:
        """Return a time of day on a working day, at its opening or closing where it lies outside."""
        # Where clocks jump, the zone's rule for the time of day decides (PEP 495).
        same = datetime.combine(day, moment_.astimezone(self.zone).time(), self.zone).astimezone(UTC)
        return min(max(same, self.day_start(day)), self.day_end(day))

    def _at(self, at: datetime) -> tuple[Line, int]:
        now = micros(at)
        line = self._known
        if line is None or not line.begin <= now < line.end:
            year = self.local_day(at).year
            line = self._covering(year, year)
        return line, now

    def _covering(self, first: int, last: int) -> Line:
        known = self._known
        if known is None:
            return self._line(first, last)
        if known.first_year <= first and last <= known.last_year:
            return known
        return self._line(min(first, known.first_year), max(last, known.last_year))

    def _line(self, first: int, last: int) -> Line:
        # Lines are replaced whole: two threads may both build one, and either result is right.
        self._known = line = self._built(first, last)
        return line

    def _built(self, first: int, last: int) -> Line:
        days = [day for year in range(_checked(first), _checked(last) + 1) for day in self._days(year)]
        return lay_out(first, last, self.zone, days)

    def _days(self, year: int) -> tuple[Day, ...]:
        if year not in self._years:
            self._years[year] = days_of_year(year, self.zone, self.hours_on)
        return self._years[year]

    def _grown(self, line: Line, step: int, enough: Callable[[Line], bool]) -> Line:
        """Lengthen the line year by year, forwards (1) or backwards (-1), until it is enough."""
        if enough(line):
            return line
        empty_years = 0
        while not enough(line):
            year = line.last_year + 1 if step > 0 else line.first_year - 1
            empty_years = 0 if self._days(_checked(year)) else empty_years + 1
            if empty_years == _PATIENCE_YEARS:
                raise NeverOpenError(
                    f"the calendar has no open day in {_PATIENCE_YEARS} years up to {year}: "
                    "check the opening hours of the week and the closed days"
                )
            line = self._built(min(line.first_year, year), max(line.last_year, year))
        self._known = line
        return line

    def _place(self, day: date) -> tuple[Line, int] | None:
        line = self._covering(day.year, day.year)
        place = bisect_left(line.days, day.toordinal())
        return (line, place) if place < len(line.days) and line.days[place] == day.toordinal() else None

    def _edge(self, day: date, edges: Callable[[Line], tuple[int, ...]]) -> datetime:
        found = self._place(day)
        if found is None:
            raise ValueError(f"the office is closed on {day}: ask for a working day")
        line, place = found
        return moment(edges(line)[place])


def _checked(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            f"the calendar reckons from {FIRST_YEAR} to {LAST_YEAR}, not {year}: check the clock"
        )
    return year


def _not_negative(work: timedelta) -> int:
    if work < timedelta():
        raise ValueError(f"working time must not be negative: {work}")
    return work // MICROSECOND
