"""Sertifikat proses of a case: made at its end, and whenever somebody who may see the case asks for it."""

from datetime import timedelta
from typing import Any

from office.certifying import certified
from office.documents import may_see
from office.filing import bring, case_of, file_made
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from papers.certificate import certificate_of_process
from papers.kinds import PDF
from sop import facts as f
from sop.case import Case, Part, Status
from sop.errors import Reason, Refused
from sop.facts import Event
from sop.people import Actor
from storage.documents import Document, DocumentKind
from storage.makings import Making
from storage.transaction import Tx

KIND = "certificate"
LABEL = "Sertifikat Proses"
_INTERIM = {Status.OPEN: " (belum selesai)", Status.CANCELLED: " (dibatalkan)", Status.CLOSED: ""}
FRESH = timedelta(minutes=5)
"""So long a certificate of an open case is handed out again where nothing has happened since."""
_KEEPS = frozenset({Part.DISPOSE, Part.ARCHIVE})
"""Whoever did these has the certificate brought at the end, as whoever opened the case does."""


def order(tx: Tx, office: Office, case: Case, event: Event) -> None:
    """Ask for the certificate of a case that has just ended."""
    people = [case.opener.person]
    people += [t.ended.by.person for t in case.tasks if t.part in _KEEPS and t.ended and t.ended.by]
    if isinstance(event.fact, f.CaseCancelled):
        people.append(event.by.person)
    tx.makings.add(KIND, case.id, {"to": list(dict.fromkeys(people))}, office.now())


def request(tx: Tx, office: Office, actor: Actor, case: Case) -> Document | None:
    """Return the certificate of a case as it stands; None: it is being made and will be sent.

    Raises Refused for whoever may not see the case.
    """
    if not may_see(tx, office, actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    known = _latest(tx, case)
    if known is not None and known.found["chain"] == tx.cases.chain_head(case.id):
        lasts = FRESH if case.status is Status.OPEN else timedelta.max
        if office.now() - known.at <= lasts:
            return known
    data = {"to": [actor.person]}
    if not tx.makings.waits(KIND, case.id, data):
        tx.makings.add(KIND, case.id, data, office.now())
    return None


def _latest(tx: Tx, case: Case) -> Document | None:
    made = [one for one in tx.documents.of_case(case.id) if one.kind == DocumentKind.CERTIFICATE]
    return made[-1] if made else None


def _prepare(tx: Tx, office: Office, making: Making, _: Shelf) -> Job | None:
    case = case_of(tx, making)
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    suffix = _INTERIM[case.status].strip(" ()").replace(" ", "-")
    name = "-".join(part for part in ("sertifikat-proses", str(case.id), suffix) if part)
    return Job(certificate_of_process, (certified(tx, office, sop, case),), f"{name}.pdf", PDF.mime)


def _finish(tx: Tx, office: Office, making: Making, made: Made) -> None:
    case = case_of(tx, making)
    known = _latest(tx, case)
    if known is None or known.sha256 != made.sha256:
        known = _keep(tx, case, making, made, office)
    notice = {"name": "certificate", "case": case.id, "document": known.id}
    bring(tx, office, making, case, notice, may_see)


def _keep(tx: Tx, case: Case, making: Making, made: Made, office: Office) -> Document:
    stood: dict[str, Any] = made.result
    status = Status(stood["status"])
    return file_made(
        tx,
        office,
        made,
        case=case.id,
        step=0,
        label=LABEL + _INTERIM[status],
        person=making.data["to"][0],
        kind=DocumentKind.CERTIFICATE,
        facts=stood,
    )


MAKER = Maker(_prepare, _finish)
