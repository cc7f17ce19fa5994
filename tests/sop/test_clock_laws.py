"""A task's time against somebody with a watch, who counts working minutes one by one."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop import actions as a
from sop import machine
from sop.case import Meeting, Part, Spent, Task
from sop.clock import deadline
from sop.duration import Duration
from sop.people import Actor
from tests.sop import minutes
from tests.sop.invented import choices, worlds
from tests.sop.minutes import Clock, at, minute
from tests.sop.office_2026 import OFFICE, wib
from tests.sop.worlds import ADMIN, World, shipped, staffed

ADMINS = Actor(ADMIN, "Admin", admin=True)
TIMES = ("45 menit", "60 menit", "2 jam", "3 jam", "1 hari", "2 hari")
MORE = ("10 menit", "1 jam", "2 jam", "1 hari", "3 hari")
Deed = Literal["pause", "resume", "extend", "reckon"]


@dataclass(frozen=True)
class Life:
    """What happens to a task: when it begins, what is done to its time after how long, and when it ends."""

    start: int
    time: str
    deeds: tuple[tuple[int, Deed, str], ...]
    end: int


gaps = st.one_of(st.integers(1, 150), st.integers(1, 4 * 24 * 60))
"""Two things never happen to one case at the same instant: each has a transaction of its own."""
deeds = st.tuples(gaps, st.sampled_from(("pause", "resume", "extend", "reckon")), st.sampled_from(MORE))
lives = st.builds(
    Life,
    st.integers(8 * 60, 14 * 24 * 60),
    st.sampled_from(TIMES),
    st.lists(deeds, max_size=6).map(tuple),
    gaps,
)


def examined(start: int, time: str) -> tuple[World, Task]:
    """Return a case whose Kepala Bagian has just got a report to examine, within this time."""
    sop = shipped()
    timed = [replace(s, time=Duration.parse(time)) if s.number == 5 else s for s in sop.steps]
    world = World(replace(sop, steps=tuple(timed)), staffed(sop))
    world.to(Part.DRAFT)
    world.now = at(max(start, minute(world.now)))
    return world, world.to(Part.EXAMINE)


def now_of(world: World, task: Task) -> Task:
    found = world.case.task(task.id)
    assert found is not None
    return found


@settings(max_examples=150)
@given(lives)
def test_a_clock_agrees_with_a_watch(life: Life) -> None:
    """Deadline, time allowed and used, pauses and delay are what counting every minute gives.

    Over weekends and holidays, for days and for hours, extended before the deadline, after it, and while the
    clock stands. It is late exactly where more was used than allowed, and reckoning it anew moves nothing.
    """
    world, task = examined(life.start, life.time)
    kabag, clock = world.holder(task), Clock(minute(world.now), Duration.parse(life.time))
    for gap, deed, more in life.deeds:
        world.now += timedelta(minutes=gap)
        now, task = minute(world.now), now_of(world, task)
        if deed == "pause" and task.paused is None:
            world.do(kabag, a.PauseClock(task.id, task.version, "Menunggu BKD"))
            clock.pause(now)
        elif deed == "resume" and task.paused is not None:
            world.do(kabag, a.ResumeClock(task.id, task.version))
            clock.resume(now)
        elif deed == "extend":
            asked = world.do(kabag, a.AskTime(task.id, task.version, more, "Data belum lengkap")).case
            request = now_of(world, task).clock
            assert request is not None
            assert now_of(world, task).due == task.due, asked
            world.do(ADMINS, a.GrantTime(task.id, request.requests))
            clock.extend(now, Duration.parse(more))
        elif deed == "reckon":
            again = machine.reckon(world.sop, world.case, ADMINS, world.setting, "Kalender diubah")
            assert again.events == ()
        due = now_of(world, task).due
        assert due is not None
        assert minute(due) == clock.due
    world.now += timedelta(minutes=life.end)
    world.do(kabag, a.Approve(task.id, now_of(world, task).version))
    ended = now_of(world, task).ended
    assert ended is not None
    allowed, used, paused, late = (60 * part for part in clock.end(minute(world.now)))
    assert ended.spent == Spent(allowed, used, paused, late)
    assert (ended.spent.late > 0) == (ended.spent.used > ended.spent.allowed)


@settings(max_examples=40)
@given(worlds(), choices)
def test_every_deadline_follows_from_the_record(world: World, steps: list[int]) -> None:
    """After any walk each running clock's deadline is what its record gives; no ended task's clock stands.

    What was used is written with every end; the file and its signature inside a step stand and go as one.
    """
    for decision in world.walk(steps):
        case = decision.case
        for task in case.tasks:
            if task.ended is not None:
                assert task.paused is None
                assert (task.ended.spent is None) == (task.due is None)
                spent = task.ended.spent
                assert spent is None or (spent.late > 0) == (spent.used > spent.allowed)
            elif task.paused is None:
                assert deadline(world.sop, case, task, OFFICE) == task.due
        for signing in (t for t in case.open_tasks() if t.part is Part.COUNTERSIGN):
            (prepared,) = (t for t in case.open_tasks() if t.part is Part.PREPARE and t.step == signing.step)
            assert (signing.due, bool(signing.paused)) == (prepared.due, bool(prepared.paused))


def test_each_attempt_has_a_clock_of_its_own() -> None:
    """A report that was returned is examined anew within a whole day; pauses stay with the attempt."""
    world, task = examined(minute(wib("2026-11-25 09:00")), "1 hari")
    kabag = world.holder(task)
    world.do(kabag, a.PauseClock(task.id, task.version, "Menunggu BKD"))
    world.now = wib("2026-11-26 10:00")
    world.do(kabag, a.Return(task.id, now_of(world, task).version, "Data kurang"))
    first = now_of(world, task)
    assert first.ended is not None
    assert first.ended.spent is not None
    assert first.ended.spent.used == 0
    second = world.to(Part.EXAMINE)
    assert (second.attempt, second.clock) == (2, None)
    assert second.due == wib("2026-11-27 16:30")


def test_minutes_filed_before_their_meeting_used_nothing() -> None:
    """The clock starts with the meeting."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.MINUTES)
    clerk = world.holder(task)
    world.do(clerk, a.Attach(task.id, world.file()))
    world.do(clerk, a.Finish(task.id, now_of(world, task).version))
    ended = now_of(world, task).ended
    assert ended is not None
    assert ended.spent == Spent(3 * 3600, 0, 0, 0)


