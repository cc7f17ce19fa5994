"""Reminders by hand: said by the sweep, as soon as the office is open and the task's last reminder allows."""

from collections.abc import Iterable

from office.office import Office
from sop.definition import Sop
from sop.facts import Event, Nudged
from sop.turn import office_line
from storage.nudges import Waiting
from storage.transaction import Tx


def note(tx: Tx, office: Office, sop: Sop, case: int, events: Iterable[Event]) -> None:
    """Let whoever has a task be reminded by hand, as decided by these events."""
    for event in events:
        if isinstance(event.fact, Nudged):
            by = office_line(sop, event.by) or event.by.name
            tx.nudges.put(Waiting(case, event.fact.task, by), office.now())
