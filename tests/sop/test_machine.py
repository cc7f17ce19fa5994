"""What each action does, and to whom it is refused: the steps of the shipped SOP, one sentence at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sop import actions as a
from sop import facts as f
from sop import machine
from sop.case import Answer, Outcome, Part, Status, Task
from sop.definition import Signature, Sop
from sop.errors import Reason, Refused
from sop.machine import MAX_TITLE
from sop.people import ADMIN, Actor, By, Position, Roster
from sop.turn import person as said_of
from sop.turn import title
from tests.sop.office_2026 import OFFICE, wib
from tests.sop.worlds import MONDAY, UNITS, World, shipped, staffed

HEAD, TU = Position("kepala-biro"), Position("kasubag-tu")
TTL, KLB, RB = (Position("kepala-bagian", unit) for unit in UNITS)
JF = Position("jf", UNITS[0])
TAKES = {
    a.Dispose: {Part.DISPOSE},
    a.Attach: {Part.PREPARE, Part.COUNTERSIGN, Part.MINUTES, Part.DRAFT, Part.SIGN},
    a.Schedule: {Part.PREPARE, Part.MINUTES},
    a.ChooseUnit: {Part.DRAFT},
    a.Finish: {Part.PREPARE, Part.MINUTES, Part.DRAFT},
    a.Sign: {Part.COUNTERSIGN, Part.SIGN},
    a.Approve: {Part.EXAMINE},
    a.Return: {Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN},
    a.Attend: {Part.ATTEND},
    a.CheckIn: {Part.ATTEND},
    a.Mark: {Part.MINUTES},
    a.Archive: {Part.ARCHIVE},
    a.Receive: {Part.RECEIVE},
    a.Claim: {Part.DRAFT},
    a.Release: set(Part),  # refused for another reason: nobody took it
}


@pytest.fixture
def world() -> World:
    return World(shipped(), staffed(shipped()))


def refused(world: World, actor: Actor, action: a.TaskAction) -> Reason:
    """Return why an action is refused; AssertionError where it is not."""
    with pytest.raises(Refused) as caught:
        world.decide(actor, action)
    return caught.value.reason


def holder(world: World, position: Position) -> Actor:
    """Return who holds a position."""
    return world.actor(world.roster.holders[position][0])


def facts(world: World, kind: type) -> list[f.Event]:
    """Return the events of a kind so far."""
    return [event for event in world.events if isinstance(event.fact, kind)]


def positions(tasks: tuple[Task, ...]) -> list[Position]:
    """Return who the tasks wait for."""
    return [position for task in tasks for position in task.positions]


@pytest.mark.parametrize("part", Part)
def test_each_part_takes_its_own_actions_and_no_other(world: World, part: Part) -> None:
    """An action that belongs elsewhere is refused as not of this kind; one of its own never is."""
    task = world.to(part)
    actor = world.holder(task)
    for action in world.plausible(task):
        wrong = part not in TAKES[type(action)]
        try:
            world.decide(actor, action)
            reason = None
        except Refused as caught:
            reason = caught.reason
        assert (reason is Reason.NOT_THIS_KIND) == wrong, action


@pytest.mark.parametrize("part", Part)
def test_each_part_waits_for_its_own_post(world: World, part: Part) -> None:
    """Everybody who does not hold the post is told whose task it is."""
    task = world.to(part)
    for person in world.people:
        actor = world.actor(person)
        if actor.positions.isdisjoint(task.positions):
            for action in world.plausible(task):
                assert refused(world, actor, action) is Reason.NOT_YOURS


def test_a_task_that_is_not_there_is_refused(world: World) -> None:
    """A number the case does not have is no task."""
    assert refused(world, holder(world, HEAD), a.Claim(99, 1)) is Reason.NO_SUCH_TASK


# Opening


def test_whoever_holds_a_role_of_the_sop_may_open(world: World) -> None:
    """The first step then waits for Kepala Biro, due after 60 working minutes, about the base document."""
    decision = machine.open_case(
        world.sop, 5, a.Open(" Evaluasi ", world.file(), None), holder(world, JF), world.setting
    )
    (task,) = decision.case.tasks
    assert (task.part, task.positions, task.given) == (Part.DISPOSE, (HEAD,), decision.case.base)
    assert task.due == wib("2026-11-23 09:00")
    assert decision.case.title == "Evaluasi"
    assert decision.case.opener == By(holder(world, JF).person, holder(world, JF).name, JF)


@pytest.mark.parametrize(
    ("positions", "title", "reason"),
    [
        (frozenset(), "Evaluasi", Reason.MAY_NOT_OPEN),
        (frozenset({Position("bendahara")}), "Evaluasi", Reason.MAY_NOT_OPEN),
        (frozenset({HEAD}), " \n", Reason.NEEDS_TITLE),
    ],
)
def test_a_case_is_not_opened_without_a_role_or_a_title(
    world: World, positions: frozenset[Position], title: str, reason: Reason
) -> None:
    """Without a role of this SOP, or without a title, nothing begins."""
    with pytest.raises(Refused) as caught:
        machine.open_case(
            world.sop, 5, a.Open(title, world.file()), Actor(1, "Andri", positions), world.setting
        )
    assert caught.value.reason is reason


def test_a_long_title_is_cut(world: World) -> None:
    """A title fits a card beside all else."""
    action = a.Open("x" * 500, world.file())
    decision = machine.open_case(world.sop, 5, action, holder(world, HEAD), world.setting)
    assert len(decision.case.title) == MAX_TITLE


# Step 1: disposition


def test_a_disposition_goes_to_whoever_is_next(world: World) -> None:
    """Instructions, urgency, note and addressee are on record, and TU's task begins."""
    task = world.waiting(Part.DISPOSE)
    action = a.Dispose(task.id, task.version, ("Agendakan rapat evaluasi",), "Segera", " Hari ini ")
    world.do(holder(world, HEAD), action)
    (event,) = facts(world, f.Disposed)
    assert event.fact == f.Disposed(task.id, ("Agendakan rapat evaluasi",), "Segera", "Hari ini", (TU,))
    assert event.by == By(holder(world, HEAD).person, holder(world, HEAD).name, HEAD)
    assert world.waiting(Part.PREPARE).positions == (TU,)
    assert world.case.disposition is not None
    assert world.case.disposition.note == "Hari ini"


