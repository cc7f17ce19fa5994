"""Who holds what, remembered between transactions for as long as it surely holds.

Nearly every use case asks it, and it changes a few times a month. What this process changes is forgotten at
once; what somebody else changes in the database by hand is seen within `storage.seats.SAME_MOMENT`.
"""

from datetime import datetime
from threading import Lock

from storage.seats import Seats


class Directory:
    """The latest committed seats."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seats: Seats | None = None
        self.changes = 0
        """How often appointments changed; seats read before a change are not kept after it."""

    def get(self, now: datetime) -> Seats | None:
        """Return the seats if they surely hold now."""
        seats = self._seats
        return seats if seats is not None and seats.hold(now) else None

    @property
    def latest(self) -> Seats | None:
        """The seats last read: good for what never changes, such as whose chat is which."""
        return self._seats

    def keep(self, seats: Seats, changes: int) -> None:
        """Remember seats that were read when so many changes had been made, once that is committed."""
        with self._lock:
            if changes == self.changes:
                self._seats = seats

    def forget(self) -> None:
        """Hear that appointments changed and the change is committed."""
        with self._lock:
            self.changes += 1
            self._seats = None
