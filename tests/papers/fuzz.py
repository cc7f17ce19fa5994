"""Makes malformed files of good ones, always the same: cut, flipped, mixed, renamed, swollen, misnamed."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook

from papers import pdf as limits
from tests.papers import wares
from tests.support import papers

SEED = 20261122


@dataclass(frozen=True)
class Ware:
    """A file to send: what was done to it, the name it is sent under, and its bytes."""

    how: str
    name: str
    content: bytes


@cache
def goods() -> dict[str, bytes]:
    """Return one good file of each kind, by the name it should have."""
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Indikator", "Capaian", 98])
    book.save(made)
    slide = {"ppt/slides/slide1.xml": b'<p:s xmlns:p="p" xmlns:a="a"><a:t>Capaian</a:t></p:s>'}
    return {
        "laporan.pdf": papers.pdf("Laporan kinerja " * 20),
        "notulen.docx": papers.docx("Notulen rapat " * 20),
        "rekap.xlsx": made.getvalue(),
        "paparan.pptx": wares.rezip(
            papers.docx("a"),
            lambda m: ([m.pop(name) for name in list(m) if name.startswith("word/")], m.update(slide)),
        ),
        "foto.jpg": papers.jpeg("Halaman"),
        "pindai.png": wares.png(),
        "IMG_0065.heic": wares.heic(),
    }


def _cut(dice: random.Random, content: bytes) -> bytes:
    kept = content[: dice.randrange(len(content))]
    return kept + bytes(dice.choice((0, 0, 1, 512, len(content) - len(kept))))


def _flipped(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _cut_out(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(len(content))
    piece = content[at : at + dice.choice((1, 4, 100, 2000))]
    where = dice.randrange(len(content))
    return dice.choice((content.replace(piece, b"", 1), content[:where] + piece + content[where:]))


def _numbers(dice: random.Random, content: bytes) -> bytes:
    """Change numbers that stand in the file as text: lengths, counts, references, sizes."""
    strange = (b"0", b"-1", b"4294967296", b"99999999999999999999", b"1e9", b"2147483647")
    found = [match.span() for match in re.finditer(rb"(?<![\w.])\d{1,6}(?![\w.])", content)]
    for start, end in sorted(dice.sample(found, min(len(found), dice.choice((1, 2, 5)))), reverse=True):
        content = content[:start] + dice.choice(strange) + content[end:]
    return content


def _mixed(dice: random.Random, content: bytes) -> bytes:
    other = dice.choice([*goods().values(), b"MZ\x90\0" * 20, b"#!/bin/sh\nexit 1\n", b"<html><script>x"])
    at = dice.randrange(len(content))
    return dice.choice(
        (content + other, other + content, content[:at] + other, content[:at] + other + content[at:])
    )


_MUTATIONS: tuple[tuple[int, Callable[[random.Random, bytes], bytes]], ...] = (
    (170, _cut),
    (230, _flipped),
    (100, _cut_out),
    (100, _numbers),
    (100, _mixed),
)


def _mutated(dice: random.Random) -> Iterator[Ware]:
    for count, mutate in _MUTATIONS:
        for _ in range(count):
            name, content = dice.choice(list(goods().items()))
            yield Ware(mutate.__name__, dice.choice((name, name, "")), mutate(dice, content))


def _wrong_types(dice: random.Random) -> Iterator[Ware]:
    endings = ["pdf", "docx", "jpg", "png", "heic", "exe", "docm", "zip", "html", "", "PDF.exe", "xls"]
    others = [
        b"MZ\x90\0" * 99,
        b"\x7fELF" + bytes(99),
        b"GIF89a" + bytes(99),
        b"{\\rtf1 x}",
        b"PK\x05\x06" + bytes(18),
    ]
    others += [
        wares.ole("WordDocument"),
        wares.ole("EncryptedPackage"),
        bytes(5000),
        b"",
        dice.randbytes(4000),
    ]
    for _ in range(90):
        content = dice.choice([*others, *goods().values()])
        yield Ware("wrong type", f"berkas.{dice.choice(endings)}", content)


def _swollen(dice: random.Random) -> Iterator[Ware]:
    """Bombs of each kind, each of another size."""
    page = wares.EMPTY_PAGE[:-2] + b"/Contents 4 0 R>>"
    for number in range(10):
        size = (number + 1) * 2**24  # up to 160 MB
        zeros = wares.deflated(size)
        yield Ware("docx bomb", "a.docx", wares.docx_with("word/document.xml", bytes(size // 8)))
        yield Ware(
            "pdf bomb", "a.pdf", wares.one_page(b"", page, wares.stream(zeros, b"/Filter/FlateDecode"))
        )
        both = wares.stream(zlib.compress(zeros, 1), b"/Filter[/FlateDecode/FlateDecode]")
        yield Ware("pdf bomb twice", "a.pdf", wares.one_page(b"", page, both))
        kids = b"3 0 R " * (limits.MOST_PAGES - 5 + number)
        tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, 10**number)
        yield Ware("pages", "a.pdf", wares.pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", tree, wares.EMPTY_PAGE))
        side = dice.choice((1, 20_000, 65_535, 2**31 - 1))
        yield Ware("png size", "a.png", wares.png_claiming(side, dice.choice((1, 65_535, 2**31 - 1))))
        deep = b"<</A" * (50 << number) + b">>" * (50 << number)
        yield Ware("deep pdf", "a.pdf", wares.one_page(b"", wares.EMPTY_PAGE, deep))
        nested = b"<a>" * (100 << number) + b"</a>" * (100 << number)
        yield Ware("deep xml", "a.docx", wares.docx_with("word/document.xml", nested))
        laughs = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 9))
        entities = b'<!DOCTYPE a [<!ENTITY e0 "ha">%s]><a>&e8;</a>' % laughs
        yield Ware("entities", "a.docx", wares.docx_with("word/document.xml", entities))
        yield Ware("overlapping", "a.docx", _overlapping(50 << number))


def _overlapping(count: int) -> bytes:
    """Return a ZIP whose list names the same packed bytes many times over, under other names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<a/>")
        package.writestr("word/document.xml", bytes(2**20))
        info = package.getinfo("word/document.xml")
        for number in range(count):
            twin = zipfile.ZipInfo(f"word/{number:05}.xml")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, field, getattr(info, field))
            package.filelist.append(twin)
    return made.getvalue()


