"""People, and the positions they hold."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from sop.people import Actor, Position, Roster
from storage.directory import Directory
from storage.hot import Hot
from storage.read_seats import read_seats
from storage.seats import Seats
from storage.tables import appointments, people

_BY_TELEGRAM = Hot(select(people.c.id, people.c.name).where(people.c.telegram_id == bindparam("telegram_id")))
_CHATS = select(people.c.id, people.c.telegram_id).where(people.c.id.in_(bindparam("ids", expanding=True)))
_NAMES = select(people.c.id, people.c.name).where(people.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who came in, with or without a post."""

    id: int
    telegram_id: int
    name: str
    reachable: bool
    """Whether the bot can write to them, as far as it knows."""


class People:
    """Queries over people and appointments."""

    def __init__(self, connection: Connection, directory: Directory) -> None:
        self._connection = connection
        self._directory = directory
        self._own: Seats | None = None
        """What this transaction read itself, and how many changes had been made before."""
        self._before = 0
        self._changed = False
        self._asked: datetime | None = None
        self._chats: dict[int, int] = {}

    def by_telegram(self, telegram_id: int, now: datetime) -> Actor | None:
        """Return the person and the positions held now, None for a stranger."""
        seats = self.seats(now)
        person = seats.people.get(telegram_id)
        if person is not None:
            view = seats.view()
            replaced = view.replaced.get(person, frozenset())
            held = view.positions.get(person, frozenset())
            return Actor(person, seats.names[person], held, replaced=replaced)
        rows = _BY_TELEGRAM.rows(self._connection, {"telegram_id": telegram_id})
        return Actor(rows[0][0], rows[0][1]) if rows else None

    def roster(self, units: tuple[str, ...], now: datetime, sop: str | None = None) -> Roster:
        """Return who holds which position now, as an SOP sees it."""
        seats = self.seats(now)
        view = seats.view(sop)
        return Roster(units, view.holders, view.acting, seats.unreachable, seats.names)

    def committed(self) -> None:
        """Hear that this transaction is durable."""
        if self._changed:
            self._directory.forget()
        elif self._own is not None:
            self._directory.keep(self._own, self._before)

    def seats(self, now: datetime) -> Seats:
        """Return the appointments in force: as this transaction sees them, once it has changed any."""
        if self._own is not None and self._own.hold(now):
            return self._own
        self._asked = now
        known = None if self._changed else self._directory.get(now)
        if known is not None:
            return known
        self._before = self._directory.changes
        self._own = read_seats(self._connection, now)
        return self._own

    def known(self) -> Seats:
        """Return the seats that this use case asked for before. Raises LookupError where it did not."""
        seats = self._own or (None if self._changed else self._directory.latest)
        if seats is not None:
            return seats
        if self._asked is None:
            raise LookupError
        return self.seats(self._asked)

    def changed(self) -> None:
        """Hear that appointments, absences, admins, rooms or reachability change in this transaction."""
        self._changed = True
        self._own = None

    def chats(self, ids: tuple[int, ...]) -> dict[int, int]:
        """Return the private chat of each person."""
        seats = self._own or self._directory.latest
        if seats is not None:
            self._chats.update({person: seats.chats[person] for person in ids if person in seats.chats})
        unknown = [person for person in ids if person not in self._chats]
        if unknown:
            rows = self._connection.execute(_CHATS, {"ids": unknown})
            self._chats.update({row.id: row.telegram_id for row in rows})
        return {person: self._chats[person] for person in ids if person in self._chats}

    def everyone(self) -> list[Person]:
        """Return everyone who ever came in, by name."""
        rows = self._connection.execute(
            select(people.c.id, people.c.telegram_id, people.c.name, people.c.blocked_at).order_by(
                people.c.name, people.c.id
            )
        )
        return [Person(row.id, row.telegram_id, row.name, row.blocked_at is None) for row in rows]

    def particulars(self, person: int) -> tuple[str | None, str | None]:
        """Return the NIP and the telephone number that a person gave, as far as they did."""
        row = self._connection.execute(
            select(people.c.nip, people.c.phone).where(people.c.id == person)
        ).one()
        return row.nip, row.phone

    def names(self, ids: tuple[int, ...]) -> dict[int, str]:
        """Return each person's name."""
        return {row.id: row.name for row in self._connection.execute(_NAMES, {"ids": ids})}

    def admit(self, telegram_id: int, name: str, now: datetime) -> int:
        """Return the id of the person with this Telegram account, who is written down if new."""
        known = self._connection.execute(
            select(people.c.id).where(people.c.telegram_id == telegram_id)
        ).scalar()
        self.changed()
        if known is not None:
            self._connection.execute(
                update(people).where(people.c.id == known).values(name=name, blocked_at=None)
            )
            return int(known)
        return int(
            self._connection.execute(
                insert(people)
                .values(telegram_id=telegram_id, name=name, joined_at=now)
                .returning(people.c.id)
            ).scalar_one()
        )

    def describe(self, person: int, nip: str, phone: str | None) -> None:
        """Keep the NIP of a person, and the telephone number where there is one."""
        values = {"nip": nip} | ({"phone": phone} if phone is not None else {})
        self._connection.execute(update(people).where(people.c.id == person).values(values))

    def with_nip(self, nip: str, but: int) -> str | None:
        """Return the name of somebody with another account who has this NIP."""
        statement = select(people.c.name).where(people.c.nip == nip, people.c.telegram_id != but)
        return self._connection.execute(statement.order_by(people.c.id)).scalar()

    def appoint(self, person: int, position: Position, now: datetime, entered_by: int | None = None) -> None:
        """Let a person hold a position definitively from now on; `entered_by` is the person who said so."""
        self.changed()
        self._connection.execute(
            insert(appointments).values(
                person_id=person,
                role=position.role,
                unit=position.unit,
                since=now,
                begun_at=now,
                entered_by=entered_by,
                entered_at=now,
            )
        )

    def lock_position(self, position: Position) -> None:
        """Keep others from filling this position until the commit: whoever reads its holders is then alone.

        On SQLite every transaction is alone from its beginning.
        """
        if self._connection.dialect.name != "postgresql":
            return
        name = f"position {position.role}\0{position.unit or ''}".encode()
        key = int.from_bytes(sha256(name).digest()[:8], "big", signed=True)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    def holders(self, position: Position, now: datetime) -> tuple[int, ...]:
        """Return who holds a position now."""
        return read_seats(self._connection, now).view().holders.get(position, ())

    def dismiss(self, position: Position, now: datetime) -> None:
        """End every appointment to a position as of now, its Plt. and Plh. too; history keeps them."""
        self.changed()
        self._connection.execute(
            update(appointments)
            .where(
                appointments.c.role == position.role,
                appointments.c.unit.is_(None)
                if position.unit is None
                else appointments.c.unit == position.unit,
                or_(appointments.c.until.is_(None), appointments.c.until > now),
            )
            .values(until=now, finished_at=now, begun_at=func.coalesce(appointments.c.begun_at, now))
        )

    def mark_blocked(self, telegram_id: int, now: datetime) -> str | None:
        """Note that a person cannot be reached; return the name, None where known already or a stranger."""
        self.changed()
        row = self._connection.execute(
            update(people)
            .where(people.c.telegram_id == telegram_id, people.c.blocked_at.is_(None))
            .values(blocked_at=now)
            .returning(people.c.name)
        ).first()
        return row.name if row else None

    def mark_reachable(self, telegram_id: int) -> None:
        """Note that this person can be reached again."""
        self.changed()
        self._connection.execute(
            update(people)
            .where(people.c.telegram_id == telegram_id, people.c.blocked_at.is_not(None))
            .values(blocked_at=None)
        )

    def wish_copies(self, person: int, *, wanted: bool) -> None:
        """Note whether somebody wants a copy of their own of cards that go to a group."""
        self.changed()
        self._connection.execute(update(people).where(people.c.id == person).values(personal_copy=wanted))
