"""Whether a PDF that came back signed is the one that was sent. Runs in the press."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from papers.signature_reading import read_signatures
from papers.signatures import Anchors, Integrity, Kind, Signature, spoiled
from sop.errors import Reason, Refused

if TYPE_CHECKING:
    import pypdfium2

SCALE = 1.0
"""Pixels a point: every letter changes some."""


def signed_over(original: Path, signed: Path, anchors: Anchors, now: datetime) -> tuple[Signature, ...]:
    """Return the signatures of the file that came back; the last one covers the whole of it.

    It must bear one signature more than before, all of them whole, and be the same document: the same bytes
    with something behind them, or, where the program that signed wrote it anew, the same pages to look at.
    Raises Refused (NOT_WHAT_WAS_SENT).
    """
    before, after = (read_signatures(path, anchors, now) for path in (original, signed))
    new = [one for one in after if one.kind is not Kind.TIMESTAMP]
    more = len(new) > sum(one.kind is not Kind.TIMESTAMP for one in before)
    whole = any(one.integrity is Integrity.INTACT and not one.extended for one in after)
    if spoiled(after) or not more or not whole or not _same(original, signed):
        raise Refused(Reason.NOT_WHAT_WAS_SENT)
    return after


def _same(original: Path, signed: Path) -> bool:
    data = original.read_bytes()
    with signed.open("rb") as stream:
        if stream.read(len(data)) == data:
            return True
    import pypdfium2  # noqa: PLC0415 - in the press only

    try:
        with pypdfium2.PdfDocument(original) as one, pypdfium2.PdfDocument(signed) as other:
            return len(one) == len(other) and all(
                _look(one, number) == _look(other, number) for number in range(len(one))
            )
    except pypdfium2.PdfiumError:
        return False


def _look(document: "pypdfium2.PdfDocument", number: int) -> tuple[object, ...]:
    """Return what a page shows, without what lies upon it: the picture of a signature does."""
    page = document[number]
    try:
        picture = page.render(scale=SCALE, may_draw_forms=False, draw_annots=False)
        return page.get_size(), page.get_textpage().get_text_range(), bytes(picture.buffer)
    finally:
        page.close()
