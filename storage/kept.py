"""What is remembered between transactions, for as long as nobody changes it."""

from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The latest committed value, for all transactions of a store."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.latest: T | None = None
        """The value last read and committed, None while it is not known."""
        self.changes = 0
        """How often it changed; what was read before a change is not kept after it."""

    def keep(self, value: T, changes: int) -> None:
        """Remember what was read when so many changes had been made, once that is committed."""
        with self._lock:
            if changes == self.changes:
                self.latest = value

    def forget(self) -> None:
        """Hear that it changed and the change is committed."""
        with self._lock:
            self.changes += 1
            self.latest = None
