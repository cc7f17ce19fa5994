"""Giving a task to somebody: what a superior or an admin chooses from."""

from collections.abc import Sequence
from dataclasses import dataclass

from office.cases import find
from office.mine import Mine, mine
from office.office import Office
from sop.assigning import having, may_give, needs_reason
from sop.case import Case, Part, Task
from sop.definition import Sop
from sop.errors import Refused
from sop.people import Actor, Position
from sop.turn import Turn
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Offer:
    """A task, who may be given it by the one who asks (in which position), and who has it now."""

    sop: Sop
    case: Case
    task: Task
    people: tuple[tuple[Position, int], ...]
    had: tuple[int, ...]
    needs_reason: bool

    def position(self, person: int) -> Position | None:
        """Return the position in which a person would do it; None for whom it cannot be given to."""
        return next((position for position, one in self.people if one == person), None)


def offer(tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int, *, lock: bool = False) -> Offer:
    """Return whom a task may be given to. Raises Refused: no authority over it, ended.

    With `lock` the case stays as it is until the commit.
    """
    sop, case = find(tx, office, case_id, lock=lock)
    return _offer(tx, office, actor, sop, case, task_id)


def _offer(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case, task_id: int) -> Offer:
    actor = office.within(tx, actor, sop)
    setting = office.setting(tx, sop)
    task = Turn(sop, case, actor, setting).overseen(task_id)
    roster = setting.roster
    return Offer(
        sop,
        case,
        task,
        may_give(sop, case, task, roster, actor),
        having(sop, case, task, roster),
        needs_reason(sop, task, roster),
    )


def movable(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case) -> list[Offer]:
    """Return the open tasks of a case that somebody may give to others."""
    found = []
    for task in case.open_tasks():
        try:
            one = _offer(tx, office, actor, sop, case, task.id)
        except Refused:
            continue
        if one.people:
            found.append(one)
    return found


def load(tx: Tx, office: Office, people: Sequence[int]) -> dict[int, int]:
    """Return how many tasks each person has open that wait for an action of theirs."""
    found = {}
    for person, chat in tx.people.chats(tuple(people)).items():
        actor = office.actor(tx, chat)
        found[person] = sum(map(_waits, mine(tx, office, actor))) if actor is not None else 0
    return found


def _waits(one: Mine) -> bool:
    return one.task.part is not Part.ATTEND and not one.task.submitted
