"""Runs updates side by side, and in order where it matters: each waits for the one before it on each key."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from storage.updates import Received

_log = logging.getLogger(__name__)


class LaterError(Exception):
    """This update cannot be done before something outside is mended: it is to be run again in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True, eq=False)
class _Job:
    received: Received
    keys: tuple[str, ...]
    waits: int
    """On how many keys another one goes first."""


class Lanes:
    """Runs `handle` for every update that is added, at most `limit` at a time.

    An error of one is logged and stops no other: the update stays undone in the store.
    One that raises LaterError keeps its place, at the head of its lanes, and is run again after a pause.
    """

    def __init__(
        self,
        handle: Callable[[Received], Awaitable[None]],
        keys: Callable[[dict[str, Any]], tuple[str, ...]],
        limit: int = 64,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._handle = handle
        self._keys = keys
        self._limit = limit
        self._sleep = sleep
        self._pausing: set[asyncio.Task[None]] = set()
        self._lanes: dict[str, deque[_Job]] = {}
        self._ready: deque[_Job] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False
        self._waiters: list[tuple[int, asyncio.Future[None]]] = []
        self.waiting = 0
        """How many updates are not done, those that run included."""

    def add(self, received: Received) -> None:
        """Take an update; the order of calls is the order within each key."""
        try:
            keys = tuple(dict.fromkeys(self._keys(received.data)))
        except Exception:  # noqa: BLE001 - logged with its traceback
            # Nothing may be lost because its keys cannot be read; handling it will say what is wrong with it.
            _log.exception("no keys for update %s", received.id)
            keys = ()
        job = _Job(received, keys, 0)
        for key in keys:
            lane = self._lanes.get(key)
            if lane is None:
                self._lanes[key] = deque((job,))
            else:
                lane.append(job)
                job.waits += 1
        self.waiting += 1
        if not job.waits:
            self._ready.append(job)
            self._start()

    async def room(self, count: int) -> None:
        """Wait until fewer than `count` updates are not done."""
        if self.waiting >= count:
            future = asyncio.get_running_loop().create_future()
            self._waiters.append((count, future))
            await future

    async def idle(self) -> None:
        """Wait until every update is done."""
        await self.room(1)

    async def close(self) -> None:
        """Finish what runs and start nothing more; the rest is undone and comes back at the next start."""
        self._closed = True
        for pause in tuple(self._pausing):
            pause.cancel()
        while self._running:
            await asyncio.wait(self._running)

    def _start(self) -> None:
        while self._ready and len(self._running) < self._limit and not self._closed:
            job = self._ready.popleft()
            task = asyncio.create_task(self._run(job))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start()

    async def _run(self, job: _Job) -> None:
        later = None
        try:
            await self._handle(job.received)
        except LaterError as error:
            later = error.seconds
        except Exception:  # noqa: BLE001 - logged with its traceback
            _log.exception("update %s failed", job.received.id)
        finally:
            if later is None:
                self._finish(job)
        if later is not None and not self._closed:
            pause = asyncio.create_task(self._again(job, later))
            self._pausing.add(pause)
            pause.add_done_callback(self._pausing.discard)

    async def _again(self, job: _Job, seconds: float) -> None:
        """Run a job once more after a pause; meanwhile it takes no place among those that run."""
        await self._sleep(seconds)
        self._ready.appendleft(job)
        self._start()

    def _finish(self, job: _Job) -> None:
        for key in job.keys:
            lane = self._lanes[key]
            lane.popleft()
            if not lane:
                del self._lanes[key]
                continue
            follower = lane[0]
            follower.waits -= 1
            if not follower.waits:
                self._ready.append(follower)
        self.waiting -= 1
        for waiter in [w for w in self._waiters if self.waiting < w[0]]:
            self._waiters.remove(waiter)
            if not waiter[1].done():
                waiter[1].set_result(None)
