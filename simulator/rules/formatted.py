"""From what a bot sends to what a chat keeps: markup parsed, ends trimmed, lengths checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from simulator.errors import bad_request
from simulator.rules.detect import detect
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length

if TYPE_CHECKING:
    from simulator.model import Json

MAX_TEXT: Final = 4096  # characters after parsing
MAX_CAPTION: Final = 1024
# The server looks at no longer source than this, in bytes, before it parses.
_MAX_SOURCE: Final = 1 << 15
_ENTITY_TYPES: Final = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
        "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
        "text_link", "text_mention", "custom_emoji", "date_time",
    }
)  # fmt: skip


def text_fields(source: str, parse_mode: str, entities: Any) -> Json:
    """Return the message fields `text` and `entities`.

    Raises ApiError for bad markup, an empty text, or more than 4096 characters.
    """
    text, found = _format(source, parse_mode, entities)
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": found} if found else {"text": text}


def caption_fields(source: str, parse_mode: str, entities: Any) -> Json:
    """Return the message fields `caption` and `caption_entities`; nothing for an empty caption.

    Raises ApiError for bad markup or more than 1024 characters.
    """
    text, found = _format(source, parse_mode, entities)
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def person_text(source: str) -> Json:
    """Return the message fields of a text a person typed: trimmed, commands and links found."""
    text, found = _trim(source, [])
    found = detect(text, found)
    return {"text": text, "entities": found} if found else {"text": text}


def _format(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Json]]:
    if len(source.encode()) > _MAX_SOURCE:
        raise bad_request("text is too long")
    match parse_mode.lower():
        case "html":
            text, found = parse_html(source)
        case "":
            text, found = source, _given(source, entities)
        case "markdown" | "markdownv2":
            raise bad_request(f"parse_mode {parse_mode} is not supported by the simulator: use HTML")
        case _:
            raise bad_request("unsupported parse_mode")
    text, found = _trim(text, found)
    return text, detect(text, found)


def _given(text: str, entities: Any) -> list[Json]:
    """Check the entities a bot gave instead of markup."""
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    found = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        if entity.get("type") not in _ENTITY_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        offset, size = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int):
            raise bad_request('can\'t parse MessageEntity: Can\'t find field "offset" or "length"')
        if offset < 0 or size <= 0 or offset > length:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + size > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
                f" at UTF-16 offset {offset + size}"
            )
        found.append(dict(entity))
    return found


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drop blanks at both ends, as Telegram does, and move the entities along."""
    text = text.replace("\r", "") if not entities else text
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    trimmed = text.strip()
    length = utf16_length(trimmed)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return trimmed, kept
