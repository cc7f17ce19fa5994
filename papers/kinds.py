"""What kind a file is, by its bytes and not by its name; nothing is unpacked or decoded here."""

import mmap
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sop.errors import Reason, Refused

HEAD = 1024
"""Bytes looked at; a PDF's mark lies within the first 1024 (ISO 32000-1, Annex H, implementation note)."""
MAX_MEMBERS = 20_000
"""Members of a ZIP that is read at all: a large presentation has a few thousand."""

# Viewers take a PDF's mark after anything; here only what printers and scanners really put before it.
_PDF = re.compile(rb"(?:[\s\0]|\xef\xbb\xbf|\x1b%-12345X|@PJL[^\r\n]*[\r\n])*%PDF-")
_PDF_TAIL = 2048
_PADDING = 1024 * 1024
_PADDED = b"\0\t\n\r "
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
_START_OF_SCAN = b"\xda"
_MOST_SEGMENTS = 4096
_MEMBER = re.compile(rb"PK\x01\x02")


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that offices exchange: its MIME type and the endings its name may have."""

    mime: str
    endings: frozenset[str]


PDF = FileType("application/pdf", frozenset({".pdf"}))
JPEG = FileType("image/jpeg", frozenset({".jpg", ".jpeg"}))
PNG = FileType("image/png", frozenset({".png"}))
HEIC = FileType("image/heic", frozenset({".heic", ".heif"}))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileType(_OFFICE + "wordprocessingml.document", frozenset({".docx"}))
XLSX = FileType(_OFFICE + "spreadsheetml.sheet", frozenset({".xlsx"}))
PPTX = FileType(_OFFICE + "presentationml.presentation", frozenset({".pptx"}))
_PACKAGES = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
PACKAGES = frozenset(_PACKAGES.values())
PICTURES = frozenset({JPEG, PNG, HEIC})
PICTURE_MIMES = frozenset(kind.mime for kind in PICTURES)
ALL = (PDF, JPEG, PNG, HEIC, *_PACKAGES.values())
_OTHERS = re.compile(
    r"""\.(?:
    apk|app|bat|bin|cmd|com|cpl|deb|dll|dmg|exe|hta|img|iso|jar|js|jse|lnk|mjs|msi|pif|ps1|py|reg|rpm|scr|sh
    |vbe|vbs|wsf
    |7z|bz2|gz|rar|tar|tgz|xz|zip
    |csv|doc|docm|dot|dotm|dotx|eml|html?|json|md|mht|mhtml|msg|odp|ods|odt|pot|potx|pps|ppsx|ppt|pptm|ps|pub
    |rtf|svg|txt|xls|xlsb|xlsm|xltx|xml|xps
    |avi|bmp|flac|gif|m4a|mkv|mov|mp3|mp4|mpeg|ogg|tiff?|wav|webm|webp|wma|wmv
    )""",
    re.VERBOSE,
)
"""Endings that say another kind than these. Any other, as in "Laporan No. 065", says nothing."""
PROGRAMS = re.compile(
    r"""\.(?:
    apk|app|bat|class|cmd|com|cpl|dll|exe|hta|jar|jse?|lnk|mjs|msi|pif|ps1|reg|scr|sh|vb[es]?|wsf
    |docm|dotm|xlsm|xltm|pptm|potm|ppsm
    )""",
    re.VERBOSE,
)
"""Endings of programs, and of documents with macros: never inside another file."""
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
NAMES = "PDF, DOCX, XLSX, PPTX, JPEG, PNG, atau HEIC"
_MACRO_ENDINGS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".pptm", ".potm", ".ppsm"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLE_LOOK = 64 * 1024 * 1024
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_BOX = struct.Struct(">I4s")
_MOST_BOXES = 256


def recognise(path: Path, name: str) -> FileType:
    """Return what the file at `path` is.

    Raises Refused: empty, broken (it cannot be read, or its end is missing), locked with a password, made for
    macros, of a kind that is not taken, or disguised (its name claims another kind than its bytes are).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused(Reason.FILE_EMPTY)
    found = _by_bytes(path, head)
    claimed = claim(name)
    if found is None:
        if head.startswith(_OLE) and _is_locked(path):
            raise Refused(Reason.FILE_LOCKED)
        raise Refused(Reason.FILE_DISGUISED if claimed else Reason.FILE_KIND, name=name, kinds=NAMES)
    if found in PACKAGES and _ending(name) in _MACRO_ENDINGS:
        raise Refused(Reason.FILE_MACRO)
    # A photo becomes a page whatever it is called: phones name what they convert as they like.
    another = claimed not in (None, found) and not {claimed, found} <= PICTURES
    if another or _OTHERS.fullmatch(_ending(name)):
        raise Refused(Reason.FILE_DISGUISED, name=name, kinds=NAMES)
    if not _is_whole(path, found):
        raise Refused(Reason.FILE_BROKEN)
    return found


