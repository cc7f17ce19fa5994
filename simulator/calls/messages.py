"""sendMessage, sendDocument, sendPhoto, sendMediaGroup, sendChatAction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_to_write
from simulator.calls.media import input_media, media_body
from simulator.calls.registry import call
from simulator.calls.sending import place_of, send_and_render
from simulator.errors import bad_request
from simulator.posting import post
from simulator.render import api_message
from simulator.rights import may_send
from simulator.rules.formatted import caption_fields, text_fields

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json
    from simulator.world import World

_ALBUM = range(2, 11)
_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


@call("sendMessage")
def send_message(world: World, args: Args) -> Json:
    """Send a text."""
    # The chat is looked at first: a bot that may not write learns that before anything else.
    chat_to_write(world, args.chat())
    return send_and_render(
        world, args, text_fields(args.text("text"), args.text("parse_mode"), args.json("entities"))
    )


@call("sendDocument")
def send_document(world: World, args: Args) -> Json:
    """Send a file."""
    return _send_media(world, args, "document")


@call("sendPhoto")
def send_photo(world: World, args: Args) -> Json:
    """Send a picture."""
    return _send_media(world, args, "photo")


def _send_media(world: World, args: Args, kind: str) -> Json:
    chat_to_write(world, args.chat())
    caption = caption_fields(args.text("caption"), args.text("parse_mode"), args.json("caption_entities"))
    reference = args.upload(kind) or args.text(kind)
    if isinstance(reference, str) and reference.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    body = media_body(world, kind, reference) | caption
    if args.flag("show_caption_above_media"):
        body["show_caption_above_media"] = True
    if args.flag("has_spoiler"):
        body["has_media_spoiler"] = True
    return send_and_render(world, args, body)


@call("sendMediaGroup")
def send_media_group(world: World, args: Args) -> list[Json]:
    """Send an album of 2 to 10 files, all documents or all photos."""
    place = place_of(world, args)
    items = args.json("media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if len(items) > max(_ALBUM):
        raise bad_request("too many messages to send as an album")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) not in _ALBUM:
        # The documented minimum; the server itself lets one pass.
        raise bad_request("an album has 2 to 10 items")
    bodies = [input_media(world, args, item) for item in items]
    if len({"photo" in body for body in bodies}) > 1:
        raise bad_request("document can't be mixed with other media types")
    for body in bodies:
        may_send(place.chat, body)
    group = new_album_id(world)
    posted = [
        post(
            world,
            place.chat,
            world.bot_id,
            body,
            reply_to=place.reply_to,
            media_group_id=group,
            thread_id=place.thread_id,
            protected=args.flag("protect_content"),
        )
        for body in bodies
    ]
    return [api_message(world, message) for message in posted]


def new_album_id(world: World) -> str:
    """Return an id that no album had before."""
    return str(10_000_000_000_000_000 + world.events.seq)


@call("sendChatAction")
def send_chat_action(world: World, args: Args) -> bool:
    """Show on the phones that the bot is typing or sending."""
    chat = chat_to_write(world, args.chat())
    action = args.text("action")
    if action.lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.add("chat_action", chat_id=chat.id, action=action)
    return True
