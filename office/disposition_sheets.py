"""Lembar disposisi of a case: asked for with the disposition, filed at its step, sent to whom it is for."""

from office.agenda import agenda_of
from office.filing import file_made
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from papers.disposition import DispositionSheet, disposition_sheet
from papers.kinds import PDF
from sop.case import Case
from sop.definition import Sop
from sop.facts import Disposed, Event
from sop.people import Position, Roster
from sop.turn import office_line, office_lines, person, title
from storage.documents import DocumentKind
from storage.makings import Making
from storage.outbox import Outgoing
from storage.transaction import Tx

KIND = "sheet"
LABEL = "Lembar Disposisi"
MOST_NAMES = 12
"""More people than these are told by their posts alone."""


def order(tx: Tx, office: Office, sop: Sop, case: Case, event: Event, fact: Disposed) -> None:
    """Ask for the sheet of a disposition; whom it goes to is settled now, in words."""
    to = addressees(sop, fact.to, office.roster(tx, sop))
    data = {"seq": event.seq, "to": to, "agenda": agenda_of(tx, office, case.id)}
    tx.makings.add(KIND, case.id, data, office.now())


def addressees(sop: Sop, positions: tuple[Position, ...], roster: Roster) -> list[str]:
    """Return the posts with who fills them, the post first; without anyone, the posts."""
    found: dict[int, str] = {}
    for position in positions:
        for who in roster.holders.get(position, ()):
            by = roster.by(who, position)
            found.setdefault(who, f"{office_line(sop, by)}, {by.name}")
    if 0 < len(found) <= MOST_NAMES:
        return list(found.values())
    return [title(sop, positions, roster.acting)] if positions else []


def _prepare(tx: Tx, office: Office, making: Making, _: Shelf) -> Job | None:
    case, event, fact = _disposition(tx, making)
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    step = sop.step(_step(case, fact))
    sheet = DispositionSheet(
        letterhead=office.letterhead(sop),
        case=case.id,
        title=case.title,
        source=person(sop, case.opener),
        base=case.base.name,
        received=case.opened,
        agenda=making.data["agenda"],
        secrecy=case.secrecy,
        urgencies=step.urgencies,
        urgency=fact.urgency,
        to=tuple(making.data["to"]),
        offered=tuple(one.text for one in step.instructions),
        instructions=fact.instructions,
        note=fact.note,
        capacity=office_lines(sop, event.by),
        name=event.by.name,
        at=event.at,
        zone=office.zone,
        link=office.link(tx, case.id),
    )
    return Job(disposition_sheet, (sheet,), f"lembar-disposisi-{case.id}.pdf", PDF.mime)


def _finish(tx: Tx, office: Office, making: Making, made: Made) -> None:
    case, event, fact = _disposition(tx, making)
    now = office.now()
    document = file_made(
        tx,
        office,
        made,
        case=case.id,
        step=_step(case, fact),
        label=LABEL,
        person=event.by.person,
        kind=DocumentKind.SHEET,
        facts={"agenda": making.data["agenda"], "seq": event.seq},
    )
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    people = office.roster(tx, sop).people(fact.to)
    chats = tx.people.chats(people) if people else {}
    notice = {"name": "sheet", "case": case.id, "document": document.id}
    tx.outbox.add([Outgoing(chats[who], "notice", notice) for who in people if who in chats], now)


def _disposition(tx: Tx, making: Making) -> tuple[Case, Event, Disposed]:
    case = tx.cases.load(making.case) if making.case is not None else None
    assert case is not None  # noqa: S101 - asked for by an event of this case
    event = next(event for event in tx.cases.events(case.id) if event.seq == making.data["seq"])
    assert isinstance(event.fact, Disposed)  # noqa: S101 - likewise
    return case, event, event.fact


def _step(case: Case, fact: Disposed) -> int:
    task = case.task(fact.task)
    assert task is not None  # noqa: S101 - the event is about it
    return task.step


MAKER = Maker(_prepare, _finish)
