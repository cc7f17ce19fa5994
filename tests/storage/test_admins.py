"""Admin rights that the configuration names: given once, taken back with the name, never against an admin."""

from storage.store import Store
from tests.storage.kit import NOW, ask, later

RINA, DEWI = 102, 105


def rights(store: Store) -> list[tuple[int, str]]:
    """Return who has the right, and where it comes from."""
    return [(right.telegram_id, right.source) for right in ask(store, lambda tx: tx.admins.current())]


def test_the_configuration_gives_the_right_once(store: Store) -> None:
    """Read at every start, it changes nothing the second time."""
    for _ in range(2):
        ask(store, lambda tx: tx.admins.seed((RINA, DEWI), NOW))
    assert rights(store) == [(RINA, "config"), (DEWI, "config")]
    assert ask(store, lambda tx: tx.people.seats(NOW)).admins == (RINA, DEWI)


def test_who_is_named_no_longer_loses_it_and_named_again_has_it_again(store: Store) -> None:
    """Whoever was given it on the phone keeps it, named or not."""
    ask(store, lambda tx: tx.admins.seed((RINA,), NOW))
    ask(store, lambda tx: tx.admins.grant(DEWI, None, NOW))
    ask(store, lambda tx: tx.admins.seed((), later(1)))
    assert rights(store) == [(DEWI, "grant")]
    ask(store, lambda tx: tx.admins.seed((RINA,), later(2)))
    assert set(rights(store)) == {(DEWI, "grant"), (RINA, "config")}


def test_what_an_admin_took_back_stays_taken_back(store: Store) -> None:
    """A restart with the same configuration does not undo it."""
    ask(store, lambda tx: tx.admins.seed((RINA, DEWI), NOW))
    person = ask(store, lambda tx: tx.people.admit(DEWI, "Dewi Anggraini", NOW))
    ask(store, lambda tx: tx.admins.revoke(RINA, person, later(1)))
    ask(store, lambda tx: tx.admins.seed((RINA, DEWI), later(2)))
    assert rights(store) == [(DEWI, "config")]
