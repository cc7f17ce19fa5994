"""pinChatMessage, unpinChatMessage, setMessageReaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_of_member, chat_to_read, existing
from simulator.calls.registry import call
from simulator.errors import bad_request
from simulator.posting import changed, post
from simulator.rights import bot_may

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat
    from simulator.world import World


@call("pinChatMessage")
def pin_chat_message(world: World, args: Args) -> bool:
    """Pin a message; a service message tells of it."""
    chat = _chat_where_pinning_is_allowed(world, args)
    message = existing(world, chat, args.number("message_id"), "message to pin")
    if message.message_id in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.append(message.message_id)
    world.save(chat)
    changed(world, message, "pinned")
    post(
        world,
        chat,
        world.bot_id,
        {"pinned_message": message.message_id},
        thread_id=message.thread_id if chat.topic(message.thread_id) else 0,
    )
    return True


@call("unpinChatMessage")
def unpin_chat_message(world: World, args: Args) -> bool:
    """Unpin a message, or the last pinned one."""
    chat = _chat_where_pinning_is_allowed(world, args)
    if not args.has("message_id") and not chat.pinned:
        raise bad_request("message to unpin not found")
    message_id = args.number("message_id") or chat.pinned[-1]
    message = existing(world, chat, message_id, "message to unpin")
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
        world.save(chat)
        changed(world, message, "unpinned")
    return True


def _chat_where_pinning_is_allowed(world: World, args: Args) -> Chat:
    chat = chat_of_member(world, args.chat())
    # The permission of ordinary members counts in supergroups only.
    standing = chat.type == "supergroup" or chat.bot == "administrator"
    if not chat.is_private and not (standing and bot_may(chat, "can_pin_messages")):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


@call("setMessageReaction")
def set_message_reaction(world: World, args: Args) -> bool:
    """Set or remove the bot's one emoji on a message."""
    chat = chat_to_read(world, args.chat())
    message = existing(world, chat, args.number("message_id"), "message to react")
    reactions = args.json("reaction") or []
    emoji = [r for r in reactions if isinstance(r, dict) and r.get("type") == "emoji" and r.get("emoji")]
    if len(emoji) != len(reactions):
        raise bad_request("can't parse ReactionType: invalid reaction type specified")
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions.pop(str(world.bot_id), None)
    if emoji:
        message.reactions[str(world.bot_id)] = emoji
    changed(world, message, "reaction")
    return True
