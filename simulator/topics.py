"""The topics of a forum: opened, renamed, closed, deleted, and which one a message belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.errors import PersonError, bad_request
from simulator.posting import changed, post
from simulator.rights import bot_may

if TYPE_CHECKING:
    from simulator.model import Chat, Json, Message
    from simulator.world import World

_ICON_COLOR: Final = 0x6FB9F0
MAX_NAME: Final = 128


def create(world: World, chat: Chat, name: str, by: int) -> Message:
    """Open a topic: its service message, whose id is the topic's `message_thread_id`. Raises PersonError."""
    if not chat.forum:
        raise PersonError("this group has no topics")
    name = _name(name)
    thread_id = chat.last_message_id + 1
    chat.topics[str(thread_id)] = {"name": name, "closed": False, "by": by}
    world.save(chat)
    world.events.add("members", chat_id=chat.id)
    created = {"name": name, "icon_color": _ICON_COLOR}
    return post(world, chat, by, {"forum_topic_created": created}, thread_id=thread_id)


def rename(world: World, chat: Chat, thread_id: int, name: str, by: int) -> None:
    """Give a topic another name; a service message tells of it. Raises PersonError."""
    topic = existing(chat, thread_id)
    topic["name"] = _name(name)
    world.save(chat)
    world.events.add("members", chat_id=chat.id)
    post(world, chat, by, {"forum_topic_edited": {"name": topic["name"]}}, thread_id=thread_id)


def set_closed(world: World, chat: Chat, thread_id: int, by: int, *, closed: bool) -> None:
    """Close a topic, or open it again; a service message tells of it. Raises PersonError."""
    topic = existing(chat, thread_id)
    if topic["closed"] == closed:
        raise PersonError("the topic is closed already" if closed else "the topic is open already")
    topic["closed"] = closed
    world.save(chat)
    world.events.add("members", chat_id=chat.id)
    told = "forum_topic_closed" if closed else "forum_topic_reopened"
    post(world, chat, by, {told: {}}, thread_id=thread_id)


def delete(world: World, chat: Chat, thread_id: int) -> None:
    """Delete a topic with all its messages; as at Telegram no update tells the bot. Raises PersonError."""
    existing(chat, thread_id)
    for message in list(world.messages.get(chat.id, {}).values()):
        if message.thread_id == thread_id and not message.deleted:
            message.deleted = True
            if message.message_id in chat.pinned:
                chat.pinned.remove(message.message_id)
            changed(world, message, "deleted")
    del chat.topics[str(thread_id)]
    world.save(chat)
    world.events.add("members", chat_id=chat.id)


def existing(chat: Chat, thread_id: int) -> Json:
    """Return a topic. Raises PersonError where there is none."""
    topic = chat.topic(thread_id)
    if topic is None:
        raise PersonError("no such topic")
    return topic


def thread_of_person(world: World, chat: Chat, user_id: int, reply_to: int, thread_id: int) -> int:
    """Return the thread a person's message goes to: the one named, or that of the message replied to.

    Raises PersonError where there is no such topic, it is closed, or the reply leaves it.
    """
    thread = thread_of_reply(world, chat, reply_to)
    if thread_id:
        existing(chat, thread_id)
        if reply_to and thread != thread_id:
            raise PersonError("the message to reply to is in another topic")
        thread = thread_id
    topic = chat.topic(thread)
    in_charge = chat.members.get(str(user_id)) in {"creator", "administrator"}
    if topic and topic["closed"] and topic["by"] != user_id and not in_charge:
        raise PersonError("the topic is closed")
    return thread


def thread_of_bot(world: World, chat: Chat, reply_to: int, thread_id: int) -> int:
    """Return the thread a message of the bot goes to, by its `message_thread_id` and its reply.

    A topic counts in forums; in other groups the parameter is ignored. A private chat has no topics here.
    Raises ApiError "message thread not found", or TOPIC_CLOSED where the bot may not manage topics.
    """
    thread = thread_of_reply(world, chat, reply_to)
    if thread_id > 0 and (chat.forum or chat.is_private):
        if chat.topic(thread_id) is None:
            raise bad_request("message thread not found")
        if reply_to and thread != thread_id:
            raise bad_request("replies to a message of another topic are not supported by the simulator")
        thread = thread_id
    topic = chat.topic(thread)
    in_charge = chat.bot == "administrator" and bot_may(chat, "can_manage_topics")
    if topic and topic["closed"] and not in_charge:
        raise bad_request("TOPIC_CLOSED")
    return thread


def thread_of_reply(world: World, chat: Chat, reply_to: int) -> int:
    """Return the thread a reply belongs to: its target's, or one that starts at the target.

    In a supergroup every reply has a `message_thread_id`, topic or not; `is_topic_message` tells them apart.
    """
    replied = world.message(chat.id, reply_to) if reply_to and chat.type == "supergroup" else None
    return (replied.thread_id or replied.message_id) if replied else 0


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise PersonError("a topic needs a name")
    if len(cleaned) > MAX_NAME:
        raise PersonError(f"a topic's name has at most {MAX_NAME} characters")
    return cleaned
