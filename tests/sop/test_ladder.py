"""The reminder ladder: when an official hears of a task, and the one message after a pause."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.calendar import Duration, WorkCalendar, default_week
from sop.ladder import APART, LEAD, Ladder, Rung
from tests.sop.office_2026 import OFFICE, WIB, wib

LADDER = Ladder()
TICK = timedelta(microseconds=1)

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
DURATIONS = st.builds(
    lambda amount, unit: Duration.parse(f"{amount} {unit}"),
    st.integers(1, 40),
    st.sampled_from(["menit", "jam", "hari"]),
)
LADDERS = st.builds(Ladder, st.floats(0.01, 0.99), st.integers(0, 5), st.integers(0, 6), st.integers(0, 6))


def times(start: str, label: str, count: int, ladder: Ladder = LADDER) -> list[str]:
    """Return the wall times of the first rungs of a task given then."""
    due = OFFICE.due(wib(start), Duration.parse(label))
    rungs = (ladder.rung(index, wib(start), due, OFFICE) for index in range(count))
    return [f"{rung.at.astimezone(WIB):%m-%d %H:%M}" for rung in rungs]


# The examples: start and time of a task, then its notice, deadline, three hourly rungs and daily rungs.


def test_a_morning_task_climbs_the_whole_ladder() -> None:
    """Notice at 75 %, deadline, three working hours (the break not counted), then each morning."""
    assert times("2026-11-23 08:00", "2 jam", 7) == [
        "11-23 09:00",  # three quarters would be 09.30, less than an hour before the deadline
        "11-23 10:00",
        "11-23 11:00",
        "11-23 13:00",  # 12.00 is the break
        "11-23 14:00",
        "11-24 07:35",
        "11-25 07:35",
    ]


def test_a_friday_afternoon_task_is_not_chased_over_the_weekend() -> None:
    """What does not fit into Friday goes on at Monday's opening."""
    assert times("2026-11-27 14:00", "2 jam", 7) == [
        "11-27 15:00",
        "11-27 16:00",
        "11-30 08:00",
        "11-30 09:00",
        "11-30 10:00",
        "12-01 07:35",
        "12-02 07:35",
    ]


def test_a_deadline_may_stand_at_closing_time() -> None:
    """A task of a day is due at the closing: one hears of it just before, then hourly next morning."""
    assert times("2026-08-13 16:00", "1 hari", 6) == [
        "08-14 14:37",  # three quarters of its 8 hours
        "08-14 16:25",
        "08-18 08:30",  # after the weekend and 17 August
        "08-18 09:30",
        "08-18 10:30",
        "08-19 07:35",
    ]


def test_a_rung_at_closing_time_waits_for_the_opening() -> None:
    """The rung an hour past the deadline would stand at a closing, so it comes next morning."""
    assert times("2026-12-23 13:00", "2 jam", 5) == [
        "12-23 14:00",
        "12-23 15:00",
        "12-28 07:30",  # cuti bersama Natal, Natal, a weekend
        "12-28 08:30",
        "12-28 09:30",
    ]


def test_a_notice_at_closing_time_waits_for_the_opening() -> None:
    """Three quarters of eight hours end at 16.00: the notice comes next morning, before the deadline."""
    assert times("2026-11-23 09:00", "8 jam", 2) == ["11-24 07:30", "11-24 09:30"]


def test_a_notice_is_never_within_the_last_hour() -> None:
    """Three quarters of 90 minutes would leave 22: the notice comes an hour before the deadline."""
    assert times("2026-11-23 08:00", "90 menit", 2) == ["11-23 08:30", "11-23 09:30"]


def test_a_task_of_an_hour_has_no_notice_of_its_own() -> None:
    """Its card is the notice; the first rung is the deadline's."""
    assert times("2026-11-23 08:00", "1 jam", 2) == ["11-23 09:00", "11-23 09:00"]
    start, due = wib("2026-11-23 08:00"), wib("2026-11-23 09:00")
    assert LADDER.rung(0, start, due, OFFICE).index == 1
    assert LADDER.next_after(start, start, due, OFFICE).index == 1
    assert LADDER.due_now(0, start, due, wib("2026-11-23 08:59"), OFFICE)[0] is None


def test_a_deadline_at_the_break_is_heard_of_before_it() -> None:
    """At noon the office is closed, too; an hour of work later it is two."""
    assert times("2026-11-23 09:00", "3 jam", 3) == ["11-23 10:55", "11-23 11:55", "11-23 14:00"]


def test_a_ladder_is_data() -> None:
    """Another share and no hourly rungs give another ladder."""
    assert times("2026-11-23 08:00", "3 jam", 4, Ladder(notice=0.5, hourly=0)) == [
        "11-23 09:30",
        "11-23 11:00",
        "11-24 07:35",
        "11-25 07:35",
    ]


