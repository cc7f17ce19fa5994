"""Updates in, by long polling: each is stored before Telegram is told that it arrived."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.errors import redact, retry_after
from bot.lanes import Lanes
from bot.wire import Wire
from storage.store import Store
from storage.transaction import Tx
from storage.updates import Received

ALLOWED = ("message", "callback_query", "my_chat_member")
"""What is asked for; what is not is neither sent nor stored."""
POLL_SECONDS = 50.0
AHEAD = 1000
"""So many updates may be undone before no more are fetched."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
_log = logging.getLogger(__name__)


class Intake:
    """Fetches, stores, hands on. The offset comes from the last answer only: Telegram may restart its ids."""

    def __init__(
        self,
        wire: Wire,
        store: Store,
        lanes: Lanes,
        clock: Callable[[], datetime],
        *,
        poll_seconds: float = POLL_SECONDS,
        ahead: int = AHEAD,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wire = wire
        self._store = store
        self._lanes = lanes
        self._clock = clock
        self._poll = poll_seconds
        self._ahead = ahead
        self._sleep = sleep
        self._offset: int | None = None

    async def run(self) -> None:
        """Take updates in until cancelled. Raises telegram.error.InvalidToken where the token is refused."""
        await self.resume()
        failures = 0
        webhook = False
        while True:
            await self._lanes.room(self._ahead)
            try:
                if webhook:
                    # Telegram hands out nothing by polling while a webhook stands, left there or set since.
                    await self._wire.call("deleteWebhook", {"drop_pending_updates": False})
                    webhook = False
                await self._take(await self._fetch())
            except InvalidToken:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the updates are fetched again
                webhook = isinstance(error, Conflict) and "webhook" in error.message.lower()
                if webhook and not failures:
                    _log.warning("a webhook is set for this bot; it is removed, pending updates are kept")
                    failures += 1
                    continue
                await self._sleep(_pause(error, failures))
                failures += 1
            else:
                failures = 0

    async def resume(self) -> None:
        """Hand on what was stored and never done, before anything newer."""
        for received in await self._store.run(_undone):
            self._lanes.add(received)

    async def _fetch(self) -> list[dict[str, Any]]:
        parameters = {"timeout": int(self._poll), "allowed_updates": ALLOWED, "offset": self._offset}
        answer = await self._wire.call("getUpdates", parameters, wait=self._poll)
        return answer if isinstance(answer, list) else []

    async def _take(self, batch: list[dict[str, Any]]) -> None:
        if not batch:
            return
        now = self._clock()
        fresh = await self._store.run(lambda tx: tx.updates.store(batch, now))
        # Only now: the next call with this offset tells Telegram to forget these.
        self._offset = max(int(update["update_id"]) for update in batch) + 1
        for received in fresh:
            self._lanes.add(received)


def _undone(tx: Tx) -> list[Received]:
    return tx.updates.undone()


def _pause(error: Exception, failures: int) -> float:
    """Log an error of polling and return how many seconds to wait before the next try."""
    wait: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures, 10))
    if isinstance(error, RetryAfter):
        return retry_after(error)
    if isinstance(error, Conflict):
        _log.error("another program takes this bot's updates (a second sopbot run?): %s", error)
    elif isinstance(error, TelegramError):
        _log.log(logging.DEBUG if failures else logging.WARNING, "no updates for now: %s", error)
    else:
        _log.error("updates could not be stored: %s", redact(repr(error)))
    return wait
