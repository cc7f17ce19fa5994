"""The workshop: every paper asked for is made once, tried again when it fails, and given up with a word."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.workshop import PAUSES, Workshop
from office.making import Job, Made, Maker, Shelf
from office.office import Office
from papers.press import Press
from papers.seal import SealError
from sop.errors import Reason, Refused
from storage.files import FileStore
from storage.makings import Making
from storage.store import Store, connection_of
from storage.tables import makings, outbox
from storage.transaction import Tx
from tests.bot.fake_clock import FakeClock

TEXT = "Kutipan contoh"


@dataclass
class Bench:
    """What the makers of a test do and saw."""

    finished: list[Made] = field(default_factory=list)
    refusals: list[Reason] = field(default_factory=list)
    overtaken: bool = False
    fails: bool = False
    refuses: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def prepare(self, _tx: Tx, _office: Office, making: Making, _shelf: Shelf) -> Job | None:
        """Say what is to be made."""
        if self.overtaken:
            return None
        if self.fails:
            return Job(Path.rename, ("/tidak/ada",), "naskah.txt", "text/plain")
        return Job(Path.write_text, (TEXT,), f"naskah-{making.data['nomor']}.txt", "text/plain")

    def finish(self, _tx: Tx, _office: Office, _making: Making, made: Made) -> None:
        """See what was made."""
        if self.refuses:
            raise Refused(Reason.STALE)
        self.finished.append(made)

    def refused(self, _tx: Tx, _office: Office, _making: Making, refused: Refused) -> None:
        """Hear of a refusal."""
        self.refusals.append(refused.reason)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def workshop(store: Store, office: Office, files: FileStore, bench: Bench) -> AsyncIterator[Workshop]:
    press = Press()
    maker = Maker(bench.prepare, bench.finish, bench.refused)
    yield Workshop(store, office, files, press, {"naskah": maker})
    await press.close()


def ask_for(store: Store, office: Office, kind: str = "naskah", nomor: int = 1) -> Making:
    store.run_sync(lambda tx: tx.makings.add(kind, None, {"nomor": nomor}, office.now()))
    return waiting(store, office)


def waiting(store: Store, office: Office) -> Making:
    found = store.run_sync(lambda tx: tx.makings.next(office.now()))
    assert found is not None
    return found


def notices(store: Store) -> list[str]:
    return store.run_sync(
        lambda tx: list(
            connection_of(tx).execute(select(outbox.c.payload).where(outbox.c.kind == "notice")).scalars()
        )
    )


async def test_a_paper_is_made_kept_and_written_down(
    workshop: Workshop, store: Store, office: Office, files: FileStore, bench: Bench
) -> None:
    """The bytes are in the store under their hash before it is said that they are."""
    await workshop.make(ask_for(store, office))
    (made,) = bench.finished
    assert (made.name, made.size) == ("naskah-1.txt", len(TEXT))
    assert made.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert files.path(made.sha256).read_text() == TEXT
    assert made.result == len(TEXT)
    assert store.run_sync(lambda tx: tx.makings.due()) is None
    assert list(files.incoming.iterdir()) == []


async def test_of_two_that_make_the_same_one_writes_it_down(
    workshop: Workshop, store: Store, office: Office, bench: Bench
) -> None:
    """A request that a crash let be made twice is finished once."""
    making = ask_for(store, office)
    await workshop.make(making)
    await workshop.make(making)
    assert len(bench.finished) == 1


async def test_what_events_have_overtaken_is_not_made(
    workshop: Workshop, store: Store, office: Office, bench: Bench
) -> None:
    """The request ends, and nothing is written."""
    bench.overtaken = True
    await workshop.make(ask_for(store, office))
    assert not bench.finished
    assert store.run_sync(lambda tx: tx.makings.due()) is None


async def test_a_refusal_ends_the_request_and_is_told(
    workshop: Workshop, store: Store, office: Office, bench: Bench
) -> None:
    """What may no longer be is undone whole, and whoever waits for it hears why."""
    bench.refuses = True
    await workshop.make(ask_for(store, office))
    assert bench.refusals == [Reason.STALE]
    assert store.run_sync(lambda tx: tx.makings.due()) is None


async def test_what_fails_is_tried_again_and_then_given_up_with_a_word(
    workshop: Workshop, store: Store, office: Office, bench: Bench, clock: FakeClock
) -> None:
    """The pauses grow; at the end the admins are told, and the reason is kept."""
    bench.fails = True
    making = ask_for(store, office)
    for pause in PAUSES:
        await workshop.make(making)
        assert store.run_sync(lambda tx: tx.makings.due()) == office.now() + pause
        assert not notices(store)
        clock.advance(pause.total_seconds())
        making = waiting(store, office)
    await workshop.make(making)
    assert store.run_sync(lambda tx: tx.makings.due()) is None
    assert len(notices(store)) == 2  # of two admins
    kept = store.run_sync(lambda tx: connection_of(tx).execute(select(makings.c.error)).scalar())
    assert kept == "('failed', 'builtins.FileNotFoundError')"


async def test_whoever_asked_hears_that_a_paper_cannot_be_made(
    workshop: Workshop, store: Store, office: Office
) -> None:
    """Not only the admins: an official who tapped would wait for it forever."""
    person = store.run_sync(lambda tx: tx.people.admit(7, "Andri Saputra", office.now()))
    for data in ({"chat": 7}, {"person": person}, {"to": [person]}):
        store.run_sync(lambda tx, data=data: tx.makings.add("lain", None, data, office.now()))
        await workshop.make(waiting(store, office))
    asked = [json.loads(one)["asked"] for one in notices(store) if "asked" in one]
    assert asked == [True, True, True]


async def test_what_cannot_even_be_refused_or_given_up_holds_up_no_other(
    workshop: Workshop,
    store: Store,
    office: Office,
    bench: Bench,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It waits for its next try, and others are made meanwhile."""

    def broken(*_: object) -> None:
        raise RuntimeError("contoh")

    bench.refuses = True
    stuck = ask_for(store, office)
    monkeypatch.setattr(workshop, "_makers", {"naskah": Maker(bench.prepare, bench.finish, broken)})
    await workshop.make(stuck)
    assert store.run_sync(lambda tx: tx.makings.due()) == office.now() + PAUSES[0]
    for pause in PAUSES:
        clock.advance(pause.total_seconds())
        stuck = waiting(store, office)
        monkeypatch.setattr("bot.workshop.waiting", broken)
        await workshop.make(stuck)
    assert store.run_sync(lambda tx: tx.makings.due()) == office.now() + PAUSES[-1]
    bench.refuses = False
    await workshop.make(ask_for(store, office, nomor=2))
    assert [made.name for made in bench.finished] == ["naskah-2.txt"]


