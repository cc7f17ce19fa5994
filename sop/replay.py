"""Folds facts into a state: the only place where a case changes, live and when a record is replayed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sop import facts as f
from sop.attendance import answer_of
from sop.case import (
    WRITES,
    Answer,
    Attendance,
    Case,
    Disposition,
    Ended,
    Extension,
    Pause,
    Status,
    Task,
    TaskClock,
    TimeRequest,
)
from sop.people import By


def start(case_id: int, event: f.Event) -> Case:
    """Return the state after the first event; ValueError where it is not the opening of a case."""
    fact = event.fact
    if not isinstance(fact, f.CaseOpened):
        message = f"a record begins with case_opened, not {fact.kind}"
        raise ValueError(message)  # noqa: TRY004 - a wrong record, not a wrong type
    return Case(
        id=case_id,
        sop=fact.sop,
        sop_version=fact.sop_version,
        title=fact.title,
        opener=event.by,
        opened=event.at,
        base=fact.base,
        unit=fact.unit,
        version=1,
        secrecy=fact.secrecy,
    )


def evolve(case: Case, event: f.Event) -> Case:
    """Return the state after one more event."""
    step = _FOLDS.get(type(event.fact))
    after = step(case, event.fact, event) if step else case
    if after is case:
        return replace(case, version=event.seq)
    # Nobody else has seen this state yet: writing its version in saves a copy of it for every event.
    object.__setattr__(after, "version", event.seq)
    return after


def replay(case_id: int, events: Iterable[f.Event]) -> Case:
    """Return the state that a whole record says; ValueError on an empty record."""
    stream = iter(events)
    first = next(stream, None)
    if first is None:
        message = "a record has at least one event"
        raise ValueError(message)
    case = start(case_id, first)
    for event in stream:
        case = evolve(case, event)
    return case


def _on_task(case: Case, task_id: int, **changes: Any) -> Case:
    """Change one task and raise its version, so that taps on its old cards are seen to be stale."""
    return replace(
        case,
        tasks=tuple(
            replace(task, version=task.version + 1, **changes) if task.id == task_id else task
            for task in case.tasks
        ),
    )


def _task_opened(case: Case, fact: f.TaskOpened, _: f.Event) -> Case:
    return replace(case, tasks=(*case.tasks, fact.task), step=fact.task.step)


def _claimed(case: Case, fact: f.Claimed, event: f.Event) -> Case:
    return _on_task(case, fact.task, holder=event.by.person, holder_name=event.by.name, assigned=None)


def _released(case: Case, fact: f.Released, _: f.Event) -> Case:
    where = {"positions": fact.positions} if fact.positions else {}
    return _on_task(case, fact.task, holder=None, holder_name="", assigned=None, **where)


def _assigned(case: Case, fact: f.Assigned, event: f.Event) -> Case:
    held: dict[str, Any] = {"holder": None, "holder_name": ""}
    if fact.pool:
        held = {"holder": fact.to.person, "holder_name": fact.to.name}
    return _on_task(case, fact.task, positions=fact.positions, assigned=event.by, **held)


def _file_attached(case: Case, fact: f.FileAttached, event: f.Event) -> Case:
    return _written(_on_task(case, fact.task, file=fact.file), fact.task, event)


def _written(case: Case, task_id: int, event: f.Event) -> Case:
    """Note who had a hand in a task's file, without calling the task changed once more."""
    who, written = event.by.person, case.task(task_id)
    if written is None or written.part not in WRITES or who in written.authors:
        return case
    noted = replace(written, authors=(*written.authors, who))
    return replace(case, tasks=tuple(noted if task.id == task_id else task for task in case.tasks))


def _concluded(case: Case, fact: f.Concluded | f.HandedOver, event: f.Event) -> Case:
    return _written(case, fact.task, event)


