"""The SOPs an office runs: the current ones by id, and every version that a case is pinned to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sop.definition import Role, RoleId, Sop
from sop.sopfile import parse
from storage.cases import SopSource
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Edition:
    """An SOP with the text it was read from."""

    sop: Sop
    source: SopSource


class Library:
    """Finds SOPs. Later editions of the same id take the place of earlier ones for new cases."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._current: dict[str, Edition] = {edition.sop.id: edition for edition in editions}
        self._pinned: dict[tuple[str, str], Sop] = {
            (e.sop.id, e.sop.version): e.sop for e in self._current.values()
        }
        self._lock = Lock()

    @property
    def current(self) -> Mapping[str, Sop]:
        """The SOPs that new cases may be opened with, by id."""
        return {sop_id: edition.sop for sop_id, edition in self._current.items()}

    def keep(self, tx: Tx, now: datetime) -> None:
        """Keep the text of every current edition, so that its cases run even after the file has changed."""
        for edition in self._current.values():
            tx.cases.keep_sop(edition.sop.id, edition.sop.version, edition.source, now)

    def pinned(self, tx: Tx, sop_id: str, version: str) -> Sop:
        """Return the SOP as it was when a case was opened; LookupError where it was never kept."""
        with self._lock:
            known = self._pinned.get((sop_id, version))
        if known is not None:
            return known
        source = tx.cases.sop_source(sop_id, version)
        if source is None:
            message = f"SOP {sop_id} version {version} is not in the database"
            raise LookupError(message)
        sop = parse(source.text, source.file)
        with self._lock:
            self._pinned[sop_id, version] = sop
        return sop

    def roles(self) -> dict[RoleId, Role]:
        """Return the roles of all current SOPs by id; the first SOP that names one wins."""
        found: dict[RoleId, Role] = {}
        for edition in self._current.values():
            for role in edition.sop.roles:
                found.setdefault(role.id, role)
        return found