def test_a_disposition_says_something(world: World) -> None:
    """Neither instruction nor note is refused; a note alone will do."""
    task = world.waiting(Part.DISPOSE)
    empty = a.Dispose(task.id, task.version, (), "Segera", "  ")
    assert refused(world, holder(world, HEAD), empty) is Reason.NEEDS_INSTRUCTION
    world.do(holder(world, HEAD), replace(empty, note="Tolong dijadwalkan"))
    assert world.waiting(Part.PREPARE).open


# Step 2: invitation


def test_an_invitation_needs_its_file_then_its_meeting(world: World) -> None:
    """Finishing names what is still missing."""
    task, tu = world.to(Part.PREPARE), holder(world, TU)
    assert refused(world, tu, a.Finish(task.id, task.version)) is Reason.NEEDS_FILE
    world.do(tu, a.Attach(task.id, world.file()))
    assert refused(world, tu, a.Finish(task.id, task.version + 1)) is Reason.NEEDS_MEETING
    world.do(tu, a.Schedule(task.id, world.meeting()))
    world.do(tu, a.Finish(task.id, task.version + 2))
    assert world.waiting(Part.COUNTERSIGN).positions == (HEAD,)


@pytest.mark.parametrize(
    ("starts", "ends", "reason"),
    [
        (-1, 60, Reason.MEETING_PAST),
        (10, 10, Reason.MEETING_REVERSED),
        (10, 9, Reason.MEETING_REVERSED),
    ],
)
def test_an_impossible_meeting_is_refused(world: World, starts: int, ends: int, reason: Reason) -> None:
    """A meeting begins in the future and ends after it began (minutes from now)."""
    task = world.to(Part.PREPARE)
    meeting = replace(
        world.meeting(),
        starts=world.now + timedelta(minutes=starts),
        ends=world.now + timedelta(minutes=ends),
    )
    assert refused(world, holder(world, TU), a.Schedule(task.id, meeting)) is reason


def test_an_invitation_to_a_meeting_that_has_begun_is_not_handed_in(world: World) -> None:
    """Another time is set first; then it goes to the signer."""
    prepare, tu = world.to(Part.PREPARE), holder(world, TU)
    world.do(tu, a.Attach(prepare.id, world.file()))
    world.do(tu, a.Schedule(prepare.id, world.meeting(timedelta(hours=1))))
    world.now += timedelta(hours=1, minutes=1)
    assert refused(world, tu, a.Finish(prepare.id, prepare.version + 2)) is Reason.MEETING_PAST
    world.do(tu, a.Schedule(prepare.id, world.meeting()))
    world.do(tu, a.Finish(prepare.id, prepare.version + 3))
    assert world.waiting(Part.COUNTERSIGN).open


