"""Giving a task to somebody: who may, to whom, with which reason, and what becomes of the task."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from sop import actions as a
from sop import facts as f
from sop.assigning import having, may_give, may_take, needs_reason
from sop.case import CHECKS, Outcome, Part, Task
from sop.errors import Reason, Refused
from sop.people import ADMIN, Acting, Actor, Position, Roster, Standing
from sop.replay import replay
from sop.routing import route
from tests.sop.invented import choices, worlds
from tests.sop.worlds import UNITS, World, second, shipped, staffed

HEAD, TU = Position("kepala-biro"), Position("kasubag-tu")
TTL, KLB, RB = (Position("kepala-bagian", unit) for unit in UNITS)
JF, OTHERS = (Position("jf", unit) for unit in UNITS[:2])
BOSS = Actor(61, "Bayu Nugroho", admin=True)
WHY = "Dinas luar"


@pytest.fixture
def world() -> World:
    """Return an office with two people in the pool of one unit, and one in another's."""
    staff = staffed(shipped())
    return World(shipped(), replace(staff, holders={**staff.holders, OTHERS: (40,)}))


def holder(world: World, position: Position) -> Actor:
    """Return who holds a position."""
    return world.actor(world.roster.holders[position][0])


def give(task: Task, to: Actor, position: Position, reason: str = WHY) -> a.Assign:
    """Return the action that gives a task as it stands now to somebody."""
    return a.Assign(task.id, task.version, to.person, position, reason)


def refusal(world: World, actor: Actor, action: a.TaskAction) -> Refused:
    """Return the refusal of an action; AssertionError where it is allowed."""
    with pytest.raises(Refused) as caught:
        world.decide(actor, action)
    return caught.value


def of(world: World, task: Task) -> set[Position]:
    """Return the positions in which somebody may be given a task."""
    return {position for position, _ in may_take(world.sop, world.case, task, world.roster)}


def now(world: World, task: Task) -> Task:
    """Return a task as it stands."""
    found = world.case.task(task.id)
    assert found is not None
    return found


def draft(world: World) -> tuple[Task, Actor, Actor]:
    """Bring the case to the draft that nobody took yet; return it and the two of its pool."""
    task = world.to(Part.DRAFT)
    fajar, siti = (world.actor(person) for person in world.roster.holders[JF])
    return task, fajar, siti


# Who may


@pytest.mark.parametrize(
    ("actor", "capacity"),
    [
        pytest.param(Actor(60, "Atasan", frozenset({TTL})), TTL, id="superior"),
        pytest.param(Actor(60, "Plh.", frozenset({TTL}), acting={TTL: Acting(Standing.PLH)}), TTL, id="plh"),
        pytest.param(Actor(61, "Admin", frozenset({TU}), admin=True), TU, id="admin with a post"),
        pytest.param(BOSS, ADMIN, id="admin without"),
    ],
)
def test_a_superior_and_an_admin_may(world: World, actor: Actor, capacity: Position) -> None:
    """On record in the capacity it was done, with how that capacity is held."""
    task, fajar, _ = draft(world)
    world.do(actor, give(task, fajar, JF, ""))
    assert now(world, task).holder == fajar.person
    assert world.events[-1].by == actor.by(capacity)
    assert now(world, task).assigned == actor.by(capacity)


@pytest.mark.parametrize("part", [part for part in Part if part not in (Part.ATTEND, Part.RECEIVE)])
def test_nobody_else_may(world: World, part: Part) -> None:
    """Neither who has the task nor a colleague, nor a head of another unit, nor a stranger."""
    task = world.to(part)
    above = {Part.DRAFT: TTL, Part.EXAMINE: HEAD, Part.PREPARE: HEAD, Part.MINUTES: HEAD, Part.ARCHIVE: HEAD}
    for person in (*world.people, 99):
        actor = world.actor(person)
        if above.get(part) not in actor.positions:
            refused = refusal(world, actor, give(task, actor, JF))
            assert (refused.reason, refused.facts) == (Reason.NOT_ABOVE, {})


