"""Authenticator apps as rows, on both databases."""

from datetime import timedelta

import pytest

from storage.authenticators import Authenticator, Owner
from storage.store import Store
from tests.storage.kit import NOW, admit, ask


@pytest.fixture
def person(store: Store) -> int:
    return admit(store)


def test_an_app_is_offered_then_enrolled_then_counts(store: Store, person: int) -> None:
    """Success takes failures and lock away; a new offer takes the place of the old app."""
    ask(store, lambda tx: tx.authenticators.offer(person, "sealed", NOW))
    offered = ask(store, lambda tx: tx.authenticators.get(person))
    assert offered == Authenticator(person, "sealed", NOW)
    assert "sealed" not in repr(offered)
    ask(store, lambda tx: tx.authenticators.enrol(person, 60_000_000_000, NOW))
    until = NOW + timedelta(minutes=15)
    ask(store, lambda tx: tx.authenticators.fail(person, 4, until))
    locked = ask(store, lambda tx: tx.authenticators.get(person, lock=True))
    assert locked == Authenticator(person, "sealed", NOW, NOW, 60_000_000_000, 4, until)
    ask(store, lambda tx: tx.authenticators.accept(person, 60_000_000_001))
    ask(store, lambda tx: tx.authenticators.reseal(person, "anew"))
    opened = Authenticator(person, "anew", NOW, NOW, 60_000_000_001)
    assert ask(store, lambda tx: tx.authenticators.all()) == [opened]
    ask(store, lambda tx: tx.authenticators.offer(person, "other", NOW))
    assert ask(store, lambda tx: tx.authenticators.get(person)) == Authenticator(person, "other", NOW)


def test_an_app_is_removed_once(store: Store, person: int) -> None:
    """And its owner is named while it is there."""
    ask(store, lambda tx: tx.authenticators.offer(person, "sealed", NOW))
    (owner,) = ask(store, lambda tx: tx.authenticators.owners())
    assert isinstance(owner, Owner)
    assert owner.person == person
    assert ask(store, lambda tx: tx.authenticators.remove(person))
    assert not ask(store, lambda tx: tx.authenticators.remove(person))
    assert ask(store, lambda tx: tx.authenticators.get(person)) is None
    assert ask(store, lambda tx: tx.authenticators.owners()) == []
