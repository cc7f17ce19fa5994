"""How a step of each kind begins and how it comes to its end."""

from collections.abc import Callable

from sop import facts as f
from sop.case import FileRef, Outcome, Part
from sop.clock import inherited
from sop.definition import Kind, RoleId, Seat, Step
from sop.errors import Reason, Refused
from sop.people import By, Position
from sop.turn import Turn

Note = tuple[str, By]


def enter(turn: Turn, step: Step, note: Note | None = None) -> None:
    """Open the tasks a step begins with; `note` is why it was returned here."""
    _ENTER[step.kind](turn, step, note)


def leave(turn: Turn, step: Step, output: FileRef | None) -> None:
    """End a step and begin the next, or close the case after the last."""
    turn.emit(f.StepDone(step.number, output))
    following = turn.sop.after(step.number)
    if following is None:
        turn.emit(f.CaseClosed())
    else:
        enter(turn, following)


def doers(turn: Turn, role: RoleId) -> tuple[Position, ...]:
    """Return who does a step of this role in this case.

    A role that exists per unit needs a responsible unit: where the case has none yet, the office's first is
    taken. Raises Refused while the office has no unit at all, for nobody could ever take the task.
    """
    if turn.case.unit is None and turn.sop.role(role).seat is Seat.PER_UNIT:
        units = turn.setting.roster.units_of(turn.sop)
        if not units:
            raise Refused(Reason.NO_UNIT)
        turn.emit(f.UnitChosen(0, units[0]))
    return turn.setting.roster.responsible(turn.sop, role, turn.case.unit)


def everyone(turn: Turn, roles: tuple[RoleId, ...]) -> tuple[Position, ...]:
    """Return every position of the roles, in the order of the roles."""
    return tuple(p for role in roles for p in turn.setting.roster.every(turn.sop, role))


def _plain(part: Part) -> Callable[[Turn, Step, Note | None], None]:
    """Return how a step begins that is one task for its performer."""

    def begin(turn: Turn, step: Step, note: Note | None) -> None:
        now = turn.setting.now
        turn.open_task(
            part,
            step.number,
            doers(turn, step.performer),
            due=turn.setting.calendar.due(now, step.time),
            given=turn.case.input_of(step.number),
            note=note,
        )

    return begin


def _prepare(turn: Turn, step: Step, note: Note | None) -> None:
    """Prepare a file; a returned one keeps what was there, for often only the meeting's time changes."""
    before = [t for t in turn.case.tasks if t.step == step.number and t.part is Part.PREPARE]
    turn.open_task(
        Part.PREPARE,
        step.number,
        doers(turn, step.performer),
        due=turn.setting.calendar.due(turn.setting.now, step.time),
        given=turn.case.input_of(step.number),
        file=before[-1].file if before and note else None,
        note=note,
    )


def _draft(turn: Turn, step: Step, note: Note | None) -> None:
    """Draft a file; a returned draft goes back to whoever drafted it, if they still belong to the pool."""
    positions = doers(turn, step.performer)
    before = [t for t in turn.case.tasks if t.step == step.number and t.part is Part.DRAFT]
    last = before[-1] if before else None
    stays = last is not None and last.holder in turn.setting.roster.people(positions)
    turn.open_task(
        Part.DRAFT,
        step.number,
        positions,
        due=turn.setting.calendar.due(turn.setting.now, step.time),
        given=(last.file if last and note else None) or turn.case.input_of(step.number),
        holder=(last.holder, last.holder_name) if last and stays and last.holder is not None else None,
        note=note,
    )


def _meet(turn: Turn, step: Step, note: Note | None) -> None:
    """Invite everyone, and let the secretary's clock run from the agreed start."""
    meeting = turn.case.meeting
    agreed = meeting is not None and meeting.step == step.number
    starts = meeting.starts if meeting and agreed else turn.setting.now
    given = turn.case.input_of(step.number)
    for role in step.performers:
        for positions in turn.setting.roster.guests(turn.sop, role):
            turn.open_task(Part.ATTEND, step.number, positions, starts=starts, given=given)
    turn.open_task(
        Part.MINUTES,
        step.number,
        doers(turn, step.performer),
        starts=starts,
        due=turn.setting.calendar.due(starts, step.time),
        given=given,
        note=note,
    )


_ENTER: dict[Kind, Callable[[Turn, Step, Note | None], None]] = {
    Kind.DISPOSE: _plain(Part.DISPOSE),
    Kind.PREPARE: _prepare,
    Kind.MEET: _meet,
    Kind.DRAFT: _draft,
    Kind.EXAMINE: _plain(Part.EXAMINE),
    Kind.SIGN: _plain(Part.SIGN),
    Kind.ARCHIVE: _plain(Part.ARCHIVE),
}


def ask_signature(turn: Turn, step: Step, file: FileRef) -> None:
    """Bring a prepared file to its signer, within the time the step still has."""
    assert step.signer is not None  # noqa: S101 - the caller looked
    prepare = next(t for t in turn.case.open_tasks() if t.part is Part.PREPARE)
    turn.open_task(
        Part.COUNTERSIGN,
        step.number,
        doers(turn, step.signer),
        due=prepare.due,
        given=file,
        clock=inherited(prepare),
    )


def deliver(turn: Turn, step: Step, file: FileRef) -> None:
    """End a prepared step: its file goes to whom it is for, and the next step begins."""
    recipients = everyone(turn, step.distribute_to)
    if recipients:
        turn.emit(f.Delivered(file, recipients))
    leave(turn, step, file)


def distribute(turn: Turn, step: Step, file: FileRef) -> None:
    """Ask every recipient of an archived file for a receipt; without recipients the step ends."""
    recipients = everyone(turn, step.distribute_to)
    archived = next(t for t in reversed(turn.case.tasks) if t.part is Part.ARCHIVE)
    for position in recipients:
        turn.open_task(
            Part.RECEIVE,
            step.number,
            (position,),
            due=archived.due,
            given=file,
            clock=inherited(archived),
        )
    if not recipients:
        leave(turn, step, file)


def settle(turn: Turn, step: Step, file: FileRef) -> None:
    """End the step once the last receipt is in."""
    if not any(t.part is Part.RECEIVE for t in turn.case.open_tasks()):
        leave(turn, step, file)


def lapse_invitations(turn: Turn) -> None:
    """Stop waiting for answers to an invitation whose meeting is over."""
    turn.end_open((Part.ATTEND,), Outcome.LAPSED)
