"""`sopbot check`: everything that must be right before the bot can run, each with how to mend it."""

import asyncio
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from telegram.error import InvalidToken, TelegramError

from bot.app import editions, scanner_of, wire_of
from bot.config import Config, ConfigError, load
from bot.finding import Finding
from bot.request import AiohttpRequest
from bot.scanner import ScannerError
from bot.signing import signatures
from bot.templates import findings
from papers.seal import SealError
from papers.typeset import logo_fault
from sop.errors import SopFileError
from storage.engine import sqlite_file
from storage.files import FileStore
from storage.migrate import DatabaseError, NewerSchemaError, state


async def checkup(path: Path) -> list[Finding]:
    """Look at everything; one wrong thing does not keep the others from being looked at."""
    try:
        config = load(path)
    except ConfigError as error:
        return [Finding(good=False, text=line) for line in str(error).splitlines()]
    return [
        Finding(good=True, text=f"config: {path} has no faults"),
        await _token(config),
        *await _scanner(config),
        *_local_files(config),
        await asyncio.to_thread(_database, config),
        *_sops(config),
        *await asyncio.to_thread(_codes, config),
        *await asyncio.to_thread(_recurring, config),
        *await findings(config),
        _files(config.storage.files_dir),
        *await asyncio.to_thread(_letterhead, config),
        *await asyncio.to_thread(signatures, config),
        _hours(config),
        _admins(config),
    ]


async def _token(config: Config) -> Finding:
    request = AiohttpRequest()
    async with request:
        try:
            username = await wire_of(config, request).username()
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
    return Finding(good=True, text=f"telegram: the bot is @{username}")


async def _scanner(config: Config) -> list[Finding]:
    """Whether the virus scanner answers; nothing is said where there is none."""
    if (scanner := scanner_of(config)) is None:
        return []
    try:
        version = await scanner.version()
    except ScannerError as error:
        text = f"scanner.clamav: nothing serves at {scanner.address}: {error.why}"
        mend = "start clamav-daemon, or correct the address; until it answers, no file is taken"
        return [Finding(good=False, text=text, mend=mend)]
    return [Finding(good=True, text=f"scanner: {version}")]


def _letterhead(config: Config) -> list[Finding]:
    """Whether the logo can be printed: a picture that cannot would keep every paper from being made."""
    logo = config.letterhead.logo
    if logo is None:
        return []
    why = logo_fault(logo)
    if why:
        text = f"letterhead.logo: {logo} cannot be printed: {why.splitlines()[0]}"
        return [Finding(good=False, text=text, mend="save it anew as PNG, JPEG or SVG, or leave it out")]
    return [Finding(good=True, text=f"letterhead: the logo {logo.name} can be printed")]


def _local_files(config: Config) -> list[Finding]:
    folder = config.telegram.local_files
    if folder is None:
        return []
    if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
        return [Finding(good=True, text=f"files of the Bot API server: {folder}")]
    text = f"telegram.local_files: {folder} cannot be read by this user"
    mend = "name the folder given to the server as --dir, and let this user read it"
    return [Finding(good=False, text=text, mend=mend)]


def _database(config: Config) -> Finding:
    path = sqlite_file(config.storage.database_url)
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
    if path is not None:
        place = _folder("storage.database_url", path.parent)
        if not place.good:
            return place
        if path.exists() and not path.is_file():
            return Finding(
                good=False, text=f"storage.database_url: {path} is not a file", mend="name another file"
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


def _recurring(config: Config) -> list[Finding]:
    """Which cases the calendar proposes, and when next; nothing is said where there are none."""
    from bot.app import office_of  # noqa: PLC0415
    from bot.config_recurring import demanded  # noqa: PLC0415
    from sop.calendar import NeverOpenError  # noqa: PLC0415

    try:
        demanded(config.recurring, [edition.sop for edition in editions(config)], config.path)
    except SopFileError as error:
        # A wrong SOP file has its own finding.
        return [Finding(good=False, text=line) for line in str(error).splitlines() if "recurring[" in line]
    try:
        office = office_of(config)
        now, zone, calendar = office.now(), office.zone, office.configured
        found = [(rule, *rule.coming(now, calendar)) for rule in office.recurring]
    except (SopFileError, SealError, OSError, NeverOpenError):
        return []  # each has its own finding
    return [
        Finding(
            good=True,
            text=f"recurring: {rule.title_of(period)} is proposed to {rule.opener} on "
            f"{due.astimezone(zone):%Y-%m-%d %H:%M %Z} ({rule.every.value}, H+{rule.working_days_after})",
        )
        for rule, period, due in found
    ]


def _codes(config: Config) -> list[Finding]:
    """Whether codes before signatures can be checked; nothing is said where no SOP asks for any."""
    from bot.app import office_of  # noqa: PLC0415
    from bot.security import MEND, need, unreadable_authenticators  # noqa: PLC0415

    try:
        office = office_of(config)
    except (SopFileError, SealError, OSError):
        return []  # each has its own finding
    if wrong := need(office):
        return [Finding(good=False, text=wrong, mend=MEND)]
    if not office.vault:
        return []
    try:
        lost = unreadable_authenticators(config, office)
    except (DatabaseError, NewerSchemaError, OSError):
        return []  # the database has its own finding
    if lost:
        names = ", ".join(lost)
        text = f"security.key: the authenticators of these people were encrypted with another key: {names}"
        mend = "put the former key after the new one, or let them enrol anew: sopbot authenticator reset NAME"
        return [Finding(good=False, text=text, mend=mend)]
    return [Finding(good=True, text="security.key: every authenticator can be read with it")]


def _files(folder: Path) -> Finding:
    """Whether uploads can be kept there, and taken in beside it (see storage.files.FileStore)."""
    found = _folder("storage.files_dir", folder)
    inside = _folder("storage.files_dir", FileStore(folder).incoming)
    return found if inside.good or not found.good else inside


def _folder(key: str, folder: Path) -> Finding:
    """Whether files can be kept there; the nearest folder that exists decides for one that does not yet.

    Only trying tells: rights, read-only mounts, full disks and folders such as /proc each refuse in a way.
    """
    nearest = folder
    try:
        while not nearest.exists() and nearest != nearest.parent:
            nearest = nearest.parent
        if not nearest.is_dir():
            return Finding(good=False, text=f"{key}: {nearest} is not a folder", mend="name another folder")
        with NamedTemporaryFile(dir=nearest, prefix=".sopbot-check-"):
            pass
    except OSError as error:
        return Finding(
            good=False,
            text=f"{key}: {nearest} cannot be written by this user: {error.strerror or error}",
            mend=f"name another folder, or give it to the user that runs sopbot: chown -R USER {nearest}",
        )
    return Finding(good=True, text=f"files: {folder}")


def _hours(config: Config) -> Finding:
    from bot.app import office_of  # noqa: PLC0415
    from sop.calendar import NeverOpenError  # noqa: PLC0415

    try:
        office = office_of(config)
        opening = office.configured.next_opening(office.now()).astimezone(office.zone)
    except SopFileError:
        return Finding(good=True, text="calendar: not looked at before the SOP files are right")
    except (SealError, OSError):
        return Finding(
            good=True, text="calendar: not looked at before the seal and the certificates are right"
        )
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
