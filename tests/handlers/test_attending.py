"""An invitation answered on the phone: coming, not coming, somebody else coming, and being there."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.buttons import TaskButton, Verb, encode
from office import meeting_reminders
from sop import actions as a
from sop.attendance import answer_of, came
from sop.case import Answer, Attendance, Meeting, Part
from sop.people import Position
from tests.office.bureau import SEATS, Bureau
from tests.sop.office_2026 import wib
from tests.support.talk import Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
ARSIPARIS = 130
STARTS = wib("2026-11-24 09:00")


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return the chats of an office that is invited for Tuesday 09.00; it is Monday morning."""
    bureau = Bureau(tmp_path)
    bureau.seat(ARSIPARIS, "Tono Prasetyo", Position("arsiparis"))
    bureau.open()
    task = bureau.to(Part.PREPARE)
    meeting = Meeting(STARTS, STARTS + timedelta(hours=2), "Aula")
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, meeting))
    bureau.to(Part.MINUTES)
    found = Talk(bureau)
    found.deliver()
    yield found
    bureau.store.close()


def answer(talk: Talk, who: int) -> Attendance | None:
    """Return what somebody is noted to have answered."""
    return answer_of(talk.bureau.case(), talk.bureau.actor(who).person)


def card(talk: Talk, who: int) -> str:
    """Return what somebody's invitation says now."""
    return talk.card(who, "Hadiri rapat").text


def tally(talk: Talk) -> list[str]:
    """Return what the card of whoever keeps the minutes says of the answers."""
    lines = talk.card(RINA, "Unggah Notulen Rapat").text.splitlines()
    starts = ("Jawaban undangan", "Hadir:", "Diwakilkan:", "Berhalangan:", "Belum menjawab:")
    return [line for line in lines if line.startswith(starts)]


def begin(talk: Talk) -> None:
    """Let the time come from which people may say that they are there."""
    talk.bureau.now = STARTS - timedelta(minutes=30)
    talk.bureau.ask(lambda tx: meeting_reminders.sweep(tx, talk.bureau.office))
    talk.deliver()


def test_the_tally_is_live(talk: Talk) -> None:
    """Every answer shows at once on the card of the notulis, with names and who has not answered."""
    assert tally(talk)[0] == "Jawaban undangan: belum menjawab 7"
    talk.tap(HENDRA, "Hadir")
    talk.tap(DEWI, "Berhalangan")
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, "Budi Santoso")
    head, here, sent, away, silent = tally(talk)
    assert head == "Jawaban undangan: hadir 1, diwakilkan 1, berhalangan 1, belum menjawab 4"
    assert here == "Hadir: Kepala Bagian Kelembagaan, Hendra Wijaya"
    assert sent == "Diwakilkan: Kepala Bagian Tata Laksana, Yulia Fitri (Budi Santoso)"
    assert away == "Berhalangan: Kepala Bagian Reformasi Birokrasi, Dewi Anggraini"
    assert silent.startswith("Belum menjawab: Kepala Biro, Andri Saputra; ")


def test_the_tally_names_whole_names_and_counts_the_rest(talk: Talk) -> None:
    """A line that holds not everyone ends with how many there are besides, never within a name."""
    line = next(
        x for x in talk.card(RINA, "Jawaban undangan").text.split("\n") if x.startswith("Belum menjawab")
    )
    assert line.endswith("; dan 3 lainnya")
    assert "\N{HORIZONTAL ELLIPSIS}" not in line


def test_the_card_of_an_invited_stand_in_says_so_at_once(talk: Talk) -> None:
    """And no longer, once the official comes after all."""
    talk.tap(YULIA, "Diwakilkan")
    talk.tap(YULIA, "Siti Rahmah")
    assert "Anda mewakili: Yulia Fitri" in talk.card(SITI, "Hadiri rapat").text
    talk.tap(YULIA, "Hadir")
    assert "Anda mewakili" not in talk.card(SITI, "Hadiri rapat").text


def test_one_names_a_member_from_the_list_of_ones_own_unit_first(talk: Talk) -> None:
    """Both hear of it, the card says so, and the list is put away."""
    talk.tap(YULIA, "Diwakilkan")
    asked = talk.last(YULIA)
    assert list(asked.buttons)[:2] == [
        "JF/Pelaksana Tata Laksana, Fajar Ramadhan",
        "JF/Pelaksana Tata Laksana, Siti Rahmah",
    ]
    assert not any("Yulia" in label for label in asked.buttons)
    assert talk.tap(YULIA, "Fajar Ramadhan") == "Wakil Anda telah dicatat."
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.answer is Answer.DELEGATED
    assert noted.delegate is not None
    assert noted.delegate.person == talk.bureau.actor(FAJAR).person
    assert "Kehadiran Anda: diwakili Fajar Ramadhan" in card(talk, YULIA)
    assert asked.buttons == {}
    assert "Anda diwakili JF/Pelaksana Tata Laksana, Fajar Ramadhan." in asked.text
    assert "Anda diminta mewakili Kepala Bagian Tata Laksana, Yulia Fitri" in talk.last(FAJAR).text
    assert "Anda mewakili" not in card(talk, SITI)


