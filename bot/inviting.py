"""Makes an invitation on the command line: the deep link, and its QR code for the terminal."""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from telegram.error import TelegramError

from bot.app import USERNAME, office_of, wire_of
from bot.config import Config
from bot.request import AiohttpRequest
from office.members import check_position, invite
from storage.migrate import upgrade
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Printed:
    """What the terminal shows of an invitation."""

    title: str
    link: str
    qr: str
    expires: datetime


def make_invitation(config: Config, role_id: str, unit: str | None) -> Printed:
    """Write an invitation down and return what to print.

    Raises InvitationError for a role or unit that cannot be invited, and telegram.error.TelegramError where
    the bot's username is not known and cannot be asked for.
    """
    office = office_of(config)
    role, position = check_position(office, role_id, unit)
    upgrade(config.storage.database_url)
    store = Store(config.storage.database_url)
    try:
        username = _username(config, store)
        valid = timedelta(days=config.invitation_days)
        code = store.run_sync(lambda tx: invite(tx, office, position, valid))
    finally:
        store.close()
    link = f"https://t.me/{username}?start={code}"
    drawing = io.StringIO()
    segno.make(link, error="m").terminal(out=drawing, compact=True)
    title = f"{role.name} {position.unit}" if position.unit else role.name
    expires = (office.now() + valid).astimezone(office.zone)
    return Printed(title, link, drawing.getvalue(), expires)


def _username(config: Config, store: Store) -> str:
    """Return the bot's username: from Telegram, else as it was last known."""
    try:
        return asyncio.run(_ask_username(config))
    except TelegramError:
        known = store.run_sync(lambda tx: tx.record.setting(USERNAME))
        if known is None:
            raise
        return known


async def _ask_username(config: Config) -> str:
    request = AiohttpRequest()
    async with request:
        return await wire_of(config, request).username()
