"""Authenticator apps of people, as rows. What is in `secret` was encrypted before it came here."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import authenticators, people


@dataclass(frozen=True, slots=True)
class Authenticator:
    """One person's app: enrolled, or offered and waiting for its first code (`enrolled` None)."""

    person: int
    secret: str = field(repr=False)
    """Encrypted."""
    created: datetime
    enrolled: datetime | None = None
    last_step: int = 0
    """The time step of the last code that served; neither it nor an earlier one serves again."""
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose app it is."""

    person: int
    telegram_id: int
    name: str


class Authenticators:
    """Queries over authenticator apps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person: int, *, lock: bool = False) -> Authenticator | None:
        """Return a person's app; with `lock` nobody else checks a code of it until the commit."""
        statement = select(authenticators).where(authenticators.c.person_id == person)
        row = self._connection.execute(statement.with_for_update() if lock else statement).first()
        return Authenticator(*row) if row else None

    def all(self) -> list[Authenticator]:
        """Return every app."""
        rows = self._connection.execute(select(authenticators).order_by(authenticators.c.person_id))
        return [Authenticator(*row) for row in rows]

    def owners(self) -> list[Owner]:
        """Return everyone who has an app, enrolled or waiting for its first code."""
        rows = self._connection.execute(
            select(people.c.id, people.c.telegram_id, people.c.name)
            .join_from(authenticators, people)
            .order_by(people.c.id)
        )
        return [Owner(*row) for row in rows]

    def offer(self, person: int, secret: str, now: datetime) -> None:
        """Keep a new secret, which waits for its first code, in place of any other of this person."""
        self.remove(person)
        self._connection.execute(
            insert(authenticators).values(person_id=person, secret=secret, created_at=now)
        )

    def enrol(self, person: int, step: int, now: datetime) -> None:
        """Note that the first code was right: from now on the app signs."""
        self._set(person, enrolled_at=now, last_step=step, failures=0, locked_until=None)

    def accept(self, person: int, step: int) -> None:
        """Note that a code served."""
        self._set(person, last_step=step, failures=0, locked_until=None)

    def fail(self, person: int, failures: int, locked_until: datetime | None) -> None:
        """Note how many codes in a row were wrong, and until when no other is looked at."""
        self._set(person, failures=failures, locked_until=locked_until)

    def reseal(self, person: int, secret: str) -> None:
        """Keep the same secret, encrypted anew."""
        self._set(person, secret=secret)

    def remove(self, person: int) -> bool:
        """Forget a person's app; return whether there was one."""
        gone = self._connection.execute(delete(authenticators).where(authenticators.c.person_id == person))
        return gone.rowcount > 0

    def _set(self, person: int, **values: object) -> None:
        self._connection.execute(
            update(authenticators).where(authenticators.c.person_id == person).values(**values)
        )
