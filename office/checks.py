"""Looks without acting: whether a person may act on a task now, before a form about it is opened."""

from office.cases import find
from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Actor
from sop.turn import Turn
from storage.transaction import Tx


def check(
    tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int, seen: int | None, *, lock: bool = False
) -> tuple[Sop, Case, Task]:
    """Return the task if this person may act on it now. Raises Refused, as the action itself would.

    With `lock` the case stays as it is until the commit: for what is written before the action itself.
    """
    sop, case = find(tx, office, case_id, lock=lock)
    actor = office.within(tx, actor, sop)
    task = Turn(sop, case, actor, office.setting(tx, sop)).authorise(task_id, seen)
    return sop, case, task
