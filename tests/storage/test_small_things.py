"""Cards, half-filled forms, documents, refusals and settings."""

import pytest

from sop.case import Case
from storage.cards import CardCopy
from storage.dialogs import Dialog
from storage.documents import Document
from storage.record import Refusal
from storage.store import Store
from tests.storage.kit import NOW, SHA, admit, ask, later, write_case


@pytest.fixture
def person(store: Store) -> int:
    return admit(store)


@pytest.fixture
def case(store: Store, person: int) -> Case:
    return ask(store, lambda tx: write_case(tx, person))


def copies(case: Case, person: int, *chats: int) -> list[CardCopy]:
    """Return copies of the first task's card."""
    return [CardCopy(0, chat, person, case.id, 1) for chat in chats]


def test_every_copy_of_a_card_is_found_in_its_order(store: Store, case: Case, person: int) -> None:
    """Ids come back in the order of the copies, and the copies of a task are found by it."""
    ids = ask(store, lambda tx: tx.cards.add(copies(case, person, 30, 10, 20)))
    found = ask(store, lambda tx: tx.cards.get(ids))
    assert [found[card].chat for card in ids] == [30, 10, 20]
    kept = ask(store, lambda tx: tx.cards.of_tasks(case.id, [1, 2]))
    assert kept == [(ids[0], 30, 1), (ids[1], 10, 1), (ids[2], 20, 1)]
    assert ask(store, lambda tx: tx.cards.of_tasks(case.id + 1, [1])) == []
    assert ask(store, lambda tx: tx.cards.of_tasks(case.id, [])) == []
    assert ask(store, lambda tx: tx.cards.get([])) == {}


def test_a_sent_card_is_found_by_its_message(store: Store, case: Case, person: int) -> None:
    """The tapped message leads to the copy; another chat's message of that number does not."""
    first, second = ask(store, lambda tx: tx.cards.add(copies(case, person, 10, 20)))
    ask(store, lambda tx: tx.cards.sent([(first, 5, "text"), (second, 6, "document")]))
    found = ask(store, lambda tx: tx.cards.at(20, 6))
    assert found == CardCopy(second, 20, person, case.id, 1, 6, "document")
    assert ask(store, lambda tx: tx.cards.at(10, 6)) is None


def test_a_retired_card_is_not_kept_in_step(store: Store, case: Case, person: int) -> None:
    """It is still known, for a tap may come from it."""
    first, second = ask(store, lambda tx: tx.cards.add(copies(case, person, 10, 10)))
    ask(store, lambda tx: tx.cards.retire([first]))
    ask(store, lambda tx: tx.cards.retire([]))
    assert [card for card, _, _ in ask(store, lambda tx: tx.cards.of_tasks(case.id, [1]))] == [second]
    assert first in ask(store, lambda tx: tx.cards.get([first]))


def test_an_opened_panel_stays_open_over_a_restart(store: Store, case: Case, person: int) -> None:
    """What is half-filled on a card is kept with the card."""
    (card,) = ask(store, lambda tx: tx.cards.add(copies(case, person, 10)))
    ask(store, lambda tx: tx.cards.show(card, '{"name": "dispose"}'))
    assert ask(store, lambda tx: tx.cards.get([card]))[card].view == '{"name": "dispose"}'


def test_a_person_fills_one_form_at_a_time(store: Store) -> None:
    """A new form takes the place of the old; clearing it leaves none; others keep theirs."""
    first, second = Dialog("reason", {"case": 1}), Dialog("meeting", {"day": "2026-11-24", "é": [1, None]})
    ask(store, lambda tx: tx.dialogs.put(7, first, NOW))
    ask(store, lambda tx: tx.dialogs.put(8, first, NOW))
    ask(store, lambda tx: tx.dialogs.put(7, second, later(1)))
    assert ask(store, lambda tx: tx.dialogs.get(7)) == second
    ask(store, lambda tx: tx.dialogs.clear(7))
    assert ask(store, lambda tx: tx.dialogs.get(7)) is None
    assert ask(store, lambda tx: tx.dialogs.get(8)) == first


def add(store: Store, case: int | None, person: int, step: int = 1, label: str = "Surat") -> Document:
    """Write a version of a file down."""
    return ask(
        store,
        lambda tx: tx.documents.add(
            case=case,
            step=step,
            label=label,
            sha256=SHA,
            name="surat <b>é😀.pdf",
            mime="application/pdf",
            size=5_000_000_000,
            telegram_file_id=None,
            medium="document",
            person=person,
            at=NOW,
        ),
    )


def test_versions_of_a_document_are_counted_by_case_step_and_label(
    store: Store, case: Case, person: int
) -> None:
    """Each document of a case has its own count from 1; files of no case have none."""
    made = [
        add(store, case.id, person),
        add(store, case.id, person),
        add(store, case.id, person, step=2),
        add(store, case.id, person, label="Lain"),
        add(store, None, person),
        add(store, None, person),
    ]
    assert [document.number for document in made] == [1, 2, 1, 1, 1, 1]
    assert ask(store, lambda tx: tx.documents.of_case(case.id)) == made[:4]
    assert ask(store, lambda tx: tx.documents.get(made[4].id)) == made[4]
    assert ask(store, lambda tx: tx.documents.get(999)) is None


def test_a_telegram_id_can_be_remembered_and_forgotten(store: Store, case: Case, person: int) -> None:
    """A file is sent again by Telegram's id while that is good, from the store otherwise."""
    document = add(store, case.id, person).id
    ask(store, lambda tx: tx.documents.telegram_id(document, "BQAC-1", "photo"))
    found = ask(store, lambda tx: tx.documents.get(document))
    assert found is not None
    assert (found.telegram_file_id, found.medium) == ("BQAC-1", "photo")
    ask(store, lambda tx: tx.documents.telegram_id(document, None, "document"))
    found = ask(store, lambda tx: tx.documents.get(document))
    assert found is not None
    assert found.telegram_file_id is None


def test_refused_attempts_are_on_record_in_order(store: Store) -> None:
    """Who tried what, on which task, and why not, a stranger's attempt included."""
    tried = [Refusal(NOW, 7, "approve", "not_yours", 3, 4), Refusal(later(1), 8, "start", "bad_invitation")]
    for one in tried:
        ask(store, lambda tx, one=one: tx.record.refuse(one))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.record.refusals()) == tried


def test_a_setting_is_kept_in_place_of_its_old_value(store: Store) -> None:
    """The last value counts; one never kept is None."""
    for value in ("lama", "baru"):
        ask(store, lambda tx, value=value: tx.record.keep("bot_username", value))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.record.setting("bot_username")) == "baru"
    assert ask(store, lambda tx: tx.record.setting("lain")) is None
