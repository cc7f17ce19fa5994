"""A running simulator and a bot reduced to bare HTTP, for the tests of the simulator itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx

from simulator.running import BackgroundServer
from simulator.world import World
from tests.support.phones import Phones

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "7000000001:simulated"


@dataclass
class Api:
    """A bot reduced to bare HTTP: calls methods and hands back what came over the wire."""

    base_url: str
    http: httpx.Client

    def raw(self, method: str, files: Any = None, **params: Any) -> httpx.Response:
        """POST a call and return the HTTP response."""
        address = f"{self.base_url}/bot{TOKEN}/{method}"
        if files:
            return self.http.post(address, data=params, files=files)
        return self.http.post(address, json=params)

    def call(self, method: str, files: Any = None, **params: Any) -> Any:
        """Call a method that must succeed and return its result."""
        answer = self.raw(method, files, **params).json()
        assert answer["ok"], answer
        return answer["result"]

    def error(self, method: str, files: Any = None, **params: Any) -> tuple[int, str]:
        """Call a method that must fail and return (error_code, description)."""
        response = self.raw(method, files, **params)
        answer = response.json()
        assert not answer["ok"], answer
        assert response.status_code == answer["error_code"]
        return answer["error_code"], answer["description"]

    def updates(self, **params: Any) -> list[dict[str, Any]]:
        """Return and confirm all pending updates."""
        found: list[dict[str, Any]] = self.call("getUpdates", **params)
        if found:
            self.call("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


class Simulator:
    """A running simulator with its bot and its phones."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.server = BackgroundServer(World(folder, TOKEN, **options))
        self.base_url = self.server.base_url
        # Not to verify saves reading the system's certificates each time: there is no TLS here.
        self._http = httpx.Client(timeout=30, trust_env=False, verify=False)  # noqa: S501
        self.bot = Api(self.base_url, self._http)
        self.phones = Phones(self.base_url)

    def __enter__(self) -> Self:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.phones.close()
        self._http.close()
        self.server.stop()
