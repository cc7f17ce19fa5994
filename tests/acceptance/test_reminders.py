"""The clock: reminders at the deadline and after it, the superior, a long weekend without the bot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.nursery import Nursery
from tests.support.papers import DOCX, docx
from tests.support.phones import Message, Phone, text_of
from tests.support.stage import Stage, stage

BEFORE_CHRISTMAS = datetime(2026, 12, 23, 6, 30, tzinfo=UTC)
"""Wednesday, 13.30 WIB. Thursday is cuti bersama, Friday is Natal, and then comes the weekend."""
SUNDAY_NIGHT = datetime(2026, 12, 27, 13, 0, tzinfo=UTC)
MONDAY = datetime(2026, 12, 28, 0, 31, tzinfo=UTC)
"""07.31 WIB, a minute after the opening."""
MARKS = "\N{BELL}\N{INFORMATION SOURCE}\N{CLIPBOARD}"


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Set up an office of its own, for its clock is moved."""
    with stage(tmp_path, nursery) as found:
        yield found


def bells(phone: Phone) -> list[Message]:
    """Return the reminders a phone shows, and what it was told of others' deadlines."""
    return [m for m in phone.messages() if not m["out"] and text_of(m)[0] in MARKS]


def said(phone: Phone) -> list[str]:
    """Return those as text."""
    return [text_of(message) for message in bells(phone)]


def expect(phone: Phone, words: str, *, after: int = 0) -> Message:
    """Wait until a phone shows one reminder, newer than a message, with these words; return it."""

    def one() -> Message | None:
        found = bells(phone)
        fits = len(found) == 1 and found[0]["message_id"] > after and words in text_of(found[0])
        return found[0] if fits else None

    found: Message = phone.phones.until(one, f"{phone.name}: {words}: {said(phone)}")
    return found


def go_to(here: Stage, moment: datetime) -> None:
    """Move the clock forward to a moment."""
    here.phones.advance(moment - here.phones.now())


def writing(here: Stage, title: str) -> Message:
    """Bring a new case to where TU writes the invitation, with one working hour; return TU's card."""
    play = here.play(title)
    play.open()
    play.dispose()
    found = play.wait(here.cast.rina, lambda m: "Buat undangan" in str(m) and "document" in m)
    here.settle()
    return found


def test_a_task_reminds_at_its_rungs_and_the_second_past_due_tells_the_superior(office: Stage) -> None:
    """The deadline, three working hours one by one, then each morning; the superior hears of it once.

    The chat holds one of them at a time.
    """
    rina, andri = office.cast.rina, office.cast.andri
    card = writing(office, "Uji pengingat")
    task = office.record.case(1).open_tasks()[0]
    assert task.due is not None
    due, what = task.due, "Buat undangan rapat evaluasi (proses 1)"
    minutes = timedelta(minutes=1)

    go_to(office, due - 1 * minutes)
    go_to(office, due + minutes)
    last = expect(rina, f"Tenggat telah tiba: {what}, Senin, 23 November 2026 pukul 09.")
    go_to(office, due + 61 * minutes)
    waits = f"{what} masih ditunggu. Tenggat: Senin, 23 November 2026 pukul 09."
    last = expect(rina, waits, after=last["message_id"])
    assert said(andri) == []

    go_to(office, due + 121 * minutes)
    last = expect(rina, waits, after=last["message_id"])
    told = text_of(expect(andri, "Untuk diketahui: Buat undangan rapat evaluasi pada Proses 1"))
    assert "masih menunggu Kasubag TU." in told
    assert "lewat 2 jam" in told

    # The third working hour: noon is a break, so it comes after one o'clock.
    go_to(office, datetime(2026, 11, 23, 6, 6, tzinfo=UTC))
    last = expect(rina, waits, after=last["message_id"])
    assert last["reply_to_message"]["message_id"] == card["message_id"]
    # From now on with the list of each morning.
    for day in (24, 25):
        go_to(office, datetime(2026, 11, day, 0, 36, tzinfo=UTC))
        last = expect(rina, "Buat undangan rapat evaluasi", after=last["message_id"])
        assert "Lewat tenggat" in text_of(last)
    expect(andri, "Ringkasan tugas, Rabu, 25 November 2026")
    assert [message["message_id"] for message in bells(rina)] == [last["message_id"]]
    shown = next(m for m in rina.messages() if m["message_id"] == card["message_id"])
    assert "Lewat tenggat" in text_of(shown)
    for phone in office.cast.officials:
        assert phone in (rina, andri) or said(phone) == []


