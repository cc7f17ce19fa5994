"""Updates in, by long polling: each is stored before Telegram is told that it arrived."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import redact, retry_after
from bot.lanes import Lanes
from bot.wire import Wire
from handlers.keeping import lean
from storage.engine import is_outage
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
        self._doubtful: set[int] = set()
        """Updates of which it is not known whether they are stored; none of them was handed on."""

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
        numbers = [number for data in batch if (number := _number(data)) is not None]
        if not numbers:
            raise NetworkError("updates without numbers")
        try:
            await self._keep(batch)
        except Exception as error:  # noqa: BLE001 - told apart here
            self._unless_one_is_at_fault(error, batch)
            await self._keep_singly(batch)
        # Only now: the next call with this offset tells Telegram to forget these.
        self._offset = max(numbers) + 1

    async def _keep(self, batch: list[dict[str, Any]]) -> None:
        """Store updates and hand on those that are new."""
        now = self._clock()
        batch = [lean(data) for data in batch]
        doubtful = frozenset(self._doubtful)

        def store(tx: Tx) -> list[Received]:
            fresh = tx.updates.store(batch, now)
            if not doubtful:
                return fresh
            known = {received.id for received in fresh}
            return [r for r in tx.updates.undone() if r.id in doubtful and r.id not in known] + fresh

        for received in await self._store.run(store):
            self._lanes.add(received)
        self._doubtful.clear()

    async def _keep_singly(self, batch: list[dict[str, Any]]) -> None:
        """Store updates one by one, so that one that cannot be stored holds up no other."""
        for at, data in enumerate(batch):
            try:
                await self._keep([data])
            except Exception as error:  # noqa: BLE001 - told apart here
                self._unless_one_is_at_fault(error, batch[at:])
                # Its text may be in the error: only the kind is said.
                _log.error(
                    "update %s cannot be stored and is left out: %s", _number(data), type(error).__name__
                )

    def _unless_one_is_at_fault(self, error: Exception, batch: list[dict[str, Any]]) -> None:
        """Raise the error where the database is at fault: all are fetched again.

        They may be stored all the same, where only the answer to the commit was lost; then they are not new
        when they come again, and are looked for.
        """
        if is_outage(error) or isinstance(error, OSError):
            self._doubtful.update(number for data in batch if (number := _number(data)) is not None)
            raise error


def _number(data: Any) -> int | None:
    number = data.get("update_id") if isinstance(data, dict) else None
    return number if isinstance(number, int) else None


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