def test_an_invitation_to_a_meeting_that_has_begun_is_not_signed(world: World) -> None:
    """The signer may return it, and TU may set another time while it lies there: no dead end."""
    asked = world.to(Part.COUNTERSIGN)
    world.now += timedelta(days=1, minutes=1)
    head = holder(world, HEAD)
    assert refused(world, head, a.Sign(asked.id, asked.version)) is Reason.MEETING_PAST
    other = world.copy()
    other.do(head, a.Return(asked.id, asked.version, "Rapat sudah lewat"))
    assert other.waiting(Part.PREPARE).attempt == 2
    world.do(holder(world, TU), a.Schedule(world.waiting(Part.PREPARE).id, world.meeting()))
    again = world.waiting(Part.COUNTERSIGN)
    world.do(head, a.Sign(again.id, again.version))
    assert world.waiting(Part.MINUTES).open


def test_the_signer_has_what_is_left_of_the_steps_time(world: World) -> None:
    """The signature inside the step starts no clock of its own."""
    prepare = world.to(Part.PREPARE)
    world.now += timedelta(minutes=40)
    assert world.to(Part.COUNTERSIGN).due == prepare.due


def test_a_submitted_invitation_is_not_submitted_twice(world: World) -> None:
    """It waits for the signature; a second Selesai is stale."""
    world.to(Part.COUNTERSIGN)
    task = world.waiting(Part.PREPARE)
    assert refused(world, holder(world, TU), a.Finish(task.id, task.version)) is Reason.STALE


def test_a_replaced_file_supersedes_the_countersignature(world: World) -> None:
    """The old request ends as superseded, and the new one is about the new file."""
    old = world.to(Part.COUNTERSIGN)
    prepare, newer = world.waiting(Part.PREPARE), world.file()
    world.do(holder(world, TU), a.Attach(prepare.id, newer))
    assert refused(world, holder(world, HEAD), a.Sign(old.id, old.version)) is Reason.SUPERSEDED
    asked = world.waiting(Part.COUNTERSIGN)
    assert (asked.given, asked.attempt, asked.id != old.id) == (newer, 2, True)
    world.do(holder(world, HEAD), a.Sign(asked.id, asked.version))
    assert facts(world, f.Signed)[-1].fact == f.Signed(asked.id, newer.sha256, newer)


def test_another_time_of_the_meeting_supersedes_the_countersignature(world: World) -> None:
    """What was shown to the signer is no longer what would be sent."""
    old = world.to(Part.COUNTERSIGN)
    prepare = world.waiting(Part.PREPARE)
    world.do(holder(world, TU), a.Schedule(prepare.id, world.meeting(timedelta(days=2))))
    assert world.waiting(Part.COUNTERSIGN).id != old.id
    ended = world.case.task(old.id)
    assert ended is not None
    assert ended.ended is not None
    assert ended.ended.outcome is Outcome.SUPERSEDED


def test_the_same_file_again_is_refused(world: World) -> None:
    """Nothing would change, so nothing is reopened."""
    world.to(Part.COUNTERSIGN)
    task = world.waiting(Part.PREPARE)
    assert task.file is not None
    assert refused(world, holder(world, TU), a.Attach(task.id, task.file)) is Reason.SAME_FILE


def test_a_signer_who_returns_gives_it_back_to_tu_with_the_reason(world: World) -> None:
    """TU's next attempt keeps the file, has a fresh clock, and says who returned it and why."""
    asked = world.to(Part.COUNTERSIGN)
    first = world.waiting(Part.PREPARE)
    world.now += timedelta(hours=2)
    world.do(holder(world, HEAD), a.Return(asked.id, asked.version, " Waktu keliru "))
    again = world.waiting(Part.PREPARE)
    assert (again.attempt, again.file, again.note) == (2, first.file, "Waktu keliru")
    assert again.due == OFFICE.due(world.now, world.sop.step(2).time)
    assert again.note_by is not None
    assert again.note_by.position == HEAD
    assert not again.submitted
    assert [t for t in world.case.open_tasks() if t.part is Part.COUNTERSIGN] == []


def test_a_signed_invitation_may_be_a_file_of_its_own(world: World) -> None:
    """What came of the signature is the signed file; what was shown is still on record."""
    asked = world.to(Part.COUNTERSIGN)
    signed = world.file("undangan bertanda tangan")
    world.do(holder(world, HEAD), a.Attach(asked.id, signed))
    world.do(holder(world, HEAD), a.Sign(asked.id, asked.version + 1))
    assert asked.given is not None
    assert facts(world, f.Signed)[0].fact == f.Signed(asked.id, asked.given.sha256, signed)
    assert world.waiting(Part.ATTEND).given == signed


def test_nobody_is_invited_before_the_signature(world: World) -> None:
    """The meeting's tasks begin with the signature, not with the file."""
    world.to(Part.COUNTERSIGN)
    assert not any(t.part in (Part.ATTEND, Part.MINUTES) for t in world.case.tasks)


# Step 3: meeting


