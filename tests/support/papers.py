"""Real files as offices make them: PDF, DOCX and JPEG, built once."""

import io
from functools import cache

from docx import Document
from fpdf import FPDF
from PIL import Image, ImageDraw

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JPEG = "image/jpeg"


@cache
def pdf(text: str) -> bytes:
    """Return a one-page PDF that says `text`."""
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=14)
    page.cell(text=text)
    return bytes(page.output())


@cache
def docx(text: str) -> bytes:
    """Return a Word document that says `text`."""
    document = Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def jpeg(text: str) -> bytes:
    """Return a photo of a note that says `text`."""
    picture = Image.new("RGB", (900, 1200), "ivory")
    ImageDraw.Draw(picture).text((60, 60), text, fill="black")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()
