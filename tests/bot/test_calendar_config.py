"""The configured calendar: what the office is given, and that any change of it is noticed."""

from datetime import date
from pathlib import Path

import pytest

from bot.app import office_of
from bot.config import load
from office.office import Office
from sop.calendar import DayHours, Duration
from tests.sop.office_2026 import wib

MINIMAL = '[telegram]\ntoken = "1000000009:CALENDAR-only-token"\n'


def office(folder: Path, calendar: str = "") -> Office:
    """Return the office of a configuration."""
    path = folder / "config.toml"
    path.write_text(f"{MINIMAL}{calendar}", encoding="utf-8")
    return office_of(load(path, {}))


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ("akhir-hari", "2026-11-24 16:00"),
        ("jam-sama", "2026-11-24 10:00"),
        ("hari-pertama-dihitung", "2026-11-23 16:00"),
    ],
)
def test_how_days_end_is_configured(tmp_path: Path, rule: str, due: str) -> None:
    """One day that begins on a Monday at ten."""
    calendar = office(tmp_path, f'[calendar]\nday_rule = "{rule}"').configured
    assert calendar.due(wib("2026-11-23 10:00"), Duration.parse("1 hari")) == wib(due)


def test_a_single_day_has_its_own_hours_holiday_or_not(tmp_path: Path) -> None:
    """A half day, a holiday at work, and a day that is closed."""
    text = (
        '[calendar]\nspecial_hours = { "2026-12-31" = ["07.30-12.00"], "2026-12-25" = ["08.00-10.00"], '
        '"2026-12-30" = [] }'
    )
    calendar = office(tmp_path, text).configured
    assert calendar.hours_on(date(2026, 12, 31)) == DayHours.parse(["07.30-12.00"])
    assert calendar.hours_on(date(2026, 12, 25)) == DayHours.parse(["08.00-10.00"])
    assert not calendar.is_working_day(date(2026, 12, 30))


def test_any_change_of_the_calendar_is_noticed(tmp_path: Path) -> None:
    """Each key makes another mark; the same rules, written in another order, make the same."""
    texts = (
        "",
        '[calendar]\nday_rule = "jam-sama"',
        "[calendar]\ncollective_leave = false",
        '[calendar]\nextra_holidays = { "2026-12-24" = "Libur daerah" }',
        '[calendar]\nnot_holidays = ["2026-12-25", "2026-12-24"]',
        '[calendar]\nspecial_hours = { "2026-12-31" = ["07.30-12.00"] }',
        '[calendar.hours]\nsabtu = ["08.00-12.00"]',
        '[office]\ntimezone = "Asia/Makassar"',
        '[[calendar.seasons]]\nfirst = "2027-02-08"\nlast = "2027-03-08"\nhours = { senin = [] }',
    )
    marks = [office(tmp_path, text).calendar_mark() for text in texts]
    assert len(set(marks)) == len(texts)
    again = office(tmp_path, '[calendar]\nnot_holidays = ["2026-12-24", "2026-12-25"]')
    assert again.calendar_mark() == marks[4]
    assert office(tmp_path, '[office]\nname = "Biro"').calendar_mark() == marks[0]


def test_the_names_of_holidays_are_the_configured_ones(tmp_path: Path) -> None:
    """What the calendar shows people is what closes the office."""
    found = office(tmp_path, '[calendar]\nextra_holidays = { "2026-12-28" = "Libur daerah" }')
    assert found.holiday_names(2026)[date(2026, 12, 28)] == "Libur daerah"
