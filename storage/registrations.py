"""Who asked to come in without an invitation, as rows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from sop.people import Position
from storage.tables import registrations


class Stage(StrEnum):
    """Where a registration stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    REPLACED = "replaced"
    """By a newer one of the same person."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Somebody who asks for a post: the Telegram account, what they say of themselves, what became of it."""

    telegram_id: int
    name: str
    nip: str
    position: Position
    at: datetime
    phone: str | None = None
    stage: Stage = Stage.WAITING
    decided_by: int | None = None
    decided: datetime | None = None
    id: int = 0


class Registrations:
    """Queries over registrations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, registration: Registration) -> Registration:
        """Write one down; return it with its id."""
        row = self._connection.execute(
            insert(registrations)
            .values(
                telegram_id=registration.telegram_id,
                name=registration.name,
                nip=registration.nip,
                phone=registration.phone,
                role=registration.position.role,
                unit=registration.position.unit,
                at=registration.at,
                status=registration.stage.value,
            )
            .returning(registrations.c.id)
        )
        return replace(registration, id=int(row.scalar_one()))

    def get(self, number: int, *, lock: bool = False) -> Registration | None:
        """Return one; with `lock`, of several who decide at once one is first."""
        statement = select(registrations).where(registrations.c.id == number)
        row = self._connection.execute(statement.with_for_update() if lock else statement).first()
        return _registration(row) if row is not None else None

    def waiting(self, telegram_id: int | None = None) -> list[Registration]:
        """Return those that wait, of everyone or of one account, oldest first."""
        where: ColumnElement[bool] = registrations.c.status == Stage.WAITING.value
        if telegram_id is not None:
            where = where & (registrations.c.telegram_id == telegram_id)
        rows = self._connection.execute(
            select(registrations).where(where).order_by(registrations.c.id).with_for_update()
        )
        return [_registration(row) for row in rows]

    def count(self, telegram_id: int, since: datetime) -> int:
        """Return how many one account has sent after a moment."""
        statement = select(func.count()).where(
            registrations.c.telegram_id == telegram_id, registrations.c.at > since
        )
        return int(self._connection.execute(statement).scalar_one())

    def decide(self, number: int, stage: Stage, by: int | None, now: datetime) -> None:
        """Note what became of one. Of whoever was not let in, NIP and telephone are forgotten."""
        values: dict[str, object] = {"status": stage.value, "decided_by": by, "decided_at": now}
        if stage is not Stage.APPROVED:
            values |= {"nip": "", "phone": None}
        self._connection.execute(update(registrations).where(registrations.c.id == number).values(values))


def _registration(row: Row[tuple[object, ...]]) -> Registration:
    return Registration(
        row.telegram_id,
        row.name,
        row.nip,
        Position(row.role, row.unit),
        row.at,
        row.phone,
        Stage(row.status),
        row.decided_by,
        row.decided_at,
        row.id,
    )