def test_rungs_say_what_they_are() -> None:
    """One before, one at the deadline, the others after; the second past due tells the superior.

    The third tells the admins.
    """
    start, due = wib("2026-11-23 08:00"), wib("2026-11-23 10:00")
    rungs = [LADDER.rung(index, start, due, OFFICE) for index in range(7)]
    assert [rung.kind for rung in rungs] == ["before", "due", *["after"] * 5]
    assert [rung.index for rung in rungs if rung.tells_superior] == [3]
    assert [rung.index for rung in rungs if rung.tells_admins] == [4]


def test_a_ladder_may_leave_the_superior_and_the_admins_out() -> None:
    """Zero tells nobody, whatever is caught up."""
    quiet = Ladder(superior_at=0, admin_at=0)
    start, due = wib("2026-11-23 08:00"), wib("2026-11-23 10:00")
    rungs = [quiet.rung(index, start, due, OFFICE) for index in range(9)]
    sent, _ = quiet.due_now(0, start, due, wib("2026-12-01 09:00"), OFFICE)
    assert sent
    assert not any(rung.tells_superior or rung.tells_admins for rung in (*rungs, sent))


# After a pause


def caught_up(from_index: int, now: str) -> tuple[Rung | None, Rung]:
    """Sweep a task of Monday 23 November, 08.00 to 10.00."""
    return LADDER.due_now(from_index, wib("2026-11-23 08:00"), wib("2026-11-23 10:00"), wib(now), OFFICE)


def test_nothing_is_sent_before_its_time() -> None:
    """Until 09.00 there is only a rung to wait for."""
    sent, following = caught_up(0, "2026-11-23 08:59")
    assert sent is None
    assert (following.index, following.at) == (0, wib("2026-11-23 09:00"))


def test_a_rung_is_due_at_its_very_moment() -> None:
    """Woken at 09.00 sharp, the notice goes out and the deadline is waited for."""
    sent, following = caught_up(0, "2026-11-23 09:00")
    assert sent == Rung(0, wib("2026-11-23 09:00"), "before", tells_superior=False)
    assert (following.index, following.kind) == (1, "due")


def test_a_long_pause_is_caught_up_with_one_message() -> None:
    """After a week off, one message goes out, tells all who should hear, and tomorrow morning is next."""
    sent, following = caught_up(0, "2026-11-30 09:00")
    assert sent == Rung(9, wib("2026-11-30 07:35"), "after", tells_superior=True, tells_admins=True)
    assert (following.index, following.at) == (10, wib("2026-12-01 07:35"))


def test_the_superior_is_told_once() -> None:
    """A sweep that begins after the superior's rung does not tell again."""
    sent, _ = caught_up(4, "2026-11-30 09:00")
    assert sent
    assert (sent.tells_superior, sent.tells_admins) == (False, True)


def test_a_sweep_at_night_waits_for_the_morning_rung() -> None:
    """Before opening, today's daily rung is not yet due."""
    sent, following = caught_up(5, "2026-11-24 06:00")
    assert sent is None
    assert (following.index, following.at) == (5, wib("2026-11-24 07:35"))


def test_a_sweep_on_a_sunday_knows_fridays_rung() -> None:
    """On a closed day the latest rung is that of the last working day."""
    sent, following = caught_up(5, "2026-11-29 10:00")
    assert sent
    assert (sent.index, sent.at) == (8, wib("2026-11-27 07:35"))
    assert following.at == wib("2026-11-30 07:35")


# Laws


@given(LADDERS, MOMENTS, DURATIONS)
def test_rungs_rise_by_an_hour_or_more_and_meet_an_open_office(
    ladder: Ladder, start: datetime, duration: Duration
) -> None:
    """Each comes an hour or more after the one before, none outside working hours.

    One tells the superior and one the admins, where the ladder says so.
    """
    due = OFFICE.due(start, duration)
    rungs = list(dict.fromkeys(ladder.rung(index, start, due, OFFICE) for index in range(12)))
    assert len(rungs) >= 11  # only the notice may be missing
    assert all(later.at - earlier.at >= APART for earlier, later in pairwise(rungs))
    assert all(OFFICE.is_open(rung.at) for rung in rungs)
    assert sum(rung.tells_superior for rung in rungs) == (ladder.superior_at > 0)
    assert sum(rung.tells_admins for rung in rungs) == (ladder.admin_at > 0)
    deadline = next(rung for rung in rungs if rung.kind == "due")
    assert deadline.at == due if OFFICE.is_open(due) else OFFICE.between(deadline.at, due) == LEAD


