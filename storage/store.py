"""The one door to the database: a use case is a plain function over a transaction, run in a worker thread."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from sop.almanac import Entry
from storage.cases import ConflictError, Recent
from storage.directory import Directory
from storage.engine import open_engine
from storage.kept import Kept
from storage.reminded import Tasks
from storage.transaction import Tx

log = logging.getLogger(__name__)

T = TypeVar("T")
UseCase = Callable[[Tx], T]

BATCH = 32
"""Use cases at the most that share one SQLite commit: one fsync then serves them all."""
POSTGRES_THREADS = 4
RETRIES = 3


@dataclass(slots=True)
class _Job:
    use_case: UseCase[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


class Store:
    """Runs use cases, each in one transaction; nothing is answered before its commit.

    On SQLite one writer thread takes whatever waits and commits it together. If one use case of such a batch
    fails, all are rolled back and run again one by one, so that a failure is only its own.
    On PostgreSQL a small pool of threads runs them side by side; a case's row is locked while it changes.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine = open_engine(url)
        self.wake: list[Callable[[frozenset[str]], None]] = []
        """Called in the worker's thread after a commit, with what it concerns; see `Tx.concerns`."""
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._pool: ThreadPoolExecutor | None = None
        self._writer: threading.Thread | None = None
        self._recent = Recent()
        self._directory = Directory()
        self._almanac = Kept[tuple[Entry, ...]]()
        self._reminded = Kept[Tasks]()

    def _tx(self, connection: Connection) -> Tx:
        return Tx(connection, self._recent, self._directory, self._almanac, self._reminded)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is one file on this machine."""
        return self.engine.dialect.name == "sqlite"

    async def run(self, use_case: UseCase[T]) -> T:
        """Run a use case in a worker thread and return what it returns, once committed."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(_Job(use_case, loop, future))
        return await future

    def run_sync(self, use_case: UseCase[T]) -> T:
        """Run a use case in this thread, for the command line and tests."""
        return self._alone(use_case)

    def close(self) -> None:
        """Finish what waits, then close the connections."""
        if self._writer is not None:
            self._queue.put(None)
            self._writer.join()
        if self._pool is not None:
            self._pool.shutdown()
        self.engine.dispose()

    def _submit(self, job: _Job) -> None:
        if self.is_sqlite:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="sopbot-store", daemon=True)
                self._writer.start()
            self._queue.put(job)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(POSTGRES_THREADS, thread_name_prefix="sopbot-store")
        self._pool.submit(self._one, job)

    def _write(self) -> None:
        """Take whatever waits, commit it together, and so on until closed."""
        while (job := self._queue.get()) is not None:
            batch = [job]
            while len(batch) < BATCH:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    self._together(batch)
                    return
                batch.append(more)
            self._together(batch)

    def _together(self, batch: list[_Job]) -> None:
        if len(batch) == 1:
            self._one(batch[0])
            return
        try:
            with self.engine.begin() as connection:
                tx = self._tx(connection)
                results = []
                for job in batch:
                    tx.begin()
                    results.append(job.use_case(tx))
                tx.finish()
        except BaseException:  # noqa: BLE001 - whose failure it is shows when each runs alone
            for job in batch:
                self._one(job)
            return
        self._committed(tx)
        _settle(batch, results)

    def _one(self, job: _Job) -> None:
        result: Any
        try:
            result = self._alone(job.use_case)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits for it
            result = _Failure(error)
        _settle([job], [result])

    def _alone(self, use_case: UseCase[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with self.engine.begin() as connection:
                    tx = self._tx(connection)
                    result = use_case(tx)
                    tx.finish()
            except (OperationalError, ConflictError):
                # Two transactions of PostgreSQL met (deadlock, serialization, one case): the use case is a
                # function of the database alone, so running it again is safe.
                if attempt + 1 == RETRIES or self.is_sqlite:
                    raise
            else:
                self._committed(tx)
                return result
        raise AssertionError  # the loop returns or raises

    def _committed(self, tx: Tx) -> None:
        """Tell whoever it concerns. It is durable now: no failure here may look like one of the use case."""
        try:
            tx.committed()
        except Exception:
            log.exception("committed states could not be remembered")
        if not tx.concerns:
            return
        for call in tuple(self.wake):
            try:
                call(frozenset(tx.concerns))
            except Exception:
                log.exception("somebody could not be woken after a commit")


def _settle(batch: Sequence[_Job], results: Sequence[Any]) -> None:
    """Answer all who wait, with one hop for each event loop: a hop costs as much as a statement."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, result in zip(batch, results, strict=True):
        by_loop.setdefault(job.loop, []).append((job.future, result))
    for loop, answers in by_loop.items():
        # A loop that was closed meanwhile has nobody left who waits; what was committed stays so.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_answer, answers)


def _answer(answers: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in answers:
        if future.cancelled():
            continue
        if isinstance(result, _Failure):
            future.set_exception(result.error)
        else:
            future.set_result(result)


def connection_of(tx: Tx) -> Connection:
    """Return the transaction's connection, for storage's own tests."""
    return tx.connection