def test_the_list_of_members_has_pages(talk: Talk) -> None:
    """The next page takes the place of the one before, and a name may come from any."""
    talk.tap(YULIA, "Diwakilkan")
    asked = talk.last(YULIA)
    first = set(asked.buttons)
    talk.tap(YULIA, "Berikutnya")
    assert talk.last(YULIA) is asked
    assert first.isdisjoint(label for label in asked.buttons if "Sebelumnya" not in label)
    talk.tap(YULIA, "Tono Prasetyo")
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.delegate is not None
    assert noted.delegate.name == "Tono Prasetyo"


def test_a_name_may_be_typed(talk: Talk) -> None:
    """That of a member is the member; any other is somebody the office does not know."""
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, "  tono   prasetyo ")
    assert "Anda diminta mewakili" in talk.last(ARSIPARIS).text
    assert "Yang bersangkutan telah diberi tahu." in talk.last(YULIA).text
    talk.tap(YULIA, "Diwakilkan", message=talk.card(YULIA, "Hadiri rapat").message)
    talk.say(YULIA, "Budi <b>Santoso</b>")
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.delegate is not None
    assert (noted.delegate.person, noted.delegate.name) == (0, "Budi <b>Santoso</b>")
    assert "diwakili Budi <b>Santoso</b>" in card(talk, YULIA)
    assert "Anda tidak lagi diminta mewakili" in talk.last(ARSIPARIS).text


@pytest.mark.parametrize("typed", ["\u200b", "x" * 81])
def test_a_name_that_is_none_is_refused_and_may_be_typed_again(talk: Talk, typed: str) -> None:
    """Nothing is noted, and the question stays open."""
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, typed)
    assert answer(talk, YULIA) is None
    talk.say(YULIA, "Budi Santoso")
    assert answer(talk, YULIA) is not None


def test_an_answer_may_be_changed_until_the_minutes_are_filed(talk: Talk) -> None:
    """And not afterwards: whoever taps then is told by whom they were."""
    bureau = talk.bureau
    talk.tap(YULIA, "Berhalangan")
    talk.tap(YULIA, "Hadir")
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.answer is Answer.PRESENT
    task = next(
        t for t in bureau.case().open_tasks() if t.part is Part.ATTEND and SEATS[YULIA][1] in t.positions
    )
    button = encode(TaskButton(Verb.DELEGATE, 1, task.id, task.version))
    shown = talk.card(YULIA, "Hadiri rapat").message
    bureau.to(Part.DRAFT)
    talk.deliver()
    assert "telah diselesaikan oleh" in talk.press(YULIA, YULIA, shown, button)


def test_one_cannot_stand_in_for_oneself_nor_name_a_stranger_by_number(talk: Talk) -> None:
    """A button's number is looked up among those who were offered."""
    talk.tap(YULIA, "Diwakilkan")
    data = talk.last(YULIA).buttons["JF/Pelaksana Tata Laksana, Fajar Ramadhan"]
    stem = data.rsplit(":", 1)[0]
    own = talk.bureau.actor(YULIA).person
    for forged in (str(own), "987654", "0"):
        talk.press(YULIA, YULIA, talk.last(YULIA).message, f"{stem}:{forged}")
        assert answer(talk, YULIA) is None


def test_nobody_answers_for_another(talk: Talk) -> None:
    """Hendra taps what was on Yulia's phone."""
    talk.tap(YULIA, "Diwakilkan")
    data = talk.last(YULIA).buttons["JF/Pelaksana Tata Laksana, Fajar Ramadhan"]
    assert "menunggu" in talk.press(HENDRA, HENDRA, 1, data)
    assert answer(talk, HENDRA) is None
    assert answer(talk, YULIA) is None


def test_one_checks_in_from_half_an_hour_before(talk: Talk) -> None:
    """The button comes by itself; the card says since when one is there, and the notulis sees it."""
    assert not any("Saya hadir" in label for label in talk.card(YULIA, "Hadiri rapat").buttons)
    begin(talk)
    talk.bureau.now = STARTS - timedelta(minutes=10)
    assert talk.tap(YULIA, "Saya hadir di rapat") == "Kehadiran Anda di rapat telah dicatat."
    assert "Kehadiran Anda: hadir, tercatat pukul 08.50 WIB" in card(talk, YULIA)
    assert not any("Saya hadir" in label for shown in talk.chats[YULIA].values() for label in shown.buttons)
    assert "Hadir: ☑ Kepala Bagian Tata Laksana, Yulia Fitri" in tally(talk)[1]
    (there,) = came(talk.bureau.case())
    assert there.present == talk.bureau.now


def test_before_that_it_is_too_early(talk: Talk) -> None:
    """A button kept from another meeting changes nothing."""
    task = next(t for t in talk.bureau.case().open_tasks() if t.part is Part.ATTEND)
    shown = talk.card(ANDRI, "Pimpin rapat").message
    button = encode(TaskButton(Verb.CHECK_IN, 1, task.id, task.version))
    assert talk.press(ANDRI, ANDRI, shown, button) == "Kehadiran dicatat mulai 30 menit sebelum rapat."


