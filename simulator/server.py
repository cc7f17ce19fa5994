"""The web application: Bot API, control API and the page, around one world."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simulator.botapi import BotApi
from simulator.control.routes import control_routes
from simulator.webhook import deliver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from simulator.world import World

_PAGE = Path(__file__).parent / "page"


def create_app(world: World) -> Starlette:
    """Return the ASGI application that serves `world`.

    `/bot<token>/<method>` and `/file/bot<token>/<path>` are for the bot, `/sim/...` plays people,
    `/` is the page.
    """
    bot_api = BotApi(world)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        delivery = asyncio.create_task(deliver(world))
        yield
        world.events.close()
        await world.scenes.stop()
        delivery.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await delivery

    async def page(_: Request) -> FileResponse:
        return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", bot_api.method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{file_path:path}", bot_api.download, methods=["GET"]),
            Mount("/sim", routes=control_routes(world)),
            Route("/", page),
            Mount("/page", StaticFiles(directory=_PAGE)),
        ],
        lifespan=lifespan,
    )