async def test_a_seal_of_no_use_is_not_tried_again(
    store: Store, office: Office, files: FileStore, bench: Bench
) -> None:
    """Whoever waits hears at once; only an admin can mend it."""

    def seal(_tx: Tx, _office: Office, _making: Making, _shelf: Shelf) -> Job:
        raise SealError("seal.pkcs12: contoh")

    press = Press()
    await Workshop(store, office, files, press, {"naskah": Maker(seal, bench.finish)}).make(
        ask_for(store, office)
    )
    assert store.run_sync(lambda tx: tx.makings.due()) is None
    assert len(notices(store)) == 2


async def test_a_kind_that_nobody_makes_holds_up_no_other(
    workshop: Workshop, store: Store, office: Office, bench: Bench
) -> None:
    """A request of a newer program is given up at once; the next one is made."""
    await workshop.make(ask_for(store, office, "lain"))
    assert len(notices(store)) == 2
    await workshop.make(ask_for(store, office))
    assert len(bench.finished) == 1


async def test_it_makes_what_is_asked_for_while_it_runs_and_before(
    store: Store, office: Office, files: FileStore
) -> None:
    """What was left from before a restart is made at the start, what comes later at once, in order."""
    names: list[str] = []
    done = asyncio.Event()

    def finish(_tx: Tx, _office: Office, making: Making, made: Made) -> None:
        names.append(made.name)
        if making.data["nomor"] == 2:
            loop.call_soon_threadsafe(done.set)

    loop = asyncio.get_running_loop()
    bench = Bench()
    press = Press()
    ask_for(store, office, nomor=1)
    workshop = Workshop(store, office, files, press, {"naskah": Maker(bench.prepare, finish)})
    running = asyncio.create_task(workshop.run())
    await store.run(lambda tx: tx.makings.add("naskah", None, {"nomor": 2}, office.now()))
    async with asyncio.timeout(20):
        await done.wait()
    workshop.stop()
    await running
    await press.close()
    assert names == ["naskah-1.txt", "naskah-2.txt"]
