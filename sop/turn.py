"""One turn of the machine: the case as it stands, the facts decided so far, what every decision checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sop import facts as f
from sop.calendar import WorkCalendar
from sop.case import Case, FileRef, Outcome, Part, Status, Task, TaskClock
from sop.clock import deadline, spent
from sop.definition import RoleId, Sop
from sop.errors import Reason, Refused
from sop.people import ADMIN, Actor, By, Position, Roster, Standing
from sop.replay import evolve
from sop.routing import Route, of_pool, overseers, route

_BEFORE = {Standing.PLT: "Plt. ", Standing.PLH: "Plh. "}
CAPACITIES = _BEFORE | {Standing.AN: "a.n. ", Standing.UB: "u.b. "}
"""What stands before a post that is not filled definitively (UU 30/2014, pasal 14)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rules need to know of the office at this moment."""

    now: datetime
    roster: Roster
    calendar: WorkCalendar


class Turn:
    """Collects the facts of one decision and keeps the state in step with them."""

    def __init__(self, sop: Sop, case: Case, actor: Actor, setting: Setting) -> None:
        self.sop = sop
        self.case = case
        self.actor = actor
        self.setting = setting
        self.by = By(actor.person, actor.name)
        self.events: list[f.Event] = []

    def emit(self, fact: f.Fact) -> None:
        """Record a fact and take it into the state."""
        event = f.Event(self.case.version + 1, self.setting.now, self.by, fact)
        self.case = evolve(self.case, event)
        self.events.append(event)

    def task(self, task_id: int) -> Task:
        """Return the task as it stands now; Refused where the case has none of that number."""
        task = self.case.task(task_id)
        if task is None:
            raise Refused(Reason.NO_SUCH_TASK)
        return task

    def authorise(self, task_id: int, seen: int | None) -> Task:
        """Return the task if this person may act on it now, and remember the capacity.

        Authority is looked at first, so that nobody learns anything about a task that is not theirs.
        Raises Refused: not yours, case closed, ended, superseded, taken by another, stale.
        """
        own = self.task(task_id)
        way = self.route(own)
        holds = not self.actor.positions.isdisjoint((*own.positions, *way.positions))
        if holds and self.actor.person in way.barred:
            self.waiting(task_id)
            raise Refused(Reason.FOUR_EYES)
        task = self._mine(task_id, way.positions, way.positions)
        if task.holder not in (None, self.actor.person):
            if task.holder in self.setting.roster.people(task.positions):
                raise Refused(Reason.TAKEN, by=holder(self.sop, task))
            task = freed(task, self.setting.roster)
        if seen is not None and seen != task.version:
            raise Refused(Reason.STALE)
        return task

    def route(self, task: Task) -> Route:
        """Return who may do a task as people hold positions now."""
        return route(self.sop, self.case, task, self.setting.roster)

    def oversee(self, task_id: int) -> Task:
        """Return a task that somebody else has, if this person is an admin or fills a post above it.

        Raises Refused as `authorise` does.
        """
        above = self.above(self.task(task_id))
        if self.actor.admin and self.actor.positions.isdisjoint(above):
            task = self.waiting(task_id)
            self.by = self.actor.by(capacity(self.sop, self.actor))
            return task
        return self._mine(task_id, above, self.task(task_id).positions)

    def overseen(self, task_id: int) -> Task:
        """Return a task that this person may give to somebody else.

        Raises Refused: neither superior nor admin, replaced as superior, case closed, ended.
        """
        above = self.above(self.task(task_id))
        if self.actor.admin or not self.actor.positions.isdisjoint(above):
            return self.oversee(task_id)
        if not self.actor.replaced.isdisjoint(above):
            raise Refused(Reason.REPLACED, whose=title(self.sop, above, self.setting.roster.acting))
        raise Refused(Reason.NOT_ABOVE)

    def above(self, task: Task) -> tuple[Position, ...]:
        """Return the posts with authority over a task."""
        return overseers(self.sop, self.case, task, self.setting.roster)

    def _mine(self, task_id: int, positions: Sequence[Position], turn: Sequence[Position]) -> Task:
        """Return the task if one of the positions is held; a refusal says whose turn it is."""
        mine = next((p for p in positions if p in self.actor.positions), None)
        if mine is None:
            whose = title(self.sop, turn, self.setting.roster.acting)
            replaced = not self.actor.replaced.isdisjoint((*self.task(task_id).positions, *turn))
            raise Refused(Reason.REPLACED if replaced else Reason.NOT_YOURS, whose=whose)
        self.by = self.actor.by(mine)
        return self.waiting(task_id)

    def waiting(self, task_id: int) -> Task:
        """Return a task that waits in a case that runs. Raises Refused: why it does not."""
        task = self.task(task_id)
        if task.ended is not None:
            raise self._ended(task)
        if self.case.status is not Status.OPEN:
            raise Refused(Reason.CASE_CLOSED)
        return task

    def _ended(self, task: Task) -> Refused:
        assert task.ended is not None  # noqa: S101 - the caller looked
        if task.ended.outcome is Outcome.SUPERSEDED:
            return Refused(Reason.SUPERSEDED)
        if self.case.status is Status.CANCELLED:
            return Refused(Reason.CASE_CLOSED)
        by = task.ended.by
        own = by is not None and by.person == self.actor.person
        facts = {"by": "Anda" if own else person(self.sop, by)} if by else {}
        returned = task.ended.outcome is Outcome.RETURNED
        return Refused(Reason.RETURNED if returned else Reason.ENDED, **facts)

    def expect(self, task: Task, *parts: Part) -> None:
        """Refuse an action that does not belong to this part of a step."""
        if task.part not in parts:
            raise Refused(Reason.NOT_THIS_KIND)

    def take(self, task: Task) -> None:
        """Take a pool's free task for whoever acts on it first, so that two people never do it both."""
        if task.holder is None and self.is_pool(task):
            self.emit(f.Claimed(task.id))

    def is_pool(self, task: Task) -> bool:
        """Whether the task waits for a pool (and a meeting's answer never does: everyone gives their own)."""
        return task.part is not Part.ATTEND and of_pool(self.sop, task)

    def open_task(
        self,
        part: Part,
        step: int,
        positions: tuple[Position, ...],
        *,
        starts: datetime | None = None,
        due: datetime | None = None,
        given: FileRef | None = None,
        file: FileRef | None = None,
        holder: tuple[int, str] | None = None,
        note: tuple[str, By] | None = None,
        clock: TaskClock | None = None,
    ) -> None:
        """Let a task begin to wait."""
        positions = self.setting.roster.reachable(self.sop, positions)
        self.emit(
            f.TaskOpened(
                Task(
                    id=max((t.id for t in self.case.tasks), default=0) + 1,
                    step=step,
                    attempt=self.case.attempts(step, part, positions) + 1,
                    part=part,
                    positions=positions,
                    opened=self.setting.now,
                    starts=starts or self.setting.now,
                    due=due,
                    given=given,
                    file=file,
                    holder=holder[0] if holder else None,
                    holder_name=holder[1] if holder else "",
                    note=note[0] if note else "",
                    note_by=note[1] if note else None,
                    clock=clock,
                )
            )
        )

    def go_on(self, task_id: int, *, shared: bool = False) -> None:
        """Let a clock that stands go on; with `shared` because the one goes on that it stands with."""
        task = self.task(task_id)
        if task.paused is None or task.clock is None:
            return
        pauses = (*task.clock.pauses[:-1], replace(task.paused, until=self.setting.now))
        running = replace(task, clock=replace(task.clock, pauses=pauses))
        due = deadline(self.sop, self.case, running, self.setting.calendar)
        self.emit(f.ClockResumed(task_id, due, shared=shared))

    def end(self, task_id: int, outcome: Outcome = Outcome.DONE) -> None:
        """Let a task stop waiting; a clock that stands goes on first, so that its deadline is known."""
        self.go_on(task_id, shared=True)
        task = self.case.task(task_id)
        used = spent(task, self.setting.now, self.setting.calendar) if task else None
        self.emit(f.TaskEnded(task_id, outcome, used))

    def end_open(self, parts: Sequence[Part], outcome: Outcome) -> None:
        """End every waiting task of these parts."""
        for task in self.case.open_tasks():
            if task.part in parts:
                self.end(task.id, outcome)


