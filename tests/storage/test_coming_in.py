"""Registrations, admin rights, strangers, and the locks that let one be first, on either database."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from sop.people import Position
from storage.dialogs import Dialog
from storage.invitations import Invitation
from storage.registrations import Registration, Stage
from storage.store import Store, connection_of
from storage.strangers import Stranger
from storage.transaction import Tx
from tests.storage.kit import HEAD, NOW, admit, ask, later

UNIT = Position("jf", "Tata Laksana")
ONE = Registration(7, "Budi Santoso", "199001012015031001", UNIT, NOW, "+6281234567890")
BLOCKED = text("select count(*) from pg_locks where not granted")


def test_a_registration_is_kept_until_it_is_decided(store: Store) -> None:
    """Approved it keeps everything; who decided and when stands beside it."""
    made = ask(store, lambda tx: tx.registrations.add(ONE))
    assert ask(store, lambda tx: tx.registrations.get(made.id)) == replace(ONE, id=made.id)
    assert ask(store, lambda tx: tx.registrations.waiting(7)) == [made]
    assert ask(store, lambda tx: tx.registrations.waiting(8)) == []
    ask(store, lambda tx: tx.registrations.decide(made.id, Stage.APPROVED, 3, later(5)))
    decided = replace(made, stage=Stage.APPROVED, decided_by=3, decided=later(5))
    assert ask(store, lambda tx: tx.registrations.get(made.id, lock=True)) == decided
    assert ask(store, lambda tx: tx.registrations.waiting()) == []
    assert ask(store, lambda tx: tx.registrations.get(999)) is None


@pytest.mark.parametrize("stage", [Stage.REFUSED, Stage.REPLACED])
def test_what_was_not_approved_loses_nip_and_telephone(store: Store, stage: Stage) -> None:
    """The name and the post stay for the record."""
    made = ask(store, lambda tx: tx.registrations.add(replace(ONE, position=HEAD)))
    ask(store, lambda tx: tx.registrations.decide(made.id, stage, None, NOW))
    found = ask(store, lambda tx: tx.registrations.get(made.id))
    assert found is not None
    assert (found.name, found.position, found.nip, found.phone) == ("Budi Santoso", HEAD, "", None)


def test_registrations_are_counted_after_a_moment(store: Store) -> None:
    """Of one account; the moment itself is out."""
    for minutes in (0, 10, 20):
        one = replace(ONE, at=later(minutes))
        ask(store, lambda tx, o=one: tx.registrations.add(o))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.registrations.count(7, NOW)) == 2
    assert ask(store, lambda tx: tx.registrations.count(8, NOW)) == 0


def test_what_is_counted_of_a_stranger_is_kept_and_forgotten(store: Store) -> None:
    """Only when neither of the two counts is recent."""
    first = Stranger(NOW, 1, 2, later(5), 3)
    ask(store, lambda tx: tx.strangers.put(2**52 - 1, first, known=False))
    assert ask(store, lambda tx: tx.strangers.get(2**52 - 1)) == first
    second = replace(first, answers=3)
    ask(store, lambda tx: tx.strangers.put(2**52 - 1, second, known=True))
    assert ask(store, lambda tx: tx.strangers.get(2**52 - 1)) == second
    assert ask(store, lambda tx: tx.strangers.prune(later(5))) == 0
    assert ask(store, lambda tx: tx.strangers.prune(later(6))) == 1
    assert ask(store, lambda tx: tx.strangers.get(2**52 - 1)) is None


def test_every_right_there_ever_was_is_kept(store: Store) -> None:
    """Given again after it was taken back, it is another row; in force it counts once."""
    ask(store, lambda tx: tx.admins.seed((7, 8), NOW))
    ask(store, lambda tx: tx.admins.grant(7, 3, later(1)))
    assert ask(store, lambda tx: tx.people.seats(later(1)).admins) == (7, 8)
    ask(store, lambda tx: tx.admins.revoke(7, 4, later(2)))
    assert ask(store, lambda tx: tx.people.seats(later(2)).admins) == (8,)
    ask(store, lambda tx: tx.admins.seed((7,), later(3)))
    assert [r.telegram_id for r in ask(store, lambda tx: tx.admins.current())] == []
    everything = ask(store, lambda tx: tx.admins.all())
    assert [(r.telegram_id, r.source, r.granted_by, r.revoked, r.revoked_by) for r in everything] == [
        (7, "config", None, later(2), 4),
        (8, "config", None, later(3), None),
        (7, "grant", 3, later(2), 4),
    ]


def test_what_somebody_says_of_themselves_is_kept_with_them(store: Store) -> None:
    """A number that is known stays where none is given; who shares a NIP is found by another account."""
    first, second = admit(store, 7, "Budi Santoso"), admit(store, 8, "Budi S.")
    assert ask(store, lambda tx: tx.people.particulars(first)) == (None, None)
    ask(store, lambda tx: tx.people.describe(first, ONE.nip, "+62811"))
    ask(store, lambda tx: tx.people.describe(first, ONE.nip, None))
    assert ask(store, lambda tx: tx.people.particulars(first)) == (ONE.nip, "+62811")
    assert ask(store, lambda tx: tx.people.with_nip(ONE.nip, 8)) == "Budi Santoso"
    assert ask(store, lambda tx: tx.people.with_nip(ONE.nip, 7)) is None
    assert second


def test_of_two_who_bring_one_code_the_second_finds_it_used(store: Store) -> None:
    """Whoever asks second waits for the first to commit."""
    people = admit(store, 7), admit(store, 8)
    made = Invitation("ab" * 32, HEAD, NOW, later(60))
    ask(store, lambda tx: tx.invitations.add(made))
    seen: list[bool] = []
    waiting: list[Future[None]] = []

    def bring(tx: Tx, person: int) -> None:
        found = tx.invitations.find(made.code_hash)
        assert found is not None
        seen.append(found.open(NOW))
        if found.open(NOW):
            tx.invitations.use(found, person, NOW)

    def meet(tx: Tx) -> None:
        bring(tx, people[0])
        waiting.append(threads.submit(ask, store, lambda tx: bring(tx, people[1])))
        while not store.is_sqlite and not connection_of(tx).execute(BLOCKED).scalar():
            assert not waiting[0].done()

    with ThreadPoolExecutor(1) as threads:
        ask(store, meet)
        waiting[0].result(15)
    assert seen == [True, False]


def test_forms_of_one_kind_are_forgotten_when_they_are_old(store: Store) -> None:
    """Others stay however old they are."""
    for who, kind in ((7, "register"), (8, "reason")):
        ask(store, lambda tx, w=who, k=kind: tx.dialogs.put(w, Dialog(k), NOW))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.dialogs.prune("register", NOW)) == 0
    assert ask(store, lambda tx: tx.dialogs.prune("register", later(1))) == 1
    assert ask(store, lambda tx: tx.dialogs.get(8)) is not None
