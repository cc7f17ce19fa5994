"""Signing in the office's own hand: who may, on what, and what is written down once the file bears it.

A seal and a certified signature both take time outside of any transaction. So each is authorised twice: when
it is asked for, and again in the transaction that writes the signed file and the signature down.
"""

from dataclasses import dataclass

from office import cases, documents
from office.documents import Upload
from office.office import Office
from papers.kinds import PDF
from sop import actions as a
from sop import machine
from sop.case import Case, FileRef, Part, Task
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.people import Actor, By
from sop.turn import Turn, office_lines
from storage.documents import Document
from storage.transaction import Tx

PARTS = (Part.COUNTERSIGN, Part.SIGN)


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody may sign now: the task, the file as it is kept, and the capacity line by line."""

    sop: Sop
    case: Case
    task: Task
    document: Document
    by: By
    capacity: tuple[str, ...]


def subject(
    tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int, seen: int, *, lock: bool = False
) -> Subject:
    """Return what this person may sign now. Raises Refused, also where its file is no PDF."""
    sop, case = cases.find(tx, office, case_id, lock=lock)
    turn = Turn(sop, case, office.within(tx, actor, sop), office.setting(tx, sop))
    task = turn.authorise(task_id, seen)
    if task.part not in PARTS:
        raise Refused(Reason.NOT_THIS_KIND)
    document = tx.documents.get((task.file or task.given or case.base).id)
    if document is None or document.mime != PDF.mime:
        raise Refused(Reason.NOT_SEALABLE)
    return Subject(sop, case, task, document, turn.by, office_lines(sop, turn.by))


def rehearse(tx: Tx, office: Office, actor: Actor, one: Subject, *, verified: bool, how: str) -> None:
    """Ask the rules whether a signed file and the signature would be taken now, and write nothing.

    So that nobody waits for a file, or types a passphrase, in vain. Raises Refused.
    """
    actor, setting = office.within(tx, actor, one.sop), office.setting(tx, one.sop)
    label = documents.label_for(one.sop, one.task)
    file = FileRef(0, "0" * 64, one.document.name, one.document.size, label, 1, actor.name)
    case = machine.decide(one.sop, one.case, a.Attach(one.task.id, file), actor, setting).case
    task = case.task(one.task.id)
    assert task is not None  # noqa: S101 - it was there before
    machine.decide(one.sop, case, a.Sign(task.id, task.version, verified, how), actor, setting)


def complete(
    tx: Tx, office: Office, actor: Actor, one: Subject, upload: Upload, *, verified: bool, how: str
) -> FileRef:
    """Write the signed file and the signature down; return the file. Raises Refused."""
    action = documents.attach(tx, actor, one.sop, one.task, one.case, upload, office.now())
    after = cases.act(tx, office, actor, one.case.id, action).case.task(one.task.id)
    assert after is not None  # noqa: S101 - it was there before
    cases.act(tx, office, actor, one.case.id, a.Sign(after.id, after.version, verified, how))
    return action.file
