"""The morning digest in a chat: its buttons bring cards and cases, and it can be switched off and on."""

from datetime import timedelta

import pytest

from handlers import summary_texts
from handlers.buttons import ListButton, ListVerb, encode
from office import cases, deadlines, rooms
from sop import actions as a
from sop.case import Meeting, Part
from sop.ladder import LEAD
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.sop.office_2026 import wib
from tests.support.talk import GROUP, Talk

ANDRI, RINA, YULIA, *_ = SEATS


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


@pytest.mark.parametrize(
    ("morning", "line"),
    [
        (
            "2026-11-25 07:35",
            "Berikutnya:\n1. Hadiri rapat \N{EN DASH} proses 1, X, Kamis, 26 November 2026 pukul 09.00 WIB",
        ),
        ("2026-11-26 07:35", "Hari ini:\n1. Hadiri rapat \N{EN DASH} proses 1, X, 09.00 WIB"),
        ("2026-11-27 07:35", ""),
    ],
)
def test_an_invitation_stands_in_it_with_its_meeting(bureau: Bureau, morning: str, line: str) -> None:
    """Under the day on which the meeting is; one that is over waits for nobody."""
    talk = Talk(bureau)
    task = bureau.to(Part.PREPARE, bureau.open(title="X").id)
    starts = wib("2026-11-26 09:00")
    meeting = Meeting(starts, starts + timedelta(hours=2), "Aula")
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, meeting))
    bureau.to(Part.MINUTES)
    talk.deliver()
    bureau.now = wib(morning)
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    talk.deliver()
    said = [one.text for one in talk.chats[YULIA].values() if "Ringkasan tugas" in one.text]
    assert (line in said[-1]) if line else not said


def test_a_forged_switch_is_refused(talk: Talk) -> None:
    """Neither on nor off is no answer."""
    person = talk.bureau.actor(RINA).person
    talk.press(RINA, RINA, talk.last(RINA).message, encode(ListButton(ListVerb.DIGEST, "2")))
    assert person in talk.bureau.ask(lambda tx: tx.digests.wanted())


def test_the_toasts_fit(talk: Talk) -> None:
    """A toast holds 200 characters (Bot API, answerCallbackQuery)."""
    assert talk.bureau.office.name
    assert max(len(summary_texts.SWITCHED_ON), len(summary_texts.SWITCHED_OFF)) <= 200


def test_a_room_hears_of_several_tasks_in_one_list_without_buttons(bureau: Bureau) -> None:
    """In its topic; cards come to people there. A confidential case keeps its subject."""
    talk = Talk(bureau)
    for secrecy in ("", "Rahasia"):
        rina, upload = bureau.actor(RINA), bureau.upload()
        case = bureau.ask(
            lambda tx, rina=rina, upload=upload, secrecy=secrecy: (
                cases.open_case(tx, bureau.office, rina, bureau.sop.id, "Tertutup", upload, secrecy).case
            )
        )
        bureau.to(Part.EXAMINE, case.id)
    head = SEATS[YULIA][1]
    bureau.ask(lambda tx: rooms.bind(tx, bureau.office, head, GROUP, 7, "Bagian", ADMIN))
    talk.deliver()
    due = bureau.case().open_tasks()[0].due
    assert due is not None
    bureau.now = due - LEAD
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    talk.deliver()
    shown = talk.last(GROUP)
    assert (shown.letter.topic, shown.buttons) == (7, {})
    assert "Ringkasan tugas" in shown.text
    assert "menunggu Kepala Bagian Tata Laksana" in shown.text
    assert shown.text.count("Tertutup") == 1
    assert "(Rahasia)" in shown.text
