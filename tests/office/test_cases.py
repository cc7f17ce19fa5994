"""Use cases over one transaction: what is kept, who hears of it, and that a "no" leaves no trace."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.letter import Edit, NewFile
from office import cases
from office.admin_rights import seed
from office.library import Edition, Library
from sop import actions as a
from sop.case import Answer, Part, Status
from sop.errors import Reason, Refused
from sop.people import Position
from sop.replay import replay
from sop.sopfile import library_texts, parse
from storage.cases import SopSource
from tests.office.bureau import ADMIN, SEATS, Bureau, said, without

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS


def test_a_whole_case_is_on_record_and_every_message_of_it_can_be_sent(bureau: Bureau) -> None:
    """After every action the record gives the state, and Telegram would take every letter."""
    bureau.open()
    bureau.deliver()
    while bureau.next():
        record = bureau.ask(lambda tx: tx.cases.events(1))
        assert replay(1, record) == bureau.case()
        bureau.deliver()
    assert bureau.case().status is Status.CLOSED


@pytest.mark.parametrize(
    ("part", "chats"),
    [
        (Part.DISPOSE, {ANDRI}),
        (Part.PREPARE, {RINA}),
        (Part.COUNTERSIGN, {ANDRI}),
        (Part.MINUTES, {ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI}),
        (Part.DRAFT, {FAJAR, SITI}),
        (Part.EXAMINE, {YULIA}),
        (Part.SIGN, {ANDRI}),
        (Part.ARCHIVE, {RINA}),
        (Part.RECEIVE, {YULIA, HENDRA, DEWI}),
    ],
)
def test_a_tasks_card_goes_to_its_holders_and_nobody_else(
    bureau: Bureau, part: Part, chats: set[int]
) -> None:
    """With the file it is about; the meeting brings everyone their invitation."""
    bureau.open()
    while not any(task.part is part for task in bureau.case().open_tasks()):
        bureau.deliver()
        assert bureau.next()
    brought = {
        chat for chat, letters in bureau.deliver().items() if any(isinstance(x, NewFile) for x in letters)
    }
    assert brought == chats


def test_a_finished_tasks_card_loses_its_buttons_on_every_copy(bureau: Bureau) -> None:
    """The one who took the draft and the colleague both see how it ended."""
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.deliver()
    while any(task.part is Part.DRAFT for task in bureau.case().open_tasks()):
        bureau.next()
    letters = bureau.deliver()
    for chat in (FAJAR, SITI):
        edit = [letter for letter in letters[chat] if isinstance(letter, Edit)][-1]
        assert edit.buttons == ()
        assert "Telah diserahkan" in edit.text


def test_a_refused_action_leaves_no_trace_in_the_database(bureau: Bureau) -> None:
    """Not a row anywhere differs, whatever was tried."""
    bureau.open()
    task = bureau.to(Part.PREPARE)
    before = bureau.everything()
    rina, andri = bureau.actor(RINA), bureau.actor(ANDRI)
    for actor, action in (
        (andri, a.Finish(task.id, task.version)),
        (rina, a.Finish(task.id, task.version)),
        (rina, a.Finish(task.id, task.version + 1)),
        (rina, a.Approve(task.id, task.version)),
        (rina, a.Claim(77, 1)),
    ):
        with pytest.raises(Refused):
            bureau.act(actor, action)
    assert bureau.everything() == before


def test_a_refused_upload_leaves_no_version_behind(bureau: Bureau) -> None:
    """A file for a task that is somebody else's is not written down."""
    bureau.open()
    task = bureau.to(Part.PREPARE)
    before = bureau.everything()
    with pytest.raises(Refused):
        bureau.act(bureau.actor(ANDRI), a.Attach(task.id, bureau.case().base))
    assert bureau.everything() == before


@pytest.mark.parametrize(
    ("sop", "title", "reason"),
    [("", "Evaluasi", Reason.MAY_NOT_OPEN), ("tidak-ada", "Evaluasi", Reason.MAY_NOT_OPEN)],
)
def test_only_an_sop_of_the_library_is_opened(bureau: Bureau, sop: str, title: str, reason: Reason) -> None:
    """A forged id opens nothing."""
    rina, upload = bureau.actor(RINA), bureau.upload()
    with pytest.raises(Refused) as caught:
        bureau.ask(lambda tx: cases.open_case(tx, bureau.office, rina, sop, title, upload))
    assert caught.value.reason is reason


def test_the_end_is_told_to_whoever_had_a_part_in_it(bureau: Bureau) -> None:
    """The opener and those who decided; receipts alone make nobody part of it."""
    bureau.open()
    bureau.to(Part.RECEIVE)
    bureau.deliver()
    while bureau.next():
        pass
    told = {
        chat for chat, letters in bureau.deliver().items() if any("telah selesai" in t for t in said(letters))
    }
    assert told == {ANDRI, RINA, YULIA, FAJAR}


