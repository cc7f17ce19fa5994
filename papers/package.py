"""The archive package of a case: its files, its record, its certificate, in a bag and a ZIP."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from papers import bag
from papers.certificate import Certificate, certificate_of_process
from papers.expedition import Book, as_csv, expedition_book

CERTIFICATE = "sertifikat-proses.pdf"
BOOK, BOOK_TABLE = "buku-ekspedisi.pdf", "buku-ekspedisi.csv"


@dataclass(frozen=True, slots=True)
class Piece:
    """A kept file and where it lies in the payload."""

    path: str
    source: Path


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a package. Names are ours: no text that a user wrote is a path here."""

    name: str
    """The package's own folder."""
    info: Mapping[str, str]
    pieces: tuple[Piece, ...]
    texts: Mapping[str, str]
    """What is written out: path in the payload to text."""
    at: datetime
    """The case's end, in the office's zone: the time of every entry."""
    certificate: Certificate | None = None
    book: Book | None = None


def archive_package(target: Path, contents: Contents) -> dict[str, int]:
    """Write the package as a ZIP; return how many files and bytes its payload has.

    The folder is made beside the target, so that kept files need not be copied; storage.files.FileStore
    removes it where this is killed at its work.
    """
    work = target.with_name(f"{target.name}.d")
    work.mkdir()
    try:
        folder = work / contents.name
        fill(folder, contents)
        bag.pack(folder, target, contents.at)
        payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
        return {"files": len(payload), "bytes": sum(path.stat().st_size for path in payload)}
    finally:
        shutil.rmtree(work, ignore_errors=True)


def fill(folder: Path, contents: Contents) -> None:
    """Make the bag in a folder that is not there yet."""
    folder.mkdir()
    for piece in contents.pieces:
        bag.lay(piece.source, folder / piece.path)
    for path, text in contents.texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    if contents.certificate is not None:
        certificate_of_process(folder / CERTIFICATE, contents.certificate)
    if contents.book is not None:
        expedition_book(folder / BOOK, contents.book)
        (folder / BOOK_TABLE).write_bytes(as_csv(contents.book).encode("utf-8-sig"))
    bag.make_bag(folder, contents.info)
