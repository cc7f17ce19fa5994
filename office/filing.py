"""What becomes of a paper that was made: filed among the documents, and brought to those who asked for it."""

from collections.abc import Callable
from typing import Any

from office.making import Made
from office.office import Office
from sop.case import Case
from sop.people import Actor
from storage.documents import Document, DocumentKind
from storage.makings import Making
from storage.outbox import Outgoing
from storage.transaction import Tx

May = Callable[[Tx, Office, Actor, Case], bool]


def case_of(tx: Tx, making: Making) -> Case:
    """Return the case that a paper was asked for about."""
    case = tx.cases.load(making.case) if making.case is not None else None
    assert case is not None  # noqa: S101 - asked for about this case
    return case


def file_made(
    tx: Tx,
    office: Office,
    made: Made,
    *,
    case: int | None,
    step: int,
    label: str,
    person: int,
    kind: DocumentKind,
    facts: dict[str, Any] | None = None,
) -> Document:
    """Write a paper that was made down as the next version of its kind; `person` is who caused it."""
    return tx.documents.add(
        case=case,
        step=step,
        label=label,
        sha256=made.sha256,
        name=made.name,
        mime=made.mime,
        size=made.size,
        telegram_file_id=None,
        medium="document",
        person=person,
        at=office.now(),
        kind=kind,
        facts=facts,
    )


def bring(tx: Tx, office: Office, making: Making, case: Case, notice: dict[str, Any], may: May) -> None:
    """Send a notice to those the request names (`to`), as far as they may have the paper at this moment."""
    messages = []
    for chat in tx.people.chats(tuple(making.data["to"])).values():
        actor = office.actor(tx, chat)
        if actor is not None and may(tx, office, actor, case):
            messages.append(Outgoing(chat, "notice", notice))
    tx.outbox.add(messages, office.now())