def test_once_is_enough(talk: Talk) -> None:
    """The first moment counts; the reminder's button after the card's is refused."""
    begin(talk)
    data = next(d for s in talk.chats[YULIA].values() for x, d in s.buttons.items() if "Saya hadir" in x)
    shown = talk.card(YULIA, "Pengingat rapat").message
    talk.tap(YULIA, "Saya hadir", message=talk.card(YULIA, "Hadiri rapat").message)
    talk.bureau.now += timedelta(minutes=5)
    assert talk.press(YULIA, YULIA, shown, data) == "Kehadiran tersebut sudah tercatat."


def test_a_stand_in_checks_in_on_the_reminder(talk: Talk) -> None:
    """They are nobody's guest themselves: what is noted is that the official is represented."""
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, "Tono Prasetyo")
    begin(talk)
    talk.tap(ARSIPARIS, "Saya hadir di rapat")
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.present == talk.bureau.now
    assert noted.answer is Answer.DELEGATED
    assert "Kehadiran Anda: diwakili Tono Prasetyo, tercatat pukul 08.30 WIB" in card(talk, YULIA)
    assert "Anda mewakili: Yulia Fitri, tercatat pukul 08.30 WIB" in talk.last(ARSIPARIS).text
    assert "(☑ Tono Prasetyo)" in "".join(tally(talk))


def test_who_comes_for_two_and_for_themselves_checks_in_for_all(talk: Talk) -> None:
    """One tap of Fajar notes him, Yulia and Hendra as represented by him."""
    for who in (YULIA, HENDRA):
        talk.tap(who, "Diwakilkan")
        talk.say(who, "Fajar Ramadhan")
    begin(talk)
    talk.tap(FAJAR, "Saya hadir", message=talk.card(FAJAR, "Hadiri rapat").message)
    there = {one.by.name for one in came(talk.bureau.case())}
    assert there == {"Fajar Ramadhan", "Yulia Fitri", "Hendra Wijaya"}


def test_who_was_to_be_represented_may_come_after_all(talk: Talk) -> None:
    """Checking in oneself is the answer Hadir, and the stand-in hears that they need not come."""
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, "Tono Prasetyo")
    begin(talk)
    talk.tap(YULIA, "Saya hadir", message=talk.card(YULIA, "Hadiri rapat").message)
    noted = answer(talk, YULIA)
    assert noted is not None
    assert (noted.answer, noted.delegate) == (Answer.PRESENT, None)
    assert any("Anda tidak lagi diminta mewakili" in text for text in talk.texts(ARSIPARIS))


def test_the_notulis_marks_who_was_there(talk: Talk) -> None:
    """The list shows answers and stand-ins; a tap marks, a second unmarks, one button marks all expected."""
    talk.tap(HENDRA, "Hadir")
    talk.tap(DEWI, "Berhalangan")
    talk.tap(YULIA, "Diwakilkan")
    talk.say(YULIA, "Budi Santoso")
    talk.tap(RINA, "Presensi")
    shown = talk.card(RINA, "Unggah Notulen Rapat")
    assert "⬜️ Kepala Bagian Tata Laksana (diwakili Budi Santoso)" in shown.buttons
    assert "⬜️ 🙋 Kepala Bagian Kelembagaan, Hendra Wijaya" in shown.buttons
    talk.tap(RINA, "Semua yang menyatakan hadir")
    assert {one.by.name for one in came(talk.bureau.case())} == {"Hendra Wijaya", "Yulia Fitri"}
    assert not any("Semua yang" in label for label in shown.buttons)
    assert "☑️ Kepala Bagian Kelembagaan, Hendra Wijaya" in shown.buttons
    talk.tap(RINA, "Kepala Bagian Tata Laksana (diwakili Budi Santoso)")
    noted = answer(talk, YULIA)
    assert noted is not None
    assert noted.present is None
    assert noted.delegate is not None
    talk.tap(RINA, "Hendra")
    noted = answer(talk, HENDRA)
    assert noted is not None
    assert noted.answer is Answer.ABSENT
    talk.tap(RINA, "Dewi")
    assert {one.by.name for one in came(talk.bureau.case())} == {"Dewi Anggraini"}
    assert "Kehadiran Anda: hadir, tercatat" in card(talk, DEWI)


def test_an_answer_shows_on_both_cards_of_two_posts(tmp_path: Path) -> None:
    """One person, two invitations, one answer and one calendar file."""
    bureau = Bureau(tmp_path)
    bureau.seat(YULIA, "Yulia Fitri", SEATS[HENDRA][1])
    bureau.open()
    bureau.to(Part.MINUTES)
    found = Talk(bureau)
    files = [x for x in found.deliver() if type(x).__name__ == "NewAppointment" and x.chat == YULIA]
    assert len(files) == 1
    found.tap(YULIA, "Hadir")
    cards = [text for text in found.texts(YULIA) if text.startswith("Hadiri rapat")]
    assert len(cards) == 2
    assert all("Kehadiran Anda: hadir" in text for text in cards)
    bureau.store.close()