def test_a_superior_who_is_away_is_told_who_decides(world: World) -> None:
    """The Plh. does it for as long."""
    task, fajar, _ = draft(world)
    world.roster = replace(world.roster, acting={TTL: Standing.PLH})
    away = Actor(3, "Yulia Fitri", replaced=frozenset({TTL}))
    refused = refusal(world, away, give(task, fajar, JF))
    assert (refused.reason, refused.facts) == (
        Reason.REPLACED,
        {"whose": "Plh. Kepala Bagian Tata Laksana"},
    )


def test_over_a_vacant_post_the_next_superior_may(world: World) -> None:
    """A post that nobody fills gives no orders; while somebody fills it, the next one above does not."""
    task, fajar, _ = draft(world)
    action = give(task, fajar, JF)
    assert refusal(world, holder(world, HEAD), action).reason is Reason.NOT_ABOVE
    holders = {p: people for p, people in world.roster.holders.items() if p != TTL}
    world.roster = replace(world.roster, holders=holders)
    world.do(holder(world, HEAD), action)
    assert now(world, task).holder == fajar.person


def test_authority_is_looked_at_before_anything_is_said_of_the_task(world: World) -> None:
    """Who has none hears the same of an ended task, a stale one and an open one."""
    task, fajar, _ = draft(world)
    world.to(Part.EXAMINE)
    for seen in (task.version, 1, 1000):
        action = a.Assign(task.id, seen, fajar.person, JF, WHY)
        assert refusal(world, holder(world, KLB), action).reason is Reason.NOT_ABOVE


# What is refused


def test_a_task_that_is_not_there_or_over_is_refused(world: World) -> None:
    """With who ended it, how, or that the case did."""
    task, fajar, siti = draft(world)
    assert refusal(world, BOSS, a.Assign(99, 1, 1, JF)).reason is Reason.NO_SUCH_TASK
    examine = world.to(Part.EXAMINE)
    ended = refusal(world, BOSS, give(now(world, task), siti, JF))
    assert (ended.reason, ended.facts["by"]) == (
        Reason.ENDED,
        f"JF/Pelaksana Tata Laksana, {fajar.name}",
    )
    world.do(world.holder(examine), a.Return(examine.id, examine.version, "Lengkapi"))
    returned = refusal(world, BOSS, give(now(world, examine), holder(world, KLB), KLB))
    assert returned.reason is Reason.RETURNED
    again = world.waiting(Part.DRAFT)
    world.cancel(BOSS, "Ditunda")
    assert refusal(world, BOSS, give(now(world, again), siti, JF)).reason is Reason.CASE_CLOSED


def test_a_signature_asked_for_on_a_replaced_file_is_superseded(world: World) -> None:
    """What no longer waits cannot be given to anybody."""
    old = world.to(Part.COUNTERSIGN)
    prepare = next(t for t in world.case.open_tasks() if t.part is Part.PREPARE)
    world.do(world.holder(prepare), a.Attach(prepare.id, world.file()))
    assert refusal(world, BOSS, give(now(world, old), holder(world, TTL), TTL)).reason is Reason.SUPERSEDED


@pytest.mark.parametrize("off", [-1, 1, 1000])
def test_a_task_that_has_changed_since_is_refused(world: World, off: int) -> None:
    """Who gives it must have seen who has it."""
    task, fajar, siti = draft(world)
    world.do(fajar, a.Claim(task.id, task.version))
    action = replace(give(now(world, task), siti, JF), seen=task.version + 1 + off)
    assert refusal(world, BOSS, action).reason is Reason.STALE


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_taking_a_task_from_somebody_needs_a_reason(world: World, reason: str) -> None:
    """From who took it, and from who fills the post; a free one of a pool needs none."""
    task, fajar, siti = draft(world)
    assert not needs_reason(world.sop, task, world.roster)
    world.do(fajar, a.Claim(task.id, task.version))
    taken = now(world, task)
    assert needs_reason(world.sop, taken, world.roster)
    assert refusal(world, BOSS, give(taken, siti, JF, reason)).reason is Reason.NEEDS_REASON
    examine = world.to(Part.EXAMINE)
    assert needs_reason(world.sop, examine, world.roster)
    klb = holder(world, KLB)
    assert refusal(world, BOSS, give(examine, klb, KLB, reason)).reason is Reason.NEEDS_REASON


