"""Which chat a call means, and whether the bot may do that there; Telegram's refusals otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import bad_request, forbidden

if TYPE_CHECKING:
    from simulator.model import Chat, Message
    from simulator.world import World


def find_chat(world: World, chat_id: int | str) -> Chat:
    """Return the chat the bot names, whatever its own standing there.

    Raises ApiError: chat not found; a user who never started the bot.
    """
    if isinstance(chat_id, str):
        wanted = chat_id.removeprefix("@").lower()
        named = (c for c in world.chats.values() if c.username and c.username.lower() == wanted)
        chat = next(named, None)
    else:
        chat = world.chats.get(chat_id)
        if chat is None and chat_id in world.users:
            raise forbidden("bot can't initiate conversation with a user")
    if chat is None:
        raise bad_request("chat not found")
    return chat


def chat_to_read(world: World, chat_id: int | str) -> Chat:
    """Return a chat the bot may look at: a basic group even where it was upgraded or the bot is out of it.

    Raises ApiError 403 for a supergroup the bot was removed from or left;
    400 where a person never started it: for anything but sending, Telegram does not know such a chat.
    """
    chat = find_chat(world, chat_id)
    if chat.is_private and not world.users[chat.id].started:
        raise bad_request("chat not found")
    if chat.type == "supergroup":
        _is_in(chat)
    return chat


def chat_of_member(world: World, chat_id: int | str) -> Chat:
    """Return a chat the bot is in and can act in.

    Raises ApiError as `chat_to_read`; 400 with `migrate_to_chat_id` for a group that was upgraded;
    403 for any group it was removed from or left.
    """
    chat = chat_to_read(world, chat_id)
    if chat.migrated_to:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if not chat.is_private:
        _is_in(chat)
    return chat


def _is_in(chat: Chat) -> None:
    if chat.bot_is_in:
        return
    how = "was kicked from" if chat.bot == "kicked" else "is not a member of"
    raise forbidden(f"bot {how} the {chat.type} chat")


def chat_to_write(world: World, chat_id: int | str) -> Chat:
    """Return a chat the bot may send to. Raises ApiError 403 where the person blocked or never started it."""
    chat = find_chat(world, chat_id)
    if not chat.is_private:
        return chat_of_member(world, chat.id)
    user = world.users[chat.id]
    if user.blocked:
        raise forbidden("bot was blocked by the user")
    if not user.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def existing(world: World, chat: Chat, message_id: int, what: str) -> Message:
    """Return a message of a chat. Raises ApiError "`what` not found", as "message to edit not found"."""
    message = world.message(chat.id, message_id)
    if message is None:
        raise bad_request(f"{what} not found")
    return message
