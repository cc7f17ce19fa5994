"""The wire against the simulator, which refuses what Telegram would refuse."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.delivery import call_of
from bot.intake import Intake
from bot.lanes import Lanes
from bot.request import AiohttpRequest
from bot.wire import Wire
from handlers.letter import Button, Commands, Edit, NewText
from storage.store import Store
from tests.bot.fake_clock import FakeClock
from tests.simulator.kit import TOKEN, Simulator


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    with Simulator(tmp_path / "telegram") as running:
        yield running


@pytest.fixture
def live(simulator: Simulator, request_class: AiohttpRequest) -> Wire:
    return Wire(TOKEN, request_class, f"{simulator.base_url}/bot", f"{simulator.base_url}/file/bot")


async def test_every_kind_of_letter_is_taken(live: Wire, simulator: Simulator) -> None:
    """Texts, questions, edits and menus pass the simulator's check of methods and parameters."""
    budi = await asyncio.to_thread(simulator.phones.person, "Budi Santoso", "Kasubag TU")
    await asyncio.to_thread(budi.start)
    rows = ((Button("Setujui", "ap:1"),),)
    call = call_of(NewText(budi.id, "<b>Tugas</b>", rows, reply_to=99))
    sent = await live.call(call.method, call.parameters)
    for letter in (
        NewText(budi.id, "Alasan?", force_reply="Alasan"),
        Edit(budi.id, sent["message_id"], "<b>Telah disetujui</b>"),
        Commands(budi.id, (("tugas", "Tugas saya"),)),
        Commands(budi.id, ()),
    ):
        call = call_of(letter)
        assert await live.call(call.method, call.parameters)


async def test_refusals_are_told_apart(live: Wire, simulator: Simulator) -> None:
    """Nobody is written to before /start, and an unchanged edit is a BadRequest."""
    budi = await asyncio.to_thread(simulator.phones.person, "Budi Santoso", "Kasubag TU")
    with pytest.raises(Forbidden):
        await live.call("sendMessage", {"chat_id": budi.id, "text": "Halo"})
    await asyncio.to_thread(budi.start)
    sent = await live.call("sendMessage", {"chat_id": budi.id, "text": "Halo"})
    same: dict[str, Any] = {"chat_id": budi.id, "message_id": sent["message_id"], "text": "Halo"}
    with pytest.raises(BadRequest, match="not modified"):
        await live.call("editMessageText", same)


async def test_a_file_goes_up_and_comes_down(live: Wire, simulator: Simulator) -> None:
    """What is uploaded can be downloaded again, byte for byte, with a name that is not ASCII."""
    budi = await asyncio.to_thread(simulator.phones.person, "Budi Santoso", "Kasubag TU")
    await asyncio.to_thread(budi.start)
    content = bytes(range(256)) * 4000
    part = ("Notulen “rapat”.bin", content, "application/octet-stream")
    parameters = {"chat_id": budi.id, "disable_content_type_detection": True}
    sent = await live.call("sendDocument", parameters, {"document": part})
    assert sent["document"]["file_name"] == "Notulen “rapat”.bin"
    path = (await live.call("getFile", {"file_id": sent["document"]["file_id"]}))["file_path"]
    assert b"".join([chunk async for chunk in live.download(path, len(content))]) == content


async def test_updates_come_in(live: Wire, simulator: Simulator, store: Store, clock: FakeClock) -> None:
    """A person's /start arrives through the intake, behind a webhook that was left there."""
    came: asyncio.Queue[Any] = asyncio.Queue()
    lanes = Lanes(came.put, lambda _: ())
    await live.call("setWebhook", {"url": "https://example.invalid/hook"})
    polling = asyncio.create_task(Intake(live, store, lanes, clock.wall).run())
    budi = await asyncio.to_thread(simulator.phones.person, "Budi Santoso", "Kasubag TU")
    await asyncio.to_thread(budi.start)
    received = await asyncio.wait_for(came.get(), 10)
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
    assert received.data["message"]["text"] == "/start"
    assert [r.id for r in store.run_sync(lambda tx: tx.updates.undone())] == [received.id]


async def test_the_library_uses_the_request_class(simulator: Simulator) -> None:
    """python-telegram-bot's Bot speaks to the simulator through this class."""
    async with (
        AiohttpRequest() as request,
        AiohttpRequest() as polling,
        Bot(TOKEN, f"{simulator.base_url}/bot", request=request, get_updates_request=polling) as bot,
    ):
        assert bot.username
        assert await bot.get_updates(timeout=0) == ()
