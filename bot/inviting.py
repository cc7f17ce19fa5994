"""What the command line does for people to come in: invitations, their list, their end; the first admins."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import segno
from telegram.error import TelegramError

from bot.app import office_of, wire_of
from bot.config import Config
from bot.request import AiohttpRequest
from office.admin_rights import give
from office.invitations import check_position, invite, waiting, withdraw
from office.office import USERNAME, Office
from office.titles import post_title
from storage.invitations import Invitation
from storage.migrate import upgrade
from storage.store import Store
from storage.transaction import Tx

REFERENCE = 10
"""Characters of an invitation's hash that the list shows."""
MOST_NUMBER = 3
"""Digits of a number in that list; what is longer is the beginning of a hash."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Printed:
    """What the terminal shows of an invitation."""

    title: str
    link: str
    qr: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An open invitation in the list; its code is known to nobody."""

    reference: str
    title: str
    made: datetime
    expires: datetime


def make_invitation(config: Config, role_id: str, unit: str | None) -> Printed:
    """Write an invitation down and return what to print.

    Raises InvitationError for a role or unit that cannot be invited, and telegram.error.TelegramError where
    the bot's username is not known and cannot be asked for.
    """
    office = office_of(config)
    _, position = check_position(office, role_id, unit)
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
    expires = (office.now() + valid).astimezone(office.zone)
    return Printed(post_title(office.library, position), link, drawing.getvalue(), expires)


def list_invitations(config: Config) -> list[Listed]:
    """Return the invitations that can still be used, oldest first."""
    return _ask(config, lambda tx, office: [_listed(office, one) for one in waiting(tx, office)])


def withdraw_invitation(config: Config, which: str) -> Listed:
    """Take an open invitation back by its number in the list, or the beginning of its reference.

    Raises Refused where there is no such one, or more than one.
    """

    def take(tx: Tx, office: Office) -> Listed:
        reference = which.lower()
        if which.isascii() and which.isdigit() and len(which) <= MOST_NUMBER:
            found = waiting(tx, office)[int(which) - 1 : int(which)] if int(which) else []
            reference = found[0].code_hash if found else ""
        return _listed(office, withdraw(tx, office, None, reference))

    return _ask(config, take)


def add_admin(config: Config, telegram_id: int) -> str | None:
    """Give somebody admin rights; return their name, None where they have not written to the bot yet."""

    def add(tx: Tx, office: Office) -> str | None:
        people = tx.people.everyone()
        name = next((one.name for one in people if one.telegram_id == telegram_id), None)
        give(tx, office, telegram_id, name or str(telegram_id), None)
        return name

    return _ask(config, add)


def _listed(office: Office, invitation: Invitation) -> Listed:
    return Listed(
        invitation.code_hash[:REFERENCE],
        post_title(office.library, invitation.position),
        invitation.created.astimezone(office.zone),
        invitation.expires.astimezone(office.zone),
    )


def _ask(config: Config, question: Callable[[Tx, Office], T]) -> T:
    office = office_of(config)
    upgrade(config.storage.database_url)
    store = Store(config.storage.database_url)
    try:
        return store.run_sync(lambda tx: question(tx, office))
    finally:
        store.close()


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
