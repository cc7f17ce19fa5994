"""Photos of paper into one PDF, a page each, upright and of A4 size."""

import io
from collections.abc import Sequence
from pathlib import Path

import img2pdf
from PIL import Image, ImageOps

from papers.kinds import JPEG, PNG, recognise
from papers.pictures import opened

MOST_BYTES = 45 * 1024 * 1024
"""A bot may send files of 50 MB (Bot API, sendDocument)."""
WAYS = ((3508, 85), (2339, 80), (1654, 70))
"""Pixels of a page's long side and the quality of its JPEG: A4 at 300, 200 and 150 dots an inch.

The first way is taken in which the whole is not too large.
"""
MANY = 20
"""With more pages than this nobody expects 300 dots an inch, and it would take long."""
KEPT = 2 * 1024 * 1024
"""Bytes up to which a photo goes in as it came, without being compressed a second time."""
_ORIENTATION = 0x0112
_SIXTEEN_BITS = 16
_DEPTH_AT = 24
"""Where a PNG says how many bits a sample has (ISO/IEC 15948, 11.2.2)."""
_APP0, _APP14, _COM, _SCAN = 0xE0, 0xEE, 0xFE, 0xDA
_A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))


def bind(photos: Sequence[Path], target: Path) -> int:
    """Write one PDF of these photos, in this order, to `target`; return how many pages it has.

    Each is turned as its EXIF orientation says and laid on an A4 page, upright or across as the photo is.
    What a phone wrote beside the picture, such as where it was taken, is left out. The same photos make the
    same bytes.

    Raises Refused as papers.inspection does for a photo.
    """
    layout = img2pdf.get_layout_fun(pagesize=_A4, fit=img2pdf.FitMode.into, auto_orient=True)
    ways = WAYS if len(photos) <= MANY else WAYS[1:]
    images = next(filter(None, (_images(photos, *way) for way in ways[:-1])), None)
    if images is None:
        images = [_image(photo, *ways[-1]) for photo in photos]
    with target.open("wb") as file:
        img2pdf.convert(
            images, outputstream=file, layout_fun=layout, nodate=True, engine=img2pdf.Engine.internal
        )
    return len(photos)


def _images(photos: Sequence[Path], longest: int, quality: int) -> list[bytes]:
    """Return the photos as images of a PDF, none as soon as all together would be too large."""
    images: list[bytes] = []
    room = MOST_BYTES
    for photo in photos:
        images.append(_image(photo, longest, quality))
        room -= len(images[-1])
        if room < 0:
            return []
    return images


def _image(path: Path, longest: int, quality: int) -> bytes:
    """Return a photo as the bytes of a JPEG or PNG that a PDF can take."""
    kind = recognise(path, "")
    with opened(path, kind) as picture:
        upright = picture.getexif().get(_ORIENTATION, 1) == 1
        small = max(picture.size) <= longest and path.stat().st_size <= KEPT
        if small and upright and kind is JPEG and picture.format == "JPEG" and picture.mode in {"L", "RGB"}:
            return _bare(path.read_bytes())
        if small and upright and kind is PNG and _is_plain(path, picture):
            return _saved(picture, "PNG")
        return _anew(picture, longest, quality)


def _is_plain(path: Path, picture: Image.Image) -> bool:
    with path.open("rb") as file:
        depth = file.read(_DEPTH_AT + 1)[_DEPTH_AT]
    return (
        depth < _SIXTEEN_BITS
        and picture.mode in {"1", "L", "P", "RGB"}
        and "transparency" not in picture.info
    )


def _anew(picture: Image.Image, longest: int, quality: int) -> bytes:
    """Return a photo compressed anew: upright, on white, eight bits a sample, no larger than a page needs."""
    picture.draft(None, (longest, longest))  # a JPEG need not be decoded larger than that
    size = longest, longest
    if picture.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        picture.thumbnail(size, Image.Resampling.BICUBIC)  # first, so that less is turned
    flat = _flat(ImageOps.exif_transpose(picture))
    flat.thumbnail(size, Image.Resampling.BICUBIC)
    return _saved(flat, "JPEG", quality=quality, optimize=True)


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture in grey or RGB, laid on white where it is transparent."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits of grey: the upper eight are what is seen.
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    if picture.mode in {"L", "RGB"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _saved(picture: Image.Image, kind: str, **how: int) -> bytes:
    made = io.BytesIO()
    plain = picture.copy()
    plain.info = {}  # neither EXIF nor colour profiles nor comments
    plain.save(made, kind, **how)
    return made.getvalue()


def _bare(content: bytes) -> bytes:
    """Return a JPEG without the segments that hold EXIF, places and comments (ITU-T T.81, B.1.1.3)."""
    kept = bytearray(content[:2])
    at = 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        if marker == _SCAN:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if not (_APP0 < marker < _APP14 or marker in (_COM, _APP14 + 1)):
            kept += content[at:end]
        at = end
    return bytes(kept) + content[at:]
