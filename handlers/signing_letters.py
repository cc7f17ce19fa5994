"""Letters about signatures that this program puts on a file, and what a card offers of them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from handlers import signature_texts as texts
from handlers.letter import Letter, NewFile, NewText
from handlers.refusals import sentence
from handlers.words import case_line, esc
from office import sealing, signing
from office.cases import find
from office.office import Office
from papers.kinds import PDF
from sop.case import Case, Task
from sop.errors import Reason, Refused
from storage.outbox import Pending
from storage.transaction import Tx


def signing_ways(tx: Tx, office: Office, case: Case, task: Task, public: bool) -> dict[str, Any]:
    """Return what a card says of signatures: those its file bears, and how it may be signed here."""
    if not task.open:
        return {}
    found: dict[str, Any] = {}
    given = tx.documents.get(task.given.id) if task.given is not None else None
    if given is not None and (borne := texts.line(texts.of_document(given))):
        found["borne"] = borne
    if task.part not in signing.PARTS or not (office.seal or office.signing_page):
        return found
    document = tx.documents.get((task.file or task.given or case.base).id)
    if document is None or document.mime != PDF.mime:
        return found
    if office.signing_page and not public:
        query = urlencode({"case": case.id, "task": task.id, "seen": task.version})
        found["page"] = f"{office.signing_page}?{query}"
    return {**found, "sealable": sealing.offered(office, task.part, document)}


def _sealed(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    return _signed(tx, office, pending, data, texts.SEALED)


def _signed(tx: Tx, office: Office, pending: Pending, data: dict[str, Any], said: str) -> Letter | None:
    _, case = find(tx, office, data["case"])
    document = tx.documents.get(data["document"])
    if document is None:
        return None
    lines = [f"{case_line(case)}", said, *texts.sentences(texts.of_document(document), office.zone)]
    return NewFile(pending.chat, document, "\n".join(lines), protect=case.confidential)


def _certified(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    return _signed(tx, office, pending, data, texts.CERTIFIED)


def _unsealed(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    _, case = find(tx, office, data["case"])
    why = esc(sentence(Refused(Reason(data["reason"]), **data["facts"])))
    return NewText(pending.chat, f"{case_line(case)}\n{texts.UNSEALED} {why}")


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "sealed": _sealed,
    "certified": _certified,
    "unsealed": _unsealed,
}
