"""The simulated Telegram: who is there, what was said, what waits for the bot. No HTTP in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.clock import Clock
from simulator.events import Events
from simulator.faults import Faults
from simulator.files import Files
from simulator.limits import Limits
from simulator.model import Callback, Chat, Json, Message, User
from simulator.requestlog import RequestLog
from simulator.scenes import Scenes
from simulator.store import Store
from simulator.updates import Updates

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_USERNAME: Final = "sopbot_demo_bot"
DEFAULT_NAME: Final = "SOP Bot"
_BOT_ID_WITHOUT_NUMBER = 7_000_000_001
_FIRST_USER_ID = 700_000_101


class World:
    """Everything the simulator knows, loaded from `data` and written back through its store.

    `token` is the bot's token; `clock_file` holds the clock's offset in seconds;
    `webhook_retry` is the first pause after a failed webhook delivery, in seconds.
    """

    def __init__(
        self,
        data: Path,
        token: str,
        *,
        username: str = DEFAULT_USERNAME,
        clock_file: Path | None = None,
        rate_limits: bool = False,
        webhook_retry: float = 1.0,
    ) -> None:
        self.token = token
        self.username = username
        self.webhook_retry = webhook_retry
        number = token.partition(":")[0]
        self.bot_id = int(number) if number.isdecimal() else _BOT_ID_WITHOUT_NUMBER
        self.clock = Clock(clock_file or data / "clock")
        self.store = Store(data / "simulator.sqlite3")
        meta = dict(self.store.load("meta"))
        self.events = Events(meta.get("seq", 0))
        self.files = Files(data / "files", self.store, self.bot_id)
        self.updates = Updates(self.store, self.events)
        self.faults = Faults()
        self.limits = Limits(on=rate_limits)
        self.requests = RequestLog(self.events)
        self.scenes = Scenes(self.store)
        self.privacy: bool = meta.get("privacy", True)
        self.settings: Json = dict(self.store.load("setting"))
        self.users = {int(key): User(**value) for key, value in self.store.load("user")}
        self.chats = {int(key): Chat(**value) for key, value in self.store.load("chat")}
        self.callbacks = {key: Callback(**value) for key, value in self.store.load("callback")}
        self.messages: dict[int, dict[int, Message]] = {}
        for message in sorted(
            (Message(**value) for _, value in self.store.load("message")), key=lambda m: m.message_id
        ):
            self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self._last_message_id: int = meta.get("last_message_id", 0)
        self._last_user_id: int = meta.get("last_user_id", _FIRST_USER_ID - 1)

    def flush(self) -> None:
        """Write what changed; called before a request is answered."""
        self.store.put("meta", "seq", self.events.seq)
        self.store.flush()

    def close(self) -> None:
        """Let every wait end and close the files."""
        self.events.close()
        self.faults.clear()
        self.flush()
        self.store.close()

    def bot_user(self) -> Json:
        """Return the Bot API User object of the bot."""
        name = self.settings.get("name", DEFAULT_NAME)
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": self.username}

    def api_user(self, user_id: int) -> Json:
        """Return the Bot API User object of a person or of the bot."""
        return self.bot_user() if user_id == self.bot_id else self.users[user_id].api()

    def set_setting(self, key: str, value: object) -> None:
        """Keep a setting of the bot: its name, commands, descriptions. None removes it."""
        if value is None:
            self.settings.pop(key, None)
            self.store.delete("setting", key)
        else:
            self.settings[key] = value
            self.store.put("setting", key, value)

    def set_privacy(self, *, on: bool) -> None:
        """Switch the bot's group privacy, as BotFather does."""
        self.privacy = on
        self.store.put("meta", "privacy", on)

    def new_user_id(self) -> int:
        """Return the next free user id."""
        self._last_user_id += 1
        while self._last_user_id in self.users or self._last_user_id == self.bot_id:
            self._last_user_id += 1
        self.store.put("meta", "last_user_id", self._last_user_id)
        return self._last_user_id

    def new_message_id(self, chat: Chat) -> int:
        """Return the next message id: a supergroup counts its own, all other chats count together."""
        if chat.type == "supergroup":
            chat.last_message_id += 1
            self.save(chat)
            return chat.last_message_id
        self._last_message_id += 1
        self.store.put("meta", "last_message_id", self._last_message_id)
        return self._last_message_id

    def save(self, thing: User | Chat | Message | Callback) -> None:
        """Keep a new or changed thing."""
        match thing:
            case User():
                self.users[thing.id] = thing
                self.store.put("user", thing.id, thing)
            case Chat():
                self.chats[thing.id] = thing
                self.store.put("chat", thing.id, thing)
            case Message():
                self.messages.setdefault(thing.chat_id, {})[thing.message_id] = thing
                self.store.put("message", f"{thing.chat_id} {thing.message_id}", thing)
            case Callback():
                self.callbacks[thing.id] = thing
                self.store.put("callback", thing.id, thing)

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """Return a message that is there and not deleted, or None."""
        found = self.messages.get(chat_id, {}).get(message_id)
        return None if found is None or found.deleted else found
