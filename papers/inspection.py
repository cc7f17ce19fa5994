"""What a file holds, found by opening it: pages and words, or why it is not taken.

Everything here opens files that anybody may have made. It belongs into a child process with limits of memory
and time (papers.press), and nothing of it writes a file.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from papers import kinds
from papers.kinds import recognise
from papers.placeholders import hints_left
from papers.signature_reading import read_signatures
from papers.signatures import NO_ANCHORS, Anchors, Signature, as_facts, spoiled
from sop.errors import Reason, Refused


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file that may be taken."""

    mime: str
    pages: int = 0
    """Pages of a PDF; 0 for every other kind."""
    text: str = ""
    """Its words, for the search; at most papers.words.MOST characters, without control characters."""
    signatures: tuple[Signature, ...] = ()
    """The electronic signatures of a PDF, all of them whole or of a form that is not examined."""

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo, to become a page of a PDF."""
        return self.mime in kinds.PICTURE_MIMES

    def facts(self) -> dict[str, Any]:
        """Return what is kept beside a document, as plain data: only what its bytes alone do not show."""
        facts: dict[str, Any] = {"pages": self.pages} if self.pages else {}
        hints = hints_left(self.text)
        facts |= {"hints": hints} if hints else {}
        return facts | ({"signatures": as_facts(self.signatures)} if self.signatures else {})


def inspect(path: Path, name: str, anchors: Anchors = NO_ANCHORS, now: datetime | None = None) -> Inspection:
    """Open the file at `path`, sent under `name`, and return what it holds.

    `anchors` are the certificates that signatures are looked at with, as of `now` (aware).
    Raises Refused with the reason: FILE_EMPTY, FILE_BROKEN, FILE_KIND, FILE_DISGUISED, FILE_LOCKED
    (encrypted), FILE_MACRO, FILE_ACTIVE (scripts and programs), FILE_BOMB (far larger unpacked), FILE_PAGES,
    FILE_ALTERED (no longer what was signed).
    """
    kind = recognise(path, name)
    if kind is kinds.PDF:
        from papers import pdf  # noqa: PLC0415 - its libraries load in the child process alone

        found = pdf.look(path)
        signatures = read_signatures(path, anchors, now or datetime.now(UTC))
        if spoiled(signatures):
            raise Refused(Reason.FILE_ALTERED)
        return Inspection(kind.mime, pages=found.pages, text=found.text, signatures=signatures)
    if kind in kinds.PICTURES:
        from papers import pictures  # noqa: PLC0415 - as above

        pictures.look(path, kind)
        return Inspection(kind.mime)
    from papers import ooxml  # noqa: PLC0415 - as above

    return Inspection(kind.mime, text=ooxml.look(path, kind))


def examine(
    path: Path, name: str, anchors: Anchors = NO_ANCHORS, now: datetime | None = None
) -> Inspection | Refused:
    """Do the same for a child process: the refusal is handed back, and whatever a parser raises is one.

    Libraries raise what they like on files made to break them; a file that breaks one is a broken file.
    """
    try:
        return inspect(path, name, anchors, now)
    except Refused as refused:
        return refused
    except MemoryError:
        raise  # the child ends with it
    except Exception:  # noqa: BLE001 - see above: every one of them says that the file cannot be read
        return Refused(Reason.FILE_BROKEN)
