"""Turns what the server keeps into Bot API objects: messages, chats, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.model import Chat, Json, Message
    from simulator.world import World

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


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
    if message.forward_origin:
        rendered["forward_origin"] = message.forward_origin
    if message.reply_to and not nested:
        replied = world.message(message.chat_id, message.reply_to)
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
        target = world.message(message.chat_id, pinned)
        rendered["pinned_message"] = (
            api_message(world, target, nested=True)
            if target is not None
            else {"chat": api_chat(world, chat), "message_id": pinned, "date": 0}
        )
    if message.inline_keyboard:
        rendered["reply_markup"] = {"inline_keyboard": message.inline_keyboard}
    return rendered


def api_member(world: World, chat: Chat, user_id: int) -> Json:
    """Return the Bot API ChatMember object of a person or the bot in a chat."""
    status = chat.bot if user_id == world.bot_id else chat.members.get(str(user_id), "left")
    return api_member_of_status(world, user_id, status)


def api_member_of_status(world: World, user_id: int, status: str) -> Json:
    """Return the Bot API ChatMember object for a status."""
    member: Json = {"status": status, "user": world.api_user(user_id)}
    match status:
        case "administrator":
            member.update(can_be_edited=False, is_anonymous=False)
            member.update(dict.fromkeys(_ADMIN_RIGHTS, True))
        case "creator":
            member.update(is_anonymous=False)
        case "kicked":
            member.update(until_date=0)
    return member
