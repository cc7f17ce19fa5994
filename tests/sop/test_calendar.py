"""The working calendar: worked examples of 2026, its edges, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from sop.calendar import DayHours, Duration, NeverOpenError, Season, WorkCalendar, default_week
from tests.sop.office_2026 import HOLIDAYS_2026, OFFICE, WIB, wib

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("start", "label", "due"),
    [
        ("2026-11-23 09:00", "60 menit", "2026-11-23 10:00"),
        ("2026-11-23 11:30", "1 jam", "2026-11-23 13:30"),  # across the break
        ("2026-11-23 12:15", "1 jam", "2026-11-23 14:00"),  # given in the break
        ("2026-11-23 14:00", "2 Jam", "2026-11-23 16:00"),  # exactly the rest of the day
        ("2026-11-23 15:30", "1 jam", "2026-11-24 08:00"),
        ("2026-11-23 20:00", "1 jam", "2026-11-24 08:30"),  # after hours
        ("2026-11-27 11:00", "1 jam", "2026-11-27 13:30"),  # Friday's longer break
        ("2026-11-27 15:30", "2 jam", "2026-11-30 08:30"),  # Friday afternoon over a weekend
        ("2026-08-14 15:30", "2 jam", "2026-08-18 08:30"),  # ... and 17 August, a Monday
        ("2026-03-17 14:30", "1 jam", "2026-03-25 08:00"),  # Ramadan hours, Nyepi, Idul Fitri, cuti bersama
        ("2026-12-23 15:00", "3 jam", "2026-12-28 09:30"),  # cuti bersama Natal, Natal, a weekend
        ("2026-11-23 07:30", "1 hari", "2026-11-24 16:00"),
        ("2026-11-23 15:59", "1 hari", "2026-11-24 16:00"),  # whatever the time of day
        ("2026-11-26 09:00", "1 hari", "2026-11-27 16:30"),  # Friday closes later
        ("2026-11-27 09:00", "2 hari", "2026-12-01 16:00"),
        ("2026-11-28 09:00", "1 hari", "2026-11-30 16:00"),  # given on a Saturday
        ("2026-08-14 10:00", "1 hari", "2026-08-18 16:00"),
        ("2026-08-21 10:00", "1 hari", "2026-08-22 12:00"),  # a Saturday the office works
        ("2026-03-16 10:00", "2 hari", "2026-03-25 16:00"),
        ("2026-12-30 10:00", "2 hari", "2027-01-04 16:00"),  # over the turn of the year
    ],
)
def test_a_deadline_of_2026_falls_where_the_wall_calendar_says(start: str, label: str, due: str) -> None:
    """Minutes and hours count working time, days end at the closing of the nth following working day."""
    found = OFFICE.due(wib(start), Duration.parse(label))
    assert (found, found.tzinfo) == (wib(due), UTC)


def test_the_default_week_has_thirty_seven_and_a_half_hours() -> None:
    """The office's own hours add up to what the rule demands."""
    assert OFFICE.between(wib("2026-11-23 00:00"), wib("2026-11-30 00:00")) == timedelta(hours=37.5)


def test_opening_belongs_to_working_time_and_closing_does_not() -> None:
    """The office is open at 07.30, and no longer at 12.00 or 16.00."""
    shown = {
        at: OFFICE.is_open(wib(f"2026-11-23 {at}")) for at in ("07:29", "07:30", "12:00", "13:00", "16:00")
    }
    assert shown == {"07:29": False, "07:30": True, "12:00": False, "13:00": True, "16:00": False}


def test_the_next_opening_is_now_while_the_office_is_open() -> None:
    """An open moment stays; a break, an evening and a weekend lead to the next opening."""
    assert OFFICE.next_opening(wib("2026-11-23 09:12")) == wib("2026-11-23 09:12")
    assert OFFICE.next_opening(wib("2026-11-23 12:00")) == wib("2026-11-23 13:00")
    assert OFFICE.next_opening(wib("2026-11-27 16:30")) == wib("2026-11-30 07:30")


