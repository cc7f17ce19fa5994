"""Keeps secrets out of logs and error messages: whoever writes them, they are cut out before.

Cut out are the bot's token and whatever looks like one, the keys of the configuration, the codes of
invitations, what authenticator apps enrol with, NIPs, NIKs and telephone numbers, passphrases, what people
wrote, and the bytes of files. Where it is not certain, it is cut out: a log is read to find what went wrong,
not what was said.
"""

import logging
import re
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_SECRET = 8
"""Characters: what is shorter would be found in words."""
_COLON = r"(?::|%3A)"
_QUOTED = r"""(?P<v>["'])(?:\\.|(?!(?P=v)).)*(?P=v)"""
_SAID = "text|caption|phone_number|vcard|query|nip|phone|number|nik|passphrase|password|init"
"""Names of what people write or tell of themselves, in the Bot API and here."""
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\d{{5,}}{_COLON}[A-Za-z0-9_-]{{8,}}", re.IGNORECASE), "<token>"),
    (re.compile(r"(?<=/bot)(?!<token>)[^/\s'\")]+(?=/)"), "<token>"),
    (re.compile(r"otpauth(?:://|%3A%2F%2F)[^\s\"'<>]+", re.IGNORECASE), "<secret>"),
    (re.compile(r"\b[A-Z2-7]{32}\b"), "<secret>"),
    # JSON, or a value of Python as it shows itself; then JSON within JSON, whose end is not looked for.
    (re.compile(rf"""(?P<k>(?P<q>["'])(?:{_SAID})(?P=q)\s*:\s*){_QUOTED}"""), r"\g<k><said>"),
    (re.compile(rf"(?P<k>\b(?:{_SAID})=){_QUOTED}"), r"\g<k><said>"),
    (re.compile(rf"""(?P<k>\\+["'](?:{_SAID})\\+["']\s*:\s*)\\+["'].*"""), r"\g<k><said>"),
    (re.compile(r"(?P<k>(?:^|[&?\s'\"])(?:text|caption)=)[^&\s'\"<]+"), r"\g<k><said>"),
    (re.compile(r"(?P<k>(?:[?&]|%3F|%26)start(?:=|%3D))[A-Za-z0-9_-]+", re.IGNORECASE), r"\g<k><code>"),
    (
        re.compile(r"(?P<k>(?:/|%2F)start(?:@\w+)?(?:[\s+]|\\n|%20|%0A))[A-Za-z0-9_-]+", re.IGNORECASE),
        r"\g<k><code>",
    ),
    (re.compile(r"(?<![\d.])(?:19|20)\d{2}(?:(?:[ .+]|%20)?\d){14}(?!\d)"), "<nip>"),
    (re.compile(r"(?<![\d.])[1-9]\d{15}(?!\d)"), "<nik>"),
    (
        re.compile(
            r"(?:\+|%2B)62[ -]?8\d(?:[ -]?\d){6,11}|(?<!\d)628\d{8,11}(?!\d)"
            r"|(?<![\d.])08\d(?:[ -]?\d){7,10}(?!\d)"
        ),
        "<phone>",
    ),
    (re.compile(r"""\bb(?P<v>["'])(?:\\.|(?!(?P=v)).){48,}(?P=v)"""), "<bytes>"),
)


def clean(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return a text without anything that looks like a secret, and without these."""
    for secret in secrets:
        text = text.replace(secret, "<secret>")
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class Redaction(logging.Filter):
    """Rewrites every record that passes it; what it has learned is cut out in whichever form it comes."""

    def __init__(self, token: str = "", *keys: str) -> None:
        super().__init__()
        self._token: tuple[str, ...] = ()
        self._secrets: tuple[str, ...] = ()
        self.learn(token, *keys)

    def learn(self, token: str, *keys: str) -> None:
        """Learn the bot's token, whole and without its number, and the keys of the configuration."""
        parts = (token, token.partition(":")[2])
        self._token = _forms(part for part in parts if len(part) >= LEAST_SECRET)
        self._secrets = _forms(key for key in keys if len(key) >= LEAST_SECRET)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's text; every record passes."""
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - logged wrongly, which must not end whoever logs it
            text = f"{record.msg} {record.args}"
        record.msg = self.clean(text)
        record.args = ()
        if record.exc_info:
            if record.exc_info[0] is not None:
                record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """Return the text without secrets."""
        for part in self._token:
            text = text.replace(part, "<token>")
        return clean(text, self._secrets)


def _forms(secrets: Any) -> tuple[str, ...]:
    """Return each secret as it is and percent-encoded, the longest first."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""))}
    return tuple(sorted(forms, key=len, reverse=True))


class Guard:
    """The redaction put where nothing goes past it, for as long as the program runs.

    Records are rewritten as they are made, so that a handler which a library sets for itself gets them clean,
    and once more where the root's handlers write them. What ends up on standard error otherwise, an exception
    that nobody caught or a warning, becomes a record.
    """

    def __init__(self) -> None:
        self.redaction = Redaction()
        self._undo: list[Callable[[], object]] = []

    def install(self, level: int = logging.WARNING) -> None:
        """Put it in place; a second time only sets the level."""
        root = logging.getLogger()
        root.setLevel(level)
        if self._undo:
            return
        make = logging.getLogRecordFactory()

        def made(*args: Any, **kwargs: Any) -> logging.LogRecord:
            record = make(*args, **kwargs)
            self.redaction.filter(record)
            return record

        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handler.addFilter(self.redaction)
        logging.setLogRecordFactory(made)
        root.addHandler(handler)
        last = logging.lastResort or logging.NullHandler()
        last.addFilter(self.redaction)
        logging.captureWarnings(capture=True)
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = _uncaught
        threading.excepthook = _uncaught_in_thread
        sys.unraisablehook = _unraisable
        self._undo = [
            lambda: logging.setLogRecordFactory(make),
            lambda: root.removeHandler(handler),
            lambda: last.removeFilter(self.redaction),
            lambda: logging.captureWarnings(capture=False),
            lambda: setattr(sys, "excepthook", hooks[0]),
            lambda: setattr(threading, "excepthook", hooks[1]),
            lambda: setattr(sys, "unraisablehook", hooks[2]),
        ]

    def remove(self) -> None:
        """Leave everything as it was, for tests."""
        for undo in self._undo:
            undo()
        self._undo = []


_log = logging.getLogger("sopbot")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    _log.critical("ended by an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread else "a thread"
    _log.critical("%s ended by an error", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    what = args.err_msg or "an error that could not be raised"
    error = args.exc_value
    info = (args.exc_type, error, args.exc_traceback) if error is not None else None
    _log.error("%s", what, exc_info=info)


guard = Guard()
"""The one of this program."""
