"""Photos into one PDF: every kind of picture, upright, on A4, without what a phone wrote beside it."""

import io
from collections.abc import Callable
from pathlib import Path

import pillow_heif
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from papers import pages
from papers.binding import bind
from papers.inspection import Inspection, examine
from papers.pages import WAYS
from sop.errors import Reason, Refused

A4 = (595, 842)
RED, WHITE = (255, 0, 0), (255, 255, 255)
_EXIF, _ORIENTATION, _GPS = b"Exif\0\0", 0x0112, 0x8825
_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation: how an upright picture is laid down so that it is upright again when turned so."""


def sheet(mode: str = "RGB", size: tuple[int, int] = (600, 800)) -> Image.Image:
    """Return a picture whose upper left corner is dark, or red where there are colours."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=RED)
    return picture.convert(mode)


Save = Callable[[Path], None]


def alpha(path: Path) -> None:
    clear = Image.new("RGBA", (600, 800), (0, 0, 0, 0))
    clear.paste(RED, (0, 0, 150, 200))
    clear.save(path, "PNG")


def sixteen(path: Path) -> None:
    sheet("L").convert("I").point(lambda v: v * 257).convert("I;16").save(path, "PNG")


KINDS: dict[str, Save] = {
    "jpeg": lambda p: sheet().save(p, "JPEG"),
    "progressive": lambda p: sheet().save(p, "JPEG", progressive=True),
    "grey": lambda p: sheet("L").save(p, "JPEG"),
    "cmyk": lambda p: sheet("CMYK").save(p, "JPEG"),
    "png": lambda p: sheet().save(p, "PNG"),
    "palette": lambda p: sheet("P").save(p, "PNG"),
    "transparent palette": lambda p: sheet("P").save(p, "PNG", transparency=7),
    "black and white": lambda p: sheet("L").point(lambda v: 255 * (v > 99)).convert("1").save(p, "PNG"),
    "alpha": alpha,
    "grey with alpha": lambda p: sheet("LA").save(p, "PNG"),
    "sixteen bits": sixteen,
    "heic": lambda p: pillow_heif.from_pillow(sheet()).save(p, quality=90, format="HEIF"),
}


def rendered(path: Path) -> list[Image.Image]:
    """Return what each page looks like, at 36 dots an inch."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [pdf[number].render(scale=0.5).to_pil().convert("RGB") for number in range(len(pdf))]


def dark(picture: Image.Image, at: tuple[float, float]) -> bool:
    """Whether a place, in shares of width and height, is dark or red."""
    _, green, _ = picture.getpixel((int(picture.width * at[0]), int(picture.height * at[1])))  # type: ignore[misc]
    return bool(green < 128)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_becomes_a_page(tmp_path: Path, kind: str) -> None:
    """What is dark stays dark, what is clear becomes white, and the result passes the inspection."""
    KINDS[kind](tmp_path / "foto")
    assert isinstance(examine(tmp_path / "foto", ""), Inspection)
    assert bind([tmp_path / "foto"], tmp_path / "hasil.pdf") == 1
    (page,) = rendered(tmp_path / "hasil.pdf")
    assert page.size == (298, 421)
    assert dark(page, (0.1, 0.1))
    assert not dark(page, (0.6, 0.6))
    found = examine(tmp_path / "hasil.pdf", "hasil.pdf")
    assert isinstance(found, Inspection)
    assert found.pages == 1


@pytest.mark.parametrize("orientation", _TURNS)
def test_photos_are_upright_as_the_camera_noted(tmp_path: Path, orientation: int) -> None:
    """All eight of EXIF's orientations."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    turn = _TURNS[orientation]
    laid = sheet() if turn is None else sheet().transpose(turn)
    laid.save(tmp_path / "foto", "JPEG", exif=exif)
    bind([tmp_path / "foto"], tmp_path / "hasil.pdf")
    (page,) = rendered(tmp_path / "hasil.pdf")
    assert [dark(page, at) for at in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))] == [
        True,
        False,
        False,
        False,
    ]


def test_pages_keep_their_order_and_lie_as_their_photos(tmp_path: Path) -> None:
    """Upright and across in one PDF; the same photos make the same bytes."""
    sizes = [(600, 800), (800, 600), (500, 500)]
    photos = []
    for number, size in enumerate(sizes):
        photos.append(tmp_path / str(number))
        sheet(size=size).save(photos[-1], "JPEG")
    bind(photos, tmp_path / "a.pdf")
    bind(photos, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as pdf:
        made = [tuple(map(round, pdf.get_page_size(n))) for n in range(len(pdf))]
    assert made == [A4, A4[::-1], A4]


def test_where_a_photo_was_taken_is_left_out(tmp_path: Path) -> None:
    """A small upright photo goes in as it came, pixel for pixel, but without EXIF, comment and film."""
    exif = Image.Exif()
    exif[0x010F] = "Pembuat Telepon"
    exif.get_ifd(_GPS)[1] = "S"
    sheet().save(tmp_path / "foto", "JPEG", exif=exif, comment=b"Jalan Rahasia 1", quality=95)
    content = (tmp_path / "foto").read_bytes()
    assert _EXIF in content
    bind([tmp_path / "foto"], tmp_path / "hasil.pdf")
    made = (tmp_path / "hasil.pdf").read_bytes()
    assert not any(secret in made for secret in (_EXIF, b"Telepon", b"Rahasia"))
    scan = content[content.index(b"\xff\xda") :]
    assert scan in made  # not compressed a second time


def test_large_photos_become_as_large_as_a_page_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred dots an inch; fewer where the whole would be too large to be sent."""
    noise = Image.effect_noise((3800, 1400), 90)
    noise.save(tmp_path / "foto", "JPEG", quality=60)

    def longest() -> tuple[int, int]:
        bind([tmp_path / "foto"], tmp_path / "hasil.pdf")
        with pypdfium2.PdfDocument(tmp_path / "hasil.pdf") as pdf:
            (picture,) = pdf[0].get_objects()
            return max(picture.get_px_size()), (tmp_path / "hasil.pdf").stat().st_size

    pixels, size = longest()
    assert pixels == WAYS[0][0]
    monkeypatch.setattr(pages, "MOST_BYTES", size // 3)
    assert longest()[0] in (WAYS[1][0], WAYS[2][0])


@pytest.mark.parametrize("mode", ["1", "P", "I;16", "LA"])
def test_large_scans_of_any_depth_are_made_smaller(tmp_path: Path, mode: str) -> None:
    """Those that cannot be shrunk as they are become grey or coloured first."""
    scan = sheet("L", (2000, 3900))
    scan = scan.convert("I").point(lambda v: v * 257).convert(mode) if mode == "I;16" else scan.convert(mode)
    scan.save(tmp_path / "foto", "PNG")
    bind([tmp_path / "foto"], tmp_path / "hasil.pdf")
    (page,) = rendered(tmp_path / "hasil.pdf")
    assert [dark(page, at) for at in ((0.3, 0.1), (0.6, 0.6))] == [True, False]


def test_a_photo_that_cannot_be_read_any_more_is_refused(tmp_path: Path) -> None:
    """And no PDF is left half written."""
    made = io.BytesIO()
    sheet().save(made, "PNG")
    (tmp_path / "foto").write_bytes(made.getvalue()[:-200])
    with pytest.raises(Refused) as caught:
        bind([tmp_path / "foto"], tmp_path / "hasil.pdf")
    assert caught.value.reason is Reason.FILE_BROKEN
    assert not (tmp_path / "hasil.pdf").exists()
