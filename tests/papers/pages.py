"""Looks at a PDF as a reader does: its pages, what stands where, its fonts, its QR code."""

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import segno
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_PATH

CM = 72 / 2.54
SIDE, TOP, FOOT = 2 * CM, 1.5 * CM, 0.8 * CM
"""The margins of every form, and how far down its foot may reach, in points."""
BODY = 2 * CM
"""Above this stands the text itself."""
_SLACK = 1.0
_DARK = 128
_SIZE = (595, 842)


@dataclass(frozen=True)
class Line:
    """A run of text with its box in points, from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def lines(path: Path) -> list[list[Line]]:
    """Return the runs of text of every page."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_rect(i) for i in range(text.count_rects())]
            found.append([Line(text.get_text_bounded(*box), *box) for box in boxes])
    return found


_ACROSS = 60
"""No other text is as high, in points: what stands across a page is turned."""


def across(path: Path) -> list[str]:
    """Return what stands across each page in large, turned letters, squeezed; "" for nothing."""
    found = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            tall = [
                text.get_text_range(i, 1)
                for i in range(text.count_chars())
                if (box := text.get_charbox(i))[3] - box[1] > _ACROSS / 1.5
            ]
            found.append(squeezed("".join(tall)))
    return found


def body(path: Path) -> str:
    """Return the text of all pages without their feet and without white space, which typesetting moves."""
    with pypdfium2.PdfDocument(path) as document:
        return squeezed("".join(page.get_textpage().get_text_bounded(bottom=BODY - 2) for page in document))


def whole(path: Path) -> str:
    """Return the text of all pages, feet included, as pdfium reads it."""
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def squeezed(text: str) -> str:
    """Return a text without white space and the signs that only allow a break.

    A hyphen at the end of a line is U+0002 or U+FFFE to pdfium.
    """
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    return "".join(sign for sign in text if not sign.isspace() and sign != "\u200b")


def faults(path: Path) -> list[str]:
    """Return what is wrong with how text stands: outside the margins, or on other text; page by page."""
    wrong = []
    for number, page in enumerate(lines(path), 1):
        for line in page:
            inside = (
                line.left >= SIDE - _SLACK
                and line.right <= _SIZE[0] - SIDE + _SLACK
                and line.bottom >= FOOT - _SLACK
                and line.top <= _SIZE[1] - TOP + _SLACK
            )
            if not inside:
                wrong.append(f"page {number}: outside the margins: {line}")
        ordered = sorted(page, key=lambda line: -line.top)
        for i, line in enumerate(ordered):
            for other in ordered[i + 1 :]:
                if other.top < line.bottom:
                    break
                wide = min(line.right, other.right) - max(line.left, other.left)
                high = min(line.top, other.top) - max(line.bottom, other.bottom)
                if wide > _SLACK and high > _SLACK:
                    wrong.append(f"page {number}: {line} and {other} overlap")
    return wrong


def embedded(path: Path) -> dict[str, bool]:
    """Return the fonts that a PDF uses and whether each is embedded."""
    found = {}
    with pikepdf.open(path) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
                found[str(each.FontName)] = any(f"/FontFile{n}" in each for n in ("", "2", "3"))
    return found


def qr_says(path: Path, link: str, page: int = -1) -> bool:
    """Whether a page shows the QR code of exactly this link, module for module."""
    matrix = [[bool(module) for module in row] for row in segno.make(link, error="m", micro=False).matrix]
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[page % len(document)]
        paths = [each.get_bounds() for each in sheet.get_objects(filter=[FPDF_PAGEOBJ_PATH])]
        square = [
            box
            for box in paths
            if box[2] - box[0] > 2 * CM and abs((box[2] - box[0]) - (box[3] - box[1])) < 4
        ]
        scale = 4
        picture = sheet.render(scale=scale, grayscale=True).to_pil()
    return any(_reads(picture, box, scale, matrix) for box in square)


def _reads(
    picture: Image.Image, box: tuple[float, float, float, float], scale: int, matrix: list[list[bool]]
) -> bool:
    left, bottom, right, top = (value * scale for value in box)
    # The code is one path of strokes a module wide; pdfium adds a stroke's width to its box on every side.
    module = (right - left) / (len(matrix) + 2)
    x0, y0 = left + module, picture.height - (top + bottom) / 2 - module * len(matrix) / 2
    return all(
        (picture.getpixel((int(x0 + (x + 0.5) * module), int(y0 + (y + 0.5) * module))) < _DARK) == dark
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
    )
