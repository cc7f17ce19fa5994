"""Runs what reads or makes papers in a child process: no file takes the bot down, or holds it up.

A file that somebody sent may be made to break whatever opens it. Here it can at most break a child that has a
limited memory and a limited time, and that is replaced by the next one.
"""

import asyncio
import contextlib
import os
import pickle
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

MEMORY = 2 * 1024**3
"""Bytes of address space a child may take: a page of a scan at 600 dpi unpacked, several times over."""
SECONDS = 60.0
"""How long one paper may take, unless said otherwise."""
IDLE = 300.0
"""Seconds after which a child that has nothing to do is let go: a small machine needs its memory."""
LENGTH = struct.Struct(">Q")
_MAIN = "from papers.press_child import main; main()"
_ROOT = str(Path(__file__).resolve().parents[1])
_FAREWELL = 5.0


class PressError(Exception):
    """What was asked for could not be done: `why` is "time", "died" or "failed", with the detail.

    "failed" is an error of the function itself that is none of ours to pass on; its detail names the error's
    class only, for its message may quote the paper.
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail


class Press:
    """One child process at a time, started when first needed. Calls wait for one another."""

    def __init__(self, memory: int = MEMORY, idle: float = IDLE) -> None:
        self._memory = memory
        self._idle = idle
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None
        self._leaving: asyncio.TimerHandle | None = None

    @property
    def running(self) -> bool:
        """Whether a child is there."""
        return self._child is not None and self._child.returncode is None

    async def run(self, function: Callable[..., T], *args: Any, seconds: float = SECONDS) -> T:
        """Return what a function of a module returns for these arguments; both ways everything is pickled.

        An exception of our own (`sop.errors.Refused`, those of `papers`) comes through as it was raised.
        Raises PressError where it took too long, the child died (of the file, or of its memory limit), or the
        function failed otherwise.
        """
        order = pickle.dumps((function, args))
        async with self._turn:
            self._stay()
            child = await self._started()
            try:
                async with asyncio.timeout(seconds):
                    done, value = await _exchange(child, order)
            except TimeoutError:
                await self._dismiss()
                raise PressError("time", f"{seconds:g} s") from None
            except (OSError, EOFError, pickle.UnpicklingError):
                await self._dismiss()
                raise PressError("died") from None
            except BaseException:
                # Whoever waited has gone: what the child would still answer is nobody's.
                await self._dismiss()
                raise
            self._leaving = asyncio.get_running_loop().call_later(self._idle, self._leave)
        if done:
            result: T = value
            return result
        if isinstance(value, BaseException):
            raise value
        raise PressError("failed", str(value))

    async def close(self) -> None:
        """Let the child go."""
        self._stay()
        async with self._turn:
            await self._dismiss()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        environment = os.environ | {
            "PYTHONPATH": _ROOT,
            # Many threads' arenas would count against the address space before anything is read.
            "MALLOC_ARENA_MAX": "2",
            "RAYON_NUM_THREADS": "2",
        }
        for secret in [name for name in environment if name.startswith("SOPBOT_")]:
            del environment[secret]
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MAIN,
            str(self._memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
            # A Ctrl+C in the terminal is for the bot, which lets its child go in its own time.
            start_new_session=True,
        )
        return self._child

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _leave(self) -> None:
        """Close the child's input: it ends by itself."""
        if self._child is not None and self._child.stdin is not None and not self._turn.locked():
            self._child.stdin.close()
            self._child = None

    async def _dismiss(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await child.wait()
        _shut(child)


async def _exchange(child: asyncio.subprocess.Process, order: bytes) -> tuple[bool, Any]:
    assert child.stdin is not None  # noqa: S101 - both are pipes
    assert child.stdout is not None  # noqa: S101
    child.stdin.write(LENGTH.pack(len(order)) + order)
    await child.stdin.drain()
    (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    # Only our own child writes here, and it gets nothing but papers: this is no pickle from a network.
    answer: tuple[bool, Any] = pickle.loads(await child.stdout.readexactly(length))  # noqa: S301
    return answer


def _shut(child: asyncio.subprocess.Process) -> None:
    """Close the pipes at once, so that none is left to be collected after the loop is closed."""
    transport = getattr(child, "_transport", None)
    if transport is not None:
        transport.close()
