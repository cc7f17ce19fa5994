"""What is done by the clock beside reminders: what is old and done with is forgotten."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.scheduler import KEEP, PRUNE_EVERY, Reminders
from office.office import Office
from storage.store import Store, connection_of
from storage.tables import updates
from storage.transaction import Tx
from tests.bot.fake_clock import FakeClock


def put(store: Store, number: int, at: datetime) -> None:
    """Write an update down that was applied at that moment."""

    def write(tx: Tx) -> None:
        tx.updates.store([{"update_id": number}], at)
        tx.updates.done(number, at)

    store.run_sync(write)


async def test_old_updates_are_forgotten_at_start_and_once_a_day(
    store: Store, office: Office, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that runs for months forgets as much as one that is started every day."""
    pruned = asyncio.Queue[list[int]]()
    run = store.run

    async def watched(use_case: Any) -> Any:
        found = await run(use_case)
        if use_case.__name__ == "prune":
            ids = await run(lambda tx: connection_of(tx).execute(select(updates.c.update_id)).scalars().all())
            pruned.put_nowait(list(ids))
        return found

    monkeypatch.setattr(store, "run", watched)
    put(store, 1, clock.wall() - KEEP - timedelta(minutes=1))
    put(store, 2, clock.wall() - KEEP + timedelta(hours=1))
    put(store, 3, clock.wall())
    reminders = Reminders(store, office, safety=timedelta(seconds=0.01))
    await reminders.start()
    assert await asyncio.wait_for(pruned.get(), 10) == [2, 3]
    assert pruned.empty()
    clock.advance(PRUNE_EVERY.total_seconds())
    assert await asyncio.wait_for(pruned.get(), 10) == [3]
    await reminders.stop()
    assert pruned.empty()
