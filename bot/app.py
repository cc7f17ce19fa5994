"""All wiring, on one page: config -> office -> store -> intake, dispatcher, courier, reminders."""

import asyncio
import hashlib
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import cache
from importlib.metadata import version

from telegram.error import TelegramError

from bot.clock import Clock, system_clock
from bot.config import Config
from bot.config_recurring import demanded
from bot.courier import Courier
from bot.dispatch import Dispatcher
from bot.fetch import MEGABYTE, Fetcher
from bot.intake import Intake
from bot.lanes import Lanes
from bot.pacing import Pace
from bot.request import AiohttpRequest
from bot.scanner import Scanner
from bot.scheduler import SAFETY, Reminders
from bot.security import demand_key
from bot.signing import anchors_of, seal_of, serving_page
from bot.templates import demand
from bot.wire import Wire
from bot.workshop import Workshop
from handlers.incoming import lanes
from handlers.letters import compose
from handlers.texts import GROUP_COMMANDS, STRANGER_COMMANDS
from office.admin_rights import seed
from office.calendar_change import look_at_configuration
from office.clocks import follow_configuration
from office.holidays_id import OfficeHolidays
from office.library import Edition, Library
from office.office import USERNAME, Office
from office.search import fill
from office.stepup import reseal
from office.vault import Vault
from papers.press import Press
from sop.calendar import WorkCalendar
from sop.sopfile import library_texts, parse, read
from storage.cases import SopSource
from storage.engine import only_one
from storage.files import FileStore
from storage.migrate import upgrade
from storage.store import Store

log = logging.getLogger(__name__)

_MENUS = ((STRANGER_COMMANDS, "all_private_chats"), (GROUP_COMMANDS, "all_chat_administrators"))


def office_of(config: Config, clock: Clock = system_clock) -> Office:
    """Return the office that a configuration describes. Raises SopFileError for a wrong SOP file.

    So it does for a [[recurring]] rule of an SOP or a role that is not there.
    Raises papers.seal.SealError for a seal that cannot be used, OSError for a missing certificate.
    """
    c = config.calendar
    holidays = OfficeHolidays(
        c.extra_holidays, c.not_holidays, national=c.national_holidays, collective=c.collective_leave
    )
    library = Library(editions(config))
    return Office(
        name=config.office.name,
        zone=config.office.timezone,
        units=config.office.units,
        config_admins=config.office.admins,
        places=config.office.meeting_places,
        library=library,
        configured=WorkCalendar(
            config.office.timezone, c.week, holidays, c.special_hours, c.seasons, c.day_rule
        ),
        holiday_names=holidays.of_year,
        calendar_mark=cache(lambda: c.mark(config.office.timezone, version("holidays"))),
        ladder=config.reminders,
        digest_at=config.digest_at,
        clock=clock,
        invitations_valid=timedelta(days=config.invitation_days),
        invitation_key=hashlib.sha256(b"sopbot invitations\0" + config.telegram.token.encode()).digest(),
        vault=Vault(config.security.keys),
        heading=config.letterhead,
        anchors=anchors_of(config),
        seal=seal_of(config),
        signing_page=f"{config.web.public_url}/tte" if config.web and config.bsre else "",
        templates=config.templates,
        upload_limit=upload_limit_of(config),
        archiving=config.archiving,
        recurring=demanded(config.recurring, tuple(library.current.values()), config.path),
    )


def upload_limit_of(config: Config) -> int:
    """Return how large a file may be sent, in bytes: a Bot API server of one's own takes more.

    Source: core.telegram.org/bots/api#sending-files, #using-a-local-bot-api-server.
    """
    return (50 if "//api.telegram.org/" in config.telegram.base_url else 2000) * MEGABYTE


def editions(config: Config) -> list[Edition]:
    """Return the shipped SOPs and the office's own, the latter winning where ids are equal.

    Raises SopFileError for a wrong file, or one that names a Word template which is not there.
    """
    shipped = list(library_texts().items())
    own = [(str(path), read(path)) for path in config.sop_files]
    found = [Edition(parse(text, name), SopSource(name, text)) for name, text in (*shipped, *own)]
    demand(((edition.sop, edition.source.file) for edition in found), config.templates)
    return found


def wire_of(config: Config, request: AiohttpRequest) -> Wire:
    """Return the wire; whether it leads to Telegram, a local server or a rehearsal is only an address."""
    t = config.telegram
    return Wire(t.token, request, t.base_url, t.base_file_url)


