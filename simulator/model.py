"""What the simulated world is made of: users, chats, messages, files. Plain data, all of it JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SUPERGROUP_BASE = -1_000_000_000_000


@dataclass
class User:
    """A person with a phone. `title` is the post they hold, shown on the page only.

    `used_keyboards` maps a chat's id (as text) to the message whose keyboard for one use was used.
    """

    id: int
    first_name: str
    username: str = ""
    title: str = ""
    started: bool = False
    blocked: bool = False
    language_code: str = "id"
    used_keyboards: dict[str, int] = field(default_factory=dict)

    @property
    def phone_number(self) -> str:
        """The number this phone has; nobody else has it."""
        return f"+62811{self.id % 10**7:07d}"

    def api(self) -> Json:
        """Return the Bot API User object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        user["language_code"] = self.language_code
        return user


@dataclass
class Chat:
    """A private chat (id of the user), a group or a supergroup.

    `members` maps user id (as text, for JSON) to "member", "administrator" or "creator".
    `bot` is the bot's own status: "member", "administrator", "restricted", "left" or "kicked";
    `bot_rights` switches single rights of that standing, `permissions` those of every ordinary member.
    `topics` maps the `message_thread_id` of a forum's topic (as text) to its name, whether it is closed,
    and who opened it.
    """

    id: int
    type: str
    title: str = ""
    username: str = ""
    members: dict[str, str] = field(default_factory=dict)
    bot: str = "left"
    bot_rights: dict[str, bool] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    forum: bool = False
    topics: dict[str, Json] = field(default_factory=dict)
    migrated_to: int = 0
    migrated_from: int = 0
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0
    menu_button: Json | None = None

    @property
    def is_private(self) -> bool:
        """Whether this is a chat between one person and the bot."""
        return self.type == "private"

    @property
    def bot_is_in(self) -> bool:
        """Whether the bot is in this group now, with whatever rights."""
        if self.bot == "restricted":
            return self.bot_rights.get("is_member", True)
        return self.bot in {"member", "administrator"}

    def topic(self, thread_id: int) -> Json | None:
        """Return a topic of this forum by its `message_thread_id`, or None."""
        return self.topics.get(str(thread_id))

    def has(self, user_id: int) -> bool:
        """Whether the person is in this chat now."""
        return user_id == self.id if self.is_private else str(user_id) in self.members


@dataclass
class Message:
    """A message as the server keeps it.

    `body` holds the content fields of the Bot API Message (text, entities, document, photo, caption,
    contact, service fields); `markup` any reply markup; `seq` the world's event that last changed it.
    """

    chat_id: int
    message_id: int
    from_id: int
    date: int
    body: Json
    markup: Json | None = None
    reply_to: int = 0
    edit_date: int = 0
    media_group_id: str = ""
    forward_origin: Json | None = None
    thread_id: int = 0
    protected: bool = False
    deleted: bool = False
    had_other_markup: bool = False
    reactions: dict[str, list[Json]] = field(default_factory=dict)
    seq: int = 0

    @property
    def is_media(self) -> bool:
        """Whether the message carries a file and so a caption instead of a text."""
        return "document" in self.body or "photo" in self.body

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        """The rows of buttons beneath the message; empty where there are none."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows


@dataclass
class StoredFile:
    """One file on the server. Photos have one of these per size; `chats` are those it was seen in."""

    number: int
    kind: str
    file_id: str
    unique_id: str
    sha256: str
    size: int
    name: str
    mime: str
    width: int = 0
    height: int = 0
    chats: list[int] = field(default_factory=list)

    def api(self) -> Json:
        """Return the Bot API Document or PhotoSize object."""
        common: Json = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        if self.kind == "photo":
            return common | {"width": self.width, "height": self.height, "file_size": self.size}
        return {"file_name": self.name, "mime_type": self.mime} | common | {"file_size": self.size}


@dataclass
class Callback:
    """A tap on an inline button, and what the bot answered to it."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    date: int
    answered: bool = False
    text: str = ""
    show_alert: bool = False
    url: str = ""