def test_a_pause_before_the_meeting_leaves_its_clock_as_it_is() -> None:
    """What stood before the clock began takes nothing from it, also where the meeting is moved past it."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.MINUTES)
    chief, clerk = (
        world.actor(world.roster.people(world.waiting(Part.ATTEND).positions)[0]),
        world.holder(task),
    )
    world.do(chief, a.PauseClock(task.id, task.version, "Pimpinan dinas luar"))
    world.now += timedelta(hours=1)
    world.do(chief, a.ResumeClock(task.id, now_of(world, task).version))
    assert now_of(world, task).due == task.due
    starts = wib("2026-11-30 09:00")
    world.do(clerk, a.Schedule(task.id, Meeting(starts, starts + timedelta(hours=2), "Aula")))
    assert now_of(world, task).due == wib("2026-11-30 12:00")


def test_more_time_for_the_minutes_stays_when_the_meeting_moves() -> None:
    """What was granted is granted from the new deadline."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.MINUTES)
    clerk = world.holder(task)
    world.do(clerk, a.AskTime(task.id, task.version, "1 jam", "Peserta banyak"))
    world.do(ADMINS, a.GrantTime(task.id, 1))
    starts = wib("2026-11-30 08:00")
    world.do(clerk, a.Schedule(task.id, Meeting(starts, starts + timedelta(hours=2), "Aula")))
    assert now_of(world, task).due == OFFICE.add(starts, timedelta(hours=4))


def test_a_file_and_its_signature_stand_and_go_on_as_one() -> None:
    """Pausing one stops both; a replaced file's new signature stands too; submitting lets the clock go on."""
    world = World(shipped(), staffed(shipped()))
    signing = world.to(Part.COUNTERSIGN)
    chief = world.holder(signing)
    prepared = world.waiting(Part.PREPARE)
    world.do(chief, a.PauseClock(signing.id, signing.version, "Menunggu BKD"))
    assert now_of(world, prepared).paused is not None
    world.now += timedelta(minutes=30)
    world.do(world.holder(prepared), a.Attach(prepared.id, world.file()))
    anew = world.waiting(Part.COUNTERSIGN)
    assert anew.id != signing.id
    assert anew.paused is not None
    world.now += timedelta(minutes=30)
    world.do(chief, a.ResumeClock(anew.id, anew.version))
    assert prepared.due is not None
    assert now_of(world, prepared).due == OFFICE.add(prepared.due, timedelta(hours=1))
    assert world.waiting(Part.COUNTERSIGN).due == now_of(world, prepared).due


@pytest.mark.parametrize("more", ["0 jam", "31 hari", "41 jam", "601 menit", "sebentar", "besok"])
def test_nobody_asks_for_what_is_no_time(more: str) -> None:
    """A time is minutes, hours or days, and no more than the rules know."""
    world, task = examined(minute(wib("2026-11-25 09:00")), "1 hari")
    assert world.refuses(world.holder(task), a.AskTime(task.id, task.version, more, "Data belum lengkap"))


def test_the_watch_counts_as_the_office_is_open() -> None:
    """A whole week has 37.5 working hours, counted one by one."""
    week = range(minute(wib("2026-11-23 00:00")), minute(wib("2026-11-30 00:00")))
    assert len(set(week) & set(minutes.open_minutes())) == sum(
        OFFICE.between(at(day), at(day + 24 * 60)).total_seconds() // 60 for day in week[:: 24 * 60]
    )