async def run(config: Config, clock: Clock = system_clock, safety: timedelta = SAFETY) -> None:
    """Run until SIGINT or SIGTERM. Raises telegram.error.InvalidToken where the token is refused.

    Raises AnotherRunError where another one runs on the same database, NoKeyError where an SOP asks for codes
    and there is no key.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with running(config, clock, safety) as tasks:
        waiting = asyncio.create_task(stop.wait(), name="sopbot-stop")
        done, _ = await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in done - {waiting}:
            task.result()
    log.info("stopped")


@asynccontextmanager
async def running(
    config: Config, clock: Clock = system_clock, safety: timedelta = SAFETY
) -> AsyncIterator[tuple["asyncio.Task[None]", ...]]:
    """Run the whole program inside the block; yields the tasks, of which none ends before it is told to."""
    office = office_of(config, clock)
    demand_key(office)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(only_one(config.storage.database_url))
        upgrade(config.storage.database_url)
        files = FileStore(config.storage.files_dir)
        files.prepare()
        store = Store(config.storage.database_url)
        stack.callback(store.close)
        await store.run(lambda tx: office.library.keep(tx, office.now()))
        await store.run(lambda tx: seed(tx, office))
        await store.run(lambda tx: reseal(tx, office))
        while await store.run(lambda tx: fill(tx, office)):
            pass  # a database of an older program is taken into the search's index, piece by piece
        request = AiohttpRequest()
        await stack.enter_async_context(request)
        wire = wire_of(config, request)
        # What people send is opened by a child of its own: not by the one that makes the office's papers.
        reading = Press()
        stack.push_async_callback(reading.close)
        looking = (office.anchors, office.now)
        fetcher = Fetcher(wire, files, reading, scanner_of(config), config.telegram.local_files, *looking)
        dispatcher = Dispatcher(store, office, fetcher, config.telegram.max_file_mb * MEGABYTE)
        courier = Courier(store, wire, office, compose, files, pace_of(config))
        sending = asyncio.create_task(courier.run(), name="sopbot-courier")
        stack.push_async_callback(_finish, sending, courier.stop)
        press = Press()
        stack.push_async_callback(press.close)
        workshop = Workshop(store, office, files, press)
        making = asyncio.create_task(workshop.run(), name="sopbot-workshop")
        stack.push_async_callback(_finish, making, workshop.stop)
        reminders = Reminders(store, office, safety)
        await reminders.start()
        stack.push_async_callback(reminders.stop)
        handling = Lanes(dispatcher.handle, lanes)
        stack.push_async_callback(handling.close)
        intake = Intake(wire, store, handling, office.now)
        taking = asyncio.create_task(intake.run(), name="sopbot-intake")
        stack.push_async_callback(_finish, taking, taking.cancel)
        calendar = asyncio.create_task(_look_at_calendar(store, office), name="sopbot-calendar")
        stack.push_async_callback(_finish, calendar, calendar.cancel)
        menus = asyncio.create_task(_introduce(wire, store), name="sopbot-menus")
        stack.push_async_callback(_finish, menus, menus.cancel)
        log.info("running for %s", office.name)
        serving = await stack.enter_async_context(serving_page(config, store, office, files, press))
        yield sending, taking, making, *serving


async def _finish(task: "asyncio.Task[None]", stop: Callable[[], object]) -> None:
    """Tell a task to stop and wait until it has; how it ended is the business of whoever watches it."""
    stop()
    await asyncio.wait({task})


def scanner_of(config: Config) -> Scanner | None:
    """Return the virus scanner, None where the office has none."""
    return Scanner(config.clamav) if config.clamav else None


def pace_of(config: Config) -> Pace:
    """Return how fast messages may go."""
    t = config.telegram
    return Pace(
        t.messages_per_second,
        t.messages_per_second_per_chat,
        t.chat_burst,
        t.messages_per_minute_per_group,
    )


async def _look_at_calendar(store: Store, office: Office) -> None:
    """Tell the admins where the configured calendar is another one; nothing else waits for this."""
    await asyncio.to_thread(office.calendar_mark)
    try:
        moved = await store.run(lambda tx: look_at_configuration(tx, office))
        await store.run(lambda tx: follow_configuration(tx, office))
    except ValueError as error:
        log.warning("open deadlines cannot be reckoned by the configured calendar: %s", error)
    else:
        if moved:
            log.info("the configured calendar would move %d open deadlines: an admin decides", moved)


async def _introduce(wire: Wire, store: Store) -> None:
    """Remember the bot's username, and set the menus of those who are not known yet.

    Members get their own menu when they come in. Nothing else waits for this.
    """
    try:
        username = await wire.username()
        await store.run(lambda tx: tx.record.keep(USERNAME, username))
        for menu, scope in _MENUS:
            commands = [{"command": name, "description": text} for name, text in menu]
            await wire.call("setMyCommands", {"commands": commands, "scope": {"type": scope}})
        await wire.call("deleteMyCommands", {"scope": {"type": "all_group_chats"}})
        log.info("the bot is @%s", username)
    except TelegramError as error:
        log.warning("the bot's menu could not be set: %s", error)
