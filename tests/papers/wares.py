"""Files that nobody should take, made from good ones, and a few good ones that are rare."""

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image

from tests.support import papers

EMPTY_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


@cache
def heic(width: int = 320, height: int = 240) -> bytes:
    """Return a small photo as phones save it."""
    made = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pillow_heif.from_pillow(picture).save(made, format="HEIF")
    return made.getvalue()


@cache
def png(width: int = 64, height: int = 64, mode: str = "RGB") -> bytes:
    """Return a small picture."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(made, "PNG")
    return made.getvalue()


def pdf_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return (
        made
        + head
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    )


def one_page(catalogue: bytes = b"", page: bytes = EMPTY_PAGE, *more: bytes) -> bytes:
    """Return a PDF of one page with something more in its catalogue; further objects count from 4."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        *more,
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), head, content)


@cache
def locked_pdf(user: str = "rahasia") -> bytes:
    """Return an encrypted PDF; with an empty user password any reader opens it."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.pdf("a"))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(user=user, owner="pemilik", R=6))
    return made.getvalue()


@cache
def attaching(name: str, content: bytes) -> bytes:
    """Return a PDF with an attached file."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.pdf("a"))) as pdf:
        pdf.attachments[name] = content
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


@cache
def deflated(size: int) -> bytes:
    """Return so many zeros, deflated."""
    packer = zlib.compressobj(1)
    piece = bytes(1024 * 1024)
    return b"".join([packer.compress(piece) for _ in range(size // len(piece))]) + packer.flush()


def rezip(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a package whose members (name to bytes) were changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    change(members)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return made.getvalue()


def docx_with(name: str, content: bytes) -> bytes:
    """Return a Word document with one more (or another) member."""
    return rezip(papers.docx("a"), lambda members: members.__setitem__(name, content))


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG whose head claims a size that its bytes do not have, with the right CRC."""
    content = bytearray(png())
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@cache
def ole(*streams: str) -> bytes:
    """Return what begins as an OLE container does and names these streams in its directory."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory.ljust(4096, b"\0")
