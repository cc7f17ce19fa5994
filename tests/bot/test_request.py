"""Calls over HTTP: parameters, files, downloads, timeouts, and the token that shows nowhere."""

import asyncio
import io
import logging
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from yarl import URL

from bot.errors import UnreachedError
from bot.request import AiohttpRequest
from bot.wire import Wire
from storage.files import TooLargeError
from tests.bot.standin import BROKEN, TOKEN, StandIn, error


@pytest.fixture
async def ptb(telegram: StandIn, request_class: AiohttpRequest) -> AsyncIterator[Bot]:
    telegram.answer(
        "getMe", {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}}
    )
    async with (
        AiohttpRequest() as polling,
        Bot(TOKEN, f"{telegram.base}/bot", request=request_class, get_updates_request=polling) as bot,
    ):
        yield bot


async def test_a_bot_of_the_library_speaks_through_it(ptb: Bot, telegram: StandIn) -> None:
    """python-telegram-bot's own Bot sends text and nested parameters through this class."""
    message = await ptb.send_message(7, "Rapat <b>pukul 10</b> & seterusnya", parse_mode="HTML")
    assert message.message_id == 101
    assert telegram.of("sendMessage")[0].parameters["text"] == "Rapat <b>pukul 10</b> & seterusnya"


async def test_a_file_of_the_library_arrives_whole(ptb: Bot, telegram: StandIn) -> None:
    """An upload by python-telegram-bot arrives with its name, type and bytes."""
    kept = {"file_id": "F", "file_unique_id": "U"}
    sent = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "document": kept}
    telegram.answer("sendDocument", {"ok": True, "result": sent})
    await ptb.send_document(7, InputFile(b"%PDF-1.7 isi", filename="Surat Undangan.pdf"))
    assert telegram.of("sendDocument")[0].files["document"] == (
        "Surat Undangan.pdf",
        "application/pdf",
        b"%PDF-1.7 isi",
    )


async def test_a_file_is_streamed_from_disk(wire: Wire, telegram: StandIn, tmp_path: Path) -> None:
    """Bytes go from an open file, with a name that is not ASCII as it is and without control characters."""
    path = tmp_path / "large"
    path.write_bytes(b"0123456789" * 200_000)
    with path.open("rb") as file:
        part = ("Notulen “rapat”\n1.bin", file, "application/octet-stream")
        await wire.call("sendDocument", {"chat_id": 7}, {"document": part})
    name, _, body = telegram.of("sendDocument")[0].files["document"]
    assert (name, len(body)) == ("Notulen “rapat”_1.bin", 2_000_000)


