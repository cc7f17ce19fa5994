"""Papers that the bot made, as they are sent: the sheet of a disposition, the certificate of a process."""

from collections.abc import Callable
from typing import Any

from handlers import package_texts, words
from handlers.letter import Letter, NewFile, NewText
from office.cases import find
from office.office import Office
from sop.case import Case
from storage.documents import Document
from storage.outbox import Pending
from storage.transaction import Tx


def _sheet(case: Case, document: Document) -> str:
    agenda = words.esc(str(document.found.get("agenda", "")), 40)
    return f"\N{PAGE FACING UP} Lembar disposisi, nomor agenda {agenda}\n{words.case_line(case)}"


def _certificate(case: Case, document: Document) -> str:
    # The label says what it was made of, whatever became of the case since.
    return f"\N{SCROLL} {words.esc(document.label, 80)}\n{words.case_line(case)}"


def _paper(
    caption: Callable[[Case, Document], str],
) -> Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]:
    def compose(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
        _, case = find(tx, office, data["case"])
        document = tx.documents.get(data["document"])
        if document is None:
            return None
        return NewFile(pending.chat, document, caption(case, document), protect=case.confidential)

    return compose


def _package(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Bring the archive package; of one that Telegram does not take, say how large it is and where."""
    _, case = find(tx, office, data["case"])
    document = tx.documents.get(data["document"])
    if document is None:
        return None
    if document.size > office.upload_limit:
        return NewText(pending.chat, package_texts.too_large(case, document))
    return NewFile(pending.chat, document, package_texts.caption(case, document), protect=case.confidential)


COMPOSE = {"sheet": _paper(_sheet), "certificate": _paper(_certificate), "package": _package}
