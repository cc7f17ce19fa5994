"""copyMessage and forwardMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_of_member, chat_to_write, existing
from simulator.calls.registry import call
from simulator.calls.sending import send
from simulator.errors import bad_request
from simulator.posting import is_service
from simulator.render import api_message
from simulator.rules.formatted import caption_fields

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json, Message
    from simulator.world import World


@call("copyMessage")
def copy_message(world: World, args: Args) -> Json:
    """Send the content of a message again as the bot's own, with another caption if one is given."""
    chat_to_write(world, args.chat())
    source = _source(world, args, "message to copy")
    body = dict(source.body)
    if args.has("caption") and source.is_media:
        body.pop("caption", None)
        body.pop("caption_entities", None)
        body |= caption_fields(args.text("caption"), args.text("parse_mode"), args.json("caption_entities"))
    return {"message_id": send(world, args, body).message_id}


@call("forwardMessage")
def forward_message(world: World, args: Args) -> Json:
    """Forward a message, with a line that says who wrote it."""
    chat_to_write(world, args.chat())
    source = _source(world, args, "message to forward")
    origin = source.forward_origin or {
        "type": "user",
        "sender_user": world.api_user(source.from_id),
        "date": source.date,
    }
    return api_message(world, send(world, args, dict(source.body), forward_origin=origin))


def _source(world: World, args: Args, what: str) -> Message:
    message = existing(
        world, chat_of_member(world, args.chat("from_chat_id")), args.number("message_id"), what
    )
    if is_service(message):
        verb = what.rpartition(" ")[2]
        raise bad_request(f"the message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    if message.protected:
        raise bad_request("message has protected content and can't be forwarded")
    return message
