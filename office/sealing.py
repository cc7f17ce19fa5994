"""Approving in the chat, with the office's seal on what was approved.

The tap asks for the sealed paper; the workshop makes it; and only when it is there the approval becomes a
signature, if it still may: whoever lost the post meanwhile, or approved what was replaced, signed nothing.
"""

from office import signing, stepup
from office.documents import Upload
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from office.signing import Subject
from papers.kinds import PDF
from papers.signatures import as_facts
from sop import facts as f
from sop.case import Part
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.documents import Document, DocumentKind
from storage.makings import Making
from storage.outbox import Outgoing
from storage.transaction import Tx

KIND = "sealed"
_SECONDS = 90.0


def offered(office: Office, part: Part, document: Document | None) -> bool:
    """Whether a task's card offers the seal: there is one, and what is to be signed is a PDF."""
    return (
        office.seal is not None
        and part in signing.PARTS
        and document is not None
        and document.mime == PDF.mime
    )


def request(
    tx: Tx,
    office: Office,
    actor: Actor,
    chat: int,
    case: int,
    task: int,
    seen: int,
    *,
    verified: bool = False,
) -> None:
    """Ask for the sealed paper of what a person approves; `chat` is theirs. Raises Refused.

    NEEDS_CODE where the step asks for a code: `request_with_code` takes it.
    """
    one = signing.subject(tx, office, actor, case, task, seen)
    if office.seal is None:
        raise Refused(Reason.NOT_THIS_KIND)
    signing.rehearse(tx, office, actor, one, verified=verified, how=f.SEAL)
    if tx.makings.waits(KIND, case):
        raise Refused(Reason.BEING_SIGNED)
    data = {
        "chat": chat,
        "task": task,
        "seen": seen,
        "sha256": one.document.sha256,
        "capacity": list(one.capacity),
        "verified": verified,
    }
    tx.makings.add(KIND, case, data, office.now())


def request_with_code(
    tx: Tx, office: Office, actor: Actor, chat: int, case: int, task: int, seen: int, code: str
) -> None:
    """Do the same with a code of the authenticator app, looked at only if nothing else is in the way."""
    try:
        request(tx, office, actor, chat, case, task, seen)
    except Refused as refused:
        if refused.reason is not Reason.NEEDS_CODE:
            raise
    else:
        return
    stepup.verify(tx, office, actor, code)
    request(tx, office, actor, chat, case, task, seen, verified=True)


def _rightful(tx: Tx, office: Office, making: Making, *, lock: bool) -> tuple[Actor, Subject]:
    """Return who approved and on what, if it may still be signed in the same capacity. Raises Refused."""
    data = making.data
    actor = office.actor(tx, data["chat"])
    if actor is None or making.case is None:
        raise Refused(Reason.NOT_MEMBER)
    one = signing.subject(tx, office, actor, making.case, data["task"], data["seen"], lock=lock)
    if one.document.sha256 != data["sha256"] or list(one.capacity) != data["capacity"]:
        raise Refused(Reason.STALE)
    return actor, one


def _prepare(tx: Tx, office: Office, making: Making, shelf: Shelf) -> Job | None:
    from papers.approval import Approval  # noqa: PLC0415 - needed once there is something to seal
    from papers.sealing import sealed  # noqa: PLC0415 - as above

    actor, one = _rightful(tx, office, making, lock=False)
    if office.seal is None:
        raise Refused(Reason.NOT_THIS_KIND)
    document = one.document
    version = f" versi {document.number}" if document.number > 1 else ""
    approval = Approval(
        letterhead=office.letterhead(one.sop),
        case=one.case.id,
        title=one.case.title,
        label=f"{document.label}{version}",
        file=document.name,
        sha256=document.sha256,
        capacity=one.capacity,
        name=actor.name,
        at=making.created_at,
        zone=office.zone,
        link=office.link(tx, one.case.id),
        verified=making.data["verified"],
    )
    args = (shelf(document.sha256), approval, office.seal, office.anchors)
    stem = document.name.rpartition(".")[0] or document.name
    return Job(sealed, args, f"{stem} (disegel).pdf", PDF.mime, _SECONDS)


def _finish(tx: Tx, office: Office, making: Making, made: Made) -> None:
    actor, one = _rightful(tx, office, making, lock=True)
    facts = {"signatures": as_facts(made.result)}
    upload = Upload(
        made.sha256, made.size, made.name, made.mime, None, "document", facts, kind=DocumentKind.SEALED
    )
    verified = making.data["verified"]
    file = signing.complete(tx, office, actor, one, upload, verified=verified, how=f.SEAL)
    payload = {"name": "sealed", "case": one.case.id, "document": file.id}
    tx.outbox.add([Outgoing(making.data["chat"], "notice", payload)], office.now())


def _refused(tx: Tx, office: Office, making: Making, refused: Refused) -> None:
    """Say that what was approved was not sealed; a seal that came twice is no news."""
    if tx.cases.load(making.case or 0) is None:
        return
    payload = {
        "name": "unsealed",
        "case": making.case,
        "reason": refused.reason.value,
        "facts": refused.facts,
    }
    tx.outbox.add([Outgoing(making.data["chat"], "notice", payload)], office.now())


MAKER = Maker(_prepare, _finish, _refused)
