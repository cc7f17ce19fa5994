"""Photos of paper that wait to become one PDF: kept page by page, so that a restart loses none."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage.codec import dump_plain, load_plain
from storage.tables import sheaves


@dataclass(frozen=True, slots=True)
class Photo:
    """A page: the message that brought it, under which SHA-256 its bytes are kept, and the message's chat."""

    message: int
    sha256: str
    chat: int = 0


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The pages a person sent so far for one purpose, in the order in which they were sent."""

    id: int
    telegram_id: int
    aim: dict[str, Any]
    """What they are for, as plain data of the handlers."""
    photos: tuple[Photo, ...]
    at: datetime
    """When the latest came."""

    def having(self, photo: Photo) -> "Sheaf":
        """Return it with one more page, in its place: photos may be handled in another order than sent.

        Numbers of messages count in each chat by themselves.
        """
        at = len(self.photos)
        while at and self.photos[at - 1].chat == photo.chat and self.photos[at - 1].message > photo.message:
            at -= 1
        return replace(self, photos=(*self.photos[:at], photo, *self.photos[at:]))


class Sheaves:
    """Queries over photos that wait."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, telegram_id: int, aim: dict[str, Any], now: datetime) -> Sheaf:
        """Begin a new one, without pages."""
        row = self._connection.execute(
            insert(sheaves)
            .values(telegram_id=telegram_id, aim=dump_plain(aim), photos=dump_plain([]), at=now, ended=False)
            .returning(sheaves.c.id)
        )
        return Sheaf(int(row.scalar_one()), telegram_id, aim, (), now)

    def keep(self, sheaf: Sheaf, now: datetime) -> None:
        """Keep its pages as they are now."""
        photos = [[photo.message, photo.sha256, photo.chat] for photo in sheaf.photos]
        self._connection.execute(
            update(sheaves).where(sheaves.c.id == sheaf.id).values(photos=dump_plain(photos), at=now)
        )

    def get(self, number: int) -> Sheaf | None:
        """Return one that waits, by its number."""
        row = self._connection.execute(
            select(sheaves).where(sheaves.c.id == number, sheaves.c.ended.is_(False))
        ).first()
        return _loaded(row) if row is not None else None

    def of(self, telegram_id: int, since: datetime) -> list[Sheaf]:
        """Return those of a person that wait and whose latest page came since a moment, the latest first."""
        rows = self._connection.execute(
            select(sheaves)
            .where(sheaves.c.telegram_id == telegram_id, sheaves.c.at >= since)
            .where(sheaves.c.ended.is_(False))
            .order_by(sheaves.c.at.desc(), sheaves.c.id.desc())
        )
        return [_loaded(row) for row in rows]

    def end(self, number: int) -> None:
        """End one; the bytes of its pages stay in the file store.

        Its row stays for a while: a number that is given out again would bring an old message to life.
        """
        self._connection.execute(update(sheaves).where(sheaves.c.id == number).values(ended=True))

    def prune(self, before: datetime) -> int:
        """Forget those that were left before a moment; return how many."""
        return self._connection.execute(delete(sheaves).where(sheaves.c.at < before)).rowcount


def _loaded(row: Any) -> Sheaf:
    pages = tuple(Photo(*page) for page in load_plain(row.photos))
    return Sheaf(row.id, row.telegram_id, load_plain(row.aim), pages, row.at)
