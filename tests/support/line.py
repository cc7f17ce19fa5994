"""A line to a simulator: HTTP/1.1 over connections that are kept, with as little ado as the tests need.

Tests ask a simulator thousands of times; a client that can do everything would take half of their time.
"""

from __future__ import annotations

import json
import select
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

LONGEST = 90.0  # seconds; no wait of the simulator is as long
File = tuple[str, bytes, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    path: str
    status: int
    seq: int | None
    """The number of the last event it knows of."""
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether it is no refusal."""
        return self.status < 400

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()

    def json(self) -> Any:
        """Return the content as JSON."""
        return json.loads(self.content)


class Line:
    """Asks one address; may be used by several threads at once."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        assert address.hostname is not None
        self._host, self._port, self._base = address.hostname, address.port, address.path
        self._idle: list[HTTPConnection] = []
        self._lock = Lock()

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def get(self, path: str, params: dict[str, Any]) -> Reply:
        """GET an address."""
        return self._ask("GET", f"{path}?{urlencode(params)}" if params else path)

    def delete(self, path: str) -> Reply:
        """DELETE an address."""
        return self._ask("DELETE", path)

    def post(self, path: str, body: Any) -> Reply:
        """POST JSON."""
        return self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def post_form(self, path: str, data: dict[str, str], files: list[tuple[str, File]]) -> Reply:
        """POST a multipart form with (field, (name, content, type)) files, as a browser encodes it."""
        border = uuid4().hex
        parts: list[bytes] = []
        for name, value in data.items():
            parts.append(f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode())
            parts.append(value.encode())
            parts.append(b"\r\n")
        for field, (name, content, mime) in files:
            what = f'form-data; name="{field}"; filename="{_quoted(name)}"'
            parts.append(
                f"--{border}\r\nContent-Disposition: {what}\r\nContent-Type: {mime}\r\n\r\n".encode()
            )
            parts.append(content)
            parts.append(b"\r\n")
        parts.append(f"--{border}--\r\n".encode())
        return self._ask("POST", path, b"".join(parts), f"multipart/form-data; boundary={border}")

    def _ask(self, method: str, path: str, body: bytes | None = None, mime: str = "") -> Reply:
        connection = self._take()
        try:
            connection.request(method, self._base + path, body, {"Content-Type": mime} if mime else {})
            response: HTTPResponse = connection.getresponse()
            content = response.read()
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        seq = response.getheader("sim-seq")
        return Reply(path, response.status, int(seq) if seq else None, content)

    def _take(self) -> HTTPConnection:
        """Return an idle connection that the server has not closed meanwhile, or a new one."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return HTTPConnection(self._host, self._port, timeout=LONGEST)
            with suppress(OSError, ValueError):
                if connection.sock and not select.select([connection.sock], [], [], 0)[0]:
                    return connection
            connection.close()


def _quoted(name: str) -> str:
    # Source: HTML, "multipart form data".
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
