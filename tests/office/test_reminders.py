"""What is said of deadlines: when the office is open, one message a person, one of a task in a chat."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Delete, Edit, Letter, NewText
from handlers.summary_texts import OVER
from office import clocks, deadlines
from office.sweeps import next_wake
from sop import actions as a
from sop.case import Part
from sop.people import Position
from sop.sopfile import library_texts
from storage.tasks import DueRung
from tests.office.bureau import ADMIN, SEATS, Bureau, said, without
from tests.sop.office_2026 import OFFICE, wib

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
MINUTE = timedelta(minutes=1)


def look(bureau: Bureau) -> dict[int, list[Letter]]:
    """Look at the clock, and return what it brought but for edits of cards, by chat."""
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    return delivered(bureau)


def delivered(bureau: Bureau) -> dict[int, list[Letter]]:
    """Deliver what waits, and return it but for edits of cards, by chat."""
    found = {}
    for chat, letters in bureau.deliver().items():
        kept = [x for x in letters if not (isinstance(x, Edit) and "Tugas untuk" in x.text)]
        if kept:
            found[chat] = kept
    return found


def texts(bureau: Bureau) -> dict[int, list[str]]:
    """Look at the clock, and return the new texts it brought, by chat."""
    found = look(bureau)
    new = {chat: said([x for x in letters if isinstance(x, NewText)]) for chat, letters in found.items()}
    return {chat: some for chat, some in new.items() if some}


@pytest.fixture
def waiting(bureau: Bureau) -> Bureau:
    """Return an office where TU's invitation waits, due at 09.00 on Monday, and no digest is due that day."""
    look(bureau)
    bureau.open()
    bureau.to(Part.PREPARE)
    bureau.deliver()
    return bureau


def nudge(bureau: Bureau, chat: int, number: int = 1) -> None:
    """Let somebody remind of a case's open task by hand."""
    task = bureau.case(number).open_tasks()[0]
    bureau.act(bureau.actor(chat), a.Nudge(task.id), number)


# Quiet


def test_nothing_is_said_while_the_office_is_closed(waiting: Bureau) -> None:
    """Started at night, the program waits for the opening; so it does in the break."""
    waiting.now = wib("2026-11-23 20:00")
    assert look(waiting) == {}
    assert waiting.ask(lambda tx: next_wake(tx, waiting.office)) == wib("2026-11-24 07:30")
    waiting.now = wib("2026-11-24 12:30")
    assert look(waiting) == {}
    assert waiting.ask(lambda tx: next_wake(tx, waiting.office)) == wib("2026-11-24 13:00")
    waiting.now = wib("2026-11-24 13:00")
    assert set(look(waiting)) == {RINA, ANDRI, ADMIN}


def test_a_task_is_not_reminded_of_twice_within_an_hour(waiting: Bureau) -> None:
    """A rung that falls soon after a late one waits until the hour is over."""
    waiting.now = wib("2026-11-23 09:50")
    assert set(look(waiting)) == {RINA}
    waiting.now = wib("2026-11-23 10:00")
    assert look(waiting) == {}
    assert waiting.ask(lambda tx: next_wake(tx, waiting.office)) == wib("2026-11-23 10:50")
    waiting.now = wib("2026-11-23 10:50")
    assert set(texts(waiting)) == {RINA}


# One message a person


def test_several_tasks_come_as_one_list(bureau: Bureau) -> None:
    """Overdue first, each with its button; what is late under somebody comes after their own."""
    look(bureau)
    for title in ("Pertama", "Kedua"):
        case = bureau.open(title=title)
        bureau.to(Part.PREPARE, case.id)
    bureau.deliver()
    bureau.now = wib("2026-11-23 11:00")
    found = look(bureau)
    (mine,) = found[RINA]
    (theirs,) = found[ANDRI]
    assert isinstance(mine, NewText)
    assert isinstance(theirs, NewText)
    due = "Senin, 23 November 2026 pukul 09.00 WIB"
    assert said([mine])[0].splitlines() == [
        "📋 Ringkasan tugas, Senin, 23 November 2026",
        "",
        "⏰ Lewat tenggat:",
        f"1. Buat undangan rapat evaluasi \N{EN DASH} proses 1, Pertama, {due}",
        f"2. Buat undangan rapat evaluasi \N{EN DASH} proses 2, Kedua, {due}",
    ]
    assert [b.data for row in mine.buttons for b in row] == ["l:card:1:2", "l:card:2:2"]
    assert "Untuk diketahui" in theirs.text
    assert "menunggu Kasubag TU" in theirs.text
    assert [b.data for row in theirs.buttons for b in row] == ["l:status:1:", "l:status:2:"]


