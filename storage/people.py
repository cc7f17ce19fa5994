"""People, the positions they hold, and the invitations they come in by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from sop.people import Actor, Position, Roster
from storage.directory import Directory, Seats
from storage.hot import Hot
from storage.tables import appointments, invitations, people

_BY_TELEGRAM = Hot(
    select(people.c.id, people.c.name, appointments.c.role, appointments.c.unit)
    .select_from(
        people.outerjoin(
            appointments,
            and_(
                appointments.c.person_id == people.c.id,
                appointments.c.since <= bindparam("now"),
                or_(appointments.c.until.is_(None), appointments.c.until > bindparam("now")),
            ),
        )
    )
    .where(people.c.telegram_id == bindparam("telegram_id"))
    .order_by(appointments.c.id)
)
_ROSTER = Hot(
    select(
        appointments.c.role,
        appointments.c.unit,
        appointments.c.person_id,
        people.c.telegram_id,
        people.c.name,
    )
    .join_from(appointments, people)
    .where(
        appointments.c.since <= bindparam("now"),
        or_(appointments.c.until.is_(None), appointments.c.until > bindparam("now")),
    )
    .order_by(appointments.c.id)
)
_CHATS = select(people.c.id, people.c.telegram_id).where(people.c.id.in_(bindparam("ids", expanding=True)))
_NAMES = select(people.c.id, people.c.name).where(people.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to a position, known by the hash of its code."""

    code_hash: str
    position: Position
    created: datetime
    expires: datetime
    used: datetime | None = None


class People:
    """Queries over people, appointments and invitations."""

    def __init__(self, connection: Connection, directory: Directory) -> None:
        self._connection = connection
        self._directory = directory
        self._own: Seats | None = None
        """What this transaction read itself, and how many changes had been made before."""
        self._before = 0
        self._changed = False
        self._chats: dict[int, int] = {}

    def by_telegram(self, telegram_id: int, now: datetime) -> Actor | None:
        """Return the person and the positions held now, None for a stranger."""
        found = self._seats(now).actors.get(telegram_id)
        if found is not None:
            return found
        rows = _BY_TELEGRAM.rows(self._connection, {"telegram_id": telegram_id, "now": now})
        if not rows:
            return None
        held = frozenset(Position(role, unit) for _, _, role, unit in rows if role is not None)
        return Actor(rows[0][0], rows[0][1], held)

    def roster(self, units: tuple[str, ...], now: datetime) -> Roster:
        """Return who holds which position now."""
        return Roster(units, self._seats(now).holders)

    def committed(self) -> None:
        """Hear that this transaction is durable."""
        if self._changed:
            self._directory.forget()
        elif self._own is not None:
            self._directory.keep(self._own, self._before)

    def _seats(self, now: datetime) -> Seats:
        """Return the appointments in force: as this transaction sees them, once it has changed any."""
        if self._own is not None and self._own.hold(now):
            return self._own
        known = None if self._changed else self._directory.get(now)
        if known is not None:
            return known
        self._before = self._directory.changes
        self._own = _read(_ROSTER.rows(self._connection, {"now": now}), now)
        return self._own

    def _change(self) -> None:
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

    def names(self, ids: tuple[int, ...]) -> dict[int, str]:
        """Return each person's name."""
        return {row.id: row.name for row in self._connection.execute(_NAMES, {"ids": ids})}

    def admit(self, telegram_id: int, name: str, now: datetime) -> int:
        """Return the id of the person with this Telegram account, who is written down if new."""
        known = self._connection.execute(
            select(people.c.id).where(people.c.telegram_id == telegram_id)
        ).scalar()
        self._change()
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

    def appoint(self, person: int, position: Position, now: datetime) -> None:
        """Let a person hold a position from now on."""
        self._change()
        self._connection.execute(
            insert(appointments).values(person_id=person, role=position.role, unit=position.unit, since=now)
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
        return _read(_ROSTER.rows(self._connection, {"now": now}), now).holders.get(position, ())

    def dismiss(self, position: Position, now: datetime) -> None:
        """End every appointment to a position as of now; history keeps it."""
        self._change()
        self._connection.execute(
            update(appointments)
            .where(
                appointments.c.role == position.role,
                appointments.c.unit.is_(None)
                if position.unit is None
                else appointments.c.unit == position.unit,
                appointments.c.until.is_(None),
            )
            .values(until=now)
        )

    def mark_blocked(self, telegram_id: int, now: datetime) -> str | None:
        """Note that a person cannot be reached; return the name, None where known already or a stranger."""
        row = self._connection.execute(
            update(people)
            .where(people.c.telegram_id == telegram_id, people.c.blocked_at.is_(None))
            .values(blocked_at=now)
            .returning(people.c.name)
        ).first()
        return row.name if row else None

    def mark_reachable(self, telegram_id: int) -> None:
        """Note that this person can be reached again."""
        self._connection.execute(
            update(people)
            .where(people.c.telegram_id == telegram_id, people.c.blocked_at.is_not(None))
            .values(blocked_at=None)
        )

    def invite(self, invitation: Invitation) -> None:
        """Write an invitation down."""
        self._connection.execute(
            insert(invitations).values(
                code_hash=invitation.code_hash,
                role=invitation.position.role,
                unit=invitation.position.unit,
                created_at=invitation.created,
                expires_at=invitation.expires,
            )
        )

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return the invitation of that hash."""
        row = self._connection.execute(
            select(invitations).where(invitations.c.code_hash == code_hash).with_for_update()
        ).first()
        if row is None:
            return None
        return Invitation(
            row.code_hash, Position(row.role, row.unit), row.created_at, row.expires_at, row.used_at
        )

    def use(self, invitation: Invitation, person: int, now: datetime) -> None:
        """Mark an invitation as used, so that it serves once."""
        self._connection.execute(
            update(invitations)
            .where(invitations.c.code_hash == invitation.code_hash)
            .values(used_at=now, used_by=person)
        )


def _read(rows: Sequence[tuple[Any, ...]], now: datetime) -> Seats:
    """Return the seats that rows of the roster say."""
    holders: dict[Position, tuple[int, ...]] = {}
    chats: dict[int, int] = {}
    names: dict[int, str] = {}
    held: dict[int, set[Position]] = {}
    for role, unit, person, chat, name in rows:
        position = Position(role, unit)
        holders[position] = (*holders.get(position, ()), person)
        chats[person] = chat
        names[person] = name
        held.setdefault(person, set()).add(position)
    actors = {chats[p]: Actor(p, names[p], frozenset(positions)) for p, positions in held.items()}
    return Seats(now, holders, chats, actors)
