"""The laws of working time, and an independent minute counter that must agree."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.calendar import Duration, WorkCalendar, default_week
from tests.sop.office_2026 import HALF_DAY, HOLIDAYS_2026, OFFICE, SATURDAY_AT_WORK, WIB

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
WORK = st.timedeltas(timedelta(microseconds=1), timedelta(hours=400))
DURATIONS = st.builds(
    lambda amount, unit: Duration.parse(f"{amount} {unit}"),
    st.integers(1, 90),
    st.sampled_from(["menit", "jam", "hari"]),
)


@given(MOMENTS, WORK, WORK)
def test_working_time_adds_up_in_any_portions(start: datetime, first: timedelta, second: timedelta) -> None:
    """Adding in two portions is adding their sum, across breaks, weekends and holidays."""
    assert OFFICE.add(OFFICE.add(start, first), second) == OFFICE.add(start, first + second)


@given(MOMENTS, WORK, WORK)
def test_working_time_subtracts_in_any_portions(end: datetime, first: timedelta, second: timedelta) -> None:
    """Going back in two portions is going back by their sum."""
    assert OFFICE.subtract(OFFICE.subtract(end, first), second) == OFFICE.subtract(end, first + second)


@given(MOMENTS, WORK)
def test_what_was_added_lies_between(start: datetime, work: timedelta) -> None:
    """The working time up to a deadline is what was allowed, in either direction."""
    assert OFFICE.between(start, OFFICE.add(start, work)) == work
    assert OFFICE.between(OFFICE.subtract(start, work), start) == work


@given(MOMENTS, WORK)
def test_add_is_the_earliest_and_subtract_the_latest_such_moment(at: datetime, work: timedelta) -> None:
    """A microsecond earlier too little has passed; a microsecond later too little is left."""
    tick = timedelta(microseconds=1)
    assert OFFICE.between(at, OFFICE.add(at, work) - tick) == work - tick
    assert OFFICE.between(OFFICE.subtract(at, work) + tick, at) == work - tick


@given(st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_working_time_splits_at_any_midpoint(moments: list[datetime]) -> None:
    """Two stretches side by side hold what the whole holds, and backwards holds nothing."""
    start, middle, end = moments
    assert OFFICE.between(start, middle) + OFFICE.between(middle, end) == OFFICE.between(start, end)
    assert OFFICE.between(end, start) == timedelta()


@given(st.tuples(MOMENTS, MOMENTS).map(sorted), DURATIONS)
def test_who_starts_earlier_is_due_no_later(moments: list[datetime], duration: Duration) -> None:
    """Deadlines keep the order of the starts, and always lie after them, at or inside working hours."""
    earlier, later = (OFFICE.due(start, duration) for start in moments)
    assert moments[0] < earlier <= later
    assert OFFICE.between(earlier - timedelta(microseconds=1), earlier) == timedelta(microseconds=1)


@given(st.tuples(WORK, WORK).map(sorted), MOMENTS)
def test_more_work_ends_later(works: list[timedelta], start: datetime) -> None:
    """Deadlines rise strictly with the work."""
    less, more = works
    assert (OFFICE.add(start, less) < OFFICE.add(start, more)) == (less < more)


@given(MOMENTS)
def test_no_work_is_lost_before_the_next_opening(at: datetime) -> None:
    """The next opening is open, not earlier than asked, and nothing was open before it."""
    opening = OFFICE.next_opening(at)
    assert OFFICE.is_open(opening)
    assert opening >= at
    assert OFFICE.between(at, opening) == timedelta()
    assert OFFICE.is_open(at) == (opening == at)


@given(MOMENTS, st.integers(1, 60))
def test_days_are_counted_one_by_one(start: datetime, days: int) -> None:
    """The nth working day is found as by walking, and counting finds n again."""
    first = walked = OFFICE.local_day(start)
    for _ in range(days):
        walked += timedelta(days=1)
        while OFFICE.hours_on(walked) is None:
            walked += timedelta(days=1)
    assert OFFICE.working_day_after(first, days) == walked
    assert OFFICE.working_days(first, walked) == days
    assert OFFICE.is_working_day(walked)


def test_the_count_of_following_days_starts_at_one() -> None:
    """There is no zeroth following day, and none lies between a date and an earlier one."""
    with pytest.raises(ValueError, match="1 or more"):
        OFFICE.working_day_after(date(2026, 1, 5), 0)
    assert OFFICE.working_days(date(2026, 1, 5), date(2026, 1, 2)) == 0


def open_minutes(start: datetime, end: datetime) -> list[datetime]:
    """Walk minute by minute and keep the open ones, knowing the hours only by their statement."""
    kept, at = [], start
    while at < end:
        wall = at.astimezone(WIB)
        day, clock, friday = wall.date(), (wall.hour, wall.minute), wall.weekday() == 4
        if day == SATURDAY_AT_WORK:
            is_open = (8, 0) <= clock < (12, 0)
        elif day == HALF_DAY:
            is_open = (7, 30) <= clock < (12, 0)
        elif wall.weekday() > 4 or day in HOLIDAYS_2026:
            is_open = False
        elif date(2026, 2, 18) <= day <= date(2026, 3, 19):
            rest, closing = ((11, 30), (15, 30)) if friday else ((12, 0), (15, 0))
            is_open = (8, 0) <= clock < closing and not rest <= clock < (12, 30)
        else:
            rest, closing = ((11, 30), (16, 30)) if friday else ((12, 0), (16, 0))
            is_open = (7, 30) <= clock < closing and not rest <= clock < (13, 0)
        if is_open:
            kept.append(at)
        at += timedelta(minutes=1)
    return kept


MINUTES_OF_2026 = st.integers(0, 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


@settings(max_examples=100, deadline=None)
@given(MINUTES_OF_2026, st.integers(1, 25 * 24 * 60))
def test_a_minute_counter_agrees(start: datetime, length: int) -> None:
    """Walking through the minutes gives the same working time, and the same end for it."""
    end = start + timedelta(minutes=length)
    minutes = open_minutes(start, end)
    assert OFFICE.between(start, end) == timedelta(minutes=len(minutes))
    if minutes:
        work = timedelta(minutes=len(minutes))
        assert OFFICE.add(start, work) == minutes[-1] + timedelta(minutes=1)
        assert OFFICE.subtract(end, work) == minutes[0]
        assert OFFICE.next_opening(start) == minutes[0]


@given(st.lists(st.integers(2000, 2040), min_size=2, max_size=3))
@settings(max_examples=10, deadline=None)
def test_the_order_of_questions_changes_no_answer(years: list[int]) -> None:
    """A calendar that already knows other years answers like a fresh one."""
    used = WorkCalendar(WIB, default_week(), ())
    for year in years:
        start = datetime(year, 12, 28, 3, tzinfo=UTC)
        fresh = WorkCalendar(WIB, default_week(), ())
        assert used.add(start, timedelta(hours=60)) == fresh.add(start, timedelta(hours=60))
        assert used.subtract(start, timedelta(hours=60)) == fresh.subtract(start, timedelta(hours=60))
    for earlier, later in pairwise(sorted(datetime(year, 6, 1, tzinfo=UTC) for year in years)):
        fresh = WorkCalendar(WIB, default_week(), ())
        assert used.between(earlier, later) == fresh.between(earlier, later)
