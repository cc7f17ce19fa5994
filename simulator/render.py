"""Turns what the server keeps into Bot API objects: messages, chats, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.rights import rights_of_status

if TYPE_CHECKING:
    from simulator.model import Chat, Json, Message
    from simulator.world import World


def api_chat(world: World, chat: Chat) -> Json:
    """Return the Bot API Chat object."""
    rendered: Json = {"id": chat.id, "type": chat.type}
    if chat.is_private:
        user = world.users[chat.id]
        rendered["first_name"] = user.first_name
        if user.username:
            rendered["username"] = user.username
        return rendered
    rendered["title"] = chat.title
    if chat.username:
        rendered["username"] = chat.username
    if chat.forum:
        rendered["is_forum"] = True
    return rendered


def api_message(world: World, message: Message, *, nested: bool = False) -> Json:
    """Return the Bot API Message object; a nested one does not show what it replies to."""
    chat = world.chats[message.chat_id]
    rendered: Json = {
        "message_id": message.message_id,
        "from": world.api_user(message.from_id),
        "chat": api_chat(world, chat),
        "date": message.date,
    }
    if message.thread_id:
        rendered["message_thread_id"] = message.thread_id
    if chat.topic(message.thread_id) is not None:
        rendered["is_topic_message"] = True
    if message.forward_origin:
        rendered["forward_origin"] = message.forward_origin
    replied = None if nested else _replied(world, chat, message)
    if replied is not None:
        rendered["reply_to_message"] = api_message(world, replied, nested=True)
    if message.edit_date:
        rendered["edit_date"] = message.edit_date
    if message.protected:
        rendered["has_protected_content"] = True
    if message.media_group_id:
        rendered["media_group_id"] = message.media_group_id
    rendered.update(message.body)
    pinned = message.body.get("pinned_message")
    if isinstance(pinned, int):
        rendered["pinned_message"] = _pinned(world, chat, pinned)
    if message.inline_keyboard:
        rendered["reply_markup"] = {"inline_keyboard": message.inline_keyboard}
    return rendered


def _replied(world: World, chat: Chat, message: Message) -> Message | None:
    """Return what a message replies to: in a topic the first there, unless it names another."""
    in_topic = chat.topic(message.thread_id) is not None and message.message_id != message.thread_id
    reply_to = message.reply_to or (message.thread_id if in_topic else 0)
    return world.message(chat.id, reply_to) if reply_to else None


def _pinned(world: World, chat: Chat, message_id: int) -> Json:
    target = world.message(chat.id, message_id)
    if target is None:
        return {"chat": api_chat(world, chat), "message_id": message_id, "date": 0}
    return api_message(world, target, nested=True)


def api_member(world: World, chat: Chat, user_id: int) -> Json:
    """Return the Bot API ChatMember object of a person or the bot in a chat."""
    if user_id == world.bot_id:
        return api_member_of_status(world, chat, user_id, chat.bot, chat.bot_rights)
    return api_member_of_status(world, chat, user_id, chat.members.get(str(user_id), "left"))


def api_member_of_status(
    world: World, chat: Chat, user_id: int, status: str, rights: dict[str, bool] | None = None
) -> Json:
    """Return the Bot API ChatMember object for a status; `rights` switches single ones."""
    member = {"status": status, "user": world.api_user(user_id)}
    return member | rights_of_status(chat.type, status, rights or {})
