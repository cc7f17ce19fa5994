"""Archiving: what the form offers before anything is typed, and the deed itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from office import cases
from office.cases import Outcome
from office.checks import check
from office.office import Office
from sop import actions as a
from sop.archive import ArchiveRecord, Fate
from sop.case import Part
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.transaction import Tx

COUNTER = "archive"
"""Under which the numbers of a year are counted."""
Given = Mapping[str, str]
"""What was chosen or typed in place of what is offered: code and name, active and inactive (years), fate,
location, number, srikandi."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be written down now; `count` is the number's place in the year, 0 for a typed number."""

    record: ArchiveRecord
    count: int
    year: int


def proposal(tx: Tx, office: Office, given: Given) -> Proposal:
    """Return what would be written down now: what was given, and for the rest what is usual here.

    The number is the next free one; it is not taken yet.
    """
    rules = office.archiving
    usual = rules.classifications[0]
    code = given.get("code", usual.code)
    today = office.now().astimezone(office.zone)
    count, number = 0, given.get("number", "")
    if not number:
        count = tx.counters.last(COUNTER, today.year)
        while not number or tx.archives.case_of(number) is not None:
            count += 1
            number = rules.pattern.number(code, count, today.year, today.month)
    record = ArchiveRecord(
        number=number,
        code=code,
        name=given.get("name", usual.name if "code" not in given else ""),
        active_years=int(given.get("active", usual.active_years)),
        inactive_years=int(given.get("inactive", usual.inactive_years)),
        fate=Fate(given.get("fate", usual.fate)),
        location=given.get("location", rules.locations[0]),
        srikandi=given.get("srikandi", ""),
    )
    return Proposal(record, count, today.year)


def free(tx: Tx, number: str, case: int) -> None:
    """Raise Refused where another case has an archive number."""
    other = tx.archives.case_of(number)
    if other not in (None, case):
        raise Refused(Reason.ARCHIVE_NUMBER_USED, number=number, case=str(other))


def archive(
    tx: Tx, office: Office, actor: Actor, case: int, task: int, seen: int, given: Given, shown: str
) -> Outcome:
    """Archive under what `given` makes; `shown` is the fingerprint of what whoever confirms it saw.

    Raises Refused as the action does; STALE where what is written down would not be what was shown, as when
    the number went to another case meanwhile.
    """
    _, _, waiting = check(tx, office, actor, case, task, seen, lock=True)
    if waiting.part is not Part.ARCHIVE:
        raise Refused(Reason.NOT_THIS_KIND)
    ready = proposal(tx, office, given)
    if ready.record.fingerprint != shown:
        raise Refused(Reason.STALE)
    outcome = cases.act(tx, office, actor, case, a.Archive(task, seen, ready.record))
    while tx.counters.last(COUNTER, ready.year) < ready.count:
        tx.counters.next(COUNTER, ready.year)
    return outcome
