"""The file store: bytes on disk under their SHA-256, never half-written, never overwritten."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

FOLDER_MODE = 0o700
FILE_MODE = 0o600


class TooLargeError(ValueError):
    """More bytes came than the limit allows; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that are kept: their SHA-256 (hex), size in bytes, and where."""

    sha256: str
    size: int
    path: Path


class Incoming:
    """A file on its way in: written to a temporary name until `keep` renames it to its hash.

    Leaving the `with` block without `keep` leaves nothing behind.
    """

    def __init__(self, store: "FileStore", limit: int) -> None:
        self._store = store
        self._limit = limit
        self._hash = hashlib.sha256()
        self.size = 0
        self.path = store.incoming / secrets.token_hex(16)
        self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")

    def write(self, chunk: bytes) -> None:
        """Take more bytes; TooLargeError past the limit."""
        self.size += len(chunk)
        if self.size > self._limit:
            raise TooLargeError(self._limit)
        self._hash.update(chunk)
        self._file.write(chunk)

    def flush(self) -> Path:
        """Bring all bytes to the temporary file, so that it can be inspected; return its path."""
        self._file.flush()
        return self.path

    def keep(self) -> Blob:
        """Make the bytes durable under their hash and return where they are."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        digest = self._hash.hexdigest()
        return Blob(digest, self.size, self._store.settle(self.path, digest))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Return the folder that belongs to a file being made: what it is made of, on the same disk."""
    return path.with_name(f"{path.name}.d")


class FileStore:
    """A folder of files named by what they contain."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"

    def prepare(self) -> None:
        """Create the folders, and remove what a crash left half-written."""
        self.root.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self.incoming.mkdir(mode=FOLDER_MODE, exist_ok=True)
        for rest in self.incoming.iterdir():
            if rest.is_dir():
                shutil.rmtree(rest)
            else:
                rest.unlink()

    def receive(self, limit: int) -> Incoming:
        """Begin to take in a file of at most `limit` bytes."""
        return Incoming(self, limit)

    @contextmanager
    def desk(self) -> Iterator[Path]:
        """Lend a path for a file that another program writes; what is left there afterwards is removed.

        So is the folder `beside` it, in which that program may have been killed at its work.
        """
        path = self.incoming / secrets.token_hex(16)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
            shutil.rmtree(beside(path), ignore_errors=True)

    def adopt(self, path: Path) -> Blob:
        """Keep a file that was written to a path lent by `desk`: durable, under its hash."""
        path.chmod(FILE_MODE)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
            os.fsync(file.fileno())
        return Blob(digest, size, self.settle(path, digest))

    def settle(self, path: Path, digest: str) -> Path:
        """Put a file whose bytes are durable under its hash, durably; return where it is."""
        target = self.path(digest)
        target.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        path.replace(target)
        # The name is durable only once its folder is.
        for folder in (target.parent, self.root):
            _sync(folder)
        return target

    def path(self, sha256: str) -> Path:
        """Return where the bytes of that hash are (or would be); ValueError for what is no hash."""
        if len(sha256) != hashlib.sha256().digest_size * 2 or not set(sha256) <= set("0123456789abcdef"):
            message = "not a SHA-256 in lower-case hexadecimal"
            raise ValueError(message)
        return self.root / sha256[:2] / sha256


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
