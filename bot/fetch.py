"""Brings a file from Telegram into the store: streamed, limited, inspected, scanned, kept under its hash."""

import asyncio
import logging
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from telegram.error import BadRequest, NetworkError

from bot.scanner import InfectedError, Scanner, ScannerError
from bot.wire import Wire
from handlers.incoming import SentFile
from papers.binding import bind
from papers.inspection import Inspection, examine
from papers.press import Press, PressError
from papers.signatures import NO_ANCHORS, Anchors
from sop.errors import Reason, Refused
from storage.files import Blob, FileStore, Incoming, TooLargeError

MEGABYTE = 1024 * 1024
PATIENCE = 20.0
"""Seconds a file may take to be opened; the slowest of an office take two."""
BINDING = 120.0
"""Seconds the making of a PDF may take: fifty photos of a good phone, made twice, take forty."""
log = logging.getLogger(__name__)


class ForeignPathError(Exception):
    """A Bot API server names a file on this machine that it has no business with."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is kept: its hash, its size in bytes, and what was found in it."""

    sha256: str
    size: int
    found: Inspection


class Fetcher:
    """Fetches files that people sent.

    `local` is the folder in which a Bot API server of one's own keeps files, None where it hands them over.
    `anchors` are the certificates that signatures are looked at with, as of `now`.
    """

    def __init__(
        self,
        wire: Wire,
        files: FileStore,
        press: Press,
        scanner: Scanner | None = None,
        local: Path | None = None,
        anchors: Anchors = NO_ANCHORS,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._wire = wire
        self._files = files
        self._press = press
        self._scanner = scanner
        self._local = local
        self._anchors = anchors
        self._now = now

    async def fetch(self, sent: SentFile, limit: int) -> Fetched:
        """Return the file, kept durably. Until it is, it stands in the store's own folder for what comes in.

        Raises Refused (too big, or whatever inspection and scanner say), and Telegram's NetworkError, after
        which the same update may be tried again.
        """
        too_big = Refused(Reason.FILE_TOO_BIG, limit=str(limit // MEGABYTE))
        try:
            file = await self._wire.call("getFile", {"file_id": sent.file_id})
        except BadRequest as error:
            if "too big" in str(error).lower():
                raise too_big from None
            raise
        with self._files.receive(limit) as incoming:
            try:
                await self._take(file.get("file_path") or "", incoming, limit)
            except TooLargeError:
                raise too_big from None
            path = incoming.flush()
            found = await self._inspected(path, sent.name)
            await self._scan(path)
            blob = await asyncio.to_thread(incoming.keep)
        return Fetched(blob.sha256, blob.size, found)

    async def bind(self, photos: Sequence[str]) -> Blob:
        """Make one PDF of photos that are kept, by their hashes in order; return it, kept durably.

        Raises Refused where one of them cannot be read.
        """
        with self._files.desk() as target:
            paths = [self._files.path(photo) for photo in photos]
            try:
                await self._press.run(bind, paths, target, seconds=BINDING)
            except PressError as error:
                log.warning("photos could not be bound: %s %s", error.why, error.detail)
                raise Refused(Reason.FILE_UNREADABLE) from None
            return await asyncio.to_thread(self._files.adopt, target)

    async def _take(self, address: str, incoming: Incoming, limit: int) -> None:
        if not address:
            raise NetworkError("getFile gave no path")
        if Path(address).is_absolute():
            # A local Bot API server in --local mode hands over a path on this machine (Bot API, getFile).
            await asyncio.to_thread(_copy, self._own(Path(address)), incoming)
            return
        async for chunk in self._wire.download(address, limit):
            incoming.write(chunk)

    def _own(self, path: Path) -> Path:
        """Return the path where it lies in the folder that belongs to the server, links followed.

        Whoever answers in its place must not be able to have any file of this machine sent around.
        """
        if self._local is None:
            raise ForeignPathError(
                "getFile gave a path on this machine: name its folder in telegram.local_files"
            )
        real = path.resolve()
        if not real.is_relative_to(self._local.resolve()):
            raise ForeignPathError("getFile gave a path outside telegram.local_files")
        return real

    async def _inspected(self, path: Path, name: str) -> Inspection:
        try:
            now = self._now() if self._now is not None else None
            found = await self._press.run(examine, path, name, self._anchors, now, seconds=PATIENCE)
        except PressError as error:
            log.warning("a file could not be opened: %s %s", error.why, error.detail)
            raise Refused(Reason.FILE_UNREADABLE) from None
        if isinstance(found, Refused):
            raise found
        return found

    async def _scan(self, path: Path) -> None:
        if self._scanner is None:
            return
        try:
            await self._scanner.scan(path)
        except InfectedError as error:
            log.warning("a file is infected: %s", error.name)
            raise Refused(Reason.FILE_INFECTED, found=error.name[:80]) from None
        except ScannerError as error:
            log.warning("the scanner at %s does not serve: %s", self._scanner.address, error.why)
            raise Refused(Reason.SCANNER_AWAY, why=error.why[:80]) from None


def _copy(path: Path, incoming: Incoming) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise ForeignPathError("getFile gave a path that is no file")
    with path.open("rb") as source:
        while chunk := source.read(MEGABYTE):
            incoming.write(chunk)
