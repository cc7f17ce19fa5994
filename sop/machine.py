"""Decides what an action does: (definition, case, action, actor, setting) -> new state, or Refused.

Pure and total: the same input gives the same events, and nothing outside the returned value changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sop import actions as a
from sop import facts as f
from sop import timing
from sop.assigning import assign
from sop.attendance import answer_of, held, stands_in_for
from sop.case import SECRECIES, Answer, Case, FileRef, Outcome, Part, Status, Task
from sop.definition import Signature, Sop, Step
from sop.errors import Reason, Refused
from sop.people import ADMIN, Actor, Position
from sop.replay import start
from sop.routing import rightful
from sop.steps import ask_signature, deliver, distribute, enter, lapse_invitations, leave, settle
from sop.turn import Setting, Turn, capacity, holder

MAX_TITLE = 200
"""Characters of a case's title: it must fit a card beside all else."""
CHECK_IN_FROM = timedelta(minutes=30)
"""So long before a meeting's start people may say that they are there."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state and the events that made it."""

    case: Case
    events: tuple[f.Event, ...]


def open_case(sop: Sop, case_id: int, action: a.Open, actor: Actor, setting: Setting) -> Decision:
    """Open a case: whoever holds a role of the SOP may. Raises Refused."""
    mine = next((p for r in sop.roles for p in sorted(actor.positions, key=str) if p.role == r.id), None)
    if mine is None:
        raise Refused(Reason.MAY_NOT_OPEN)
    if not action.title.strip():
        raise Refused(Reason.NEEDS_TITLE)
    by = actor.by(mine)
    secrecy = action.secrecy if action.secrecy in SECRECIES[1:] else ""
    title = action.title.strip()[:MAX_TITLE]
    fact = f.CaseOpened(sop.id, sop.version, title, action.base, action.unit, secrecy)
    first = f.Event(1, setting.now, by, fact)
    turn = Turn(sop, start(case_id, first), actor, setting)
    turn.by = by
    turn.events.append(first)
    enter(turn, sop.first)
    return Decision(turn.case, tuple(turn.events))


def decide(sop: Sop, case: Case, action: a.TaskAction, actor: Actor, setting: Setting) -> Decision:
    """Decide an action on a task. Raises Refused with the reason; then nothing has changed."""
    turn = Turn(sop, case, actor, setting)
    if isinstance(action, a.Release) and action.of not in (None, actor.person):
        _take_back(turn, action)
        return Decision(turn.case, tuple(turn.events))
    of_others = _OF_OTHERS.get(type(action))
    if of_others is not None:
        of_others(turn, action)
        return Decision(turn.case, tuple(turn.events))
    task = turn.authorise(action.task, getattr(action, "seen", None))
    _DECIDE[type(action)](turn, task, action)
    return Decision(turn.case, tuple(turn.events))


def reckon(sop: Sop, case: Case, actor: Actor, setting: Setting, why: str) -> Decision:
    """Set the open deadlines of a case as the calendar has them now, in the name of the admin who changed it.

    A case whose deadlines stay comes back as it was, with no event.
    """
    turn = Turn(sop, case, actor, setting)
    turn.by = actor.by(ADMIN)
    timing.reckon(turn, why)
    return Decision(turn.case, tuple(turn.events))


def may_cancel(sop: Sop, case: Case, actor: Actor) -> bool:
    """Whether a person may end a case early: its opener while in office, an admin, or the head of all."""
    opener = actor.person == case.opener.person and bool(actor.positions)
    return actor.admin or opener or _head(sop, actor) is not None


def _head(sop: Sop, actor: Actor) -> Position | None:
    heads = {role.id for role in sop.roles if role.superior is None}
    return next((p for p in sorted(actor.positions, key=str) if p.role in heads), None)


