"""Notices about terms, composed when they are sent."""

from datetime import datetime
from typing import Any

from handlers import term_texts as texts
from handlers.letter import Letter, NewText
from office.office import Office
from office.titles import post_title
from sop.people import Position, Standing
from storage.outbox import Pending
from storage.terms import Term
from storage.transaction import Tx


def term(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell of a term's beginning or end; the holder who is back also hears what was done meanwhile."""
    found = tx.terms.get(data["term"])
    if found is None:
        return None
    people = tuple(p for p in (found.person, found.for_person) if p is not None)
    title = post_title(office.library, found.position)
    text = texts.notice(
        data["what"], data["side"], found, tx.people.names(people), title, office.zone, data["tasks"]
    )
    if data["what"] == "ended" and data["side"] == "for":
        # Under a mandate the holder stayed in office: no task comes back.
        back = data["tasks"] if found.standing is Standing.PLH else None
        text += "\n" + _deeds(tx, office, found, back)
    return NewText(pending.chat, text)


def _deeds(tx: Tx, office: Office, found: Term, back: int | None) -> str:
    until = found.until or office.now()
    done = tx.cases.done_for(found.position, found.person, found.since, until)
    cases = tx.cases.load_many(sorted({one.case for one in done}))
    titles = {number: case.title for number, case in cases.items()}
    if found.sops:
        done = [one for one in done if one.case in cases and cases[one.case].sop in found.sops]
    return texts.deeds(done, titles, office.zone, back)


def away(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell somebody that their leave begins, or is over."""
    until = datetime.fromisoformat(data["until"])
    return NewText(pending.chat, texts.away(data["over"], until, office.zone))


def uncovered(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell those above of a post that nobody fills while its holder is away."""
    title = post_title(office.library, Position(data["role"], data["unit"]))
    since, until = (datetime.fromisoformat(data[key]) for key in ("since", "until"))
    return NewText(
        pending.chat, texts.uncovered(data["who"], title, since, until, office.zone, pool=data["pool"])
    )


COMPOSE = {"term": term, "away": away, "uncovered": uncovered}
