"""HTTP to the Bot API over aiohttp, as python-telegram-bot's request class and for the wire.

The default class of python-telegram-bot (httpx) handles a fifth of the updates this one does; see
docs/decisions. HTTP/1.1 only: a proxy that closes an HTTP/2 connection loses every call on it.
A URL holds the bot's token, so no URL is ever put into an error or a log.
"""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import IO, Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.errors import UnreachedError, redact
from storage.files import TooLargeError

CHUNK = 256 * 1024
KEEP_ALIVE = 30.0
"""Seconds an idle connection is kept: less than servers do, so that no call meets a closing connection."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HERE = {"localhost", "127.0.0.1", "::1"}

Part = tuple[str, bytes | IO[bytes], str]
"""A file to upload: its name, its bytes or an open file, its MIME type."""


class AiohttpRequest(BaseRequest):
    """Calls over a pool of connections that are kept alive. Timeouts are in seconds."""

    def __init__(
        self,
        connections: int = 64,
        read_timeout: float = 20.0,
        write_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        pool_timeout: float = 30.0,
        media_write_timeout: float = 300.0,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._write = write_timeout
        self._connect = connect_timeout
        self._pool = pool_timeout
        self._media = media_write_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}
        self._timeout = self._timeouts(read_timeout, write_timeout, connect_timeout, pool_timeout)
        self._media_timeout = self._timeouts(read_timeout, media_write_timeout, connect_timeout, pool_timeout)

    @property
    def read_timeout(self) -> float | None:
        """Return the default read timeout in seconds."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; a second time changes nothing."""
        self._open()

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call for python-telegram-bot and return (HTTP status, body)."""
        files = request_data.multipart_data if request_data is not None else {}
        fields = request_data.json_parameters if request_data is not None else {}
        timeout = self._timeouts(
            _given(read_timeout, self._read),
            _given(write_timeout, self._media if files else self._write),
            _given(connect_timeout, self._connect),
            _given(pool_timeout, self._pool),
        )
        return await self.exchange(URL(url), fields, files, method=method, patience=timeout)

    async def exchange(
        self,
        url: URL,
        fields: Mapping[str, str],
        files: Mapping[str, Part] | None = None,
        *,
        method: str = "POST",
        patience: aiohttp.ClientTimeout | None = None,
    ) -> tuple[int, bytes]:
        """Make one call and return (HTTP status, body).

        Raises UnreachedError where no connection came about, TimedOut where no answer came in time (the call
        may have been carried out), NetworkError where the connection broke.
        """
        data: aiohttp.FormData | bytes | None = None
        if files:
            data = _multipart(fields, files)
        elif fields:
            data = _encoded(fields)
        if patience is None:
            patience = self._media_timeout if files else self._timeout
        try:
            async with self._open().request(
                method,
                url,
                data=data,
                headers=None if files else _FORM,
                timeout=patience,
                proxy=self._proxy(url),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise network_error(error) from None

    async def download(self, url: str, limit: int) -> AsyncIterator[bytes]:
        """Give the bytes of a file as they come.

        Raises storage.files.TooLargeError as soon as there are more than `limit` bytes (before the first
        where the server says how many there will be), NetworkError and its kinds as `exchange` does.
        """
        target = URL(url)
        size = 0
        try:
            async with self._open().get(
                target, timeout=self._media_timeout, proxy=self._proxy(target), allow_redirects=False
            ) as response:
                _check(response.status, response.content_length or 0, limit)
                async for chunk in response.content.iter_chunked(CHUNK):
                    size += len(chunk)
                    _check(response.status, size, limit)
                    yield chunk
        except TooLargeError:  # a ValueError, and not of the connection
            raise
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise network_error(error) from None

    def waiting(self, seconds: float) -> aiohttp.ClientTimeout:
        """Return the timeouts of a call that the server holds for up to `seconds` (long polling)."""
        return self._timeouts(self._read + seconds, self._write, self._connect, self._pool)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT, "Accept": "*/*"},
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
                timeout=self._timeout,
            )
        return self._session

    def _timeouts(
        self, read: float | None, write: float | None, connect: float | None, pool: float | None
    ) -> aiohttp.ClientTimeout:
        # aiohttp knows no timeout for writing: the total is what ends a call whose other side stops reading.
        steps = (read, write, connect, pool)
        total = None if None in steps else sum(step for step in steps if step is not None)
        wait = None if connect is None or pool is None else connect + pool
        return aiohttp.ClientTimeout(total=total, connect=wait, sock_connect=connect, sock_read=read)

    def _proxy(self, url: URL) -> str | None:
        """Return the proxy the environment names for a host, asked once: it is slow to ask."""
        host = url.host or ""
        if host not in self._proxies:
            bypassed = host in _HERE or proxy_bypass(host)
            self._proxies[host] = None if bypassed else getproxies().get(url.scheme)
        return self._proxies[host]


def _given(value: Any, otherwise: float | None) -> Any:
    return otherwise if value is BaseRequest.DEFAULT_NONE else value


def _check(status: int, size: int, limit: int) -> None:
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise BadRequest(f"the file cannot be downloaded: HTTP status {status}")
    if status != HTTPStatus.OK:
        raise NetworkError(f"the file cannot be downloaded now: HTTP status {status}")
    if size > limit:
        raise TooLargeError(limit)


def _encoded(fields: Mapping[str, str]) -> bytes:
    # yarl's encoder is C: the standard library's takes a third of the time of a whole call.
    return URL.build(query=fields).raw_query_string.encode("ascii")


def _multipart(fields: Mapping[str, str], files: Mapping[str, Part]) -> aiohttp.FormData:
    # Names go as raw UTF-8, as browsers send them; percent-encoded they would reach officials so.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in files.items():
        clean = "".join(c if c.isprintable() else "_" for c in filename)
        form.add_field(name, content, filename=clean, content_type=mime)
    return form


def network_error(error: Exception) -> NetworkError:
    """Return the library's error for one of aiohttp's, without the URL that may stand in it."""
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
        return UnreachedError(redact(f"cannot connect: {error}"))
    if isinstance(error, TimeoutError):
        return TimedOut("no answer in time")
    if isinstance(error, aiohttp.InvalidURL):
        return NetworkError("not a usable URL")
    return NetworkError(redact(f"{type(error).__name__}: {error}"))
