"""Proposed cases: one row a rule and period, and what became of it."""

import pytest

from storage.proposals import RULE, Proposal, Stage
from storage.store import Store
from tests.storage.kit import NOW, ask, later


def add(store: Store, period: str, stage: Stage = Stage.OFFERED, rule: str = "evaluasi") -> bool:
    """Write one down."""
    return ask(store, lambda tx: tx.proposals.add(rule, period, stage, NOW))


def of(store: Store, period: str) -> Proposal:
    """Return the proposal of a period."""
    found = ask(store, lambda tx: tx.proposals.of_period("evaluasi", period))
    assert found is not None
    return found


def test_a_period_of_a_rule_is_written_once(store: Store) -> None:
    """The second time nothing changes; another rule has periods of its own."""
    assert add(store, "2026-T3")
    assert not add(store, "2026-T3", Stage.MISSED)
    assert add(store, "2026-T3", rule="lain")
    assert of(store, "2026-T3").stage is Stage.OFFERED
    had = ask(store, lambda tx: tx.proposals.any_of([("evaluasi", "2026-T3"), ("evaluasi", "2026-T4")]))
    assert had == {("evaluasi", "2026-T3")}
    assert ask(store, lambda tx: tx.proposals.any_of([])) == set()


def test_since_when_a_rule_is_known_is_no_proposal(store: Store) -> None:
    """It is found by itself, and settled by nobody."""
    add(store, RULE, Stage.KNOWN)
    assert ask(store, lambda tx: tx.proposals.known(["evaluasi", "lain"])) == {"evaluasi": NOW}
    assert ask(store, lambda tx: tx.proposals.live(["evaluasi"])) == []


@pytest.mark.parametrize("stage", [Stage.POSTPONED, Stage.STARTED, Stage.SKIPPED])
def test_what_was_decided_is_kept(store: Store, stage: Stage) -> None:
    """With who decided, as what, when, why; the chats that have a copy stay."""
    add(store, "2026-T3")
    one = of(store, "2026-T3")
    ask(store, lambda tx: tx.proposals.tell(one.id, {7: True, -5: False}))
    by = (3, "Plh. Kasubag TU, Yulia Fitri")
    ask(
        store,
        lambda tx: tx.proposals.decide(one.id, stage, by, later(5), again=later(60), reason="sebab", case=9),
    )
    found = of(store, "2026-T3")
    assert (found.stage, found.decided_by, found.decided_as) == (stage, *by)
    assert (found.decided, found.next, found.reason, found.case) == (later(5), later(60), "sebab", 9)
    assert found.told == {7: True, -5: False}
    live = ask(store, lambda tx: tx.proposals.live(["evaluasi"]))
    assert bool(live) is (stage is Stage.POSTPONED)


def test_what_was_missed_right_before_is_found(store: Store) -> None:
    """As far as the last that was proposed, oldest first."""
    for period, stage in (
        ("2026-B6", Stage.MISSED),
        ("2026-B7", Stage.SKIPPED),
        ("2026-B8", Stage.MISSED),
        ("2026-B9", Stage.MISSED),
        ("2026-B10", Stage.OFFERED),
    ):
        add(store, period, stage)
        add(store, period, Stage.OFFERED, rule="lain")
    one = of(store, "2026-B10")
    assert ask(store, lambda tx: tx.proposals.missed_before(one)) == ["2026-B8", "2026-B9"]


def test_one_that_is_offered_again_waits_for_nothing(store: Store) -> None:
    """The moment it was put off to is over."""
    add(store, "2026-T3")
    one = of(store, "2026-T3")
    ask(store, lambda tx: tx.proposals.decide(one.id, Stage.POSTPONED, (3, "TU"), NOW, again=later(60)))
    ask(store, lambda tx: tx.proposals.offer(one.id, {7: True}, later(60)))
    found = ask(store, lambda tx: tx.proposals.get(one.id, lock=True))
    assert found is not None
    assert (found.stage, found.next, found.told) == (Stage.OFFERED, None, {7: True})
    assert ask(store, lambda tx: tx.proposals.get(999)) is None