@given(MOMENTS, DURATIONS)
def test_the_notice_leaves_a_quarter_of_the_time_or_an_hour(start: datetime, duration: Duration) -> None:
    """Three quarters of the allowed working time have passed, or less so that an hour is left."""
    due = OFFICE.due(start, duration)
    allowed = OFFICE.between(start, due)
    notice, deadline = (LADDER.rung(index, start, due, OFFICE) for index in range(2))
    if notice.index == 0:
        assert allowed > APART
        left = OFFICE.between(notice.at, deadline.at)
        assert OFFICE.between(start, notice.at) == allowed * 0.75 or left == APART
        assert left >= APART
        assert notice.at > start
    else:
        assert allowed <= APART + LEAD


@given(LADDERS, MOMENTS, DURATIONS, st.timedeltas(timedelta(), timedelta(days=40)), st.integers(0, 12))
def test_a_catch_up_is_what_waking_each_time_would_have_come_to(
    ladder: Ladder, start: datetime, duration: Duration, later: timedelta, from_index: int
) -> None:
    """One message stands for every rung missed: the latest of them, and the superior if any told."""
    due, now = OFFICE.due(start, duration), start + later
    missed, index = [], from_index
    while (rung := ladder.rung(index, start, due, OFFICE)).at <= now:
        missed.append(rung)
        index = rung.index + 1
    sent, following = ladder.due_now(from_index, start, due, now, OFFICE)
    assert following == rung
    if not missed:
        assert sent is None
    else:
        assert sent
        assert (sent.index, sent.at, sent.kind) == (missed[-1].index, missed[-1].at, missed[-1].kind)
        assert sent.tells_superior == any(rung.tells_superior for rung in missed)
        assert sent.tells_admins == any(rung.tells_admins for rung in missed)
    # Swept again at the same moment, nothing more goes out.
    assert ladder.due_now(following.index, start, due, now, OFFICE) == (None, following)


@given(MOMENTS, DURATIONS, st.timedeltas(timedelta(days=-3), timedelta(days=20)))
def test_the_next_rung_after_a_moment_is_the_first_later_one(
    start: datetime, duration: Duration, later: timedelta
) -> None:
    """Nothing lies between the moment and the rung it leads to."""
    due, at = OFFICE.due(start, duration), start + later
    following = LADDER.next_after(at, start, due, OFFICE)
    assert following.at > at
    before = LADDER.rung(max(following.index - 1, 0), start, due, OFFICE)
    assert before == following or before.at <= at


@given(MOMENTS, st.timedeltas(timedelta(days=-2), timedelta(days=4)))
def test_any_deadline_gives_a_ladder_in_order(start: datetime, allowed: timedelta) -> None:
    """A deadline at night, on a holiday declared since, or before its start still gives rising rungs."""
    due = start + allowed
    rungs = list(dict.fromkeys(LADDER.rung(index, start, due, OFFICE) for index in range(8)))
    assert all(later.at - earlier.at >= APART for earlier, later in pairwise(rungs))
    assert all(OFFICE.is_open(rung.at) for rung in rungs)
    deadline = next(rung for rung in rungs if rung.kind == "due")
    assert deadline.at >= due or OFFICE.between(deadline.at, due) == LEAD


def test_a_deadline_on_a_day_closed_since_waits_for_the_opening() -> None:
    """A holiday declared after the task began leaves it no time: it hears of it at the next opening."""
    monday, noon = wib("2026-11-23 08:00"), wib("2026-11-23 10:00")
    closed = WorkCalendar(ZoneInfo("Asia/Jakarta"), default_week(), {monday.date()})
    rungs = [LADDER.rung(index, monday, noon, closed) for index in range(3)]
    assert [rung.at for rung in rungs] == [
        wib("2026-11-24 07:30"),
        wib("2026-11-24 07:30"),
        wib("2026-11-24 08:30"),
    ]


# Refusals


def test_rungs_are_counted_from_zero() -> None:
    """There is no rung below the first."""
    with pytest.raises(ValueError, match="counted from 0"):
        LADDER.rung(-1, wib("2026-11-23 08:00"), wib("2026-11-23 10:00"), OFFICE)


@pytest.mark.parametrize("notice", [0, 1, -0.5, 1.5])
def test_a_notice_outside_the_allowed_time_is_refused(notice: float) -> None:
    """The first notice lies between start and deadline."""
    with pytest.raises(ValueError, match="share between 0 and 1"):
        Ladder(notice=notice)


def test_negative_counts_are_refused() -> None:
    """A ladder has no rungs below zero."""
    with pytest.raises(ValueError, match="0 or more"):
        Ladder(hourly=-1)
    with pytest.raises(ValueError, match="0 or more"):
        Ladder(superior_at=-1)


def test_naive_moments_are_refused() -> None:
    """A sweep with a naive clock is a mistake, said clearly."""
    start, due = wib("2026-11-23 08:00"), wib("2026-11-23 10:00")
    with pytest.raises(ValueError, match="no time zone"):
        LADDER.due_now(0, start, due, datetime(2026, 11, 23), OFFICE)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        LADDER.rung(0, datetime(2026, 11, 23), due, OFFICE)  # noqa: DTZ001
