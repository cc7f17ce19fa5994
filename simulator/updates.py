"""The queue of updates for the bot: kept until confirmed, delivered by long polling or webhook."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import conflict

if TYPE_CHECKING:
    from simulator.events import Events
    from simulator.model import Json
    from simulator.store import Store

# Telegram sends these only to a bot that asks for them by name.
ON_REQUEST_ONLY: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED: Final = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
TERMINATED_BY_WEBHOOK: Final = "terminated by setWebhook request"
_FIRST_ID = 100_000_001
_DELIVERED_KEPT = 5_000
MAX_LIMIT = 100
MAX_TIMEOUT = 50


class Updates:
    """Pending updates in order, the webhook they go to, and the one poller that may wait for them."""

    def __init__(self, store: Store, events: Events) -> None:
        self._store = store
        self._events = events
        self.pending: dict[int, Json] = {
            update["update_id"]: update
            for update in sorted((u for _, u in store.load("update")), key=lambda u: int(u["update_id"]))
        }
        settings = dict(store.load("updates"))
        self._next_id: int = settings.get("next_id", _FIRST_ID)
        self._allowed: list[str] = settings.get("allowed", [])
        self.webhook: Json = settings.get("webhook", {})
        self._delivered: deque[Json] = deque(maxlen=_DELIVERED_KEPT)
        self._again: list[Json] = []
        self._poll = 0
        self.webhook_changes = 0

    @property
    def allowed(self) -> list[str]:
        """The update types the bot asked for; empty means Telegram's default."""
        return self._allowed

    def allow(self, types: list[str] | None) -> None:
        """Remember the update types asked for; None leaves them as they were."""
        if types is not None and types != self._allowed:
            self._allowed = types
            self._store.put("updates", "allowed", types)

    def add(self, kind: str, content: Any) -> int | None:
        """Queue an update of a type, such as "message"; return its id, None where the bot wants none."""
        wanted = kind in self._allowed if self._allowed else kind not in ON_REQUEST_ONLY
        if not wanted:
            return None
        update = {"update_id": self._next_id, kind: content}
        self._next_id += 1
        self.pending[update["update_id"]] = update
        self._store.put("update", update["update_id"], update)
        self._store.put("updates", "next_id", self._next_id)
        self._events.add("update_queued", update_id=update["update_id"], type=kind)
        return int(update["update_id"])

    def confirm_before(self, offset: int) -> None:
        """Forget the updates with a lower id than `offset`; a negative offset keeps the last ones."""
        if offset < 0:
            ids = list(self.pending)
            offset = ids[offset] if len(ids) >= -offset else 0
        confirmed = [update_id for update_id in self.pending if update_id < offset]
        for update_id in confirmed:
            self.confirm(update_id)

    def confirm(self, update_id: int) -> None:
        """Forget one update: the bot has it."""
        self._delivered.append(self.pending.pop(update_id))
        self._store.delete("update", update_id)
        self._events.add("update_confirmed", update_id=update_id)

    def drop(self) -> None:
        """Forget every pending update without delivering it."""
        self.confirm_before(self._next_id)

    def redeliver(self, update_id: int) -> bool:
        """Deliver an already confirmed update once more with its old id; False where it is unknown."""
        for update in self._delivered:
            if update["update_id"] == update_id:
                self._again.append(update)
                self._events.add("update_queued", update_id=update_id, type="redelivery")
                return True
        return False

    def delivered_ids(self) -> list[int]:
        """Return the ids of confirmed updates, oldest first."""
        return [update["update_id"] for update in self._delivered]

    def take(self, limit: int) -> list[Json]:
        """Return what is to be delivered now: repeated updates first, then pending ones."""
        again, self._again = self._again, []
        room = max(0, limit - len(again))
        return again + list(self.pending.values())[:room]

    def put_back(self, update: Json) -> None:
        """Keep a repeated update for the next delivery: this one failed."""
        if update["update_id"] not in self.pending:
            self._again.insert(0, update)

    async def poll(self, offset: int, limit: int, seconds: float, allowed: list[str] | None) -> list[Json]:
        """Answer one getUpdates: confirm, then wait up to `seconds` for something new.

        Raises ApiError 409 where a webhook is set, or another poller came while this one waited.
        """
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        self.allow(allowed)
        self._poll += 1
        mine = self._poll
        self._events.wake()
        self.confirm_before(offset)
        self._store.flush()
        deadline = _Deadline(seconds)
        while not (found := self.take(limit)) and not self._events.closed and deadline.left() > 0:
            await self._events.wait_any(deadline.left())
            if self.webhook:
                raise conflict(TERMINATED_BY_WEBHOOK)
            if mine != self._poll:
                raise conflict(TERMINATED)
        return found

    def set_webhook(self, webhook: Json) -> None:
        """Deliver to this webhook from now on; an empty one goes back to polling."""
        self.webhook = webhook
        self.webhook_changes += 1
        self._store.put("updates", "webhook", webhook)
        self._events.wake()


class _Deadline:
    """Counts real seconds down; the simulated clock has no say in how long a socket waits."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self) -> float:
        return self._end - monotonic()
