"""Runs the simulator: in this thread until stopped, or in a background thread for tests."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulator.server import create_app

if TYPE_CHECKING:
    from types import FrameType

    from simulator.world import World

_TICK, _GRACE = 1.0, 2.0  # seconds


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application cut the connection, to play an answer that was lost."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wrap the application so that every request can reach this connection's transport."""
        super().connection_made(transport)
        inner = self.app

        async def with_cut(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})["simulator.cut"] = transport.abort
            await inner(scope, receive, send)

        self.app = with_cut


def bind(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Return a listening socket; port 0 takes any free one."""
    # The protocol is named because asyncio switches Nagle's delay off only where it sees TCP;
    # without it every answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(2048)
    return listener


def address(listener: socket.socket) -> str:
    """Return the http address a socket listens on."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Ends at once when a stop is asked for, with the long polls and streams of the world.

    uvicorn's own looks ten times a second whether it is to end, and once more whether all have gone:
    a test that starts a simulator would mostly wait for that.
    """

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End; may be called from any thread, before the start too."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End because of a signal."""
        super().handle_exit(sig, frame)
        self.stop()

    async def main_loop(self) -> None:
        """Serve until the end is asked for; the date in the answers is kept up."""
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let answers under way end, for a moment, and close."""
        self._world.events.close()
        for server in self.servers:
            server.close()
        for one in sockets or []:
            one.close()
        state, until = self.server_state, monotonic() + _GRACE
        for connection in list(state.connections):
            connection.shutdown()
        while (state.connections or state.tasks) and not self.force_exit and monotonic() < until:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.002)
        for task in state.tasks:
            task.cancel()
        await self.lifespan.shutdown()


def make_server(world: World, log_level: str = "warning") -> _Server:
    """Return a server for a world, not started."""
    config = uvicorn.Config(
        create_app(world),
        http=CuttableProtocol,
        ws="none",
        log_level=log_level,
        access_log=False,
        timeout_keep_alive=75,
    )
    return _Server(config, world)


class BackgroundServer:
    """A simulator in a thread of this process.

    Use as a context manager; `base_url` is its address. The world belongs to that thread while it runs:
    play people through the control API.
    """

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self._listener = bind(port=port)
        self.base_url = address(self._listener)
        self._server = make_server(world)
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))

    def __enter__(self) -> Self:
        # The socket listens already: a client that comes early waits in its backlog, none is refused.
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving, wait for the thread, and close the world's files."""
        self._server.stop()
        self._thread.join(timeout=10)
        self._listener.close()
        self.world.close()
