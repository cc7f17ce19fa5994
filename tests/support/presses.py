"""Children for the presses of bots, forked by a process that has imported what papers are read and made with.

A press starts its child as a new Python, which imports for most of a second; every bot of the tests would
pay that. What the child does is the same: `papers.press_child.main`, in a process and with limits of its own.
"""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

NUMBER = struct.Struct(">Q")
_MODULES = (
    "bagit",
    "img2pdf",
    "papers.fill_word",
    "papers.inspection",
    "papers.ooxml",
    "papers.pages",
    "papers.pdf",
    "papers.pictures",
    "papers.signature_reading",
    "papers.signed_over",
    "papers.typeset",
    "pikepdf",
    "pillow_heif",
    "pyhanko.pdf_utils.reader",
    "pyhanko.sign.fields",
    "pyhanko.sign.general",
    "pyhanko.sign.signers",
    "pyhanko.sign.validation",
    "pyhanko.stamp",
    "pypdfium2",
    "segno",
    "typst",
)


def listen(path: Path) -> int:
    """Start the process that forks, and return its id. It imports when the first child is asked for."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(32)
    process = os.fork()
    if process == 0:
        _only(_serve, listener)
    listener.close()
    return process


def _serve(listener: socket.socket) -> None:
    os.environ["RAYON_NUM_THREADS"] = "2"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended
    warnings.simplefilter("ignore")  # as in a press of its own, which nobody reads the warnings of
    ready = False
    while True:
        line, _ = listener.accept()
        if not ready:
            for name in _MODULES:
                import_module(name)
            gc.collect()
            gc.freeze()
            ready = True
        child = os.fork()
        if child == 0:
            listener.close()
            _only(_become, line)
        with contextlib.suppress(OSError):  # the bot may have been killed meanwhile; so ends the child
            line.sendall(NUMBER.pack(child))
        line.close()


def _only(work: Callable[[socket.socket], None], line: socket.socket) -> NoReturn:
    """Do this and end, whatever happens: what the parent would still do is not for its children."""
    try:
        work(line)
    finally:
        os._exit(0)


def _become(line: socket.socket) -> None:
    """Be the child of a press that talks over this line."""
    from papers.press_child import main  # noqa: PLC0415

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked = line.recv(NUMBER.size, socket.MSG_WAITALL)
    if len(asked) < NUMBER.size:
        return
    (memory,) = NUMBER.unpack(asked)
    for handle in (0, 1):
        os.dup2(line.fileno(), handle)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    line.close()
    sys.argv = ["press", str(memory)]
    main()


class Forked:
    """A child with what a press uses of `asyncio.subprocess.Process`."""

    def __init__(self, pid: int, stdout: asyncio.StreamReader, stdin: asyncio.StreamWriter) -> None:
        self.pid, self.stdout, self.stdin = pid, stdout, stdin
        self._transport = stdin.transport

    @property
    def returncode(self) -> int | None:
        """None while it is there."""
        return 0 if self.stdout.at_eof() or self._transport.is_closing() else None

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """Return when it has ended."""
        with contextlib.suppress(OSError):
            while await self.stdout.read(1 << 16):
                pass
        return 0


def use(path: Path) -> None:
    """Let every press of this process take its children from there."""
    from papers.press import Press  # noqa: PLC0415

    async def started(press: Any) -> Any:
        if press._child is None or press._child.returncode is not None:
            stdout, stdin = await asyncio.open_unix_connection(path)
            stdin.write(NUMBER.pack(press._memory))
            (pid,) = NUMBER.unpack(await stdout.readexactly(NUMBER.size))
            press._child = Forked(pid, stdout, stdin)
        return press._child

    Press._started = started  # type: ignore[method-assign]