def test_the_list_puts_overdue_tasks_first_and_a_finished_task_is_silent(office: Stage) -> None:
    """What is late stands first with its mark; once done it reminds no more, while the other goes on."""
    rina, andri = office.cast.rina, office.cast.andri
    card = writing(office, "Uji terlambat")
    office.phones.advance(timedelta(minutes=75))
    expect(rina, "(proses 1)")
    writing(office, "Uji tepat waktu")
    after = office.mark()
    rina.say("/tugas")
    listed = text_of(rina.wait_for("Tugas Anda (2):", after=after)).splitlines()
    rows = [line.strip() for line in listed if "Proses" in line or "enggat" in line]
    assert "Uji terlambat" in rows[0]
    assert rows[1].startswith("⏰ Lewat tenggat: Senin, 23 November 2026 pukul 09.")
    assert "Uji tepat waktu" in rows[2]
    assert rows[3].startswith("Tenggat: Senin, 23 November 2026 pukul 10.")

    rina.send_file("undangan.docx", docx("Terlambat"), DOCX, reply_to=card)
    rina.wait_for("Hari apa", after=after)
    rina.say("besok pukul 09.00-11.00")
    rina.wait_for("Di mana", after=after)
    rina.tap("Aula")
    rina.tap("Simpan jadwal")
    rina.wait_for("Jadwal rapat dicatat", after=after)
    rina.tap("Selesai", card)
    andri.tap("Tanda tangani")
    office.settle()
    office.phones.advance(timedelta(minutes=65))
    expect(rina, "(proses 2)")


def test_while_the_signer_is_waited_for_the_writer_is_not_reminded(office: Stage) -> None:
    """Once handed over, the hour of step 2 reminds whoever has to sign, of signing."""
    rina, andri = office.cast.rina, office.cast.andri
    card = writing(office, "Uji tanda tangan")
    rina.send_file("undangan.docx", docx("Tepat"), DOCX, reply_to=card)
    rina.wait_for("Hari apa")
    rina.say("besok pukul 09.00-11.00")
    rina.wait_for("Di mana")
    rina.tap("Aula")
    rina.tap("Simpan jadwal")
    rina.wait_for("Jadwal rapat dicatat")
    rina.tap("Selesai", card)
    andri.wait_for("Tanda tangani Undangan")
    office.settle()
    office.phones.advance(timedelta(minutes=65))
    expect(andri, "Tanda tangani Undangan Rapat Evaluasi (proses 1)")
    office.settle()
    assert said(rina) == []


def test_a_bot_that_was_down_over_a_long_weekend_catches_up_with_one_message(
    tmp_path: Path, nursery: Nursery
) -> None:
    """Started on Sunday night it waits for the opening, then each person gets one message, and no other.

    It names every task with its deadline. Restarts say nothing again.
    """
    with stage(tmp_path, nursery, begins=BEFORE_CHRISTMAS) as office:
        rina, andri = office.cast.rina, office.cast.andri
        writing(office, "Uji akhir pekan")
        writing(office, "Uji akhir pekan kedua")
        waiting = office.play("Uji akhir pekan ketiga")
        waiting.open()
        waiting.wait(andri, "Perintahkan")
        office.settle()
        office.bot.kill()
        go_to(office, SUNDAY_NIGHT)
        _restart(office)
        assert (said(rina), said(andri)) == ([], [])
        go_to(office, MONDAY)
        digest = text_of(expect(rina, "Ringkasan tugas, Senin, 28 Desember 2026"))
        over = text_of(expect(andri, "Ringkasan tugas, Senin, 28 Desember 2026"))
        office.settle()
        for number in (1, 2):
            line = f"{number}. Buat undangan rapat evaluasi \N{EN DASH} proses {number}, Uji akhir pekan"
            assert line in digest
            assert f"Rabu, 23 Desember 2026 pukul {_due(office, number)}" in digest
            assert f"proses {number}, Uji akhir pekan" in over.partition("Untuk diketahui")[2]
        assert f"proses 3, Uji akhir pekan ketiga, Rabu, 23 Desember 2026 pukul {_due(office, 3)}" in over
        for phone in office.cast.officials:
            assert phone in (rina, andri) or said(phone) == []
        before = [message["message_id"] for phone in (rina, andri) for message in bells(phone)]
        for _ in range(2):
            office.bot.kill()
            _restart(office)
        assert [message["message_id"] for phone in (rina, andri) for message in bells(phone)] == before
        assert office.record.unsent() == []


