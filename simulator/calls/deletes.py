"""deleteMessage and deleteMessages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.access import chat_of_member, existing
from simulator.calls.registry import call
from simulator.errors import bad_request
from simulator.posting import changed, is_service
from simulator.rights import bot_may

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat, Message
    from simulator.world import World

_MAX_AGE = 48 * 3600  # seconds, by the simulated clock
_MAX_IDS = 100
_NEVER_DELETED = frozenset({"supergroup_chat_created", "migrate_from_chat_id", "forum_topic_created"})


@call("deleteMessage")
def delete_message(world: World, args: Args) -> bool:
    """Delete one message, for everybody."""
    chat = chat_of_member(world, args.chat())
    message = existing(world, chat, args.number("message_id"), "message to delete")
    why_not = _why_not(world, chat, message)
    if why_not:
        raise bad_request(why_not)
    _delete(world, chat, message)
    return True


@call("deleteMessages")
def delete_messages(world: World, args: Args) -> bool:
    """Delete up to 100 messages: those not found are skipped, one that cannot be deleted saves them all."""
    chat = chat_of_member(world, args.chat())
    found = [world.message(chat.id, message_id) for message_id in _ids(args.json("message_ids"))]
    messages = [message for message in found if message is not None]
    for message in messages:
        why_not = _why_not(world, chat, message)
        if why_not:
            raise bad_request(why_not)
    for message in messages:
        _delete(world, chat, message)
    return True


def _ids(given: Any) -> list[int]:
    if not isinstance(given, list):
        raise bad_request("expected an Array of message identifiers")
    if len(given) > _MAX_IDS:
        raise bad_request("too many message identifiers specified")
    try:
        ids = [int(number) for number in given]
    except (TypeError, ValueError):
        raise bad_request("message identifier must be a Number") from None
    if not ids:
        raise bad_request("message identifiers are not specified")
    if min(ids) <= 0:
        raise bad_request("invalid message identifier specified")
    return ids


def _why_not(world: World, chat: Chat, message: Message) -> str:
    """Return what the server says of a message the bot may not delete, or nothing.

    In a private chat it may delete anybody's, in a basic group its own and as administrator all,
    in a supergroup its own and with the right all but those that tell of a creation.
    """
    old = world.clock.unix() - message.date > _MAX_AGE
    own = message.from_id == world.bot_id and not is_service(message)
    if chat.type == "supergroup":
        forever = not _NEVER_DELETED.isdisjoint(message.body)
        allowed = own or (chat.bot == "administrator" and bot_may(chat, "can_delete_messages"))
        return "message can't be deleted" if old or forever or not allowed else ""
    allowed = own or chat.is_private or chat.bot == "administrator"
    return "message can't be deleted for everyone" if old or not allowed else ""


def _delete(world: World, chat: Chat, message: Message) -> None:
    message.deleted = True
    if message.message_id in chat.pinned:
        chat.pinned.remove(message.message_id)
        world.save(chat)
    changed(world, message, "deleted")