def test_a_long_list_says_how_many_more_there_are(bureau: Bureau) -> None:
    """Eighteen lines fit the screen and the limit; the rest is in /tugas."""
    look(bureau)
    for _ in range(21):
        case = bureau.open(title="<&>" * 40)
        bureau.to(Part.PREPARE, case.id)
    bureau.deliver()
    bureau.now = wib("2026-11-23 09:00")
    (letter,) = look(bureau)[RINA]
    assert isinstance(letter, NewText)
    assert letter.text.endswith("dan 3 lagi: /tugas")
    assert len(letter.buttons) == 18


def test_a_summary_shortens_as_its_tasks_end_and_goes_with_the_last(bureau: Bureau) -> None:
    """What is done is named no more."""
    look(bureau)
    for _ in range(2):
        bureau.to(Part.PREPARE, bureau.open().id)
    bureau.deliver()
    bureau.now = wib("2026-11-23 09:00")
    look(bureau)
    bureau.to(Part.ATTEND, 1)
    (edit,) = (x for x in delivered(bureau)[RINA] if isinstance(x, Edit) and "Ringkasan" in x.text)
    assert "proses 1," not in edit.text
    assert "proses 2," in edit.text
    bureau.to(Part.ATTEND, 2)
    assert [x for x in delivered(bureau)[RINA] if isinstance(x, Delete)] == [Delete(RINA, edit.message_id)]


# One of a task in a chat


def test_a_newer_reminder_takes_the_place_of_the_one_before(waiting: Bureau) -> None:
    """The new one comes first, so that the phone is never without."""
    waiting.now = wib("2026-11-23 09:00")
    look(waiting)
    first = waiting.messages
    waiting.now = wib("2026-11-23 10:00")
    new, gone = look(waiting)[RINA]
    assert isinstance(new, NewText)
    assert gone == Delete(RINA, first)


def test_one_that_is_too_old_to_be_deleted_says_that_it_is_replaced(waiting: Bureau) -> None:
    """A bot may delete what it sent within 48 hours (Bot API, deleteMessage)."""
    waiting.now = wib("2026-11-23 09:00")
    look(waiting)
    first = waiting.messages
    waiting.now = wib("2026-11-25 09:00")
    _, old = look(waiting)[RINA]
    assert old == Edit(RINA, first, OVER)


def test_what_is_over_is_not_reminded_of_any_more(waiting: Bureau) -> None:
    """Done, standing still, with another deadline: the reminder goes, and so does the superior's."""
    waiting.now = wib("2026-11-23 11:00")
    look(waiting)
    waiting.to(Part.ATTEND)
    found = delivered(waiting)
    assert [isinstance(x, Delete) for chat in (RINA, ANDRI) for x in found[chat]].count(True) == 2


def test_a_pause_takes_the_reminder_back_and_stops_the_ladder(waiting: Bureau) -> None:
    """Nothing is said while the clock stands."""
    waiting.now = wib("2026-11-23 09:00")
    look(waiting)
    task = waiting.case().open_tasks()[0]
    waiting.act(waiting.actor(ANDRI), a.PauseClock(task.id, task.version, "Menunggu Biro Hukum"))
    assert any(isinstance(x, Delete) for x in delivered(waiting)[RINA])
    waiting.now = wib("2026-11-23 15:00")
    assert look(waiting) == {}


def test_a_list_shows_what_became_of_the_time_of_its_tasks(bureau: Bureau) -> None:
    """A task whose clock stands is still listed, and says so."""
    look(bureau)
    for _ in range(2):
        bureau.to(Part.PREPARE, bureau.open().id)
    bureau.deliver()
    bureau.now = wib("2026-11-23 09:00")
    look(bureau)
    task = bureau.case(2).open_tasks()[0]
    bureau.act(bureau.actor(ANDRI), a.PauseClock(task.id, task.version, "Menunggu Biro Hukum"), 2)
    (edit,) = (x for x in delivered(bureau)[RINA] if isinstance(x, Edit) and "Ringkasan" in x.text)
    assert "proses 1," in edit.text
    assert edit.text.endswith("waktunya dijeda")


def test_whoever_lets_a_task_to_a_colleague_keeps_no_reminder_of_it(bureau: Bureau) -> None:
    """Of a pool both are reminded; once one takes it the other's reminder goes."""
    look(bureau)
    bureau.open()
    draft = bureau.to(Part.DRAFT)
    bureau.deliver()
    assert draft.due is not None
    bureau.now = draft.due - timedelta(hours=1)
    assert {FAJAR, SITI} <= set(look(bureau))
    bureau.next()  # an upload takes it
    found = delivered(bureau)
    assert any(isinstance(x, Delete) for x in found[SITI])
    assert not any(isinstance(x, Delete) for x in found.get(FAJAR, []))