def cancel(sop: Sop, case: Case, action: a.Cancel, actor: Actor, setting: Setting) -> Decision:
    """End a case early, with a reason. Raises Refused."""
    if not may_cancel(sop, case, actor):
        raise Refused(Reason.MAY_NOT_CANCEL)
    if case.status is not Status.OPEN:
        raise Refused(Reason.CASE_CLOSED)
    if not action.reason.strip():
        raise Refused(Reason.NEEDS_REASON)
    turn = Turn(sop, case, actor, setting)
    own = case.opener.position if actor.person == case.opener.person else None
    own = own if own in actor.positions else None  # a post may have passed on since
    turn.by = actor.by(_head(sop, actor) or own or capacity(sop, actor))
    for task in case.open_tasks():
        turn.end(task.id, Outcome.CANCELLED)
    turn.emit(f.CaseCancelled(action.reason.strip()))
    return Decision(turn.case, tuple(turn.events))


def _claim(turn: Turn, task: Task, _: a.Claim) -> None:
    if not turn.is_pool(task):
        raise Refused(Reason.NOT_THIS_KIND)
    if task.holder is not None:
        raise Refused(Reason.TAKEN, by=holder(turn.sop, task))
    turn.emit(f.Claimed(task.id))


def _release(turn: Turn, task: Task, _: a.Release) -> None:
    if task.holder is None:
        raise Refused(Reason.NOT_CLAIMED)
    turn.emit(f.Released(task.id, _home(turn, task)))


def _home(turn: Turn, task: Task) -> tuple[Position, ...]:
    """Return where a task belongs that was given to somebody elsewhere; nothing for one that is at home."""
    own = rightful(turn.sop, turn.case, task, turn.setting.roster)
    if not set(own).isdisjoint(task.positions):
        return ()
    return turn.setting.roster.reachable(turn.sop, own)


def _take_back(turn: Turn, action: a.Release) -> None:
    """Give a task back to its pool in place of somebody who cannot, so that it never waits for ever.

    It is bound to who holds the task, not to the version seen: the holder may have gone on in the meantime.
    """
    task = turn.oversee(action.task)
    if task.holder is None:
        raise Refused(Reason.NOT_CLAIMED)
    if task.holder != action.of:
        raise Refused(Reason.TAKEN, by=holder(turn.sop, task))
    turn.emit(f.Released(task.id, _home(turn, task)))


def _dispose(turn: Turn, task: Task, action: a.Dispose) -> None:
    turn.expect(task, Part.DISPOSE)
    if not action.instructions and not action.note.strip():
        raise Refused(Reason.NEEDS_INSTRUCTION)
    step = turn.sop.step(task.step)
    following = turn.sop.after(step.number)
    to = turn.setting.roster.responsible(turn.sop, following.performer, turn.case.unit) if following else ()
    turn.emit(f.Disposed(task.id, action.instructions, action.urgency, action.note.strip(), to))
    turn.end(task.id)
    leave(turn, step, None)


def _attach(turn: Turn, task: Task, action: a.Attach) -> None:
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)
    if task.file is not None and task.file.sha256 == action.file.sha256:
        raise Refused(Reason.SAME_FILE)
    turn.take(task)
    turn.emit(f.FileAttached(task.id, action.file, task.file.sha256 if task.file else None))
    if task.submitted:
        _ask_again(turn, task, action.file)


def _ask_again(turn: Turn, task: Task, file: FileRef) -> None:
    """End the signature asked for on what has changed, and ask for one on the new."""
    turn.end_open((Part.COUNTERSIGN,), Outcome.SUPERSEDED)
    ask_signature(turn, turn.sop.step(task.step), file)


def _schedule(turn: Turn, task: Task, action: a.Schedule) -> None:
    turn.expect(task, Part.PREPARE, Part.MINUTES)
    invited = task.part is Part.MINUTES
    meeting_step = task.step if invited else turn.sop.step(task.step).meeting_step
    if meeting_step is None:
        raise Refused(Reason.NOT_THIS_KIND)
    if action.meeting.ends <= action.meeting.starts:
        raise Refused(Reason.MEETING_REVERSED)
    if action.meeting.starts < turn.setting.now:
        raise Refused(Reason.MEETING_PAST)
    turn.take(task)
    before = turn.case.meeting
    sequence = before.sequence + 1 if before else 0
    turn.emit(f.MeetingSet(task.id, replace(action.meeting, step=meeting_step, sequence=sequence)))
    if invited:
        timing.follow_meeting(turn)
    elif task.submitted and task.file is not None:
        _ask_again(turn, task, task.file)


