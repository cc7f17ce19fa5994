"""Who holds what, remembered between transactions for as long as it surely holds.

Nearly every use case asks it, and it changes a few times a month. What this process changes is forgotten at
once; what somebody else changes in the database by hand is seen within `storage.seats.SAME_MOMENT`.
"""

from datetime import datetime

from storage.kept import Kept
from storage.seats import Seats


class Directory(Kept[Seats]):
    """The latest committed seats; as `latest` they are good for what never changes: whose chat is which."""

    def get(self, now: datetime) -> Seats | None:
        """Return the seats if they surely hold now."""
        seats = self.latest
        return seats if seats is not None and seats.hold(now) else None
