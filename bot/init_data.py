"""Who opened a Mini App: the data Telegram signs with the bot's token.

Source: core.telegram.org/bots/webapps, "Validating data received via the Mini App".
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(minutes=15)
"""How long such data serves: to open the page, look up one's number, and type."""
AHEAD = timedelta(minutes=1)
"""By how much Telegram's clock may be ahead of ours."""
LONGEST = 4096
"""Characters; what Telegram sends is a quarter of it."""


class ForgedDataError(ValueError):
    """Not signed for this bot, or not in the form that Telegram gives it."""


class StaleDataError(ValueError):
    """Signed for this bot, too long ago."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Who opened the page, when, and the hash that tells this opening from every other."""

    user: int
    at: datetime
    mark: str


def sign(fields: dict[str, str], token: str) -> str:
    """Return the hash that Telegram gives to fields, as 64 hexadecimal digits."""
    text = "\n".join(f"{key}={value}" for key, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.digest(secret, text.encode(), hashlib.sha256).hex()


def opened(data: str, token: str, now: datetime) -> Opened:
    """Return who opened the page. Raises ForgedDataError, StaleDataError."""
    if len(data) > LONGEST:
        raise ForgedDataError("too long")
    try:
        pairs = parse_qsl(data, keep_blank_values=True, strict_parsing=True, max_num_fields=30)
    except ValueError:
        raise ForgedDataError("not in the form of a query") from None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    # Everything else is signed, Telegram's own further signature included; the hash is looked at before all.
    try:
        right = len(fields) + 1 == len(pairs) and hmac.compare_digest(
            sign(fields, token).encode(), given.encode()
        )
    except UnicodeEncodeError:
        raise ForgedDataError("half a character") from None
    if not right:
        raise ForgedDataError("the hash does not fit")
    try:
        at = datetime.fromtimestamp(int(fields["auth_date"]), UTC)
        user = json.loads(fields["user"])["id"]
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        raise ForgedDataError("without user or time") from None
    if not isinstance(user, int) or isinstance(user, bool):
        raise ForgedDataError("without user")
    if not -AHEAD <= now - at <= FRESH:
        raise StaleDataError("too old")
    return Opened(user, at, given)
