"""Reminders: each once, after a pause one instead of many, and none of what is done."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.letter import NewText
from office import deadlines
from office.clocks import follow_configuration
from office.sweeps import next_wake
from sop import actions as a
from sop.case import Part
from sop.ladder import LEAD, Ladder
from sop.people import Position
from tests.office.bureau import ADMIN, SEATS, Bureau, said, without
from tests.sop.office_2026 import wib

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS


def sweep(bureau: Bureau) -> dict[int, list[str]]:
    """Look at the clock, and return the new messages it brought, by chat."""
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    letters = bureau.deliver()
    new = {chat: [x for x in some if isinstance(x, NewText)] for chat, some in letters.items()}
    return {chat: said(list(some)) for chat, some in new.items() if some}


@pytest.fixture
def waiting(bureau: Bureau) -> Bureau:
    """Return an office where TU's invitation waits, due at 09.00 on Monday."""
    morning(bureau)
    bureau.open()
    bureau.to(Part.PREPARE)
    bureau.deliver()
    return bureau


def morning(bureau: Bureau) -> None:
    """Let the day's digests be over: nobody had a task yet."""
    assert sweep(bureau) == {}


def test_nothing_is_said_before_its_time(waiting: Bureau) -> None:
    """A task of an hour is reminded of at its deadline, and no sooner: its card is the notice."""
    assert waiting.ask(lambda tx: next_wake(tx, waiting.office)) == wib("2026-11-23 09:00")
    waiting.now = wib("2026-11-23 08:59")
    assert sweep(waiting) == {}


def test_each_rung_is_said_once(waiting: Bureau) -> None:
    """At the deadline, after each working hour; a second look at the same time says nothing."""
    heard = []
    for moment in ("09:00", "10:00", "11:00", "13:00"):
        waiting.now = wib(f"2026-11-23 {moment}")
        heard.append(sweep(waiting)[RINA][0])
        assert sweep(waiting) == {}
    assert "Tenggat telah tiba" in heard[0]
    assert all("masih ditunggu" in text for text in heard[1:])


def test_a_longer_task_is_reminded_of_an_hour_before_at_the_latest(bureau: Bureau) -> None:
    """Two hours from 08.00: three quarters would be half an hour before, so it comes at nine."""
    bureau.open()
    draft = bureau.to(Part.DRAFT)
    bureau.deliver()
    assert draft.due is not None
    bureau.now = draft.due - timedelta(hours=1)
    (text,) = sweep(bureau)[FAJAR]
    assert "Pengingat: Susun" in text
    assert "ditunggu sebelum" in text


def test_the_superior_hears_of_the_second_rung_past_due_and_the_admins_of_the_third(waiting: Bureau) -> None:
    """Kepala Biro is TU's superior; earlier rungs are TU's alone."""
    told, heard = [], dict[int, list[str]]()
    for moment in ("09:00", "10:00", "11:00", "13:00"):
        waiting.now = wib(f"2026-11-23 {moment}")
        spoken = sweep(waiting)
        told.append((ANDRI in spoken, ADMIN in spoken))
        heard |= spoken
    assert told == [(False, False), (False, False), (True, False), (False, True)]
    (text,) = heard[ANDRI]
    assert "masih menunggu Kasubag TU" in text
    assert "lewat 2 jam kerja" in text


def test_after_a_pause_one_message_catches_up(waiting: Bureau) -> None:
    """The bot was down for days: one reminder, and the superior who should have heard hears now."""
    waiting.now = wib("2026-11-26 10:00")
    heard = sweep(waiting)
    assert {chat: len(texts) for chat, texts in heard.items()} == {RINA: 1, ANDRI: 1, ADMIN: 1}
    assert sweep(waiting) == {}
    assert waiting.ask(lambda tx: next_wake(tx, waiting.office)) == wib("2026-11-27 07:35")


def test_a_finished_task_reminds_of_nothing(waiting: Bureau) -> None:
    """Only what still waits is spoken of."""
    waiting.to(Part.DRAFT)
    waiting.deliver()
    waiting.now = wib("2026-11-24 08:20")
    assert RINA not in sweep(waiting)


