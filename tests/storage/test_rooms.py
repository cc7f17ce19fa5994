"""Rooms: one a position, lost once, found again, and moved with what waits for them."""

from sop.people import Position
from storage.cards import CardCopy
from storage.outbox import Outgoing, Result, State
from storage.rooms import TOPIC, WHOLE
from storage.seats import Room
from storage.store import Store, connection_of
from storage.tables import cases, outbox
from storage.transaction import Tx
from tests.storage.kit import HEAD, NOW, admit, ask, later

KABAG = Position("kepala-bagian", "Tata Laksana")
OLD, NEW = -5, -1005


def bind(store: Store, position: Position = KABAG, chat: int = OLD, topic: int | None = None) -> Room:
    """Let a position have a room."""
    return ask(store, lambda tx: tx.rooms.bind(position, chat, topic, "Grup", 1, NOW))


def live(store: Store) -> dict[Position, tuple[int, int | None]]:
    """Return where cards go, as every use case sees it."""
    found = ask(store, lambda tx: tx.people.seats(NOW).rooms)
    return {position: (room.chat, room.topic) for position, room in found.items()}


def test_a_position_has_one_room_and_a_chat_may_have_several(store: Store) -> None:
    """A new one takes the place of the old one; each is seen at once."""
    bind(store)
    bind(store, HEAD)
    assert live(store) == {KABAG: (OLD, None), HEAD: (OLD, None)}
    room = bind(store, chat=-6, topic=3)
    assert live(store) == {KABAG: (-6, 3), HEAD: (OLD, None)}
    assert ask(store, lambda tx: tx.rooms.of_position(KABAG)) == room
    assert [r.position for r in ask(store, lambda tx: tx.rooms.by_chat(OLD))] == [HEAD]
    ask(store, lambda tx: tx.rooms.unbind(room.id, NOW))
    assert live(store) == {HEAD: (OLD, None)}
    assert ask(store, lambda tx: tx.rooms.of_position(KABAG)) is None


def test_a_post_without_a_unit_is_another_than_one_with(store: Store) -> None:
    """The office's pool and a unit's have rooms of their own."""
    bind(store, Position("jf"))
    bind(store, Position("jf", "Tata Laksana"), chat=-6)
    found = ask(store, lambda tx: tx.rooms.of_position(Position("jf")))
    assert found is not None
    assert found.chat == OLD


def test_a_room_is_lost_once_and_found_again(store: Store) -> None:
    """What was lost with a topic alone does not come back with the chat."""
    bind(store)
    bind(store, HEAD, topic=3)
    assert len(ask(store, lambda tx: tx.rooms.lost(OLD, TOPIC, NOW, 3))) == 1
    assert live(store) == {KABAG: (OLD, None)}
    assert [r.position for r in ask(store, lambda tx: tx.rooms.lost(OLD, WHOLE, NOW))] == [KABAG]
    assert ask(store, lambda tx: tx.rooms.lost(OLD, WHOLE, NOW)) == []
    assert live(store) == {}
    assert [r.position for r in ask(store, lambda tx: tx.rooms.found(OLD))] == [KABAG]
    assert ask(store, lambda tx: tx.rooms.found(OLD)) == []
    assert live(store) == {KABAG: (OLD, None)}


def cards(store: Store, person: int) -> list[int]:
    """Write two copies down in the old chat, the first sent, and one in a private chat."""

    def write(tx: Tx) -> list[int]:
        values = {"sop": "s", "sop_version": "v", "title": "T", "status": "open", "version": 1}
        values |= {"opener_id": person, "opened_at": NOW, "state": "{}", "chain": "0" * 64}
        connection_of(tx).execute(cases.insert().values(values))
        copies = [CardCopy(0, chat, None, 1, 1) for chat in (OLD, OLD, 7)]
        ids = tx.cards.add(copies)
        tx.cards.sent([(ids[0], 50, "text"), (ids[2], 51, "text")])
        return ids

    return ask(store, write)


def test_a_group_that_moves_takes_along_what_waits_and_leaves_what_was_sent(store: Store) -> None:
    """Its old cards rest, unsent ones go on; edits of old messages are dropped; it happens once."""
    sent, unsent, private = cards(store, admit(store))
    bind(store)
    kinds = ("text", "card", "edit", "edit_text", "notice")
    ask(store, lambda tx: tx.outbox.add([Outgoing(OLD, kind) for kind in kinds], NOW))
    ask(store, lambda tx: tx.outbox.add([Outgoing(9, "text")], NOW))
    first = ask(store, lambda tx: tx.outbox.pending(0, 1))[0].id
    ask(store, lambda tx: tx.outbox.finish([Result(first, State.SENT, 1)], NOW))
    assert [r.position for r in ask(store, lambda tx: tx.rooms.move(OLD, NEW, later(1)))] == [KABAG]
    assert ask(store, lambda tx: tx.rooms.move(OLD, NEW, later(2))) == []
    assert live(store) == {KABAG: (NEW, None)}
    waiting = ask(store, lambda tx: [(row.chat, row.kind) for row in tx.outbox.pending(0, 9)])
    assert waiting == [(NEW, "card"), (NEW, "notice"), (9, "text")]
    rows = ask(store, lambda tx: connection_of(tx).execute(outbox.select()).all())
    assert {row.chat_id for row in rows if row.kind in ("text", "edit", "edit_text")} == {OLD, 9}
    assert {row.done_at for row in rows if row.status == State.DROPPED} == {later(1)}
    copies = ask(store, lambda tx: tx.cards.get([sent, unsent, private]))
    assert [(c.chat, c.message, c.retired) for c in copies.values()] == [
        (OLD, None, True),
        (NEW, None, False),
        (7, 51, False),
    ]


def test_a_question_is_found_again_and_keeps_what_its_form_is_now(store: Store) -> None:
    """The newest that asked exactly this; another chat's is another's."""
    form = {"kind": "open", "data": {"title": "A"}}
    ask(store, lambda tx: tx.outbox.add([Outgoing(c, "text", {"form": form}) for c in (7, 8)], NOW))
    for message, row in enumerate(ask(store, lambda tx: tx.outbox.pending(0, 9)), 60):
        result = Result(row.id, State.SENT, message)
        ask(store, lambda tx, result=result: tx.outbox.finish([result], NOW))
    assert ask(store, lambda tx: tx.outbox.asked(7, form)) == 60
    now = {"kind": "open", "data": {"title": "A", "secrecy": "Rahasia"}}
    ask(store, lambda tx: tx.outbox.reform(7, 60, now))
    assert ask(store, lambda tx: tx.outbox.form_at(7, 60, NOW)) == now
    assert ask(store, lambda tx: tx.outbox.form_at(8, 61, NOW)) == form
    assert ask(store, lambda tx: tx.outbox.asked(7, form)) is None


def test_a_wish_for_copies_is_seen_at_once(store: Store) -> None:
    """And taken back as fast."""
    person = admit(store)
    ask(store, lambda tx: tx.people.appoint(person, HEAD, NOW))
    for wanted in (True, False):
        ask(store, lambda tx, wanted=wanted: tx.people.wish_copies(person, wanted=wanted))
        assert (person in ask(store, lambda tx: tx.people.seats(NOW).personal)) is wanted
