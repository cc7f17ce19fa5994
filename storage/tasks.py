"""Open tasks as rows, so that "my tasks" and "what is due next" are questions to an index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sop.case import CHECKS, Case, Task
from sop.people import Actor, Position
from storage.codec import dump_positions, load_positions
from storage.hot import Hot
from storage.tables import reminders, tasks

_INSERT = Hot(insert(tasks))
_CHANGE_ENDED = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(holder_id=bindparam("holder"), ended_at=bindparam("ended"), next_rung_at=None)
)
_CHANGE_HOLDER = Hot(
    update(tasks)
    .where(tasks.c.case_id == bindparam("c"), tasks.c.task == bindparam("t"))
    .values(holder_id=bindparam("holder"), role=bindparam("new_role"), positions=bindparam("new_positions"))
)
_OPEN = (
    select(tasks.c.case_id, tasks.c.task, tasks.c.positions, tasks.c.holder_id, tasks.c.due_at, tasks.c.part)
    .where(
        tasks.c.ended_at.is_(None),
        # What is judged may come to a superior, whose role is not the task's (sop.routing).
        or_(tasks.c.role.in_(bindparam("roles", expanding=True)), tasks.c.part.in_(sorted(CHECKS))),
    )
    .order_by(tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.case_id, tasks.c.task)
)


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
        first_rungs: Mapping[int, datetime],
    ) -> None:
        """Bring the rows in step with a case; `first_rungs` says when each new task first reminds."""
        known = {task.id for task in before.tasks} if before else set()
        new: list[Task] = []
        ended: list[dict[str, object]] = []
        handed: list[dict[str, object]] = []
        for task_id in changed:
            task = after.task(task_id)
            if task is None:
                continue
            if task.id not in known:
                new.append(task)
            elif before is not None and _row_differs(before.task(task.id), task):
                row: dict[str, object] = {"c": after.id, "t": task.id, "holder": task.holder}
                if task.ended:
                    ended.append(row | {"ended": task.ended.at})
                else:
                    positions = dump_positions(task.positions)
                    handed.append(row | {"new_role": task.positions[0].role, "new_positions": positions})
        if new:
            rows = [_row(after.id, task, first_rungs.get(task.id)) for task in new]
            _INSERT.run_many(self._connection, rows)
            self._concerns.add("deadlines")
        if ended:
            _CHANGE_ENDED.run_many(self._connection, ended)
        if handed:
            _CHANGE_HOLDER.run_many(self._connection, handed)

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

    def next_rung_at(self) -> datetime | None:
        """Return when the next reminder of any task is due."""
        return self._connection.execute(select(func.min(tasks.c.next_rung_at))).scalar()

    def due_rungs(self, now: datetime, limit: int = 200) -> list[DueRung]:
        """Return tasks whose next reminder is due, the oldest first."""
        rows = self._connection.execute(
            select(tasks.c.case_id, tasks.c.task, tasks.c.next_rung)
            .where(tasks.c.next_rung_at <= now)
            .order_by(tasks.c.next_rung_at)
            .limit(limit)
        )
        return [DueRung(row.case_id, row.task, row.next_rung) for row in rows]

    def claim_rung(self, rung: DueRung, number: int, now: datetime) -> bool:
        """Write down that a rung fires; False where it already did, here or in another process."""
        values = {"case_id": rung.case, "task": rung.task, "rung": number, "at": now}
        make = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        # Asked by RETURNING: psycopg gives no row count for an insert.
        statement = make(reminders).values(values).on_conflict_do_nothing().returning(reminders.c.rung)
        return self._connection.execute(statement).first() is not None

    def plan_rung(self, rung: DueRung, number: int, at: datetime | None) -> None:
        """Set the next reminder of a task."""
        self._connection.execute(
            update(tasks)
            .where(tasks.c.case_id == rung.case, tasks.c.task == rung.task, tasks.c.ended_at.is_(None))
            .values(next_rung=number, next_rung_at=at)
        )
        self._concerns.add("deadlines")


def _row_differs(before: Task | None, after: Task) -> bool:
    if before is None:
        return True
    return (before.holder, before.ended, before.positions) != (after.holder, after.ended, after.positions)


def _row(case_id: int, task: Task, rung_at: datetime | None) -> dict[str, object]:
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
        "next_rung": 0,
        "next_rung_at": None if task.ended else rung_at,
    }