def test_no_work_ends_where_it_starts() -> None:
    """Adding nothing moves no clock, not even outside working hours."""
    sunday = wib("2026-11-29 10:00")
    assert OFFICE.add(sunday, timedelta()) == sunday == OFFICE.subtract(sunday, timedelta())


def test_an_override_beats_holidays_and_weekends() -> None:
    """An admin's hours for one day hold on any day, and hours without spans close it."""
    calendar = WorkCalendar(
        WIB,
        default_week(),
        HOLIDAYS_2026,
        {date(2026, 8, 17): DayHours.parse(["07.00-09.00"]), date(2026, 8, 18): DayHours(())},
    )
    assert calendar.day_end(date(2026, 8, 17)) == wib("2026-08-17 09:00")
    assert not calendar.is_working_day(date(2026, 8, 18))


def test_a_holiday_inside_a_season_stays_closed() -> None:
    """Ramadan hours do not open Nyepi, nor a Sunday."""
    assert OFFICE.day_start(date(2026, 3, 17)) == wib("2026-03-17 08:00")
    assert not OFFICE.is_working_day(date(2026, 3, 19))
    assert not OFFICE.is_working_day(date(2026, 3, 8))


def test_a_season_holds_from_its_first_day_to_its_last() -> None:
    """The days around a season keep the usual hours."""
    week = dict.fromkeys(range(5), DayHours.parse(["08.00-15.00"]))
    calendar = WorkCalendar(
        WIB, default_week(), (), seasons=[Season(date(2026, 11, 24), date(2026, 11, 25), week)]
    )
    closings = [f"{calendar.day_end(date(2026, 11, day)).astimezone(WIB):%d %H}" for day in range(23, 27)]
    assert closings == ["23 16", "24 15", "25 15", "26 16"]


def test_closed_days_may_be_told_by_a_function() -> None:
    """A function of the date serves as well as a set of dates."""
    calendar = WorkCalendar(WIB, default_week(), lambda day: day.day == 17)
    assert calendar.working_day_after(date(2026, 8, 14)) == date(2026, 8, 18)


def test_closing_time_is_asked_of_working_days_only() -> None:
    """A closed day has no closing time to give."""
    with pytest.raises(ValueError, match="closed on 2026-08-17"):
        OFFICE.day_end(date(2026, 8, 17))


def test_another_zone_keeps_its_own_wall_clock() -> None:
    """An office in Jayapura opens at half past seven of its own morning, two hours before Jakarta."""
    jayapura = WorkCalendar(ZoneInfo("Asia/Jayapura"), default_week(), ())
    assert jayapura.day_start(date(2026, 11, 23)) == wib("2026-11-23 05:30")


def test_a_night_when_clocks_jump_has_the_hours_that_really_pass() -> None:
    """In a zone with summer time, a span over the jump is an hour shorter or longer."""
    nights = dict.fromkeys(range(7), DayHours.parse(["01.00-05.00"]))
    berlin = WorkCalendar(ZoneInfo("Europe/Berlin"), nights, ())
    spring, autumn = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
    assert berlin.between(spring, spring + timedelta(hours=12)) == timedelta(hours=3)
    assert berlin.between(autumn - timedelta(hours=2), autumn + timedelta(hours=12)) == timedelta(hours=5)


def test_spans_swallowed_by_a_clock_jump_are_left_out() -> None:
    """Local times that do not exist neither count twice nor run backwards."""
    odd = dict.fromkeys(range(7), DayHours.parse(["01.00-02.30", "02.45-03.15", "03.20-04.00"]))
    berlin = WorkCalendar(ZoneInfo("Europe/Berlin"), odd, ())
    spring = datetime(2026, 3, 29, tzinfo=UTC)
    # 01.00 to 02.00 and then, by the new time, 03.00 to 04.00; 02.30 is read as 03.30 by the new time.
    assert berlin.between(spring, spring + timedelta(hours=12)) == timedelta(hours=2)


