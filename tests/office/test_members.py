"""Members: a post passes on in the open, and what waits is there at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Edit, NewFile, NewText
from office.invitations import accept, invite
from office.members import posts_of, unreachable
from sop.case import Part
from sop.people import Position
from storage.transaction import Tx
from tests.office.bureau import ADMIN, SEATS, Bureau, said, without

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
NEW, WEEK = 150, timedelta(days=7)
HEAD, JF = Position("kepala-biro"), Position("jf", "Tata Laksana")


def code_for(bureau: Bureau, position: Position) -> str:
    """Return the code of a new invitation."""
    return bureau.ask(lambda tx: invite(tx, bureau.office, position, WEEK))


def come(bureau: Bureau, code: str, telegram_id: int = NEW, name: str = "Budi Santoso") -> None:
    """Let somebody bring a valid code."""

    def do(tx: Tx) -> None:
        arrival = accept(tx, bureau.office, telegram_id, name, code)
        tx.outbox.add(arrival.cards, bureau.now)

    bureau.ask(do)


def test_a_single_post_passes_on_and_everyone_concerned_is_told(bureau: Bureau) -> None:
    """The former holder may not act any more; former holder and admin hear of it; the card moves."""
    bureau.open()
    bureau.deliver()
    come(bureau, code_for(bureau, HEAD))
    letters = bureau.deliver()
    assert bureau.actor(ANDRI).positions == frozenset()
    assert bureau.actor(NEW).positions == {HEAD}
    for chat in (ANDRI, ADMIN):
        assert any("Kepala Biro kini dipegang oleh Budi Santoso" in text for text in said(letters[chat]))
    assert [type(letter) for letter in letters[NEW]] == [NewFile]


def test_a_former_holders_cards_lose_their_buttons(bureau: Bureau) -> None:
    """They say that the post passed on, at once; with the post comes a new card."""
    bureau.open()
    bureau.deliver()
    come(bureau, code_for(bureau, HEAD))
    (edit,) = [letter for letter in bureau.deliver()[ANDRI] if isinstance(letter, Edit)]
    assert edit.buttons == ()
    assert "Jabatan ini kini dipegang pejabat lain" in edit.text
    come(bureau, code_for(bureau, HEAD), ANDRI, "Andri Saputra")
    letters = bureau.deliver()
    (rests,) = [letter for letter in letters[ANDRI] if isinstance(letter, Edit)]
    assert "Kartu yang terbaru ada di bawah" in rests.text
    (back,) = [letter for letter in letters[ANDRI] if isinstance(letter, NewFile)]
    (gone,) = [letter for letter in letters[NEW] if isinstance(letter, Edit)]
    assert [b.label for row in back.buttons for b in row][0] == "📝 Disposisikan"  # noqa: RUF015
    assert gone.buttons == ()


def test_a_pool_takes_in_another_without_anybody_leaving(bureau: Bureau) -> None:
    """Nobody is told that they were succeeded, for they were not."""
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.deliver()
    come(bureau, code_for(bureau, JF))
    assert JF in bureau.actor(FAJAR).positions
    letters = bureau.deliver()
    assert set(letters) == {NEW}
    assert "Susun laporan" in said(letters[NEW])[0]


def test_a_second_code_for_ones_own_post_changes_nothing(bureau: Bureau) -> None:
    """One appointment, no message of succession."""
    come(bureau, code_for(bureau, HEAD), ANDRI, "Andri Saputra")
    assert bureau.actor(ANDRI).positions == {HEAD}
    assert bureau.deliver() == {}


@pytest.mark.parametrize(
    ("unit", "post"), [(None, "JF/Pelaksana"), ("Kelembagaan", "JF/Pelaksana Kelembagaan")]
)
def test_a_newcomer_is_invited_while_the_meeting_is_ahead(
    bureau: Bureau, unit: str | None, post: str
) -> None:
    """Of whichever unit, in the post that they hold."""
    bureau.open()
    bureau.to(Part.MINUTES)
    bureau.deliver()
    come(bureau, code_for(bureau, Position("jf", unit)))
    (card,) = said(bureau.deliver()[NEW])
    assert card.startswith("Hadiri rapat\n")
    assert f"Tugas untuk: {post}\n" in card


@pytest.mark.parametrize("unit", [None, "Kelembagaan"])
def test_a_newcomer_to_an_empty_pool_finds_the_task(tmp_path: Path, unit: str | None) -> None:
    """Nobody sat there when the draft was due; whoever comes first gets its card and can act."""
    bureau = Bureau(tmp_path, without(JF))
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.deliver()
    come(bureau, code_for(bureau, Position("jf", unit)))
    assert "Susun laporan" in said(bureau.deliver()[NEW])[0]
    assert bureau.next()
    bureau.store.close()


def test_posts_are_named_as_people_say_them(bureau: Bureau) -> None:
    """Several posts in one line."""
    bureau.seat(RINA, "Rina Marlina", Position("kepala-bagian", "Kelembagaan"))
    assert posts_of(bureau.office, bureau.actor(RINA)) == "Kasubag TU, Kepala Bagian Kelembagaan"


def test_somebody_who_blocks_the_bot_is_told_to_the_admins_once(bureau: Bureau) -> None:
    """With the name, and what to ask of them."""
    for _ in range(2):
        bureau.ask(lambda tx: unreachable(tx, bureau.office, ANDRI))
    (text,) = said(bureau.deliver()[ADMIN])
    assert "Andri Saputra tidak dapat dihubungi" in text


def test_an_admin_who_is_a_member_may_free_what_the_unreachable_took(bureau: Bureau) -> None:
    """One button for each task; an admin outside the office could not use them and gets none."""
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.next()
    bureau.deliver()
    bureau.ask(lambda tx: unreachable(tx, bureau.office, FAJAR))
    (outside,) = bureau.deliver()[ADMIN]
    assert isinstance(outside, NewText)
    assert outside.buttons == ()
    bureau.ask(lambda tx: tx.people.mark_reachable(FAJAR))
    bureau.seat(ADMIN, "Bayu Nugroho", Position("kasubag-tu"))
    bureau.ask(lambda tx: unreachable(tx, bureau.office, FAJAR))
    (notice,) = bureau.deliver()[ADMIN]
    assert isinstance(notice, NewText)
    assert [b.label for row in notice.buttons for b in row] == [
        "👐 Lepas tugas proses 1",
        "🔁 Alihkan proses 1",
    ]
