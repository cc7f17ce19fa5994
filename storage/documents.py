"""Versions of files: what was uploaded, by whom, when, and under which SHA-256 its bytes are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.codec import dump_plain, load_plain
from storage.hot import Hot
from storage.tables import documents
from storage.texts import Texts

_LATEST = (
    select(func.coalesce(func.max(documents.c.number), 0) + 1)
    .where(
        documents.c.case_id == bindparam("of_case"),
        documents.c.step == bindparam("of_step"),
        documents.c.label == bindparam("of_label"),
    )
    .scalar_subquery()
)
_ADD = Hot(insert(documents).values(number=_LATEST).returning(documents.c.id, documents.c.number))
_GET = Hot(select(documents).where(documents.c.id == bindparam("id")))


class DocumentKind(StrEnum):
    """How a file came about."""

    UPLOAD = "upload"
    SHEET = "sheet"
    """Lembar disposisi, typeset from a disposition."""
    DRAFT = "draft"
    """Filled from a template, to be finished by its author."""
    SEALED = "sealed"
    """An upload with the approval page, sealed by the office."""
    CERTIFICATE = "certificate"
    """The certificate of process."""
    PACKAGE = "package"
    """The archive package of a case."""


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a file; `medium` is how Telegram knows it ("document" or "photo")."""

    id: int
    case: int | None
    step: int
    label: str
    number: int
    sha256: str
    name: str
    mime: str
    size: int
    telegram_file_id: str | None
    medium: str
    person: int
    at: datetime
    kind: str = DocumentKind.UPLOAD
    facts: str = "{}"
    """What was found in it, as JSON; `found` reads it."""

    @property
    def found(self) -> dict[str, Any]:
        """What was found in it: pages, signatures and the like."""
        found: dict[str, Any] = load_plain(self.facts)
        return found


class Documents:
    """Queries over versions of files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[int, Document] = {}
        """Versions read in this transaction: but for how Telegram knows them, they never change."""

    def add(
        self,
        *,
        case: int | None,
        step: int,
        label: str,
        sha256: str,
        name: str,
        mime: str,
        size: int,
        telegram_file_id: str | None,
        medium: str,
        person: int,
        at: datetime,
        kind: str = DocumentKind.UPLOAD,
        facts: dict[str, Any] | None = None,
        text: str = "",
    ) -> Document:
        """Write the next version of a document down and return it; `text` is what the search finds it by."""
        found = dump_plain(facts or {})
        ((kept, number),) = _ADD.rows(
            self._connection,
            {
                "case_id": case,
                "step": step,
                "label": label,
                "sha256": sha256,
                "name": name,
                "mime": mime,
                "size": size,
                "telegram_file_id": telegram_file_id,
                "medium": medium,
                "person_id": person,
                "at": at,
                "kind": str(kind),
                "facts": found,
                "of_case": case,
                "of_step": step,
                "of_label": label,
            },
        )
        if case is not None:
            Texts(self._connection).document(case, kept, label, name, text)
        return Document(
            id=kept,
            case=case,
            step=step,
            label=label,
            number=number,
            sha256=sha256,
            name=name,
            mime=mime,
            size=size,
            telegram_file_id=telegram_file_id,
            medium=medium,
            person=person,
            at=at,
            kind=str(kind),
            facts=found,
        )

    def get(self, document: int) -> Document | None:
        """Return a version by its id."""
        known = self._read.get(document)
        if known is None and (rows := _GET.rows(self._connection, {"id": document})):
            known = self._read[document] = Document(*rows[0])
        return known

    def of_case(self, case: int) -> list[Document]:
        """Return every version of every file of a case, oldest first."""
        rows = self._connection.execute(
            select(documents).where(documents.c.case_id == case).order_by(documents.c.id)
        )
        return [Document(*row) for row in rows]

    def telegram_id(self, document: int, file_id: str | None, medium: str) -> None:
        """Remember (or forget, with None) under which id Telegram can send this file again."""
        self._read.pop(document, None)
        self._connection.execute(
            update(documents)
            .where(documents.c.id == document)
            .values(telegram_file_id=file_id, medium=medium)
        )
