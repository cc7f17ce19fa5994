"""`sopbot check`: everything that must be right before the bot can run, each with how to mend it."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from telegram.error import InvalidToken, TelegramError

from bot.app import editions, wire_of
from bot.config import Config, ConfigError, load
from bot.request import AiohttpRequest
from sop.errors import SopFileError
from storage.migrate import DatabaseError, NewerSchemaError, state


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` says what to do where it is not good."""

    good: bool
    text: str
    mend: str = ""


async def checkup(path: Path) -> list[Finding]:
    """Look at everything; one wrong thing does not keep the others from being looked at."""
    try:
        config = load(path)
    except ConfigError as error:
        return [Finding(good=False, text=line) for line in str(error).splitlines()]
    return [
        Finding(good=True, text=f"config: {path} has no faults"),
        await _token(config),
        await asyncio.to_thread(_database, config),
        *_sops(config),
        _folder("storage.files_dir", config.storage.files_dir),
        _hours(config),
        _admins(config),
    ]


async def _token(config: Config) -> Finding:
    request = AiohttpRequest()
    async with request:
        try:
            me = await wire_of(config, request).call("getMe")
        except InvalidToken:
            return Finding(
                good=False,
                text="telegram.token: Telegram refuses the token",
                mend="copy it again from @BotFather (/mybots, API Token)",
            )
        except TelegramError as error:
            return Finding(
                good=False,
                text=f"telegram.base_url: {config.telegram.base_url} cannot be reached: {error}",
                mend="check the network, the address, and a proxy if there is one",
            )
    return Finding(good=True, text=f"telegram: the bot is @{me['username']}")


def _database(config: Config) -> Finding:
    try:
        found = state(config.storage.database_url)
    except NewerSchemaError as error:
        return Finding(good=False, text=f"storage.database_url: {error}", mend="install a newer sopbot")
    except (DatabaseError, OSError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return Finding(
            good=False,
            text=f"storage.database_url: {first}",
            mend="check that the server runs and its name and password are right, or the folder's rights",
        )
    return Finding(good=True, text=f"database: {found}")


def _sops(config: Config) -> list[Finding]:
    try:
        found = editions(config)
    except SopFileError as error:
        return [Finding(good=False, text=line) for line in str(error).splitlines()]
    return [
        Finding(good=True, text=f"SOP: {e.sop.identity.name} ({len(e.sop.steps)} steps, {e.source.file})")
        for e in found
    ]


def _folder(key: str, folder: Path) -> Finding:
    """Whether files can be kept there; the nearest folder that exists decides for one that does not yet."""
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return Finding(good=False, text=f"{key}: {nearest} is not a folder", mend="name another folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Finding(
            good=False,
            text=f"{key}: {nearest} may not be written by this user",
            mend=f"give it to the user that runs sopbot: chown -R USER {nearest}",
        )
    return Finding(good=True, text=f"files: {folder}")


def _hours(config: Config) -> Finding:
    from bot.app import office_of  # noqa: PLC0415
    from sop.calendar import NeverOpenError  # noqa: PLC0415

    try:
        office = office_of(config)
        opening = office.calendar.next_opening(office.now()).astimezone(office.zone)
    except SopFileError:
        return Finding(good=True, text="calendar: not looked at before the SOP files are right")
    except NeverOpenError as error:
        return Finding(good=False, text=f"calendar: {error}", mend="give calendar.hours a working day")
    return Finding(good=True, text=f"calendar: the office is open next at {opening:%Y-%m-%d %H:%M %Z}")


def _admins(config: Config) -> Finding:
    if not config.office.admins:
        return Finding(
            good=True,
            text="office.admins: nobody yet; add a Telegram user id to be told of vacant posts and failures",
        )
    return Finding(good=True, text=f"admins: {len(config.office.admins)}")
