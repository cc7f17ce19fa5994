"""Open tasks as rows, so that "my tasks" and "what is due next" are questions to an index."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sop.case import CHECKS, Case, Part, Spent, Task
from sop.people import Actor, Position
from storage.codec import dump_positions, load_positions
from storage.hot import Hot
from storage.tables import reminders, tasks

_INSERT = Hot(insert(tasks))
_CHANGE_ENDED = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(
        holder_id=bindparam("holder"),
        ended_at=bindparam("ended"),
        next_rung_at=None,
        allowed=bindparam("allowed_for"),
        used=bindparam("used_up"),
        paused=bindparam("stood"),
        late=bindparam("late_by"),
    )
)
_CHANGE_HOLDER = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(holder_id=bindparam("holder"), role=bindparam("new_role"), positions=bindparam("new_positions"))
)
_CHANGE_CLOCK = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(
        starts_at=bindparam("starts"),
        due_at=bindparam("due"),
        clock=bindparam("new_clock"),
        next_rung=bindparam("rung"),
        next_rung_at=bindparam("rung_at"),
    )
)
_RUNGS = select(tasks.c.case_id, tasks.c.task, tasks.c.next_rung, tasks.c.clock, tasks.c.reminded_at)
_RUNG_OF = Hot(
    _RUNGS.where(
        tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"), tasks.c.ended_at.is_(None)
    )
)
_PLAN = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"), tasks.c.ended_at.is_(None))
    .values(next_rung=bindparam("rung"), next_rung_at=bindparam("rung_at"))
)
_REMINDED = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(reminded_at=bindparam("at"))
)
_CLAIM = {
    # Asked by RETURNING: psycopg gives no row count for an insert.
    dialect: Hot(insert_(reminders).on_conflict_do_nothing().returning(reminders.c.rung))
    for dialect, insert_ in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_OPEN = (
    select(tasks.c.case_id, tasks.c.task, tasks.c.positions, tasks.c.holder_id, tasks.c.due_at, tasks.c.part)
    .where(
        tasks.c.ended_at.is_(None),
        # What is judged may come to a superior, whose role is not the task's (sop.routing).
        or_(tasks.c.role.in_(bindparam("roles", expanding=True)), tasks.c.part.in_(sorted(CHECKS))),
    )
    .order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.case_id, tasks.c.task)
)


_MEETINGS = tasks.c.part == Part.ATTEND.value
_DEADLINES = tasks.c.part != Part.ATTEND.value
"""Whose reminders those of a task are: see `office.meeting_reminders` and `office.deadlines`."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits, as a list shows it."""

    case: int
    task: int
    positions: tuple[Position, ...]
    holder: int | None
    due: datetime | None
    part: str


@dataclass(frozen=True, slots=True)
class DueRung:
    """A task whose next reminder is due."""

    case: int
    task: int
    rung: int
    clock: int = 0
    reminded: datetime | None = None
    """When a reminder of it was last sent."""


