"""Finds the files a call means: an upload, an `attach://` reference, or a file_id already known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.errors import bad_request
from simulator.files import MAX_PHOTO
from simulator.rules.formatted import caption_fields

if TYPE_CHECKING:
    from simulator.args import Args, Upload
    from simulator.model import Json
    from simulator.world import World

_WRONG = "wrong file identifier/HTTP URL specified"


def media_body(world: World, kind: str, reference: Upload | str) -> Json:
    """Return the message field `document` or `photo` for an upload or a file_id.

    Raises ApiError for an empty upload, a photo over 10 MB, a file_id that is unknown or of the other
    kind. URLs are refused: the simulator fetches nothing.
    """
    if isinstance(reference, str):
        return _known(world, kind, reference)
    if not reference.content:
        raise bad_request("file must be non-empty")
    if kind == "document":
        return {
            "document": world.files.save_document(reference.content, reference.name, reference.mime).api()
        }
    size = len(reference.content)
    if size > MAX_PHOTO:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    return {"photo": [photo.api() for photo in world.files.save_photo(reference.content)]}


def _known(world: World, kind: str, file_id: str) -> Json:
    found = world.files.find(file_id)
    if found is None:
        raise bad_request(_WRONG)
    if found.kind != kind:
        raise bad_request(f"can't use file of type {found.kind.capitalize()} as {kind.capitalize()}")
    return {kind: found.api() if kind == "document" else [found.api()]}


def input_media(world: World, args: Args, item: Any) -> Json:
    """Return the message body of an InputMediaDocument or InputMediaPhoto, with its caption."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in {"document", "photo"}:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    known = {"type", "media", "caption", "parse_mode", "caption_entities"}
    known |= (
        {"show_caption_above_media", "has_spoiler"} if kind == "photo" else {"disable_content_type_detection"}
    )
    for name in item:
        if name not in known:
            raise bad_request(f'unknown or unsupported field "{name}" in InputMedia')
    reference = str(item.get("media", ""))
    if not reference:
        raise bad_request("can't parse InputMedia: media not found")
    upload = args.attached(reference)
    if upload is None and reference.startswith("attach://"):
        raise bad_request("can't parse InputMedia: media not found")
    body = media_body(world, kind, upload or reference)
    caption = caption_fields(
        item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities")
    )
    above = {"show_caption_above_media": True} if item.get("show_caption_above_media") else {}
    return body | caption | above