def _meeting_set(case: Case, fact: f.MeetingSet, _: f.Event) -> Case:
    # Whoever answered before answered for another time.
    return replace(_on_task(case, fact.task), meeting=fact.meeting, attendance=())


def _unit_chosen(case: Case, fact: f.UnitChosen, _: f.Event) -> Case:
    return replace(_on_task(case, fact.task), unit=fact.unit)


def _disposed(case: Case, fact: f.Disposed, event: f.Event) -> Case:
    return replace(
        case,
        disposition=Disposition(fact.instructions, fact.urgency, fact.note, event.by, event.at),
    )


def _submitted(case: Case, fact: f.Submitted, event: f.Event) -> Case:
    return _written(_on_task(case, fact.task, submitted=True), fact.task, event)


def _attended(case: Case, fact: f.Attended, event: f.Event) -> Case:
    known = answer_of(case, event.by.person)
    same = known is not None and (known.answer, known.delegate) == (fact.answer, fact.delegate)
    # Whoever was there was there as what was answered then.
    noted = known.present if known is not None and same else None
    return _answered(case, event.by, answer=fact.answer, delegate=fact.delegate, present=noted)


def _marked(case: Case, fact: f.Marked, event: f.Event) -> Case:
    there = fact.answer is Answer.PRESENT
    known = answer_of(case, fact.of.person)
    if known is not None and known.answer is Answer.DELEGATED:
        return _answered(case, fact.of, present=event.at if there else None)
    return _answered(case, fact.of, answer=fact.answer, delegate=None, present=event.at if there else None)


def _checked_in(case: Case, fact: f.CheckedIn, event: f.Event) -> Case:
    if event.by.person == fact.of.person:
        return _answered(case, event.by, answer=Answer.PRESENT, delegate=None, present=event.at)
    return _answered(case, fact.of, present=event.at)


def _answered(case: Case, by: By, **changes: Any) -> Case:
    """Change what one official answered; whoever answers stands last."""
    others = tuple(a for a in case.attendance if a.by.person != by.person)
    known = next((a for a in case.attendance if a.by.person == by.person), None)
    kept = replace(known, by=by) if known else Attendance(by, Answer.PRESENT)
    return replace(case, attendance=(*others, replace(kept, **changes)))


def _signed(case: Case, fact: f.Signed, _: f.Event) -> Case:
    """Note on the signed task, and on that of whoever prepared the file, how it was signed and verified.

    Both end with this signature, and their cards say so; the ending is what raises their versions.
    """
    signed = case.task(fact.task)
    if not (fact.verified or fact.how) or signed is None:
        return case
    return replace(
        case,
        tasks=tuple(
            replace(task, verified=fact.verified, signed_by=fact.how)
            if task.id == signed.id or (task.open and task.step == signed.step)
            else task
            for task in case.tasks
        ),
    )


def _archived(case: Case, fact: f.Archived, _: f.Event) -> Case:
    return replace(case, archive=fact.record or case.archive)


def _task_ended(case: Case, fact: f.TaskEnded, event: f.Event) -> Case:
    return _on_task(case, fact.task, ended=Ended(fact.outcome, event.at, event.by, fact.spent))


def _clock(case: Case, task_id: int) -> TaskClock:
    task = case.task(task_id)
    return (task.clock if task else None) or TaskClock()


def _clock_moved(case: Case, fact: f.ClockMoved, _: f.Event) -> Case:
    clock = _clock(case, fact.task)
    moved = replace(clock, moves=clock.moves + 1)
    return _on_task(case, fact.task, starts=fact.starts, due=fact.due, clock=moved)


def _clock_paused(case: Case, fact: f.ClockPaused, event: f.Event) -> Case:
    clock = _clock(case, fact.task)
    pause = Pause(event.at, event.by, fact.reason)
    return _on_task(case, fact.task, clock=replace(clock, pauses=(*clock.pauses, pause)))


