"""Bags: folders that prove themselves complete and unaltered (BagIt, RFC 8493), and their ZIP files.

`bagit`, the reference tool of the Library of Congress, makes and validates them. The same content makes the
same bytes: names and times in a ZIP come from the content, and nothing in it is compressed, for what offices
file is compressed already and compressors differ.
"""

import lzma
import os
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

ALGORITHMS = ["sha256", "sha512"]
"""RFC 8493, section 2.4, asks for SHA-512 and SHA-256 of whoever makes or reads bags."""
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MOST_FILES = 20_000
MOST_BYTES = 4 * 1024**3
"""What a ZIP may hold when it is unpacked: a bomb is refused before it fills the disk."""
MOST_TAGS = 64 * 1024**2
"""Bytes of a bag's own lists, which are held in memory: those of MOST_FILES files take five megabytes."""
_RESERVE = 64 * 1024**2
"""Bytes of the disk that stay free."""
_CHUNK = 1 << 20
_EARLIEST, _LATEST = 1980, 2107
"""Years that a ZIP knows (APPNOTE 4.4.6)."""
_ENCRYPTED = 0x1
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    EOFError,
    ValueError,
    OverflowError,
    RuntimeError,
)
"""What reading a ZIP raises that is damaged, or packed in a way that is not known here."""


class NotABagError(Exception):
    """What was given is no bag, or none that may be opened; its text says why."""


def make_bag(folder: Path, info: Mapping[str, str]) -> None:
    """Make a bag of what is in a folder, in place; `info` is what bag-info.txt says."""
    import bagit  # noqa: PLC0415 - only where a bag is made or read

    clean = {key: " ".join(_visible(value).split()) for key, value in info.items()}
    bagit.make_bag(str(folder), clean, checksums=ALGORITHMS)
    # The tool writes 0.97; no name here needs the escapes in which 1.0 differs from it.
    (folder / "bagit.txt").write_text(DECLARATION, encoding="utf-8")
    bag = bagit.Bag(str(folder))
    bag.save()
    for algorithm in ALGORITHMS:
        path = folder / f"tagmanifest-{algorithm}.txt"
        lines = sorted(path.read_text("utf-8").splitlines(), key=lambda line: line.split(maxsplit=1)[1])
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    bagit.Bag(str(folder)).validate()


def _visible(text: str) -> str:
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)


def pack(folder: Path, target: Path, at: datetime) -> None:
    """Write a folder as a ZIP whose one top folder is named as it is; `at` is the time of every entry."""
    local = at.replace(year=min(max(at.year, _EARLIEST), _LATEST))
    when = (local.year, local.month, local.day, local.hour, local.minute, local.second // 2 * 2)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = PurePosixPath(folder.name, *path.relative_to(folder).parts)
            entry = zipfile.ZipInfo(str(name), when)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, file.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)


def unpack(archive: Path, folder: Path, most_bytes: int = MOST_BYTES) -> Path:
    """Unpack a bag's ZIP into an empty folder and return the bag's own folder in it.

    Nothing is written outside of the folder, whatever the entries are called. Raises NotABagError.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            entries = file.infolist()
            _look_over(entries, shutil.disk_usage(folder).free - _RESERVE, most_bytes)
            written = 0
            for entry in entries:
                if not entry.is_dir():
                    written = _extract(file, entry, folder, written, most_bytes)
    except _UNREADABLE as error:
        message = f"is no ZIP file that can be read: {error}"
        raise NotABagError(message) from None
    except OSError as error:
        message = f"cannot be unpacked: {error.strerror or error}"
        raise NotABagError(message) from None
    tops = [one for one in folder.iterdir() if one.is_dir()]
    if (folder / "bagit.txt").is_file():
        return folder
    if len(tops) != 1 or not (tops[0] / "bagit.txt").is_file():
        message = "has no bagit.txt: it is no bag"
        raise NotABagError(message)
    return tops[0]


def _look_over(entries: list[zipfile.ZipInfo], free: int, most_bytes: int) -> None:
    """Refuse what no bag of a case has, before anything is written."""
    if len(entries) > MOST_FILES:
        message = f"has more than {MOST_FILES} files"
        raise NotABagError(message)
    if sum(entry.file_size for entry in entries) > min(free, most_bytes):
        message = "is larger unpacked than there is room for"
        raise NotABagError(message)
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            message = "is encrypted"
            raise NotABagError(message)
        if not _harmless(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
            message = f"has an entry that leads elsewhere: {entry.filename[:80]!r}"
            raise NotABagError(message)
        key = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
        if key in seen and not entry.is_dir():
            message = f"has two entries of one name: {entry.filename[:80]!r}"
            raise NotABagError(message)
        seen.add(key)


def _harmless(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    return (
        bool(name.strip("/"))
        and not name.startswith("/")
        and not set(name) & set("\\:\0")
        and not any(part in ("", ".", "..") or len(part.encode()) > 255 for part in parts)  # noqa: PLR2004
    )


def _extract(
    file: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, written: int, most_bytes: int
) -> int:
    path = folder.joinpath(*entry.filename.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with file.open(entry) as source, path.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most_bytes:
                message = "is larger unpacked than there is room for"
                raise NotABagError(message)
            sink.write(chunk)
    return written


def faults(folder: Path) -> list[str]:
    """Return what is wrong with a bag, nothing where it is whole. Raises NotABagError for what is none."""
    import bagit  # noqa: PLC0415 - only where a bag is made or read

    tags = 0
    for path in folder.rglob("*"):
        found = path.lstat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            message = f"has an entry that is no file: {str(path.relative_to(folder))[:80]!r}"
            raise NotABagError(message)
        tags += found.st_size if path.parent == folder else 0
    if tags > MOST_TAGS:
        message = f"has lists of more than {MOST_TAGS >> 20} megabytes"
        raise NotABagError(message)
    if not (folder / "bagit.txt").is_file():
        message = "has no bagit.txt: it is no bag"
        raise NotABagError(message)
    if (folder / "fetch.txt").exists():
        message = "refers to files elsewhere (fetch.txt)"
        raise NotABagError(message)
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        return [str(detail) for detail in error.details] or [str(error)]
    except (bagit.BagError, OSError, ValueError, KeyError) as error:
        return [str(error) or type(error).__name__]
    return []


def lay(source: Path, target: Path) -> None:
    """Put a kept file under another name, without copying its bytes where that is possible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
