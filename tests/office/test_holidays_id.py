"""Indonesia's closed days, as the office sees them."""

import subprocess
import sys
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from office.holidays_id import OfficeHolidays
from sop.calendar import WorkCalendar, default_week


def test_public_holidays_are_named_in_indonesian() -> None:
    """17 August is Independence Day."""
    assert OfficeHolidays().name(date(2026, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"


def test_cuti_bersama_is_closed_too() -> None:
    """The government's joint leave of 2026 stands beside the public holidays."""
    holidays = OfficeHolidays()
    joint = [day for day, name in holidays.of_year(2026).items() if name.startswith("Cuti Bersama")]
    assert joint == [
        date(2026, 2, 16),
        date(2026, 3, 18),
        date(2026, 3, 20),
        date(2026, 3, 23),
        date(2026, 3, 24),
        date(2026, 5, 15),
        date(2026, 5, 28),
        date(2026, 12, 24),
    ]


def test_an_ordinary_day_is_no_holiday() -> None:
    """A Tuesday without a name is open, and what is not a date is no holiday."""
    assert OfficeHolidays().name(date(2026, 8, 18)) is None
    assert date(2026, 8, 18) not in OfficeHolidays()
    assert "2026-08-17" not in OfficeHolidays()


def test_estimated_dates_say_so() -> None:
    """An Eid that no decree has fixed yet is marked, so that an admin can check it."""
    assert "(perkiraan)" in str(OfficeHolidays().name(date(2028, 2, 28)))


def test_the_admin_adds_and_removes_days() -> None:
    """An added day closes the office under its name, a removed one opens it."""
    added, removed = date(2026, 10, 1), date(2026, 12, 24)
    holidays = OfficeHolidays(extra={added: "Hari Jadi Provinsi"}, removed={removed})
    assert holidays.name(added) == "Hari Jadi Provinsi"
    assert added in holidays
    assert removed not in holidays
    assert list(holidays.of_year(2026)) == sorted(holidays.of_year(2026))


def test_an_added_name_replaces_the_known_one() -> None:
    """The admin's word for a day wins."""
    assert OfficeHolidays(extra={date(2026, 8, 17): "HUT RI ke-81"}).name(date(2026, 8, 17)) == "HUT RI ke-81"


def test_a_day_both_added_and_removed_is_refused() -> None:
    """A contradiction in the config is named by its date."""
    with pytest.raises(ValueError, match="2026-10-01"):
        OfficeHolidays(extra={date(2026, 10, 1): "Hari Jadi Provinsi"}, removed=[date(2026, 10, 1)])


def test_every_year_a_calendar_may_ask_for_is_answered() -> None:
    """Years far away give what can be known, without error or warning."""
    holidays = OfficeHolidays()
    assert all(date(year, 8, 17) in holidays for year in (1970, 2026, 2099))
    assert not holidays.of_year(2199)


def test_the_calendar_takes_it_as_its_closed_days() -> None:
    """After Friday 14 August 2026 comes Tuesday 18 August; after Wednesday 23 December comes Monday."""
    calendar = WorkCalendar(ZoneInfo("Asia/Jakarta"), default_week(), OfficeHolidays())
    assert calendar.working_day_after(date(2026, 8, 14)) == date(2026, 8, 18)
    assert calendar.working_day_after(date(2026, 12, 23)) == date(2026, 12, 28)


def test_the_library_is_loaded_only_when_a_day_is_asked_for() -> None:
    """Start-up does not pay for holidays that nobody asked for."""
    script = (
        "import sys, datetime; from office.holidays_id import OfficeHolidays; h = OfficeHolidays();"
        "before = 'holidays' in sys.modules; h.name(datetime.date(2026, 1, 1));"
        "print(before, 'holidays' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
