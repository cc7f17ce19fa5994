"""PDF files: how many pages, which words, and whether anything in them would act on its own."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pikepdf
import pypdfium2

from papers.kinds import PROGRAMS, is_program
from papers.words import Words
from sop.errors import Reason, Refused

MOST_PAGES = 2000
LARGEST = 14_400
"""Points, the side of the largest page there is (ISO 32000-1, Annex C.2)."""
MEGABYTE = 1024 * 1024
MOST_UNPACKED = 128 * MEGABYTE
"""Bytes of one stream that is no picture; MOST_PIXELS is for those."""
MOST_PIXELS = 1_000_000_000
MOST_FILTERS = 2
"""Ways of packing on top of each other: each multiplies by a thousand what a stream may become."""
MOST_OBJECTS = 1_000_000
_PACKING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_DEFLATE = 1032
"""How much smaller deflate makes anything at best."""
# A first look at an object as text, where every name is spelled out; the object itself is asked then.
_SUSPECT = re.compile(rb"/(?:JS|JavaScript|Launch|XFA|EF|RichMedia)\b")
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/RichMedia"})
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Pdf:
    """What a PDF holds."""

    pages: int
    text: str


def look(path: Path) -> Pdf:
    """Open a PDF the way two readers do: qpdf for its structure, the engine of Chrome for its pages.

    Raises Refused: FILE_LOCKED for any encryption, also one that asks for no password, because neither a seal
    nor an archive can do with it; FILE_ACTIVE for scripts, starters of programs, XFA forms and attached
    programs; FILE_BOMB, FILE_PAGES, FILE_BROKEN.
    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused(Reason.FILE_LOCKED)
            pages = _count(pdf)
            _check_objects(pdf)
    except pikepdf.PasswordError:
        raise Refused(Reason.FILE_LOCKED) from None
    except pikepdf.PdfError:
        raise Refused(Reason.FILE_BROKEN) from None
    return Pdf(pages, _words(path, pages))


def _count(pdf: pikepdf.Pdf) -> int:
    """Count the pages themselves: what the file says of their number may be wrong, or made to be."""
    waiting: list[Any] = [pdf.Root.get("/Pages")]
    pages = nodes = 0
    while waiting:
        node = waiting.pop()
        nodes += 1
        if nodes > 4 * MOST_PAGES:
            raise Refused(Reason.FILE_PAGES, limit=str(MOST_PAGES))
        if not isinstance(node, pikepdf.Dictionary):
            continue
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            if len(kids) > MOST_PAGES:
                raise Refused(Reason.FILE_PAGES, limit=str(MOST_PAGES))
            waiting.extend(kids)
            continue
        pages += 1
        if float(node.get("/UserUnit", 1)) > LARGEST / 72:
            raise Refused(Reason.FILE_BOMB)
    if pages > MOST_PAGES:
        raise Refused(Reason.FILE_PAGES, limit=str(MOST_PAGES))
    if not pages:
        raise Refused(Reason.FILE_BROKEN)
    return pages


def _check_objects(pdf: pikepdf.Pdf) -> None:
    objects = pdf.objects
    if len(objects) > MOST_OBJECTS:
        raise Refused(Reason.FILE_BOMB)
    for found in objects:
        if isinstance(found, pikepdf.Stream):
            _check_stream(found)
            head: Any = found.stream_dict
        else:
            head = found
        if isinstance(head, pikepdf.Dictionary | pikepdf.Array) and _SUSPECT.search(
            head.unparse(resolved=True)
        ):
            _check_acting(head)


def _check_stream(stream: pikepdf.Stream) -> None:
    """Refuse a stream that unpacks to far more than any page needs."""
    filters = stream.get("/Filter", ())
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    packed = [name for name in names if name in _PACKING]
    if len(packed) > MOST_FILTERS:
        raise Refused(Reason.FILE_BOMB)
    if stream.get("/Subtype") == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
            raise Refused(Reason.FILE_BOMB)
        return
    if packed and len(raw := stream.read_raw_bytes()) * _DEFLATE ** len(packed) > MOST_UNPACKED:
        _unpack(raw, names)


def _unpack(raw: bytes, names: list[str]) -> None:
    """Unpack deflated bytes piece by piece, keeping none, up to the limit."""
    pieces: Iterator[bytes] = iter((raw,))
    for name in names:
        if name not in {"/FlateDecode", "/Fl"}:
            return  # the others are bounded by their kind, or left to the limits of the process
        pieces = _inflated(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Refused(Reason.FILE_BOMB)


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest and not inflate.eof:
                yield inflate.decompress(rest, MEGABYTE)
                rest = inflate.unconsumed_tail
    except zlib.error:
        return  # readers show what came so far


def _check_acting(found: Any, depth: int = 0) -> None:
    """Refuse what acts by itself: scripts, starters of programs, forms with programs, attached programs."""
    if depth > _DEEPEST:
        raise Refused(Reason.FILE_BOMB)
    parts: list[Any] = []
    if isinstance(found, pikepdf.Dictionary):
        _check_one(found)
        parts = [found[key] for key in found.keys()]  # noqa: SIM118 - it iterates over keys in this way only
    elif isinstance(found, pikepdf.Array):
        parts = list(found)
    for one in parts:
        if isinstance(one, pikepdf.Object) and not one.is_indirect:  # those are looked at by themselves
            _check_acting(one, depth + 1)


def _check_one(found: pikepdf.Dictionary) -> None:
    kinds = {str(found.get("/S", "")), str(found.get("/Subtype", ""))}
    if "/JS" in found or "/XFA" in found or not kinds.isdisjoint(_ACTIONS):
        raise Refused(Reason.FILE_ACTIVE)
    if isinstance(attached := found.get("/EF"), pikepdf.Dictionary):
        _check_attached(found, attached)


def _check_attached(spec: pikepdf.Dictionary, attached: pikepdf.Dictionary) -> None:
    names = [str(spec[key]) for key in ("/UF", "/F", "/DOS", "/Mac", "/Unix") if key in spec]
    if any(PROGRAMS.fullmatch(PurePosixPath(name.strip(" .")).suffix.lower()) for name in names):
        raise Refused(Reason.FILE_ACTIVE)
    for key in attached.keys():  # noqa: SIM118 - as above
        content = attached[key]
        if isinstance(content, pikepdf.Stream) and is_program(content.read_bytes()[:4]):
            raise Refused(Reason.FILE_ACTIVE)


def _words(path: Path, pages: int) -> str:
    """Return the words of the pages, each of which must have a size that a page can have."""
    words = Words()
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        raise Refused(Reason.FILE_BROKEN) from None
    with pdf:
        for number in range(min(pages, len(pdf))):
            try:
                if max(pdf.get_page_size(number)) > LARGEST:
                    raise Refused(Reason.FILE_BOMB)
                if words.full:
                    continue
                page = pdf[number]
                text = page.get_textpage()
                words.add(text.get_text_bounded())
                words.add("\n")
                text.close()
                page.close()
            except pypdfium2.PdfiumError:
                raise Refused(Reason.FILE_BROKEN) from None
    return str(words)
