"""What a file is, by its bytes and not by its name."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from sop.errors import Reason, Refused

HEAD = 1024
"""Bytes looked at; a PDF's mark lies within the first 1024 (ISO 32000-1, Annex H, implementation note)."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that offices exchange: its MIME type and the endings its name may have."""

    mime: str
    endings: frozenset[str]


PDF = FileType("application/pdf", frozenset({".pdf"}))
JPEG = FileType("image/jpeg", frozenset({".jpg", ".jpeg"}))
PNG = FileType("image/png", frozenset({".png"}))
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKAGES = {
    "word/": FileType(_OFFICE + "wordprocessingml.document", frozenset({".docx"})),
    "xl/": FileType(_OFFICE + "spreadsheetml.sheet", frozenset({".xlsx"})),
    "ppt/": FileType(_OFFICE + "presentationml.presentation", frozenset({".pptx"})),
}
ALL = (PDF, JPEG, PNG, *_PACKAGES.values())
NAMES = "PDF, DOCX, XLSX, PPTX, JPEG, atau PNG"


def inspect(path: Path, name: str) -> FileType:
    """Return what the file at `path` is.

    Raises Refused: empty, broken (a container that cannot be read), of a kind that is not taken, or disguised
    (its name claims another kind than its bytes are).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused(Reason.FILE_EMPTY)
    found = _by_bytes(path, head)
    ending = Path(name).suffix.lower()
    claimed = next((kind for kind in ALL if ending in kind.endings), None)
    if found is None:
        raise Refused(Reason.FILE_DISGUISED if claimed else Reason.FILE_KIND, name=name, kinds=NAMES)
    if ending and claimed is not found:
        raise Refused(Reason.FILE_DISGUISED, name=name, kinds=NAMES)
    return found


def _by_bytes(path: Path, head: bytes) -> FileType | None:
    if head.startswith(b"%PDF-") or (b"%PDF-" in head and not head.startswith((b"MZ", b"\x7fELF", b"PK"))):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return _package(path) if head.startswith(b"PK\x03\x04") else None


def _package(path: Path) -> FileType | None:
    """Return which Office Open XML document a ZIP is (ECMA-376, part 2), None for any other ZIP."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Refused(Reason.FILE_BROKEN) from None
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (kind for folder, kind in _PACKAGES.items() if any(n.startswith(folder) for n in names)), None
    )
