"""Groups that move, that cannot be written to, and that can again: no card is ever nowhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.delivery import Delivered
from bot.errors import Verdict, verdict
from bot.outcome import failure, record, success, without_file
from handlers.letter import Edit, Letter, NewFile, NewText
from handlers.letters import compose
from office import rooms
from sop.case import Part
from sop.people import Position
from storage.documents import Document
from storage.outbox import Outgoing, Pending, State
from storage.store import connection_of
from storage.tables import outbox
from tests.handlers.test_groups import KABAG, bind, examined
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.sop.worlds import UNITS
from tests.support.talk import GROUP, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
NEW = -1000000000500


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    yield Talk(bureau)
    bureau.store.close()


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    """Return an office whose Kepala Bagian has a card in the group."""
    bind(talk)
    examined(talk)
    assert "Setujui" in str(talk.card(GROUP, "Periksa").buttons)
    return talk


def member(status: str, **rights: bool) -> dict[str, Any]:
    """Return the update that tells how the bot stands in the group."""
    chat = {"id": GROUP, "type": "supergroup", "title": "Bagian Tata Laksana"}
    who = {"id": RINA, "first_name": "Rina"}
    return {"my_chat_member": {"chat": chat, "from": who, "new_chat_member": {"status": status, **rights}}}


def service(chat: int, **what: int) -> dict[str, Any]:
    """Return a service message."""
    where = {"id": chat, "type": "supergroup" if chat == NEW else "group", "title": "Bagian Tata Laksana"}
    return {"message": {"message_id": 9, "chat": where, "from": {"id": RINA, "first_name": "Rina"}, **what}}


def fail(talk: Talk, error: Exception, letter: Letter | None = None, card: int | None = None) -> State | None:
    """Let a call to the group fail; return what became of its message."""
    bureau = talk.bureau
    kind = "edit" if isinstance(letter, Edit) else "text"
    row = Pending(10_000, GROUP, kind, {}, card, 0, bureau.now, bureau.now)
    outcome = failure(row, letter or NewText(GROUP, "x"), error, bureau.now)
    bureau.ask(lambda tx: record(tx, bureau.office, [outcome], bureau.now))
    talk.deliver()
    return outcome.state


def told(talk: Talk) -> list[str]:
    """Return what the admin has read about rooms."""
    return [text for text in talk.texts(ADMIN) if "Ruang" in text]


ERRORS = [
    Forbidden("Forbidden: bot was kicked from the supergroup chat"),
    Forbidden("Forbidden: bot is not a member of the supergroup chat"),
    Forbidden("Forbidden: the group chat was deleted"),
    BadRequest("Not enough rights to send text messages to the chat"),
    BadRequest("Not enough rights to send documents to the chat"),
    BadRequest("Have no rights to send a message"),
    BadRequest("CHAT_WRITE_FORBIDDEN"),
    BadRequest("Chat not found"),
]


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_a_group_that_refuses_messages_is_lost_once(waiting: Talk, error: Exception) -> None:
    """Its open cards go to the people at once; the admins get one sentence with all they need."""
    assert fail(waiting, error) is State.DROPPED
    assert "Setujui" in str(waiting.card(YULIA, "Periksa").buttons)
    (sentence,) = told(waiting)
    for part in ("Kepala Bagian Tata Laksana", "“Bagian Tata Laksana”", "/hubungkan"):
        assert part in sentence
    fail(waiting, error)
    assert len(told(waiting)) == 1
    assert waiting.tap(YULIA, "Setujui") == "Telah disetujui."


@pytest.mark.parametrize(
    "update",
    [
        member("left"),
        member("kicked"),
        member("restricted", is_member=True, can_send_messages=False, can_send_documents=False),
        member("restricted", is_member=True, can_send_messages=True, can_send_documents=False),
        member("restricted", is_member=False, can_send_messages=True, can_send_documents=True),
    ],
    ids=str,
)
def test_a_bot_that_may_not_write_any_more_hands_the_cards_to_people(
    waiting: Talk, update: dict[str, Any]
) -> None:
    """Telegram says so at once; nobody waits for the next error."""
    waiting.feed(update)
    waiting.feed(update)
    assert len(told(waiting)) == 1
    assert "Setujui" in str(waiting.card(YULIA, "Periksa").buttons)
    fresh = len(waiting.texts(GROUP))
    waiting.bureau.open(title="Kedua")
    waiting.bureau.to(Part.EXAMINE, 2)
    waiting.deliver()
    assert "Kedua" in waiting.card(YULIA, "Periksa", "Kedua").text
    assert len(waiting.texts(GROUP)) == fresh


@pytest.mark.parametrize(
    "update",
    [
        member("member"),
        member("administrator"),
        member("restricted", is_member=True, can_send_messages=True, can_send_documents=True),
    ],
    ids=str,
)
def test_a_bot_that_may_write_again_brings_the_cards_back(waiting: Talk, update: dict[str, Any]) -> None:
    """Open ones at once, later ones too; the admins are told."""
    waiting.feed(member("kicked"))
    old = waiting.card(GROUP, "Periksa").message
    waiting.feed(update)
    card = waiting.card(GROUP, "Periksa")
    assert card.message != old
    assert waiting.chats[GROUP][old].buttons == {}
    assert "tersambung kembali" in told(waiting)[-1]
    assert waiting.tap(YULIA, "Setujui", GROUP) == "Telah disetujui."
    assert waiting.card(YULIA, "Periksa").buttons == {}


def test_a_group_that_is_no_room_is_nobodys_news(talk: Talk) -> None:
    """The bot may come and go there."""
    talk.feed(member("member"))
    talk.feed(member("kicked"))
    fail(talk, ERRORS[0])
    assert told(talk) == []


def test_a_lost_topic_takes_nothing_from_other_topics(talk: Talk) -> None:
    """Only its own cards go to people; a standing in the group does not bring it back, /hubungkan does."""
    bind(talk, topic=7)
    bind(talk, Position("jf", UNITS[0]), topic=8)
    examined(talk)
    error = BadRequest("Message thread not found")
    assert verdict(error) is Verdict.NO_TOPIC
    assert fail(talk, error, NewText(GROUP, "x", topic=7)) is State.DROPPED
    assert "topiknya dihapus" in told(talk)[0]
    assert "Setujui" in str(talk.card(YULIA, "Periksa").buttons)
    lost = {r.topic: r.lost_why for r in talk.bureau.ask(lambda tx: tx.rooms.all())}
    assert lost == {7: "topic", 8: ""}
    talk.feed(member("member"))
    assert talk.bureau.ask(lambda tx: tx.rooms.of_position(KABAG)).lost_why == "topic"
    bind(talk, topic=9)
    assert talk.card(GROUP, "Periksa").letter.topic == 9


def test_an_edit_in_a_closed_topic_loses_that_topic(talk: Talk) -> None:
    """And not the general one, though an edit names no topic."""
    bind(talk, topic=7)
    bind(talk, Position("jf", UNITS[0]))
    examined(talk)
    card = talk.card(GROUP, "Periksa")
    assert card.letter.topic == 7
    fail(talk, BadRequest("TOPIC_CLOSED"), Edit(GROUP, card.message, "x"), card.letter.card)
    lost = {r.topic: r.lost_why for r in talk.bureau.ask(lambda tx: tx.rooms.all())}
    assert lost == {7: "topic", None: ""}
    assert "Setujui" in str(talk.card(YULIA, "Periksa").buttons)


def test_a_card_that_goes_without_its_file_keeps_its_topic_and_its_protection() -> None:
    """Else it would stand in the general topic, and be free to be forwarded."""
    at = datetime(2026, 11, 23, tzinfo=UTC)
    document = Document(
        1, 1, 1, "Laporan", 1, "a" * 64, "x.pdf", "application/pdf", 9, None, "document", 1, at
    )
    text = without_file(NewFile(GROUP, document, "Periksa", card=3, topic=7, protect=True))
    assert (text.topic, text.protect, text.card) == (7, True, 3)


def test_a_card_deleted_in_the_group_comes_again(waiting: Talk) -> None:
    """Nobody there could ask for it; where its topic is gone, the next error tells."""
    card = waiting.card(GROUP, "Periksa")
    edit = Edit(GROUP, card.message, "x")
    fail(waiting, BadRequest("Message to edit not found"), edit, card.letter.card)
    new = waiting.card(GROUP, "Periksa")
    assert new.message != card.message
    assert "Setujui" in str(new.buttons)


def test_a_persons_403_is_still_theirs(waiting: Talk) -> None:
    """A blocked bot marks the person, not a room."""
    bureau = waiting.bureau
    row = Pending(10_000, YULIA, "text", {}, None, 0, bureau.now, bureau.now)
    error = Forbidden("Forbidden: bot was blocked by the user")
    outcome = failure(row, NewText(YULIA, "x"), error, bureau.now)
    bureau.ask(lambda tx: record(tx, bureau.office, [outcome], bureau.now))
    assert bureau.ask(lambda tx: tx.rooms.of_position(KABAG)).lost_why == ""
    assert len(bureau.ask(lambda tx: tx.people.seats(bureau.now)).unreachable) == 1


TELLS = {
    "old chat": lambda talk: talk.feed(service(GROUP, migrate_to_chat_id=NEW)),
    "new chat": lambda talk: talk.feed(service(NEW, migrate_from_chat_id=GROUP)),
    "error": lambda talk: fail(talk, ChatMigrated(NEW)),
}


@pytest.mark.parametrize(
    "order", [("old chat", "new chat", "error"), ("error", "new chat", "old chat"), ("new chat",)]
)
def test_a_group_that_becomes_a_supergroup_is_followed_once(waiting: Talk, order: tuple[str, ...]) -> None:
    """Whoever tells first: one card in the new chat, none edited in the old, and it works."""
    for teller in order:
        TELLS[teller](waiting)
    cards = [text for text in waiting.texts(NEW) if "Periksa" in text]
    assert len(cards) == 1
    room = waiting.bureau.ask(lambda tx: tx.rooms.of_position(KABAG))
    assert (room.chat, room.lost_why) == (NEW, "")
    edits = len([letter for letter in waiting.letters if isinstance(letter, Edit) and letter.chat == GROUP])
    assert waiting.tap(YULIA, "Setujui", NEW) == "Telah disetujui."
    assert edits == len([e for e in waiting.letters if isinstance(e, Edit) and e.chat == GROUP])
    assert "Setujui" in str(waiting.card(GROUP, "Periksa").buttons)  # nothing can be changed there


def test_what_waits_for_the_old_chat_goes_to_the_new_one(talk: Talk) -> None:
    """A card that was not sent yet, and news; edits of cards that the new chat does not have are dropped."""
    bind(talk)
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    note = {"text": "Halo", "chat": GROUP, "reply_to": 5}

    def more(tx: Any) -> None:
        tx.outbox.add([Outgoing(GROUP, "text", note)], talk.bureau.now)
        tx.outbox.add([Outgoing(GROUP, "edit_text", {"message": 5, "text": "x"})], talk.bureau.now)

    talk.bureau.ask(more)
    talk.bureau.ask(lambda tx: rooms.moved(tx, talk.bureau.office, GROUP, NEW))
    talk.deliver()
    assert GROUP not in talk.chats
    assert len([text for text in talk.texts(NEW) if "Periksa" in text]) == 1
    assert talk.card(NEW, "Halo").letter.reply_to is None

    def dropped(tx: Any) -> int:
        return len(connection_of(tx).execute(outbox.select().where(outbox.c.chat_id == GROUP)).all())

    assert talk.bureau.ask(dropped) >= 1


def test_a_card_that_reached_the_old_chat_just_before_the_move_is_sent_anew(talk: Talk) -> None:
    """Its message is not in the new chat: the id would be another message's there."""
    bind(talk)
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    bureau = talk.bureau
    (row,) = [
        r for r in bureau.ask(lambda tx: tx.outbox.pending(0, 99)) if r.chat == GROUP and r.kind == "card"
    ][-1:]
    letter = bureau.ask(lambda tx: compose(tx, bureau.office, row))
    assert letter is not None
    bureau.ask(lambda tx: rooms.moved(tx, bureau.office, GROUP, NEW))
    outcome = success(row, letter, Delivered(77, "document"))
    bureau.ask(lambda tx: record(tx, bureau.office, [outcome], bureau.now))
    talk.deliver()
    assert row.card is not None
    copy = bureau.ask(lambda tx: tx.cards.get([row.card or 0]))[row.card]
    assert (copy.chat, copy.retired) == (NEW, False)
    assert copy.message == talk.card(NEW, "Periksa").message
    assert talk.tap(YULIA, "Setujui", NEW) == "Telah disetujui."
