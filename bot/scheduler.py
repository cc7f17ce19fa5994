"""Wakes the office when the next reminder is due. APScheduler holds only the alarm; deadlines are columns."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from office.office import Office
from office.strangers import forget_strangers
from office.sweeps import SWEEPS, Sweep, next_wake
from storage.store import Store
from storage.transaction import Tx

log = logging.getLogger(__name__)

KEEP = timedelta(days=30)
"""How long applied updates and delivered messages are kept; the record itself is kept for good."""
PRUNE_EVERY = timedelta(days=1)
ALARM = "next-rung"
SAFETY = timedelta(minutes=5)
"""The longest sleep between two looks: a machine that was suspended, or a clock that was set, is noticed."""


class Reminders:
    """Sweeps at start, then whenever a rung falls due; a new or changed deadline moves the alarm."""

    def __init__(self, store: Store, office: Office, safety: timedelta = SAFETY) -> None:
        self._store = store
        self._office = office
        self._safety = safety
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # The defaults drop a job that is a second late; ours must run however late the machine woke.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._pruned: datetime | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Send what fell due while the program was down, then keep watch."""
        self._loop = asyncio.get_running_loop()
        self._store.wake.append(self._rouse)
        self._scheduler.start()
        self._task = asyncio.create_task(self._watch(), name="sopbot-reminders")

    async def stop(self) -> None:
        """Stop watching; nothing is lost, for every deadline is in the store."""
        self._store.wake.remove(self._rouse)
        self._scheduler.shutdown(wait=False)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _rouse(self, concerns: frozenset[str]) -> None:
        """Hear of a commit, in the worker's thread."""
        if "deadlines" in concerns and self._loop is not None:
            self._loop.call_soon_threadsafe(self._changed.set)

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            try:
                await self._sweep()
                await self._set_alarm()
                await self._prune()
            except Exception:
                log.exception("a sweep of the reminders failed; the next follows within %s", self._safety)
                self._alarm_at(datetime.now(UTC) + self._safety)
            await self._changed.wait()

    async def _sweep(self) -> None:
        for sweep in SWEEPS:
            await self._run(sweep)

    async def _run(self, sweep: Sweep) -> None:
        while await self._store.run(lambda tx: sweep.run(tx, self._office)):
            pass

    async def _prune(self) -> None:
        """Forget what was applied and delivered long ago: at start, and once a day while running."""
        now = self._office.now()
        if self._pruned is not None and now - self._pruned < PRUNE_EVERY:
            return

        def prune(tx: Tx) -> int:
            forget_strangers(tx, now)
            tx.makings.prune(now - KEEP)
            tx.sheaves.prune(now - KEEP)
            return tx.updates.prune(now - KEEP) + tx.outbox.prune(now - KEEP)

        forgotten = await self._store.run(prune)
        self._pruned = now
        if forgotten:
            log.info(
                "%s old updates and messages are forgotten; the record keeps all that was done", forgotten
            )

    async def _set_alarm(self) -> None:
        due = await self._store.run(lambda tx: next_wake(tx, self._office))
        ahead = self._safety if due is None else min(max(due - self._office.now(), timedelta()), self._safety)
        self._alarm_at(datetime.now(UTC) + ahead)

    def _alarm_at(self, at: datetime) -> None:
        self._scheduler.add_job(self._changed.set, "date", run_date=at, id=ALARM, replace_existing=True)
