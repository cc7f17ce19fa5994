"""Keeps secrets out of the log: whatever a library logs, the token is cut out before it is written."""

import logging
import re

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"otpauth://\S+|\b[A-Z2-7]{32}\b")
"""What an authenticator app enrols with: the address in its QR code, or the key for typing (RFC 6238)."""
_START = re.compile(r"(\?start=|/start )\S+")


class Redaction(logging.Filter):
    """Replaces the bot's token, anything that looks like one, and invitation codes in every record."""

    def __init__(self, token: str, *keys: str) -> None:
        super().__init__()
        self._token = token
        self._keys = keys

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record's text; every record passes."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError, KeyError):  # logged wrongly, which must not end whoever logs it
            text = f"{record.msg} {record.args}"
        record.msg = self.clean(text)
        record.args = ()
        if record.exc_info:
            formatted = logging.Formatter().formatException(record.exc_info)
            record.exc_text = self.clean(formatted)
            record.exc_info = None
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """Return the text without secrets."""
        if self._token:
            text = text.replace(self._token, "<token>")
        for key in self._keys:
            text = text.replace(key, "<key>")
        text = _SECRET.sub("<secret>", text)
        return _START.sub(r"\1<code>", _TOKEN.sub("<token>", text))
