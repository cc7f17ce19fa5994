"""Telegram's sending limits, off by default: per chat, per group and overall.

Source: https://core.telegram.org/bots/faq ("My bot is hitting limits"): about one message per second
in a chat with short bursts, 20 messages per minute in a group, about 30 messages per second in all.
Real seconds count, not simulated ones: a clock moved forward must not open the gate.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING, Final

from simulator.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTED: Final = frozenset(
    {"sendMessage", "sendDocument", "sendPhoto", "sendMediaGroup", "copyMessage", "forwardMessage"}
)
_CHAT: Final = (1.0, 3)  # messages per second, burst
_GROUP: Final = (20 / 60, 20)
_OVERALL: Final = (30.0, 30)


class _Bucket:
    """A bucket of permits that refills at a steady rate."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._permits, self._at = float(burst), now

    def missing(self, now: float) -> float:
        """Return the seconds until one permit is there; zero or less when it is."""
        self._permits = min(self._burst, self._permits + (now - self._at) * self._rate)
        self._at = now
        return (1 - self._permits) / self._rate

    def spend(self) -> None:
        self._permits -= 1


class Limits:
    """Says 429 to a bot that sends too fast, when switched on."""

    def __init__(self, *, on: bool, now: Callable[[], float] = monotonic) -> None:
        self.on = on
        self._now = now
        self._buckets: dict[int | str, _Bucket] = {}

    def check(self, method: str, chat_id: int | None) -> None:
        """Count one call. Raises ApiError 429 with `retry_after` in whole seconds when it is too many."""
        if not self.on or method not in COUNTED or chat_id is None:
            return
        now = self._now()
        buckets = [self._bucket("all", _OVERALL, now), self._bucket(chat_id, _CHAT, now)]
        if chat_id < 0:
            buckets.append(self._bucket(f"group {chat_id}", _GROUP, now))
        missing = max(bucket.missing(now) for bucket in buckets)
        if missing > 0:
            raise too_many_requests(max(1, math.ceil(missing)))
        for bucket in buckets:
            bucket.spend()

    def _bucket(self, key: int | str, shape: tuple[float, int], now: float) -> _Bucket:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(*shape, now)
        return self._buckets[key]
