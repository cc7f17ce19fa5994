"""The outbox: in order, once, with a record of what became of every message."""

import pytest

from storage.outbox import Outgoing, Result, State
from storage.store import Store, connection_of
from storage.tables import outbox
from storage.transaction import Tx
from tests.storage.kit import NOW, ask, later, texts


def waiting(store: Store, after: int = 0, limit: int = 99) -> list[str]:
    """Return the texts that wait."""
    return [row.payload["text"] for row in ask(store, lambda tx: tx.outbox.pending(after, limit))]


def test_messages_go_out_in_the_order_they_were_said(store: Store) -> None:
    """Within a transaction too; what must go first goes first."""

    def say(tx: Tx) -> None:
        tx.outbox.add(texts("satu", "dua"), NOW)
        tx.outbox.add(texts("jawaban"), NOW, first=True)
        tx.outbox.add(texts("tiga"), NOW)

    ask(store, say)
    ask(store, lambda tx: tx.outbox.add(texts("empat"), NOW))
    assert waiting(store) == ["jawaban", "satu", "dua", "tiga", "empat"]
    numbers = [row.id for row in ask(store, lambda tx: tx.outbox.pending(0, 99))]
    assert waiting(store, after=numbers[1]) == ["dua", "tiga", "empat"]
    assert waiting(store, limit=2) == ["jawaban", "satu"]


def test_a_message_keeps_every_word(store: Store) -> None:
    """Payloads come back as they were, whatever is in them."""
    payload = {"text": "<b>é😀\u202e</b>\n", "buttons": [[["✅ Selesai", "t:fi:1:1:1:"]]], "reply_to": None}
    ask(store, lambda tx: tx.outbox.add([Outgoing(-100123456789012, "text", payload, None)], NOW))
    (row,) = ask(store, lambda tx: tx.outbox.pending(0, 9))
    assert (row.chat, row.kind, row.payload, row.card) == (-100123456789012, "text", payload, None)
    assert (row.attempts, row.next_at, row.created_at) == (0, NOW, NOW)


def test_what_was_said_in_a_failed_transaction_is_never_sent(store: Store) -> None:
    """A message is as durable as the decision that says it, and no more."""

    def fail(tx: Tx) -> None:
        tx.outbox.add(texts("tidak"), NOW)
        raise LookupError

    with pytest.raises(LookupError):
        ask(store, fail)
    assert waiting(store) == []


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.DROPPED])
def test_a_finished_message_does_not_wait_any_more(store: Store, state: State) -> None:
    """Its state, its number at Telegram and its error are kept."""
    ask(store, lambda tx: tx.outbox.add(texts("satu", "dua"), NOW))
    first = ask(store, lambda tx: tx.outbox.pending(0, 1))[0].id
    ask(store, lambda tx: tx.outbox.finish([Result(first, state, 55, "alasan")], later(1)))
    assert waiting(store) == ["dua"]
    row = ask(store, lambda tx: connection_of(tx).execute(outbox.select().where(outbox.c.id == first)).one())
    assert (row.status, row.message_id, row.error, row.done_at) == (state, 55, "alasan", later(1))
    assert ask(store, lambda tx: tx.outbox.counts()) == {state: 1, State.PENDING: 1}


def test_a_retry_is_counted_unless_telegram_asked_for_it(store: Store) -> None:
    """Waiting because of a rate limit costs no attempt."""
    ask(store, lambda tx: tx.outbox.add(texts("satu"), NOW))
    (row,) = ask(store, lambda tx: tx.outbox.pending(0, 9))
    ask(store, lambda tx: tx.outbox.retry(row.id, later(1), "timeout"))
    ask(store, lambda tx: tx.outbox.retry(row.id, later(2), "retry_after", counted=False))
    (row,) = ask(store, lambda tx: tx.outbox.pending(0, 9))
    assert (row.attempts, row.next_at) == (1, later(2))


def test_where_something_is_shown_is_known_until_telegram_says_that_it_is_gone(store: Store) -> None:
    """New, edited, edited to the same, overtaken, given up: it stands there; gone: it stands nowhere."""

    def show(state: State, message: int | None = None, error: str | None = None) -> int | None:
        ask(store, lambda tx: tx.outbox.add([Outgoing(7, "sheaf", {"sheaf": 1})], NOW))
        (row,) = ask(store, lambda tx: tx.outbox.pending(0, 9))
        ask(store, lambda tx: tx.outbox.finish([Result(row.id, state, message, error)], NOW))
        return ask(store, lambda tx: tx.outbox.shown(7, "sheaf", {"sheaf": 1}))

    assert show(State.DROPPED) is None
    assert show(State.SENT, 55) == 55
    assert show(State.SENT, 55) == 55
    assert show(State.SENT, None, "message is not modified") == 55
    assert show(State.DROPPED) == 55
    assert show(State.FAILED, None, "timed out") == 55
    assert show(State.DROPPED, None, "message to edit not found") is None
    assert show(State.SENT, 60) == 60
    assert ask(store, lambda tx: tx.outbox.shown(7, "sheaf", {"sheaf": 2})) is None
    assert ask(store, lambda tx: tx.outbox.shown(8, "sheaf", {"sheaf": 1})) is None
