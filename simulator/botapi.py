"""The Bot API over HTTP: finds the method, meets the faults, answers, and writes the request down."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, JSONResponse, Response

from simulator.args import check
from simulator.bodies import read_request
from simulator.calls import every
from simulator.calls.registry import CALLS, SLOW_CALLS
from simulator.errors import ApiError
from simulator.files import MAX_DOWNLOAD
from simulator.methods import BY_LOWERCASE

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.requests import Request

    from simulator.args import Upload
    from simulator.faults import Fault
    from simulator.methods import Method
    from simulator.model import Json
    from simulator.world import World

__all__ = ["BotApi", "every"]


class BotApi:
    """The two addresses a bot knows: methods and file downloads."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def method(self, request: Request) -> Response:
        """Answer `/bot<token>/<method>`."""
        started = perf_counter()
        world = self._world
        name = request.path_params["method"]
        params: dict[str, Any] = {}
        uploads: dict[str, Upload] = {}
        fault: Fault | None = None
        try:
            params, uploads = await read_request(request)
            method = self._method(request)
            name = method.name
            fault = world.faults.take(name, _chat_id(params))
            await self._meet(fault)
            answering = self._answer(method, params, uploads)
            result = await (_while_connected(request, answering) if name in SLOW_CALLS else answering)
            body: Json = {"ok": True, "result": result}
            status = 200
        except _GoneError:
            return DroppedResponse()
        except ApiError as error:
            body, status = error.body(), error.code
        world.requests.add(
            {
                "method": name,
                "params": params,
                "files": [
                    {"field": u.field, "name": u.name, "size": len(u.content)} for u in uploads.values()
                ],
                "status": status,
                "response": body,
                "dropped": fault is not None and fault.action == "drop",
                "time": world.clock.now().isoformat(),
                "ms": round((perf_counter() - started) * 1000, 3),
            }
        )
        world.flush()
        if fault is not None and fault.action == "drop":
            return DroppedResponse()
        return JSONResponse(body, status)

    def _method(self, request: Request) -> Method:
        if request.path_params["token"] != self._world.token:
            raise ApiError(401, "Unauthorized")
        method = BY_LOWERCASE.get(request.path_params["method"].lower())
        if method is None:
            raise ApiError(404, "Not Found")
        return method

    async def _answer(self, method: Method, params: dict[str, Any], uploads: dict[str, Upload]) -> Any:
        self._world.limits.check(method.name, _chat_id(params))
        args = check(method, params, uploads)
        slow = SLOW_CALLS.get(method.name)
        return await slow(self._world, args) if slow else CALLS[method.name](self._world, args)

    async def _meet(self, fault: Fault | None) -> None:
        """Do what a test ordered for this call, and let it know."""
        if fault is None:
            return
        self._world.events.add("fault", fault_id=fault.id, action=fault.action)
        if fault.action == "error":
            raise fault.error()
        if fault.action == "delay":
            await fault.released.wait()

    async def download(self, request: Request) -> Response:
        """Answer `/file/bot<token>/<file_path>`."""
        if request.path_params["token"] != self._world.token:
            return JSONResponse(ApiError(401, "Unauthorized").body(), 401)
        file = self._world.files.by_path(request.path_params["file_path"])
        if file is None or file.size > MAX_DOWNLOAD:
            return JSONResponse(ApiError(404, "Not Found").body(), 404)
        return FileResponse(self._world.files.on_disk(file), media_type="application/octet-stream")


class DroppedResponse(Response):
    """Says nothing: the call was carried out and the connection breaks before the answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002  # ASGI's shape
        """Cut the connection where the server lets us, or else stop in the middle of an answer."""
        cut = (scope.get("extensions") or {}).get("simulator.cut")
        if cut is not None:
            cut()
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


class _GoneError(Exception):
    """The bot closed the connection while its call was waiting."""


async def _while_connected(request: Request, answering: Coroutine[Any, Any, Any]) -> Any:
    """Return what `answering` gives, or stop it and raise _GoneError when the bot hangs up.

    Without this a killed bot's poll would live on here and swallow what is delivered only once.
    """
    hang_up = asyncio.create_task(_disconnected(request))
    # A call that was held while its bot hung up must not even begin: it could take what is there at once.
    await asyncio.sleep(0)
    if hang_up.done():
        answering.close()
        raise _GoneError
    answer = asyncio.create_task(answering)
    try:
        await asyncio.wait({answer, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise _GoneError
        return answer.result()
    finally:
        answer.cancel()
        hang_up.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _chat_id(params: dict[str, Any]) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
