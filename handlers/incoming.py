"""What came in, as plain data: a tap, a text, a file, a command, a change of membership, a group's move."""

from dataclasses import dataclass, replace
from typing import Any

from handlers.buttons import ForgedError, ListButton, ListVerb, TaskButton, decode
from papers.names import shown

PRIVATE = "private"
_MOVES = ("migrate_to_chat_id", "migrate_from_chat_id")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and in which chat."""

    telegram_id: int
    name: str
    chat: int
    private: bool
    topic: int | None = None
    """The topic of a forum it was written in."""
    title: str = ""
    """What the group is called, with the topic where that is told."""
    anonymous: bool = False
    """Whether an admin of the group wrote in its name: Telegram does not say who."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button; `message` is the message it hangs under (0 where Telegram no longer says).

    `offered` says whether that message really carries the button, `medium` what kind of message it is, `sent`
    when it was sent (Unix seconds, 0 where Telegram no longer says).
    """

    sender: Sender
    callback_id: str
    data: str
    message: int
    offered: bool = False
    medium: str = "text"
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A text message."""

    sender: Sender
    message: int
    text: str
    reply_to: int | None


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what follows it."""

    sender: Sender
    message: int
    name: str
    argument: str
    bot: str = ""
    """Which bot it names, "" where it names none: in groups there may be several."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A document or photo; `size` in bytes as Telegram says, None where it does not."""

    sender: Sender
    message: int
    reply_to: int | None
    file_id: str
    name: str
    mime: str
    size: int | None
    medium: str
    album: str | None = None
    """What Telegram calls the album it is part of (media_group_id)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact; `whose` is its Telegram user id, None where it has none."""

    sender: Sender
    message: int
    whose: int | None
    number: str


@dataclass(frozen=True, slots=True)
class Other:
    """Something else in a chat: a sticker, a voice note, a place."""

    sender: Sender
    message: int


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person blocked the bot, or lets it in again."""

    sender: Sender
    reachable: bool


@dataclass(frozen=True, slots=True)
class InGroup:
    """How the bot stands in a group now: whether it may write there what it has to."""

    sender: Sender
    may_write: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup, which is another chat. Both chats tell of it."""

    sender: Sender
    old: int
    new: int


Incoming = Tap | Said | Command | SentFile | Contact | Other | Reachable | InGroup | Moved


def parse(data: dict[str, Any]) -> Incoming | None:
    """Return what an update says, None for what does not concern the bot."""
    if "callback_query" in data:
        return _tap(data["callback_query"])
    if "message" in data:
        return _message(data["message"])
    if "my_chat_member" in data:
        return _membership(data["my_chat_member"])
    return None


