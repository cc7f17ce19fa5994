"""How fast messages may go: per chat, per group, overall. Times are monotonic seconds.

The limits are Telegram's own (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): one
message a second in a chat with short bursts above it, 20 a minute in a group, about 30 a second in all.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

MINUTE = 60.0
FLOODED_CHATS = 2
"""When so many chats must wait at once, the flood is the bot's own and not a chat's."""


class Alarm(Protocol):
    """Something that was set to happen, and can be called off."""

    def cancel(self) -> None:
        """Call it off."""


class Clock(Protocol):
    """The time, and a way to be called at a later one."""

    def now(self) -> float:
        """Return monotonic seconds."""

    def later(self, seconds: float, call: Callable[[], None]) -> Alarm:
        """Call back after some seconds."""


class LoopClock:
    """The event loop's time."""

    def now(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()

    def later(self, seconds: float, call: Callable[[], None]) -> Alarm:
        """Call back on the event loop."""
        return asyncio.get_running_loop().call_later(seconds, call)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast; 0 is no limit. `chat_burst` messages may go to a chat at once before its rate applies."""

    per_second: float = 30
    chat_per_second: float = 1
    chat_burst: int = 6
    group_per_minute: float = 20


@dataclass(slots=True)
class _Bucket:
    """Fills with `rate` tokens a second up to `burst`; a message takes one."""

    rate: float
    burst: int
    tokens: float
    at: float

    def level(self, now: float) -> float:
        return min(float(self.burst), self.tokens + (now - self.at) * self.rate)

    def wait(self, now: float) -> float:
        # The tolerance is for sums of fractions that end a hair below one.
        missing = 1 - self.level(now)
        return missing / self.rate if missing > 1e-9 else 0.0  # noqa: PLR2004

    def spend(self, now: float) -> None:
        self.tokens, self.at = self.level(now) - 1, now


@dataclass(slots=True)
class _Window:
    """At most `count` messages within any `span` seconds."""

    count: int
    span: float
    times: deque[float] = field(default_factory=deque)

    @classmethod
    def of(cls, rate: float, span: float) -> "_Window":
        """Return a window for `rate` messages a span; below one message the span grows."""
        count = max(1, int(rate))
        return cls(count, span * count / rate)

    def wait(self, now: float) -> float:
        if len(self.times) < self.count:
            return 0.0
        return max(0.0, self.times[-self.count] + self.span - now)

    def spend(self, now: float) -> None:
        while self.times and self.times[0] <= now - self.span:
            self.times.popleft()
        self.times.append(now)


class Pacer:
    """Knows when the next message may go to a chat. Asking changes nothing, so any thread may ask."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._all = _Window.of(pace.per_second, 1.0) if pace.per_second else None
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, _Window] = {}
        self._held: dict[int, float] = {}
        self._held_all = 0.0

    def room(self, now: float) -> int | None:
        """Return how many messages may go now in all, None for any number."""
        if now < self._held_all:
            return 0
        if self._all is None:
            return None
        return self._all.count - sum(1 for at in self._all.times if at > now - self._all.span)

    def wait(self, now: float) -> float:
        """Return in how many seconds a message may go at all."""
        return max(self._held_all - now, self._all.wait(now) if self._all else 0.0, 0.0)

    def wait_chat(self, chat: int, now: float) -> float:
        """Return in how many seconds a message may go to a chat, as far as the chat goes."""
        waits = [self._held.get(chat, 0.0) - now, 0.0]
        if bucket := self._chats.get(chat):
            waits.append(bucket.wait(now))
        if window := self._groups.get(chat):
            waits.append(window.wait(now))
        return max(waits)

    def spend(self, chat: int, now: float) -> None:
        """Count a message to a chat."""
        pace = self._pace
        if self._all is not None:
            self._all.spend(now)
        if pace.chat_per_second:
            bucket = self._chats.get(chat)
            if bucket is None:
                burst = max(1, pace.chat_burst)
                bucket = self._chats[chat] = _Bucket(pace.chat_per_second, burst, burst, now)
            bucket.spend(now)
        if chat < 0 and pace.group_per_minute:
            window = self._groups.get(chat)
            if window is None:
                window = self._groups[chat] = _Window.of(pace.group_per_minute, MINUTE)
            window.spend(now)
        if len(self._chats) > 1000:  # noqa: PLR2004 - now and then
            self._forget(now)

    def hold(self, chat: int, seconds: float, now: float) -> None:
        """Obey a flood wait for a chat; where several chats must wait, everything waits."""
        self._held = {c: until for c, until in self._held.items() if until > now}
        self._held[chat] = max(self._held.get(chat, 0.0), now + seconds)
        if len(self._held) >= FLOODED_CHATS:
            self._held_all = max(self._held_all, *self._held.values())

    def _forget(self, now: float) -> None:
        """Drop what knows nothing any more: a full bucket is a new one."""
        self._chats = {c: b for c, b in self._chats.items() if b.level(now) < b.burst}