def test_everyone_of_the_meeting_is_invited_and_tu_keeps_the_minutes(world: World) -> None:
    """Each post gets its own invitation, whose answer has no deadline."""
    minutes = world.to(Part.MINUTES)
    invited = tuple(t for t in world.case.open_tasks() if t.part is Part.ATTEND)
    assert [task.positions[0] for task in invited] == [HEAD, TU, TTL, KLB, RB, JF]
    assert [title(world.sop, task.positions) for task in invited[-2:]] == [
        "Kepala Bagian Reformasi Birokrasi",
        "JF/Pelaksana Tata Laksana",
    ]
    assert {task.due for task in invited} == {None}
    assert minutes.positions == (TU,)


def test_the_meetings_clock_runs_from_its_start(world: World) -> None:
    """Three working hours from when the meeting begins, not from when step 2 ended."""
    prepare = world.to(Part.PREPARE)
    starts = wib("2026-11-24 09:00")
    meeting = replace(world.meeting(), starts=starts, ends=starts + timedelta(hours=3))
    world.do(holder(world, TU), a.Schedule(prepare.id, meeting))
    minutes = world.to(Part.MINUTES)
    assert (minutes.opened, minutes.starts) == (MONDAY, starts)
    assert minutes.due == wib("2026-11-24 12:00")


def test_the_last_answer_counts(world: World) -> None:
    """Presence may be changed until the minutes are filed, and is recorded in the capacity invited."""
    world.to(Part.MINUTES)
    task = next(t for t in world.case.open_tasks() if t.positions == (KLB,))
    for answer in (Answer.PRESENT, Answer.ABSENT):
        world.do(holder(world, KLB), a.Attend(task.id, answer))
    (said,) = world.case.attendance
    assert (said.answer, said.by.position) == (Answer.ABSENT, KLB)
    assert [event.fact.answer for event in facts(world, f.Attended)] == [Answer.PRESENT, Answer.ABSENT]  # type: ignore[union-attr]


def test_whoever_keeps_the_minutes_notes_who_was_there(world: World) -> None:
    """In place of what they had answered; only the invited can be noted, and only by the secretary."""
    minutes = world.to(Part.MINUTES)
    tu, klb = holder(world, TU), holder(world, KLB)
    task = next(t for t in world.case.open_tasks() if t.positions == (KLB,))
    world.do(klb, a.Attend(task.id, Answer.ABSENT))
    noted = By(klb.person, klb.name, KLB)
    assert refused(world, klb, a.Mark(minutes.id, noted, Answer.PRESENT)) is Reason.NOT_YOURS
    stranger = By(99, "Orang lain", KLB)
    assert refused(world, tu, a.Mark(minutes.id, stranger, Answer.PRESENT)) is Reason.NOT_INVITED
    world.do(tu, a.Mark(minutes.id, noted, Answer.PRESENT))
    (said,) = world.case.attendance
    assert (said.by, said.answer) == (noted, Answer.PRESENT)
    assert facts(world, f.Marked)[0].by.position == TU


def test_answers_lapse_with_the_minutes(world: World) -> None:
    """Once the minutes are filed no answer is awaited, and none is taken."""
    world.to(Part.MINUTES)
    task = world.waiting(Part.ATTEND)
    world.to(Part.DRAFT)
    ended = world.case.task(task.id)
    assert ended is not None
    assert ended.ended is not None
    assert ended.ended.outcome is Outcome.LAPSED
    assert refused(world, holder(world, HEAD), a.Attend(task.id, Answer.PRESENT)) is Reason.ENDED


# Step 4: draft


def test_one_of_the_pool_takes_the_draft(world: World) -> None:
    """Then it is theirs; the other is told who has it; letting go gives it back to all."""
    task = world.to(Part.DRAFT)
    fajar, siti = (world.actor(person) for person in world.roster.holders[JF])
    world.do(fajar, a.Claim(task.id, task.version))
    with pytest.raises(Refused) as caught:
        world.decide(siti, a.Claim(task.id, task.version + 1))
    assert (caught.value.reason, caught.value.facts) == (
        Reason.TAKEN,
        {"by": f"JF/Pelaksana Tata Laksana, {fajar.name}"},
    )
    world.do(fajar, a.Release(task.id, task.version + 1))
    world.do(siti, a.Claim(task.id, task.version + 2))
    assert world.waiting(Part.DRAFT).holder == siti.person


def test_letting_go_of_what_nobody_took_is_refused(world: World) -> None:
    """There is nothing to let go of."""
    task = world.to(Part.DRAFT)
    assert refused(world, world.holder(task), a.Release(task.id, task.version)) is Reason.NOT_CLAIMED


