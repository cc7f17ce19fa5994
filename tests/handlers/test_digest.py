"""The morning digest in a chat: its buttons bring cards and cases, and it can be switched off and on."""

import pytest

from handlers import summary_texts
from handlers.buttons import ListButton, ListVerb, encode
from office import deadlines
from sop.case import Part
from tests.office.bureau import SEATS, Bureau
from tests.sop.office_2026 import wib
from tests.support.talk import Talk

ANDRI, RINA, *_ = SEATS


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Return a conversation on Tuesday morning: TU is late with one case, and has two days for another."""
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    bureau.to(Part.PREPARE, bureau.open(title="Undangan").id)
    bureau.to(Part.ARCHIVE, bureau.open(title="Arsip").id)
    found = Talk(bureau)
    found.deliver()
    for moment in ("2026-11-23 13:00", "2026-11-24 07:30", "2026-11-24 07:35"):
        bureau.now = wib(moment)
        bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
        found.deliver()
    return found


def test_a_line_brings_its_card(talk: Talk) -> None:
    """At the bottom of the chat, with what can be done."""
    assert "Ringkasan tugas" in talk.last(RINA).text
    talk.tap(RINA, "1. Buka kartu proses 1")
    assert "Buat undangan rapat evaluasi" in talk.last(RINA).text
    assert "Lewat tenggat" in talk.last(RINA).text


def test_what_is_late_below_shows_the_case(talk: Talk) -> None:
    """A superior has no card of it."""
    assert "Untuk diketahui" in talk.last(ANDRI).text
    talk.tap(ANDRI, "Lihat proses 1")
    assert "Proses 1" in talk.last(ANDRI).text


def test_it_is_switched_off_beneath_it_and_on_by_the_command(talk: Talk) -> None:
    """The next morning brings none; the reminder of what is late comes all the same."""
    assert talk.tap(RINA, "Matikan ringkasan pagi") == summary_texts.SWITCHED_OFF
    talk.bureau.now = wib("2026-11-25 07:35")
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    assert "masih ditunggu" in talk.last(RINA).text
    talk.say(RINA, "/ringkasan")
    assert talk.last(RINA).text == summary_texts.SWITCHED_OFF_NOW
    assert talk.tap(RINA, "Aktifkan ringkasan pagi") == summary_texts.SWITCHED_ON
    talk.say(RINA, "/ringkasan")
    assert talk.last(RINA).text == summary_texts.SWITCHED_ON
    assert "Matikan" in " ".join(talk.last(RINA).buttons)


def test_a_forged_switch_is_refused(talk: Talk) -> None:
    """Neither on nor off is no answer."""
    person = talk.bureau.actor(RINA).person
    talk.press(RINA, RINA, talk.last(RINA).message, encode(ListButton(ListVerb.DIGEST, "2")))
    assert person in talk.bureau.ask(lambda tx: tx.digests.wanted())


def test_the_toasts_fit(talk: Talk) -> None:
    """A toast holds 200 characters (Bot API, answerCallbackQuery)."""
    assert talk.bureau.office.name
    assert max(len(summary_texts.SWITCHED_ON), len(summary_texts.SWITCHED_OFF)) <= 200