def test_a_task_whose_taker_left_the_pool_is_free_to_give(world: World) -> None:
    """Nobody has it any more, so no reason is asked, and nobody is said to have had it."""
    task, fajar, siti = draft(world)
    world.do(fajar, a.Claim(task.id, task.version))
    world.roster = replace(world.roster, holders={**world.roster.holders, JF: (siti.person,)})
    world.do(BOSS, give(now(world, task), siti, JF, ""))
    fact = world.events[-1].fact
    assert isinstance(fact, f.Assigned)
    assert (fact.had, fact.of, fact.to.person) == ((), "", siti.person)


# To whom


def test_whom_each_part_of_the_sop_may_be_given_to(world: World) -> None:
    """The role's own people, here and in other units, and the post above; a single post has no second.

    Kepala Biro gets neither the invitation nor the draft: nobody would be left to sign it.
    """
    expected = {
        Part.DISPOSE: set(),
        Part.PREPARE: set(),
        Part.COUNTERSIGN: set(),
        Part.MINUTES: {HEAD},
        Part.ATTEND: set(),
        Part.DRAFT: {JF, OTHERS, TTL},
        Part.EXAMINE: {KLB, RB, HEAD},
        Part.SIGN: set(),
        Part.ARCHIVE: {HEAD},
        Part.RECEIVE: set(),
    }
    for part, positions in expected.items():
        assert of(world, world.to(part)) == positions, part


def test_an_invitation_and_a_receipt_are_everyones_own(world: World) -> None:
    """Nobody answers for another, whoever wishes it."""
    for part in (Part.ATTEND, Part.RECEIVE):
        task = world.to(part)
        action = give(task, holder(world, KLB), KLB)
        assert refusal(world, BOSS, action).reason is Reason.NOT_FOR_PERSON


@pytest.mark.parametrize(
    ("person", "position"),
    [
        pytest.param(99, JF, id="a stranger"),
        pytest.param(2, TU, id="another role"),
        pytest.param(1, JF, id="a position that is not theirs"),
        pytest.param(1, HEAD, id="who would have to sign it"),
    ],
)
def test_whom_the_sop_does_not_know_for_it_is_refused(world: World, person: int, position: Position) -> None:
    """Whatever a button says."""
    task, _, _ = draft(world)
    action = a.Assign(task.id, task.version, person, position, WHY)
    assert refusal(world, BOSS, action).reason is Reason.NOT_FOR_PERSON


def test_who_has_a_task_is_not_given_it(world: World) -> None:
    """Neither who took it, nor who fills its post, in whatever other post they could do it."""
    task, fajar, _ = draft(world)
    world.do(fajar, a.Claim(task.id, task.version))
    assert refusal(world, BOSS, give(now(world, task), fajar, JF)).reason is Reason.NOT_FOR_PERSON
    examine = world.to(Part.EXAMINE)
    yulia = holder(world, TTL)
    both = {**world.roster.holders, KLB: (yulia.person,)}
    world.roster = replace(world.roster, holders=both)
    assert having(world.sop, world.case, examine, world.roster) == (yulia.person,)
    assert refusal(world, BOSS, give(examine, yulia, KLB)).reason is Reason.NOT_FOR_PERSON


def test_nobody_is_given_what_they_wrote_to_judge(world: World) -> None:
    """Four eyes, also for who would examine it in another post, or as the superior."""
    _, fajar, _ = draft(world)
    world.roster = replace(world.roster, holders={**world.roster.holders, KLB: (fajar.person,)})
    examine = world.to(Part.EXAMINE)
    assert examine.positions == (TTL,)
    assert refusal(world, BOSS, give(examine, fajar, KLB)).reason is Reason.NOT_FOR_PERSON
    assert of(world, examine) == {RB, HEAD}


def test_what_climbed_to_the_superior_may_go_to_another_unit_but_not_back(world: World) -> None:
    """The head of the unit wrote the draft: it is with Kepala Biro, who has it."""
    _, fajar, siti = draft(world)
    world.roster = replace(world.roster, holders={**world.roster.holders, TTL: (fajar.person,)})
    examine = world.to(Part.EXAMINE)
    assert route(world.sop, world.case, examine, world.roster).climbed
    assert having(world.sop, world.case, examine, world.roster) == world.roster.holders[HEAD]
    assert of(world, examine) == {KLB, RB}
    assert siti.person not in {p for _, p in may_take(world.sop, world.case, examine, world.roster)}