def taken(world: World) -> tuple[Task, Actor]:
    """Bring the draft to somebody of the pool; return it and them."""
    task = world.to(Part.DRAFT)
    fajar = world.actor(world.roster.holders[JF][0])
    world.do(fajar, a.Claim(task.id, task.version))
    return world.waiting(Part.DRAFT), fajar


@pytest.mark.parametrize(
    ("actor", "capacity"),
    [
        pytest.param(Actor(60, "Atasan", frozenset({TTL})), TTL, id="superior"),
        pytest.param(Actor(61, "Admin", frozenset({TU}), admin=True), TU, id="admin with a post"),
        pytest.param(Actor(61, "Admin", admin=True), ADMIN, id="admin"),
    ],
)
def test_a_superior_or_an_admin_gives_a_task_back_to_its_pool(
    world: World, actor: Actor, capacity: Position
) -> None:
    """Where whoever took it is gone; on record in the capacity it was done."""
    task, fajar = taken(world)
    world.do(actor, a.Release(task.id, task.version, fajar.person))
    assert world.waiting(Part.DRAFT).holder is None
    assert facts(world, f.Released)[0].by.position == capacity
    again = a.Release(task.id, task.version, fajar.person)
    assert refused(world, actor, again) is Reason.NOT_CLAIMED


def test_nobody_else_takes_a_task_from_who_has_it(world: World) -> None:
    """Neither a colleague nor another head; and not from somebody other than was meant."""
    task, fajar = taken(world)
    siti = world.actor(world.roster.holders[JF][1])
    back = a.Release(task.id, task.version, fajar.person)
    for actor in (siti, holder(world, KLB), holder(world, HEAD)):
        assert refused(world, actor, back) is Reason.NOT_YOURS
    other = a.Release(task.id, task.version, siti.person)
    assert refused(world, holder(world, TTL), other) is Reason.TAKEN
    world.to(Part.EXAMINE)
    assert refused(world, holder(world, TTL), back) is Reason.ENDED


def test_a_task_of_somebody_who_left_the_pool_is_free(world: World) -> None:
    """A colleague takes it at once; who left may not go on."""
    task, fajar = taken(world)
    siti = world.actor(world.roster.holders[JF][1])
    world.roster = Roster(UNITS, {**world.roster.holders, JF: (siti.person,)})
    assert refused(world, world.actor(fajar.person), a.Attach(task.id, world.file())) is Reason.NOT_YOURS
    world.do(siti, a.Claim(task.id, task.version))
    assert world.waiting(Part.DRAFT).holder == siti.person
    assert world.waiting(Part.DRAFT).holder_name == siti.name


def test_uploading_takes_the_task(world: World) -> None:
    """Whoever brings the file first has it, so that two people never write one draft both."""
    task = world.to(Part.DRAFT)
    fajar, siti = (world.actor(person) for person in world.roster.holders[JF])
    world.do(fajar, a.Attach(task.id, world.file()))
    assert world.waiting(Part.DRAFT).holder == fajar.person
    assert refused(world, siti, a.Attach(task.id, world.file())) is Reason.TAKEN


def test_the_drafter_chooses_whose_head_examines(world: World) -> None:
    """The chosen unit becomes the responsible one; an unknown unit is refused."""
    task = world.to(Part.DRAFT)
    fajar = world.holder(task)
    assert refused(world, fajar, a.ChooseUnit(task.id, task.version, "Bagian Lain")) is Reason.NO_SUCH_UNIT
    world.do(fajar, a.ChooseUnit(task.id, task.version, UNITS[1]))
    assert world.to(Part.EXAMINE).positions == (KLB,)


def test_by_default_the_head_whom_the_document_names_examines(world: World) -> None:
    """That one Kepala Bagian, not all of them."""
    assert world.to(Part.EXAMINE).positions == (TTL,)


def test_a_returned_draft_goes_back_to_whoever_wrote_it(world: World) -> None:
    """With the draft attached; somebody who has left the pool does not get it back."""
    draft = world.to(Part.DRAFT)
    siti = world.actor(world.roster.holders[JF][1])
    world.do(siti, a.Claim(draft.id, draft.version))
    examine = world.to(Part.EXAMINE)
    gone = world.copy()
    gone.roster = Roster(UNITS, {**world.roster.holders, JF: world.roster.holders[JF][:1]})
    for each in (world, gone):
        each.do(holder(each, TTL), a.Return(examine.id, examine.version, "Lengkapi tabel"))
    assert world.waiting(Part.DRAFT).holder == siti.person
    assert world.waiting(Part.DRAFT).given == examine.given
    assert gone.waiting(Part.DRAFT).holder is None


# Steps 5 and 6: examination and signature


