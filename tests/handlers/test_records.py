"""The record of a case behind the QR code of its papers, and the certificate asked for in the chat."""

from pathlib import Path

import pytest

from handlers.letter import NewFile
from office.office import USERNAME
from sop import actions as a
from sop.case import Part
from sop.people import Position
from tests.office.bindery import bind
from tests.office.bureau import Bureau
from tests.support.talk import Talk

ANDRI, RINA, HENDRA, JOKO, TONO = 101, 102, 104, 108, 110
NOT_YOURS = (
    "Catatan proses tersebut hanya dapat dibuka oleh pejabat yang terlibat di dalamnya beserta atasannya."
)


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Bring a case to where TU writes the invitation."""
    bureau.open(title="Evaluasi triwulan III")
    task = bureau.to(Part.DISPOSE)
    bureau.act(bureau.actor(ANDRI), a.Dispose(task.id, task.version, ("Siapkan undangan",), "Segera"))
    talk = Talk(bureau)
    talk.deliver()
    return talk


def test_the_link_on_a_paper_opens_the_record(bureau: Bureau, talk: Talk) -> None:
    """What the code says is what /start brings: the status of every step, for who may see it."""
    bureau.ask(lambda tx: tx.record.keep(USERNAME, "contoh_bot"))
    link = bureau.ask(lambda tx: bureau.office.link(tx, 1))
    assert link == "https://t.me/contoh_bot?start=p1"
    talk.say(RINA, f"/start {link.partition('=')[2]}")
    said = talk.texts(RINA)[-1]
    assert said.startswith("Proses 1: Evaluasi triwulan III")
    assert "Buat undangan rapat evaluasi" in said


@pytest.mark.parametrize("number", [1, 2, 999999999])
def test_who_may_not_see_a_case_learns_nothing_of_it(number: int, bureau: Bureau, talk: Talk) -> None:
    """One sentence, the same whether there is such a case or not; the attempt is recorded."""
    talk.say(HENDRA, f"/start p{number}")
    assert talk.texts(HENDRA)[-1] == NOT_YOURS
    assert bureau.ask(lambda tx: tx.record.refusals())[-1].reason == "not_your_record"


def test_a_stranger_is_told_how_to_come_in_and_then_may_look(bureau: Bureau, talk: Talk) -> None:
    """Before joining a polite refusal, after joining the same link opens the record."""
    talk.say(JOKO, "/start p1")
    assert "hanya untuk pejabat yang terdaftar" in talk.texts(JOKO)[-1]
    bureau.seat(JOKO, "Joko Susilo", Position("kasubag-tu"))
    talk.say(JOKO, "/start p1")
    assert talk.texts(JOKO)[-1].startswith("Proses 1: Evaluasi triwulan III")


def test_other_codes_are_still_invitations(talk: Talk) -> None:
    """A code that begins like a link to a record is a code."""
    talk.say(JOKO, "/start p1x")
    assert "Undangan ini tidak dikenal" in talk.texts(JOKO)[-1]


def test_the_certificate_is_asked_for_under_the_status(bureau: Bureau, talk: Talk, tmp_path: Path) -> None:
    """The tap is answered at once, the file follows; a later tap brings the same file, made no more."""
    bind(bureau, tmp_path)
    talk.deliver()
    talk.say(RINA, "/status 1")
    assert talk.tap(RINA, "Sertifikat proses") == (
        "Sertifikat proses sedang disiapkan dan segera dikirim ke percakapan ini."
    )
    talk.tap(RINA, "Sertifikat proses")
    assert len(bind(bureau, tmp_path)) == 1
    talk.deliver()
    first = talk.last(RINA)
    assert isinstance(first.letter, NewFile)
    assert first.text == "📜 Sertifikat Proses (belum selesai)\nProses 1: Evaluasi triwulan III"
    assert talk.tap(RINA, "Sertifikat proses") == "Sertifikat proses telah dikirim."
    again = talk.last(RINA)
    assert isinstance(again.letter, NewFile)
    assert again.message > first.message
    assert again.letter.document == first.letter.document
    assert bind(bureau, tmp_path) == []


def test_a_forged_button_brings_nobody_a_certificate(bureau: Bureau, talk: Talk) -> None:
    """Who may is looked at when the button is tapped."""
    assert talk.press(HENDRA, HENDRA, 1, "l:cert:1:") == "Tugas atau proses tersebut tidak ditemukan."
    assert not bureau.ask(lambda tx: tx.makings.waits("certificate", 1))
