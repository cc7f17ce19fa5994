"""Papers to make: asked for once, due in order, done once; and the numbers that papers bear."""

from datetime import timedelta

from storage.makings import Making
from storage.store import Store
from storage.transaction import Tx
from tests.storage.kit import NOW, ask


def test_the_first_that_is_due_comes_first(store: Store) -> None:
    """Requests are made in the order of their time, and none before it."""

    def look(tx: Tx) -> tuple[Making | None, Making | None]:
        late = tx.makings.add("sheet", 1, {}, NOW + timedelta(hours=1))
        tx.makings.add("certificate", 2, {"for": 3}, NOW)
        first = tx.makings.next(NOW)
        assert first is not None
        assert (first.kind, first.case, first.data, first.attempts) == ("certificate", 2, {"for": 3}, 0)
        tx.makings.done(first.id, NOW)
        assert tx.makings.due() == NOW + timedelta(hours=1)
        after = tx.makings.next(NOW + timedelta(hours=1))
        assert after is not None
        assert after.id == late
        return tx.makings.next(NOW), after

    before, _ = ask(store, look)
    assert before is None


def test_a_paper_is_done_once(store: Store) -> None:
    """Of two that made the same, one writes it down."""

    def twice(tx: Tx) -> tuple[bool, bool]:
        number = tx.makings.add("sheet", None, {}, NOW)
        return tx.makings.done(number, NOW), tx.makings.done(number, NOW)

    assert ask(store, twice) == (True, False)


def test_what_failed_waits_for_its_next_try(store: Store) -> None:
    """A failure is counted and moves the time."""

    def fail(tx: Tx) -> Making | None:
        number = tx.makings.add("sheet", None, {}, NOW)
        tx.makings.again(number, NOW + timedelta(minutes=1), "died")
        assert tx.makings.next(NOW) is None
        return tx.makings.next(NOW + timedelta(minutes=1))

    again = ask(store, fail)
    assert again is not None
    assert again.attempts == 1


def test_it_can_be_asked_whether_a_paper_is_under_way(store: Store) -> None:
    """Impatient taps ask first; another case, another wish, or one that is made does not count."""

    def look(tx: Tx) -> list[bool]:
        number = tx.makings.add("certificate", 7, {"for": 3}, NOW)
        waits = tx.makings.waits
        found = [waits("certificate", 7), waits("certificate", 7, {"for": 3}), waits("certificate", 8)]
        found += [waits("certificate", 7, {"for": 4}), waits("sheet", 7)]
        tx.makings.done(number, NOW)
        return [*found, waits("certificate", 7)]

    assert ask(store, look) == [True, True, False, False, False, False]


def test_made_ones_are_forgotten_and_given_up_ones_stay(store: Store) -> None:
    """After a month only what failed is still worth a look."""

    def prune(tx: Tx) -> int:
        tx.makings.done(tx.makings.add("sheet", None, {}, NOW), NOW)
        tx.makings.done(tx.makings.add("sheet", None, {}, NOW), NOW, "died")
        tx.makings.add("sheet", None, {}, NOW)
        return tx.makings.prune(NOW + timedelta(seconds=1))

    assert ask(store, prune) == 1


def test_numbers_are_given_out_by_the_year(store: Store) -> None:
    """Each name counts for itself, and begins anew each year."""

    def count(tx: Tx) -> list[int]:
        given = [tx.counters.next("agenda", 2026), tx.counters.next("agenda", 2026)]
        given += [tx.counters.next("arsip", 2026), tx.counters.next("agenda", 2027)]
        return [*given, tx.counters.last("agenda", 2026), tx.counters.last("agenda", 2025)]

    assert ask(store, count) == [1, 2, 1, 1, 2, 0]
