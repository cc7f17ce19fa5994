"""Everything that happens, numbered, so that the page and the tests can wait instead of polling."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.model import Json

_KEPT = 5_000


class Events:
    """A numbered log of what happened, and a way to wait for the next entry."""

    def __init__(self, first: int = 0) -> None:
        self.seq = first
        self.closed = False
        self._log: deque[Json] = deque(maxlen=_KEPT)
        self._waiters: set[asyncio.Future[None]] = set()

    def add(self, kind: str, **facts: Any) -> int:
        """Note that something happened and wake who waits; return its number."""
        self.seq += 1
        self._log.append({"seq": self.seq, "kind": kind, **facts})
        self.wake()
        return self.seq

    def after(self, seq: int) -> list[Json]:
        """Return what happened after event number `seq`, oldest first, as far back as is kept."""
        missing = self.seq - seq
        if missing <= 0:
            return []
        return list(self._log)[-missing:]

    async def wait(self, after: int, seconds: float, chat_id: int | None = None) -> None:
        """Return once something happened after `after`, or `seconds` passed, or the server closes.

        With a `chat_id` only what happens in that chat counts.
        """
        until = monotonic() + seconds
        while not self.closed and not self._any_of(chat_id, after):
            after, left = self.seq, until - monotonic()
            if left <= 0:
                return
            await self.wait_any(left)

    async def quiet(self, quiet: float) -> bool:
        """Wait `quiet` seconds; return whether nothing happened meanwhile."""
        seen = self.seq
        await self.wait_any(quiet)
        return self.seq == seen

    def _any_of(self, chat_id: int | None, after: int) -> bool:
        if chat_id is None:
            return self.seq > after
        return any(event.get("chat_id") == chat_id for event in self.after(after))

    async def wait_any(self, seconds: float) -> None:
        """Return at the next event, or after `seconds`, or when the server closes."""
        if self.closed:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            pass
        finally:
            self._waiters.discard(waiter)

    def wake(self) -> None:
        """Wake everybody who waits."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    def close(self) -> None:
        """Let every wait end at once: the server is going away."""
        self.closed = True
        self.wake()
