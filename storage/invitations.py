"""Invitations as rows: known by the hash of their code, so that the database alone lets nobody in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from sop.people import Position
from storage.tables import invitations


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to a position, known by the hash of its code."""

    code_hash: str
    position: Position
    created: datetime
    expires: datetime
    used: datetime | None = None
    withdrawn: datetime | None = None
    created_by: int | None = None
    """The person who made it; nobody where it was made on the command line."""
    used_by: int | None = None

    def open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used is None and self.withdrawn is None and now < self.expires


class Invitations:
    """Queries over invitations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Write an invitation down."""
        self._connection.execute(
            insert(invitations).values(
                code_hash=invitation.code_hash,
                role=invitation.position.role,
                unit=invitation.position.unit,
                created_at=invitation.created,
                expires_at=invitation.expires,
                created_by=invitation.created_by,
            )
        )

    def find(self, code_hash: str) -> Invitation | None:
        """Return the invitation of that hash, locked until the commit: of two who bring it one is first."""
        row = self._connection.execute(
            select(invitations).where(invitations.c.code_hash == code_hash).with_for_update()
        ).first()
        return _invitation(row) if row is not None else None

    def open(self, now: datetime) -> list[Invitation]:
        """Return those that can still be used, oldest first."""
        rows = self._connection.execute(
            select(invitations)
            .where(
                invitations.c.used_at.is_(None),
                invitations.c.withdrawn_at.is_(None),
                invitations.c.expires_at > now,
            )
            .order_by(invitations.c.created_at, invitations.c.code_hash)
        )
        return [_invitation(row) for row in rows]

    def use(self, invitation: Invitation, person: int, now: datetime) -> None:
        """Mark an invitation as used, so that it serves once."""
        self._set(invitation.code_hash, used_at=now, used_by=person)

    def withdraw(self, invitation: Invitation, by: int | None, now: datetime) -> None:
        """Mark an invitation as withdrawn, by a person or on the command line."""
        self._set(invitation.code_hash, withdrawn_at=now, withdrawn_by=by)

    def _set(self, code_hash: str, **values: object) -> None:
        self._connection.execute(
            update(invitations).where(invitations.c.code_hash == code_hash).values(values)
        )


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    return Invitation(
        row.code_hash,
        Position(row.role, row.unit),
        row.created_at,
        row.expires_at,
        row.used_at,
        row.withdrawn_at,
        row.created_by,
        row.used_by,
    )
