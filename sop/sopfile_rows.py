"""The tables of an SOP file, as far as they could be read."""

from dataclasses import dataclass
from typing import Any

from sop.definition import Kind
from sop.faults import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[peran]]` or `[[langkah]]`, or the whole file (at ""), as far as it could be read."""

    at: str
    values: Table

    def text(self, key: str) -> str | None:
        """Return the text of this key, None where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def number(self) -> int | None:
        """Return the step's number, None where it could not be read."""
        value = self.values.get("nomor")
        return value if isinstance(value, int) else None

    def kind(self) -> Kind | None:
        """Return the step's kind, None where it could not be read."""
        kind = self.text("jenis_tindakan")
        return Kind(kind) if kind else None

    def entries(self, key: str) -> list[tuple[str, Any]]:
        """Return what could be read of a list, each with its exact key."""
        values = self.values.get(key) or []
        at = f"{self.at}.{key}" if self.at else key
        return [(f"{at}[{n}]", value) for n, value in enumerate(values, 1) if value is not None]


def rows(data: Table, key: str) -> list[Row]:
    """Return the tables of this name that could be read, with their positions counted from 1."""
    tables = data.get(key) or []
    return [Row(f"{key}[{n}]", table) for n, table in enumerate(tables, 1) if isinstance(table, dict)]
