"""Typed buttons <-> callback_data. A button only names a wish; whether it may be is decided at the tap.

The Bot API allows 64 bytes of callback_data (InlineKeyboardButton).
"""

from dataclasses import dataclass
from enum import StrEnum

LIMIT = 64
LONGEST_NUMBER = 9
"""Digits that surely fit PostgreSQL's integer."""
_SAFE_ARG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")


class Verb(StrEnum):
    """What a task's button asks for."""

    OPEN_DISPOSE = "do"
    TOGGLE = "dt"
    URGENCY = "du"
    NOTE = "dn"
    DISPOSE = "ds"
    CLAIM = "cl"
    RELEASE = "re"
    UPLOAD = "up"
    TEMPLATE = "tp"
    MEETING = "me"
    CHOOSE_UNIT = "cu"
    UNIT = "un"
    FINISH = "fi"
    SIGN = "si"
    SEAL = "se"
    APPROVE = "ap"
    RETURN = "rt"
    RETURN_TO = "rs"
    PRESENT = "pr"
    ABSENT = "ab"
    DELEGATE = "dl"
    DELEGATE_TO = "dg"
    CHECK_IN = "ci"
    ARCHIVE = "ar"
    ARCHIVE_FIELD = "af"
    ARCHIVE_SET = "as"
    ARCHIVE_DO = "ad"
    RECEIVE = "rc"
    ATTENDANCE = "at"
    MARK = "mk"
    HAND = "ha"
    HAND_TO = "ht"
    TIME = "wt"
    TIME_MORE = "wm"
    TIME_ASK = "wa"
    PAUSE = "wp"
    RESUME = "wr"
    GRANT = "wg"
    DECLINE = "wd"
    DECLINE_DO = "wx"
    NUDGE = "ng"
    FILES = "fl"
    HISTORY = "hi"
    BACK = "bk"


@dataclass(frozen=True, slots=True)
class TaskButton:
    """A button of a task's card: `seen` is the version of the task that the card shows."""

    verb: Verb
    case: int
    task: int
    seen: int
    arg: str = ""


class ListVerb(StrEnum):
    """What a button of a list or a form asks for."""

    CARD = "card"
    STATUS = "status"
    CANCEL = "cancel"
    HISTORY = "log"
    FILE = "file"
    PAGE = "page"
    ATTACH = "put"
    SOP = "sop"
    DAY = "day"
    START = "from"
    END = "to"
    PLACE = "at"
    MEETING_MONTH = "mtm"
    MEETING_MINUTE = "mtn"
    MEETING_BACK = "mtb"
    MEETING_CHANGE = "mtc"
    MEETING_SAVE = "mts"
    MEETING_DROP = "mtx"
    ABORT = "abort"
    MOVE = "move"
    CHART = "chart"
    PEOPLE = "ppl"
    PERSON = "who"
    APP_RESET = "app"
    APP_RESET_DO = "appd"
    HANDOVER = "ho"
    END_POST = "hoe"
    SUCCESSOR = "hos"
    HANDOVER_LOOK = "hol"
    HANDOVER_DO = "hod"
    TERM = "term"
    TERM_END = "end"
    TERM_NEW = "new"
    INVITE = "inv"
    INVITE_UNIT = "invu"
    INVITATIONS = "invs"
    WITHDRAW = "wd"
    JOIN_ROLE = "regr"
    JOIN_UNIT = "regu"
    JOIN_SEND = "regs"
    JOIN_CANCEL = "regx"
    JOIN_APPROVE = "regy"
    JOIN_REFUSE = "regn"
    ADMINS = "adm"
    ADMIN_PEOPLE = "admp"
    ADMIN_PICK = "adma"
    ADMIN_GRANT = "admg"
    ADMIN_DROP = "admd"
    ADMIN_REVOKE = "admr"
    SECRECY = "sifat"
    PHOTOS_DONE = "phd"
    PHOTOS_BACK = "phb"
    PHOTOS_DROP = "phx"
    ROOM_ROLE = "role"
    ROOM = "room"
    ROOM_PAGE = "roompage"
    UNROOM = "unroom"
    CERTIFICATE = "cert"
    PACKAGE = "pkg"
    FOUND = "found"
    SEEK = "seek"
    PROPOSAL = "prop"
    NOTHING = "nil"
    CAL = "cal"
    CAL_DAY = "cald"
    CAL_LIST = "call"
    CAL_NEW = "caln"
    CAL_SET = "cals"
    DIGEST = "dgs"


@dataclass(frozen=True, slots=True)
class ListButton:
    """A button of a list or a form, with one or two numbers or a short word."""

    verb: ListVerb
    first: str = ""
    second: str = ""


class ForgedError(ValueError):
    """callback_data that no button of ours carries."""


AnyButton = TaskButton | ListButton


def encode(button: AnyButton) -> str:
    """Return the callback_data of a button; ValueError past 64 bytes."""
    if isinstance(button, TaskButton):
        parts = ["t", button.verb.value, str(button.case), str(button.task), str(button.seen), button.arg]
    else:
        parts = ["l", button.verb.value, button.first, button.second]
    data = ":".join(parts)
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback_data of {len(data.encode())} bytes: {data!r}")
    return data


def decode(data: str) -> AnyButton:
    """Return the button that `data` came from; ForgedError where none of ours would have sent it."""
    parts = data.split(":")
    try:
        if parts[0] == "t":
            _, verb, case, task, seen, arg = parts
            if not set(arg) <= _SAFE_ARG:
                raise ForgedError(data)
            return TaskButton(Verb(verb), _number(case), _number(task), _number(seen), arg)
        if parts[0] == "l":
            _, verb, first, second = parts
            return ListButton(ListVerb(verb), first, second)
    except ValueError:
        raise ForgedError(data) from None
    raise ForgedError(data)


def _number(text: str) -> int:
    """Return a plain decimal number that a column can hold; ValueError for any other text."""
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def number(text: str) -> int:
    """Return a button's number; ForgedError for what is none."""
    try:
        return _number(text)
    except ValueError:
        raise ForgedError(text) from None
