"""Remembers every Bot API request with its answer, for tests and for a curious eye."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.events import Events
    from simulator.model import Json

_KEPT = 20_000


class RequestLog:
    """The last requests, oldest first. Each has the number of the event that announced it."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._entries: deque[Json] = deque(maxlen=_KEPT)

    def add(self, entry: Json) -> None:
        """Keep one request: method, params, files (names and sizes), response, status, time, ms."""
        # An idle long poll is logged but wakes nobody: nothing happened.
        if entry["method"] == "getUpdates":
            seq = self._events.seq
        else:
            seq = self._events.add("request", method=entry["method"], status=entry["status"])
        self._entries.append({"seq": seq, **entry})

    def entries(self, after: int = 0, method: str = "", chat_id: int | None = None) -> list[Json]:
        """Return the entries after an event number, of one method and of one chat where asked."""
        return [
            entry
            for entry in self._entries
            if entry["seq"] > after
            and (not method or entry["method"].lower() == method.lower())
            and (chat_id is None or str(entry["params"].get("chat_id")) == str(chat_id))
        ]
