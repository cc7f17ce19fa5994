"""A clock that is moved by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
