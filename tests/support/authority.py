"""Tries the cells of the table of authority, each in a transaction of its own that is taken back."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from storage.cases import Recent
from storage.codec import load_acting
from storage.directory import Directory
from storage.transaction import Tx
from tests.office.bureau import SEATS, Bureau
from tests.support.authority_people import ARRANGE, Capacity, Scene, Standpoint
from tests.support.authority_states import SITI, State
from tests.support.authority_ways import Attempt, Way

DONE, QUIET = "done", "neither done nor refused"
_LOOK = (
    "SELECT (SELECT version FROM cases WHERE id = ?), (SELECT count(*) FROM events WHERE case_id = ?), "
    "(SELECT count(*) FROM events), (SELECT count(*) FROM documents), (SELECT count(*) FROM refusals)"
)
_REFUSED = "SELECT telegram_id, reason, case_id, task FROM refusals ORDER BY id DESC LIMIT ?"
_NEW = "SELECT person_id, role, unit, acting FROM events ORDER BY at DESC, case_id DESC, seq DESC LIMIT ?"
_OF_CASE = "SELECT person_id, role, unit, acting FROM events WHERE case_id = ? AND seq > ?"


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one attempt."""

    verdict: str
    wrong: str = ""
    """What does not fit the verdict: a second refusal, a change of the case; empty where all does."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How much is written down."""

    version: int
    events: int
    of_all: int
    documents: int
    refusals: int


@dataclass(frozen=True, slots=True)
class Place:
    """The office arranged for one kind of person in front of one task."""

    connection: Connection
    driver: sqlite3.Connection
    """The same connection as the driver has it: what is asked a hundred thousand times goes there."""
    directory: Directory
    scene: Scene
    who: Standpoint
    before: "_Look"
    """How much is written down before each attempt, for each is taken back."""


class Trial:
    """An office whose every attempt is taken back."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self._recent = Recent()
        chats = bureau.ask(lambda tx: tx.people.chats(tuple(range(1, len(SEATS) + 1))))
        self._people = {chat: person for person, chat in chats.items()}

    @contextmanager
    def arranged(self, state: State, person: str) -> Iterator[Place]:
        """Arrange the office for one kind of person; all is as before afterwards."""
        with self.bureau.store.engine.connect() as connection, connection.begin() as transaction:
            tx = Tx(connection)
            scene = Scene(tx, self.bureau.now, state, dict(self._people))
            if state.name == "taker left":
                scene.dismiss(SITI)
            who = ARRANGE[person](scene)
            tx.finish()
            case = tx.cases.load(state.case)
            self._recent.keep([case] if case else [])
            directory = Directory()
            again = Tx(connection, None, directory)
            again.people.seats(self.bureau.now)
            again.people.committed()
            driver: Any = connection.connection.driver_connection
            yield Place(connection, driver, directory, scene, who, _look(driver, state.case))
            transaction.rollback()

    def attempt(self, place: Place, way: Way, capacity: Capacity) -> Cell:
        """Try one way and take it back; what is done must be written down in this capacity."""
        case = place.scene.state.case
        place.driver.execute("SAVEPOINT attempt")
        try:
            tx = Tx(place.connection, self._recent, place.directory)
            way.do(Attempt(tx, self.bureau.office, place.scene, place.who))
            tx.finish()
            return _judged(place, way, _look(place.driver, case), capacity)
        finally:
            place.driver.execute("ROLLBACK TO attempt")
            place.driver.execute("RELEASE attempt")


def _look(driver: sqlite3.Connection, case: int) -> _Look:
    return _Look(*driver.execute(_LOOK, (case, case)).fetchone())


def _judged(place: Place, way: Way, after: _Look, capacity: Capacity) -> Cell:
    before = place.before
    refusals = after.refusals - before.refusals
    if refusals:
        rows = place.driver.execute(_REFUSED, (refusals,)).fetchall()
        wrong = [f"refused {refusals} times"] if refusals > 1 else []
        if replace(after, refusals=before.refusals) != before:
            wrong.append(f"something changed all the same: {before} became {after}")
        wrong += _wrongly_recorded(rows[0], place, way)
        return Cell(rows[0][1], "; ".join(wrong))
    grew = after.of_all - before.of_all
    if not grew:
        return Cell(QUIET)
    if after.events == before.events:  # a new case
        rows = place.driver.execute(_NEW, (grew,)).fetchall()
    else:
        rows = place.driver.execute(_OF_CASE, (place.scene.state.case, before.version)).fetchall()
    return Cell(DONE, _wrong_names(rows, place, capacity))


def _wrongly_recorded(row: tuple[int, str, int | None, int | None], place: Place, way: Way) -> list[str]:
    """Return what is wrong with the record of a refusal: who tried, and on which task if a card's button."""
    known = place.who.telegram_id in place.scene.people
    about = (place.scene.state.case, place.scene.state.task)
    tried, _, *case_and_task = row
    fits = tried == place.who.telegram_id and (
        tuple(case_and_task) == about or not (known and way.names_task)
    )
    return [] if fits else [f"recorded as {row}"]


def _wrong_names(rows: Sequence[tuple[int, str, str, str]], place: Place, capacity: Capacity) -> str:
    """Return how events name who did it, where that is not the person in the capacity they had."""
    at = capacity.position
    expected = (
        place.scene.people[place.who.telegram_id],
        at.role if at else None,
        at.unit if at else None,
        capacity.acting,
    )
    found = {(person, role, unit, load_acting(acting)) for person, role, unit, acting in rows}
    return "; ".join(f"written down as {one}, not {expected}" for one in found if one != expected)
