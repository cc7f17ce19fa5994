"""What every sending method shares: where to, as a reply to what, with which keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.access import chat_to_write
from simulator.errors import bad_request
from simulator.posting import post
from simulator.render import api_message
from simulator.rights import may_send
from simulator.rules.keyboards import check_markup
from simulator.topics import thread_of_bot

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat, Json, Message
    from simulator.world import World

_REPLY_FIELDS = frozenset({"message_id", "chat_id", "allow_sending_without_reply"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message of the bot goes: the chat, the message it replies to, the thread; 0 for none."""

    chat: Chat
    reply_to: int
    thread_id: int


def place_of(world: World, args: Args) -> Place:
    """Return where a call sends to. Raises ApiError for a chat, a reply or a topic that cannot be."""
    chat = chat_to_write(world, args.chat())
    reply_to = _replied_message(world, args, chat)
    return Place(chat, reply_to, thread_of_bot(world, chat, reply_to, args.number("message_thread_id")))


def send(world: World, args: Args, body: Json, forward_origin: Json | None = None) -> Message:
    """Post a message of the bot as the call's parameters say. Raises ApiError where Telegram would."""
    chat = chat_to_write(world, args.chat())
    markup = check_markup(args.json("reply_markup"), in_private=chat.is_private)
    place = place_of(world, args)
    may_send(chat, body)
    return post(
        world,
        chat,
        world.bot_id,
        body,
        markup=markup,
        reply_to=place.reply_to,
        forward_origin=forward_origin,
        thread_id=place.thread_id,
        protected=args.flag("protect_content"),
    )


def send_and_render(world: World, args: Args, body: Json) -> Json:
    """Post a message and return the Message object Telegram answers with."""
    return api_message(world, send(world, args, body))


def _replied_message(world: World, args: Args, chat: Chat) -> int:
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
