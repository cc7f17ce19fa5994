"""Reminders of meetings: on the working day before and half an hour before, once each, to who is expected."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.letter import Edit, Letter, NewText
from office import cases, deadlines, meeting_reminders
from office.meeting_reminders import moments
from office.sweeps import SWEEPS, next_wake
from sop import actions as a
from sop.case import Answer, Meeting, Part
from sop.people import By, Position
from tests.office.bureau import SEATS, Bureau, said
from tests.sop.office_2026 import OFFICE, wib

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
ARSIPARIS = 130
STARTS, ENDS = wib("2026-11-30 09:00"), wib("2026-11-30 11:00")
"""A Monday; the cases begin on the Monday before."""


@pytest.mark.parametrize(
    ("starts", "day_before"),
    [
        ("2026-11-30 09:00", "2026-11-27 09:00"),  # Monday -> Friday
        ("2026-11-25 15:30", "2026-11-24 15:30"),
        ("2026-11-25 06:30", "2026-11-24 07:30"),  # before opening -> at opening
        ("2026-11-25 12:15", "2026-11-24 13:00"),  # in the break -> after it
        ("2026-11-25 19:00", "2026-11-24 15:30"),  # after closing -> half an hour before closing
        ("2026-11-28 09:00", "2026-11-27 09:00"),  # a Saturday -> Friday
        ("2026-12-28 09:00", "2026-12-23 09:00"),  # after Christmas -> the last day the office was open
    ],
)
def test_a_day_before_is_the_working_day_before(starts: str, day_before: str) -> None:
    """At the same time of day, moved into the office's hours; half an hour before is always on time."""
    first, second = moments(wib(starts), OFFICE)
    assert first == wib(day_before)
    assert second == wib(starts) - timedelta(minutes=30)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Return an office that was invited for Monday 09.00, a week ahead."""
    made = Bureau(tmp_path)
    made.seat(ARSIPARIS, "Tono Prasetyo", Position("arsiparis"))
    made.open()
    task = made.to(Part.PREPARE)
    made.act(made.actor(RINA), a.Schedule(task.id, Meeting(STARTS, ENDS, "Aula")))
    made.to(Part.MINUTES)
    made.deliver()
    yield made
    made.store.close()


def swept(bureau: Bureau, at: datetime) -> dict[int, list[Letter]]:
    """Look at the clock at a moment, and return what that brought about the meeting."""
    bureau.now = at
    bureau.ask(lambda tx: meeting_reminders.sweep(tx, bureau.office))
    return bureau.deliver()


def reminded(bureau: Bureau, at: str) -> dict[int, list[str]]:
    """Return the reminders that a look at a moment brings, by chat."""
    letters = swept(bureau, wib(at))
    new = {chat: said([x for x in some if isinstance(x, NewText)]) for chat, some in letters.items()}
    return {chat: some for chat, some in new.items() if some}


def attend(bureau: Bureau, who: int, answer: Answer, delegate: By | None = None) -> None:
    """Let somebody answer."""
    task = next(
        t for t in bureau.case().open_tasks() if t.part is Part.ATTEND and SEATS[who][1] in t.positions
    )
    bureau.act(bureau.actor(who), a.Attend(task.id, answer, delegate))


def test_everybody_is_reminded_on_friday_and_half_an_hour_before(bureau: Bureau) -> None:
    """Each once; the words say when and where, and what was answered."""
    attend(bureau, YULIA, Answer.PRESENT)
    bureau.deliver()
    assert reminded(bureau, "2026-11-27 08:59") == {}
    friday = reminded(bureau, "2026-11-27 09:00")
    assert set(friday) == set(SEATS)
    assert "Senin, 30 November 2026 pukul 09.00\N{EN DASH}11.00 WIB, Aula" in friday[YULIA][0]
    assert "Kehadiran Anda: hadir" in friday[YULIA][0]
    assert "Kehadiran Anda: belum dijawab" in friday[HENDRA][0]
    assert reminded(bureau, "2026-11-27 09:00") == {}
    assert reminded(bureau, "2026-11-30 08:29") == {}
    shortly = reminded(bureau, "2026-11-30 08:30")
    assert set(shortly) == set(SEATS)
    assert "Dimulai 30 menit lagi" in shortly[YULIA][0]
    assert reminded(bureau, "2026-11-30 08:45") == {}
    assert reminded(bureau, "2026-11-30 09:30") == {}


def test_the_alarm_is_set_for_them(bureau: Bureau) -> None:
    """The scheduler wakes for the earliest of all sweeps."""
    assert bureau.ask(lambda tx: meeting_reminders.next_at(tx, bureau.office)) == wib("2026-11-27 09:00")
    wake = bureau.ask(lambda tx: next_wake(tx, bureau.office))
    assert wake is not None
    assert wake <= wib("2026-11-27 09:00")


def test_deadlines_leave_meetings_alone(bureau: Bureau) -> None:
    """The sweep of deadlines neither sends nor forgets them."""
    bureau.now = wib("2026-11-27 09:00")
    bureau.ask(lambda tx: deadlines.sweep(tx, bureau.office))
    assert not any("Pengingat rapat" in text for some in bureau.deliver().values() for text in said(some))
    assert set(reminded(bureau, "2026-11-27 09:00")) == set(SEATS)


def test_who_cannot_come_is_left_alone_and_the_stand_in_is_reminded(bureau: Bureau) -> None:
    """Berhalangan hears nothing; of those delegated, the delegate does."""
    tono = bureau.actor(ARSIPARIS)
    attend(bureau, DEWI, Answer.ABSENT)
    attend(bureau, HENDRA, Answer.DELEGATED, By(tono.person, tono.name))
    attend(bureau, YULIA, Answer.DELEGATED, By(0, "Budi Santoso"))
    bureau.deliver()
    heard = reminded(bureau, "2026-11-27 09:00")
    assert set(heard) == {ANDRI, RINA, FAJAR, SITI, ARSIPARIS}
    assert "Anda mewakili: Hendra Wijaya" in heard[ARSIPARIS][0]


def test_the_second_brings_the_button_to_check_in(bureau: Bureau) -> None:
    """Under the reminder, and on the card, which is edited at that moment; not before."""
    before = swept(bureau, wib("2026-11-27 09:00"))
    labels = [b.label for x in before[YULIA] if isinstance(x, NewText) for row in x.buttons for b in row]
    assert labels == []
    letters = swept(bureau, wib("2026-11-30 08:30"))[YULIA]
    for kind in (NewText, Edit):
        # The other edit is that of the first reminder, which gives way to the second.
        letter = next(x for x in letters if isinstance(x, kind) and x.buttons)
        assert any("Saya hadir di rapat" in b.label for row in letter.buttons for b in row)
    (over,) = [x for x in letters if isinstance(x, Edit) and not x.buttons]
    assert "telah digantikan" in over.text


def test_a_meeting_that_is_moved_has_reminders_of_its_own(bureau: Bureau) -> None:
    """Those already sent are sent again for the new time, and none for the old."""
    assert reminded(bureau, "2026-11-27 09:00")
    task = next(t for t in bureau.case().open_tasks() if t.part is Part.MINUTES)
    later = timedelta(days=2)
    meeting = bureau.case().meeting
    assert meeting is not None
    moved = replace(meeting, starts=STARTS + later, ends=ENDS + later)
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, moved))
    bureau.deliver()
    assert reminded(bureau, "2026-11-30 08:30") == {}
    assert set(reminded(bureau, "2026-12-01 09:00")) == set(SEATS)
    assert set(reminded(bureau, "2026-12-02 08:30")) == set(SEATS)


def test_a_meeting_that_is_near_has_only_the_reminder_that_is_left(tmp_path: Path) -> None:
    """Invited on the day before, after that time of day: the first is skipped."""
    made = Bureau(tmp_path)
    made.open()
    task = made.to(Part.PREPARE)
    starts = wib("2026-11-24 07:45")
    made.act(made.actor(RINA), a.Schedule(task.id, Meeting(starts, starts + timedelta(hours=1), "Aula")))
    made.to(Part.MINUTES)
    made.deliver()
    assert made.ask(lambda tx: meeting_reminders.next_at(tx, made.office)) == wib("2026-11-24 07:15")
    assert set(reminded(made, "2026-11-24 07:15")) == set(SEATS)
    made.store.close()


def test_after_a_pause_one_reminder_comes_instead_of_two(bureau: Bureau) -> None:
    """Down from Thursday until shortly before the meeting: the nearer of the two, once."""
    heard = reminded(bureau, "2026-11-30 08:40")
    assert all(len(some) == 1 for some in heard.values())
    assert "Dimulai 20 menit lagi" in heard[YULIA][0]
    assert reminded(bureau, "2026-11-30 08:50") == {}


def test_what_was_missed_until_the_meeting_began_is_skipped(bureau: Bureau) -> None:
    """No reminder of what has begun; the card still offers to check in."""
    letters = swept(bureau, wib("2026-11-30 09:05"))
    assert not any(isinstance(x, NewText) for some in letters.values() for x in some)
    (edit,) = [x for x in letters[YULIA] if isinstance(x, Edit)]
    assert any("Saya hadir di rapat" in b.label for row in edit.buttons for b in row)


def test_what_was_missed_over_a_weekend_waits_for_the_morning(bureau: Bureau) -> None:
    """The bot came back on Saturday night: the reminder of the day before comes when the office opens."""
    assert reminded(bureau, "2026-11-28 22:00") == {}
    assert bureau.ask(lambda tx: meeting_reminders.next_at(tx, bureau.office)) == wib("2026-11-30 07:30")
    assert set(reminded(bureau, "2026-11-30 07:30")) == set(SEATS)
    assert set(reminded(bureau, "2026-11-30 08:30")) == set(SEATS)


def test_whoever_holds_two_posts_is_reminded_once(tmp_path: Path) -> None:
    """Two invitations, one chat, one reminder."""
    made = Bureau(tmp_path)
    made.seat(YULIA, "Yulia Fitri", SEATS[HENDRA][1])
    made.open()
    task = made.to(Part.PREPARE)
    made.act(made.actor(RINA), a.Schedule(task.id, Meeting(STARTS, ENDS, "Aula")))
    made.to(Part.MINUTES)
    made.deliver()
    assert len(reminded(made, "2026-11-27 09:00")[YULIA]) == 1
    assert len(reminded(made, "2026-11-30 08:30")[YULIA]) == 1
    made.store.close()


def test_a_meeting_that_was_called_off_reminds_of_nothing(bureau: Bureau) -> None:
    """Nor does one whose minutes are filed."""
    rina = bureau.actor(RINA)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, rina, 1, "Ditunda"))
    bureau.deliver()
    assert reminded(bureau, "2026-11-27 09:00") == {}
    assert bureau.ask(lambda tx: meeting_reminders.next_at(tx, bureau.office)) is None


def test_reminders_of_meetings_are_one_of_the_sweeps() -> None:
    """So that the alarm wakes for them."""
    assert meeting_reminders.sweep in [sweep.run for sweep in SWEEPS]
