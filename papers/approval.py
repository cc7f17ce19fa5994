"""Halaman persetujuan: the page behind a document approved in the chat, before the office seals it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from papers.letterhead import Letterhead
from papers.typeset import fields, typeset
from sop.moments import moment

HEADING = "Halaman Persetujuan"
SEAL_BOX = (56.7, 56.7, 294.8, 147.4)
"""Where a visible seal goes on this page: left, bottom, right, top in points from the lower left corner.
The page leaves it free, within a thin dashed line: 8.4 cm by 3.2 cm."""
_HASH = "Sidik SHA-256"
_LONG, _SHORT = 300, 100
"""Signs of a title, and of anything else: of the widest letters, too, the page stays one page."""
STATEMENT = (
    "Persetujuan ini diberikan oleh pejabat tersebut melalui percakapan dinasnya dan terikat pada berkas "
    "dengan sidik SHA-256 di atas. Dokumen beserta halaman ini kemudian dibubuhi segel elektronik kantor. "
    "Segel tersebut menunjukkan asal dan keutuhan dokumen; segel itu bukan tanda tangan elektronik "
    "tersertifikasi."
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which bytes, in which capacity, and when."""

    letterhead: Letterhead
    case: int
    """The number of the case."""
    title: str
    """The title of the case."""
    label: str
    """What the document is called, with its version where that is not the first."""
    file: str
    """The name of its file."""
    sha256: str
    """Of the bytes that were approved: the document without this page."""
    capacity: tuple[str, ...]
    """The capacity line by line, as above a signature (sop.turn.office_lines); empty for no post."""
    name: str
    at: datetime
    """When; aware."""
    zone: ZoneInfo
    """The office's, in which the page tells the time."""
    link: str
    """Leads to the record of the case; the QR code says it."""
    verified: bool = False
    """Whether the approver proved with a code to be who they are, beside the tap."""


def approval_page(target: Path, approval: Approval) -> None:
    """Write a PDF of one A4 page that says who approved a document; the same approval makes the same bytes.

    `SEAL_BOX` tells where on it a visible seal goes.
    """
    when = moment(approval.at, approval.zone)
    document = fields(
        ("Dokumen", _cut(approval.label)),
        ("Hal", _cut(approval.title, _LONG)),
        ("Nama berkas", _cut(approval.file)),
        (_HASH, in_groups(approval.sha256)),
    )
    approver = fields(
        ("Nama", _cut(approval.name)),
        ("Selaku", "\n".join(_cut(line) for line in approval.capacity) or "\N{EN DASH}"),
        ("Waktu", when),
        (
            "Cara",
            "Ketukan pada kartu tugas"
            + (" dan kode dari aplikasi autentikator" if approval.verified else ""),
        ),
    )
    data = {
        "heading": HEADING,
        "opening": "Dokumen pada halaman-halaman sebelum ini:",
        "document": document,
        "approver": approver,
        "hash-name": _HASH,
        "statement": STATEMENT,
        "scan": f"Pindai untuk membuka catatan proses {approval.case}.",
        "foot": f"{HEADING} \N{MIDDLE DOT} Proses {approval.case}",
    }
    typeset(target, "approval", data, at=approval.at, letterhead=approval.letterhead, link=approval.link)


def in_groups(sha256: str) -> str:
    """Return a hash in groups of eight, as people compare it."""
    return " ".join(sha256[i : i + 8] for i in range(0, len(sha256), 8))


def _cut(text: str, longest: int = _SHORT) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
