"""Cases per second: whole runs of the shipped SOP through the product's own use cases, beside bare sqlite3.

Both write durably to a file on the same disk (WAL, synchronous=FULL). The bare side writes one row for each
transition, that is for each action of an official, and commits it; the product decides, checks, records
events, state, tasks, cards and outbox for each. Several cases run side by side, as in an office.
Rounds alternate; the ratio is taken within a round, and medians are printed.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bot.app import office_of
from bot.config import Config, StorageConfig, TelegramConfig
from office import cases
from office.documents import Upload, attach
from sop import actions as a
from sop.archive import ArchiveRecord, Fate
from sop.case import Case, Meeting, Part, Status, Task
from sop.people import Actor, Position
from storage.migrate import upgrade
from storage.store import Store
from storage.transaction import Tx

UNITS = ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi")
SEATS = (
    Position("kepala-biro"),
    Position("kasubag-tu"),
    *(Position("kepala-bagian", unit) for unit in UNITS),
    Position("jf", UNITS[0]),
    Position("jf", UNITS[0]),
)
Deed = Callable[[Tx, Case, int], Case]


class Bench:
    """An office of seven in a fresh database, and the actions that take a case from open to closed."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder}/product.db"
        config = Config(
            path=folder / "config.toml",
            telegram=TelegramConfig(token="1:bench"),  # noqa: S106 - opens nothing
            storage=StorageConfig(url, folder / "files"),
        )
        upgrade(url)
        self.office = office_of(config)
        self.store = Store(url)
        self.people = self.store.run_sync(self._seat)
        self.count = 0

    def _seat(self, tx: Tx) -> dict[Position, Actor]:
        now = self.office.now()
        self.office.library.keep(tx, now)
        for number, seat in enumerate(SEATS):
            tx.people.appoint(tx.people.admit(1000 + number, f"Pejabat {number}", now), seat, now)
        found = {seat: tx.people.by_telegram(1000 + n, now) for n, seat in enumerate(SEATS)}
        return {seat: actor for seat, actor in found.items() if actor}

    def upload(self, number: int, what: str) -> Upload:
        """Return a file whose bytes would already be in the store."""
        digest = sha256(f"{number} {what}".encode()).hexdigest()
        return Upload(digest, 20_000, f"{what}.pdf", "application/pdf", f"id-{number}-{what}", "document")

    async def case(self, number: int) -> int:
        """Run one case from its opening to the last receipt; return how many transitions that took."""
        sop = next(iter(self.office.library.current))
        tu = self.people[Position("kasubag-tu")]
        base = self.upload(number, "dasar")
        state = (
            await self.store.run(
                lambda tx: cases.open_case(tx, self.office, tu, sop, f"Evaluasi {number}", base)
            )
        ).case
        transitions = 1
        while state.status is Status.OPEN:
            state = await self._act(state)
            transitions += 1
        return transitions

    async def _act(self, case: Case) -> Case:
        """Do the next action that moves the case on, whoever's turn it is."""
        task = next(t for t in reversed(case.open_tasks()) if t.part is not Part.ATTEND)
        if task.submitted:
            task = next(t for t in case.open_tasks() if t.part is Part.COUNTERSIGN)
        actor = self.people[task.positions[0]]

        def act(tx: Tx) -> Case:
            action: a.TaskAction
            if task.part is Part.DISPOSE:
                action = a.Dispose(task.id, task.version, ("Agendakan rapat evaluasi",), "Segera")
            elif task.part is Part.PREPARE and case.meeting is None:
                start = datetime.now(UTC) + timedelta(days=1)
                action = a.Schedule(task.id, Meeting(start, start + timedelta(hours=2), "Aula"))
            elif task.part in (Part.PREPARE, Part.MINUTES, Part.DRAFT, Part.SIGN) and task.file is None:
                sop = self.office.library.pinned(tx, case.sop, case.sop_version)
                upload = self.upload(case.id, task.part.value)
                action = attach(tx, actor, sop, task, case, upload, self.office.now())
            else:
                action = _closing(case.id, task)
            return cases.act(tx, self.office, actor, case.id, action).case

        return await self.store.run(act)

    async def round(self, count: int, at_once: int) -> tuple[float, int]:
        """Run `count` cases, `at_once` side by side; return seconds and transitions in all."""
        numbers: Iterator[int] = iter(range(self.count, self.count + count))
        self.count += count
        transitions = 0

        async def official() -> None:
            nonlocal transitions
            for number in numbers:
                done = await self.case(number)  # read before it is added: others add meanwhile
                transitions += done

        begin = time.perf_counter()
        await asyncio.gather(*(official() for _ in range(at_once)))
        return time.perf_counter() - begin, transitions


def _closing(case: int, task: Task) -> a.TaskAction:
    """Return what ends a task."""
    if task.part is Part.ARCHIVE:
        record = ArchiveRecord(f"000.8/{case}/2026", "000.8", "", 2, 3, Fate.REVIEWED, "Ruang Arsip")
        return a.Archive(task.id, task.version, record)
    return _CLOSING[task.part](task.id, task.version)


_CLOSING: dict[Part, Callable[[int, int], a.TaskAction]] = {
    Part.PREPARE: a.Finish,
    Part.COUNTERSIGN: a.Sign,
    Part.MINUTES: a.Finish,
    Part.DRAFT: a.Finish,
    Part.EXAMINE: a.Approve,
    Part.SIGN: a.Sign,
    Part.RECEIVE: a.Receive,
}


def bare(folder: Path, transitions: int) -> float:
    """Write one row for each transition with sqlite3 alone, each committed; return seconds."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, c INT, s INT, at TEXT, d TEXT)")
    begin = time.perf_counter()
    for number in range(transitions):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO t (c, s, at, d) VALUES (?, ?, ?, ?)",
            (number // 17, number % 17, datetime.now(UTC).isoformat(), '{"task": 1, "file": "f"}'),
        )
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begin
    connection.close()
    return seconds


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--cases", type=int, default=60)
    options.add_argument("--at-once", type=int, default=16)
    chosen = options.parse_args()
    sys.setswitchinterval(0.0005)
    with tempfile.TemporaryDirectory(prefix="sopbot-bench-") as name:
        folder = Path(name)
        bench = Bench(folder)
        asyncio.run(bench.round(8, chosen.at_once))
        bare(folder, 50)
        rows = []
        print("round   bare cases/s   sopbot cases/s   ratio")
        for number in range(1, chosen.rounds + 1):
            seconds, transitions = asyncio.run(bench.round(chosen.cases, chosen.at_once))
            bare_seconds = bare(folder, transitions)
            ours, theirs = chosen.cases / seconds, chosen.cases / bare_seconds
            rows.append((theirs, ours, ours / theirs))
            print(f"{number:5d} {theirs:14.1f} {ours:16.1f} {ours / theirs:7.2f}")
        theirs, ours, ratio = (statistics.median(column) for column in zip(*rows, strict=True))
        each = transitions / chosen.cases
        print(
            f"median {theirs:13.1f} {ours:16.1f} {ratio:7.2f}   ({each:.0f} transitions a case; at least 0.3)"
        )
        bench.store.close()


if __name__ == "__main__":
    main()
