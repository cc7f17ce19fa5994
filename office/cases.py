"""Cases: open one, act on a task of one, cancel one. Each function is one use case over one transaction."""

from dataclasses import dataclass

from office import clocks, meeting_news, nudges, overtaken, post, reminders, search, stand_ins
from office.documents import Upload, keep
from office.guests import guests
from office.office import Office
from office.ordering import order
from sop import actions as a
from sop import machine
from sop.case import Case
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.facts import Archived, Event
from sop.people import Actor, By
from sop.replay import touched
from storage.transaction import Tx

BASE_LABEL = "Dokumen dasar"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did."""

    sop: Sop
    case: Case
    events: tuple[Event, ...]


def find(tx: Tx, office: Office, case_id: int, *, lock: bool = False) -> tuple[Sop, Case]:
    """Return a case with the SOP it is pinned to; Refused where there is none of that number."""
    case = tx.cases.load(case_id, lock=lock)
    if case is None:
        raise Refused(Reason.NO_SUCH_TASK)
    return office.library.pinned(tx, case.sop, case.sop_version), case


def may_open(tx: Tx, office: Office, actor: Actor) -> tuple[Sop, ...]:
    """Return the SOPs this person may open a case of: those with a role they hold."""
    return tuple(
        sop
        for sop in office.library.current.values()
        if any(office.within(tx, actor, sop).holds_role(role.id) for role in sop.roles)
    )


def open_case(
    tx: Tx, office: Office, actor: Actor, sop_id: str, title: str, base: Upload, secrecy: str = ""
) -> Outcome:
    """Open a case on a base document. Raises Refused."""
    sop = office.library.current.get(sop_id)
    if sop is None or sop not in may_open(tx, office, actor):
        raise Refused(Reason.MAY_NOT_OPEN)
    if not title.strip():
        raise Refused(Reason.NEEDS_TITLE)
    now = office.now()
    setting = office.setting(tx, sop)
    case_id = tx.cases.reserve(sop.id, sop.version, title, actor.person, now)
    file = keep(tx, base, actor, case=case_id, step=0, label=BASE_LABEL, now=now)
    units = setting.roster.units_of(sop)
    unit = sop.responsible_unit if sop.responsible_unit in units else next(iter(units), None)
    action = a.Open(title, file, unit, secrecy)
    decision = machine.open_case(sop, case_id, action, office.within(tx, actor, sop), setting)
    return _commit(tx, office, sop, None, decision)


def invited_to(tx: Tx, office: Office, case: Case) -> tuple[By, ...]:
    """Return who is invited to the meeting that a case waits for, each once, in the order of the SOP."""
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    roster = office.roster(tx, sop)
    found = guests(case, roster)
    return tuple(roster.by(person, position) for person, position in found.items())


def act(
    tx: Tx, office: Office, actor: Actor, case_id: int, action: a.TaskAction, *, told: bool = False
) -> Outcome:
    """Do an action on a task of a case. Raises Refused; then nothing has changed.

    With `told` whoever has the task and had it hears of it elsewhere, so that they are not told here.
    """
    sop, case = find(tx, office, case_id, lock=True)
    actor = office.within(tx, actor, sop)
    decision = machine.decide(sop, case, action, actor, office.setting(tx, sop))
    return _commit(tx, office, sop, case, decision, told=told)


def cancel(tx: Tx, office: Office, actor: Actor, case_id: int, reason: str) -> Outcome:
    """End a case early. Raises Refused."""
    sop, case = find(tx, office, case_id, lock=True)
    actor = office.within(tx, actor, sop)
    decision = machine.cancel(sop, case, a.Cancel(reason), actor, office.setting(tx, sop))
    return _commit(tx, office, sop, case, decision)


def reckon(tx: Tx, office: Office, actor: Actor, case_id: int, why: str) -> Outcome:
    """Set a case's open deadlines as the calendar in force has them; where none moves, nothing is written."""
    sop, case = find(tx, office, case_id, lock=True)
    decision = machine.reckon(sop, case, office.within(tx, actor, sop), office.setting(tx, sop), why)
    if not decision.events:
        return Outcome(sop, case, ())
    return _commit(tx, office, sop, case, decision)


def _commit(
    tx: Tx, office: Office, sop: Sop, before: Case | None, decision: machine.Decision, *, told: bool = False
) -> Outcome:
    """Write the events, the state, the open tasks and what must be said, all in this transaction."""
    after = decision.case
    _number(tx, office, after, decision.events)
    tx.cases.append(before.version if before else 0, after, decision.events)
    changed = touched(decision.events)
    tx.tasks.sync(before, after, changed, clocks.plan(tx, office, sop, before, after, changed))
    clocks.note_meeting(tx, office, after, decision.events)
    nudges.note(tx, office, sop, after.id, decision.events)
    search.note(tx, office, sop, before, after)
    overtaken.tell(tx, office, before, after)
    meeting_news.tell(tx, office, sop, before, after, decision.events)
    stand_ins.tell(tx, office, sop, before, after)
    post.announce(tx, office, sop, after, decision.events, told=told)
    if before is not None:
        reminders.settle(tx, office, sop, before, after)
    order(tx, office, sop, after, decision.events)
    return Outcome(sop, after, decision.events)


def _number(tx: Tx, office: Office, case: Case, events: tuple[Event, ...]) -> None:
    """Take an archive number for the case, before anything is written. Refused where another case has it."""
    for event in events:
        record = event.fact.record if isinstance(event.fact, Archived) else None
        if record is not None and not tx.archives.take(record.number, case.id, office.now()):
            other = tx.archives.case_of(record.number)
            raise Refused(Reason.ARCHIVE_NUMBER_USED, number=record.number, case=str(other))