def test_an_approval_is_bound_to_the_file_that_was_shown(world: World) -> None:
    """The record names its SHA-256, and the very file goes on to the signer."""
    task = world.to(Part.EXAMINE)
    world.do(holder(world, TTL), a.Approve(task.id, task.version))
    assert task.given is not None
    assert facts(world, f.Approved)[0].fact == f.Approved(task.id, task.given.sha256, task.given)
    assert world.waiting(Part.SIGN).given == task.given


def test_a_task_that_was_returned_is_not_called_done(world: World) -> None:
    """A late tap hears that it was returned, by whom, in which capacity."""
    task = world.to(Part.EXAMINE)
    head = holder(world, TTL)
    world.do(head, a.Return(task.id, task.version, "Lengkapi tabel"))
    other = Actor(70, "Pengganti", frozenset({TTL}))
    for actor, by in ((head, "Anda"), (other, f"Kepala Bagian Tata Laksana, {head.name}")):
        with pytest.raises(Refused) as caught:
            world.decide(actor, a.Approve(task.id, task.version))
        assert (caught.value.reason, caught.value.facts) == (Reason.RETURNED, {"by": by})


@pytest.mark.parametrize(("target", "part"), [(None, Part.EXAMINE), (5, Part.EXAMINE), (4, Part.DRAFT)])
def test_the_signer_chooses_where_to_return(world: World, target: int | None, part: Part) -> None:
    """To step 5 unless step 4 is chosen; the attempt counts up and the reason goes along."""
    task = world.to(Part.SIGN)
    world.do(holder(world, HEAD), a.Return(task.id, task.version, "Simpulan belum sesuai", target))
    again = world.waiting(part)
    assert (again.attempt, again.note) == (2, "Simpulan belum sesuai")


@pytest.mark.parametrize("target", [1, 2, 3, 6, 7, 99, -1])
def test_no_other_step_is_returned_to(world: World, target: int) -> None:
    """What the SOP does not allow is refused."""
    task = world.to(Part.SIGN)
    action = a.Return(task.id, task.version, "Keliru", target)
    assert refused(world, holder(world, HEAD), action) is Reason.NO_SUCH_RETURN


@pytest.mark.parametrize("part", [Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN])
def test_a_return_gives_its_reason(world: World, part: Part) -> None:
    """A blank reason is none."""
    task = world.to(part)
    assert refused(world, world.holder(task), a.Return(task.id, task.version, " \n")) is Reason.NEEDS_REASON


def test_the_report_is_signed_by_a_signed_file(world: World) -> None:
    """Without one the signature is refused; the record has what was shown and what was signed."""
    task, head = world.to(Part.SIGN), holder(world, HEAD)
    assert refused(world, head, a.Sign(task.id, task.version)) is Reason.NEEDS_FILE
    signed = world.file()
    world.do(head, a.Attach(task.id, signed))
    world.do(head, a.Sign(task.id, task.version + 1))
    assert task.given is not None
    assert facts(world, f.Signed)[-1].fact == f.Signed(task.id, task.given.sha256, signed)
    assert world.waiting(Part.ARCHIVE).given == signed


def test_where_the_sop_lets_a_tap_sign_no_file_is_needed(world: World) -> None:
    """Then the signature is bound to what was shown."""
    steps = tuple(replace(s, signature=Signature.CHAT) if s.number == 6 else s for s in world.sop.steps)
    chat = World(replace(world.sop, steps=steps), world.roster)
    task = chat.to(Part.SIGN)
    chat.do(holder(chat, HEAD), a.Sign(task.id, task.version))
    assert chat.waiting(Part.ARCHIVE).given == task.given


# Step 7: archive and receipts


def test_the_case_closes_with_the_last_receipt(world: World) -> None:
    """Every Kepala Bagian acknowledges; until the last one has, the case is open."""
    world.to(Part.RECEIVE)
    asked = [t for t in world.case.open_tasks() if t.part is Part.RECEIVE]
    assert positions(tuple(asked)) == [TTL, KLB, RB]
    for task in reversed(asked):
        assert world.case.status is Status.OPEN
        world.do(world.holder(task), a.Receive(task.id, task.version))
    assert world.case.status is Status.CLOSED
    assert world.case.ended == world.now


def test_a_receipt_is_given_once(world: World) -> None:
    """The second tap is told that it is done."""
    task = world.to(Part.RECEIVE)
    actor = world.holder(task)
    world.do(actor, a.Receive(task.id, task.version))
    assert refused(world, actor, a.Receive(task.id, task.version)) is Reason.ENDED


# People


