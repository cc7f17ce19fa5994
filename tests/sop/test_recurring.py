"""When the case of a period is proposed, against a walk through the calendar day by day."""

from datetime import date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.holidays_id import OfficeHolidays
from sop.calendar import WorkCalendar, default_week
from sop.recurring import Delay, Every, Period, Recurring, put_off
from tests.sop.office_2026 import OFFICE, WIB, wib

LENGTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(WIB))  # noqa: DTZ001
RULES = st.builds(
    Recurring,
    st.just("sop"),
    st.sampled_from(Every),
    st.integers(1, 40),
    st.just("kasubag-tu"),
    st.just("Evaluasi {periode}"),
)
QUARTERLY = Recurring("evaluasi", Every.QUARTER, 5, "kasubag-tu", "Evaluasi {periode}")


def ends(every: Every, day: date) -> bool:
    """Whether a period ends with this day."""
    tomorrow = day + timedelta(days=1)
    return tomorrow.day == 1 and (tomorrow.month - 1) % LENGTHS[every] == 0


@cache
def works(day: date) -> bool:
    """Whether the office has hours on a day."""
    return OFFICE.hours_on(day) is not None


@cache
def opening(day: date) -> datetime | None:
    """Return the first open minute of a day."""
    minutes = (datetime.combine(day, time(), WIB) + timedelta(minutes=n) for n in range(24 * 60))
    return next((minute for minute in minutes if OFFICE.is_open(minute)), None)


def walked(rule: Recurring, since: date, until: datetime) -> list[tuple[date, datetime]]:
    """Walk day by day from a date and count; return (last day of the period, when it is proposed)."""
    found: list[tuple[date, datetime]] = []
    waiting: dict[date, int] = {}
    day = since
    while day <= until.date():
        if works(day):
            waiting = {last: count + 1 for last, count in waiting.items()}
            for last in [last for last, count in waiting.items() if count == rule.working_days_after]:
                del waiting[last]
                at = opening(day)
                assert at is not None
                found.append((last, at))
        if ends(rule.every, day):
            waiting[day] = 0
        day += timedelta(days=1)
    return [(last, at) for last, at in found if at <= until]


@given(st.sampled_from(Every), DAYS)
def test_a_day_lies_in_one_period(every: Every, day: date) -> None:
    """It ends on the first day, from there on, with which such a period ends; the next one begins then."""
    period = Period.of(every, day)
    walk = day
    while not ends(every, walk):
        walk += timedelta(days=1)
    assert period.last == walk
    assert Period.of(every, walk + timedelta(days=1)) == period.moved(1)
    assert period.moved(1).moved(-1) == period == Period.parse(str(period))


@given(RULES, MOMENTS)
def test_what_is_due_is_what_a_walk_finds(rule: Recurring, now: datetime) -> None:
    """The latest proposal that came due, and the next one, are those of counting every day."""
    found = walked(rule, date(2024, 11, 30), now + timedelta(days=500))
    past = [(last, at) for last, at in found if at <= now]
    ahead = [(last, at) for last, at in found if at > now]
    assert rule.latest(now, OFFICE).last == past[-1][0]
    period, due = rule.coming(now, OFFICE)
    assert (period.last, due) == ahead[0]


@given(RULES, MOMENTS, st.timedeltas(timedelta(), timedelta(days=400)))
def test_what_came_due_since_is_what_a_walk_finds(rule: Recurring, seen: datetime, later: timedelta) -> None:
    """Every period whose moment lies between, each once, the latest first."""
    now = seen + later
    between = [last for last, at in walked(rule, date(2024, 11, 30), now) if at >= seen]
    assert [period.last for period in rule.since(seen, now, OFFICE)] == between[::-1]


@given(MOMENTS, st.sampled_from(Delay))
def test_what_is_put_off_comes_at_an_opening(now: datetime, delay: Delay) -> None:
    """So many working days later, or on the first working day from the same day of next week on."""
    day, left = now.date(), {Delay.ONE_DAY: 1, Delay.THREE_DAYS: 3}.get(delay, 1)
    if delay is Delay.A_WEEK:
        day += timedelta(days=6)
    while left:
        day += timedelta(days=1)
        left -= works(day)
    assert put_off(now, delay, OFFICE) == opening(day)


@pytest.mark.parametrize(
    ("every", "day", "name"),
    [
        (Every.MONTH, date(2026, 11, 3), "November 2026"),
        (Every.QUARTER, date(2026, 11, 3), "Triwulan IV 2026"),
        (Every.HALF, date(2026, 6, 30), "Semester I 2026"),
        (Every.YEAR, date(2026, 1, 1), "Tahun 2026"),
    ],
)
def test_a_period_is_called_as_officials_call_it(every: Every, day: date, name: str) -> None:
    """In Roman numerals where there are several in a year."""
    assert Period.of(every, day).name == name


def test_a_title_names_its_period() -> None:
    """As in the example of the configuration."""
    assert QUARTERLY.title_of(Period(Every.QUARTER, 2026, 3)) == "Evaluasi Triwulan III 2026"


def test_a_quarter_is_proposed_on_the_fifth_working_day_after_it() -> None:
    """30 September is a Wednesday: Thursday is the first, Wednesday the fifth."""
    assert QUARTERLY.due(Period(Every.QUARTER, 2026, 3), OFFICE) == wib("2026-10-07 07:30")


def test_the_guides_example_is_right() -> None:
    """With Indonesia's own holidays: New Year, and Isra Mikraj as it is estimated."""
    calendar = WorkCalendar(WIB, default_week(), closed=OfficeHolidays())
    assert QUARTERLY.due(Period(Every.QUARTER, 2026, 4), calendar) == wib("2027-01-11 07:30")


def test_a_rule_keeps_its_key_when_its_day_and_its_opener_change() -> None:
    """So it proposes no period again; another title is another rule, unless it has a name."""
    changed = Recurring("evaluasi", Every.QUARTER, 9, "kepala-biro", "Evaluasi {periode}")
    other = Recurring("evaluasi", Every.QUARTER, 5, "kasubag-tu", "Evaluasi Kinerja {periode}")
    assert changed.key == QUARTERLY.key != other.key
    assert Recurring("a", Every.YEAR, 1, "b", "c {periode}", "tahunan").key == "tahunan"


@pytest.mark.parametrize("text", ["", "-", "2026", "2026-X1", "T4-2026"])
def test_what_is_no_period_is_said_to_be_none(text: str) -> None:
    """The row that says since when a rule is known bears such a word."""
    with pytest.raises(ValueError, match=r"period|invalid literal"):
        Period.parse(text)
