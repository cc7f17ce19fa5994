"""Cases: the state as it stands, and the append-only record that made it."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from sop import facts as f
from sop.case import Case, Status
from sop.people import Position
from storage.chain import START, Entry, link
from storage.codec import dump_case, load_case, load_fact
from storage.entries import entry_of, event_of
from storage.hot import Hot
from storage.tables import cases, events, sops

_VERSION = select(cases.c.version, cases.c.chain).where(cases.c.id == bindparam("id"))
_LOOK = Hot(_VERSION)
_LOCK = Hot(_VERSION.with_for_update())
_LOAD = Hot(select(cases.c.state).where(cases.c.id == bindparam("id")))
_RESERVE = insert(cases).returning(cases.c.id)
_SAVE = Hot(
    update(cases)
    .where(cases.c.id == bindparam("case_id"), cases.c.version == bindparam("was"))
    .values(
        state=bindparam("new_state"),
        version=bindparam("new_version"),
        status=bindparam("new_status"),
        ended_at=bindparam("new_ended"),
        chain=bindparam("new_chain"),
    )
)
_APPEND = Hot(insert(events))
_AGENDA = Hot(select(cases.c.agenda).where(cases.c.id == bindparam("id")))
_ENTER = Hot(
    update(cases)
    .where(cases.c.id == bindparam("case_id"), cases.c.agenda.is_(None))
    .values(agenda=bindparam("number"))
)


class ConflictError(RuntimeError):
    """Two writers changed one case; the transaction is rolled back and run again."""


@dataclass(frozen=True, slots=True)
class SopSource:
    """The text of an SOP file as it was when a case was pinned to it."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Something done in a case, and when."""

    case: int
    at: datetime
    fact: f.Fact


class Recent:
    """Committed states by case, so that a state need not be read out of its JSON each time.

    What is here is used only where the database says the very version; a stale or evicted one is read again.
    """

    def __init__(self, size: int = 512) -> None:
        self._size = size
        self._cases: dict[int, Case] = {}
        self._lock = threading.Lock()
        """On PostgreSQL several threads commit at once."""

    def get(self, case_id: int, version: int) -> Case | None:
        """Return the state if it is of that version."""
        case = self._cases.get(case_id)
        return case if case is not None and case.version == version else None

    def keep(self, committed: Iterable[Case]) -> None:
        """Remember states, once their transaction is committed."""
        with self._lock:
            for case in committed:
                self._cases[case.id] = case
            while len(self._cases) > self._size:
                del self._cases[next(iter(self._cases))]


