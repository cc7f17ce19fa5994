"""Lihat berkas: every version of a case's files, by whom and when, and what was decided on which of them."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers import signature_texts, words
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Keyboard
from handlers.paging import ARROWS, turns
from office.versions import Version
from sop import facts as f
from sop.case import Case
from sop.definition import Sop
from sop.facts import Event
from sop.moments import moment, size
from storage.documents import DocumentKind

VERSIONS_SHOWN = 5
DECISIONS_SHOWN = 4
"""Of each version the latest so many."""
KINDS: dict[str, str] = {
    DocumentKind.UPLOAD: "unggahan",
    DocumentKind.SHEET: "lembar disposisi",
    DocumentKind.DRAFT: "naskah dari templat",
    DocumentKind.SEALED: "berkas bersegel",
    DocumentKind.CERTIFICATE: "sertifikat proses",
    DocumentKind.PACKAGE: "paket arsip",
}
"""How a file came about, in words."""


def text(sop: Sop, case: Case, shown: Sequence[Version], begin: int, total: int, zone: ZoneInfo) -> str:
    """Return the page that begins after `begin` of `total` versions."""
    part = f" ({begin + 1}\N{EN DASH}{begin + len(shown)} dari {total})" if total > len(shown) else ""
    lines = [f"Berkas {words.case_line(case)}{part}"]
    for i, one in enumerate(shown, begin + 1):
        lines += ["", *_entry(sop, i, one, zone)]
    return "\n".join(lines)


def _entry(sop: Sop, number: int, one: Version, zone: ZoneInfo) -> list[str]:
    file = one.document
    stands = "berlaku" if one.newest == file.number else f"telah diganti versi {one.newest}"
    who = words.person(sop, one.by) if one.by else "Dibuat oleh bot"
    left = len(one.decisions) - DECISIONS_SHOWN
    what = f"{words.esc(file.name, 50)}, {KINDS.get(file.kind, file.kind)}, {size(file.size)}"
    signed = signature_texts.line(signature_texts.of_document(file))
    return [
        f"{number}. <b>{words.esc(file.label, 60)} versi {file.number}</b> ({stands})",
        f"    {what}, <code>{file.sha256[: words.SHORT_HASH]}</code>",
        f"    {who}, {moment(file.at, zone)}",
        *([f"    {signed}"] if signed else []),
        *([f"    … {left} keputusan sebelumnya"] if left > 0 else []),
        *(f"    {_decision(sop, event, zone)}" for event in one.decisions[-DECISIONS_SHOWN:]),
        *([f"    \N{INBOX TRAY} diterima {one.receipts} pejabat"] if one.receipts else []),
    ]


def _decision(sop: Sop, event: Event, zone: ZoneInfo) -> str:
    fact = event.fact
    if isinstance(fact, f.Approved):
        what = "\N{WHITE HEAVY CHECK MARK} disetujui"
    elif isinstance(fact, f.Signed):
        what = "\N{LOWER LEFT FOUNTAIN PEN} ditandatangani" + signature_texts.means(fact.verified, fact.how)
    elif isinstance(fact, f.Returned):
        what = "\N{LEFTWARDS ARROW WITH HOOK} dikembalikan"
    else:
        what = "\N{FILE CABINET} diarsipkan"
    return f"{what} {words.person(sop, event.by)}, {moment(event.at, zone)}"


def buttons(case: Case, shown: Sequence[Version], begin: int, total: int) -> Keyboard:
    """Return a button for each version that is shown, and those to the other pages."""
    rows = tuple(
        (
            button(
                f"{i}. {words.cut(one.document.label, 40)} versi {one.document.number}",
                ListButton(ListVerb.FILE, str(case.id), str(one.document.id)),
            ),
        )
        for i, one in enumerate(shown, begin + 1)
    )
    page = begin // VERSIONS_SHOWN
    pages = turns(
        page, total, VERSIONS_SHOWN, lambda to: ListButton(ListVerb.PAGE, str(case.id), str(to)), ARROWS
    )
    return (*rows, *pages)