def test_naive_datetimes_are_refused() -> None:
    """A moment without a zone is a mistake of the caller, said clearly."""
    naive, aware, hour = datetime(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC), timedelta(hours=1)  # noqa: DTZ001
    asks: list[Callable[[], object]] = [
        partial(OFFICE.is_open, naive),
        partial(OFFICE.next_opening, naive),
        partial(OFFICE.add, naive, hour),
        partial(OFFICE.subtract, naive, hour),
        partial(OFFICE.between, aware, naive),
        partial(OFFICE.between, naive, aware),
        partial(OFFICE.local_day, naive),
        partial(OFFICE.due, naive, Duration.parse("1 hari")),
    ]
    for ask in asks:
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_negative_work_is_refused() -> None:
    """Time is added forwards or subtracted backwards, never by a sign."""
    for move in (OFFICE.add, OFFICE.subtract):
        with pytest.raises(ValueError, match="negative"):
            move(wib("2026-01-05 09:00"), timedelta(seconds=-1))


def test_an_office_that_never_opens_is_told_so() -> None:
    """An empty week or a holiday without end gives a clear error instead of a search without end."""
    start = wib("2026-01-05 09:00")
    for calendar in (WorkCalendar(WIB, {}, ()), WorkCalendar(WIB, default_week(), lambda _: True)):
        asks: list[Callable[[], object]] = [
            partial(calendar.next_opening, start),
            partial(calendar.add, start, timedelta(hours=1)),
            partial(calendar.subtract, start, timedelta(hours=1)),
            partial(calendar.due, start, Duration.parse("1 hari")),
        ]
        for ask in asks:
            with pytest.raises(NeverOpenError, match="no open day in 3 years"):
                ask()
        assert calendar.between(start, start + timedelta(days=30)) == timedelta()


def test_two_closed_years_are_waited_for() -> None:
    """A long closure is not yet an error, nor are two with an open year between them."""
    calendar = WorkCalendar(WIB, default_week(), lambda day: day.year in {2026, 2027, 2029, 2030})
    start = wib("2026-01-05 09:00")
    assert calendar.next_opening(start) == wib("2028-01-03 07:30")
    year = calendar.between(wib("2028-01-01 00:00"), wib("2029-01-01 00:00"))
    patient = WorkCalendar(WIB, default_week(), lambda day: day.year in {2026, 2027, 2029, 2030})
    assert patient.add(start, year + timedelta(hours=1)) == wib("2031-01-01 08:30")


def test_a_clock_that_is_far_off_is_refused() -> None:
    """A year outside 1970 to 2199 means a broken clock, and too much work means a broken SOP."""
    with pytest.raises(ValueError, match="check the clock"):
        OFFICE.is_open(datetime(1969, 12, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="check the clock"):
        WorkCalendar(WIB, default_week(), ()).between(wib("2026-01-05 09:00"), wib("2300-01-05 09:00"))


def test_weekdays_are_counted_from_zero_to_six() -> None:
    """A week that names an eighth day is refused."""
    with pytest.raises(ValueError, match=r"not \[7\]"):
        WorkCalendar(WIB, {7: DayHours(())}, ())


def test_a_season_must_not_end_before_it_begins() -> None:
    """Swapped dates are noticed."""
    with pytest.raises(ValueError, match="must not end"):
        Season(date(2026, 3, 19), date(2026, 2, 18), default_week())


def test_holidays_are_asked_only_for_years_in_use() -> None:
    """Building a calendar asks nothing; a question asks for its own year, once."""
    asked: list[date] = []
    calendar = WorkCalendar(WIB, default_week(), lambda day: bool(asked.append(day)))  # type: ignore[func-returns-value]
    assert not asked
    for _ in range(2):
        calendar.add(wib("2026-06-02 09:00"), timedelta(hours=9))
    assert {day.year for day in asked} == {2026}
    assert len(asked) == len(set(asked))


def test_threads_share_a_calendar() -> None:
    """Use cases run in worker threads: answers stay right while the years are being laid out."""
    years = [*range(2015, 2035)] * 2
    starts = [datetime(year, 12, 30, 3, tzinfo=UTC) for year in years]
    alone = [WorkCalendar(WIB, default_week(), ()).add(start, timedelta(hours=30)) for start in starts]
    shared = WorkCalendar(WIB, default_week(), ())
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda start: shared.add(start, timedelta(hours=30)), starts))
    assert together == alone
