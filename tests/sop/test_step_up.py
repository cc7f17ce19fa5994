"""Signatures that count only with a code: asked for last, recorded with how it was verified."""

import pytest

from sop import actions as a
from sop import facts as f
from sop.case import Part, Task
from sop.errors import Reason, Refused
from sop.people import Actor
from sop.replay import replay
from sop.sopfile import parse
from storage.codec import load_fact
from tests.sop.worlds import World, shipped, staffed
from tests.support.codes import NAME, with_codes


@pytest.fixture
def world() -> World:
    sop = parse(with_codes(), NAME)
    return World(sop, staffed(sop))


def why_not(world: World, actor: Actor, action: a.TaskAction) -> Reason | None:
    try:
        world.decide(actor, action)
    except Refused as refused:
        return refused.reason
    return None


def sign(task: Task, *, verified: bool = False) -> a.Sign:
    return a.Sign(task.id, task.version, verified)


def test_the_file_says_at_which_steps_a_code_is_asked_for(world: World) -> None:
    """The shipped SOP asks for none."""
    assert [step.number for step in world.sop.steps if step.step_up] == [2, 6]
    assert not any(step.step_up for step in shipped().steps)


@pytest.mark.parametrize("part", [Part.COUNTERSIGN, Part.SIGN])
def test_a_signature_without_the_code_is_refused_and_with_it_recorded(world: World, part: Part) -> None:
    """The record says how the signer was verified, and so does the task, live and replayed."""
    task = world.to(part)
    head = world.holder(task)
    if part is Part.SIGN:
        world.do(head, a.Attach(task.id, world.file()))
        task = world.waiting(part)
    assert why_not(world, head, sign(task)) is Reason.NEEDS_CODE
    world.do(head, sign(task, verified=True))
    fact = next(e.fact for e in world.events if isinstance(e.fact, f.Signed) and e.fact.task == task.id)
    signed = world.case.task(task.id)
    assert signed is not None
    assert (fact.verified, signed.verified) == (f.TOTP, f.TOTP)
    assert replay(1, world.events) == world.case


def test_the_task_of_whoever_prepared_it_says_so_too(world: World) -> None:
    """The invitation's signature ends two tasks; both cards tell how it was given."""
    world.do(world.holder(world.to(Part.COUNTERSIGN)), sign(world.waiting(Part.COUNTERSIGN), verified=True))
    ended = {t.part: t.verified for t in world.case.tasks if t.step == 2}
    assert ended == {Part.PREPARE: f.TOTP, Part.COUNTERSIGN: f.TOTP}
    assert not any(t.verified for t in world.case.tasks if t.step != 2)


def test_whatever_else_is_missing_is_said_before_a_code_is_asked_for(world: World) -> None:
    """Not theirs, out of date, or without its file: nobody types a code for nothing."""
    task = world.to(Part.SIGN)
    head, other = world.holder(task), world.actor(max(world.people))
    assert why_not(world, other, sign(task)) is Reason.NOT_YOURS
    assert why_not(world, head, a.Sign(task.id, task.version + 1)) is Reason.STALE
    assert why_not(world, head, sign(task)) is Reason.NEEDS_FILE
    assert why_not(world, head, sign(task, verified=True)) is Reason.NEEDS_FILE


def test_a_code_opens_nothing_else(world: World) -> None:
    """Whoever may not sign may not sign with a code either."""
    task = world.to(Part.COUNTERSIGN)
    for person in world.people:
        if person not in world.holders(task):
            assert why_not(world, world.actor(person), sign(task, verified=True)) is Reason.NOT_YOURS


def test_where_the_sop_asks_for_no_code_the_tap_alone_signs() -> None:
    """The shipped SOP goes its way as before."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.COUNTERSIGN)
    world.do(world.holder(task), sign(task))
    assert all(e.fact.verified == "" for e in world.events if isinstance(e.fact, f.Signed))


def test_a_signature_written_down_before_there_were_codes_is_read() -> None:
    """Events of an earlier release have no word about it."""
    old = '{"task":3,"shown":"a","file":{"id":1,"sha256":"a","name":"n","size":1,"label":"l","number":1}}'
    fact = load_fact("signed", old)
    assert isinstance(fact, f.Signed)
    assert fact.verified == ""