def test_a_reminder_goes_to_whoever_took_the_task(bureau: Bureau) -> None:
    """The colleague of the pool who did not take it is left in peace; before that both are reminded."""
    bureau.open()
    draft = bureau.to(Part.DRAFT)
    bureau.deliver()
    assert draft.due is not None
    bureau.now = draft.due - timedelta(hours=1)
    assert set(sweep(bureau)) == {FAJAR, SITI}
    bureau.next()  # an upload takes it
    bureau.deliver()
    bureau.now = draft.due
    assert set(sweep(bureau)) == {FAJAR}


def test_the_superior_may_free_a_late_task_of_the_pool(bureau: Bureau) -> None:
    """The notice has the button while somebody has taken the task, and none while nobody has."""
    bureau.open()
    draft = bureau.to(Part.DRAFT)
    bureau.next()  # an upload takes it
    bureau.deliver()
    assert draft.due is not None
    bureau.now = draft.due + timedelta(days=4)
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    (notice,) = bureau.deliver()[YULIA]
    assert isinstance(notice, NewText)
    ((button, other), _) = notice.buttons
    assert other.label == "🔁 Alihkan"
    holder = bureau.case().open_tasks()[0].holder
    assert (button.label, button.data.rpartition(":")[2]) == ("👐 Lepas tugas", str(holder))


def test_an_empty_post_is_told_again_at_every_rung(tmp_path: Path) -> None:
    """Nobody can be reminded, so the admin who can invite somebody is, until the post is filled."""
    bureau = Bureau(tmp_path, without(Position("kepala-bagian", "Tata Laksana")))
    bureau.open()
    due = bureau.to(Part.EXAMINE).due
    bureau.deliver()
    assert due is not None
    for days in (0, 1, 2):
        bureau.now = due + timedelta(days=days) - LEAD
        (notice,) = sweep(bureau)[ADMIN]
        assert "menunggu Kepala Bagian Tata Laksana" in notice
    bureau.seat(YULIA, *SEATS[YULIA])
    bureau.now = due + timedelta(days=3) - LEAD
    assert ADMIN not in sweep(bureau)
    bureau.store.close()


def test_the_notice_of_a_clock_that_stood_counts_what_is_left(bureau: Bureau) -> None:
    """The first reminder does not come at once when it goes on, nor when more time is given."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    yulia, andri = bureau.actor(YULIA), bureau.actor(ANDRI)

    def version() -> int:
        return next(t.version for t in bureau.case().tasks if t.id == task.id)

    def notice() -> datetime:
        return next(at for row, at in bureau.ask(lambda tx: tx.tasks.planned()) if row.task == task.id)

    bureau.act(yulia, a.PauseClock(task.id, task.version, "Menunggu BKD"))
    bureau.now = wib("2026-11-30 09:00")
    bureau.act(yulia, a.ResumeClock(task.id, version()))
    assert notice() == wib("2026-12-01 11:37:30")  # three quarters of 13.5 hours until Tuesday 16.00
    bureau.now = wib("2026-12-03 09:00")
    bureau.act(yulia, a.AskTime(task.id, version(), "2 hari", "Tabel belum final"))
    bureau.act(andri, a.GrantTime(task.id, 1))
    assert notice() == wib("2026-12-07 09:45")  # of 21 hours until Monday 16.00


def test_another_ladder_in_the_configuration_moves_the_reminders_to_come(bureau: Bureau) -> None:
    """At the next start: the first at half of the time instead of three quarters."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)

    def started() -> datetime:
        bureau.ask(lambda tx: follow_configuration(tx, bureau.office))
        return next(at for row, at in bureau.ask(lambda tx: tx.tasks.planned()) if row.task == task.id)

    assert started() == wib("2026-11-24 11:22:30")
    bureau.office = replace(bureau.office, ladder=Ladder(notice=0.5))
    assert started() == wib("2026-11-24 07:45")