def test_a_head_gives_no_work_to_the_people_of_another_unit(world: World) -> None:
    """An admin does; the head of the unit keeps to their own people and to themselves."""
    task, fajar, siti = draft(world)
    other, yulia = world.actor(40), holder(world, TTL)
    args = world.sop, world.case, task, world.roster
    assert {p for _, p in may_give(*args, yulia)} == {fajar.person, siti.person, yulia.person}
    assert {p for _, p in may_give(*args, BOSS)} == {fajar.person, siti.person, yulia.person, 40}
    assert refusal(world, yulia, give(task, other, OTHERS)).reason is Reason.NOT_FOR_PERSON
    world.do(BOSS, give(task, other, OTHERS))
    assert now(world, task).holder == 40


def test_kepala_biro_chooses_among_all_heads(world: World) -> None:
    """All of them are below, so none is another's."""
    examine = world.to(Part.EXAMINE)
    andri = holder(world, HEAD)
    found = may_give(world.sop, world.case, examine, world.roster, andri)
    assert {position for position, _ in found} == {KLB, RB, HEAD}


# What becomes of it


def test_the_task_moves_with_its_clock(world: World) -> None:
    """Nothing but who does it changes: neither the deadline nor the file nor the attempt."""
    examine = world.to(Part.EXAMINE)
    world.now += timedelta(hours=2)
    hendra = holder(world, KLB)
    world.do(BOSS, give(examine, hendra, KLB))
    moved = now(world, examine)
    assert (moved.positions, moved.holder) == ((KLB,), None)
    changed = {"positions", "assigned", "version"}
    assert replace(moved, **{name: getattr(examine, name) for name in changed}) == examine  # type: ignore[arg-type]
    refused = refusal(world, holder(world, TTL), a.Approve(moved.id, moved.version))
    assert (refused.reason, refused.facts["whose"]) == (Reason.NOT_YOURS, "Kepala Bagian Kelembagaan")
    world.do(hendra, a.Approve(moved.id, moved.version))
    assert world.case.step == 6
    assert replay(1, world.events) == world.case


def test_the_record_says_who_had_it_and_who_has_it(world: World) -> None:
    """The post first; a substitute by the capacity they have it in."""
    names = {person: f"Pejabat {person}" for person in world.people}
    plt = Acting(Standing.PLT, "Kepala Bagian Reformasi Birokrasi")
    world.roster = replace(world.roster, names=names, acting={KLB: Standing.PLT})
    examine = world.to(Part.EXAMINE)
    yulia, hendra = holder(world, TTL), holder(world, KLB)
    world.roster = replace(world.roster, tenures={hendra.person: {KLB: plt}})
    world.do(BOSS, give(examine, hendra, KLB, f"  {WHY} "))
    fact = world.events[-1].fact
    assert isinstance(fact, f.Assigned)
    assert (fact.of, fact.had) == (f"Kepala Bagian Tata Laksana, {yulia.name}", (yulia.person,))
    assert (fact.reason, fact.to.name) == (WHY, hendra.name)
    assert (fact.to.position, fact.to.acting) == (KLB, plt)


def test_a_draft_given_to_the_head_finds_its_way_back_to_the_pool(world: World) -> None:
    """And belongs to the whole pool again, not to one of it."""
    task, fajar, siti = draft(world)
    yulia = holder(world, TTL)
    world.do(BOSS, give(task, yulia, TTL))
    assert (now(world, task).positions, now(world, task).holder) == ((TTL,), None)
    assert refusal(world, fajar, a.Claim(task.id, task.version + 1)).reason is Reason.NOT_YOURS
    world.do(yulia, give(now(world, task), siti, JF))
    assert now(world, task).positions == task.positions
    assert now(world, task).holder == siti.person
    world.do(siti, a.Release(task.id, now(world, task).version))
    assert now(world, task).assigned is None
    world.do(fajar, a.Claim(task.id, now(world, task).version))


