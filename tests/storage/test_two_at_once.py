"""Use cases begun by two people at the same moment, on both databases: the last admin, tries of a code."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from office import stepup
from office.admin_rights import revoke
from office.office import Office
from office.vault import Vault
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.store import Store, connection_of
from storage.transaction import Tx
from tests.office.bureau import Bureau
from tests.storage.kit import NOW, admit, ask
from tests.storage.test_coming_in import BLOCKED
from tests.support.codes import new_key, wrong

T = TypeVar("T")
ONE, TWO = 7, 8


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return an office with a key for codes, at one moment."""
    bureau = Bureau(tmp_path, seats={})
    bureau.store.close()
    return replace(bureau.office, vault=Vault((new_key(),)), clock=lambda: NOW)


def meet(store: Store, first: Callable[[Tx], T], second: Callable[[Tx], T]) -> list[T]:
    """Let the second begin before the first has committed; return what became of each."""
    waiting: list[Future[T]] = []

    def both(tx: Tx) -> T:
        found = first(tx)
        waiting.append(threads.submit(ask, store, second))
        while not store.is_sqlite and not connection_of(tx).execute(BLOCKED).scalar():
            assert not waiting[0].done()
        return found

    with ThreadPoolExecutor(1) as threads:
        found = ask(store, both)
        return [found, waiting[0].result(15)]


def test_two_admins_who_remove_each_other_leave_one(store: Store, office: Office) -> None:
    """The second has lost the right by the time it is their turn."""
    people = {telegram_id: admit(store, telegram_id, f"Orang {telegram_id}") for telegram_id in (ONE, TWO)}
    for telegram_id in people:
        ask(store, lambda tx, who=telegram_id: tx.admins.grant(who, None, NOW))  # type: ignore[misc]

    def remove(by: int, whom: int) -> Callable[[Tx], Reason | None]:
        actor = Actor(people[by], "", frozenset(), admin=True)  # as it was when the tap came

        def do(tx: Tx) -> Reason | None:
            try:
                revoke(tx, office, actor, whom)
            except Refused as refused:
                return refused.reason
            return None

        return do

    assert meet(store, remove(ONE, TWO), remove(TWO, ONE)) == [None, Reason.NOT_ADMIN]
    assert [right.telegram_id for right in ask(store, lambda tx: tx.admins.current())] == [ONE]


def test_tries_of_a_code_at_the_same_moment_are_each_counted(store: Store, office: Office) -> None:
    """Nobody gets more tries by being quick: the fifth locks, whoever else is asking."""
    person = Actor(admit(store, ONE), "Andri Saputra")
    ask(store, lambda tx: stepup.offer(tx, office, person))
    ask(store, lambda tx: tx.authenticators.enrol(person.person, 0, NOW))
    app = ask(store, lambda tx: tx.authenticators.get(person.person))
    assert app is not None
    bad = wrong(office.vault.unseal(person.person, app.secret), NOW)

    def attempt(tx: Tx) -> tuple[Reason, str | None]:
        with pytest.raises(Refused) as refused:
            stepup.verify(tx, office, person, bad)
        return refused.value.reason, refused.value.facts.get("left")

    assert meet(store, attempt, attempt) == [(Reason.WRONG_CODE, "4"), (Reason.WRONG_CODE, "3")]
    assert meet(store, attempt, attempt) == [(Reason.WRONG_CODE, "2"), (Reason.WRONG_CODE, "1")]
    assert [reason for reason, _ in meet(store, attempt, attempt)] == [Reason.CODE_LOCKED] * 2
