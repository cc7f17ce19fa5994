"""Attempts that must be refused: nothing changes, and who tried what is written down."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.phones import Phone
from tests.support.stage import Stage


@contextmanager
def refused(here: Stage, phone: Phone, *reasons: str) -> Iterator[None]:
    """Assert that what happens inside changes no case, and that exactly these refusals are recorded."""
    here.settle()
    before, had = here.record.counts(), len(here.record.refusals())
    yield
    here.settle()
    assert here.record.counts() == before
    new = [(refusal.telegram_id, refusal.reason) for refusal in here.record.refusals()[had:]]
    assert new == [(phone.id, reason) for reason in reasons]
    assert here.record.failed_updates() == []