def _choose_unit(turn: Turn, task: Task, action: a.ChooseUnit) -> None:
    turn.expect(task, Part.DRAFT)
    if action.unit not in turn.setting.roster.units_of(turn.sop):
        raise Refused(Reason.NO_SUCH_UNIT)
    turn.take(task)
    turn.emit(f.UnitChosen(task.id, action.unit))


def lacks_meeting(case: Case, step: Step) -> bool:
    """Whether a step that invites to a meeting does not know when it is, or only of one already held."""
    wanted, meeting = step.meeting_step, case.meeting
    if wanted is None:
        return False
    return meeting is None or meeting.step != wanted or held(case)


def _refuse_past_meeting(turn: Turn, step: Step) -> None:
    """Refuse to go on with an invitation whose meeting has begun: nobody could come any more.

    Whoever prepares it may set another time, also while it waits for the signer, and the signer may return
    it, so this is no dead end.
    """
    meeting = turn.case.meeting
    if meeting is not None and meeting.step == step.meeting_step and meeting.starts < turn.setting.now:
        raise Refused(Reason.MEETING_PAST)


def _finish(turn: Turn, task: Task, _: a.Finish) -> None:
    turn.expect(task, Part.PREPARE, Part.MINUTES, Part.DRAFT)
    step = turn.sop.step(task.step)
    if task.submitted:
        raise Refused(Reason.STALE)
    if task.file is None:
        raise Refused(Reason.NEEDS_FILE, label=step.file_label)
    if task.part is Part.PREPARE and lacks_meeting(turn.case, step):
        raise Refused(Reason.NEEDS_MEETING)
    if task.part is Part.PREPARE:
        _refuse_past_meeting(turn, step)
    if task.part is Part.PREPARE and step.signer is not None:
        turn.go_on(task.id)  # it waits for nobody but the signer any more
        turn.emit(f.Submitted(task.id, task.file))
        ask_signature(turn, step, task.file)
        return
    if task.part is Part.MINUTES:
        turn.emit(f.Concluded(task.id, task.file))
        turn.end(task.id)
        lapse_invitations(turn)
        leave(turn, step, task.file)
        return
    turn.emit(f.HandedOver(task.id, task.file))
    turn.end(task.id)
    if task.part is Part.PREPARE:
        deliver(turn, step, task.file)
    else:
        leave(turn, step, task.file)


def _sign(turn: Turn, task: Task, action: a.Sign) -> None:
    turn.expect(task, Part.COUNTERSIGN, Part.SIGN)
    step = turn.sop.step(task.step)
    shown = task.given or turn.case.base
    if step.signature is Signature.FILE and task.file is None:
        raise Refused(Reason.NEEDS_FILE, label=step.file_label)
    if task.part is Part.COUNTERSIGN:
        _refuse_past_meeting(turn, step)
    proof = f.TOTP if action.verified else f.CERTIFIED if action.how == f.CERTIFIED else ""
    if step.step_up and not proof:
        # The last of all checks: a code is asked for only where it will do.
        raise Refused(Reason.NEEDS_CODE)
    signed = task.file or shown
    turn.take(task)
    turn.emit(f.Signed(task.id, shown.sha256, signed, proof, action.how))
    turn.end(task.id)
    if task.part is Part.SIGN:
        leave(turn, step, signed)
        return
    for prepared in turn.case.open_tasks():
        if prepared.part is Part.PREPARE and prepared.step == task.step:
            turn.end(prepared.id)
    deliver(turn, step, signed)


def _approve(turn: Turn, task: Task, _: a.Approve) -> None:
    turn.expect(task, Part.EXAMINE)
    shown = task.given or turn.case.base
    turn.take(task)
    turn.emit(f.Approved(task.id, shown.sha256, shown))
    turn.end(task.id)
    leave(turn, turn.sop.step(task.step), shown)