def test_the_capacity_is_the_post_the_task_waits_for(world: World) -> None:
    """Somebody with two posts acts in the one that is asked for."""
    both = Actor(50, "Rangkap", frozenset({HEAD, TU, KLB}))
    task = world.waiting(Part.DISPOSE)
    world.do(both, a.Dispose(task.id, task.version, ("Agendakan",), "Biasa"))
    prepare = world.waiting(Part.PREPARE)
    world.do(both, a.Attach(prepare.id, world.file()))
    assert facts(world, f.Disposed)[0].by.position == HEAD
    assert facts(world, f.FileAttached)[0].by.position == TU


def test_who_may_act_is_who_holds_the_post_now(world: World) -> None:
    """A successor may act at once, and the former holder may not any more."""
    task = world.waiting(Part.DISPOSE)
    former = holder(world, HEAD)
    world.roster = Roster(UNITS, {**world.roster.holders, HEAD: (77,)})
    action = a.Dispose(task.id, task.version, ("Agendakan",), "Biasa")
    assert refused(world, world.actor(former.person), action) is Reason.NOT_YOURS
    world.do(world.actor(77), action)


@pytest.mark.parametrize("unit", [None, *UNITS])
@pytest.mark.parametrize("part", [Part.DRAFT, Part.RECEIVE])
def test_a_task_for_an_empty_pool_is_taken_by_whoever_comes_first(
    world: World, part: Part, unit: str | None
) -> None:
    """Nobody sat there when the task came; a newcomer of any unit can act, so nothing waits for ever."""
    sop = _receipts_from(world.sop, "jf")
    held = {position: people for position, people in world.roster.holders.items() if position != JF}
    if part is Part.RECEIVE:
        draft = {JF: world.roster.holders[JF]}
        early = World(sop, Roster(UNITS, held | draft))
        early.to(Part.ARCHIVE)
        early.roster = Roster(UNITS, held)
    else:
        early = World(sop, Roster(UNITS, held))
    task = early.to(part)
    early.roster = Roster(UNITS, held | {Position("jf", unit): (88,)})
    assert early.roster.people(task.positions) == (88,)
    assert early.to_the_end().status is Status.CLOSED


def test_a_step_of_a_unit_waits_until_the_office_has_one() -> None:
    """Without any unit the draft is not handed over to nobody; once a unit head came, it goes there."""
    office = staffed(shipped())
    heads = {position: who for position, who in office.holders.items() if position.role == "kepala-bagian"}
    others = {position: who for position, who in office.holders.items() if position not in heads}
    world = World(shipped(), Roster((), {Position(p.role): who for p, who in others.items()}))
    draft = world.to(Part.DRAFT)
    world.do(world.holder(draft), a.Attach(draft.id, world.file()))
    draft = world.waiting(Part.DRAFT)
    assert refused(world, world.holder(draft), a.Finish(draft.id, draft.version)) is Reason.NO_UNIT
    world.roster = Roster((), {**world.roster.holders, Position("kepala-bagian", "Kelembagaan"): (90,)})
    world.do(world.holder(draft), a.Finish(draft.id, draft.version))
    assert world.waiting(Part.EXAMINE).positions == (Position("kepala-bagian", "Kelembagaan"),)
    assert world.case.unit == "Kelembagaan"


def test_the_pool_of_the_responsible_unit_comes_before_the_others(world: World) -> None:
    """Another unit's JF does not get the draft; where the unit has none, every pool does."""
    far = Position("jf", UNITS[1])
    both = World(world.sop, Roster(UNITS, {**world.roster.holders, far: (90,)}))
    assert both.to(Part.DRAFT).positions == (JF, Position("jf"))
    held = {position: people for position, people in both.roster.holders.items() if position != JF}
    draft = World(world.sop, Roster(UNITS, held)).to(Part.DRAFT)
    assert draft.positions == (far, Position("jf"), JF)
    assert title(world.sop, draft.positions) == "JF/Pelaksana Kelembagaan"


@pytest.mark.parametrize("unit", [None, UNITS[0]])
def test_whoever_joins_the_pool_later_may_take_its_task(world: World, unit: str | None) -> None:
    """The pool was not empty when the draft came; a newcomer may help out all the same."""
    task = world.to(Part.DRAFT)
    place = Position("jf", unit)
    others = {**world.roster.holders, place: (*world.roster.holders.get(place, ()), 88)}
    world.roster = Roster(UNITS, others)
    world.do(world.actor(88), a.Claim(task.id, task.version))
    assert world.waiting(Part.DRAFT).holder == 88


