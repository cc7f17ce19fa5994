"""Terms: who holds a position how and how long, by which order; and who is away from when to when."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, or_, select, union_all, update

from sop.people import Position, Standing
from storage.codec import dump_plain, load_plain
from storage.people import People
from storage.tables import absences, appointments


@dataclass(frozen=True, slots=True)
class Order:
    """The surat perintah of an appointment; `document` is the id of its file, where it was sent."""

    number: str = ""
    dated: date | None = None
    document: int | None = None


NO_ORDER = Order()


@dataclass(frozen=True, slots=True)
class Term:
    """An appointment, from when to when (`until` itself is out; None is open-ended)."""

    person: int
    position: Position
    since: datetime
    until: datetime | None = None
    standing: Standing = Standing.DEFINITIVE
    via: Position | None = None
    sops: tuple[str, ...] = ()
    """The SOPs it is limited to; none for all."""
    for_person: int | None = None
    """Whose place a Plh. takes."""
    order: Order = NO_ORDER
    entered_by: int | None = None
    """The person who entered it; nobody where it came by an invitation or the command line."""
    entered_at: datetime | None = None
    absence: int | None = None
    begun: datetime | None = None
    """When its beginning was told and the tasks were moved."""
    finished: datetime | None = None
    id: int = 0

    def runs(self, at: datetime) -> bool:
        """Whether it is in force at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """A person away, from when to when (`until` itself is out)."""

    person: int
    since: datetime
    until: datetime
    entered_by: int | None
    entered_at: datetime
    begun: datetime | None = None
    finished: datetime | None = None
    id: int = 0


