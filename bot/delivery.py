"""A letter -> one call of the Bot API, and what its answer says."""

from dataclasses import dataclass, field
from typing import Any

from handlers.letter import (
    Answer,
    Button,
    Commands,
    Delete,
    Edit,
    Keyboard,
    Letter,
    NewAppointment,
    NewFile,
    NewImage,
    NewText,
)
from papers.ics import MIME, calendar_file
from storage.documents import Document

PLACEHOLDER_LIMIT = 64
"""Characters. Source: Bot API, ForceReply."""
PHOTO = "photo"
_MEDIA = ("document", "animation", "video", "audio")


@dataclass(frozen=True, slots=True)
class Call:
    """A method of the Bot API with its parameters, and the document, picture or paper that goes with it."""

    method: str
    parameters: dict[str, Any] = field(repr=False)
    upload: Document | None = None
    picture: bytes | None = field(default=None, repr=False)
    paper: tuple[str, bytes, str] | None = field(default=None, repr=False)
    """A small file that is kept nowhere: its name, its bytes, its MIME type."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a successful call brought: the message, and under which id Telegram keeps the file it uploaded."""

    message: int | None
    medium: str
    file_id: str | None = None


def call_of(letter: Letter) -> Call:  # noqa: PLR0911 - one line a kind of letter
    """Return the call that delivers a letter."""
    if isinstance(letter, Answer):
        return _answer(letter)
    if isinstance(letter, Edit):
        return _edit(letter)
    if isinstance(letter, NewText):
        return _text(letter)
    if isinstance(letter, NewFile):
        return _file(letter)
    if isinstance(letter, NewImage):
        return _image(letter)
    if isinstance(letter, NewAppointment):
        return _appointment(letter)
    if isinstance(letter, Delete):
        return Call("deleteMessage", {"chat_id": letter.chat, "message_id": letter.message_id})
    return _commands(letter)


def delivered(letter: Letter, result: Any) -> Delivered:
    """Read the answer to the call of a letter."""
    if isinstance(letter, Edit):
        return Delivered(letter.message_id, "")
    if not isinstance(result, dict):
        return Delivered(None, "")
    message = int(result["message_id"]) if "message_id" in result else None
    if not isinstance(letter, NewFile):
        return Delivered(message, "text")
    if PHOTO in result:
        return Delivered(message, PHOTO)
    # A GIF or a video comes back under another name, though it was sent as a document.
    kept = next((result[name].get("file_id") for name in _MEDIA if name in result), None)
    return Delivered(message, "document", kept if _uploads(letter.document) else None)


def _uploads(document: Document) -> bool:
    return document.telegram_file_id is None


def _answer(letter: Answer) -> Call:
    parameters: dict[str, Any] = {"callback_query_id": letter.callback_id}
    if letter.text:
        parameters["text"] = letter.text
        parameters["show_alert"] = letter.alert
    return Call("answerCallbackQuery", parameters)


def _edit(letter: Edit) -> Call:
    parameters: dict[str, Any] = {
        "chat_id": letter.chat,
        "message_id": letter.message_id,
        "parse_mode": "HTML",
    }
    if letter.buttons:
        # Without it Telegram takes the buttons away, which is what no buttons means.
        parameters["reply_markup"] = _keyboard(letter.buttons)
    if letter.caption:
        return Call("editMessageCaption", {**parameters, "caption": letter.text})
    return Call("editMessageText", {**parameters, "text": letter.text, "link_preview_options": _NO_PREVIEW})


def _text(letter: NewText) -> Call:
    parameters = {"chat_id": letter.chat, "text": letter.text, "parse_mode": "HTML"}
    parameters |= {"link_preview_options": _NO_PREVIEW, **_place(letter)}
    if letter.force_reply is not None:
        parameters["reply_markup"] = _force_reply(letter.force_reply)
    elif letter.buttons:
        parameters["reply_markup"] = _keyboard(letter.buttons)
    elif letter.keys:
        rows = [
            [{"text": k.label, "request_contact": True} if k.contact else {"text": k.label}]
            for k in letter.keys
        ]
        parameters["reply_markup"] = {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    elif letter.remove_keys:
        parameters["reply_markup"] = {"remove_keyboard": True}
    return Call("sendMessage", parameters)


def _file(letter: NewFile) -> Call:
    document = letter.document
    parameters: dict[str, Any] = {"chat_id": letter.chat, **_place(letter)}
    if letter.caption:
        parameters |= {"caption": letter.caption, "parse_mode": "HTML"}
    if letter.buttons:
        parameters["reply_markup"] = _keyboard(letter.buttons)
    if _uploads(document):
        # As a document whatever it is: Telegram would shrink a photo, and the SHA-256 would not be its own.
        return Call("sendDocument", {**parameters, "disable_content_type_detection": True}, document)
    if document.medium == PHOTO:
        return Call("sendPhoto", {**parameters, "photo": document.telegram_file_id})
    return Call("sendDocument", {**parameters, "document": document.telegram_file_id})


def _image(letter: NewImage) -> Call:
    # Covered until it is touched: whoever looks over a shoulder sees nothing.
    parameters: dict[str, Any] = {"chat_id": letter.chat, "has_spoiler": True}
    parameters |= {"caption": letter.caption, "parse_mode": "HTML"}
    if letter.force_reply is not None:
        parameters["reply_markup"] = _force_reply(letter.force_reply)
    return Call("sendPhoto", parameters, picture=letter.png)


def _appointment(letter: NewAppointment) -> Call:
    one = letter.appointment
    # Never protected, whatever the case: a file that may not leave the chat opens in no calendar.
    parameters = {"chat_id": letter.chat, "caption": letter.caption, "parse_mode": "HTML"}
    parameters |= {"disable_content_type_detection": True}
    return Call("sendDocument", parameters, paper=(one.file_name, calendar_file(one), MIME))


def _force_reply(hint: str) -> dict[str, Any]:
    markup: dict[str, Any] = {"force_reply": True}
    if hint:
        markup["input_field_placeholder"] = hint[:PLACEHOLDER_LIMIT]
    return markup


def _commands(letter: Commands) -> Call:
    scope = {"type": "chat", "chat_id": letter.chat}
    if not letter.commands:
        return Call("deleteMyCommands", {"scope": scope})
    commands = [{"command": name, "description": text} for name, text in letter.commands]
    return Call("setMyCommands", {"commands": commands, "scope": scope})


def _place(letter: NewText | NewFile) -> dict[str, Any]:
    """Return in which topic a message stands, what it replies to, and whether it may leave the chat."""
    found: dict[str, Any] = {}
    if letter.topic is not None:
        found["message_thread_id"] = letter.topic
    if letter.reply_to is not None:
        found["reply_parameters"] = {"message_id": letter.reply_to, "allow_sending_without_reply": True}
    if letter.protect:
        found["protect_content"] = True
    return found


def _keyboard(rows: Keyboard) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(b) for b in row] for row in rows]}


def _button(button: Button) -> dict[str, Any]:
    if button.page:
        return {"text": button.label, "web_app": {"url": button.page}}
    return {"text": button.label, "callback_data": button.data}


_NO_PREVIEW = {"is_disabled": True}
