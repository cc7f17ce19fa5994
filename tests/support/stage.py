"""A whole office ready to play: simulator, bot, phones, people in their seats, and the bot's own record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import office_of
from bot.clock import FileClock
from bot.config import load
from office import cases
from office.invitations import invite
from office.office import Office
from sop.people import Actor, Position
from storage.transaction import Tx
from tests.support import ready
from tests.support.cast import ADMIN, Cast, seat_everyone
from tests.support.nursery import Nursery
from tests.support.phones import Phone, Phones
from tests.support.play import Play
from tests.support.record import Record
from tests.support.running import MORNING, UNITS, Bot, Simulator

VALID = timedelta(days=7)


@dataclass
class Stage:
    """One office."""

    folder: Path
    simulator: Simulator
    phones: Phones
    bot: Bot
    record: Record
    office: Office
    cast: Cast = field(init=False)

    def code(self, role: str, unit: str | None = None, valid: timedelta = VALID) -> str:
        """Return the code of a new invitation, made by the use case itself."""
        return self.record.store.run_sync(lambda tx: invite(tx, self.office, Position(role, unit), valid))

    def settle(self) -> None:
        """Return once every update is applied and every message is sent and recorded."""
        self.phones.wait_quiet(0.05)
        for _ in range(400):
            if self.record.settled():
                return
            self.phones.get("/wait", after=self.phones.seq(), timeout=0.05)
        raise AssertionError(
            f"not settled: {self.record.undone()} {self.record.unmade()} {self.record.unsent()}"
        )

    def play(self, title: str) -> Play:
        """Return a new run of the seed's SOP."""
        return Play(self.cast, title=title)

    def newest(self) -> int:
        """Return the number of the newest case."""
        return max(self.record.counts())

    def mark(self) -> int:
        """Return the number of the last event, to tell later messages from earlier ones."""
        return self.phones.seq()

    def news(self, phone: Phone, after: int) -> list[str]:
        """Return the texts a phone has got from the bot, or seen changed, after an event."""
        return [m.get("text") or m.get("caption") or "" for m in phone.messages(after=after) if not m["out"]]

    def clear_the_desk(self) -> None:
        """End every case and leave every form, in silence: the next test begins with empty desks."""

        def clear(tx: Tx) -> None:
            for case in tx.cases.running():
                opener = Actor(case.opener.person, case.opener.name, admin=True)
                cases.cancel(tx, self.office, opener, case.id, "akhir pengujian")
            for phone in (*self.cast.officials, self.cast.joko):
                tx.dialogs.clear(phone.id)
                for sheaf in tx.sheaves.of(phone.id, self.office.now() - timedelta(days=9)):
                    tx.sheaves.end(sheaf.id)
            tx.outbox._new.clear()
            while (making := tx.makings.next(self.office.now())) is not None:
                tx.makings.done(making.id, self.office.now())

        self.phones.clear_faults()
        self.settle()
        self.record.store.run_sync(clear)


@contextmanager
def stage(
    folder: Path,
    nursery: Nursery | None,
    *,
    database: str = "",
    more: str = "",
    command_line: bool = False,
    seated: bool = True,
    begins: datetime = MORNING,
    units: tuple[str, ...] = UNITS,
) -> Iterator[Stage]:
    """Set an office up: everyone comes in by invitations, made by `sopbot invite` with `command_line`.

    With `seated` false nobody has come in yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with Simulator(folder, begins, nursery) as simulator, Phones(simulator.address) as phones:
        if nursery is not None and not database:
            ready.migrated(folder / "sopbot.db")
        bot = Bot(folder, simulator, database=database, admin=ADMIN, more=more, units=units, nursery=nursery)
        with bot, Record(bot.database) as record:
            # The menus are set after the database is ready.
            phones.until(lambda: phones.requests("setMyCommands") or None, f"no start: {bot.logged()}")
            office = office_of(load(bot.config), FileClock(bot.clock_file))
            found = Stage(folder, simulator, phones, bot, record, office)
            if seated:
                found.cast = seat_everyone(phones, bot.invite if command_line else found.code)
            yield found
