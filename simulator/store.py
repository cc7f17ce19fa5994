"""Keeps the world on disk: one SQLite table of JSON documents, written through at the end of a request.

A killed process loses nothing that was answered; a power cut may lose the last moments,
which is enough for a simulator and keeps a request well under a millisecond of disk time.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Store:
    """Documents by kind and key. Changes are collected and written together by `flush`."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        # The world is built in one thread and then served by the event loop of another, never by both.
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS document"
            " (kind TEXT, key TEXT, json TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        self._changes: dict[tuple[str, str], Any] = {}

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield every (key, value) of a kind, in no particular order."""
        for key, text in self._db.execute("SELECT key, json FROM document WHERE kind = ?", (kind,)):
            yield key, json.loads(text)

    def put(self, kind: str, key: object, value: object) -> None:
        """Remember to write a document: anything JSON, or a dataclass of such."""
        self._changes[kind, str(key)] = value

    def delete(self, kind: str, key: object) -> None:
        """Remember to remove a document."""
        self._changes[kind, str(key)] = None

    def flush(self) -> None:
        """Write what was remembered, all of it or nothing."""
        if not self._changes:
            return
        gone = [key for key, value in self._changes.items() if value is None]
        kept = [
            (*key, json.dumps(value, default=vars, ensure_ascii=False, separators=(",", ":")))
            for key, value in self._changes.items()
            if value is not None
        ]
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM document WHERE kind = ? AND key = ?", gone)
        self._db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", kept)
        self._db.execute("COMMIT")
        self._changes.clear()

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self.flush()
        self._db.close()