def freed(task: Task, roster: Roster) -> Task:
    """Return the task as one that nobody took, where whoever took it no longer holds a post of it."""
    if task.holder is None or task.holder in roster.people(task.positions):
        return task
    return replace(task, holder=None, holder_name="")


def title(sop: Sop, positions: Sequence[Position], acting: Mapping[Position, Standing] | None = None) -> str:
    """Return the positions as people say them: "Kepala Bagian Tata Laksana", "Plh. Kepala Biro".

    `acting` says which of them are filled as Plt. or Plh. now.

    Of a role's positions only those before the one without a unit are named: a pool's task is addressed to
    them, and the rest may only join later. Where the one without a unit comes first, it means the whole pool.
    """
    if tuple(positions) == (ADMIN,):
        return "Admin"
    names: dict[str, None] = {}
    whole: set[RoleId] = set()
    for p in positions:
        mark = _BEFORE.get(acting[p], "") if acting and p in acting else ""
        name = f"{mark}{sop.role(p.role).name}"
        if p.unit is None:
            if not any(other.role == p.role and other.unit for other in positions[: positions.index(p)]):
                names[name] = None
            whole.add(p.role)
        elif p.role not in whole:
            names[f"{name} {p.unit}"] = None
    return ", ".join(names)


def office_lines(sop: Sop, by: By) -> tuple[str, ...]:
    """Return the capacity somebody acted in, line by line, as above a signature; empty for no position.

    A substitute's own post stands below the one acted for. Under a mandate the post that gave it stands first
    ("a.n."), and where it was handed down once more the post between ("u.b.").
    """
    if by.position is None:
        return ()
    post = title(sop, (by.position,))
    how = by.acting
    if how is None:
        return (post,)
    own = (how.own,) if how.own else ()
    if how.standing is Standing.AN:
        return (f"a.n. {post}", *own)
    if how.standing is Standing.UB:
        between = (how.via,) if how.via else ()
        return (f"a.n. {post}", *between, *([f"u.b. {how.own}"] if how.own else []))
    return (f"{_BEFORE.get(how.standing, '')}{post}", *own)


def office_line(sop: Sop, by: By) -> str:
    """Return the capacity on one line: "Plh. Kepala Biro (Kepala Bagian Tata Laksana)"."""
    first, *rest = office_lines(sop, by) or ("",)
    if by.acting is not None and by.acting.standing in _BEFORE and rest:
        return f"{first} ({rest[0]})"
    return ", ".join([first, *rest])


def capacity(sop: Sop, actor: Actor) -> Position | None:
    """Return a post of the SOP's roles that a person holds, else that of an admin; None for neither."""
    order = {role.id: i for i, role in enumerate(sop.roles)}
    mine = [p for p in actor.positions if p.role in order]
    if mine:
        return min(mine, key=lambda p: (order[p.role], p.unit or ""))
    return ADMIN if actor.admin else None


def holder(sop: Sop, task: Task) -> str:
    """Return who of a pool took a task, the post first: "JF/Pelaksana, Fajar Ramadhan"."""
    return f"{title(sop, task.positions)}, {task.holder_name}"


def person(sop: Sop, by: By) -> str:
    """Return who did something, the post first: "Kepala Biro, Andri Saputra"."""
    return f"{office_line(sop, by)}, {by.name}" if by.position else by.name
