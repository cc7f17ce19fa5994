"""The simulator's clock: real time plus an offset kept in a file another process can read.

The file holds one number, the offset in seconds.
It is the only thing the simulator shares with a bot besides HTTP.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """Tells the simulated time; moves forward only."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._offset = 0.0
        self._seen: tuple[int, int] | None = None
        if file is not None and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._write(0.0)

    @property
    def offset(self) -> float:
        """Seconds by which the simulated time is ahead of real time."""
        if self._file is not None:
            self._reread(self._file)
        return self._offset

    def now(self) -> datetime:
        """Return the simulated time as an aware UTC datetime."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def unix(self) -> int:
        """Return the simulated time as whole Unix seconds, as messages carry it."""
        return int(self.now().timestamp())

    def facts(self) -> dict[str, str | float]:
        """Return the time as JSON for the control API."""
        now = self.now()
        return {"now": now.isoformat(), "unix": now.timestamp(), "offset": self.offset}

    def advance(self, seconds: float) -> float:
        """Move the clock forward by `seconds` and return the new offset.

        Raises ValueError when asked to go back: timestamps already given out must stay in the past.
        """
        if not seconds >= 0:
            raise ValueError("the clock only moves forward")
        self._write(self.offset + seconds)
        return self._offset

    def _reread(self, file: Path) -> None:
        status = file.stat()
        # The inode changes with every rename, so two writes within one mtime tick are still told apart.
        seen = (status.st_ino, status.st_mtime_ns)
        if seen != self._seen:
            self._offset = float(file.read_text(encoding="ascii").strip() or 0)
            self._seen = seen

    def _write(self, offset: float) -> None:
        self._offset = offset
        if self._file is None:
            return
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(f"{offset!r}\n", encoding="ascii")
        os.replace(fresh, self._file)  # noqa: PTH105  # a reader sees the old number or the new one, never half