def lanes(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys within which updates keep their order: the chat, and the case a button names."""
    query = data.get("callback_query") or {}
    message = query.get("message") or data.get("message") or data.get("my_chat_member") or {}
    chat = (message.get("chat") or query.get("from") or {}).get("id", 0)
    keys = [f"chat:{chat}"]
    sender = (query or message).get("from") or {}
    if sender.get("id", chat) != chat:
        keys.append(f"chat:{sender['id']}")
    keys += [f"chat:{message[name]}" for name in _MOVES if name in message]
    try:
        button = decode(query["data"]) if "data" in query else None
    except ForgedError:
        button = None
    if isinstance(button, TaskButton):
        keys.append(f"case:{button.case}")
    elif isinstance(button, ListButton) and button.verb is ListVerb.ATTACH:
        keys.append(f"case:{button.first.partition('.')[0]}")
    return tuple(keys)


def _sender(user: dict[str, Any], chat: dict[str, Any], message: dict[str, Any] | None = None) -> Sender:
    name = " ".join(part for part in (user.get("first_name"), user.get("last_name")) if part)
    private = chat.get("type") == PRIVATE
    sender = Sender(int(user["id"]), name or "Tanpa nama", int(chat["id"]), private)
    if private:
        return sender
    message = message or {}
    # A reply in a group without topics has a thread's id, too.
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    named = ((message.get("reply_to_message") or {}).get("forum_topic_created") or {}).get("name")
    title = " / ".join(part for part in (chat.get("title"), named if topic else None) if part)
    return replace(sender, topic=topic, title=title or "grup")


def _tap(query: dict[str, Any]) -> Tap:
    user = query["from"]
    message = query.get("message") or {}
    chat = message.get("chat") or {"id": user["id"], "type": PRIVATE}
    data = query.get("data") or ""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    return Tap(
        _sender(user, chat, message),
        str(query["id"]),
        data,
        int(message.get("message_id", 0)),
        offered=any(button.get("callback_data") == data for row in rows for button in row),
        medium=next((kind for kind in ("photo", "document") if kind in message), "text"),
        sent=int(message.get("date", 0)),
    )


def _message(message: dict[str, Any]) -> Incoming | None:
    user = message.get("from")
    if any(name in message for name in _MOVES):
        return _move(message)
    anonymous = (message.get("sender_chat") or {}).get("id") == message["chat"]["id"]
    if user is None or (user.get("is_bot") and not anonymous):
        return None
    sender = replace(_sender(user, message["chat"], message), anonymous=anonymous)
    number = int(message["message_id"])
    reply = (message.get("reply_to_message") or {}).get("message_id")
    if "text" in message:
        return _text(sender, number, message, reply)
    if "document" in message:
        file = message["document"]
        return SentFile(
            sender,
            number,
            reply,
            file["file_id"],
            shown(file.get("file_name") or ""),
            file.get("mime_type") or "application/octet-stream",
            file.get("file_size"),
            "document",
            message.get("media_group_id"),
        )
    if message.get("photo"):
        # The last size is the largest (Bot API, Message.photo).
        file = message["photo"][-1]
        name = f"foto-{number}.jpg"
        return SentFile(
            sender,
            number,
            reply,
            file["file_id"],
            name,
            "image/jpeg",
            file.get("file_size"),
            "photo",
            message.get("media_group_id"),
        )
    contact = message.get("contact")
    return _contact(sender, number, contact) if contact else Other(sender, number)


def _contact(sender: Sender, number: int, contact: dict[str, Any]) -> Contact:
    return Contact(sender, number, contact.get("user_id"), str(contact.get("phone_number", "")))


def _text(sender: Sender, number: int, message: dict[str, Any], reply: int | None) -> Said | Command:
    text: str = message["text"]
    if text.startswith("/"):
        head, _, rest = text.partition(" ")
        name, _, bot = head.partition("\n")[0].removeprefix("/").partition("@")
        return Command(sender, number, name.lower(), rest.strip(), bot)
    return Said(sender, number, text, reply)


def _move(message: dict[str, Any]) -> Moved:
    chat = message["chat"]
    sender = _sender(message.get("from") or {"id": chat["id"]}, chat)
    here = int(chat["id"])
    to, from_ = _MOVES
    if to in message:
        return Moved(sender, here, int(message[to]))
    return Moved(sender, int(message[from_]), here)


def _membership(change: dict[str, Any]) -> Reachable | InGroup | None:
    new = change["new_chat_member"]
    sender = _sender(change["from"], change["chat"])
    kind = change["chat"].get("type")
    if kind == PRIVATE:
        return Reachable(sender, reachable=new["status"] != "kicked")
    if kind not in ("group", "supergroup"):
        return None
    return InGroup(sender, may_write=_may_write(new))


def _may_write(member: dict[str, Any]) -> bool:
    """Whether a ChatMember may send what cards are: texts and documents."""
    if member["status"] == "restricted":
        needed = ("is_member", "can_send_messages", "can_send_documents")
        return all(member.get(right, True) for right in needed)
    return member["status"] in ("member", "administrator", "creator")
