"""Word, Excel and PowerPoint files: ZIP packages of XML (ECMA-376, ISO/IEC 29500), read within limits."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from papers.kinds import DOCX, PROGRAMS, XLSX, FileType
from papers.words import Words
from sop.errors import Reason, Refused

CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024
MOST_UNPACKED = 512 * MEGABYTE
"""All members together."""
SUSPECT = 16 * MEGABYTE
"""From this size on, a member may not be more than MOST_RATIO times as large as it is packed."""
MOST_RATIO = 200
"""Deflate packs zeros 1,000 to one; a large sheet of an office 20 to 60."""
MOST_TYPES = 4 * MEGABYTE
_TYPES = "[content_types].xml"
_ENCRYPTED = 0x1
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"ms-excel.macrosheet", b"ms-excel.intlmacrosheet")
_MACRO_FOLDERS = ("xl/macrosheets/", "xl/dialogsheets/")
# A template fetched from elsewhere at opening brings its macros along.
_REMOTE_TEMPLATE = re.compile(rb"<[^>]*attachedTemplate[^>]*>", re.IGNORECASE)
_REMOTE = re.compile(rb"Target\s*=\s*[\"'](?:https?:|ftp:|\\\\|file://[^/])", re.IGNORECASE)
_PACKAGER = "\x01Ole10Native".encode("utf-16-le")
"""The stream in which OLE keeps a file of any kind, a program among them."""

_PARTS = {
    DOCX: re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"),
    XLSX: re.compile(r"xl/(?:sharedstrings|worksheets/[^/]+|comments\d*)\.xml"),
}
_SLIDES = re.compile(r"ppt/(?:slides|notesslides)/[^/]+\.xml")
_TEXT = frozenset({"t", "delText"})
_BREAKS = frozenset({"p", "tr", "br", "cr", "si", "row", "is"})
_GAPS = frozenset({"tab", "tc", "c"})


def look(path: Path, kind: FileType) -> str:
    """Unpack every member once, keeping nothing, and return the words of the document.

    Raises Refused: FILE_LOCKED, FILE_MACRO, FILE_ACTIVE, FILE_BOMB, FILE_BROKEN.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as package:
            return _looked(package, kind)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        raise Refused(Reason.FILE_BROKEN) from None


def _looked(package: zipfile.ZipFile, kind: FileType) -> str:
    members = package.infolist()
    _check_list(members)
    words = Words()
    main = _PARTS.get(kind, _SLIDES)
    for member in sorted(members, key=_order):
        name = member.filename.lower()
        if main.fullmatch(name):
            _read(package, member, words)
        elif name == _TYPES or name.endswith(".rels"):
            _check_plain(package, member)
        else:
            _check_rest(package, member)
    return str(words)


def _order(member: zipfile.ZipInfo) -> tuple[bool, int, str]:
    """Sort the list of types first, and numbered parts as people count them: slide2 before slide10."""
    name = member.filename.lower()
    return name != _TYPES, len(name), name


def _check_list(members: list[zipfile.ZipInfo]) -> None:
    """Look at the list of members, before any is unpacked."""
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused(Reason.FILE_LOCKED)
    if any(name.endswith(_MACRO_PARTS) or name.startswith(_MACRO_FOLDERS) for name in names):
        raise Refused(Reason.FILE_MACRO)
    if any(PROGRAMS.fullmatch(PurePosixPath(name).suffix) for name in names):
        raise Refused(Reason.FILE_ACTIVE)
    # Two parts of one name are read differently by different programs, and no segment may be dots alone
    # (ECMA-376-2, 9.1.1).
    if len(set(names)) < len(names) or any(".." in re.split(r"[/\\]", name) for name in names):
        raise Refused(Reason.FILE_BROKEN)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused(Reason.FILE_BOMB)
    for member in members:
        if member.file_size > SUSPECT and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise Refused(Reason.FILE_BOMB)


def _chunks(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the bytes of a member: never more than the list says, and checked against their CRC at the end."""
    with package.open(member) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _check_plain(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Look through the lists of types and of relations, which are small."""
    if member.file_size > MOST_TYPES:
        raise Refused(Reason.FILE_BOMB)
    content = b"".join(_chunks(package, member))
    if member.filename.lower() == _TYPES and any(mark in content.lower() for mark in _MACRO_TYPES):
        raise Refused(Reason.FILE_MACRO)
    if any(_REMOTE.search(found) for found in _REMOTE_TEMPLATE.findall(content)):
        raise Refused(Reason.FILE_MACRO)
    _parse(iter((content,)), _silent())


def _check_rest(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack to see that it can be, looking for programs packed as objects."""
    before = b""
    for chunk in _chunks(package, member):
        if _PACKAGER in before + chunk:
            raise Refused(Reason.FILE_ACTIVE)
        before = chunk[-len(_PACKAGER) :]


def _silent() -> "expat.XMLParserType":
    """Return a parser that refuses every entity: a package's XML has no DTD (ECMA-376-2, 8.1.4)."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise Refused(Reason.FILE_BOMB)


def _read(package: zipfile.ZipFile, member: zipfile.ZipInfo, words: Words) -> None:
    """Parse a part with words in it; what no longer fits is parsed all the same, to see that it is whole."""
    parser = _silent()
    inside = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = name.rpartition("}")[2]
        if tag in _TEXT or (tag == "v" and inside < 0):
            inside = 1
        elif tag == "c" and attributes.get("t") == "str":
            inside = -1  # a formula's text is in the value that follows
        if tag in _BREAKS:
            words.add("\n")
        elif tag in _GAPS:
            words.add(" ")

    def end(_: str) -> None:
        nonlocal inside
        inside = min(inside, 0)

    def data(text: str) -> None:
        if inside > 0:
            words.add(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    _parse(_until_full(package, member, parser, words), parser)


def _until_full(
    package: zipfile.ZipFile, member: zipfile.ZipInfo, parser: "expat.XMLParserType", words: Words
) -> Iterator[bytes]:
    for chunk in _chunks(package, member):
        if words.full:
            parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        yield chunk


def _parse(chunks: Iterator[bytes], parser: "expat.XMLParserType") -> None:
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Refused(Reason.FILE_BROKEN) from None
