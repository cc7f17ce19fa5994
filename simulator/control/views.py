"""How a person, a chat and a message look from a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import replykeyboards
from simulator.posting import is_service
from simulator.render import api_chat, api_message

if TYPE_CHECKING:
    from simulator.model import Chat, Json, Message, User
    from simulator.world import World


def person_view(world: World, user: User) -> Json:
    """Return a person with their chats: the one with the bot first, then their groups."""
    chats = [world.chats[user.id], *(c for c in world.chats.values() if not c.is_private and c.has(user.id))]
    return {**vars(user), "chats": [chat_view(world, chat) for chat in chats if not chat.migrated_to]}


def chat_view(world: World, chat: Chat) -> Json:
    """Return a chat as a phone lists it."""
    return {
        **api_chat(world, chat),
        "bot": chat.bot,
        "members": chat.members,
        "pinned": chat.pinned,
        "migrated_from": chat.migrated_from,
        "topics": [topic_view(chat, int(thread_id)) for thread_id in chat.topics],
    }


def topic_view(chat: Chat, thread_id: int) -> Json:
    """Return a topic as a phone lists it; its id is the `message_thread_id`."""
    topic = chat.topics[str(thread_id)]
    return {"id": thread_id, "chat_id": chat.id, **topic}


def message_view(world: World, user: User, message: Message) -> Json:
    """Return a message as the person sees it: the Bot API object and what a phone knows besides.

    `out`: written by this person; `seq`: its last change; `markup`: reply markup of any kind;
    `service`: tells of the chat itself; `topic`: the one it is in, or None; `pinned`, `reactions`.
    Of a deleted message only ids are left.
    """
    if message.deleted:
        return {
            "message_id": message.message_id,
            "chat": {"id": message.chat_id},
            "seq": message.seq,
            "deleted": True,
        }
    chat = world.chats[message.chat_id]
    in_topic = chat.topic(message.thread_id) is not None
    return {
        **api_message(world, message),
        "topic": topic_view(chat, message.thread_id) if in_topic else None,
        "seq": message.seq,
        "out": message.from_id == user.id,
        "markup": message.markup,
        "service": is_service(message),
        "pinned": message.message_id in chat.pinned,
        "reactions": message.reactions,
    }


def messages_view(world: World, user: User, chat: Chat, after: int, limit: int) -> Json:
    """Return the messages of a chat changed after an event number, in the order they were sent.

    A `limit` above 0 keeps the last ones only; `more` says whether earlier ones were left out.
    `keyboard` is the reply keyboard shown now, or None.
    """
    brought = replykeyboards.shown(world, user, chat)
    changed = [m for m in world.messages.get(chat.id, {}).values() if m.seq > after]
    kept = changed[-limit:] if limit > 0 else changed
    return {
        "seq": world.events.seq,
        "more": len(kept) < len(changed),
        "keyboard": brought and {**(brought.markup or {}), "message_id": brought.message_id},
        "messages": [message_view(world, user, message) for message in kept],
    }