def test_what_waited_for_a_network_comes_once(waiting: Bureau) -> None:
    """Reminders that pile up unsent are overtaken by the newest."""
    for moment in ("09:00", "10:00", "11:00"):
        waiting.now = wib(f"2026-11-23 {moment}")
        waiting.ask(lambda tx: deadlines.sweep(tx, waiting.office))
    assert len(delivered(waiting)[RINA]) == 1


def test_what_was_left_of_a_task_that_ended_goes_with_the_next_digest(waiting: Bureau) -> None:
    """As where it ended in the moment in which its reminder was written."""
    waiting.now = wib("2026-11-23 09:00")
    look(waiting)
    (shown,) = waiting.ask(lambda tx: tx.reminded.in_chat(RINA, 0))
    waiting.to(Part.DRAFT)
    delivered(waiting)
    waiting.ask(lambda tx: tx.reminded.show([shown]))
    waiting.now = wib("2026-11-24 07:35")
    look(waiting)
    assert (1, 2) not in {(o.case, o.task) for o in waiting.ask(lambda tx: tx.reminded.in_chat(RINA, 0))}


# By hand


def test_a_reminder_by_hand_names_the_post_and_answers_the_card(waiting: Bureau) -> None:
    """It is said at once in working hours."""
    waiting.now = wib("2026-11-23 08:20")
    nudge(waiting, ANDRI)
    (letter,) = look(waiting)[RINA]
    assert isinstance(letter, NewText)
    (shown,) = said([letter])
    assert shown == (
        "🔔 Kepala Biro mengingatkan: Buat undangan rapat evaluasi (proses 1) ditunggu. "
        "Tenggat: Senin, 23 November 2026 pukul 09.00 WIB."
    )
    assert letter.reply_to is not None


def test_a_reminder_by_hand_keeps_to_the_hour_and_to_working_hours(waiting: Bureau) -> None:
    """Within an hour of another it waits; at night until the opening. The ladder goes on after it."""
    waiting.now = wib("2026-11-23 08:40")
    nudge(waiting, ANDRI)
    look(waiting)
    waiting.now = wib("2026-11-23 09:00")
    assert look(waiting) == {}
    waiting.now = wib("2026-11-23 09:40")
    assert "Tenggat" in texts(waiting)[RINA][0]
    waiting.now = wib("2026-11-23 18:00")
    nudge(waiting, ANDRI)
    assert look(waiting) == {}
    waiting.now = wib("2026-11-24 07:30")
    (text,) = texts(waiting)[RINA]
    assert "Kepala Biro mengingatkan" in text


# The digest


def test_the_digest_comes_at_its_time_to_whoever_has_tasks(bureau: Bureau) -> None:
    """At 07.35: the task of two days for TU, and nothing for whoever has none. Once."""
    bureau.open()
    bureau.to(Part.ARCHIVE)
    bureau.deliver()
    bureau.now = wib("2026-11-25 07:34")
    assert bureau.ask(lambda tx: deadlines.next_at(tx, bureau.office)) == wib("2026-11-25 07:35")
    assert look(bureau) == {}
    bureau.now = wib("2026-11-25 07:35")
    found = look(bureau)
    assert set(found) == {RINA}
    (letter,) = found[RINA]
    assert isinstance(letter, NewText)
    assert "Ringkasan tugas" in letter.text
    assert "Hari ini" in letter.text or "Berikutnya" in letter.text
    assert letter.buttons[-1][0].label == "🔕 Matikan ringkasan pagi"
    assert look(bureau) == {}
    assert bureau.ask(lambda tx: deadlines.next_at(tx, bureau.office)) > wib("2026-11-25 07:36")


def test_the_daily_reminder_is_the_digest_and_the_superiors_names_what_is_late_below(waiting: Bureau) -> None:
    """Nothing at the opening, and one list at 07.35, also where a single task is all there is."""
    waiting.now = wib("2026-11-23 13:00")
    look(waiting)
    waiting.now = wib("2026-11-24 07:30")
    assert texts(waiting) == {}
    waiting.now = wib("2026-11-24 07:35")
    found = texts(waiting)
    assert set(found) == {RINA, ANDRI}
    (own,) = found[RINA]
    assert "Ringkasan tugas" in own
    assert "Lewat tenggat" in own
    assert "Untuk diketahui" in found[ANDRI][0]


