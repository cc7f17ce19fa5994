"""Who holds what is remembered between transactions, and never longer than it holds."""

from datetime import timedelta

import pytest

from sop.people import Position
from storage.seats import SAME_MOMENT
from storage.store import Store
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask

HEAD = Position("kepala-biro")


def holders(store: Store, after: timedelta = timedelta()) -> tuple[int, ...]:
    """Return who holds the post, asked in a transaction of its own."""
    return ask(store, lambda tx: tx.people.roster((), NOW + after).holders.get(HEAD, ()))


def test_a_change_is_seen_by_the_very_next_transaction(store: Store) -> None:
    """Appointed and dismissed within the moment that seats are remembered for."""
    person = admit(store, 710001, "Andri Saputra")
    assert holders(store) == ()
    ask(store, lambda tx: tx.people.appoint(person, HEAD, NOW))
    assert holders(store) == (person,)
    assert ask(store, lambda tx: tx.people.by_telegram(710001, NOW)).positions == {HEAD}
    ask(store, lambda tx: tx.people.dismiss(HEAD, NOW))
    assert holders(store) == ()
    assert ask(store, lambda tx: tx.people.by_telegram(710001, NOW)).positions == frozenset()


def test_a_change_that_is_rolled_back_was_never_remembered(store: Store) -> None:
    """Neither within the next transaction nor after the moment has passed."""
    person = admit(store, 710001, "Andri Saputra")

    def fail(tx: Tx) -> None:
        tx.people.appoint(person, HEAD, NOW)
        assert tx.people.roster((), NOW).holders == {HEAD: (person,)}
        raise LookupError

    with pytest.raises(LookupError):
        ask(store, fail)
    assert holders(store) == ()
    assert holders(store, SAME_MOMENT) == ()


def test_a_change_from_elsewhere_is_seen_within_a_moment(store: Store, url: str) -> None:
    """Somebody else wrote the database; a remembered seat is believed for a second at the most."""
    person = admit(store, 710001, "Andri Saputra")
    assert holders(store) == ()
    other = Store(url)
    try:
        ask(other, lambda tx: tx.people.appoint(person, HEAD, NOW - timedelta(days=1)))
    finally:
        other.close()
    assert holders(store, SAME_MOMENT) == (person,)
