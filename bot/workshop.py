"""Makes the papers that are asked for: reads in a transaction, makes outside of it, writes in another.

The request stands in the store with what called for it, so a crash at any instant loses no paper; one that
was made and not yet written down is made again, from the same data, to the same bytes.
"""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from bot.errors import redact
from office.makers import MAKERS, waiting
from office.making import Job, Made, Maker
from office.office import Office
from papers.press import Press, PressError
from papers.seal import SealError
from sop.errors import Refused
from storage.files import FileStore
from storage.makings import Making
from storage.outbox import Outgoing
from storage.store import Store
from storage.transaction import Tx

PAUSES = tuple(timedelta(seconds=s) for s in (2, 30, 300, 1800))
"""How long after each failure a paper is tried again; then it is given up, and the admins are told."""
LONGEST_SLEEP = 30.0
"""Seconds between two looks at the most: a clock that was set is noticed."""
log = logging.getLogger(__name__)


class Workshop:
    """Makes one paper after the other."""

    def __init__(
        self,
        store: Store,
        office: Office,
        files: FileStore,
        press: Press,
        makers: dict[str, Maker] | None = None,
    ) -> None:
        self._store = store
        self._office = office
        self._files = files
        self._press = press
        self._makers = MAKERS if makers is None else makers
        self._event = asyncio.Event()
        self._quiet = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop` or cancelled."""
        loop = asyncio.get_running_loop()

        def wake(concerns: frozenset[str]) -> None:
            if "makings" in concerns:
                loop.call_soon_threadsafe(self._event.set)

        self._store.wake.append(wake)
        try:
            while not self._stopping:
                self._event.clear()
                try:
                    seconds = await self._turn()
                except Exception:
                    # Whatever ails the store, the requests are kept.
                    log.exception("papers cannot be made now")
                    seconds = LONGEST_SLEEP
                if seconds and not self._stopping:
                    self._quiet.set()
                    await self._sleep(seconds)
                    self._quiet.clear()
        finally:
            self._store.wake.remove(wake)

    def stop(self) -> None:
        """Begin nothing more; what is being made is finished first."""
        self._stopping = True
        self._event.set()

    async def _sleep(self, seconds: float) -> None:
        alarm = asyncio.get_running_loop().call_later(min(seconds, LONGEST_SLEEP), self._event.set)
        await self._event.wait()
        alarm.cancel()

    async def _turn(self) -> float:
        """Make what is due first; return in how many seconds the next is, 0 where there may be one now."""
        now = self._office.now()
        making, due = await self._store.run(lambda tx: (tx.makings.next(now), tx.makings.due()))
        if making is not None:
            await self.make(making)
            return 0
        return LONGEST_SLEEP if due is None else max((due - now).total_seconds(), 0.01)

    async def make(self, making: Making) -> None:
        """Make one paper; what fails is noted for another try."""
        maker = self._makers.get(making.kind)
        if maker is None:
            await self._failed(making, "no such kind", hopeless=True)
            return
        try:
            try:
                await self._make(maker, making)
            except Refused as refused:
                await self._refuse(maker, making, refused)
        except Exception as error:
            problem = str(error) if isinstance(error, PressError) else redact(repr(error))
            log.exception("paper %s (%s) could not be made", making.id, making.kind)
            await self._failed(making, problem, hopeless=isinstance(error, SealError))

    async def _refuse(self, maker: Maker, making: Making, reason: Refused) -> None:
        def refuse(tx: Tx) -> None:
            if tx.makings.done(making.id, self._office.now(), reason.reason.value):
                maker.refused(tx, self._office, making, reason)

        await self._store.run(refuse)

    async def _failed(self, making: Making, problem: str, *, hopeless: bool) -> None:
        """Note a failure for another try; what no try will mend, such as a seal out of date, is given up."""
        attempt = min(making.attempts, len(PAUSES) - 1)
        if hopeless or making.attempts >= len(PAUSES):
            try:
                await self._give_up(making, problem)
            except Exception:
                # Else it would be the first that is due for ever, and hold up every other.
                log.exception("paper %s (%s) cannot be given up", making.id, making.kind)
            else:
                return
        at = self._office.now() + PAUSES[attempt]
        await self._store.run(lambda tx: tx.makings.again(making.id, at, problem))

    async def _make(self, maker: Maker, making: Making) -> None:
        job = await self._store.run(lambda tx: maker.prepare(tx, self._office, making, self._files.path))
        if job is None:
            await self._store.run(lambda tx: tx.makings.done(making.id, self._office.now()))
            return
        with self._files.desk() as target:
            made = await self._printed(job, target)

            def finish(tx: Tx) -> None:
                if tx.makings.done(making.id, self._office.now()):
                    maker.finish(tx, self._office, making, made)

            await self._store.run(finish)

    async def _printed(self, job: Job, target: Path) -> Made:
        result = await self._press.run(job.make, target, *job.args, seconds=job.seconds)
        blob = await asyncio.to_thread(self._files.adopt, target)
        return Made(blob.sha256, blob.size, job.name, job.mime, result)

    async def _give_up(self, making: Making, problem: str) -> None:
        log.error("paper %s (%s) is given up: %s", making.id, making.kind, problem)
        now = self._office.now()

        def give_up(tx: Tx) -> None:
            if not tx.makings.done(making.id, now, problem):
                return
            payload = {"name": "unmade", "kind": making.kind, "case": making.case}
            admins = self._office.admins(tx)
            told = [Outgoing(admin, "notice", payload) for admin in admins]
            told += [
                Outgoing(chat, "notice", payload | {"asked": True})
                for chat in waiting(tx, making)
                if chat not in admins
            ]
            tx.outbox.add(told, now)

        await self._store.run(give_up)
