"""Microseconds a question to the calendar takes, beside an implementation that walks from day to day.

Both answer the same random questions over three years with Indonesia's holidays, cuti bersama, Ramadan hours
and an admin's changes: what is so much working time after a moment (add), how much lies between two moments
(between), when a time of an SOP ends (due). Their answers are compared. The walking side looks each day's
hours up in a dict that is filled beforehand; the product's years are laid out in a round of their own.
It is processor time, for what else runs here says nothing of the calendar. Medians are printed, and the ratio
is taken within a round.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from office.holidays_id import OfficeHolidays
from sop.almanac import Entry, EntryKind, changed
from sop.calendar import DayHours, Duration, WorkCalendar, default_week

ZONE = ZoneInfo("Asia/Jakarta")
FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)
BEGIN, END = datetime(2025, 1, 2, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
LABELS = ("60 menit", "1 jam", "3 jam", "1 hari", "2 hari", "5 hari")
LIMIT = 20.0
"""Microseconds that a question may take."""
Question = tuple[datetime, timedelta, datetime, Duration]


def calendar() -> WorkCalendar:
    """Return the calendar of an office with changes of its own."""
    fasting = dict.fromkeys(range(4), DayHours.parse(["08.00-12.00", "12.30-15.00"]))
    fasting[4] = DayHours.parse(["08.00-11.30", "12.30-15.30"])
    half = {day: DayHours.parse(["07.30-12.00"]) for day in range(7)}
    entries = [
        Entry(1, EntryKind.SEASON, date(2026, 2, 18), date(2026, 3, 19), "Ramadan 1447 H", fasting),
        Entry(2, EntryKind.SEASON, date(2027, 2, 8), date(2027, 3, 8), "Ramadan 1448 H", fasting),
        Entry(3, EntryKind.CLOSED, date(2026, 10, 1), date(2026, 10, 2), "Libur daerah"),
        Entry(4, EntryKind.HOURS, date(2026, 12, 31), None, "", half),
        Entry(5, EntryKind.OPEN, date(2026, 12, 24), None, ""),
    ]
    return changed(WorkCalendar(ZONE, default_week(), OfficeHolidays()), entries)


class Walk:
    """Reckons as one would by hand: day after day, span after span."""

    def __init__(self, of: WorkCalendar) -> None:
        self.hours: dict[date, tuple[tuple[datetime, datetime], ...]] = {}
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            hours = of.hours_on(day)
            self.hours[day] = tuple(
                (datetime.combine(day, a, ZONE), datetime.combine(day, b, ZONE))
                for a, b in (hours.spans if hours else ())
            )

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(ZONE).date()
        while True:
            for opens, closes in self.hours[day]:
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)

    def add(self, start: datetime, work: timedelta) -> datetime:
        """Return the moment by which so much working time has passed."""
        for opens, closes in self._spans(start):
            if work <= closes - opens:
                return opens + work
            work -= closes - opens
        raise AssertionError

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments."""
        found = timedelta()
        for opens, closes in self._spans(start):
            if opens >= end:
                return found
            found += min(closes, end) - opens
        raise AssertionError

    def due(self, start: datetime, duration: Duration) -> datetime:
        """Return when an SOP's time ends."""
        if duration.work is not None:
            return self.add(start, duration.work)
        day, left = start.astimezone(ZONE).date(), duration.amount
        while left:
            day += timedelta(days=1)
            left -= bool(self.hours[day])
        return self.hours[day][-1][1]


def questions(count: int) -> list[Question]:
    """Return the same random questions each time: times as SOPs state them, spans of up to a quarter."""
    dice = random.Random(7)  # noqa: S311 - the same questions each time
    found = []
    for _ in range(count):
        start = BEGIN + (END - BEGIN) * dice.random()
        work = timedelta(minutes=dice.randint(1, 60 * 37))
        end = start + timedelta(minutes=dice.randint(1, 60 * 24 * 90))
        found.append((start, work, end, Duration.parse(dice.choice(LABELS))))
    return found


def measured(side: WorkCalendar | Walk, asked: list[Question]) -> dict[str, float]:
    """Return the microseconds that each kind of question takes."""
    kinds: dict[str, Callable[[Question], object]] = {
        "add": lambda q: side.add(q[0], q[1]),
        "between": lambda q: side.between(q[0], q[2]),
        "due": lambda q: side.due(q[0], q[3]),
    }
    found = {}
    for kind, ask in kinds.items():
        begin = time.process_time()
        for question in asked:
            ask(question)
        found[kind] = (time.process_time() - begin) / len(asked) * 1_000_000
    return found


def main() -> None:
    """Compare the answers, ask in rounds, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    ours, asked = calendar(), questions(given.questions)
    walk = Walk(ours)
    for start, work, end, duration in asked[:2_000]:
        same = (ours.add(start, work), ours.between(start, end), ours.due(start, duration))
        assert same == (walk.add(start, work), walk.between(start, end), walk.due(start, duration))  # noqa: S101 - a wrong answer is not worth measuring
    begin = time.process_time()
    first = measured(calendar(), asked)
    whole = (time.process_time() - begin) / len(asked) / len(first) * 1_000_000
    rounds = [(measured(ours, asked), measured(walk, asked)) for _ in range(given.rounds)]
    for kind in first:
        mine = statistics.median(one[kind] for one, _ in rounds)
        other = statistics.median(one[kind] for _, one in rounds)
        ratio = statistics.median(b[kind] / a[kind] for a, b in rounds)
        print(f"{kind:8} calendar {mine:6.2f} µs   walking {other:7.2f} µs   {ratio:5.1f} times")
    print(f"with laying its years out: {whole:.2f} µs a question; wanted: below {LIMIT:.0f}")


if __name__ == "__main__":
    main()
