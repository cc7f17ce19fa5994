"""The office as the use cases see it: its rules and its clock, wired once and passed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from office.library import Library
from sop.calendar import WorkCalendar
from sop.ladder import Ladder
from sop.people import Actor, Roster
from sop.turn import Setting
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Office:
    """What stays the same while the program runs; who holds what is asked of the store each time."""

    name: str
    zone: ZoneInfo
    units: tuple[str, ...]
    admins: tuple[int, ...]
    """Telegram user ids."""
    places: tuple[str, ...]
    """Where meetings are usually held."""
    library: Library
    calendar: WorkCalendar
    ladder: Ladder
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """Return the present moment, aware, UTC."""
        return self.clock()

    def actor(self, tx: Tx, telegram_id: int) -> Actor | None:
        """Return who is behind a Telegram account now, None for a stranger."""
        actor = tx.people.by_telegram(telegram_id, self.now())
        return replace(actor, admin=telegram_id in self.admins) if actor else None

    def roster(self, tx: Tx) -> Roster:
        """Return who holds which position now."""
        return tx.people.roster(self.units, self.now())

    def setting(self, tx: Tx) -> Setting:
        """Return what the rules need to know at this moment."""
        return Setting(self.now(), self.roster(tx), self.calendar)