async def test_plain_data_becomes_parameters(wire: Wire, telegram: StandIn) -> None:
    """Lists and tables go as JSON, text as it is, and what is None does not go at all."""
    parameters = {"chat_id": 7, "text": "a=b&c", "reply_markup": {"force_reply": True}, "offset": None}
    await wire.call("sendMessage", parameters)
    assert telegram.calls[0].parameters == {
        "chat_id": 7,
        "text": "a=b&c",
        "reply_markup": {"force_reply": True},
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(400, "Bad Request: chat not found"), BadRequest),
        (error(413, "Request Entity Too Large"), BadRequest),
        (error(401, "Unauthorized"), InvalidToken),
        (error(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (error(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (error(400, "Bad Request: upgraded", migrate_to_chat_id=-100), ChatMigrated),
        (error(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
        (error(429, "Too Many Requests"), RetryAfter),
        (error(502, "Bad Gateway"), NetworkError),
        ({"ok": False, "error_code": 403, "description": "Forbidden"}, Forbidden),
    ],
)
async def test_each_answer_is_its_error(
    wire: Wire, telegram: StandIn, answer: dict[str, Any], expected: type[Exception]
) -> None:
    """An answer that is not ok is raised as exactly the library's error for it."""
    telegram.answer("sendMessage", answer)
    with pytest.raises(expected) as raised:
        await wire.call("sendMessage", {"chat_id": 7})
    assert type(raised.value) is expected


async def test_a_broken_connection_is_a_network_error(wire: Wire, telegram: StandIn) -> None:
    """A connection closed before the answer is a NetworkError, which may have been carried out."""
    telegram.answer("sendMessage", BROKEN)
    with pytest.raises(NetworkError) as raised:
        await wire.call("sendMessage", {"chat_id": 7})
    assert not isinstance(raised.value, UnreachedError)


async def test_no_connection_is_known_to_be_none(unused_tcp_port: int, request_class: AiohttpRequest) -> None:
    """Where nothing listens the error says that nothing was sent, and its trace does not show the token."""
    wire = Wire(TOKEN, request_class, f"http://127.0.0.1:{unused_tcp_port}/bot")
    with pytest.raises(UnreachedError) as raised:
        await wire.call("getMe")
    assert TOKEN not in "".join(traceback.format_exception(raised.value))


async def test_a_silent_server_times_out(telegram: StandIn) -> None:
    """No answer within the timeout is TimedOut."""
    telegram.gate.clear()
    async with AiohttpRequest(read_timeout=0.05) as request:
        with pytest.raises(TimedOut):
            await Wire(TOKEN, request, f"{telegram.base}/bot").call("sendMessage", {"chat_id": 7})


async def test_the_library_sets_timeouts_per_call(telegram: StandIn, request_class: AiohttpRequest) -> None:
    """A read timeout that python-telegram-bot gives with a call goes before the default."""
    telegram.gate.clear()
    with pytest.raises(TimedOut):
        await request_class.do_request(f"{telegram.base}/bot{TOKEN}/getMe", "POST", read_timeout=0.05)


async def test_connections_are_kept_and_limited(telegram: StandIn) -> None:
    """No more calls run at once than there are connections; the others wait their turn."""
    telegram.gate.clear()
    async with AiohttpRequest(connections=2) as request:
        wire = Wire(TOKEN, request, f"{telegram.base}/bot")
        calls = [asyncio.create_task(wire.call("sendMessage", {"chat_id": n})) for n in range(1, 6)]
        await telegram.until(2, "sendMessage")
        telegram.gate.set()
        await asyncio.gather(*calls)
    assert (len(telegram.calls), telegram.most) == (5, 2)


async def test_the_token_shows_nowhere(
    wire: Wire, telegram: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    """An error text that quotes the token, and every log line down to DEBUG, come without it."""
    caplog.set_level(logging.DEBUG)
    telegram.answer("getMe", error(400, f"Bad Request: /bot{TOKEN}/getMe"), BROKEN)
    shown = []
    for _ in range(2):
        with pytest.raises(NetworkError) as raised:
            await wire.call("getMe")
        shown.append("".join(traceback.format_exception(raised.value)))
    bad = Wire(TOKEN, wire.request, "htp:/nowhere/bot")
    with pytest.raises(NetworkError) as raised:
        await bad.call("getMe")
    shown.append("".join(traceback.format_exception(raised.value)))
    assert TOKEN not in "".join(shown) + caplog.text


@pytest.mark.parametrize("kind", ["sized", "chunked"])
async def test_a_download_comes_in_pieces(wire: Wire, kind: str) -> None:
    """A file within the limit comes whole, whether its size is announced or not."""
    body = io.BytesIO()
    async for chunk in wire.download(f"{kind}-700000", 700_000):
        body.write(chunk)
    assert body.getvalue() == b"x" * 700_000


@pytest.mark.parametrize("kind", ["sized", "chunked"])
async def test_a_download_past_the_limit_stops(wire: Wire, kind: str) -> None:
    """A file past the limit is TooLarge, before its first byte where its size is announced."""
    taken = io.BytesIO()

    async def take() -> None:
        async for chunk in wire.download(f"{kind}-700000", 699_999):
            taken.write(chunk)

    with pytest.raises(TooLargeError):
        await take()
    assert len(taken.getvalue()) <= (0 if kind == "sized" else 699_999)


async def test_a_file_that_is_gone_is_no_network_error(wire: Wire) -> None:
    """A 404 of a download is permanent, and not the token's fault."""
    with pytest.raises(BadRequest):
        _ = [chunk async for chunk in wire.download("missing-1", 10)]


async def test_the_pool_opens_anew_after_a_shutdown(telegram: StandIn, request_class: AiohttpRequest) -> None:
    """A call after `shutdown` opens the pool again; shutting down twice does nothing."""
    await request_class.shutdown()
    await request_class.shutdown()
    status, _ = await request_class.exchange(URL(f"{telegram.base}/bot{TOKEN}/getMe"), {})
    assert status == 200
    assert isinstance(request_class._open(), aiohttp.ClientSession)