def _clock_resumed(case: Case, fact: f.ClockResumed, event: f.Event) -> Case:
    clock = _clock(case, fact.task)
    over = tuple(p if p.until else replace(p, until=event.at) for p in clock.pauses)
    return _on_task(case, fact.task, due=fact.due, clock=replace(clock, pauses=over, moves=clock.moves + 1))


def _time_asked(case: Case, fact: f.TimeAsked, event: f.Event) -> Case:
    clock = _clock(case, fact.task)
    number = clock.requests + 1
    request = TimeRequest(number, fact.more, fact.reason, event.by, event.at)
    return _on_task(case, fact.task, clock=replace(clock, request=request, requests=number))


def _time_granted(case: Case, fact: f.TimeGranted, event: f.Event) -> Case:
    clock = _clock(case, fact.task)
    more = (*clock.extensions, Extension(fact.more, event.at, event.by))
    request = clock.request if fact.shared else None
    moved = replace(clock, extensions=more, request=request, moves=clock.moves + 1)
    return _on_task(case, fact.task, due=fact.due, clock=moved)


def _time_declined(case: Case, fact: f.TimeDeclined, _: f.Event) -> Case:
    return _on_task(case, fact.task, clock=replace(_clock(case, fact.task), request=None))


def _nudged(case: Case, fact: f.Nudged, event: f.Event) -> Case:
    """Note when it was; the task itself is as it was, so buttons that are shown stay good."""
    noted = replace(_clock(case, fact.task), nudged=event.at)
    tasks = tuple(replace(task, clock=noted) if task.id == fact.task else task for task in case.tasks)
    return replace(case, tasks=tasks)


def _step_done(case: Case, fact: f.StepDone, _: f.Event) -> Case:
    if fact.output is None:
        return case
    others = tuple(pair for pair in case.outputs if pair[0] != fact.step)
    return replace(case, outputs=(*others, (fact.step, fact.output)))


def _closed(case: Case, _: f.CaseClosed, event: f.Event) -> Case:
    return replace(case, status=Status.CLOSED, ended=event.at)


def _cancelled(case: Case, fact: f.CaseCancelled, event: f.Event) -> Case:
    return replace(case, status=Status.CANCELLED, ended=event.at, reason=fact.reason)


_FOLDS: dict[type, Callable[[Case, Any, f.Event], Case]] = {
    f.TaskOpened: _task_opened,
    f.Claimed: _claimed,
    f.Released: _released,
    f.Assigned: _assigned,
    f.Concluded: _concluded,
    f.HandedOver: _concluded,
    f.FileAttached: _file_attached,
    f.MeetingSet: _meeting_set,
    f.UnitChosen: _unit_chosen,
    f.Disposed: _disposed,
    f.Submitted: _submitted,
    f.Signed: _signed,
    f.Archived: _archived,
    f.Attended: _attended,
    f.Marked: _marked,
    f.CheckedIn: _checked_in,
    f.TaskEnded: _task_ended,
    f.ClockMoved: _clock_moved,
    f.ClockPaused: _clock_paused,
    f.ClockResumed: _clock_resumed,
    f.TimeAsked: _time_asked,
    f.TimeGranted: _time_granted,
    f.TimeDeclined: _time_declined,
    f.Nudged: _nudged,
    f.StepDone: _step_done,
    f.CaseClosed: _closed,
    f.CaseCancelled: _cancelled,
}


def touched(events: Iterable[f.Event]) -> tuple[int, ...]:
    """Return the ids of the tasks whose cards these events change, each once, in order."""
    ids: dict[int, None] = {}
    for event in events:
        fact = event.fact
        task = fact.task.id if isinstance(fact, f.TaskOpened) else getattr(fact, "task", 0)
        if task:
            ids[task] = None
    return tuple(ids)


def opened(events: Iterable[f.Event]) -> tuple[Task, ...]:
    """Return the tasks that these events opened."""
    return tuple(event.fact.task for event in events if isinstance(event.fact, f.TaskOpened))
