"""The archive package of a case: made when it closes, sent to whoever archived it, handed out again."""

import re
import unicodedata
from importlib.metadata import PackageNotFoundError, version

from office import package_texts as texts
from office.certifying import LEFT_OUT, certified
from office.documents import may_see
from office.filing import bring, case_of, file_made
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from papers.package import Contents, Piece, archive_package
from sop.case import Case, Outcome, Part, Status
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.documents import Document, DocumentKind
from storage.makings import Making
from storage.transaction import Tx

KIND = "package"
LABEL = "Paket Arsip"
ZIP = "application/zip"
SECONDS = 300.0
"""A package holds every version of every file: hundreds of megabytes are read twice and written once."""
_LONGEST = 60
_ENDING = re.compile(r"[a-z0-9]{1,5}")
_NO_WORD = re.compile(r"[^a-z0-9]+")


def slug(text: str, otherwise: str = "berkas") -> str:
    """Return a text as a part of a file name that every system takes: small letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("-", plain).strip("-")[:_LONGEST].strip("-") or otherwise


def archiver(case: Case) -> int:
    """Return who archived a case; of one without such a step, who opened it."""
    done = [
        task.ended.by.person
        for task in case.tasks
        if task.part is Part.ARCHIVE and task.ended and task.ended.by and task.ended.outcome is Outcome.DONE
    ]
    return done[-1] if done else case.opener.person


def may_have(tx: Tx, office: Office, actor: Actor, case: Case) -> bool:
    """Whether a person gets the package: an admin, who archived, and whoever holds that post now."""
    if not may_see(tx, office, actor, case):
        return False
    if actor.admin or actor.person == archiver(case):
        return True
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    actor = office.within(tx, actor, sop)
    posts = {p for task in case.tasks if task.part is Part.ARCHIVE for p in task.positions}
    return not posts.isdisjoint(actor.positions | actor.replaced)


def order(tx: Tx, office: Office, case: Case) -> None:
    """Ask for the package of a case that has just closed."""
    tx.makings.add(KIND, case.id, {"to": [archiver(case)]}, office.now())


def latest(tx: Tx, case: int) -> Document | None:
    """Return the package of a case, None while there is none."""
    made = [one for one in tx.documents.of_case(case) if one.kind == DocumentKind.PACKAGE]
    return made[-1] if made else None


def request(tx: Tx, office: Office, actor: Actor, case: Case) -> Document | None:
    """Return the package of a case; None: it is being made and will be sent.

    Raises Refused for whoever does not get it, and for a case that is not closed.
    """
    if not may_have(tx, office, actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    if case.status is not Status.CLOSED:
        raise Refused(Reason.NO_PACKAGE)
    known = latest(tx, case.id)
    data = {"to": [actor.person]}
    if known is None and not tx.makings.waits(KIND, case.id, data):
        tx.makings.add(KIND, case.id, data, office.now())
    return known


def contents(tx: Tx, office: Office, case: Case, shelf: Shelf) -> Contents:
    """Return all that goes into the package of a closed case: of the same case always the same."""
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    source = tx.cases.sop_source(case.sop, case.sop_version)
    ended = (case.ended or case.opened).astimezone(office.zone)
    head = tx.cases.chain_head(case.id)
    documents = [one for one in tx.documents.of_case(case.id) if one.kind not in LEFT_OUT]
    names = tx.people.names(tuple({one.person for one in documents}))
    files = placed(documents)
    sop_path = f"sop/{slug(case.sop, 'sop')}.toml"
    letterhead = office.letterhead(sop)
    book = texts.book(sop, case, letterhead, ended, office.zone, office.link(tx, case.id))
    number = case.archive.number if case.archive else ""
    written = {
        texts.RECORD: texts.record(case, tx.cases.entries(case.id), head),
        texts.HISTORY: texts.history(sop, case, tx.cases.events(case.id), office.zone),
        texts.METADATA: texts.metadata(sop, sop_path, case, files, names, head),
        texts.GUIDE: texts.READ_ME,
    }
    return Contents(
        name=f"arsip-proses-{case.id}" + (f"_{slug(number)}" if number else ""),
        info={
            "Source-Organization": office.name,
            "External-Identifier": number or f"proses-{case.id}",
            "External-Description": case.title,
            "Internal-Sender-Identifier": f"proses-{case.id}",
            "Bagging-Date": f"{ended:%Y-%m-%d}",
            "Bag-Software-Agent": f"sopbot {_version()}",
        },
        pieces=tuple(Piece(path, shelf(one.sha256)) for path, one in files),
        texts=written | ({sop_path: source.text} if source else {}),
        at=ended,
        certificate=certified(tx, office, sop, case),
        book=book if book.receipts else None,
    )


def placed(documents: list[Document]) -> list[tuple[str, Document]]:
    """Return where each file lies in the payload: by its step, under its label, version and ending.

    The names are ours: what people called their files stands in the metadata.
    """
    taken: set[str] = set()
    found = []
    for one in documents:
        stem = f"berkas/langkah-{one.step}/{slug(one.label)}_v{one.number}"
        ending = one.name.rpartition(".")[2].lower()
        tail = f".{ending}" if _ENDING.fullmatch(ending) else ""
        path, again = f"{stem}{tail}", 2
        while path in taken:
            path, again = f"{stem}-{again}{tail}", again + 1
        taken.add(path)
        found.append((path, one))
    return found


def _version() -> str:
    try:
        return version("sopbot")
    except PackageNotFoundError:
        return "0"


def _prepare(tx: Tx, office: Office, making: Making, shelf: Shelf) -> Job | None:
    case = case_of(tx, making)
    inside = contents(tx, office, case, shelf)
    return Job(archive_package, (inside,), f"{inside.name}.zip", ZIP, SECONDS)


def _finish(tx: Tx, office: Office, making: Making, made: Made) -> None:
    case = case_of(tx, making)
    known = latest(tx, case.id)
    if known is None or known.sha256 != made.sha256:
        known = file_made(
            tx,
            office,
            made,
            case=case.id,
            step=case.step,
            label=LABEL,
            person=making.data["to"][0],
            kind=DocumentKind.PACKAGE,
            facts=made.result,
        )
    notice = {"name": "package", "case": case.id, "document": known.id}
    bring(tx, office, making, case, notice, may_have)


MAKER = Maker(_prepare, _finish)
