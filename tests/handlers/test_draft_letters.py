"""The button of a template on a card, and the draft that comes: in whose chat, and what answers it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.letter import NewFile
from office import cases
from sop import actions as a
from sop.case import Part
from sop.people import Position
from tests.handlers.test_groups import bind
from tests.office.bureau import SEATS, Bureau
from tests.support import drafting
from tests.support.authority_states import tomorrow
from tests.support.talk import GROUP, Talk

ANDRI, RINA, *_ = SEATS
BUTTON = "Buat dari templat"
CLERK = Position("kasubag-tu")
READY = "telah disiapkan dari templat"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    yield Talk(bureau)
    bureau.store.close()


def invited(talk: Talk, secrecy: str = "", *, scheduled: bool = True) -> None:
    """Bring a case to where TU writes the invitation."""
    bureau = talk.bureau
    actor, upload = bureau.actor(RINA), bureau.upload()
    bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, actor, bureau.sop.id, "Evaluasi", upload, secrecy).case
    )
    task = bureau.to(Part.PREPARE)
    if scheduled:
        bureau.act(bureau.actor(RINA), a.Schedule(task.id, tomorrow(bureau.now)))
    talk.deliver()


def test_a_draft_comes_and_an_answer_to_it_is_the_file(talk: Talk, tmp_path: Path) -> None:
    """Finish it in Word, send it as a reply: no card has to be looked for."""
    invited(talk)
    assert talk.tap(RINA, BUTTON) == "Naskah sedang disiapkan dan segera dikirim ke percakapan ini."
    drafting.made(talk.bureau, tmp_path)
    talk.deliver()
    draft = talk.card(RINA, READY)
    assert "Undangan Rapat Evaluasi telah disiapkan" in draft.text
    assert talk.send(RINA, "undangan.docx", reply_to=draft.message)
    assert "Berkas diterima: Undangan Rapat Evaluasi." in talk.texts(RINA)[-1]
    assert BUTTON not in "".join(talk.card(RINA, "Buat undangan rapat evaluasi").buttons)


def test_the_button_under_the_draft_asks_for_the_file(talk: Talk, tmp_path: Path) -> None:
    """Whoever does not know how to reply taps."""
    invited(talk)
    talk.tap(RINA, BUTTON)
    drafting.made(talk.bureau, tmp_path)
    talk.deliver()
    talk.tap(RINA, "Unggah", message=talk.card(RINA, READY).message)
    assert "Silakan kirim Undangan Rapat Evaluasi" in talk.texts(RINA)[-1]


def test_without_a_time_the_meeting_is_asked_for_first(talk: Talk) -> None:
    """The toast says what is missing, and the question is there already."""
    invited(talk, scheduled=False)
    assert talk.tap(RINA, BUTTON) == "Jadwal rapat belum diisi. Silakan isi terlebih dahulu."
    assert "Hari apa rapat dilaksanakan?" in talk.texts(RINA)[-1]
    assert drafting.waiting(talk.bureau) is None


@pytest.mark.parametrize("secrecy", ["", "Rahasia"])
def test_from_a_group_it_comes_to_the_askers_own_chat(talk: Talk, tmp_path: Path, secrecy: str) -> None:
    """The group sees nothing of it; its author may save it, for it is to be finished in Word."""
    bind(talk, CLERK)
    invited(talk, secrecy)
    before = talk.texts(GROUP)
    said = talk.tap(RINA, BUTTON, chat=GROUP)
    assert said == "Naskah sedang disiapkan dan segera dikirim ke percakapan pribadi Anda dengan bot."
    drafting.made(talk.bureau, tmp_path)
    talk.deliver()
    draft = talk.card(RINA, READY).letter
    assert isinstance(draft, NewFile)
    assert not draft.protect
    assert len(talk.texts(GROUP)) == len(before)


def test_a_second_tap_while_it_is_made_asks_for_no_second(talk: Talk, tmp_path: Path) -> None:
    """It says the same, and one draft comes."""
    invited(talk)
    assert talk.tap(RINA, BUTTON) == talk.tap(RINA, BUTTON)
    drafting.made(talk.bureau, tmp_path)
    assert drafting.waiting(talk.bureau) is None
