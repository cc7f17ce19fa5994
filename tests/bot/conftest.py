"""What the tests of the wire share: a stand-in for Telegram, a store, an office, a clock moved by hand."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.pacing import Pace
from bot.request import AiohttpRequest
from bot.wire import Wire
from office.admin_rights import seed
from office.library import Library
from office.office import Office
from sop.calendar import WorkCalendar
from sop.ladder import Ladder
from sop.workweek import default_week
from storage.files import FileStore
from storage.store import Store
from tests.bot.desk import NO_LIMITS, Desk
from tests.bot.fake_clock import FakeClock
from tests.bot.standin import TOKEN, StandIn
from tests.support import ready


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with StandIn() as server:
        yield server


@pytest.fixture
async def request_class() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


@pytest.fixture
def wire(telegram: StandIn, request_class: AiohttpRequest) -> Wire:
    return Wire(TOKEN, request_class, f"{telegram.base}/bot", f"{telegram.base}/file/bot")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(ready.migrated(tmp_path / "test.db"))
    yield store
    store.close()


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    files = FileStore(tmp_path / "files")
    files.prepare()
    return files


@pytest.fixture
def office(clock: FakeClock, store: Store) -> Office:
    zone = ZoneInfo("Asia/Jakarta")
    calendar = WorkCalendar(zone, default_week())
    office = Office("Kantor", zone, (), (900, 901), (), Library(()), calendar, Ladder(), clock.wall)
    store.run_sync(lambda tx: seed(tx, office))
    return office


@pytest.fixture
def pace() -> Pace:
    return NO_LIMITS


@pytest.fixture
async def desk(
    store: Store,
    telegram: StandIn,
    clock: FakeClock,
    wire: Wire,
    office: Office,
    files: FileStore,
    pace: Pace,
) -> AsyncIterator[Desk]:
    desk = Desk(store, telegram, clock, wire, office, files, pace)
    await desk.start()
    yield desk
    await desk.crash()
