"""Updates: stored before they are acknowledged, applied once whatever is redelivered."""

import pytest

from storage.store import Store
from storage.transaction import Tx
from storage.updates import AlreadyDoneError, Received
from tests.storage.kit import NOW, ask, later, texts

FIRST, SECOND = {"update_id": 10, "message": {"text": "é 😀"}}, {"update_id": 11}


def test_only_new_updates_are_handed_on(store: Store) -> None:
    """A redelivered update is known by its number and not handed on again."""
    assert ask(store, lambda tx: tx.updates.store([FIRST], NOW)) == [Received(10, FIRST)]
    assert ask(store, lambda tx: tx.updates.store([FIRST, SECOND], NOW)) == [Received(11, SECOND)]
    assert ask(store, lambda tx: tx.updates.store([FIRST, SECOND], NOW)) == []
    assert ask(store, lambda tx: tx.updates.store([], NOW)) == []


def test_what_a_crash_left_is_found_again_in_order(store: Store) -> None:
    """Stored and never done: found word for word, oldest first, with the tries it has had."""
    ask(store, lambda tx: tx.updates.store([SECOND, FIRST], NOW))
    ask(store, lambda tx: tx.updates.failed(11, "ValueError", None))
    assert ask(store, lambda tx: tx.updates.undone()) == [Received(10, FIRST), Received(11, SECOND, 1)]
    ask(store, lambda tx: tx.updates.done(10, NOW))
    ask(store, lambda tx: tx.updates.failed(11, "ValueError", NOW))
    assert ask(store, lambda tx: tx.updates.undone()) == []


def test_applying_an_update_twice_changes_nothing_the_second_time(store: Store) -> None:
    """The second time raises, and rolls back whatever was done before the mark and after it."""
    ask(store, lambda tx: tx.updates.store([FIRST], NOW))

    def apply(tx: Tx) -> None:
        tx.people.admit(7, "Andri", NOW)
        tx.updates.done(10, NOW)
        tx.outbox.add(texts("sekali"), NOW)

    def again(tx: Tx) -> None:
        tx.people.admit(8, "Bukan siapa-siapa", NOW)
        tx.outbox.add(texts("dua kali"), NOW)
        tx.updates.done(10, NOW)

    ask(store, apply)
    with pytest.raises(AlreadyDoneError):
        ask(store, again)
    assert [row.payload["text"] for row in ask(store, lambda tx: tx.outbox.pending(0, 9))] == ["sekali"]
    assert ask(store, lambda tx: tx.people.by_telegram(8, NOW)) is None


def test_an_update_that_was_never_stored_cannot_be_done(store: Store) -> None:
    """What is not written down cannot be marked."""
    with pytest.raises(AlreadyDoneError):
        ask(store, lambda tx: tx.updates.done(12, NOW))


def test_old_updates_are_forgotten_once_they_are_done(store: Store) -> None:
    """Pruning leaves the young and the undone."""
    ask(store, lambda tx: tx.updates.store([FIRST, SECOND, {"update_id": 12}], NOW))
    ask(store, lambda tx: tx.updates.done(10, later(-10)))
    ask(store, lambda tx: tx.updates.done(11, later(10)))
    assert ask(store, lambda tx: tx.updates.prune(NOW)) == 1
    assert ask(store, lambda tx: tx.updates.store([SECOND, {"update_id": 12}], NOW)) == []


def test_an_update_that_is_done_cannot_fail_any_more(store: Store) -> None:
    """A commit whose answer was lost is no failure: nothing is counted, and the mark stays."""
    ask(store, lambda tx: tx.updates.store([FIRST], NOW))
    assert ask(store, lambda tx: tx.updates.failed(10, "ValueError", None)) is True
    ask(store, lambda tx: tx.updates.done(10, NOW))
    assert ask(store, lambda tx: tx.updates.failed(10, "OperationalError", None)) is False
    assert ask(store, lambda tx: tx.updates.undone()) == []
