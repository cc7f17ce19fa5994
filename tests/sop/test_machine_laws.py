"""Laws of the machine, on the shipped SOP, on a second one and on invented ones, after any walk."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sop import actions as a
from sop import facts as f
from sop.case import Case, Outcome, Part, Status
from sop.errors import Reason, Refused
from sop.people import Actor, Position
from sop.replay import replay
from sop.routing import route
from storage.codec import dump_case, dump_fact, load_case, load_fact
from tests.sop.invented import choices, worlds
from tests.sop.office_2026 import OFFICE
from tests.sop.worlds import World

STRANGER = Actor(99, "Orang lain", frozenset({Position("peran-lain"), Position("kepala-biro", "Unit lain")}))
law = settings(max_examples=40)
heavy = settings(max_examples=15)


def walked(world: World, steps: list[int]) -> World:
    """Walk to the end of the numbers."""
    for _ in world.walk(steps):
        pass
    return world


def refusal(world: World, actor: Actor, action: a.TaskAction) -> Reason | None:
    """Return why an action is refused, None where it is not."""
    try:
        world.decide(actor, action)
    except Refused as refused:
        return refused.reason
    return None


@law
@given(worlds(), choices)
def test_there_is_no_dead_end(world: World, steps: list[int]) -> None:
    """From wherever people wander, going straight on closes the case; on the way somebody always can act.

    Where everybody who could judge a file wrote it, the admin's substitute can.
    """
    walked(world, steps)
    if world.case.status is Status.OPEN:
        if not world.allowed():
            world.relieve()
        assert world.allowed()
    assert world.to_the_end().status is Status.CLOSED


@law
@given(worlds(), choices)
def test_the_record_says_the_whole_state(world: World, steps: list[int]) -> None:
    """Replaying the events gives the state, also after both were written down as JSON and read again."""
    walked(world, steps)
    assert replay(1, world.events) == world.case
    assert load_case(dump_case(world.case)) == world.case
    written = [replace(e, fact=load_fact(e.fact.kind, dump_fact(e.fact))) for e in world.events]
    assert written == world.events


@law
@given(worlds(), choices)
def test_versions_rise_with_every_event_and_every_change_of_a_task(world: World, steps: list[int]) -> None:
    """The case counts its events without a gap; a task that changed has a higher version.

    A reminder by hand changes nothing but when the last one was: buttons that are shown stay good.
    """
    before = world.case
    assert [event.seq for event in world.events] == list(range(1, before.version + 1))
    for decision in world.walk(steps):
        assert [event.seq for event in decision.events] == list(
            range(before.version + 1, decision.case.version + 1)
        )
        assert decision.events
        for task in before.tasks:
            after = decision.case.task(task.id)
            assert after is not None
            nudged = any(isinstance(e.fact, f.Nudged) and e.fact.task == task.id for e in decision.events)
            assert after == task or after.version > task.version or nudged
        before = decision.case


@law
@given(worlds(), choices)
def test_no_attempt_is_ever_lost_or_changed_once_it_ended(world: World, steps: list[int]) -> None:
    """Tasks are only added; an ended one stays as it ended; ids and attempts are never used twice."""
    before = world.case
    for decision in world.walk(steps):
        assert [t.id for t in decision.case.tasks[: len(before.tasks)]] == [t.id for t in before.tasks]
        for task in before.tasks:
            if task.ended is not None:
                assert decision.case.task(task.id) == task
        before = decision.case
    named = [(t.step, t.part, t.positions, t.attempt) for t in world.case.tasks]
    assert len(set(named)) == len(named)


@law
@given(worlds(), choices)
def test_a_return_opens_the_next_attempt_with_a_fresh_clock(world: World, steps: list[int]) -> None:
    """The step returned to begins anew: attempt plus one, opened now, due a whole time from now."""
    before = world.case
    for decision in world.walk(steps):
        for event in decision.events:
            if not isinstance(event.fact, f.Returned):
                continue
            (new,) = [
                t
                for t in decision.case.open_tasks()
                if t.step == event.fact.to_step and not before.task(t.id)
            ]
            assert new.attempt == before.attempts(new.step, new.part, new.positions) + 1
            assert (new.opened, new.starts) == (world.now, world.now)
            assert new.due == OFFICE.due(world.now, world.sop.step(new.step).time)
            assert (new.note, new.note_by) == (event.fact.reason, event.by)
            returned = decision.case.task(event.fact.task)
            assert returned is not None
            assert returned.ended is not None
            assert returned.ended.outcome is Outcome.RETURNED
        before = decision.case


@law
@given(worlds(), choices)
def test_whoever_holds_no_position_of_a_task_is_always_refused(world: World, steps: list[int]) -> None:
    """A stranger to the task is told it is not theirs, whatever they try, and learns nothing else."""
    walked(world, steps)
    for task in world.case.tasks:
        for action in world.plausible(task):
            assert refusal(world, STRANGER, action) is Reason.NOT_YOURS


@law
@given(worlds(), choices, st.sampled_from([-1, 1, 1000]))
def test_a_decision_on_another_version_is_always_refused(world: World, steps: list[int], off: int) -> None:
    """What was seen is no longer so: stale, whoever decides."""
    walked(world, steps)
    for task in world.case.open_tasks():
        if not world.holders(task):
            continue  # everybody who could judge it wrote it
        actor = world.holder(task)
        for action in world.plausible(task):
            if "seen" in {each.name for each in fields(action)}:
                changes: Any = {"seen": task.version + off}
                assert refusal(world, actor, replace(action, **changes)) is Reason.STALE


@law
@given(worlds(), choices)
def test_a_task_somebody_took_is_refused_to_the_others_of_the_pool(world: World, steps: list[int]) -> None:
    """Two people never do one task both; who wrote what it judges could not do it at all."""
    walked(world, steps)
    for task in world.case.open_tasks():
        barred = route(world.sop, world.case, task, world.roster).barred
        for person in world.roster.people(task.positions):
            if task.holder not in (None, person):
                expected = Reason.FOUR_EYES if person in barred else Reason.TAKEN
                for action in world.plausible(task):
                    assert refusal(world, world.actor(person), action) is expected


@law
@given(worlds(), choices, st.booleans())
def test_an_ended_case_accepts_nothing(world: World, steps: list[int], early: bool) -> None:
    """Closed or cancelled, no action of anybody is taken any more."""
    walked(world, steps)
    if early and world.case.status is Status.OPEN:
        world.cancel(world.actor(world.case.opener.person), "Ditunda")
    else:
        world.to_the_end()
    ended = world.case
    assert not ended.open_tasks()
    for task in ended.tasks:
        for person in world.roster.people(task.positions):
            for action in world.plausible(task):
                assert refusal(world, world.actor(person), action) in {
                    Reason.ENDED,
                    Reason.RETURNED,
                    Reason.CASE_CLOSED,
                    Reason.SUPERSEDED,
                }
    assert _cancelling(world) is Reason.CASE_CLOSED


def _cancelling(world: World) -> Reason | None:
    try:
        world.cancel(Actor(1, "Admin", admin=True), "Terlambat")
    except Refused as refused:
        return refused.reason
    return None


@heavy
@given(worlds(), choices)
def test_a_refused_action_changes_nothing(world: World, steps: list[int]) -> None:
    """The state is the same value as before, and the same action is refused again for the same reason."""
    walked(world, steps)
    before = dump_case(world.case)
    for task in world.case.tasks:
        for person in (*world.people, 99):
            actor = world.actor(person)
            for action in world.plausible(task):
                reason = refusal(world, actor, action)
                assert dump_case(world.case) == before
                if reason is not None:
                    assert refusal(world, actor, action) is reason


@law
@given(worlds(), choices)
def test_every_decision_is_bound_to_what_was_shown(world: World, steps: list[int]) -> None:
    """Signatures, approvals and returns name the SHA-256 of the very file that the task was about."""
    before = world.case
    for decision in world.walk(steps):
        for event in decision.events:
            if isinstance(event.fact, f.Signed | f.Approved | f.Returned):
                task = before.task(event.fact.task)
                assert task is not None
                assert task.given is not None
                assert event.fact.shown == task.given.sha256
        before = decision.case


@law
@given(worlds(), choices)
def test_the_capacity_is_one_the_task_waits_for_and_the_person_holds(world: World, steps: list[int]) -> None:
    """The record says in which post somebody acted: one whose turn it was, and one of theirs."""
    before = world.case
    for decision in world.walk(steps):
        event = decision.events[0]
        if isinstance(event.fact, f.Assigned | f.TimeGranted | f.TimeDeclined | f.Nudged):
            before = decision.case
            continue  # done with authority over the task, not with the task: tests/sop/test_assigning.py
        task_id = getattr(event.fact, "task", 0)
        task = before.task(task_id)
        assert task is not None
        way = route(world.sop, before, task, world.roster)
        assert event.by.position in (*task.positions, *way.positions)
        assert event.by.position in world.actor(event.by.person).positions
        assert {e.by for e in decision.events} == {event.by}
        before = decision.case


@law
@given(worlds(), choices)
def test_a_signature_that_needs_a_code_is_never_given_without(world: World, steps: list[int]) -> None:
    """Where the SOP asks for a code, every signature is a verified one, and its task says so."""
    walked(world, steps)
    world.to_the_end() if world.case.status is Status.OPEN else None
    for event in world.events:
        if isinstance(event.fact, f.Signed):
            task = world.case.task(event.fact.task)
            assert task is not None
            assert task.verified == event.fact.verified
            assert event.fact.verified or not world.sop.step(task.step).step_up


@law
@given(worlds(), choices)
def test_one_countersignature_at_a_time_and_on_the_newest_file(world: World, steps: list[int]) -> None:
    """A prepared file that waits for its signer waits with exactly its newest version."""
    _check_countersignature(world.case)
    for decision in world.walk(steps):
        _check_countersignature(decision.case)


def _check_countersignature(case: Case) -> None:
    prepared = [t for t in case.open_tasks() if t.part is Part.PREPARE and t.submitted]
    asked = [t for t in case.open_tasks() if t.part is Part.COUNTERSIGN]
    assert [t.file for t in prepared] == [t.given for t in asked]


@law
@given(worlds())
def test_a_case_closes_only_with_every_step_done_and_every_receipt_in(world: World) -> None:
    """Going straight on, each step ends once and in order, and every recipient has acknowledged."""
    world.to_the_end()
    done = [event.fact.step for event in world.events if isinstance(event.fact, f.StepDone)]
    assert done == [step.number for step in world.sop.steps]
    for task in world.case.tasks:
        assert task.ended is not None
        if task.part is Part.RECEIVE:
            assert task.ended.outcome is Outcome.DONE
