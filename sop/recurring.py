"""Cases that come round with the calendar: which period has ended, and when its case is proposed.

Pure: the moment and the working calendar are arguments.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self

from sop.calendar import WorkCalendar
from sop.definition import RoleId
from sop.moments import MONTHS

PERIOD = "{periode}"
"""Where a title names the period."""
KEY = 12
"""Signs of the key of a rule that has no name."""
ROMAN = ("I", "II", "III", "IV")


class Every(StrEnum):
    """How long a period is: it ends with the calendar's month, quarter, half or year."""

    MONTH = "bulan"
    QUARTER = "triwulan"
    HALF = "semester"
    YEAR = "tahun"


class Delay(StrEnum):
    """How long somebody puts a proposal off; it comes again at the opening of a working day."""

    ONE_DAY = "1"
    THREE_DAYS = "3"
    A_WEEK = "7"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
_LETTERS = {Every.MONTH: "B", Every.QUARTER: "T", Every.HALF: "S", Every.YEAR: "Y"}
_YEAR_MONTHS = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """One month, quarter, half or year; `number` counts from 1 within its year."""

    every: Every
    year: int
    number: int

    @classmethod
    def of(cls, every: Every, day: date) -> Self:
        """Return the period that a day lies in."""
        return cls(every, day.year, (day.month - 1) // _MONTHS[every] + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period that was written so by `str`. Raises ValueError for any other text."""
        year, _, rest = text.partition("-")
        every = next((each for each, letter in _LETTERS.items() if rest[:1] == letter), None)
        if every is None:
            raise ValueError(f"no period is written {text!r}")
        return cls(every, int(year), int(rest[1:]))

    def __str__(self) -> str:
        """Return it as it is kept: "2026-T4"."""
        return f"{self.year}-{_LETTERS[self.every]}{self.number}"

    @property
    def name(self) -> str:
        """Return it as officials say it: "Triwulan IV 2026", "November 2026", "Tahun 2026"."""
        if self.every is Every.MONTH:
            return f"{MONTHS[self.number - 1]} {self.year}"
        if self.every is Every.YEAR:
            return f"Tahun {self.year}"
        return f"{self.every.value.capitalize()} {ROMAN[self.number - 1]} {self.year}"

    @property
    def last(self) -> date:
        """Return its last day."""
        month = self.number * _MONTHS[self.every]
        return date(self.year, month, monthrange(self.year, month)[1])

    def moved(self, by: int) -> Self:
        """Return the period so many later, or earlier."""
        a_year = _YEAR_MONTHS // _MONTHS[self.every]
        year, place = divmod(self.year * a_year + self.number - 1 + by, a_year)
        return type(self)(self.every, year, place + 1)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A rule of the office: after each period a case of this SOP is proposed to whoever holds a role."""

    sop: str
    every: Every
    working_days_after: int
    """Which working day after the period's last day: the proposal comes at its opening (H+n)."""
    opener: RoleId
    title: str
    """The title of the case, with `{periode}` where the period is named."""
    name: str = ""

    @property
    def key(self) -> str:
        """Return what tells this rule from others for good: its name, else a mark of SOP, period and title.

        The day and the opener may change without the rule becoming another one.
        """
        told = f"{self.sop}\0{self.every.value}\0{self.title}"
        return self.name or sha256(told.encode()).hexdigest()[:KEY]

    def title_of(self, period: Period) -> str:
        """Return the title of the case of a period."""
        return self.title.replace(PERIOD, period.name)

    def due(self, period: Period, calendar: WorkCalendar) -> datetime:
        """Return when the case of a period is proposed: the opening of the nth working day after its end."""
        return calendar.day_start(calendar.working_day_after(period.last, self.working_days_after))

    def latest(self, now: datetime, calendar: WorkCalendar) -> Period:
        """Return the latest period whose proposal has come due."""
        period = Period.of(self.every, calendar.local_day(now))
        while self.due(period, calendar) > now:
            period = period.moved(-1)
        return period

    def since(self, seen: datetime, now: datetime, calendar: WorkCalendar) -> Iterator[Period]:
        """Return the periods that came due from a moment on until now, the latest first."""
        period = self.latest(now, calendar)
        while self.due(period, calendar) >= seen:
            yield period
            period = period.moved(-1)

    def coming(self, now: datetime, calendar: WorkCalendar) -> tuple[Period, datetime]:
        """Return the next period to be proposed after now, and when."""
        period = self.latest(now, calendar).moved(1)
        return period, self.due(period, calendar)


def put_off(now: datetime, delay: Delay, calendar: WorkCalendar) -> datetime:
    """Return when a proposal comes again: at an opening one or three working days, or a week, from today.

    A week that ends on a closed day ends with the next working day.
    """
    today = calendar.local_day(now)
    if delay is Delay.A_WEEK:
        today, days = date.fromordinal(today.toordinal() + _WEEK - 1), 1
    else:
        days = int(delay)
    return calendar.day_start(calendar.working_day_after(today, days))
