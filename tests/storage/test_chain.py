"""The chain of the record: whoever changes, drops or adds an event is found out."""

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from storage.chain import START, Entry, broken
from storage.engine import open_engine
from storage.migrate import HEAD, upgrade
from storage.store import Store
from storage.transaction import Tx
from tests.storage.kit import admit, ask, write_case


@pytest.fixture
def entries(store: Store) -> list[Entry]:
    person = admit(store)
    case = ask(store, lambda tx: write_case(tx, person))
    return ask(store, lambda tx: tx.cases.entries(case.id))


def test_a_record_as_it_was_written_holds_together(entries: list[Entry]) -> None:
    """Every value follows from the one before, and the first from 64 zeros."""
    assert entries
    assert broken(entries) is None
    assert broken([]) is None


def test_the_rule_can_be_worked_out_by_hand(entries: list[Entry]) -> None:
    """What the docstring says is all that is needed: a hash over a line feed and a JSON array."""
    value = "0" * 64
    for e in entries:
        row = [e.case, e.seq, e.at.isoformat(timespec="microseconds"), e.person, e.name]
        row += [e.role, e.unit, e.kind, e.data, e.acting]
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        value = hashlib.sha256((value + "\n" + line).encode("utf-8")).hexdigest()
        assert e.chain == value


def test_the_head_is_the_value_of_the_newest_event(store: Store) -> None:
    """The head is what a certificate prints; an empty record has the start."""
    person = admit(store)

    def look(tx: Tx) -> tuple[str, str, str]:
        case = write_case(tx, person)
        return tx.cases.chain_head(case.id), tx.cases.entries(case.id)[-1].chain, tx.cases.chain_head(999)

    head, newest, none = ask(store, look)
    assert head == newest != START
    assert none == START


def test_any_change_is_found(entries: list[Entry]) -> None:
    """A changed field, a dropped event, a second copy: the first that does not fit is named."""
    first = entries[0]
    changes = [
        replace(first, name="Orang Lain"),
        replace(first, person=first.person + 1),
        replace(first, kind="signed"),
        replace(first, data=first.data + " "),
        replace(first, role="kasubag-tu"),
        replace(first, acting="{}"),
        replace(first, at=first.at.replace(microsecond=(first.at.microsecond + 1) % 10**6)),
        replace(first, case=first.case + 1),
        replace(first, chain=START),
    ]
    for changed in changes:
        assert broken([changed, *entries[1:]]) == 1
    assert broken([first, *entries]) == 2
    assert broken(entries[1:]) == 1


def test_an_end_that_was_cut_off_is_found_by_the_head(store: Store, entries: list[Entry]) -> None:
    """A record that merely stops earlier holds together, but is not the one whose head is known."""
    head = ask(store, lambda tx: tx.cases.chain_head(entries[0].case))
    assert broken(entries, head) is None
    assert broken(entries[:-1]) is None
    assert broken(entries[:-1], head) == len(entries)


def test_a_record_from_before_the_chain_gets_one(store: Store, url: str) -> None:
    """An older database is brought up to date: its events are chained as they stand, and stay append-only."""
    person = admit(store)
    many = [ask(store, lambda tx: write_case(tx, person)) for _ in range(3)]
    store.close()
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in _BACK_TO_0002:
            connection.execute(text(statement))
    engine.dispose()
    assert upgrade(url) is True
    again = Store(url)
    for case in many:
        record = ask(again, lambda tx, case=case: tx.cases.entries(case.id))
        assert record
        assert broken(record, ask(again, lambda tx, case=case: tx.cases.chain_head(case.id))) is None
    with pytest.raises(Exception, match="append-only"), again.engine.begin() as connection:
        connection.execute(text("UPDATE events SET chain = ''"))
    again.close()
    assert HEAD >= "0003"


_NEW_OF_TASKS = ("attempt", "clock", "reminded_at", "allowed", "used", "paused", "late")
_NEW_TABLES = (
    "calendar_entries",
    "digests",
    "reminder_messages",
    "nudges",
    "meetings",
    "diaries",
    "proposals",
)
_OLD_REMINDERS = (
    "CREATE TABLE reminders (case_id BIGINT NOT NULL, task INTEGER NOT NULL, rung INTEGER NOT NULL, "
    "at TIMESTAMP NOT NULL, CONSTRAINT pk_reminders PRIMARY KEY (case_id, task, rung))"
)
_BACK_TO_0002 = (
    "ALTER TABLE people DROP COLUMN digest",
    *(f"ALTER TABLE tasks DROP COLUMN {name}" for name in _NEW_OF_TASKS),
    *(f"DROP TABLE {name}" for name in _NEW_TABLES),
    "DROP TABLE reminders",
    _OLD_REMINDERS,
    "ALTER TABLE events DROP COLUMN chain",
    "ALTER TABLE cases DROP COLUMN chain",
    "ALTER TABLE cases DROP COLUMN agenda",
    "ALTER TABLE documents DROP COLUMN kind",
    "ALTER TABLE documents DROP COLUMN facts",
    "DROP TABLE makings",
    "DROP TABLE counters",
    "DROP TABLE archives",
    "DROP TABLE sheaves",
    "DROP TABLE searches",
    "DROP TABLE sightings",
    "DROP TABLE texts_words",
    "DROP TABLE texts",
    "UPDATE alembic_version SET version_num = '0002'",
)
