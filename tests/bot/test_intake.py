"""Updates in: stored before they are acknowledged, handed on once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot.intake import Intake
from bot.lanes import Lanes
from bot.wire import Wire
from storage.store import Store
from storage.transaction import Tx
from storage.updates import Received
from tests.bot.fake_clock import FakeClock
from tests.bot.standin import StandIn, error


def text(number: int, chat: int = 7) -> dict[str, Any]:
    """Make an update."""
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": chat}, "text": "halo"}}


class Bench:
    """Handles updates by marking them done, and remembers the pauses of the intake."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.done: list[int] = []
        self.pauses: list[float] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.lanes = Lanes(self.handle, lambda data: (str(data["message"]["chat"]["id"]),))

    async def handle(self, received: Received) -> None:
        """Mark an update done."""
        await self.gate.wait()
        await self.store.run(lambda tx: tx.updates.done(received.id, self.clock.wall()))
        self.done.append(received.id)

    async def sleep(self, seconds: float) -> None:
        """Remember a pause instead of sleeping."""
        self.pauses.append(seconds)

    def undone(self) -> list[int]:
        """Return what the store holds undone."""
        return [received.id for received in self.store.run_sync(lambda tx: tx.updates.undone())]


@pytest.fixture
def bench(store: Store, clock: FakeClock) -> Bench:
    return Bench(store, clock)


Polling = Callable[..., AbstractAsyncContextManager["asyncio.Task[None]"]]


@pytest.fixture
def polling(wire: Wire, store: Store, bench: Bench, clock: FakeClock) -> Polling:
    @asynccontextmanager
    async def run(**options: Any) -> AsyncIterator[asyncio.Task[None]]:
        intake = Intake(wire, store, bench.lanes, clock.wall, sleep=bench.sleep, **options)
        task = asyncio.create_task(intake.run())
        yield task
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, InvalidToken):
            await task

    return run


