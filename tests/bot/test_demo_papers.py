"""The demo office's papers are what they say, to the bot and to those who open them."""

import base64
import io
from pathlib import Path

import pytest
from docx import Document

from bot import demo_papers as papers
from office import filetypes

KINDS = {
    "laporan.pdf": (papers.pdf("Laporan (contoh)", "Baris kedua"), papers.PDF),
    "laporan.docx": (papers.docx("Laporan <contoh>", "Baris kedua"), papers.DOCX),
    "notulen.jpg": (papers.photo(), papers.JPEG),
}