class Cases:
    """Queries over cases and events."""

    def __init__(self, connection: Connection, recent: Recent) -> None:
        self._connection = connection
        self._recent = recent
        self.saved: dict[int, Case] = {}
        """States written in this transaction."""
        self._chains: dict[int, tuple[int, str]] = {}
        """The version of each case that was looked at, and its chain's value there."""

    def reserve(self, sop: str, sop_version: str, title: str, opener: int, now: datetime) -> int:
        """Write an empty case down and return its number; `create` fills it in the same transaction."""
        row = self._connection.execute(
            _RESERVE,
            {
                "sop": sop,
                "sop_version": sop_version,
                "title": title,
                "status": Status.OPEN.value,
                "opener_id": opener,
                "opened_at": now,
                "version": 0,
                "state": "",
                "chain": START,
            },
        )
        return int(row.scalar_one())

    def titled(self, sop: str, title: str) -> int | None:
        """Return the newest case of an SOP under this very title, None where there is none."""
        statement = select(cases.c.id).where(cases.c.sop == sop, cases.c.title == title, cases.c.version > 0)
        found: int | None = self._connection.execute(statement.order_by(cases.c.id.desc()).limit(1)).scalar()
        return found

    def load(self, case_id: int, *, lock: bool = False) -> Case | None:
        """Return the case, None where there is none; `lock` keeps other writers out until the commit."""
        found = (_LOCK if lock else _LOOK).rows(self._connection, {"id": case_id})
        if not found or not found[0][0]:
            return None
        self._chains[case_id] = found[0]
        case = self.saved.get(case_id) or self._recent.get(case_id, found[0][0])
        if case is not None and case.version == found[0][0]:
            return case
        return load_case(_LOAD.rows(self._connection, {"id": case_id})[0][0])

    def load_many(self, ids: Sequence[int]) -> dict[int, Case]:
        """Return cases by number; absent ones are left out."""
        found = {case_id: self.load(case_id) for case_id in ids}
        return {case_id: case for case_id, case in found.items() if case is not None}

    def append(self, before: int, case: Case, new: Sequence[f.Event]) -> None:
        """Append events and keep the state they make. `before` is the version they were decided on."""
        value = self._head(case.id, before)
        rows = []
        for event in new:
            entry = entry_of(case.id, event)
            value = link(value, entry)
            rows.append(
                {
                    "case_id": case.id,
                    "seq": entry.seq,
                    "at": entry.at,
                    "person_id": entry.person,
                    "person_name": entry.name,
                    "role": entry.role,
                    "unit": entry.unit,
                    "kind": entry.kind,
                    "data": entry.data,
                    "acting": entry.acting,
                    "chain": value,
                }
            )
        _APPEND.run_many(self._connection, rows)
        saved = _SAVE.run(
            self._connection,
            {
                "case_id": case.id,
                "was": before,
                "new_state": dump_case(case),
                "new_version": case.version,
                "new_status": case.status.value,
                "new_ended": case.ended,
                "new_chain": value,
            },
        )
        if saved != 1:
            raise ConflictError(case.id)
        self.saved[case.id] = case
        self._chains[case.id] = (case.version, value)

    def _head(self, case_id: int, version: int) -> str:
        """Return the chain's value after that many events."""
        if version == 0:
            return START
        kept = self._chains.get(case_id)
        if kept is None or kept[0] != version:
            rows = _LOOK.rows(self._connection, {"id": case_id})
            if not rows or rows[0][0] != version:
                raise ConflictError(case_id)
            kept = rows[0]
        return str(kept[1])

    def agenda(self, case_id: int) -> str:
        """Return the number under which the office entered a case, "" where it has none yet."""
        rows = _AGENDA.rows(self._connection, {"id": case_id})
        return (rows[0][0] if rows else None) or ""

    def enter(self, case_id: int, agenda: str) -> None:
        """Enter a case under a number, once and for all."""
        _ENTER.run(self._connection, {"case_id": case_id, "number": agenda})

    def chain_head(self, case_id: int) -> str:
        """Return the chain's value after the newest event; that of an empty record is 64 zeros."""
        rows = _LOOK.rows(self._connection, {"id": case_id})
        return str(rows[0][1]) if rows else START

    def entries(self, case_id: int) -> list[Entry]:
        """Return the whole record of a case as it is written down, oldest first."""
        rows = self._connection.execute(
            select(events).where(events.c.case_id == case_id).order_by(events.c.seq)
        )
        return [Entry(*row) for row in rows]

    def events(self, case_id: int) -> list[f.Event]:
        """Return the whole record of a case, oldest first."""
        return [event_of(entry) for entry in self.entries(case_id)]

    def done_for(self, position: Position, person: int, since: datetime, until: datetime) -> list[Done]:
        """Return what a person did in a post that is not definitively theirs, oldest first."""
        unit = events.c.unit
        rows = self._connection.execute(
            select(events)
            .where(
                events.c.person_id == person,
                events.c.acting.is_not(None),
                events.c.role == position.role,
                unit.is_(None) if position.unit is None else unit == position.unit,
                events.c.at >= since,
                events.c.at <= until,
            )
            .order_by(events.c.at, events.c.case_id, events.c.seq)
        )
        return [Done(row.case_id, row.at, load_fact(row.kind, row.data)) for row in rows]

    def running(self, limit: int = 200) -> list[Case]:
        """Return the open cases, newest first."""
        rows = self._connection.execute(
            select(cases.c.state)
            .where(cases.c.status == Status.OPEN.value, cases.c.state != "")
            .order_by(cases.c.id.desc())
            .limit(limit)
        )
        return [load_case(row.state) for row in rows]

    def recent(self, limit: int = 50) -> list[Case]:
        """Return the newest cases, open or not."""
        rows = self._connection.execute(
            select(cases.c.state).where(cases.c.state != "").order_by(cases.c.id.desc()).limit(limit)
        )
        return [load_case(row.state) for row in rows]

    def keep_sop(self, sop: str, version: str, source: SopSource, now: datetime) -> None:
        """Keep the text of an SOP version, once."""
        known = self._connection.execute(
            select(sops.c.id).where(sops.c.id == sop, sops.c.version == version)
        ).first()
        if known is None:
            self._connection.execute(
                insert(sops).values(id=sop, version=version, source=source.text, file=source.file, at=now)
            )

    def sop_source(self, sop: str, version: str) -> SopSource | None:
        """Return the text a case was pinned to."""
        row = self._connection.execute(
            select(sops.c.file, sops.c.source).where(sops.c.id == sop, sops.c.version == version)
        ).first()
        return SopSource(row.file, row.source) if row else None
