"""A program killed in the middle of its commits: what was answered is there, and nothing is half there."""

import signal
import subprocess
import sys

from storage.migrate import upgrade
from storage.store import Store
from tests.storage.kit import NOW, ask

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from storage.outbox import Outgoing
from storage.store import Store

NOW = datetime(2026, 11, 23, tzinfo=UTC)

async def one(store, number):
    def work(tx):
        tx.people.admit(number, "Pejabat", NOW)
        tx.outbox.add([Outgoing(number, "text", {"text": str(number)})], NOW)
    await store.run(work)
    print(number, flush=True)

async def main():
    store = Store(sys.argv[1])
    number = 0
    while True:
        await asyncio.gather(*(one(store, number + more) for more in range(1, 6)))
        number += 5

asyncio.run(main())
"""
ANSWERS_BEFORE_THE_KILL = 60


def test_sigkill_loses_nothing_that_was_answered(url: str) -> None:
    """Every answered use case is found after the kill, whole, and every one found is whole."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    assert process.stdout is not None
    answered = [int(process.stdout.readline()) for _ in range(ANSWERS_BEFORE_THE_KILL)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=10)
    answered += [int(line) for line in rest.splitlines() if line.endswith(tuple("0123456789"))]
    assert process.returncode == -signal.SIGKILL
    store = Store(url)
    people = set(ask(store, lambda tx: tx.people.chats(tuple(range(1, 9999)))).values())
    said = {row.chat for row in ask(store, lambda tx: tx.outbox.pending(0, 9999))}
    assert set(answered) <= people
    assert people == said
    store.close()


def test_a_killed_writer_leaves_a_database_that_opens(sqlite_url: str) -> None:
    """No repair, no lock left behind: the next start goes straight on."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, sqlite_url], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate(timeout=10)
    assert upgrade(sqlite_url) is False
    store = Store(sqlite_url)
    assert ask(store, lambda tx: tx.people.admit(5000, "Sesudahnya", NOW)) > 0
    store.close()
