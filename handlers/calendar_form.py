"""The form behind a change of the calendar: which question comes next, and the change that the answers make.

What was answered so far is in the form itself, as plain data, so that a restart loses none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handlers import hours
from office.almanac import ESTIMATE
from office.calendar_change import Change
from sop.almanac import Entry, EntryKind
from sop.errors import Reason, Refused
from sop.workweek import DayHours

KIND = "calendar"
FIRST, LAST, NAME, SPANS = "first", "last", "name", "spans"
DAYS, DATES, WEEK, REASON, CONFIRM = "days", "dates", "week", "reason", "confirm"
WITHDRAW, CONFIGURED = "tarik", "konfigurasi"
_ORDER: Mapping[str, tuple[str, ...]] = {
    EntryKind.CLOSED: (FIRST, LAST, NAME),
    EntryKind.OPEN: (FIRST, LAST),
    EntryKind.HOURS: (FIRST, SPANS),
    EntryKind.WEEK: (DAYS, FIRST),
    EntryKind.SEASON: (DATES, WEEK),
    WITHDRAW: (),
    CONFIGURED: (),
}
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """A form as far as it is answered."""

    data: Data = field(default_factory=dict)

    @classmethod
    def begin(cls, what: str, now: datetime, **known: Any) -> "CalendarForm":
        """Begin a form; `what` is a kind of entry or one of the two constants. Refused for anything else."""
        if what not in _ORDER:
            raise Refused(Reason.FORGED)
        # Told apart from other forms of the same person by when it was begun.
        return cls({"change": str(what), "message": now.isoformat(), **known})

    @property
    def what(self) -> str:
        """What kind of change it is about."""
        return str(self.data["change"])

    @property
    def asked(self) -> str:
        """The question that comes next."""
        return next((one for one in (*_ORDER[self.what], REASON) if not self.data.get(one)), CONFIRM)

    def having(self, **answers: Any) -> "CalendarForm":
        """Return the form with more answers."""
        return CalendarForm({**self.data, **answers})

    @property
    def first(self) -> date:
        """The first day."""
        return date.fromisoformat(self.data[FIRST])

    @property
    def last(self) -> date:
        """The last day."""
        return date.fromisoformat(self.data[LAST])

    @property
    def week(self) -> dict[int, DayHours]:
        """The week as far as it is set."""
        return hours.loaded(self.data.get("hours") or {})

    @property
    def weekday(self) -> int | None:
        """The day of the week whose hours are asked for now."""
        found = self.data.get("weekday")
        return None if found is None else int(found)

    @property
    def season_name(self) -> str:
        """What the season is called, marked as long as nobody said that its days are decreed."""
        name = str(self.data["name"])
        return name if self.data.get("fixed") else f"{name} {ESTIMATE}"

    def change(self, person: int) -> Change:
        """Return what all this asks for."""
        if self.what == CONFIGURED:
            return Change()
        if self.what == WITHDRAW:
            return Change(withdrawn=int(self.data["number"]))
        kind = EntryKind(self.what)
        last = self.last if self.data.get(LAST) else None
        name, week = str(self.data.get(NAME) or ""), self.week
        if kind is EntryKind.SEASON:
            name = self.season_name
        elif kind is EntryKind.HOURS:
            week = {self.first.weekday(): DayHours.parse(self.data[SPANS])}
            last = self.first
        return Change(Entry(0, kind, self.first, last, name, week, str(self.data[REASON]), person))
