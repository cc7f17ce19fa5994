"""Databases that are ready: made once a test process, and copied for each test that needs one."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from storage.migrate import upgrade


class Template:
    """The content of an SQLite database that `fill` makes, given the address of a migrated one."""

    def __init__(self, fill: Callable[[str], None]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "template.db"
            path.write_bytes(_migrated())
            fill(_address(path))
            self._content = path.read_bytes()

    def copy_to(self, path: Path) -> str:
        """Put a copy at a path; return its address."""
        path.write_bytes(self._content)
        return _address(path)


def migrated(path: Path) -> str:
    """Put a migrated database with nothing in it at a path; return its address."""
    path.write_bytes(_migrated())
    return _address(path)


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        upgrade(_address(path))
        # The last connection that closed has brought everything into the one file.
        assert [one.name for one in Path(folder).iterdir()] == [path.name]
        return path.read_bytes()


def _address(path: Path) -> str:
    return f"sqlite:///{path}"