async def test_updates_are_stored_before_they_are_acknowledged(
    polling: Polling, telegram: StandIn, bench: Bench
) -> None:
    """The call that acknowledges comes when the batch is in the store, and names the id after the last."""
    bench.gate.clear()
    telegram.updates.append([text(10), text(11)])
    async with polling():
        first, second = await telegram.until(2, "getUpdates")
        assert bench.undone() == [10, 11]
        bench.gate.set()
        await bench.lanes.idle()
    assert "offset" not in first.parameters
    assert second.parameters["offset"] == 12
    assert first.parameters["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert bench.done == [10, 11]


async def test_a_webhook_left_behind_is_removed(polling: Polling, telegram: StandIn, bench: Bench) -> None:
    """A 409 because of a webhook ends with its removal at once; what waits at Telegram is kept."""
    telegram.answer("getUpdates", error(409, "Conflict: can't use getUpdates method while webhook is active"))
    async with polling():
        await telegram.until(2, "getUpdates")
    assert [call.method for call in telegram.calls[:3]] == ["getUpdates", "deleteWebhook", "getUpdates"]
    assert telegram.calls[1].parameters == {"drop_pending_updates": False}
    assert bench.pauses == []


async def test_what_a_crash_left_goes_first(
    polling: Polling, telegram: StandIn, bench: Bench, store: Store, clock: FakeClock
) -> None:
    """Updates that are stored and undone at the start are done before anything newer, in their order."""
    store.run_sync(lambda tx: tx.updates.store([text(3), text(4)], clock.wall()))
    telegram.updates.append([text(5)])
    async with polling():
        await telegram.until(2, "getUpdates")
        await bench.lanes.idle()
    assert bench.done == [3, 4, 5]


async def test_a_redelivered_update_is_handed_on_once(
    polling: Polling, telegram: StandIn, bench: Bench
) -> None:
    """An update that comes again is known by its id."""
    telegram.updates.extend([[text(5)], [text(5), text(6)]])
    async with polling():
        await telegram.until(3, "getUpdates")
        await bench.lanes.idle()
    assert bench.done == [5, 6]


async def test_ids_may_start_again(
    polling: Polling, telegram: StandIn, bench: Bench, store: Store, clock: FakeClock
) -> None:
    """The offset never comes from the store: after high ids a low one is taken all the same."""

    def earlier(tx: Tx) -> None:
        tx.updates.store([text(900_000)], clock.wall())
        tx.updates.done(900_000, clock.wall())

    store.run_sync(earlier)
    telegram.updates.append([text(5)])
    async with polling():
        calls = await telegram.until(2, "getUpdates")
        await bench.lanes.idle()
    assert "offset" not in calls[0].parameters
    assert calls[1].parameters["offset"] == 6
    assert bench.done == [5]


async def test_a_second_poller_is_told_of_and_waited_for(
    polling: Polling, telegram: StandIn, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """A 409 is logged in plain words, and polling goes on after growing pauses."""
    conflict = error(409, "Conflict: terminated by other getUpdates request")
    telegram.answer("getUpdates", conflict, conflict)
    async with polling():
        await telegram.until(3, "getUpdates")
    assert "another program takes this bot's updates" in caplog.text
    assert bench.pauses == [1, 2]


async def test_a_webhook_that_comes_back_is_not_fought_without_a_pause(
    polling: Polling, telegram: StandIn, bench: Bench
) -> None:
    """Where somebody sets the webhook again and again, its removal waits between tries."""
    conflict = error(409, "Conflict: can't use getUpdates method while webhook is active")
    telegram.answer("getUpdates", conflict, conflict, conflict)
    async with polling():
        await telegram.until(4, "getUpdates")
    assert len(telegram.of("deleteWebhook")) == 3
    assert bench.pauses == [2, 4]


async def test_errors_of_the_network_are_outwaited(polling: Polling, telegram: StandIn, bench: Bench) -> None:
    """Bad gateways and flood waits are waited out; a success starts the pauses over."""
    bad = error(502, "Bad Gateway")
    telegram.answer("getUpdates", bad, bad, bad, error(429, "Too Many Requests", retry_after=17))
    telegram.answer("getUpdates", {"ok": True, "result": [text(1)]}, bad)
    async with polling():
        await telegram.until(7, "getUpdates")
        await bench.lanes.idle()
    assert bench.pauses == [1, 2, 4, 17, 1]
    assert bench.done == [1]


async def test_what_cannot_be_stored_is_not_acknowledged(
    polling: Polling, telegram: StandIn, bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the store fails the same updates are asked for again."""
    good = store.run
    failures = [OSError("disk full")]

    async def run(use_case: Any) -> Any:
        if telegram.of("getUpdates") and failures:
            raise failures.pop()
        return await good(use_case)

    monkeypatch.setattr(store, "run", run)
    telegram.updates.extend([[text(5)], [text(5)]])
    async with polling():
        calls = await telegram.until(3, "getUpdates")
        await bench.lanes.idle()
    assert "offset" not in calls[1].parameters
    assert calls[2].parameters["offset"] == 6
    assert bench.done == [5]


async def test_a_refused_token_ends_it(polling: Polling, telegram: StandIn) -> None:
    """With a token that Telegram refuses there is nothing to wait for."""
    telegram.answer("getUpdates", error(401, "Unauthorized"))
    async with polling() as task:
        with pytest.raises(InvalidToken):
            await task


async def test_no_more_is_fetched_than_can_be_done(
    polling: Polling, telegram: StandIn, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With so many undone updates ahead the next poll waits."""
    bench.gate.clear()
    telegram.updates.append([text(1), text(2)])
    stored = asyncio.Event()
    add = bench.lanes.add

    def note(received: Received) -> None:
        add(received)
        stored.set()

    monkeypatch.setattr(bench.lanes, "add", note)
    async with polling(ahead=2):
        await stored.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(telegram.of("getUpdates")) == 1
        bench.gate.set()
        await telegram.until(2, "getUpdates")
        await bench.lanes.idle()


async def test_half_a_sign_stops_nothing(polling: Polling, telegram: StandIn, bench: Bench) -> None:
    """A lone surrogate is JSON and no UTF-8; the update is stored as it came, and the next ones too."""
    half = text(5)
    half["message"]["text"] = "\ud83d"
    telegram.updates.extend([[half, text(6)], [text(7)]])
    async with polling():
        await telegram.until(3, "getUpdates")
        await bench.lanes.idle()
    assert bench.done == [5, 6, 7]
    assert bench.pauses == []


async def test_one_update_that_cannot_be_stored_holds_up_no_other(
    polling: Polling, telegram: StandIn, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out with a record; those before and behind it are done."""
    telegram.updates.extend([[text(5), text(2**70), text(6), {"update_id": "x"}], [text(7)]])
    async with polling():
        await telegram.until(3, "getUpdates")
        await bench.lanes.idle()
    assert bench.done == [5, 6, 7]
    assert f"update {2**70} cannot be stored and is left out" in caplog.text


async def test_what_was_stored_though_it_looked_otherwise_is_handed_on(
    polling: Polling, telegram: StandIn, bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the answer to a commit is lost the updates come again, are no longer new, and are done once."""
    good = store.run
    failures = [OSError("connection lost")]

    async def run(use_case: Any) -> Any:
        found = await good(use_case)
        if telegram.of("getUpdates") and failures:
            raise failures.pop()
        return found

    monkeypatch.setattr(store, "run", run)
    telegram.updates.extend([[text(5)], [text(5), text(6)]])
    async with polling():
        await telegram.until(3, "getUpdates")
        await bench.lanes.idle()
    assert bench.done == [5, 6]
