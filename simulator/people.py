"""What a person can do with a phone: start, write, send files, tap buttons, block."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.errors import PersonError
from simulator.groups import private_status
from simulator.model import Callback, Chat, User
from simulator.posting import changed, post
from simulator.render import api_message
from simulator.rules.formatted import MAX_CAPTION, MAX_TEXT, person_text
from simulator.topics import thread_of_person

if TYPE_CHECKING:
    from simulator.model import Json, Message
    from simulator.world import World

MAX_PERSON_UPLOAD = 2000 * 1024 * 1024  # bytes: what Telegram lets a person send


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a person picked on their phone."""

    name: str
    mime: str
    content: bytes
    as_photo: bool = False


def create(world: World, name: str, username: str = "", title: str = "", user_id: int = 0) -> User:
    """Give a person a phone. A known `user_id` gets its name and title brought up to date instead."""
    known = world.users.get(user_id)
    user = known or User(user_id or world.new_user_id(), name)
    user.first_name, user.username, user.title = name, username, title
    world.save(user)
    if user.id not in world.chats:
        world.save(Chat(user.id, "private"))
    world.events.add("person", user_id=user.id)
    return user


def person(world: World, user_id: int) -> User:
    """Return a person. Raises PersonError where there is none."""
    user = world.users.get(user_id)
    if user is None:
        raise PersonError(f"no person {user_id}")
    return user


def start(world: World, user: User, code: str = "") -> Message:
    """Tap START, perhaps on an invitation link with a code; this also lifts a block."""
    if user.blocked:
        set_blocked(world, user, blocked=False)
    user.started = True
    world.save(user)
    return post(world, world.chats[user.id], user.id, person_text(f"/start {code}"))


def say(world: World, user: User, chat: Chat, text: str, reply_to: int = 0, thread_id: int = 0) -> Message:
    """Write a text in a chat, or in a topic of a forum; a reply goes to the topic of its target."""
    body = person_text(text)
    if not body["text"]:
        raise PersonError("nothing to send")
    if len(body["text"]) > MAX_TEXT:
        raise PersonError(f"a message has at most {MAX_TEXT} characters")
    if chat.is_private and body["text"].partition(" ")[0] == "/start" and not user.blocked:
        user.started = True
        world.save(user)
    thread = _thread(world, user, chat, reply_to, thread_id)
    return post(world, chat, user.id, body, reply_to=reply_to, thread_id=thread)


def send_files(
    world: World,
    user: User,
    chat: Chat,
    files: list[Attachment],
    caption: str = "",
    reply_to: int = 0,
    thread_id: int = 0,
) -> list[Message]:
    """Send one file, or several as an album; the caption goes with the first."""
    thread = _thread(world, user, chat, reply_to, thread_id)
    if not files:
        raise PersonError("no file")
    text = person_text(caption)
    if len(text["text"]) > MAX_CAPTION:
        raise PersonError(f"a caption has at most {MAX_CAPTION} characters")
    bodies: list[Json] = []
    for file in files:
        if file.as_photo:
            bodies.append({"photo": [size.api() for size in world.files.save_photo(file.content)]})
        else:
            document = world.files.save_document(file.content, file.name, file.mime)
            bodies.append({"document": document.api()})
    if text["text"]:
        bodies[0]["caption"] = text["text"]
        if "entities" in text:
            bodies[0]["caption_entities"] = text["entities"]
    album = str(20_000_000_000_000_000 + world.events.seq) if len(bodies) > 1 else ""
    return [
        post(world, chat, user.id, body, reply_to=reply_to, media_group_id=album, thread_id=thread)
        for body in bodies
    ]


def share_contact(
    world: World,
    user: User,
    chat: Chat,
    phone_number: str = "",
    *,
    of: User | str | None = None,
    reply_to: int = 0,
) -> Message:
    """Share a telephone number: one's own, another person's, or that of a name without an account."""
    thread = _thread(world, user, chat, reply_to, 0)
    if isinstance(of, str):
        contact: Json = {"phone_number": phone_number, "first_name": of}
    else:
        whose = of or user
        number = phone_number or whose.phone_number
        contact = {"phone_number": number, "first_name": whose.first_name, "user_id": whose.id}
    if not contact["phone_number"]:
        raise PersonError("a contact needs a telephone number")
    return post(world, chat, user.id, {"contact": contact}, reply_to=reply_to, thread_id=thread)


def tap(world: World, user: User, chat: Chat, message_id: int, button: str) -> Callback:
    """Tap the button with this callback data, or failing that with this label.

    Raises PersonError where the message has no such button.
    """
    message = world.message(chat.id, message_id)
    if message is None or not chat.has(user.id):
        raise PersonError("no such message on this phone")
    buttons = [b for row in message.inline_keyboard for b in row]
    named = [b for b in buttons if b.get("callback_data") == button] or [
        b for b in buttons if b["text"] == button
    ]
    if not named:
        raise PersonError(f"no button {button!r} beneath message {message_id}")
    if "callback_data" not in named[0]:
        raise PersonError(f"button {button!r} opens a link, it sends nothing")
    return forge_tap(world, user, chat, message_id, named[0]["callback_data"])


def forge_tap(world: World, user: User, chat: Chat, message_id: int, data: str) -> Callback:
    """Send a tap with any data at all on any message ever sent, as a modified app could."""
    message = world.messages.get(chat.id, {}).get(message_id)
    if message is None:
        raise PersonError("no such message")
    callback = Callback(str(secrets.randbits(62)), user.id, chat.id, message_id, data, world.clock.unix())
    world.save(callback)
    shown = api_message(world, message)
    if message.deleted:
        shown = {"chat": shown["chat"], "message_id": message_id, "date": 0}
    update = {
        "id": callback.id,
        "from": user.api(),
        "message": shown,
        "chat_instance": str(chat.id * 31 + 7),
        "data": data,
    }
    world.updates.add("callback_query", update)
    world.events.add("tap", callback_id=callback.id, user_id=user.id, chat_id=chat.id, message_id=message_id)
    return callback


def react(world: World, user: User, message: Message, emoji: str) -> None:
    """Put an emoji on a message, or take it away with an empty one."""
    old = message.reactions.pop(str(user.id), [])
    new = [{"type": "emoji", "emoji": emoji}] if emoji else []
    if new:
        message.reactions[str(user.id)] = new
    changed(world, message, "reaction")
    shown = api_message(world, message)
    world.updates.add(
        "message_reaction",
        {
            "chat": shown["chat"],
            "message_id": message.message_id,
            "user": user.api(),
            "date": world.clock.unix(),
            "old_reaction": old,
            "new_reaction": new,
        },
    )


def set_blocked(world: World, user: User, *, blocked: bool) -> None:
    """Block the bot, or take it back."""
    if user.blocked == blocked:
        return
    user.blocked = blocked
    world.save(user)
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    private_status(world, user.id, old, new)
    world.events.add("person", user_id=user.id)


def _thread(world: World, user: User, chat: Chat, reply_to: int, thread_id: int) -> int:
    """Return the thread a message of this person goes to. Raises PersonError where they cannot write it."""
    if not chat.has(user.id):
        raise PersonError("not a member of this chat")
    if chat.migrated_to:
        raise PersonError("this group was upgraded")
    if chat.is_private and user.blocked:
        raise PersonError("the bot is blocked: unblock it first")
    if chat.is_private and not user.started:
        raise PersonError("tap START first")
    if reply_to and world.message(chat.id, reply_to) is None:
        raise PersonError("the message to reply to is gone")
    return thread_of_person(world, chat, user.id, reply_to, thread_id)