def _restart(here: Stage) -> None:
    """Start the bot, and wait until it has looked at what is due and answers."""
    after = here.mark()
    here.bot.start()
    here.cast.rina.say("/bantuan")
    here.cast.rina.wait_for("Bantuan", after=after)
    here.settle()


def _due(here: Stage, case: int) -> str:
    due = here.record.case(case).open_tasks()[0].due
    assert due is not None
    return f"{due + timedelta(hours=7):%H.%M} WIB"


def test_a_meeting_that_has_begun_meanwhile_is_asked_for_anew(office: Stage) -> None:
    """Selesai opens the meeting's form; the signer is told to return what can no longer be attended."""
    rina, andri = office.cast.rina, office.cast.andri
    card = writing(office, "Uji rapat lewat")
    rina.send_file("undangan.docx", docx("Terlambat"), DOCX, reply_to=card)
    rina.wait_for("Hari apa")
    _agree(rina, "hari ini pukul 09.30-10.30")
    go_to(office, datetime(2026, 11, 23, 2, 31, tzinfo=UTC))
    after = office.mark()
    assert rina.tap("Selesai", card) == "Waktu rapat sudah lewat. Silakan pilih waktu yang akan datang."
    rina.wait_for("Hari apa", after=after)
    rina.say("hari ini pukul 11.00-11.30")
    rina.tap("Simpan jadwal")  # the place is as it was
    rina.wait_for("Jadwal rapat dicatat", after=after)
    rina.tap("Selesai", card)
    asked = andri.wait_for(lambda m: "document" in m and "Tanda tangani" in text_of(m))
    office.settle()
    go_to(office, datetime(2026, 11, 23, 4, 1, tzinfo=UTC))
    assert andri.tap("Tanda tangani", asked) == (
        "Waktu rapat sudah lewat. Mohon kembalikan undangan ini agar dijadwalkan ulang."
    )


def _agree(phone: Phone, when: str) -> None:
    """Answer the form's questions."""
    after = phone.phones.seq()
    phone.say(when)
    phone.wait_for("Di mana", after=after)
    phone.tap("Aula")
    phone.tap("Simpan jadwal")
    phone.wait_for("Jadwal rapat dicatat", after=after)


def test_a_superior_gives_back_what_somebody_took_and_left(office: Stage) -> None:
    """The notice of lateness carries the button; then a colleague of the pool takes the task."""
    fajar, siti, yulia = office.cast.fajar, office.cast.siti, office.cast.yulia
    play = office.play("Uji lepas tugas")
    for step in (play.open, play.dispose, play.invite, play.meet):
        step()
    play.wait(siti, "Susun")
    play.wait(fajar, "Susun")
    play.tap(fajar, "Ambil tugas")
    office.settle()
    office.phones.advance(timedelta(days=2))
    notice = yulia.wait_for("masih menunggu JF/Pelaksana Tata Laksana (Fajar Ramadhan)")
    assert yulia.tap("Lepas tugas", notice) == "Tugas telah Anda lepas."
    office.settle()
    assert siti.tap("Ambil tugas") == "Tugas telah Anda ambil."
    assert office.record.case(1).open_tasks()[0].holder_name == siti.name
