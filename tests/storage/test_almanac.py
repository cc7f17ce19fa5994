"""Changes of the calendar: kept as they were entered, in their order, and never forgotten when withdrawn."""

from dataclasses import replace
from datetime import date

import pytest

from sop.almanac import Entry, EntryKind
from sop.workweek import DayHours
from storage.store import Store, connection_of
from storage.tables import calendar_entries
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask, later

WEEK = {0: DayHours.parse(["08.00-12.00", "12.30-15.00"]), 4: DayHours.parse(["08.00-11.30"])}


def ramadan(person: int) -> Entry:
    """Return a season with hours."""
    first, last = date(2027, 2, 8), date(2027, 3, 8)
    return Entry(0, EntryKind.SEASON, first, last, "Ramadan 1448 H", WEEK, "SE Menpan RB", person, NOW)


def test_an_entry_comes_back_as_it_was_entered(store: Store) -> None:
    """Hours, days and reason, with its number, also after a restart of the program."""
    entry = ramadan(admit(store))
    number = ask(store, lambda tx: tx.almanac.add(entry, NOW))
    assert ask(store, lambda tx: tx.almanac.entries()) == (replace(entry, id=number),)
    forever = replace(entry, kind=EntryKind.WEEK, last=None)
    ask(store, lambda tx: tx.almanac.add(forever, later(1)))
    kinds = [(e.kind, e.last, e.at) for e in ask(store, lambda tx: tx.almanac.entries())]
    assert kinds == [(EntryKind.SEASON, entry.last, NOW), (EntryKind.WEEK, None, later(1))]


def test_a_withdrawn_entry_is_kept_with_who_and_why(store: Store) -> None:
    """It is in force no more, and cannot be withdrawn twice."""
    person = admit(store)
    number = ask(store, lambda tx: tx.almanac.add(ramadan(person), NOW))
    assert ask(store, lambda tx: tx.almanac.withdraw(number, person, "Sidang isbat", later(5)))
    assert not ask(store, lambda tx: tx.almanac.withdraw(number, person, "lagi", later(6)))
    assert ask(store, lambda tx: (tx.almanac.entries(), tx.almanac.get(number))) == ((), None)
    (row,) = ask(store, lambda tx: connection_of(tx).execute(calendar_entries.select()).all())
    assert (row.withdrawn_by, row.withdrawn_why, row.withdrawn_at) == (person, "Sidang isbat", later(5))


def test_a_transaction_sees_its_own_changes_and_others_only_what_is_committed(store: Store) -> None:
    """What is remembered between transactions is never what was rolled back."""
    person = admit(store)
    ask(store, lambda tx: tx.almanac.entries())

    def fails(tx: Tx) -> None:
        tx.almanac.add(ramadan(person), NOW)
        assert len(tx.almanac.entries()) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(store, fails)
    assert ask(store, lambda tx: tx.almanac.entries()) == ()
