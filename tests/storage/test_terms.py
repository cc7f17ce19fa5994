"""Terms and absences as rows: found by their days, each edge once, on both databases."""

import threading
from dataclasses import replace
from datetime import date, timedelta

from sop.people import Position, Standing
from storage.store import Store
from storage.terms import Absence, Order, Term
from storage.transaction import Tx
from tests.storage.kit import NOW, admit, ask

HEAD, UNIT = Position("kepala-biro"), Position("kepala-bagian", "Tata Laksana")
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


def plh(person: int, **changes: object) -> Term:
    """Return a term of two days that begins in an hour."""
    begins = NOW + timedelta(hours=1)
    return replace(Term(person, HEAD, begins, begins + 2 * DAY, Standing.PLH), **changes)  # type: ignore[arg-type]


def test_a_term_is_read_as_it_was_written(store: Store) -> None:
    """With its order, its scope, the post between and whose place is taken, to the microsecond."""
    person = admit(store)
    order = Order("800/17/ORG-2026", date(2026, 11, 20), 5)
    term = plh(
        person,
        since=NOW + INSTANT,
        standing=Standing.UB,
        via=UNIT,
        sops=("satu", "dua"),
        for_person=person,
        order=order,
        entered_by=person,
        entered_at=NOW,
        absence=9,
    )
    written = ask(store, lambda tx: tx.terms.add(term))
    assert ask(store, lambda tx: tx.terms.get(written.id)) == written
    assert replace(written, id=0) == term
    assert ask(store, lambda tx: tx.terms.get(written.id + 1)) is None


def test_a_term_is_found_until_it_is_over_and_no_longer(store: Store) -> None:
    """Of its post and of its person, before it begins too; its last instant is the one before its end."""
    person = admit(store)
    term = ask(store, lambda tx: tx.terms.add(plh(person)))
    assert term.until is not None
    for at, there in ((NOW, True), (term.until - INSTANT, True), (term.until, False)):
        for found in (
            ask(store, lambda tx, at=at: tx.terms.of_position(HEAD, at)),
            ask(store, lambda tx, at=at: tx.terms.of_person(person, at)),
            ask(store, lambda tx, at=at: tx.terms.substitutes(at)),
            ask(store, lambda tx, at=at: tx.terms.current(at)),
        ):
            assert (found == [term]) is there
    assert ask(store, lambda tx: tx.terms.of_position(UNIT, NOW)) == []
    assert ask(store, lambda tx: tx.terms.of_position(Position("kepala-bagian"), NOW)) == []
    assert (term.runs(term.since - INSTANT), term.runs(term.since)) == (False, True)
    assert (term.runs(term.until - INSTANT), term.runs(term.until)) == (True, False)


def test_an_edge_is_due_from_its_instant_until_it_is_told(store: Store) -> None:
    """First the beginning, then the end; what is told is not due, and the clock wakes for the next."""
    person = admit(store)
    term = ask(store, lambda tx: tx.terms.add(plh(person)))
    assert term.until is not None
    assert ask(store, lambda tx: tx.terms.next_edge()) == term.since
    assert ask(store, lambda tx: tx.terms.edges(term.since - INSTANT)) == []
    assert ask(store, lambda tx: tx.terms.edges(term.since)) == [term]
    assert ask(store, lambda tx: tx.terms.told(term.id, begun=term.since))
    assert not ask(store, lambda tx: tx.terms.told(term.id, begun=term.since))
    assert ask(store, lambda tx: tx.terms.edges(term.since)) == []
    assert ask(store, lambda tx: tx.terms.next_edge()) == term.until
    assert len(ask(store, lambda tx: tx.terms.edges(term.until))) == 1
    assert ask(store, lambda tx: tx.terms.told(term.id, finished=term.until))
    assert ask(store, lambda tx: tx.terms.next_edge()) is None


def test_an_absence_has_its_edges_too(store: Store) -> None:
    """Noted once each; one that is ended early is over from then on."""
    person = admit(store)
    away = Absence(person, NOW + DAY, NOW + 3 * DAY, person, NOW)
    away = ask(store, lambda tx: tx.terms.put_absence(away))
    assert ask(store, lambda tx: tx.terms.absences(NOW)) == [away]
    assert ask(store, lambda tx: tx.terms.absences(NOW, person + 1)) == []
    assert ask(store, lambda tx: tx.terms.next_edge()) == away.since
    assert ask(store, lambda tx: tx.terms.absence_edges(away.since)) == [away]
    assert ask(store, lambda tx: tx.terms.absence_told(away.id, begun=away.since))
    assert not ask(store, lambda tx: tx.terms.absence_told(away.id, begun=away.since))
    ask(store, lambda tx: tx.terms.end_absence(away.id, NOW + 2 * DAY))
    assert ask(store, lambda tx: tx.terms.absences(NOW + 2 * DAY)) == []
    assert len(ask(store, lambda tx: tx.terms.absence_edges(NOW + 2 * DAY))) == 1


def test_who_holds_what_is_remembered_up_to_the_next_edge(store: Store) -> None:
    """To the microsecond, for a beginning, an end and an absence alike."""
    andri, yulia = admit(store, 1, "Andri Saputra"), admit(store, 2, "Yulia Fitri")
    ask(store, lambda tx: tx.people.appoint(andri, HEAD, NOW - DAY))
    soon = NOW + timedelta(milliseconds=1)
    ask(store, lambda tx: tx.terms.add(plh(yulia, since=soon, until=soon + INSTANT * 5)))
    ask(
        store,
        lambda tx: tx.terms.put_absence(Absence(yulia, soon + INSTANT * 2, soon + INSTANT * 4, None, NOW)),
    )
    found = [
        ask(store, lambda tx, at=soon + INSTANT * n: tx.people.roster((), at).holders[HEAD])
        for n in range(-1, 7)
    ]
    assert found == [(andri,), (yulia,), (yulia,), (andri,), (andri,), (yulia,), (andri,), (andri,)]


def test_a_post_that_is_given_up_takes_its_terms_with_it(store: Store) -> None:
    """Those that run and those to come: none of their edges is ever due again."""
    person = admit(store)
    ask(store, lambda tx: tx.people.appoint(person, HEAD, NOW - DAY))
    ask(store, lambda tx: tx.terms.add(plh(person, since=NOW - DAY)))
    ask(store, lambda tx: tx.terms.add(plh(person)))
    ask(store, lambda tx: tx.people.dismiss(HEAD, NOW))
    assert ask(store, lambda tx: tx.terms.current(NOW)) == []
    assert ask(store, lambda tx: tx.terms.edges(NOW + 9 * DAY)) == []
    assert ask(store, lambda tx: tx.terms.next_edge()) is None


def test_two_at_once_note_one_edge(store: Store) -> None:
    """The second waits for the first and finds it noted: nobody is told twice."""
    person = admit(store)
    term = ask(store, lambda tx: tx.terms.add(plh(person, since=NOW - DAY)))
    both = threading.Barrier(2, timeout=20)
    won: list[bool] = []

    def note(tx: Tx) -> bool:
        tx.terms.edges(NOW)
        return tx.terms.told(term.id, begun=NOW)

    def run() -> None:
        both.wait()
        won.append(ask(store, note))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(won) == [False, True]
