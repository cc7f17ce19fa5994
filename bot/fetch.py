"""Brings a file from Telegram into the store: streamed, limited, inspected, then kept under its hash."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from telegram.error import BadRequest, NetworkError

from bot.wire import Wire
from handlers.incoming import SentFile
from office.filetypes import inspect
from sop.errors import Reason, Refused
from storage.files import FileStore, Incoming, TooLargeError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is kept: its hash, its size in bytes, and what its bytes say it is."""

    sha256: str
    size: int
    mime: str


class Fetcher:
    """Fetches files that people sent."""

    def __init__(self, wire: Wire, files: FileStore) -> None:
        self._wire = wire
        self._files = files

    async def fetch(self, sent: SentFile, limit: int) -> Fetched:
        """Return the file, kept durably.

        Raises Refused (too big, empty, broken, of a kind not taken, disguised), and Telegram's NetworkError,
        after which the same update may be tried again.
        """
        too_big = Refused(Reason.FILE_TOO_BIG, limit=str(limit // MEGABYTE))
        try:
            file = await self._wire.call("getFile", {"file_id": sent.file_id})
        except BadRequest as error:
            if "too big" in str(error).lower():
                raise too_big from None
            raise
        incoming = self._files.receive(limit)
        with incoming:
            try:
                await self._take(file.get("file_path") or "", incoming, limit)
            except TooLargeError:
                raise too_big from None
            return await asyncio.to_thread(_keep, incoming, sent.name)

    async def _take(self, address: str, incoming: Incoming, limit: int) -> None:
        if not address:
            raise NetworkError("getFile gave no path")
        if Path(address).is_absolute():
            # A local Bot API server in --local mode hands over a path on this machine (Bot API, getFile).
            await asyncio.to_thread(_copy, Path(address), incoming)
            return
        async for chunk in self._wire.download(address, limit):
            incoming.write(chunk)


def _copy(path: Path, incoming: Incoming) -> None:
    with path.open("rb") as source:
        while chunk := source.read(MEGABYTE):
            incoming.write(chunk)


def _keep(incoming: Incoming, name: str) -> Fetched:
    kind = inspect(incoming.flush(), name)
    blob = incoming.keep()
    return Fetched(blob.sha256, blob.size, kind.mime)
