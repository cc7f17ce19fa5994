"""Archive numbers: each is one case's, however it is written, also where two take it at once."""

import threading

from storage.archives import key
from storage.store import Store
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask, write_case


def test_a_number_is_one_cases(store: Store) -> None:
    """Another writing of it is the same number; its own case may take it once more."""
    person = admit(store)
    first, second = (ask(store, lambda tx: write_case(tx, person).id) for _ in range(2))
    assert ask(store, lambda tx: tx.archives.take("000.8/001/ORG/2026", first, NOW))
    assert ask(store, lambda tx: tx.archives.take("000.8/001/org/2026 ", first, NOW))
    assert not ask(store, lambda tx: tx.archives.take("000.8 / 001 / Org / 2026", second, NOW))
    assert ask(store, lambda tx: tx.archives.case_of("000.8/001/org/2026")) == first
    assert ask(store, lambda tx: tx.archives.case_of("000.8/002/org/2026")) is None
    assert key("\uff10\uff10\uff10.8") == "000.8"


def test_of_two_who_take_it_at_once_one_gets_it(store: Store) -> None:
    """Whatever database it is, and whoever comes first."""
    person = admit(store)
    many = [ask(store, lambda tx: write_case(tx, person).id) for _ in range(4)]
    got: list[int] = []

    def take(case: int) -> None:
        def work(tx: Tx) -> bool:
            return tx.archives.take("ARS-1", case, NOW)

        if store.run_sync(work):
            got.append(case)

    threads = [threading.Thread(target=take, args=(case,)) for case in many]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert ask(store, lambda tx: tx.archives.case_of("ARS-1")) == got[0]
