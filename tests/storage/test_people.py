"""People, what they hold and since when, and how they come in."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import text

from sop.people import Position
from storage.invitations import Invitation
from storage.people import Person
from storage.store import Store, connection_of
from storage.transaction import Tx
from tests.storage.kit import HEAD, NOW, admit, ask, later

UNIT = Position("kepala-bagian", "Tata Laksana")


def test_a_person_is_known_by_the_telegram_account(store: Store) -> None:
    """Coming in again keeps the person and takes the new name; others stay strangers."""
    first = admit(store, 7, "Andri")
    assert admit(store, 7, "Andri Saputra") == first
    found = ask(store, lambda tx: tx.people.by_telegram(7, NOW))
    assert found is not None
    assert (found.person, found.name, found.positions) == (first, "Andri Saputra", frozenset())
    assert ask(store, lambda tx: tx.people.by_telegram(8, NOW)) is None


def test_telegram_ids_may_be_as_large_as_telegram_makes_them(store: Store) -> None:
    """Ids have up to 52 significant bits (Bot API, User.id)."""
    admit(store, 2**52 - 1)
    assert ask(store, lambda tx: tx.people.by_telegram(2**52 - 1, NOW)) is not None


def test_a_position_is_held_from_its_beginning_until_its_end(store: Store) -> None:
    """The moment of the appointment belongs to it, the moment of the dismissal does not."""
    person = admit(store)
    ask(store, lambda tx: tx.people.appoint(person, UNIT, NOW))
    ask(store, lambda tx: tx.people.appoint(person, HEAD, NOW))
    ask(store, lambda tx: tx.people.dismiss(UNIT, later(10)))
    for minutes, held in ((-1, set()), (0, {UNIT, HEAD}), (9, {UNIT, HEAD}), (10, {HEAD})):
        moment = later(minutes)
        actor = ask(store, lambda tx, at=moment: tx.people.by_telegram(7, at))  # type: ignore[misc]
        assert actor is not None
        assert actor.positions == held
        holders = ask(store, lambda tx, at=moment: tx.people.holders(UNIT, at))  # type: ignore[misc]
        assert holders == ((person,) if UNIT in held else ())


@pytest.mark.parametrize(("ended", "stays"), [(HEAD, UNIT), (UNIT, HEAD)])
def test_a_dismissal_ends_that_position_only(store: Store, ended: Position, stays: Position) -> None:
    """A position without a unit and one with a unit are told apart."""
    person = admit(store)
    for position in (HEAD, UNIT):
        ask(store, lambda tx, p=position: tx.people.appoint(person, p, NOW))  # type: ignore[misc]
    ask(store, lambda tx: tx.people.dismiss(ended, later(1)))
    assert ask(store, lambda tx: tx.people.roster((), later(1))).holders == {stays: (person,)}


def test_a_pool_is_held_by_several_in_the_order_they_came(store: Store) -> None:
    """The roster names everyone of a pool, with the office's units."""
    two = [admit(store, 7, "Fajar"), admit(store, 8, "Siti")]
    for person in two:
        ask(store, lambda tx, p=person: tx.people.appoint(p, Position("jf"), NOW))  # type: ignore[misc]
    roster = ask(store, lambda tx: tx.people.roster(("Tata Laksana",), NOW))
    assert roster.holders == {Position("jf"): tuple(two)}
    assert roster.units == ("Tata Laksana",)
    assert ask(store, lambda tx: tx.people.chats(tuple(two))) == {two[0]: 7, two[1]: 8}
    assert ask(store, lambda tx: tx.people.names((two[1],))) == {two[1]: "Siti"}
    assert ask(store, lambda tx: tx.people.names(())) == {}


def test_somebody_who_blocks_the_bot_is_named_once(store: Store) -> None:
    """The admins hear of it once; after coming back, a new block is news again."""
    admit(store, 7, "Andri")

    def block() -> str | None:
        return ask(store, lambda tx: tx.people.mark_blocked(7, NOW))

    assert block() == "Andri"
    assert block() is None
    ask(store, lambda tx: tx.people.mark_reachable(7))
    assert block() == "Andri"
    assert ask(store, lambda tx: tx.people.mark_blocked(99, NOW)) is None
    admit(store, 7, "Andri")  # an invitation accepted shows that the person is here
    assert block() == "Andri"


def test_an_invitation_is_found_by_its_hash_and_used_once(store: Store) -> None:
    """Used, it stays known as used."""
    person = admit(store)
    made = Invitation("ab" * 32, UNIT, NOW, later(60))
    ask(store, lambda tx: tx.invitations.add(made))
    assert ask(store, lambda tx: tx.invitations.find("ab" * 32)) == made
    assert ask(store, lambda tx: tx.invitations.find("cd" * 32)) is None
    ask(store, lambda tx: tx.invitations.use(made, person, later(5)))
    found = ask(store, lambda tx: tx.invitations.find("ab" * 32))
    assert found is not None
    assert (found.used, found.used_by) == (later(5), person)
    assert ask(store, lambda tx: tx.invitations.open(NOW)) == []


def test_an_invitation_is_open_until_it_is_used_withdrawn_or_over(store: Store) -> None:
    """The moment it expires does not belong to it."""
    made = [Invitation(f"{n:02d}" * 32, UNIT, NOW, later(10 * n)) for n in (1, 2, 3)]
    for one in made:
        ask(store, lambda tx, i=one: tx.invitations.add(i))  # type: ignore[misc]
    ask(store, lambda tx: tx.invitations.withdraw(made[2], None, NOW))
    for minutes, left in ((9, made[:2]), (10, made[1:2]), (20, [])):
        moment = later(minutes)
        found = ask(store, lambda tx, at=moment: tx.invitations.open(at))  # type: ignore[misc]
        assert found == left
    assert [one.open(later(9)) for one in made] == [True, True, True]
    withdrawn = ask(store, lambda tx: tx.invitations.find(made[2].code_hash))
    assert withdrawn is not None
    assert not withdrawn.open(NOW)


def test_everyone_who_came_in_is_listed_by_name(store: Store) -> None:
    """With whether the bot can write to them."""
    two = [admit(store, 8, "Siti"), admit(store, 7, "Fajar")]
    ask(store, lambda tx: tx.people.mark_blocked(8, NOW))
    found = ask(store, lambda tx: tx.people.everyone())
    assert found == [Person(two[1], 7, "Fajar", reachable=True), Person(two[0], 8, "Siti", reachable=False)]


WAITING = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")


def test_a_position_is_filled_by_one_at_a_time(store: Store) -> None:
    """Whoever asks for the lock waits until the one before has committed, and then sees the new holder."""
    first, second = (admit(store, number, "Andri Saputra") for number in (1, 2))
    seen: list[tuple[int, ...]] = []
    waiting: list[Future[None]] = []

    def fill(tx: Tx, person: int) -> None:
        tx.people.lock_position(HEAD)
        seen.append(tx.people.holders(HEAD, later(1)))
        tx.people.appoint(person, HEAD, NOW)

    def meet(tx: Tx) -> None:
        fill(tx, first)
        waiting.append(threads.submit(ask, store, lambda tx: fill(tx, second)))
        if not store.is_sqlite:  # there, the other cannot even begin
            ask(store, lambda tx: tx.people.lock_position(UNIT))  # another post is not locked
            while not connection_of(tx).execute(WAITING).scalar():
                assert not waiting[0].done()

    with ThreadPoolExecutor(1) as threads:
        ask(store, meet)
        waiting[0].result(15)
    assert seen == [(), (first,)]
