"""The open spans of some years laid out on one line, with running totals: every question is one search."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from sop.workweek import DayHours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Return the microseconds since 1970 of an aware moment; raises ValueError for a naive one."""
    if at.utcoffset() is None:
        raise ValueError(f"{at!r} has no time zone: pass an aware datetime, such as datetime.now(UTC)")
    return (at - EPOCH) // MICROSECOND


def moment(micros_since_1970: int) -> datetime:
    """Return the UTC moment of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros_since_1970)


@dataclass(frozen=True, slots=True)
class Day:
    """A working day: its date's ordinal and its open spans in microseconds since 1970."""

    ordinal: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The working time of the years first to last; never changed, so threads may share it."""

    first_year: int
    last_year: int
    begin: int
    end: int
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    done: tuple[int, ...]  # working microseconds up to the close of each span
    days: tuple[int, ...]  # ordinals of the working days
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def total(self) -> int:
        """All working microseconds on the line."""
        return self.done[-1] if self.done else 0

    def worked(self, at: int) -> int:
        """Return the working microseconds from the line's begin to this moment."""
        last = bisect_right(self.opens, at) - 1
        if last < 0:
            return 0
        return self.done[last] - max(0, self.closes[last] - at)


def lay_out(first_year: int, last_year: int, zone: ZoneInfo, days: Iterable[Day]) -> Line:
    """Join the working days of consecutive years, in order, into one line."""
    ordered = tuple(days)
    spans = [span for day in ordered for span in day.spans]
    return Line(
        first_year=first_year,
        last_year=last_year,
        begin=micros(datetime(first_year, 1, 1, tzinfo=zone)),
        end=micros(datetime(last_year + 1, 1, 1, tzinfo=zone)),
        opens=tuple(opens for opens, _ in spans),
        closes=tuple(closes for _, closes in spans),
        done=tuple(accumulate(closes - opens for opens, closes in spans)),
        days=tuple(day.ordinal for day in ordered),
        starts=tuple(day.spans[0][0] for day in ordered),
        ends=tuple(day.spans[-1][1] for day in ordered),
    )


def days_of_year(year: int, zone: ZoneInfo, hours_on: Callable[[date], DayHours | None]) -> tuple[Day, ...]:
    """Return the working days of a year, in order."""
    found = []
    for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        hours = hours_on(day)
        if hours and (spans := _spans(day, hours, zone)):
            found.append(Day(ordinal, spans))
    return tuple(found)


def _spans(day: date, hours: DayHours, zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for opens_at, closes_at in hours.spans:
        opens, closes = _local(day, opens_at, zone), _local(day, closes_at, zone)
        # Where clocks jump, local times can swap or meet: keep the spans ordered, drop what has no length.
        if spans:
            opens = max(opens, spans[-1][1])
        if opens < closes:
            spans.append((opens, closes))
    return tuple(spans)


def _local(day: date, at: time, zone: ZoneInfo) -> int:
    return micros(datetime.combine(day, at, zone))
