"""editMessageText, editMessageCaption, editMessageReplyMarkup, editMessageMedia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.access import chat_of_member, existing
from simulator.calls.media import input_media
from simulator.calls.registry import call
from simulator.errors import bad_request
from simulator.posting import changed, file_ids
from simulator.render import api_message
from simulator.rules.formatted import caption_fields, text_fields
from simulator.rules.keyboards import check_inline_markup

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json, Message
    from simulator.world import World

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_CAPTION_FIELDS: Final = frozenset({"caption", "caption_entities", "show_caption_above_media"})


@call("editMessageText")
def edit_message_text(world: World, args: Args) -> Json:
    """Replace the text of a message of the bot."""
    message = _editable(world, args)
    if not args.has("text"):
        raise bad_request("message text is empty")
    body = text_fields(args.text("text"), args.text("parse_mode"), args.json("entities"))
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, args, message, body)


@call("editMessageCaption")
def edit_message_caption(world: World, args: Args) -> Json:
    """Replace or remove the caption of a file."""
    message = _editable(world, args)
    caption = caption_fields(args.text("caption"), args.text("parse_mode"), args.json("caption_entities"))
    if not message.is_media:
        raise bad_request("there is no caption in the message to edit")
    body = {name: value for name, value in message.body.items() if name not in _CAPTION_FIELDS} | caption
    if args.flag("show_caption_above_media"):
        body["show_caption_above_media"] = True
    return _edit(world, args, message, body)


@call("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, args: Args) -> Json:
    """Replace or remove the buttons of a message."""
    message = _editable(world, args)
    return _edit(world, args, message, message.body)


@call("editMessageMedia")
def edit_message_media(world: World, args: Args) -> Json:
    """Replace the file of a message, or add one to a text."""
    message = _editable(world, args)
    body = input_media(world, args, args.json("media"))
    if message.media_group_id and ("photo" in body) != ("photo" in message.body):
        raise bad_request("can't change media type in the album")
    return _edit(world, args, message, body)


def _editable(world: World, args: Args) -> Message:
    """Return the message to edit.

    Raises ApiError where it is gone, not the bot's, forwarded, or was sent with a markup other than an
    inline keyboard: Telegram lets none of these be edited.
    """
    if not args.has("chat_id"):
        raise bad_request("chat identifier is not specified")
    chat = chat_of_member(world, args.chat())
    if not args.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = existing(world, chat, args.number("message_id"), "message to edit")
    not_own = message.from_id != world.bot_id or message.forward_origin is not None
    if not_own or message.had_other_markup or "pinned_message" in message.body:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, args: Args, message: Message, body: Json) -> Json:
    markup = check_inline_markup(args.json("reply_markup"), in_private=message.chat_id > 0)
    if body == message.body and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    message.body = body
    message.markup = markup
    message.edit_date = world.clock.unix()
    world.files.seen_in(file_ids(body), message.chat_id)
    changed(world, message, "edited")
    return api_message(world, message)
