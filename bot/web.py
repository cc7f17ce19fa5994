"""The bot's own page, a Mini App: officials type the passphrase of their certificate here.

Every request carries the data that Telegram signed for whoever opened the page, and nothing else tells who
asks: there is no cookie that another site could use. Behind a reverse proxy that speaks https. Nothing that
is sent here is logged.
"""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.certifier import Certifier, Order
from bot.config_signing import WebConfig
from bot.init_data import ForgedDataError, Opened, StaleDataError, opened
from handlers.refusals import sentence
from office.office import Office
from sop.errors import Refused

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 16 * 1024
"""Bytes of a request."""
PATIENCE = 15.0
"""Seconds in which a request has come whole: whoever sends it byte by byte keeps others out."""
FAREWELL = 45
"""Seconds that a signature under way has to be written down when the program ends; see deploy/."""
_PAGE = Path(__file__).parent / "page"
_FILES = {"/tte": "tte.html", "/tte/page.css": "page.css", "/tte/page.js": "page.js"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors https://web.telegram.org https://*.telegram.org"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
FORGED = "Halaman ini hanya dapat dibuka dari kartu tugas di percakapan Anda dengan bot."
STALE = "Halaman ini sudah terlalu lama terbuka. Silakan tutup, lalu ketuk kembali tombol pada kartunya."
FAILED = "Terjadi kendala, dan dokumen belum tentu ditandatangani. Silakan periksa kartunya."
DONE = "Dokumen telah Anda tandatangani. Hasilnya dikirim ke percakapan Anda."
log = logging.getLogger(__name__)
_REMEMBERED = 3600
"""Seconds an opening that served is remembered: longer than it would be fresh."""
_NUMBER = 9
"""Digits of a number, as in a button."""


class BadRequestError(ValueError):
    """A request that our page does not make: its status, for whoever made it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Page:
    """The page and what it asks."""

    def __init__(
        self, office: Office, certifier: Certifier, token: str, public_url: str, patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self._office = office
        self._certifier = certifier
        self._token = token
        self._origin = origin_of(public_url)
        self._used: dict[str, float] = {}

    def app(self) -> "ASGIApp":
        """Return the ASGI application."""
        routes = [Route(path, self._file, methods=["GET"]) for path in _FILES]
        routes += [
            Route("/tte/show", self._show, methods=["POST"]),
            Route("/tte/sign", self._sign, methods=["POST"]),
        ]
        app = Starlette(routes=routes)
        # A redirect would be made from what the request calls this host, and over http.
        app.router.redirect_slashes = False
        return _WithHeaders(app)

    async def _file(self, request: "Request") -> Response:
        return FileResponse(_PAGE / _FILES[request.url.path])

    async def _show(self, request: "Request") -> Response:
        return await self._answered(request, self._shown)

    async def _sign(self, request: "Request") -> Response:
        return await self._answered(request, self._signed)

    async def _shown(self, order: Order, _: dict[str, Any]) -> dict[str, Any]:
        one = await self._certifier.show(order)
        version = f" versi {one.document.number}" if one.document.number > 1 else ""
        return {
            "ok": True,
            "label": f"{one.document.label}{version}",
            "title": f"{one.case.id}: {one.case.title}",
            "file": one.document.name,
            "sha256": one.document.sha256,
            "name": one.by.name,
            "capacity": ", ".join(one.capacity),
        }

    async def _signed(self, order: Order, body: dict[str, Any]) -> dict[str, Any]:
        await self._certifier.sign(
            order, _text(body, "sha256"), _text(body, "nik"), _text(body, "passphrase")
        )
        return {"ok": True, "text": DONE}

    async def _answered(self, request: "Request", do: Any) -> Response:
        """Answer a request of the page: who asks is looked at before what is asked."""
        try:
            body = await self._body(request)
            who = self._who(body)
            order = Order(who.user, _number(body, "case"), _number(body, "task"), _number(body, "seen"))
            answer = await do(order, body)
            if do == self._signed:
                self._use(who)
        except BadRequestError as error:
            return JSONResponse({"ok": False, "text": FORGED}, error.status)
        except ForgedDataError:
            return JSONResponse({"ok": False, "text": FORGED}, 403)
        except StaleDataError:
            return JSONResponse({"ok": False, "text": STALE}, 403)
        except Refused as refused:
            return JSONResponse({"ok": False, "text": sentence(refused), "reason": refused.reason.value})
        except Exception as error:  # noqa: BLE001 - its text or its frames may hold what was typed
            log.error("a request of the page failed: %s", type(error).__name__)  # noqa: TRY400 - as above
            return JSONResponse({"ok": False, "text": FAILED}, 500)
        return JSONResponse(answer)

    async def _body(self, request: "Request") -> dict[str, Any]:
        """Return what the page sent. Raises BadRequestError."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":  # which no form of another site can send
            raise BadRequestError(415)
        if request.headers.get("origin", self._origin) != self._origin:
            raise BadRequestError(403)
        try:
            async with asyncio.timeout(self._patience):
                data = await _received(request)
        except (TimeoutError, ClientDisconnect):
            raise BadRequestError(408) from None
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            raise BadRequestError(400) from None
        if not isinstance(body, dict):
            raise BadRequestError(400)
        return body

    def _who(self, body: dict[str, Any]) -> Opened:
        """Return who asks. Raises BadRequestError, ForgedDataError, StaleDataError."""
        who = opened(_text(body, "init"), self._token, self._office.now())
        if who.mark in self._used:
            raise StaleDataError("served already")
        return who

    def _use(self, who: Opened) -> None:
        """Let an opening of the page serve for one signature, so that nobody can use what it sent again."""
        now = self._office.now().timestamp()
        self._used = {mark: at for mark, at in self._used.items() if now - at < _REMEMBERED}
        self._used[who.mark] = now


async def _received(request: "Request") -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise BadRequestError(413)
    return bytes(data)


def origin_of(url: str) -> str:
    """Return the origin of an address as browsers write it (RFC 6454, 6.2): small letters, no usual port."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise BadRequestError(400)
    return value


def _number(body: dict[str, Any], key: str) -> int:
    text = _text(body, key)
    if not (text.isascii() and text.isdigit()) or len(text) > _NUMBER:
        raise BadRequestError(400)
    return int(text)


class _WithHeaders:
    """Puts the headers on every answer, whoever made it."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in self._headers}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in names]
                message = {**message, "headers": [*kept, *self._headers]}
            await send(message)

        await self._app(scope, receive, with_headers)


class Server(uvicorn.Server):
    """Serves the page inside the bot's own loop; signals are the bot's business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    def stop(self) -> None:
        """End soon."""
        self.should_exit = True


def server_of(web: WebConfig, page: Page) -> Server:
    """Return the server of the page, not started."""
    config = uvicorn.Config(
        page.app(),
        host=web.host,
        port=web.port,
        access_log=False,
        log_config=None,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        limit_concurrency=200,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=FAREWELL,
    )
    return Server(config)
