"""copyMessage and forwardMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_to_read, chat_to_write, existing
from simulator.calls.registry import call
from simulator.calls.sending import send
from simulator.errors import ApiError, bad_request
from simulator.posting import is_service
from simulator.render import api_message
from simulator.rights import may_send
from simulator.rules.formatted import caption_fields

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json, Message
    from simulator.world import World


@call("copyMessage")
def copy_message(world: World, args: Args) -> Json:
    """Send the content of a message again as the bot's own, with another caption if one is given.

    A bot may copy protected content; the copy is protected where the call asks for it.
    """
    source = _source(world, args, "message to copy", "copied")
    body = dict(source.body)
    if args.has("caption") and source.is_media:
        body.pop("caption", None)
        body.pop("caption_entities", None)
        body |= caption_fields(args.text("caption"), args.text("parse_mode"), args.json("caption_entities"))
    return {"message_id": send(world, args, body).message_id}


@call("forwardMessage")
def forward_message(world: World, args: Args) -> Json:
    """Forward a message, with a line that says who wrote it."""
    source = _source(world, args, "message to forward", "forwarded")
    if source.protected:
        raise bad_request("the message can't be forwarded")
    origin = source.forward_origin or {
        "type": "user",
        "sender_user": world.api_user(source.from_id),
        "date": source.date,
    }
    return api_message(world, send(world, args, dict(source.body), forward_origin=origin))


def _source(world: World, args: Args, what: str, done: str) -> Message:
    """Return the message to copy or forward. Raises ApiError "the message can't be copied" or "forwarded"."""
    target = chat_to_write(world, args.chat())
    chat = chat_to_read(world, args.chat("from_chat_id"))
    message = existing(world, chat, args.number("message_id"), what)
    if is_service(message):
        raise bad_request(f"the message can't be {done}")
    try:
        may_send(target, message.body)
    except ApiError:
        raise bad_request(f"the message can't be {done}") from None
    return message
