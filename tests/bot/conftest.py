"""What the tests of the wire share: a stand-in for Telegram, a store, an office, a clock moved by hand."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.request import AiohttpRequest
from bot.wire import Wire
from office.library import Library
from office.office import Office
from sop.calendar import WorkCalendar
from sop.ladder import Ladder
from sop.workweek import default_week
from storage.files import FileStore
from storage.store import Store
from storage.tables import metadata
from tests.bot.standin import TOKEN, StandIn

START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@dataclass
class Timer:
    """Something a FakeClock will do."""

    at: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        """Call it off."""
        self.cancelled = True


@dataclass
class FakeClock:
    """Stands still until it is moved; the wall clock moves with it."""

    seconds: float = 1000.0
    timers: list[Timer] = field(default_factory=list)

    def now(self) -> float:
        """Return monotonic seconds."""
        return self.seconds

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Remember to call back."""
        self.timers.append(Timer(self.seconds + seconds, call))
        return self.timers[-1]

    def wall(self) -> datetime:
        """Return the date and time."""
        return START + timedelta(seconds=self.seconds - 1000.0)

    def advance(self, seconds: float) -> None:
        """Move on, and do what has become due."""
        self.seconds += seconds
        due = [timer for timer in self.timers if timer.at <= self.seconds + 1e-9]
        self.timers = [timer for timer in self.timers if timer not in due and not timer.cancelled]
        for timer in due:
            if not timer.cancelled:
                timer.call()


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
    store = Store(f"sqlite:///{tmp_path / 'test.db'}")
    metadata.create_all(store.engine)
    yield store
    store.close()


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    files = FileStore(tmp_path / "files")
    files.prepare()
    return files


@pytest.fixture
def office(clock: FakeClock) -> Office:
    zone = ZoneInfo("Asia/Jakarta")
    calendar = WorkCalendar(zone, default_week())
    return Office("Kantor", zone, (), (900, 901), (), Library(()), calendar, Ladder(), clock.wall)
