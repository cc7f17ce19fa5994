"""What goes out, as plain data: the courier turns each letter into one Bot API call."""

from dataclasses import dataclass, field

from papers.ics import Appointment
from storage.documents import Document


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: what it says, and what comes back when it is tapped (at most 64 bytes).

    With `page` it opens that page as a Mini App instead (https; private chats only: Bot API, WebAppInfo).
    """

    label: str
    data: str
    page: str = ""


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons, top to bottom."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a tap (answerCallbackQuery): a toast, or an alert that waits for OK."""

    callback_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key in place of the phone's keyboard: its label is sent as a text, or with `contact` one's number."""

    label: str
    contact: bool = False


@dataclass(frozen=True, slots=True)
class NewText:
    """A new text message in HTML. `card` is the id of the card copy that this message becomes."""

    chat: int
    text: str
    buttons: Keyboard = ()
    force_reply: str | None = None
    """The placeholder of a ForceReply; None for no ForceReply."""
    reply_to: int | None = None
    card: int | None = None
    topic: int | None = None
    """The topic of a forum it goes to."""
    protect: bool = False
    """Whether it can be neither forwarded nor saved."""
    keys: tuple[Key, ...] = ()
    """One below the other, until one is pressed."""
    remove_keys: bool = False
    """Give the phone's own keyboard back."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A new message with a file: by Telegram's file_id where known, else the bytes from the store."""

    chat: int
    document: Document
    caption: str = ""
    buttons: Keyboard = ()
    reply_to: int | None = None
    card: int | None = None
    topic: int | None = None
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A message as it should read now; `caption` where it carries a file."""

    chat: int
    message_id: int
    text: str
    buttons: Keyboard = ()
    caption: bool = False


@dataclass(frozen=True, slots=True)
class NewImage:
    """A new message with a picture that is made when it is sent and kept nowhere; it may show a secret."""

    chat: int
    png: bytes = field(repr=False)
    caption: str = field(repr=False)
    force_reply: str | None = None


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """A new message with a calendar file, which is made when it is sent and kept nowhere."""

    chat: int
    appointment: Appointment
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Takes a message out of a chat. Nothing follows where that fails: the message may be gone already."""

    chat: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Commands:
    """The command menu of one private chat: (command, description) pairs; none removes the menu."""

    chat: int
    commands: tuple[tuple[str, str], ...]


Letter = Answer | NewText | NewFile | NewImage | NewAppointment | Edit | Delete | Commands
