"""What the store keeps of an update: never more than is needed to handle it once more after a crash."""

import re
from typing import Any

HIDDEN = "***"
_ASKED = frozenset({"update_id", "message", "callback_query", "my_chat_member"})
"""What is asked of Telegram; anything else may come from before it was asked so, and is nothing to keep."""
_QUOTED = ("message", "reply_to_message", "external_reply", "pinned_message")
"""Where an update repeats a message that was there before."""
_SAYS = ("text", "caption", "entities", "caption_entities", "contact", "quote", "link_preview_options")
_BEHIND = ("entities", "caption_entities", "link_preview_options")
_KEY = re.compile(r"\b[A-Z2-7]{32}\b")
"""The key of an authenticator app, as it is typed into one: somebody may forward the message it came in."""
_CODE = re.compile(r"/start(?:@\w+)?\s+\S", re.IGNORECASE)
_NIP = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:[\s.]{0,3}\d){14}(?!\d)")
"""18 digits that begin with a year, as people type them (see office.nip)."""
_LINK = re.compile(r"([?&]start=)[A-Za-z0-9_-]+")


def lean(data: dict[str, Any]) -> dict[str, Any]:
    """Return an update without what earlier messages in it say, and without codes of links or keys of apps.

    Nothing here reads the words of a message that is tapped or replied to, and they may be an invitation's
    link, or what somebody told of themselves when they asked to come in.
    """
    if not data.keys() <= _ASKED:
        return {key: value for key, value in data.items() if key in _ASKED}
    query, message = data.get("callback_query"), data.get("message")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        return {**data, "callback_query": {**query, "message": _silent(query["message"])}}
    if isinstance(message, dict):
        kept = _without_keys(_without_links(_without_quotes(message)))
        return data if kept is message else {**data, "message": kept}
    return data


def _without_keys(message: dict[str, Any]) -> dict[str, Any]:
    found = [key for key in ("text", "caption") if _KEY.search(str(message.get(key, "")))]
    return message | {key: _KEY.sub(HIDDEN, message[key]) for key in found} if found else message


def _without_links(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message without the codes of links, be they behind a word or in a preview."""
    found = [key for key in ("text", "caption") if "start=" in str(message.get(key, ""))]
    hidden = [key for key in _BEHIND if "start=" in str(message.get(key, ""))]
    if not found and not hidden:
        return message
    kept = {key: value for key, value in message.items() if key not in _BEHIND}
    return kept | {key: _LINK.sub(rf"\1{HIDDEN}", str(message[key])) for key in found}


def _silent(message: dict[str, Any]) -> dict[str, Any]:
    return _without_quotes({key: value for key, value in message.items() if key not in _SAYS})


def _without_quotes(message: dict[str, Any]) -> dict[str, Any]:
    quoted = [key for key in (*_QUOTED, "quote") if key in message]
    if not quoted:
        return message
    return {
        key: _silent(value) if isinstance(value, dict) else value
        for key, value in message.items()
        if key != "quote"
        if key not in quoted or isinstance(value, dict)
    }


def brings_secret(data: dict[str, Any]) -> bool:
    """Whether a message brings an invitation's code (what follows /start), a contact, or what may be a NIP.

    Whatever it was handled as: a NIP may be written after the form was left.
    """
    message = data.get("message")
    if not isinstance(message, dict):
        return False
    text = str(message.get("text") or message.get("caption") or "")
    return "contact" in message or bool(_CODE.match(text) or _NIP.search(text))


def concealed(data: dict[str, Any]) -> dict[str, Any]:
    """Return an update without what its message says: a code, a number, a contact. A command stays."""
    message = data.get("message")
    if not isinstance(message, dict) or not _says_something(message):
        return data
    kept = {key: value for key, value in message.items() if key not in _SAYS}
    text = message.get("text")
    if isinstance(text, str):
        command, *rest = text.split(maxsplit=1) or [""]
        kept["text"] = f"{command} {HIDDEN}" if rest and command.startswith("/") else HIDDEN
    return {**data, "message": kept}


def _says_something(message: dict[str, Any]) -> bool:
    """Whether there is more in a message than a command."""
    text = message.get("text")
    bare = isinstance(text, str) and text.startswith("/") and len(text.split()) == 1
    return not bare and any(key in message for key in _SAYS)
