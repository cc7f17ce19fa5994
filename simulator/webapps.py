"""Opening a Mini App from a button: the address with what Telegram says in it of who opened it."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from simulator.errors import PersonError

if TYPE_CHECKING:
    from simulator.model import Chat, User
    from simulator.world import World


def open_page(world: World, user: User, chat: Chat, message_id: int, button: str) -> str:
    """Return the address that the app would open for the button with this label.

    The data stands behind the `#` as `tgWebAppData`, signed with the bot's token.
    Source: core.telegram.org/bots/webapps, core.telegram.org/api/bots/webapps.
    Raises PersonError where the message has no such button.
    """
    message = world.message(chat.id, message_id)
    if message is None or not chat.has(user.id):
        raise PersonError("no such message on this phone")
    pages = [b["web_app"]["url"] for row in message.inline_keyboard for b in row if b["text"] == button]
    if not pages:
        raise PersonError(f"no page {button!r} beneath message {message_id}")
    fields = {
        "auth_date": str(world.clock.unix()),
        "query_id": secrets.token_urlsafe(18),
        "user": json.dumps({"id": user.id, "first_name": user.first_name}, separators=(",", ":")),
    }
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", world.token.encode(), hashlib.sha256)
    fields["hash"] = hmac.digest(key, lines.encode(), hashlib.sha256).hex()
    data = quote(urlencode(fields), safe="")
    return f"{pages[0]}#tgWebAppData={data}&tgWebAppVersion=9.0&tgWebAppPlatform=simulator"
