"""Who may do what to a task's time, and what else happens to the task meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sop import actions as a
from sop import machine
from sop.calendar import WorkCalendar, default_week
from sop.case import Case, Meeting, Outcome, Part, Task
from sop.errors import Reason, Refused
from sop.people import Actor, Position
from sop.turn import Setting
from tests.sop.office_2026 import HOLIDAYS_2026, OVERRIDES, RAMADAN, WIB, wib
from tests.sop.worlds import ADMIN, MONDAY, UNITS, World, shipped, staffed

HEAD, CLERK, KABAG = Position("kepala-biro"), Position("kasubag-tu"), Position("kepala-bagian", UNITS[0])
ADMINS = Actor(ADMIN, "Admin", admin=True)
WHY = "Menunggu jawaban BKD"


@pytest.fixture
def world() -> World:
    return World(shipped(), staffed(shipped()))


def person(world: World, position: Position) -> Actor:
    """Return who holds a position."""
    return world.actor(world.roster.people((position,))[0])


def now_of(world: World, task: Task) -> Task:
    """Return a task as it stands."""
    found = world.case.task(task.id)
    assert found is not None
    return found


def refusal(world: World, actor: Actor, action: a.TaskAction) -> Refused:
    """Return how an action is refused."""
    with pytest.raises(Refused) as caught:
        world.decide(actor, action)
    return caught.value


def asked(world: World, task: Task, actor: Actor | None = None) -> Case:
    """Let whoever has a task ask for a day more."""
    action = a.AskTime(task.id, now_of(world, task).version, "1 hari", WHY)
    return world.do(actor or world.holder(task), action).case


def test_a_substitute_who_asked_does_not_decide_when_the_superior_is_replaced(world: World) -> None:
    """A person is one person, whatever post they fill: asked as Plh. below, refused as Plh. above."""
    task = world.to(Part.EXAMINE)
    other = person(world, Position("kepala-bagian", UNITS[1]))
    stand_in = replace(other, positions=other.positions | {KABAG})
    world.roster = replace(world.roster, holders={**world.roster.holders, KABAG: (stand_in.person,)})
    asked(world, task, stand_in)
    above = replace(stand_in, positions=stand_in.positions | {HEAD})
    assert refusal(world, above, a.GrantTime(task.id, 1)).reason is Reason.OWN_REQUEST
    assert refusal(world, above, a.DeclineTime(task.id, 1)).reason is Reason.OWN_REQUEST
    assert now_of(world, world.do(person(world, HEAD), a.GrantTime(task.id, 1)).case.tasks[task.id - 1]).moves


def test_a_superior_who_took_the_task_over_does_not_decide_upon_its_time(world: World) -> None:
    """The request stays with the task; an admin who does not have it decides."""
    task = world.to(Part.EXAMINE)
    asked(world, task)
    chief = person(world, HEAD)
    seen = now_of(world, task).version
    world.do(ADMINS, a.Assign(task.id, seen, chief.person, HEAD, "Beban kerja"))
    assert now_of(world, task).clock is not None
    assert refusal(world, replace(chief, admin=True), a.GrantTime(task.id, 1)).reason is Reason.OWN_REQUEST
    world.do(ADMINS, a.GrantTime(task.id, 1))


def test_each_request_is_decided_once(world: World) -> None:
    """A number that was decided upon is no request any more; meanwhile no second one is asked."""
    task = world.to(Part.EXAMINE)
    chief = person(world, HEAD)
    asked(world, task)
    again = a.AskTime(task.id, now_of(world, task).version, "2 jam", WHY)
    assert refusal(world, world.holder(task), again).reason is Reason.TIME_ASKED
    world.do(chief, a.DeclineTime(task.id, 1, "Segera"))
    assert refusal(world, chief, a.GrantTime(task.id, 1)).reason is Reason.NO_SUCH_REQUEST
    asked(world, task)
    assert refusal(world, chief, a.GrantTime(task.id, 1)).reason is Reason.NO_SUCH_REQUEST
    world.do(chief, a.GrantTime(task.id, 2))
    assert refusal(world, chief, a.DeclineTime(task.id, 2)).reason is Reason.NO_SUCH_REQUEST


def test_a_request_that_is_open_at_the_end_cannot_be_decided(world: World) -> None:
    """The task is over, and so is what was asked for it."""
    task = world.to(Part.EXAMINE)
    asked(world, task)
    world.do(world.holder(task), a.Approve(task.id, now_of(world, task).version))
    assert refusal(world, person(world, HEAD), a.GrantTime(task.id, 1)).reason is Reason.ENDED


@pytest.mark.parametrize("where", ["claimed", "released", "assigned"])
def test_a_clock_stands_whoever_has_the_task(world: World, where: str) -> None:
    """Who takes a task, lets it go or is given it gets it as it is: paused, with the same deadline."""
    task = world.to(Part.DRAFT)
    first, second = (world.actor(one) for one in world.holders(task))
    if where == "released":
        world.do(first, a.Claim(task.id, task.version))
    world.do(person(world, KABAG), a.PauseClock(task.id, now_of(world, task).version, WHY))
    stood = now_of(world, task)
    doings: dict[str, tuple[Actor, a.TaskAction]] = {
        "claimed": (first, a.Claim(task.id, stood.version)),
        "released": (first, a.Release(task.id, stood.version)),
        "assigned": (ADMINS, a.Assign(task.id, stood.version, second.person, task.positions[0])),
    }
    world.do(*doings[where])
    assert (now_of(world, task).paused, now_of(world, task).due) == (stood.paused, stood.due)


def test_a_calendar_that_changes_during_a_pause_counts_when_the_clock_goes_on(world: World) -> None:
    """A day that became a holiday is no working day of what was left; while it stands nothing moves."""
    task = world.to(Part.EXAMINE)
    kabag = world.holder(task)
    world.do(kabag, a.PauseClock(task.id, task.version, WHY))
    late = {*HOLIDAYS_2026, date(2026, 11, 24), date(2026, 11, 25)}
    calendar = WorkCalendar(WIB, default_week(), late, OVERRIDES, [RAMADAN])
    setting = Setting(wib("2026-11-23 15:00"), world.roster, calendar)
    assert machine.reckon(world.sop, world.case, ADMINS, setting, "SKB").events == ()
    resumed = machine.decide(
        world.sop, world.case, a.ResumeClock(task.id, now_of(world, task).version), kabag, setting
    )
    assert resumed.case.tasks[task.id - 1].due == wib("2026-11-26 16:00")


def test_pausing_needs_a_reason_and_is_done_once(world: World) -> None:
    """Twice is refused, and so is going on where nothing stands."""
    task = world.to(Part.EXAMINE)
    kabag = world.holder(task)
    assert refusal(world, kabag, a.ResumeClock(task.id, task.version)).reason is Reason.CLOCK_RUNS
    assert refusal(world, kabag, a.PauseClock(task.id, task.version, "  ")).reason is Reason.NEEDS_REASON
    world.do(kabag, a.PauseClock(task.id, task.version, WHY))
    seen = now_of(world, task).version
    assert refusal(world, kabag, a.PauseClock(task.id, seen, WHY)).reason is Reason.CLOCK_STANDS
    assert refusal(world, kabag, a.ResumeClock(task.id, task.version)).reason is Reason.STALE


def test_handing_to_the_signer_lets_the_clock_go_on(world: World) -> None:
    """Whoever was waited for has answered: the signer begins with what was left."""
    task = world.to(Part.PREPARE)
    clerk = world.holder(task)
    world.do(clerk, a.Attach(task.id, world.file()))
    world.do(clerk, a.Schedule(task.id, Meeting(wib("2026-11-30 09:00"), wib("2026-11-30 11:00"), "Aula")))
    world.do(person(world, HEAD), a.PauseClock(task.id, now_of(world, task).version, WHY))
    world.now += timedelta(hours=2)
    world.do(clerk, a.Finish(task.id, now_of(world, task).version))
    signing = world.waiting(Part.COUNTERSIGN)
    assert (signing.paused, now_of(world, task).paused) == (None, None)
    assert task.due is not None
    assert signing.due == now_of(world, task).due
    assert signing.due == wib("2026-11-23 11:00")


def test_more_time_for_the_signer_is_more_time_for_who_prepared(world: World) -> None:
    """They wait for the same end; a request of the other stays."""
    signing = world.to(Part.COUNTERSIGN)
    prepared = world.waiting(Part.PREPARE)
    asked(world, prepared)
    asked(world, signing)
    world.do(ADMINS, a.GrantTime(signing.id, 1))
    assert now_of(world, prepared).due == now_of(world, signing).due == wib("2026-11-24 16:00")
    clock = now_of(world, prepared).clock
    assert clock is not None
    assert clock.request is not None


def test_a_receipt_has_the_time_that_the_archiving_was_given(world: World) -> None:
    """And from then on each recipient a clock of their own."""
    task = world.to(Part.ARCHIVE)
    asked(world, task)
    due = now_of(world, task).due
    world.do(person(world, HEAD), a.GrantTime(task.id, 1))
    assert now_of(world, task).due != due
    first = world.to(Part.RECEIVE)
    assert first.due == now_of(world, task).due
    world.do(world.holder(first), a.PauseClock(first.id, first.version, WHY))
    others = [t for t in world.case.open_tasks() if t.id != first.id]
    assert [t.paused for t in others] == [None] * len(others)


def test_a_cancelled_case_leaves_no_clock_standing(world: World) -> None:
    """What was used is written down, the pause not counted."""
    task = world.to(Part.EXAMINE)
    world.do(world.holder(task), a.PauseClock(task.id, task.version, WHY))
    world.now += timedelta(hours=1)
    world.cancel(person(world, HEAD), "Ditunda")
    ended = now_of(world, task).ended
    assert ended is not None
    assert ended.outcome is Outcome.CANCELLED
    assert ended.spent is not None
    assert (ended.spent.used, ended.spent.paused) == (0, 3600)


def test_a_reminder_by_hand_goes_once_in_four_working_hours_whoever_sends_it(world: World) -> None:
    """Not to oneself, nor by somebody with no part in the case; the refusal says when again."""
    task = world.to(Part.EXAMINE)
    opener = world.actor(world.case.opener.person)
    fajar = world.actor(world.case.tasks[-2].ended.by.person)  # type: ignore[union-attr]
    world.do(opener, a.Nudge(task.id))
    world.now = MONDAY + timedelta(hours=3)
    refused = refusal(world, ADMINS, a.Nudge(task.id))
    assert (refused.reason, refused.facts["at"]) == (Reason.NUDGED_LATELY, "2026-11-23T05:00:00+00:00")
    world.now = MONDAY + timedelta(hours=5)
    world.do(fajar, a.Nudge(task.id))
    assert refusal(world, world.holder(task), a.Nudge(task.id)).reason is Reason.OWN_TASK
    bystander = person(world, Position("kepala-bagian", UNITS[2]))
    assert refusal(world, bystander, a.Nudge(task.id)).reason is Reason.MAY_NOT_NUDGE
    assert now_of(world, task).version == task.version


def test_a_colleague_of_a_pool_is_reminded_of_what_they_took_alone(world: World) -> None:
    """A task that somebody took waits for nobody else of the pool."""
    task = world.to(Part.DRAFT)
    first, second = (world.actor(one) for one in world.holders(task))
    world.do(first, a.Claim(task.id, task.version))
    assert refusal(world, first, a.Nudge(task.id)).reason is Reason.OWN_TASK
    assert refusal(world, second, a.Nudge(task.id)).reason is Reason.MAY_NOT_NUDGE
