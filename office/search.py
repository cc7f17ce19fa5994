"""Cases and files found by words: what of a case is looked up, and who is shown what.

Who may see a case is asked before anything is counted: the index keeps, of every case, whom `may_see` would
let in. What is shown has been through `may_see` itself once more.
"""

import logging
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from zoneinfo import ZoneInfo

from office.documents import may_see, onlookers
from office.office import Office
from sop.case import Case
from sop.definition import Sop
from sop.errors import SopFileError
from sop.people import Actor, Position
from storage.documents import Document, DocumentKind
from storage.lexemes import MOST_WORDS, Wanted, wanted, words
from storage.texts import Sights
from storage.transaction import Tx

log = logging.getLogger(__name__)

MOST = 200
"""Cases that are counted; of more one is told so."""
FILES = 2
"""Files that are named of each case."""
BATCH = 50
"""Cases that are taken into the index in one transaction, when a database of an older program is opened."""
_YEAR = re.compile(r"tahun:(\d{4})")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: every one of the words, within a year where one is chosen."""

    text: str
    words: tuple[Wanted, ...]
    year: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was found, and its files in which words were found, the best first."""

    case: Case
    files: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found."""

    found: tuple[Found, ...]
    total: int
    more: bool
    """Whether there are more than were counted."""


def query(text: str) -> Query:
    """Return what a text looks for; no words for one of signs alone. "tahun:2026" chooses a year."""
    year = _YEAR.search(text)
    said = _YEAR.sub(" ", text)
    return Query(" ".join(said.split()), wanted(said)[: MOST_WORDS + 1], year[1] if year else "")


def find(tx: Tx, office: Office, actor: Actor, what: Query, page: int, size: int) -> Page:
    """Return a page of the cases that are found and that this person may see, the newest first.

    The case whose number is all that is asked for stands first.
    """
    looked_for = what.words + ((Wanted(_year(what.year), prefix=False),) if what.year else ())
    ids = tx.texts.find(looked_for, _sights(tx, office, actor), MOST + 1)
    more, ids = len(ids) > MOST, ids[:MOST]
    if what.text.isascii() and what.text.isdigit() and len(what.text) <= 9:  # noqa: PLR2004 - fits a column
        ids.sort(key=lambda number: number != int(what.text))
    shown = ids[page * size : (page + 1) * size]
    cases = tx.cases.load_many(shown)
    visible = [cases[number] for number in shown if number in cases]
    visible = [case for case in visible if may_see(tx, office, actor, case)]
    files = _files(tx, what.words, [case.id for case in visible])
    return Page(tuple(Found(case, files.get(case.id, ())) for case in visible), len(ids), more)


def _files(tx: Tx, looked_for: Sequence[Wanted], of: Sequence[int]) -> dict[int, tuple[Document, ...]]:
    found: dict[int, tuple[Document, ...]] = {}
    if not of:
        return found
    for hit in tx.texts.hits(looked_for, of):
        known = found.get(hit.case, ())
        document = tx.documents.get(hit.document) if len(known) < FILES else None
        if document is None or document.kind == DocumentKind.PACKAGE:
            continue  # a package is handed out apart, to fewer people
        if document.label not in {one.label for one in known}:
            found[hit.case] = (*known, document)
    return found


def _sights(tx: Tx, office: Office, actor: Actor) -> Sights | None:
    """Return as whom a person may see cases; None for an admin, who may see all."""
    if actor.admin:
        return None
    seats = tx.people.seats(office.now())
    sights: dict[str | None, Collection[str]] = {None: _known_as(actor)}
    if seats.scoped:
        for sop in tx.texts.sops():
            sights[sop] = _known_as(office.within_view(actor, seats.view(sop)))
    return sights


def _known_as(actor: Actor) -> list[str]:
    held = actor.positions | actor.replaced
    return _named((actor.person,), held) if held else []


def _named(people: Iterable[int], posts: Iterable[Position]) -> list[str]:
    return [*(f"p{person}" for person in people), *(f"{post.role}/{post.unit or ''}" for post in posts)]


def note(tx: Tx, office: Office, sop: Sop, before: Case | None, case: Case) -> None:
    """Bring the index in step with a case that changed, in the transaction of the change."""
    was = _looked_at(before, office.zone) if before else None
    now = _looked_at(case, office.zone)
    if was is None or was.said != now.said:
        years = {_year(year) for year in now.said[1]}
        tx.texts.case(case.id, words("\n".join([*now.said[0], *now.said[1]])) | years)
    if before is None or was is None or was.involved != now.involved:
        known = set(_named(*onlookers(sop, before))) if before else set()
        may = set(_named(*onlookers(sop, case)))
        tx.texts.see(case.id, sorted(may - known), sorted(known - may))


@dataclass(frozen=True, slots=True)
class _Look:
    """What the index says of one state of a case."""

    case: Case
    said: tuple[list[str], list[str]]
    involved: tuple[object, ...]


_LOOKS: dict[int, _Look] = {}
"""The latest look at each of the latest cases: what a case becomes now is what it was at its next change."""
MOST_LOOKS = 512
_LOCK = Lock()
"""On PostgreSQL several threads commit at once."""


def _looked_at(case: Case, zone: ZoneInfo) -> _Look:
    """Return what the index says of a case; of the state that was looked at last, without looking anew."""
    known = _LOOKS.get(case.id)
    if known is not None and known.case is case:
        return known
    look = _Look(case, _said(case, zone), _involved(case))
    with _LOCK:
        _LOOKS[case.id] = look
        while len(_LOOKS) > MOST_LOOKS:
            del _LOOKS[next(iter(_LOOKS))]
    return look


def _said(case: Case, zone: ZoneInfo) -> tuple[list[str], list[str]]:
    """Return what a case is found by: its number, title, people and archive; and its years."""
    names = {case.opener.name, *(answer.by.name for answer in case.attendance)}
    for task in case.tasks:
        names |= {task.holder_name, task.file.by if task.file else ""}
        names |= {task.ended.by.name} if task.ended and task.ended.by else set()
    names.discard("")  # of a task that nobody has taken
    parts = [case.title, f"proses {case.id}", case.unit or "", *sorted(names)]
    if case.archive is not None:
        archived = case.archive
        parts += [archived.number, archived.code, archived.name, archived.location, archived.srikandi]
    years = {str(at.astimezone(zone).year) for at in (case.opened, case.ended) if at is not None}
    return parts, sorted(years)


def _involved(case: Case) -> tuple[object, ...]:
    """Return what decides who may see a case, much faster than who that is."""
    people = {task.holder for task in case.tasks}
    people |= {task.ended.by.person for task in case.tasks if task.ended and task.ended.by}
    return case.unit, people, {task.positions for task in case.tasks}


def _year(year: str) -> str:
    """Return the word that stands for a case's own year: no text has it, for it begins with a sign."""
    return f"={year}"


def fill(tx: Tx, office: Office) -> int:
    """Take some cases into the index that are not in it: those of an older program; return how many.

    Their files are found by what they are called; what is in them was not read when they came. A case whose
    SOP can no longer be read is not found: who may see it cannot be told.
    """
    missing = tx.cases.load_many(tx.texts.unknown(BATCH)).values()
    for case in missing:
        try:
            sop = office.library.pinned(tx, case.sop, case.sop_version)
        except (LookupError, SopFileError):
            log.warning("case %s is left out of the search: its SOP cannot be read", case.id)
            tx.texts.case(case.id, ())
            continue
        for document in tx.documents.of_case(case.id):
            tx.texts.keep(document.id, tx.texts.text_of(document.id))
        note(tx, office, sop, None, case)
    return len(missing)
