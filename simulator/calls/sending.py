"""What every sending method shares: where to, as a reply to what, with which keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_to_write
from simulator.errors import bad_request
from simulator.posting import post
from simulator.render import api_message
from simulator.rules.keyboards import check_markup

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat, Json, Message
    from simulator.world import World

_REPLY_FIELDS = frozenset({"message_id", "chat_id", "allow_sending_without_reply"})


def send(world: World, args: Args, body: Json, forward_origin: Json | None = None) -> Message:
    """Post a message of the bot as the call's parameters say. Raises ApiError where Telegram would."""
    chat = chat_to_write(world, args.chat())
    markup = check_markup(args.json("reply_markup"))
    return post(
        world,
        chat,
        world.bot_id,
        body,
        markup=markup,
        reply_to=replied_message(world, args, chat),
        forward_origin=forward_origin,
        thread_id=args.number("message_thread_id"),
        protected=args.flag("protect_content"),
    )


def send_and_render(world: World, args: Args, body: Json) -> Json:
    """Post a message and return the Message object Telegram answers with."""
    return api_message(world, send(world, args, body))


def replied_message(world: World, args: Args, chat: Chat) -> int:
    """Return the id of the message replied to, or 0.

    Raises ApiError "message to be replied not found" unless allow_sending_without_reply is set.
    Quotes and replies across chats are refused: the phones do not show them.
    """
    reply = args.json("reply_parameters")
    if not reply:
        return 0
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    for name in reply:
        if name not in _REPLY_FIELDS:
            raise bad_request(f'unknown or unsupported field "{name}" in reply_parameters')
    try:
        message_id = int(reply["message_id"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse reply parameters: Can't find field \"message_id\"") from None
    if str(reply.get("chat_id", chat.id)) != str(chat.id):
        raise bad_request("replies to a message of another chat are not supported by the simulator")
    if world.message(chat.id, message_id) is not None:
        return message_id
    if reply.get("allow_sending_without_reply"):
        return 0
    raise bad_request("message to be replied not found")
