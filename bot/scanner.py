"""The virus scanner: asks a clamd whether a file is clean, over its socket."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

CHUNK = 256 * 1024
SECONDS = 60.0
"""How long one file may take: clamd itself gives up after two minutes."""
GREETING_SECONDS = 5.0
_LENGTH = struct.Struct(">L")
_LONGEST_ANSWER = 4096
_END = b"\0"
"""What ends a command and its answer."""
_OK, _FOUND = "OK", "FOUND"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class InfectedError(Exception):
    """The scanner knows what is in the file: `name` is the signature that matched."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ScannerError(Exception):
    """The file could not be looked at: the scanner is away, too slow, or refuses it; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Scanner:
    """A clamd at "/path/of/its.socket" or "host:port".

    Its protocol: https://docs.clamav.net/manual/Usage/Scanning.html#clamd and clamd(8), commands with "z" in
    front, which end in NUL.
    """

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        self.address = address
        self._seconds = seconds

    async def scan(self, path: Path) -> None:
        """Return where the file is clean; InfectedError where it is not, ScannerError where nobody knows."""
        answer = await self._ask(b"zINSTREAM\0", path)
        # "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND", "INSTREAM size limit exceeded. ERROR"
        said, _, verdict = answer.rpartition(" ")
        if verdict == _FOUND:
            raise InfectedError(said.partition(": ")[2] or said)
        if verdict != _OK:
            raise ScannerError(answer or "it answered nothing")

    async def version(self) -> str:
        """Return which clamd this is, with which signatures; ScannerError where it does not answer."""
        if (answer := await self._ask(b"zPING\0")) != "PONG":
            raise ScannerError(f"it answered {answer[:80]!r}, which is no clamd")
        return await self._ask(b"zVERSION\0")

    async def _ask(self, command: bytes, path: Path | None = None) -> str:
        try:
            async with asyncio.timeout(self._seconds), self._connected() as (reader, writer):
                try:
                    writer.write(command)
                    if path is not None:
                        await _send(writer, path)
                except (BrokenPipeError, ConnectionResetError):
                    # It says why before it hangs up, as over its size limit; that all is well it cannot know.
                    answer = await _whole(reader)
                    raise ScannerError(_plain(answer) or "it hung up") from None
                answer = await _whole(reader)
                if not answer.endswith(_END):  # half a verdict is none
                    raise ScannerError(f"it hung up after {_plain(answer)[:80]!r}")
        except TimeoutError:
            raise ScannerError(f"no answer within {self._seconds:g} s") from None
        except OSError as error:
            raise ScannerError(error.strerror or type(error).__name__) from None
        return _plain(answer)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Streams]:
        async with asyncio.timeout(GREETING_SECONDS):
            reader, writer = await self._open()
        try:
            yield reader, writer
        finally:
            writer.close()

    async def _open(self) -> Streams:
        if self.address.startswith("/"):
            return await asyncio.open_unix_connection(self.address)
        host, _, port = self.address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port))


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """Return an answer up to its end, however it comes; what is there where it has none."""
    answer = b""
    while not answer.endswith(_END) and len(answer) < _LONGEST_ANSWER:
        if not (piece := await reader.read(_LONGEST_ANSWER - len(answer))):
            break
        answer += piece
    return answer


def _plain(answer: bytes) -> str:
    return answer.rstrip(b"\0\n").decode(errors="replace")


async def _send(writer: asyncio.StreamWriter, path: Path) -> None:
    """Send a file in pieces, each with its length before it, and an empty one at the end."""
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            writer.write(_LENGTH.pack(len(chunk)) + chunk)
            await writer.drain()
    writer.write(_LENGTH.pack(0))
    await writer.drain()