def test_what_falls_due_in_the_morning_is_part_of_the_digest(bureau: Bureau) -> None:
    """One message with everything."""
    look(bureau)
    bureau.to(Part.PREPARE, bureau.open(title="Terlambat").id)
    bureau.to(Part.ARCHIVE, bureau.open(title="Berjalan").id)
    bureau.deliver()
    bureau.now = wib("2026-11-23 13:00")
    look(bureau)
    bureau.now = wib("2026-11-24 07:30")
    assert RINA not in texts(bureau)
    bureau.now = wib("2026-11-24 07:35")
    (text,) = texts(bureau)[RINA]
    assert text.index("Terlambat") < text.index("Berjalan")


def test_whoever_wants_no_digest_gets_reminders_all_the_same(waiting: Bureau) -> None:
    """Off per person."""
    person = waiting.actor(RINA).person
    waiting.ask(lambda tx: tx.digests.want(person, wanted=False))
    waiting.now = wib("2026-11-24 07:35")
    (text,) = texts(waiting)[RINA]
    assert "masih ditunggu" in text
    waiting.ask(lambda tx: tx.digests.want(person, wanted=True))
    assert person in waiting.ask(lambda tx: tx.digests.wanted())


def test_a_digest_that_was_missed_comes_when_the_program_is_up(bureau: Bureau) -> None:
    """Up again at two in the afternoon; after closing it is too late, and tomorrow's comes tomorrow."""
    bureau.open()
    bureau.to(Part.ARCHIVE)
    bureau.deliver()
    bureau.now = wib("2026-11-24 14:00")
    assert "Ringkasan" in texts(bureau)[RINA][0]
    bureau.now = wib("2026-11-25 17:00")
    assert look(bureau) == {}
    assert bureau.ask(lambda tx: deadlines.next_at(tx, bureau.office)) == wib("2026-11-26 07:30")


def test_a_task_whose_clock_stands_is_marked_in_the_digest(waiting: Bureau) -> None:
    """It is listed, and not among what is late."""
    task = waiting.case().open_tasks()[0]
    waiting.act(waiting.actor(ANDRI), a.PauseClock(task.id, task.version, "Menunggu Biro Hukum"))
    waiting.deliver()
    waiting.now = wib("2026-11-24 07:35")
    (text,) = texts(waiting)[RINA]
    assert "waktunya dijeda" in text
    assert "Lewat tenggat" not in text


# Who else hears


def test_where_nobody_is_above_the_admins_hear_as_the_superior_would(bureau: Bureau) -> None:
    """Kepala Biro has no superior."""
    look(bureau)
    bureau.open()
    bureau.deliver()
    heard = []
    for moment in ("09:00", "10:00", "11:00", "13:00"):
        bureau.now = wib(f"2026-11-23 {moment}")
        heard.append(ADMIN in look(bureau))
    assert heard == [False, False, True, False]


def test_an_sop_may_have_a_ladder_of_its_own(tmp_path: Path) -> None:
    """What it does not say is as the office has it."""
    (text,) = library_texts().values()
    own = text.replace("[identitas]", "[pengingat]\natasan = 1\nadmin = 0\n\n[identitas]", 1)
    bureau = Bureau(tmp_path, text=own)
    ladder = bureau.office.ladder_of(bureau.sop)
    assert (ladder.superior_at, ladder.admin_at, ladder.hourly) == (1, 0, 3)
    look(bureau)
    bureau.open()
    bureau.to(Part.PREPARE)
    bureau.deliver()
    bureau.now = wib("2026-11-23 10:00")
    assert set(look(bureau)) == {RINA, ANDRI}
    bureau.store.close()


def test_a_vacant_post_and_its_lateness_are_one_notice(tmp_path: Path) -> None:
    """Whoever could fill it and hears of the delay is told once."""
    bureau = Bureau(tmp_path, without(Position("kepala-bagian", "Tata Laksana")))
    bureau.open()
    due = bureau.to(Part.EXAMINE).due
    bureau.deliver()
    assert due is not None
    bureau.now = OFFICE.next_opening(due) + timedelta(hours=3)
    found = texts(bureau)
    assert len(found[ADMIN]) == len(found[ANDRI]) == 1
    bureau.store.close()


# After a change of the calendar


def test_replanning_keeps_what_was_said(waiting: Bureau) -> None:
    """A rung that fired does not fire again, and the next one stays the next."""
    waiting.now = wib("2026-11-23 09:00")
    look(waiting)
    waiting.ask(lambda tx: clocks.replan(tx, waiting.office))
    assert look(waiting) == {}
    (row, at), *rest = waiting.ask(lambda tx: tx.tasks.planned())
    assert not rest
    assert row == DueRung(1, 2, 2, 0, wib("2026-11-23 09:00"))
    assert at == wib("2026-11-23 10:00")
