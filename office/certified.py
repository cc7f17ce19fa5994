"""Certified electronic signatures through the gateway: who may try, how often, and what is written down.

The passphrase and the NIK never come here.
"""

import json
from datetime import datetime, timedelta

from office import signing
from office.documents import Upload
from office.office import Office
from office.signing import Subject
from papers.kinds import PDF
from papers.signatures import Signature, as_facts
from sop import facts as f
from sop.errors import Reason, Refused
from sop.moments import clock
from sop.people import Actor
from storage.documents import DocumentKind
from storage.outbox import Outgoing
from storage.transaction import Tx

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def look(tx: Tx, office: Office, chat: int, case: int, task: int, seen: int) -> tuple[Actor, Subject]:
    """Return who asks and what they would sign, if they may sign it now; `chat` is theirs. Raises Refused."""
    actor = office.actor(tx, chat)
    if actor is None:
        raise Refused(Reason.NOT_MEMBER)
    one = signing.subject(tx, office, actor, case, task, seen)
    signing.rehearse(tx, office, actor, one, verified=False, how=f.CERTIFIED)
    until = _state(tx, actor.person)[1]
    if until is not None and office.now() < until:
        raise Refused(Reason.TTE_LOCKED, until=clock(until, office.zone))
    return actor, one


def wrong(tx: Tx, office: Office, person: int, reason: Reason) -> Refused:
    """Count a wrong passphrase or NIK; return the refusal to say. The fifth in a row locks."""
    failures = _state(tx, person)[0] + 1
    if failures < TRIES:
        _keep(tx, person, failures, None)
        return Refused(reason, left=str(TRIES - failures))
    until = office.now() + LOCKED_FOR
    _keep(tx, person, 0, until)
    return Refused(Reason.TTE_LOCKED, until=clock(until, office.zone))


def finish(
    tx: Tx,
    office: Office,
    chat: int,
    about: tuple[int, int, int],
    was: Subject,
    upload: Upload,
    signatures: tuple[Signature, ...],
    transaction: str,
) -> None:
    """Write the signed file and the signature down, authorised anew. Raises Refused.

    `about` is the case, the task and the version that was seen; `transaction` the gateway's id.
    """
    actor = office.actor(tx, chat)
    if actor is None:
        raise Refused(Reason.NOT_MEMBER)
    one = signing.subject(tx, office, actor, *about, lock=True)
    if (one.document.sha256, one.capacity) != (was.document.sha256, was.capacity):
        raise Refused(Reason.STALE)
    _keep(tx, actor.person, 0, None)
    facts = {"signatures": as_facts(signatures), "bsre": transaction}
    upload = Upload(
        upload.sha256,
        upload.size,
        _name(one.document.name),
        PDF.mime,
        None,
        "document",
        facts,
        kind=DocumentKind.UPLOAD,
    )
    file = signing.complete(tx, office, actor, one, upload, verified=False, how=f.CERTIFIED)
    payload = {"name": "certified", "case": one.case.id, "document": file.id}
    tx.outbox.add([Outgoing(chat, "notice", payload)], office.now())


def _name(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return f"{stem} (TTE).pdf"


def _state(tx: Tx, person: int) -> tuple[int, datetime | None]:
    kept = tx.record.setting(f"tte:{person}")
    if kept is None:
        return 0, None
    found = json.loads(kept)
    return found["failures"], datetime.fromisoformat(found["until"]) if found["until"] else None


def _keep(tx: Tx, person: int, failures: int, until: datetime | None) -> None:
    value = {"failures": failures, "until": until.isoformat() if until else None}
    tx.record.keep(f"tte:{person}", json.dumps(value))
