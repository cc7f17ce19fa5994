"""Every version of a case's files: who brought it, whether it is the newest, what was decided on it."""

from dataclasses import dataclass, field

from office.documents import versions as of_case
from sop import facts as f
from sop.case import Case
from sop.people import By
from storage.documents import Document
from storage.transaction import Tx


@dataclass(slots=True)
class Version:
    """One version of a file of a case."""

    document: Document
    newest: int
    """The number of the newest version of the same file; its own where nothing has taken its place."""
    by: By | None = None
    """Who brought it, in which capacity; None where the bot made it."""
    decisions: list[f.Event] = field(default_factory=list)
    """What was decided on these bytes, oldest first: approved, signed, returned, archived."""
    receipts: int = 0
    """How many officials acknowledged that they received it."""


def versions(tx: Tx, case: Case) -> list[Version]:
    """Return every version of every file of a case, newest first."""
    documents = of_case(tx, case)
    newest: dict[tuple[int, str], int] = {}
    for one in documents:
        newest[one.step, one.label] = one.number
    found = {one.id: Version(one, newest[one.step, one.label]) for one in documents}
    for event in tx.cases.events(case.id):
        _note(case, event, found)
    return [found[one.id] for one in reversed(documents)]


def _note(case: Case, event: f.Event, found: dict[int, Version]) -> None:
    match event.fact:
        case f.CaseOpened(base=file) | f.FileAttached(file=file):
            if file.id in found:
                found[file.id].by = event.by
        case f.Approved(file=file) | f.Signed(file=file) | f.Archived(file=file):
            if file.id in found:
                found[file.id].decisions.append(event)
        case f.Returned(task=number):
            task = case.task(number)
            if task is not None and task.given is not None and task.given.id in found:
                found[task.given.id].decisions.append(event)
        case f.Received(file=file):
            if file.id in found:
                found[file.id].receipts += 1