_TRICKS = (
    "../../../../etc/cron.d/x",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\autoexec.bat",
    "laporan\u202efdp.exe",
    "\u2066laporan\u2069.pdf",
    "surat\0.pdf",
    "surat\r\nContent-Type: text/html\r\n\r\n.pdf",
    "~/.ssh/authorized_keys",
    "$(reboot).pdf",
    "`id`.pdf",
    "-rf.pdf",
    "NUL",
    "con.pdf",
    "<script>alert(1)</script>.pdf",
    '"; rm -rf "/.pdf',
    "....//....//x",
    "%2e%2e%2fx.pdf",
    "file:///etc/passwd",
    "\ud800.pdf",
)


def _misnamed(dice: random.Random) -> Iterator[Ware]:
    """Good files under names that mean harm, or are longer than a file system takes."""
    content = goods()["laporan.pdf"]
    for name in _TRICKS:
        yield Ware("trick", name, content)
        yield Ware("trick in front", f"{name}/laporan.pdf", content)
    letters = ["a", "\u00e9", "\u4e2d", "\U0001f600", "\u202e", "\u0301", ".", " ", "/", "\0"]
    for length in (100, 120, 121, 200, 254, 255, 256, 4096):
        for letter in letters[: 2 + length % 9]:
            yield Ware("long", letter * length + dice.choice((".pdf", "", ".PDF")), content)


def wares_to_send() -> list[Ware]:
    """Return a thousand of them."""
    dice = random.Random(SEED)  # noqa: S311 - to be the same each time, not to be guessed
    made = [*_mutated(dice), *_wrong_types(dice), *_swollen(dice), *_misnamed(dice)]
    while len(made) < 1000:
        made.append(Ware("noise", "berkas", dice.randbytes(dice.randrange(1, 3000))))
    return made