class Terms:
    """Queries over appointments and absences with all that is known of them."""

    def __init__(self, connection: Connection, people: People) -> None:
        self._connection = connection
        self._people = people
        self.changed = False
        """Whether a term was written in this transaction: its edges are deadlines, too."""

    def add(self, term: Term) -> Term:
        """Write an appointment down; return it with its id."""
        self._touch()
        row = self._connection.execute(
            insert(appointments)
            .values(
                person_id=term.person,
                role=term.position.role,
                unit=term.position.unit,
                since=term.since,
                until=term.until,
                standing=term.standing.value,
                via_role=term.via.role if term.via else None,
                via_unit=term.via.unit if term.via else None,
                sops=dump_plain(list(term.sops)),
                for_person=term.for_person,
                order_number=term.order.number or None,
                order_date=term.order.dated.isoformat() if term.order.dated else None,
                order_document=term.order.document,
                entered_by=term.entered_by,
                entered_at=term.entered_at,
                begun_at=term.begun,
                absence_id=term.absence,
            )
            .returning(appointments.c.id)
        )
        return replace(term, id=int(row.scalar_one()))

    def get(self, term: int) -> Term | None:
        """Return an appointment."""
        return next(iter(self._terms(appointments.c.id == term)), None)

    def of_position(self, position: Position, now: datetime) -> list[Term]:
        """Return the appointments to a position that run now or will, oldest first."""
        return self._terms(_at(position), _not_over(now))

    def of_person(self, person: int, now: datetime) -> list[Term]:
        """Return a person's appointments that run now or will, oldest first."""
        return self._terms(appointments.c.person_id == person, _not_over(now))

    def current(self, now: datetime) -> list[Term]:
        """Return every appointment that runs now or will, oldest first."""
        return self._terms(_not_over(now))

    def substitutes(self, now: datetime) -> list[Term]:
        """Return every Plt., Plh. and mandate that runs now or will, oldest first."""
        return self._terms(_not_over(now), appointments.c.standing != Standing.DEFINITIVE.value)

    def edges(self, now: datetime) -> list[Term]:
        """Return the terms whose beginning or end has come and was not told yet, oldest first."""
        begins = and_(appointments.c.begun_at.is_(None), appointments.c.since <= now)
        ends = and_(appointments.c.finished_at.is_(None), appointments.c.until <= now)
        return self._terms(or_(begins, ends))

    def next_edge(self) -> datetime | None:
        """Return when the next term or absence begins or ends that was not told yet."""
        edges = [
            select(func.min(column)).where(told.is_(None))
            for column, told in (
                (appointments.c.since, appointments.c.begun_at),
                (appointments.c.until, appointments.c.finished_at),
                (absences.c.since, absences.c.begun_at),
                (absences.c.until, absences.c.finished_at),
            )
        ]
        found = [edge for (edge,) in self._connection.execute(union_all(*edges)) if edge is not None]
        return min(found, default=None)

    def told(self, term: int, *, begun: datetime | None = None, finished: datetime | None = None) -> bool:
        """Note that a term's beginning, or its end, was told; False where that is noted already.

        Two transactions that look at the same edge do it once: the second waits for the first, and finds it
        noted.
        """
        return self._note(appointments, term, begun, finished)

    def end(self, term: int, at: datetime) -> None:
        """Let an appointment end at a moment; its end is told by whoever looks at the edges."""
        self._touch()
        self._connection.execute(update(appointments).where(appointments.c.id == term).values(until=at))

    def put_absence(self, absence: Absence) -> Absence:
        """Write an absence down; return it with its id."""
        self._touch()
        row = self._connection.execute(
            insert(absences)
            .values(
                person_id=absence.person,
                since=absence.since,
                until=absence.until,
                entered_by=absence.entered_by,
                entered_at=absence.entered_at,
            )
            .returning(absences.c.id)
        )
        return replace(absence, id=int(row.scalar_one()))

    def absences(self, now: datetime, person: int | None = None) -> list[Absence]:
        """Return the absences that run now or will, of everyone or of one person."""
        wanted = absences.c.until > now
        if person is not None:
            wanted = and_(wanted, absences.c.person_id == person)
        return self._absences(wanted)

    def absence_edges(self, now: datetime) -> list[Absence]:
        """Return the absences whose beginning or end has come and was not told yet."""
        begins = and_(absences.c.begun_at.is_(None), absences.c.since <= now)
        ends = and_(absences.c.finished_at.is_(None), absences.c.until <= now)
        return self._absences(or_(begins, ends))

    def absence_told(
        self, absence: int, *, begun: datetime | None = None, finished: datetime | None = None
    ) -> bool:
        """Note that an absence's beginning, or its end, was told; False where that is noted already."""
        return self._note(absences, absence, begun, finished)

    def filled_during(self, absence: int) -> frozenset[Position]:
        """Return the posts that a substitute was named for with an absence."""
        rows = self._connection.execute(
            select(appointments.c.role, appointments.c.unit).where(appointments.c.absence_id == absence)
        )
        return frozenset(Position(row.role, row.unit) for row in rows)

    def _note(self, table: Table, row: int, begun: datetime | None, finished: datetime | None) -> bool:
        column, at = (table.c.begun_at, begun) if begun else (table.c.finished_at, finished)
        statement = update(table).where(table.c.id == row, column.is_(None)).values({column: at})
        return self._connection.execute(statement.returning(table.c.id)).first() is not None

    def end_absence(self, absence: int, at: datetime) -> None:
        """Let somebody be back at a moment."""
        self._touch()
        self._connection.execute(update(absences).where(absences.c.id == absence).values(until=at))

    def _touch(self) -> None:
        self.changed = True
        self._people.changed()

    def _terms(self, *where: ColumnElement[bool]) -> list[Term]:
        rows = self._connection.execute(select(appointments).where(*where).order_by(appointments.c.id))
        return [
            Term(
                row.person_id,
                Position(row.role, row.unit),
                row.since,
                row.until,
                Standing(row.standing),
                Position(row.via_role, row.via_unit) if row.via_role else None,
                tuple(load_plain(row.sops)),
                row.for_person,
                Order(
                    row.order_number or "",
                    date.fromisoformat(row.order_date) if row.order_date else None,
                    row.order_document,
                ),
                row.entered_by,
                row.entered_at,
                row.absence_id,
                row.begun_at,
                row.finished_at,
                row.id,
            )
            for row in rows
        ]

    def _absences(self, where: ColumnElement[bool]) -> list[Absence]:
        rows = self._connection.execute(select(absences).where(where).order_by(absences.c.id))
        return [
            Absence(
                row.person_id,
                row.since,
                row.until,
                row.entered_by,
                row.entered_at,
                row.begun_at,
                row.finished_at,
                row.id,
            )
            for row in rows
        ]


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(appointments.c.until.is_(None), appointments.c.until > now)


def _at(position: Position) -> ColumnElement[bool]:
    unit = appointments.c.unit
    same = unit.is_(None) if position.unit is None else unit == position.unit
    return and_(appointments.c.role == position.role, same)
