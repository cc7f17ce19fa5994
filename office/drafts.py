"""Drafts from Word templates: asked for on a task's card, filled with what the case knows, sent to who asked.

A draft is a convenience for its author and no version of the case's file: nobody decides on it, and it is
not among the case's files until it comes back as an upload.
"""

import logging
import re
from dataclasses import asdict

from office.checks import check
from office.draft_values import draft_values
from office.filing import file_made
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from papers.kinds import DOCX
from papers.template_shelf import Broken, candidates, make
from sop.case import Case, Part, Task
from sop.definition import Sop, Step
from sop.errors import Reason, Refused
from sop.machine import lacks_meeting
from sop.people import Actor, By
from sop.routing import route
from storage.documents import DocumentKind
from storage.makings import Making
from storage.outbox import Outgoing
from storage.transaction import Tx

KIND = "draft"
PARTS = frozenset({Part.PREPARE, Part.MINUTES, Part.DRAFT})
"""Parts whose file may begin with a template."""
SECONDS = 30.0
_LONGEST_NAME = 60
log = logging.getLogger(__name__)


def offered(step: Step, task: Task) -> bool:
    """Whether a task's file may still begin with a template: it has none yet, and the step names one."""
    return bool(step.template) and task.part in PARTS and task.file is None and not task.submitted


def ask(tx: Tx, office: Office, actor: Actor, case_id: int, task_id: int) -> bool:
    """Ask for a draft; return whether that is news, and not being made already.

    Raises Refused: whose turn it is not, NOT_THIS_KIND where the step has no template, NO_TEMPLATE where its
    file is gone, NEEDS_MEETING before an invitation's meeting has a time.
    """
    sop, case, task = check(tx, office, actor, case_id, task_id, None)
    step = sop.step(task.step)
    if not step.template or task.part not in PARTS:
        raise Refused(Reason.NOT_THIS_KIND)
    if not tuple(candidates(office.templates, step.template)):
        raise Refused(Reason.NO_TEMPLATE)
    if task.part is Part.PREPARE and lacks_meeting(case, step):
        raise Refused(Reason.NEEDS_MEETING)
    data = {"task": task.id, "person": actor.person}
    if tx.makings.waits(KIND, case.id, data):
        return False
    tx.makings.add(KIND, case.id, data, office.now())
    return True


def _prepare(tx: Tx, office: Office, making: Making, _: Shelf) -> Job | None:
    """Gather what the draft says; None where whoever asked may no longer act on the task."""
    found = _still(tx, office, making)
    if found is None:
        return None
    sop, case, task, actor = found
    step = sop.step(task.step)
    author = _author(tx, office, sop, case, task, actor)
    values = draft_values(tx, office, sop, case, step, author, making.created_at)
    templates = tuple(candidates(office.templates, step.template))
    return Job(
        make, (templates, values), f"{file_name(step.file_label)} - proses {case.id}.docx", DOCX.mime, SECONDS
    )


def _finish(tx: Tx, office: Office, making: Making, made: Made) -> None:
    """Send the draft to who asked, in their own chat; of a broken template the admins are told."""
    found = _still(tx, office, making)
    if found is None:
        return
    sop, case, task, actor = found
    step = sop.step(task.step)
    if step.template:
        _tell_broken(tx, office, step.template, made.result)
    document = file_made(
        tx,
        office,
        made,
        case=None,  # no version of the case's file
        step=step.number,
        label=step.file_label,
        person=actor.person,
        kind=DocumentKind.DRAFT,
    )
    # An answer to this message is an answer to "which file", as if the card had asked for it.
    form = {"kind": "file", "data": {"case": case.id, "task": task.id, "sign": False}}
    payload = {"document": document.id, "case": case.id, "task": task.id, "form": form}
    chat = tx.people.chats((actor.person,)).get(actor.person)
    if chat is not None:
        tx.outbox.add([Outgoing(chat, "draft", payload)], office.now())


def _refused(tx: Tx, office: Office, making: Making, refused: Refused) -> None:
    """Tell who waits that no draft comes, and the admins why."""
    found = _still(tx, office, making)
    if found is None:
        return
    sop, case, task, actor = found
    step = sop.step(task.step)
    _tell_broken(tx, office, step.template, Broken(**refused.facts), serves=False)
    chat = tx.people.chats((actor.person,)).get(actor.person)
    if chat is not None:
        payload = {"name": "no_draft", "case": case.id, "label": step.file_label}
        tx.outbox.add([Outgoing(chat, "notice", payload)], office.now())


MAKER = Maker(_prepare, _finish, _refused)


def _still(tx: Tx, office: Office, making: Making) -> tuple[Sop, Case, Task, Actor] | None:
    """Return the task and who asked, if they may still act on it."""
    person = making.data["person"]
    chat = tx.people.chats((person,)).get(person)
    actor = office.actor(tx, chat) if chat is not None else None
    if actor is None or making.case is None:
        return None
    try:
        sop, case, task = check(tx, office, actor, making.case, making.data["task"], None)
    except Refused:
        return None
    return sop, case, task, office.within(tx, actor, sop)


def _author(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, actor: Actor) -> By:
    """Return who asked, in the capacity in which the task is theirs."""
    roster = office.roster(tx, sop)
    positions = (*route(sop, case, task, roster).positions, *task.positions)
    return actor.by(next((p for p in positions if p in actor.positions), None))


def _tell_broken(tx: Tx, office: Office, name: str, broken: Broken | None, *, serves: bool = True) -> None:
    """Tell the admins what is wrong with a template, once for each state of its file."""
    key = f"template:{name}"
    told, now = tx.record.setting(key) or "", broken.digest if broken is not None else ""
    if told == now:
        return
    tx.record.keep(key, now)
    if broken is None:
        return
    log.warning("template %s cannot be used: %s", name, broken.error)
    payload = {"name": "template", **asdict(broken), "serves": serves}
    tx.outbox.add([Outgoing(admin, "notice", payload) for admin in office.admins(tx)], office.now())


def file_name(label: str) -> str:
    """Return a label as a file may be called anywhere."""
    plain = re.sub(r"[^\w\s().-]", " ", label)
    return " ".join(plain.split())[:_LONGEST_NAME].strip(" .") or "naskah"
