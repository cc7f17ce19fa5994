"""Puts messages into chats: numbered, dated, kept, shown on phones, queued for the bot that may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.model import Message
from simulator.render import api_message

if TYPE_CHECKING:
    from simulator.model import Chat, Json
    from simulator.world import World

_SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "group_chat_created",
        "supergroup_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
    }
)


def is_service(message: Message) -> bool:
    """Whether the message tells of the chat itself rather than being written by somebody."""
    return not _SERVICE_FIELDS.isdisjoint(message.body)


def post(
    world: World,
    chat: Chat,
    sender_id: int,
    body: Json,
    *,
    markup: Json | None = None,
    reply_to: int = 0,
    media_group_id: str = "",
    forward_origin: Json | None = None,
    thread_id: int = 0,
    protected: bool = False,
) -> Message:
    """Add a message to a chat and let everybody know who may see it; return it."""
    message = Message(
        chat.id,
        world.new_message_id(chat),
        sender_id,
        world.clock.unix(),
        body,
        markup,
        reply_to=reply_to,
        media_group_id=media_group_id,
        forward_origin=forward_origin,
        thread_id=thread_id,
        protected=protected,
        had_other_markup=markup is not None and "inline_keyboard" not in markup,
    )
    world.files.seen_in(file_ids(body), chat.id)
    changed(world, message, "message")
    if bot_sees(world, chat, message):
        world.updates.add("message", api_message(world, message))
    return message


def changed(world: World, message: Message, kind: str) -> None:
    """Keep a message that was posted, edited or deleted, and announce it to the phones."""
    message.seq = world.events.add(kind, chat_id=message.chat_id, message_id=message.message_id)
    world.save(message)


def file_ids(body: Json) -> list[str]:
    """Return the file_ids a message body carries."""
    found = [size["file_id"] for size in body.get("photo", [])]
    return [*found, body["document"]["file_id"]] if "document" in body else found


def bot_sees(world: World, chat: Chat, message: Message) -> bool:
    """Whether a message becomes an update for the bot.

    In groups with privacy on the bot sees commands, replies to its own messages and service messages.
    Source: https://core.telegram.org/bots/features#privacy-mode. The rule for `/command` without a
    name is the generous half of Telegram's (there, only if the bot spoke last): there is one bot here.
    """
    if message.from_id == world.bot_id:
        return "pinned_message" in message.body  # the only own messages a bot of ours is told of
    if chat.is_private:
        return True
    if not chat.bot_is_in:
        return False
    if is_service(message) or not world.privacy or chat.bot == "administrator":
        return True
    replied = world.message(chat.id, message.reply_to) if message.reply_to else None
    if replied is not None and replied.from_id == world.bot_id:
        return True
    return _is_command_for(world, message)


def _is_command_for(world: World, message: Message) -> bool:
    text: str = message.body.get("text", "")
    first = next(iter(message.body.get("entities", [])), None)
    if first is None or first["type"] != "bot_command" or first["offset"] != 0:
        return False
    _, _, named = text[: first["length"]].partition("@")
    return named == "" or named.lower() == world.username.lower()
