"""Makes the drafts an office was asked for, as the workshop does, and reads what they say."""

from pathlib import Path

from docx import Document

from office import drafts
from office.making import Job, Made
from sop.errors import Refused
from storage.makings import Making
from storage.transaction import Tx
from tests.office.bureau import Bureau


def waiting(bureau: Bureau) -> Making | None:
    """Return the draft that waits to be made; other papers of the case are somebody else's."""

    def first(tx: Tx) -> Making | None:
        while (found := tx.makings.next(bureau.now)) is not None and found.kind != drafts.KIND:
            tx.makings.done(found.id, bureau.now)
        return found

    return bureau.ask(first)


def job(bureau: Bureau, folder: Path) -> Job | None:
    """Prepare what waits."""
    making = waiting(bureau)
    assert making is not None
    return bureau.ask(lambda tx: drafts.MAKER.prepare(tx, bureau.office, making, lambda sha: folder / sha))


def made(bureau: Bureau, folder: Path) -> str:
    """Make what waits; return what the Word file says, "" where its making was refused."""
    making, wanted = waiting(bureau), job(bureau, folder)
    assert making is not None
    assert wanted is not None
    target = folder / "hasil.docx"
    bureau.ask(lambda tx: tx.makings.done(making.id, bureau.now))
    try:
        result = wanted.make(target, *wanted.args)
    except Refused as error:
        refused = error
        bureau.ask(lambda tx: drafts.MAKER.refused(tx, bureau.office, making, refused))
        return ""
    paper = Made("ab" * 32, target.stat().st_size, wanted.name, wanted.mime, result)
    bureau.ask(lambda tx: drafts.MAKER.finish(tx, bureau.office, making, paper))
    document = Document(str(target))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])
