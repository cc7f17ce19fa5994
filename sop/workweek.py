"""When an office is open: the spans of a day, the week made of them, and seasons with other hours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from types import MappingProxyType
from typing import Self

DAYS_OF_A_WEEK = 7
_SPAN = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})\s*[-–]\s*([0-9]{1,2})[.:]([0-9]{2})")  # noqa: RUF001 - typed so


@dataclass(frozen=True, slots=True)
class DayHours:
    """The opening spans of one day in the office's local time; a break is the gap between two spans.

    No spans at all means closed. Raises ValueError for spans that are reversed, empty, overlapping or out of
    order.
    """

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        for opens, closes in self.spans:
            if opens.tzinfo or closes.tzinfo:
                raise ValueError(f"{_text(opens, closes)} carries a time zone: the calendar's zone applies")
            if opens >= closes:
                raise ValueError(f"{_text(opens, closes)} must end after it begins, on the same day")
        for earlier, later in pairwise(self.spans):
            if later[0] < earlier[1]:
                raise ValueError(
                    f"{_text(*later)} must begin after {_text(*earlier)} has ended: "
                    "list a day's spans in order and without overlap"
                )

    @classmethod
    def parse(cls, spans: Iterable[str]) -> Self:
        """Read spans as an admin types them: ``["07.30-12.00", "13.00-16.00"]``, with dots or colons.

        Raises ValueError, naming the span that is wrong and the form that would be right.
        """
        if isinstance(spans, str):
            raise ValueError(f'"{spans}" must be a list of spans: ["07.30-12.00", "13.00-16.00"]')  # noqa: TRY004
        return cls(tuple(_span(text) for text in spans))


Week = Mapping[int, DayHours]
"""Weekday (0 is Monday) to its hours; a weekday that is absent is closed."""


@dataclass(frozen=True, slots=True)
class Season:
    """A run of days, first and last included, in which another week applies, such as Ramadan.

    Holidays inside a season stay closed. Raises ValueError when it ends before it begins.
    """

    first: date
    last: date
    week: Week

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a season must not end ({self.last}) before it begins ({self.first})")
        object.__setattr__(self, "week", checked_week(self.week))


def checked_week(week: Week) -> Week:
    """Return a read-only copy of the week; raises ValueError for a weekday that is not 0 to 6."""
    strange = sorted(set(week) - set(range(DAYS_OF_A_WEEK)))
    if strange:
        raise ValueError(f"weekdays run from 0 (Monday) to 6 (Sunday), not {strange}")
    return MappingProxyType(dict(week))


def default_week() -> dict[int, DayHours]:
    """Return the civil servants' five-day week of 37.5 working hours.

    Source: Perpres 21/2023 (37 hours 30 minutes a week, breaks of 60 minutes and 90 on Friday);
    07.30 to 16.00, on Friday to 16.30, is the office's own placement.
    """
    usual = DayHours.parse(["07.30-12.00", "13.00-16.00"])
    return {0: usual, 1: usual, 2: usual, 3: usual, 4: DayHours.parse(["07.30-11.30", "13.00-16.30"])}


def _span(text: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not an opening span: write it as "07.30-12.00"')
    hour, minute, end_hour, end_minute = map(int, found.groups())
    try:
        return time(hour, minute), time(end_hour, end_minute)
    except ValueError:
        raise ValueError(f'"{text}" is not a time of day: use 00.00 to 23.59') from None


def _text(opens: time, closes: time) -> str:
    return f'"{opens:%H.%M}-{closes:%H.%M}"'