def _return(turn: Turn, task: Task, action: a.Return) -> None:
    turn.expect(task, Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN)
    reason = action.reason.strip()
    if not reason:
        raise Refused(Reason.NEEDS_REASON)
    step = turn.sop.step(task.step)
    inside = task.part is Part.COUNTERSIGN
    target = step.number if inside else action.to_step or step.return_default
    if target is None or not (inside or target in step.returns_to):
        raise Refused(Reason.NO_SUCH_RETURN)
    shown = task.given or turn.case.base
    turn.take(task)
    turn.emit(f.Returned(task.id, target, reason, shown.sha256))
    turn.end(task.id, Outcome.RETURNED)
    if inside:
        turn.end_open((Part.PREPARE,), Outcome.RETURNED)
    enter(turn, turn.sop.step(target), (reason, turn.by))


def _attend(turn: Turn, task: Task, action: a.Attend) -> None:
    turn.expect(task, Part.ATTEND)
    delegated = action.answer is Answer.DELEGATED
    if delegated and (action.delegate is None or action.delegate.person == turn.actor.person):
        raise Refused(Reason.NEEDS_DELEGATE)
    turn.emit(f.Attended(task.id, action.answer, action.delegate if delegated else None))


def _check_in(turn: Turn, action: a.CheckIn) -> None:
    """Note that somebody is there: an invited official, or whom one of them named in their place."""
    task = turn.task(action.task)
    who = turn.actor.person
    invited = turn.route(task).people(turn.setting.roster)
    of = next((x.by for x in stands_in_for(turn.case, who) if x.by.person in invited), None)
    if of is None or who in invited:
        turn.expect(turn.authorise(task.id, None), Part.ATTEND)
        of = turn.by
    else:
        turn.expect(task, Part.ATTEND)
        turn.by = turn.actor.by(capacity(turn.sop, turn.actor))
        turn.waiting(task.id)
    known = answer_of(turn.case, of.person)
    if known is not None and known.present is not None:
        raise Refused(Reason.THERE_ALREADY)
    if turn.setting.now < task.starts - CHECK_IN_FROM:
        raise Refused(Reason.TOO_EARLY)
    turn.emit(f.CheckedIn(task.id, of))


def _mark(turn: Turn, task: Task, action: a.Mark) -> None:
    turn.expect(task, Part.MINUTES)
    invited = (p for t in turn.case.open_tasks() if t.part is Part.ATTEND for p in t.positions)
    if action.of.person not in turn.setting.roster.people(tuple(invited)):
        raise Refused(Reason.NOT_INVITED)
    turn.emit(f.Marked(task.id, action.of, action.answer))


def _archive(turn: Turn, task: Task, action: a.Archive) -> None:
    turn.expect(task, Part.ARCHIVE)
    if not action.record.sound:
        raise Refused(Reason.ARCHIVE_INCOMPLETE)
    file = task.given or turn.case.base
    turn.take(task)
    turn.emit(f.Archived(task.id, file, action.record))
    turn.end(task.id)
    distribute(turn, turn.sop.step(task.step), file)


def _receive(turn: Turn, task: Task, _: a.Receive) -> None:
    turn.expect(task, Part.RECEIVE)
    file = task.given or turn.case.base
    turn.take(task)
    turn.emit(f.Received(task.id, file))
    turn.end(task.id)
    settle(turn, turn.sop.step(task.step), file)


_DECIDE: dict[type, Callable[[Turn, Task, Any], None]] = {
    a.Claim: _claim,
    a.Release: _release,
    a.Dispose: _dispose,
    a.Attach: _attach,
    a.Schedule: _schedule,
    a.ChooseUnit: _choose_unit,
    a.Finish: _finish,
    a.Sign: _sign,
    a.Approve: _approve,
    a.Return: _return,
    a.Attend: _attend,
    a.Mark: _mark,
    a.Archive: _archive,
    a.Receive: _receive,
    a.AskTime: timing.ask,
}
_OF_OTHERS: dict[type, Callable[[Turn, Any], None]] = {
    a.Assign: assign,
    a.CheckIn: _check_in,
    a.PauseClock: timing.pause,
    a.ResumeClock: timing.resume,
    a.GrantTime: timing.grant,
    a.DeclineTime: timing.decline,
    a.Nudge: timing.nudge,
}
"""What others may do to a task than those whose turn it is; each looks itself at who acts."""
