"""Telegram's sending limits, off by default: per chat, per group and overall.

Source: https://core.telegram.org/bots/faq ("My bot is hitting limits"): about one message per second
in a chat with short bursts, 20 messages per minute in a group, about 30 messages per second in all.
Real seconds count, not simulated ones: a clock moved forward must not open the gate.
"""

from __future__ import annotations

import math
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Final

from simulator.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTED: Final = frozenset(
    {"sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup", "copyMessage", "forwardMessage"}
)
_PER_CHAT: Final = (1.0, 3)  # one permit a second, at most three saved up
_PER_GROUP: Final = (60.0, 20)  # in any 60 seconds, 20
_OVERALL: Final = (1.0, 30)


class _Bucket:
    """Permits that come back at a steady rate, some of them saved up for a burst."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._permits, self._at = float(burst), now

    def missing(self, now: float) -> float:
        """Return the seconds until one permit is there; zero or less when it is."""
        self._permits = min(self._burst, self._permits + (now - self._at) * self._rate)
        self._at = now
        return (1 - self._permits) / self._rate

    def spend(self, _: float) -> None:
        """Use one permit."""
        self._permits -= 1


class _Window:
    """So many in any stretch of so many seconds."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._last: deque[float] = deque(maxlen=most)

    def missing(self, now: float) -> float:
        """Return the seconds until one more fits; zero or less when it does."""
        if len(self._last) < (self._last.maxlen or 0):
            return 0.0
        return self._last[0] + self._seconds - now

    def spend(self, now: float) -> None:
        """Count one."""
        self._last.append(now)


class Limits:
    """Says 429 to a bot that sends too fast, when switched on."""

    def __init__(self, *, on: bool, now: Callable[[], float] = monotonic) -> None:
        self.on = on
        self._now = now
        self._overall = _Window(*_OVERALL)
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, _Window] = {}

    def check(self, method: str, chat_id: int | None) -> None:
        """Count one call. Raises ApiError 429 with `retry_after` in whole seconds when it is too many."""
        if not self.on or method not in COUNTED or chat_id is None:
            return
        now = self._now()
        gates: list[_Bucket | _Window] = [self._overall]
        gates.append(self._chats.setdefault(chat_id, _Bucket(*_PER_CHAT, now)))
        if chat_id < 0:
            gates.append(self._groups.setdefault(chat_id, _Window(*_PER_GROUP)))
        missing = max(gate.missing(now) for gate in gates)
        if missing > 0:
            raise too_many_requests(max(1, math.ceil(missing)))
        for gate in gates:
            gate.spend(now)