@pytest.mark.parametrize("unit", [None, *UNITS])
def test_whoever_joins_a_pool_before_the_minutes_is_invited_once(world: World, unit: str | None) -> None:
    """Of whichever unit; the answer is recorded in the post they hold."""
    world.to(Part.MINUTES)
    place = Position("jf", unit)
    others = {**world.roster.holders, place: (*world.roster.holders.get(place, ()), 88)}
    world.roster = Roster(UNITS, others)
    (task,) = [t for t in world.case.open_tasks() if 88 in world.roster.people(t.positions)]
    world.do(world.actor(88), a.Attend(task.id, Answer.PRESENT))
    assert world.case.attendance[0].by.position == place


def test_the_people_of_several_pools_share_one_invitation(world: World) -> None:
    """Nobody who sits in two of them is asked twice."""
    far = Position("jf", UNITS[1])
    both = World(world.sop, Roster(UNITS, {**world.roster.holders, far: world.roster.holders[JF]}))
    both.to(Part.MINUTES)
    invited = [t for t in both.case.open_tasks() if t.part is Part.ATTEND and JF in t.positions]
    assert len(invited) == 1
    assert far in invited[0].positions


def _receipts_from(sop: Sop, role: str) -> Sop:
    """Return an SOP whose archived report goes to another role."""
    steps = tuple(replace(s, distribute_to=(role,)) if s.distribute_to else s for s in sop.steps)
    return replace(sop, steps=steps)


def test_a_meeting_that_was_held_is_not_the_next_one(world: World) -> None:
    """Where an SOP lets work return to the invitation, the meeting is set anew and answered anew."""
    steps = tuple(replace(s, returns_to=(*s.returns_to, 2)) if s.number == 6 else s for s in world.sop.steps)
    again = World(replace(world.sop, steps=steps), world.roster)
    again.to(Part.MINUTES)
    invited = again.waiting(Part.ATTEND)
    again.do(again.holder(invited), a.Attend(invited.id, Answer.PRESENT))
    sign = again.to(Part.SIGN)
    again.now += timedelta(days=7)
    again.do(again.holder(sign), a.Return(sign.id, sign.version, "Ulangi rapat", 2))
    prepare = again.waiting(Part.PREPARE)
    assert (
        refused(again, again.holder(prepare), a.Finish(prepare.id, prepare.version)) is Reason.NEEDS_MEETING
    )
    minutes = again.to(Part.MINUTES)
    assert minutes.starts == again.now + timedelta(days=1)
    assert again.case.attendance == ()


# Cancelling


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(Actor(1, "Pembuka", frozenset({KLB})), id="opener"),
        pytest.param(Actor(60, "Pimpinan", frozenset({HEAD})), id="head"),
        pytest.param(Actor(61, "Admin", admin=True), id="admin"),
    ],
)
def test_opener_head_and_admin_may_cancel(world: World, actor: Actor) -> None:
    """Every open task ends as cancelled, and the reason is kept."""
    world.to(Part.MINUTES)
    waiting = [task.id for task in world.case.open_tasks()]
    world.cancel(actor, " Ditunda ")
    assert (world.case.status, world.case.reason, world.case.open_tasks()) == (
        Status.CANCELLED,
        "Ditunda",
        (),
    )
    ended = [world.case.task(task) for task in waiting]
    assert {t.ended.outcome for t in ended if t and t.ended} == {Outcome.CANCELLED}


def test_a_cancellation_is_recorded_in_the_capacity_it_was_made(world: World) -> None:
    """The opener's in which the case was opened, the head's own, any post of an admin, else admin."""
    opener = world.case.opener
    other = world.copy()
    assert opener.position is not None
    world.cancel(Actor(opener.person, "Pembuka", frozenset({opener.position})), "Ditunda")
    assert facts(world, f.CaseCancelled)[0].by.position == opener.position is not None
    third = world.copy()
    third.case, third.events = other.case, list(other.events)
    other.cancel(Actor(61, "Admin", admin=True), "Ditunda")
    (alone,) = facts(other, f.CaseCancelled)
    assert alone.by.position == ADMIN
    assert said_of(world.sop, alone.by) == "Admin, Admin"
    third.cancel(Actor(62, "Staf", frozenset({Position("lain"), KLB}), admin=True), "Ditunda")
    assert facts(third, f.CaseCancelled)[0].by.position == KLB


def test_nobody_else_may_cancel_and_never_without_a_reason(world: World) -> None:
    """Refused, nothing changes."""
    before = world.case
    for actor, reason, why in (
        (Actor(62, "Staf", frozenset({TU})), "Ditunda", Reason.MAY_NOT_CANCEL),
        (Actor(before.opener.person, "Mantan"), "Ditunda", Reason.MAY_NOT_CANCEL),
        (Actor(60, "Pimpinan", frozenset({HEAD})), "  ", Reason.NEEDS_REASON),
    ):
        with pytest.raises(Refused) as caught:
            world.cancel(actor, reason)
        assert caught.value.reason is why
    assert world.case == before