def test_a_draft_let_go_in_another_unit_returns_to_its_own(world: World) -> None:
    """The other unit's pool was never asked; nobody of it may take the task then."""
    task, fajar, _ = draft(world)
    other = world.actor(40)
    world.do(BOSS, give(task, other, OTHERS))
    assert now(world, task).positions == (OTHERS,)
    world.do(other, a.Release(task.id, now(world, task).version))
    assert now(world, task).positions == task.positions
    assert refusal(world, other, a.Claim(task.id, now(world, task).version)).reason is Reason.NOT_YOURS
    world.do(fajar, a.Claim(task.id, now(world, task).version))
    assert replay(1, world.events) == world.case


def test_both_superiors_may_take_back_what_is_in_another_unit(world: World) -> None:
    """That of the unit it belongs to, and that of the unit it was given to."""
    task, _, _ = draft(world)
    world.do(BOSS, give(task, world.actor(40), OTHERS))
    for position in (TTL, KLB):
        again = world.copy()
        again.do(holder(again, position), a.Release(task.id, 0, 40))
        assert now(again, task).holder is None


def test_who_is_drafting_may_not_be_followed_by_who_examines(world: World) -> None:
    """The head who writes the draft does not examine it: that is for Kepala Biro then."""
    task, _, _ = draft(world)
    yulia = holder(world, TTL)
    world.do(BOSS, give(task, yulia, TTL))
    world.do(yulia, a.Attach(task.id, world.file()))
    world.do(yulia, a.Finish(task.id, now(world, task).version))
    examine = world.waiting(Part.EXAMINE)
    assert refusal(world, yulia, a.Approve(examine.id, examine.version)).reason is Reason.FOUR_EYES
    world.do(holder(world, HEAD), a.Approve(examine.id, examine.version))


def test_a_returned_draft_goes_where_the_sop_sends_it(world: World) -> None:
    """What was given to somebody elsewhere is one task; the next attempt is the pool's again."""
    task, _, _ = draft(world)
    world.do(BOSS, give(task, holder(world, TTL), TTL))
    examine = world.to(Part.EXAMINE)
    world.do(holder(world, HEAD), a.Return(examine.id, examine.version, "Lengkapi"))
    again = world.waiting(Part.DRAFT)
    assert (again.attempt, again.holder, again.assigned) == (2, None, None)
    assert JF in again.positions


def test_a_second_sop_knows_the_same_rules() -> None:
    """Whatever its roles are called."""
    world = World(second(), staffed(second()))
    for part in Part:
        found = [t for t in world.case.open_tasks() if t.part is part]
        for task in found:
            for position, person in may_take(world.sop, world.case, task, world.roster):
                assert person in world.roster.holders[position]


@settings(max_examples=40)
@given(worlds(), choices)
def test_whoever_is_given_a_task_can_do_it(world: World, steps: list[int]) -> None:
    """After any walk: it is their turn, the former has none, and nobody judges what they wrote."""
    for _ in world.walk(steps):
        pass
    for actor, action in world.assignments():
        assert isinstance(action, a.Assign)
        before = now(world, world.case.task(action.task))  # type: ignore[arg-type]
        had = having(world.sop, world.case, before, world.roster)
        other = world.copy()
        other.do(actor, action)
        task = now(other, before)
        turn = (
            (task.holder,)
            if task.holder
            else route(other.sop, other.case, task, other.roster).people(other.roster)
        )
        assert action.to in turn
        assert action.to not in had
        if task.part in CHECKS:
            assert action.to not in {
                p for t in other.case.tasks for p in t.authors if t.step == task.step - 1
            }
        assert task.ended is None or task.ended.outcome is not Outcome.CANCELLED


def test_an_empty_office_offers_nobody() -> None:
    """And a task whose post is vacant may still be given to the post above."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.ARCHIVE)
    holders = {p: people for p, people in world.roster.holders.items() if p != TU}
    world.roster = Roster(UNITS, holders)
    assert of(world, task) == {HEAD}
    assert having(world.sop, world.case, task, world.roster) == ()
    world.roster = Roster(UNITS, {})
    assert of(world, task) == set()
