"""Checks reply markup as Telegram does: inline keyboards, reply keyboards, ForceReply, removal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import ApiError, bad_request

if TYPE_CHECKING:
    from simulator.model import Json

MAX_CALLBACK_DATA: Final = 64  # bytes
_MAX_BUTTONS: Final = 100
_MAX_PLACEHOLDER: Final = 64
_STYLES: Final = frozenset({"", "default", "primary", "danger", "success"})
_URL: Final = re.compile(r"^(?:https?|tg)://\S+$", re.IGNORECASE)
_INLINE_BUTTON: Final = frozenset({"text", "style", "url", "callback_data", "copy_text", "web_app"})
_REPLY_BUTTON: Final = frozenset({"text", "style", "request_contact"})
_FIELDS: Final = {
    "inline_keyboard": frozenset({"inline_keyboard"}),
    "keyboard": frozenset(
        {
            "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard",
            "input_field_placeholder", "selective",
        }
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}  # fmt: skip


def check_markup(markup: Any, *, in_private: bool = True) -> Json | None:
    """Return reply markup a message may be sent with, cleaned, or None for none.

    Raises ApiError with Telegram's text where Telegram would refuse it,
    and with the simulator's own where it does not know a field.
    """
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    kind = next((name for name in _FIELDS if name in markup), None)
    if kind is None:
        raise bad_request("can't parse reply keyboard markup JSON object")
    _no_unknown(markup, _FIELDS[kind], "reply_markup")
    if kind == "inline_keyboard":
        rows = _rows(markup[kind], 'Field "inline_keyboard" of the InlineKeyboardMarkup', _inline_button)
        if not in_private and any("web_app" in button for row in rows for button in row):
            raise bad_request("BUTTON_TYPE_INVALID")
        return {"inline_keyboard": rows} if rows else None
    if kind == "keyboard":
        rows = _rows(markup[kind], 'Field "keyboard"', _reply_button)
        if not in_private and any(button.get("request_contact") for row in rows for button in row):
            raise bad_request("phone number can be requested in private chats only")
        return {**markup, "keyboard": rows}
    if len(str(markup.get("input_field_placeholder", ""))) > _MAX_PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
    return dict(markup) if markup[kind] is True else None


def check_inline_markup(markup: Any, *, in_private: bool = True) -> Json | None:
    """Return an inline keyboard for an edit. Raises ApiError for any other kind of markup."""
    checked = check_markup(markup, in_private=in_private)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def _no_unknown(thing: Json, known: frozenset[str], where: str) -> None:
    for name in thing:
        if name not in known:
            raise bad_request(f'unknown or unsupported field "{name}" in {where}')


def _rows(rows: Any, what: str, check: Any) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"{what[0].lower()}{what[1:]} must be an Array of Arrays")
    checked = [[check(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return checked


def _inline_button(button: Any) -> Json:
    def wrong(why: str) -> ApiError:
        return bad_request(f"can't parse inline keyboard button: {why}")

    if not isinstance(button, dict):
        raise wrong("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise wrong('Can\'t find field "text"')
    _no_unknown(button, _INLINE_BUTTON, "InlineKeyboardButton")
    if button.get("style", "") not in _STYLES:
        raise wrong("invalid button style specified")
    if not str(button["text"]).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kinds = [kind for kind in ("url", "callback_data", "copy_text", "web_app") if button.get(kind)]
    if not kinds:
        raise wrong("Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise wrong(f"exactly one of the optional fields must be used, found {', '.join(kinds)}")
    _check_target(kinds[0], button)
    return dict(button)


def _check_target(kind: str, button: Json) -> None:
    """Check what a button sends or opens."""
    if kind == "callback_data" and len(str(button["callback_data"]).encode()) > MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "web_app":
        _check_page(button["web_app"])
    if kind == "url" and not _URL.match(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: wrong HTTP URL")


def _check_page(page: Any) -> None:
    if not isinstance(page, dict) or not isinstance(page.get("url"), str):
        raise bad_request("can't parse inline keyboard button: WebAppInfo must be an Object with an url")
    _no_unknown(page, frozenset({"url"}), "WebAppInfo")
    if not re.match(r"^https://[^/\s]+", page["url"], re.IGNORECASE):
        raise bad_request(
            f"inline keyboard button Web App URL '{page['url']}' is invalid: Only HTTPS links are allowed"
        )


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    _no_unknown(button, _REPLY_BUTTON, "KeyboardButton")
    return dict(button)