def is_program(head: bytes) -> bool:
    """Whether bytes begin as programs do: Windows, Linux, macOS, Java, scripts."""
    return head.startswith(_PROGRAM_HEADS)


def claim(name: str) -> FileType | None:
    """Return the kind that a name claims by its ending, None where it claims none of these."""
    ending = _ending(name)
    return next((kind for kind in ALL if ending in kind.endings), None)


def _ending(name: str) -> str:
    """Return a name's ending in small letters; spaces and full stops at the end do not hide it."""
    _, dot, ending = name.rstrip(" .").rpartition(".")
    return dot + ending.lower()


def _by_bytes(path: Path, head: bytes) -> FileType | None:
    if _PDF.match(head):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[4:8] == b"ftyp":
        return HEIC if _is_heic(head) else None
    return _package(path) if head.startswith(b"PK\x03\x04") else None


def _is_heic(head: bytes) -> bool:
    """Whether the file type box names HEVC pictures (ISO/IEC 23008-12, B.4); AVIF and films do not."""
    length = int.from_bytes(head[:4], "big")
    brands = head[8:12], *(head[at : at + 4] for at in range(16, min(length, len(head)), 4))
    return not _HEIC_BRANDS.isdisjoint(brands)


def _is_locked(path: Path) -> bool:
    """Whether an OLE container holds an encrypted Office document ([MS-OFFCRYPTO], 1.3.2)."""
    with path.open("rb") as file:
        return _ENCRYPTED_PACKAGE in file.read(_OLE_LOOK)


def _package(path: Path) -> FileType | None:
    """Return which Office Open XML document a ZIP is (ECMA-376, part 2), None for any other ZIP.

    Only the list of members is read, and nothing is unpacked.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if any(count > MAX_MEMBERS for count, _ in enumerate(_MEMBER.finditer(content), 1)):
            return None
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        EOFError,
        OverflowError,
        ValueError,
        struct.error,
    ):
        raise Refused(Reason.FILE_BROKEN) from None
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (kind for folder, kind in _PACKAGES.items() if any(n.startswith(folder) for n in names)), None
    )


def _is_whole(path: Path, kind: FileType) -> bool:
    """Whether the end is there; whatever follows it is left alone, for phones put films behind a photo."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if kind is PDF:
            return b"%%EOF" in content[-_PADDING:].rstrip(_PADDED)[-_PDF_TAIL:]
        if kind is PNG:
            return content.find(_PNG_END) > 0
        if kind is HEIC:
            return _boxes_fit(content)
        return kind is not JPEG or content.find(_JPEG_END, _picture_of(content)) > 0


def _picture_of(content: mmap.mmap) -> int:
    """Return where a JPEG's picture begins, behind the segments of its head (ITU-T T.81, B.1.1).

    A segment may hold a thumbnail with an end of its own. A head that does not read on is left to viewers.
    """
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if content[at : at + 1] != b"\xff" or content[at + 1 : at + 2] in (b"", _START_OF_SCAN):
            break
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        # A marker may be preceded by any number of fill bytes FF (B.1.1.2).
        at += 1 if content[at + 1] == 0xFF else 2 + length  # noqa: PLR2004 - the fill byte
    return at


def _boxes_fit(content: mmap.mmap) -> bool:
    """Whether every box at the top level ends within the file (ISO/IEC 14496-12, 4.2), with the index."""
    at, seen = 0, set()
    for _ in range(_MOST_BOXES):
        if len(content) - at < _BOX.size:
            break
        length, name = _BOX.unpack_from(content, at)
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        if length == 0:
            length = len(content) - at
        if length < _BOX.size:
            break  # whatever phones put behind the last box
        seen.add(name)
        at += length
        if at > len(content):
            return False
    return b"meta" in seen
