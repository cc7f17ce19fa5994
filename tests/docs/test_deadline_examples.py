"""The examples of the guides are what the calendar does: each is read out of the page and reckoned."""

import re
from datetime import date, datetime

import pytest

from handlers.hours import read_week
from office.holidays_id import OfficeHolidays
from sop.almanac import Entry, EntryKind, changed
from sop.calendar import DayRule, Duration, WorkCalendar, default_week
from sop.moments import DAYS, MONTHS, moment
from tests.docs.pages import ROOT
from tests.sop.office_2026 import WIB

OFFICIALS = (ROOT / "docs" / "panduan-pejabat.md").read_text("utf-8")
ADMINS = (ROOT / "docs" / "panduan-admin.md").read_text("utf-8")
SECTION = OFFICIALS.split("## Bagaimana tenggat dihitung")[1].split("\n## ")[0].replace("\N{EN DASH}", "-")
_MOMENT = rf"(?:{'|'.join(DAYS)}), (\d+) ({'|'.join(MONTHS)}) (\d{{4}}) pukul (\d\d)\.(\d\d)"
ROWS = re.findall(rf"^\| (\d?) ?\| ([^|]+) \| ({_MOMENT}) \| ({_MOMENT}) \|", SECTION, re.MULTILINE)
EXAMPLES = [(row[1], row[2], row[8]) for row in ROWS]
RULES = re.findall(rf'^\| `"([\w-]+)"` \| [^|]+ \| ({_MOMENT}) \|$', ADMINS, re.MULTILINE)


def read(text: str) -> datetime:
    """Return a moment as the guide writes it; its weekday must be right."""
    found = re.fullmatch(_MOMENT, text)
    assert found is not None
    day, month, year, hour, minute = found.groups()
    at = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=WIB)
    assert text.startswith(DAYS[at.weekday()])
    return at


def calendar(rule: DayRule = DayRule.CLOSING) -> WorkCalendar:
    """Return the calendar that the guide speaks of: the default one with the Ramadan of its example."""
    pattern = r"Ramadan (\d+) (\w+)-(\d+) (\w+) (\d{4}) dengan jam kerja (.+)\.$"
    said = re.search(pattern, SECTION, re.MULTILINE)
    assert said is not None
    first, begin, last, end, year, hours = said.groups()
    days = [
        date(int(year), MONTHS.index(month) + 1, int(day)) for day, month in ((first, begin), (last, end))
    ]
    week = read_week(hours, default_week())
    ramadan = Entry(1, EntryKind.SEASON, days[0], days[1], "Ramadan", week)
    return changed(WorkCalendar(WIB, default_week(), OfficeHolidays(), days=rule), [ramadan])


def test_the_guide_has_five_examples() -> None:
    """Lunch, a Friday, a day given late or on a holiday, Ramadan, cuti bersama."""
    assert [row[0] for row in ROWS] == ["1", "2", "3", "", "4", "5"]
    assert len(RULES) == len(DayRule)


@pytest.mark.parametrize(("time", "given", "due"), EXAMPLES)
def test_an_example_of_the_guide_is_what_the_calendar_says(time: str, given: str, due: str) -> None:
    """Whoever reckons by the guide comes to the deadline on the card."""
    found = calendar().due(read(given), Duration.parse(time))
    assert moment(found, WIB) == f"{due} WIB"


@pytest.mark.parametrize(("rule", "due"), [(row[0], row[1]) for row in RULES])
def test_each_rule_of_days_ends_as_the_guide_says(rule: str, due: str) -> None:
    """The three rules differ in one example."""
    given = re.search(rf'"1 hari" yang diberikan ({_MOMENT})', ADMINS)
    assert given is not None
    found = calendar(DayRule(rule)).due(read(given[1]), Duration.parse("1 hari"))
    assert moment(found, WIB) == f"{due} WIB"


def test_the_hours_in_the_guide_are_the_usual_ones() -> None:
    """What the guide says of the week is what an office without configuration has."""
    assert "07.30-16.00 dengan istirahat 12.00-13.00; Jumat pukul 07.30-16.30" in SECTION
    week = read_week("Senin-Kamis 07.30-12.00, 13.00-16.00; Jumat 07.30-11.30, 13.00-16.30", {})
    assert week == default_week()