def test_a_cancellation_is_told_to_whoever_waits_with_the_reason(bureau: Bureau) -> None:
    """And not to the one who cancelled."""
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.deliver()
    andri = bureau.actor(ANDRI)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, andri, 1, "Ditunda <segera>"))
    letters = bureau.deliver()
    told = {
        chat for chat, some in letters.items() if any("Alasan: “Ditunda <segera>”" in t for t in said(some))
    }
    assert told == {RINA, FAJAR, SITI}


def test_an_empty_post_is_told_to_the_admin_and_filled_by_whoever_comes(tmp_path: Path) -> None:
    """The case does not stall in silence, and the newcomer finds the task waiting."""
    bureau = Bureau(tmp_path, without(Position("kepala-bagian", "Tata Laksana")))
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.deliver()
    bureau.to(Part.EXAMINE)
    (notice,) = said(bureau.deliver()[ADMIN])
    assert "menunggu Kepala Bagian Tata Laksana" in notice
    assert "jabatan itu belum terisi" in notice
    assert not bureau.next()
    bureau.seat(YULIA, *SEATS[YULIA])
    assert bureau.next()
    bureau.store.close()


def test_an_answer_shows_on_every_card_of_whoever_gave_it(bureau: Bureau) -> None:
    """Somebody with two posts has two invitations; others' cards of the same posts are left in peace."""
    bureau.seat(RINA, "Rina Marlina", Position("jf", "Tata Laksana"))
    bureau.open()
    bureau.to(Part.MINUTES)
    bureau.deliver()
    rina = bureau.actor(RINA)
    task = next(t for t in bureau.case().open_tasks() if t.positions == (Position("kasubag-tu"),))
    bureau.act(rina, a.Attend(task.id, Answer.PRESENT))
    letters = bureau.deliver()
    assert set(letters) == {RINA}
    told = [text for text in said(letters[RINA]) if "Kehadiran Anda: hadir" in text]
    assert {text.split("Tugas untuk: ")[1].split("\n")[0] for text in told} == {
        "Kasubag TU",
        "JF/Pelaksana Tata Laksana",
    }


def test_without_admins_an_empty_post_is_told_to_whoever_opened_the_case(tmp_path: Path) -> None:
    """Somebody hears of it in any office."""
    bureau = Bureau(tmp_path, without(Position("kepala-bagian", "Tata Laksana")))
    bureau.office = replace(bureau.office, config_admins=())
    bureau.ask(lambda tx: seed(tx, bureau.office))
    bureau.open()
    bureau.to(Part.EXAMINE)
    assert any("menunggu Kepala Bagian Tata Laksana" in t for t in said(bureau.deliver()[RINA]))
    bureau.store.close()


def test_a_draft_that_a_superior_frees_comes_to_the_whole_pool(bureau: Bureau) -> None:
    """A returned draft goes to its writer alone; once it is given back the colleague gets a card, too."""
    bureau.open()
    bureau.to(Part.DRAFT)
    examine = bureau.to(Part.EXAMINE)
    bureau.deliver()
    yulia = bureau.actor(YULIA)
    bureau.act(yulia, a.Return(examine.id, examine.version, "Lengkapi tabel"))
    draft = bureau.to(Part.DRAFT)
    assert SITI not in bureau.deliver()
    bureau.act(yulia, a.Release(draft.id, draft.version, draft.holder))
    letters = bureau.deliver()
    for chat, kind in ((SITI, NewFile), (FAJAR, Edit)):
        (letter,) = [x for x in letters[chat] if isinstance(x, kind)]
        assert [b.label for row in letter.buttons for b in row][0] == "✋ Ambil tugas"  # noqa: RUF015


def test_a_case_keeps_the_sop_it_was_opened_with(bureau: Bureau) -> None:
    """Another edition of the SOP file changes nothing for a case that runs, after a restart too."""
    bureau.open()
    ((name, text),) = library_texts().items()
    newer = text.replace('waktu = "60 menit"', 'waktu = "90 menit"')
    library = Library([Edition(parse(newer, name), SopSource(name, newer))])
    case = bureau.case()
    pinned = bureau.ask(lambda tx: library.pinned(tx, case.sop, case.sop_version))
    assert pinned == bureau.sop
    assert library.current[case.sop].version != case.sop_version
    with pytest.raises(LookupError, match="not in the database"):
        bureau.ask(lambda tx: library.pinned(tx, case.sop, "0" * 64))
