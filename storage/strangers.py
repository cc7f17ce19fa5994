"""How much each stranger has written lately."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import strangers


@dataclass(frozen=True, slots=True)
class Stranger:
    """What is counted of somebody who is not known: since when, and how often."""

    since: datetime
    answers: int
    refusals: int
    talk_since: datetime
    talk: int


class Strangers:
    """Queries over strangers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, telegram_id: int) -> Stranger | None:
        """Return what is counted of somebody, None where nothing is."""
        row = self._connection.execute(
            select(strangers).where(strangers.c.telegram_id == telegram_id).with_for_update()
        ).first()
        if row is None:
            return None
        return Stranger(row.since, row.answers, row.refusals, row.talk_since, row.talk)

    def put(self, telegram_id: int, stranger: Stranger, *, known: bool) -> None:
        """Keep what is counted of somebody; `known` says whether anything was."""
        values = {
            "since": stranger.since,
            "answers": stranger.answers,
            "refusals": stranger.refusals,
            "talk_since": stranger.talk_since,
            "talk": stranger.talk,
        }
        if known:
            self._connection.execute(
                update(strangers).where(strangers.c.telegram_id == telegram_id).values(values)
            )
        else:
            self._connection.execute(insert(strangers).values(telegram_id=telegram_id, **values))

    def prune(self, before: datetime) -> int:
        """Forget who has not been heard of since a moment; return how many."""
        return self._connection.execute(
            delete(strangers).where(strangers.c.since < before, strangers.c.talk_since < before)
        ).rowcount
