"""Calls of the Bot API by name, with plain data both ways: what the intake and the courier speak through."""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError
from yarl import URL

from bot.errors import answer_error, redact
from bot.request import AiohttpRequest, Part

CLOUD = "https://api.telegram.org/bot"
CLOUD_FILES = "https://api.telegram.org/file/bot"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_log = logging.getLogger(__name__)


class Wire:
    """One bot at one Bot API server.

    Beside python-telegram-bot's `Bot`, whose checks and objects cost more time than the call itself and whose
    errors quote the token; its request class and its error classes are kept.
    """

    def __init__(
        self,
        token: str,
        request: AiohttpRequest,
        base_url: str = CLOUD,
        base_file_url: str = CLOUD_FILES,
    ) -> None:
        self.request = request
        self._token = token
        self._base = f"{base_url}{token}/"
        self._files = f"{base_file_url}{token}/"
        self._urls: dict[str, URL] = {}

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any] | None = None,
        files: Mapping[str, Part] | None = None,
        *,
        wait: float | None = None,
    ) -> Any:
        """Call a method and return its `result`.

        `wait` is how long the server may hold the call, in seconds. Raises telegram.error.TelegramError and
        its kinds, see bot.errors.
        """
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._base + method)
        fields = {
            name: value if isinstance(value, str) else _encode(value)
            for name, value in (parameters or {}).items()
            if value is not None
        }
        patience = None if wait is None else self.request.waiting(wait)
        status, body = await self.request.exchange(url, fields, files, patience=patience)
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if status == HTTPStatus.OK and isinstance(answer, dict) and answer.get("ok"):
            return answer.get("result")
        if status == HTTPStatus.OK:
            # A portal or proxy between us and Telegram answers for it, or the server says "not ok" with 200.
            status = _code_of(answer)
        error = answer_error(status, answer)
        error.message = self._clean(error.message)
        _log.debug("%s: %s", method, error)
        raise error

    async def username(self) -> str:
        """Return the bot's username, without "@"; NetworkError where who answers is no Bot API server."""
        me = await self.call("getMe")
        name = me.get("username") if isinstance(me, dict) else None
        if not isinstance(name, str):
            raise NetworkError("what answers there is no Bot API server: getMe names no bot")
        return name

    async def file(self, file_id: str, limit: int) -> AsyncIterator[bytes]:
        """Give the bytes of a file that Telegram keeps, at most `limit` of them (TooLargeError)."""
        path = (await self.call("getFile", {"file_id": file_id})).get("file_path")
        if not path:
            raise NetworkError("getFile gave no path")
        async for chunk in self.download(path, limit):
            yield chunk

    async def download(self, path: str, limit: int) -> AsyncIterator[bytes]:
        """Give the bytes of a file that getFile named, at most `limit` of them (TooLargeError)."""
        async for chunk in self.request.download(self._files + path, limit):
            yield chunk

    def _clean(self, text: str) -> str:
        return redact(text.replace(self._token, "<token>"))


def _code_of(answer: Any) -> int:
    code = answer.get("error_code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else HTTPStatus.BAD_GATEWAY
