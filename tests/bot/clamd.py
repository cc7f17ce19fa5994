"""A server that speaks clamd's protocol: it reads what is streamed to it, and finds one signature."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file of the European Institute for Computer Antivirus Research; harmless."""
_LENGTH = struct.Struct(">L")


@dataclass
class Clamd:
    """What it saw, and how it behaves."""

    seen: list[bytes] = field(default_factory=list)
    limit: int = 25 * 1024 * 1024
    silent: asyncio.Event | None = None
    """Answers nothing until this is set."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """A command came."""
    says: bytes = b""
    """Answers this instead of anything else."""
    ends: bytes = b"\0"
    """What it puts behind its answer."""
    dribbles: bool = False
    """Whether every byte of its answer comes by itself."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one command and close, as clamd does outside of sessions."""
        command = await reader.readuntil(b"\0")
        self.asked.set()
        if self.silent is not None:
            await self.silent.wait()
        answer = (self.says or await self._answer(command, reader)) + self.ends
        for piece in [answer[i : i + 1] for i in range(len(answer))] if self.dribbles else [answer]:
            writer.write(piece)
            await writer.drain()
            for _ in range(5 * self.dribbles):
                await asyncio.sleep(0)  # whoever reads has its turn
        writer.close()

    async def _answer(self, command: bytes, reader: asyncio.StreamReader) -> bytes:
        if command == b"zPING\0":
            return b"PONG"
        if command == b"zVERSION\0":
            return b"ClamAV 1.4.0/27000/Sun Nov 22 08:00:00 2026"
        assert command == b"zINSTREAM\0"
        content = b""
        while length := _LENGTH.unpack(await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(content)
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


@asynccontextmanager
async def listening(clamd: Clamd, path: Path) -> AsyncIterator[str]:
    """Serve at a socket within the block; yields its address."""
    server = await asyncio.start_unix_server(clamd.serve, path)
    async with server:
        yield str(path)
