"""The program's clock: the system's, or one moved by an offset that a file holds (rehearsals and tests)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)


class FileClock:
    """The system's clock plus the seconds a text file holds; a missing or broken file changes nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def __call__(self) -> datetime:
        """Return the present moment of the rehearsal, aware, UTC."""
        self._read()
        return system_clock() + self._offset

    def _read(self) -> None:
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._offset = timedelta(seconds=float(self._path.read_text(encoding="utf-8")))
                self._stamp = stamp
        except (OSError, ValueError, OverflowError):
            return
