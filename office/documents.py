"""Files of a case: written down as versions, found again, shown to whom they concern."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from office.mine import Mine, mine
from office.office import Office
from sop import actions as a
from sop.case import Case, FileRef, Part, Status, Task
from sop.definition import Signature, Sop
from sop.people import Actor, Position
from sop.routing import superiors
from storage.documents import Document, DocumentKind
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came from a chat and whose bytes are already kept."""

    sha256: str
    size: int
    name: str
    mime: str
    telegram_file_id: str | None
    medium: str
    facts: dict[str, Any] = field(default_factory=dict)
    """What inspection found, as plain data: `papers.inspection.Inspection.facts`."""
    text: str = field(default="", repr=False)
    """Its words, for the search."""
    kind: str = DocumentKind.UPLOAD


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task of a person that waits for a file."""

    case: int
    task: int
    title: str
    label: str


def keep(
    tx: Tx, upload: Upload, actor: Actor, *, case: int | None, step: int, label: str, now: datetime
) -> FileRef:
    """Write a version down and return the reference that the case keeps."""
    document = tx.documents.add(
        case=case,
        step=step,
        label=label,
        sha256=upload.sha256,
        name=upload.name,
        mime=upload.mime,
        size=upload.size,
        telegram_file_id=upload.telegram_file_id,
        medium=upload.medium,
        person=actor.person,
        at=now,
        facts=upload.facts,
        kind=upload.kind,
        text=upload.text,
    )
    return FileRef(document.id, upload.sha256, upload.name, upload.size, label, document.number, actor.name)


def label_for(sop: Sop, task: Task) -> str:
    """Return what the file of a task is called; a signed one is told apart from the unsigned."""
    step = sop.step(task.step)
    if task.part in (Part.COUNTERSIGN, Part.SIGN):
        return f"{step.file_label} (ditandatangani)"
    return step.file_label


def attach(tx: Tx, actor: Actor, sop: Sop, task: Task, case: Case, upload: Upload, now: datetime) -> a.Attach:
    """Write an upload down as the next version of a task's file; return the action that attaches it."""
    label = label_for(sop, task)
    return a.Attach(task.id, keep(tx, upload, actor, case=case.id, step=task.step, label=label, now=now))


def waiting_for_file(tx: Tx, office: Office, actor: Actor) -> list[Waiting]:
    """Return the tasks of this person that wait for a file, the earliest deadline first."""
    return [
        Waiting(one.case.id, one.task.id, one.case.title, label_for(one.sop, one.task))
        for one in mine(tx, office, actor)
        if one.task.part.takes_file and _may_take(one)
    ]


def _may_take(one: Mine) -> bool:
    """Leave out what only may, and need not, take a file: it would make "exactly one waits" rare."""
    if one.case.status is not Status.OPEN:
        return False
    if one.task.part is not Part.COUNTERSIGN:
        return not one.task.submitted
    return one.sop.step(one.task.step).signature is Signature.FILE


def versions(tx: Tx, case: Case) -> list[Document]:
    """Return every version of every file of a case, oldest first; its package is handed out apart."""
    return [one for one in tx.documents.of_case(case.id) if one.kind != DocumentKind.PACKAGE]


def may_see(tx: Tx, office: Office, actor: Actor, case: Case) -> bool:
    """Whether a person may look into a case: its opener, whoever holds a position it has come to, and above.

    A holder on leave still may. Who no longer holds any post sees nothing, whatever they opened or did.
    """
    if actor.admin:
        return True
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    actor = office.within(tx, actor, sop)
    held = actor.positions | actor.replaced
    if not held:
        return False
    people, posts = onlookers(sop, case)
    return actor.person in people or not held.isdisjoint(posts)


def onlookers(sop: Sop, case: Case) -> tuple[frozenset[int], frozenset[Position]]:
    """Return who may look into a case while in office: those who did something in it, and some positions."""
    people = {case.opener.person}
    posts: set[Position] = set()
    for task in case.tasks:
        people |= {task.holder} if task.holder is not None else set()
        people |= {task.ended.by.person} if task.ended and task.ended.by else set()
        posts.update(task.positions)
    return frozenset(people), frozenset(posts.union(superiors(sop, tuple(posts), case)))
