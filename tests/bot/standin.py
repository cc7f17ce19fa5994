"""A Bot API server that answers what a test tells it to, and remembers what it was asked."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

TOKEN = "123456789:AAinvented-token_for-tests_0123456789"


@dataclass
class Seen:
    """A call as it arrived: parameters decoded where they are JSON, files as (name, type, bytes)."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)

    @property
    def chat(self) -> int:
        """The chat it is for."""
        return int(self.parameters["chat_id"])


Answer = dict[str, Any] | Callable[[Seen], Any]


def error(code: int, description: str, **parameters: int) -> dict[str, Any]:
    """Return an answer that is not ok."""
    found: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return {**found, "parameters": parameters} if parameters else found


BROKEN: dict[str, Any] = {"broken": True}
"""Carry the call out, and close the connection instead of answering."""


class StandIn:
    """Listens on loopback. `script[method]` is answered once each, in order; else everything succeeds."""

    def __init__(self) -> None:
        self.calls: list[Seen] = []
        self.script: dict[str, deque[Answer]] = defaultdict(deque)
        self.updates: deque[list[dict[str, Any]]] = deque()
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.most = 0
        self.base = ""
        self._arrived = asyncio.Condition()
        self._numbers = 100

    async def __aenter__(self) -> Self:
        """Start to listen."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.base = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop at once."""
        self.gate.set()
        await self._runner.cleanup()

    def answer(self, method: str, *answers: Answer) -> None:
        """Answer the next calls of a method so."""
        self.script[method].extend(answers)

    def of(self, *methods: str) -> list[Seen]:
        """Return the calls of some methods so far."""
        return [call for call in self.calls if call.method in methods]

    async def until(self, count: int, *methods: str) -> list[Seen]:
        """Wait until there were so many calls of some methods, and return them."""
        async with self._arrived:
            await asyncio.wait_for(self._arrived.wait_for(lambda: len(self.of(*methods)) >= count), 10)
        return self.of(*methods)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        seen = await _read(request)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        async with self._arrived:
            self.calls.append(seen)
            self._arrived.notify_all()
        try:
            if seen.method == "getUpdates" and not self.script["getUpdates"]:
                return web.json_response({"ok": True, "result": await self._poll()})
            await self.gate.wait()
        finally:
            self.under_way -= 1
        scripted = self.script[seen.method]
        answer = scripted.popleft() if scripted else self._success(seen)
        if callable(answer):
            answer = await answer(seen)
        if answer is BROKEN:
            assert request.transport is not None
            request.transport.close()
        return web.json_response(answer, status=answer.get("error_code", 200))

    async def _poll(self) -> list[dict[str, Any]]:
        if not self.updates:
            await asyncio.Event().wait()  # until the poller goes away
        return self.updates.popleft()

    def _success(self, seen: Seen) -> dict[str, Any]:
        result: Any = True
        if seen.method.startswith("send"):
            self._numbers += 1
            result = {"message_id": self._numbers, "date": 0, "chat": {"id": seen.chat, "type": "private"}}
            if seen.method == "sendDocument":
                result["document"] = {"file_id": f"kept-{self._numbers}"}
            if seen.method == "sendPhoto":
                result["photo"] = [{"file_id": "small"}, {"file_id": "large"}]
        return {"ok": True, "result": result}

    async def _download(self, request: web.Request) -> web.StreamResponse:
        kind, _, size = request.match_info["path"].partition("-")
        if kind == "missing":
            return web.Response(status=404)
        body = b"x" * int(size)
        if kind == "sized":
            return web.Response(body=body)
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(body)
        return response


async def _read(request: web.Request) -> Seen:
    seen = Seen(request.match_info["method"], {})
    if request.match_info["token"] != TOKEN:
        raise web.HTTPUnauthorized(text=json.dumps(error(401, "Unauthorized")))
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            seen.files[name] = (value.filename, value.content_type, value.file.read())
        else:
            assert isinstance(value, str)
            seen.parameters[name] = _decoded(value)
    return seen


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