class Tasks:
    """Queries over open tasks and their reminders."""

    def __init__(self, connection: Connection, concerns: set[str]) -> None:
        self._connection = connection
        self._concerns = concerns

    def sync(
        self,
        before: Case | None,
        after: Case,
        changed: Iterable[int],
        rungs: Mapping[int, tuple[int, datetime]],
    ) -> None:
        """Bring the rows in step with a case.

        `rungs` says which reminder comes next, and when, of each task that is new or whose clock was set.
        """
        new: list[dict[str, object]] = []
        changes: dict[Hot, list[dict[str, object]]] = {
            _CHANGE_ENDED: [],
            _CHANGE_HOLDER: [],
            _CHANGE_CLOCK: [],
        }
        for task_id in changed:
            task, known = after.task(task_id), before.task(task_id) if before else None
            if task is None:
                continue
            if known is None:
                new.append(_row(after.id, task, rungs.get(task.id)))
                continue
            for statement, row in _changes(known, task):
                changes[statement].append({"c": after.id, "t": task.id} | row)
            if task.open and (known.moves, known.paused) != (task.moves, task.paused):
                row = _clock_row(task, rungs.get(task.id))
                changes[_CHANGE_CLOCK].append({"c": after.id, "t": task.id} | row)
        if new:
            _INSERT.run_many(self._connection, new)
        if new or changes[_CHANGE_CLOCK]:
            self._concerns.add("deadlines")
        for statement, rows in changes.items():
            if rows:
                statement.run_many(self._connection, rows)

    def candidates(self, actor: Actor) -> list[OpenTask]:
        """Return the open tasks this person may perhaps act on, the earliest deadline first.

        Those of the positions held, and all in which something is judged; who took one is for the caller.
        """
        if not actor.positions:
            return []
        roles = sorted({position.role for position in actor.positions})
        found = []
        for row in self._connection.execute(_OPEN, {"roles": roles}):
            positions = load_positions(row.positions)
            if actor.positions.isdisjoint(positions) and row.part not in CHECKS:
                continue
            found.append(OpenTask(row.case_id, row.task, positions, row.holder_id, row.due_at, row.part))
        return found

    def open_at(self, positions: frozenset[Position]) -> list[OpenTask]:
        """Return every open task of any of these positions, whoever has it, and all that judge something."""
        roles = sorted({position.role for position in positions})
        rows = self._connection.execute(_OPEN, {"roles": roles})
        found = [
            OpenTask(
                row.case_id, row.task, load_positions(row.positions), row.holder_id, row.due_at, row.part
            )
            for row in rows
        ]
        return [row for row in found if not positions.isdisjoint(row.positions) or row.part in CHECKS]

    def next_rung_at(self, *, meetings: bool = False) -> datetime | None:
        """Return when the next reminder of any deadline is due, or of any meeting."""
        kind = _MEETINGS if meetings else _DEADLINES
        return self._connection.execute(select(func.min(tasks.c.next_rung_at)).where(kind)).scalar()

    def due_rungs(self, now: datetime, *, meetings: bool = False) -> list[DueRung]:
        """Return the tasks whose next reminder is due, the oldest first: of deadlines, or of meetings."""
        kind = _MEETINGS if meetings else _DEADLINES
        rows = self._connection.execute(
            _RUNGS.where(tasks.c.next_rung_at <= now, kind).order_by(
                tasks.c.next_rung_at, tasks.c.case_id, tasks.c.task
            )
        )
        return [DueRung(*row) for row in rows]

    def planned(self) -> list[tuple[DueRung, datetime]]:
        """Return every task that has a reminder to come, with when that is."""
        rows = self._connection.execute(
            select(
                tasks.c.case_id,
                tasks.c.task,
                tasks.c.next_rung,
                tasks.c.clock,
                tasks.c.reminded_at,
                tasks.c.next_rung_at,
            )
            .where(tasks.c.next_rung_at.is_not(None))
            .order_by(tasks.c.case_id, tasks.c.task)
        )
        return [(DueRung(*row[:-1]), row[-1]) for row in rows]

    def rung_of(self, case: int, task: int) -> DueRung | None:
        """Return where an open task stands on its ladder."""
        rows = _RUNG_OF.rows(self._connection, {"c": case, "t": task})
        return DueRung(*rows[0]) if rows else None

    def postpone(self, now: datetime, until: datetime) -> None:
        """Let every reminder of a deadline that is due wait, as for the next opening."""
        self._connection.execute(
            update(tasks).where(tasks.c.next_rung_at <= now, _DEADLINES).values(next_rung_at=until)
        )
        self._concerns.add("deadlines")

    def reminded(self, case: int, task: int, now: datetime) -> None:
        """Note that a reminder of a task was sent."""
        _REMINDED.run(self._connection, {"c": case, "t": task, "at": now})

    def waiting(self) -> list[tuple[int, int]]:
        """Return (case, task) of every open task, the earliest deadline first, those without one last."""
        rows = self._connection.execute(
            select(tasks.c.case_id, tasks.c.task)
            .where(tasks.c.ended_at.is_(None))
            .order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.case_id, tasks.c.task)
        )
        return [(row.case_id, row.task) for row in rows]

    def claim_rung(self, rung: DueRung, number: int, now: datetime) -> bool:
        """Write down that a rung fires; False where it already did, here or in another process."""
        row = {"case_id": rung.case, "task": rung.task, "clock": rung.clock, "rung": number, "at": now}
        return bool(_CLAIM[self._connection.dialect.name].rows(self._connection, row))

    def plan_rung(self, rung: DueRung, number: int, at: datetime | None) -> None:
        """Set the next reminder of a task."""
        _PLAN.run(self._connection, {"c": rung.case, "t": rung.task, "rung": number, "rung_at": at})
        self._concerns.add("deadlines")


def _changes(before: Task, after: Task) -> Iterator[tuple[Hot, dict[str, object]]]:
    """Yield the statements that bring a known task's row in step, each with its values."""
    if after.ended is not None:
        if before.ended is None:
            ended = {"holder": after.holder, "ended": after.ended.at}
            yield _CHANGE_ENDED, ended | _spent(after.ended.spent)
        return
    if (before.holder, before.positions) != (after.holder, after.positions):
        yield _CHANGE_HOLDER, _handed(after)


def _handed(task: Task) -> dict[str, object]:
    return {
        "holder": task.holder,
        "new_role": task.positions[0].role,
        "new_positions": dump_positions(task.positions),
    }


def _clock_row(task: Task, rung: tuple[int, datetime] | None) -> dict[str, object]:
    return {
        "starts": task.starts,
        "due": task.due,
        "new_clock": task.moves,
        "rung": rung[0] if rung else 0,
        "rung_at": rung[1] if rung else None,
    }


def _spent(spent: Spent | None) -> dict[str, object]:
    return {
        "allowed_for": spent.allowed if spent else None,
        "used_up": spent.used if spent else None,
        "stood": spent.paused if spent else None,
        "late_by": spent.late if spent else None,
    }


def _row(case_id: int, task: Task, rung: tuple[int, datetime] | None) -> dict[str, object]:
    """Return the row of a new task; one may be born and over in a single turn."""
    spent = task.ended.spent if task.ended else None
    return {
        "case_id": case_id,
        "task": task.id,
        "step": task.step,
        "part": task.part.value,
        "role": task.positions[0].role,
        "positions": dump_positions(task.positions),
        "holder_id": task.holder,
        "starts_at": task.starts,
        "due_at": task.due,
        "ended_at": task.ended.at if task.ended else None,
        "next_rung": rung[0] if rung else 0,
        "next_rung_at": rung[1] if rung and not task.ended else None,
        "attempt": task.attempt,
        "clock": task.moves,
        "reminded_at": None,
        "allowed": spent.allowed if spent else None,
        "used": spent.used if spent else None,
        "paused": spent.paused if spent else None,
        "late": spent.late if spent else None,
    }
