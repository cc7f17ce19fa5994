"""A meeting that was agreed is moved: its clocks follow, and everyone invited is told once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Edit, NewText
from handlers.sheets import history
from office import cases
from sop import actions as a
from sop.case import Answer, Meeting, Part
from sop.errors import Reason, Refused
from sop.people import By
from tests.office.bureau import SEATS, Bureau, said
from tests.sop.office_2026 import OFFICE

RINA, YULIA, FAJAR, JOKO = 102, 103, 106, 120
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANGED = "Jadwal rapat berubah"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Return an office whose invitation has been sent."""
    made = Bureau(tmp_path)
    made.open()
    made.to(Part.MINUTES)
    made.deliver()
    yield made
    made.store.close()


def agreed(bureau: Bureau) -> Meeting:
    """Return when and where the meeting is."""
    meeting = bureau.case().meeting
    assert meeting is not None
    return meeting


def move(bureau: Bureau, change: Callable[[Meeting], Meeting]) -> None:
    """Let whoever keeps the minutes set the meeting anew."""
    task = next(t for t in bureau.case().open_tasks() if t.part is Part.MINUTES)
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, change(agreed(bureau))))


def later(meeting: Meeting) -> Meeting:
    """Return the meeting a day later."""
    return replace(meeting, starts=meeting.starts + DAY, ends=meeting.ends + DAY)


def elsewhere(meeting: Meeting) -> Meeting:
    """Return the meeting in another room."""
    return replace(meeting, place="Ruang <Rapat> 2")


def test_a_meeting_that_is_moved_takes_the_clocks_of_its_step_along(bureau: Bureau) -> None:
    """Invitations and minutes start at the new time, the minutes' deadline is reckoned from there."""
    before = agreed(bureau)
    move(bureau, later)
    case = bureau.case()
    assert agreed(bureau).sequence == before.sequence + 1
    concerned = [t for t in case.open_tasks() if t.part in (Part.ATTEND, Part.MINUTES)]
    assert {t.starts for t in concerned} == {before.starts + DAY}
    minutes = next(t for t in concerned if t.part is Part.MINUTES)
    assert minutes.due == OFFICE.due(before.starts + DAY, bureau.sop.step(3).time)


def test_everyone_invited_is_told_once_what_it_was_and_what_it_is(bureau: Bureau) -> None:
    """One notice each, and the cards of the invitation and of the minutes say the new time."""
    move(bureau, later)
    letters = bureau.deliver()
    assert set(letters) >= set(SEATS)
    for chat in SEATS:
        told = [text for text in said(letters[chat]) if CHANGED in text]
        assert len(told) == 1, chat
        assert "Semula: Selasa, 24 November 2026 pukul " in told[0]
        assert "Menjadi: Rabu, 25 November 2026 pukul " in told[0]
        edits = [one for one in letters[chat] if isinstance(one, Edit)]
        assert edits
        assert all("Rabu, 25 November 2026" in one.text for one in edits)


def test_another_room_is_news_too(bureau: Bureau) -> None:
    """No clock moves, but the cards and the notice name the new room, escaped."""
    move(bureau, elsewhere)
    letters = bureau.deliver()
    told = [text for text in said(letters[YULIA]) if CHANGED in text]
    assert len(told) == 1
    assert "Ruang <Rapat> 2\nMohon jawab kembali" in told[0]
    assert any(isinstance(one, Edit) and "Ruang &lt;Rapat&gt; 2" in one.text for one in letters[YULIA])


def test_the_same_time_and_place_is_no_news(bureau: Bureau) -> None:
    """Saved as it was: nobody is told."""
    move(bureau, lambda meeting: meeting)
    assert all(CHANGED not in text for letters in bureau.deliver().values() for text in said(letters))


def test_whoever_comes_for_somebody_is_told_too(bureau: Bureau) -> None:
    """A delegate who is a member of the office hears of it, and nobody hears of it twice."""
    bureau.seat(JOKO, "Joko Susilo", replace(SEATS[FAJAR][1], unit="Bagian Lain"))
    tasks = bureau.case().open_tasks()
    mine = next(t for t in tasks if t.part is Part.ATTEND and SEATS[YULIA][1] in t.positions)
    joko = bureau.actor(JOKO)
    named = By(joko.person, joko.name)
    bureau.act(bureau.actor(YULIA), a.Attend(mine.id, Answer.DELEGATED, named))
    move(bureau, later)
    rows = bureau.ask(lambda tx: tx.outbox.pending(0, 1_000))
    told = [row.chat for row in rows if row.payload.get("name") == "meeting_moved"]
    assert sorted(told) == sorted([*SEATS, JOKO])


def test_a_meeting_whose_time_has_passed_can_be_set_anew(bureau: Bureau) -> None:
    """It was postponed and nobody said so: as long as there are no minutes, it gets another time."""
    bureau.now = agreed(bureau).ends + HOUR
    with pytest.raises(Refused) as refused:
        move(bureau, elsewhere)
    assert refused.value.reason is Reason.MEETING_PAST
    move(bureau, later)
    assert any(CHANGED in text for text in said(bureau.deliver()[YULIA]))


def test_nothing_is_moved_once_the_minutes_are_in(bureau: Bureau) -> None:
    """The meeting was held: its time is history."""
    task = next(t for t in bureau.case().open_tasks() if t.part is Part.MINUTES)
    while bureau.case().step == task.step:
        bureau.next()
    with pytest.raises(Refused) as refused:
        bureau.act(bureau.actor(RINA), a.Schedule(task.id, later(agreed(bureau))))
    assert refused.value.reason is Reason.ENDED


def test_a_confidential_case_keeps_its_subject_out_of_the_notice(bureau: Bureau) -> None:
    """Its notice names the number alone and cannot be forwarded."""
    actor, upload = bureau.actor(RINA), bureau.upload()
    secret = bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, actor, bureau.sop.id, "Rotasi", upload, "Rahasia").case
    )
    task = bureau.to(Part.MINUTES, secret.id)
    bureau.deliver()
    meeting = bureau.case(secret.id).meeting
    assert meeting is not None
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, later(meeting)), secret.id)
    for letters in bureau.deliver().values():
        news = [one for one in letters if isinstance(one, NewText) and CHANGED in one.text]
        assert all(one.protect and "Rotasi" not in one.text for one in news)
        assert news


def test_before_the_invitation_is_sent_nobody_is_told(tmp_path: Path) -> None:
    """Setting the time while the invitation is prepared is nobody else's business yet."""
    bureau = Bureau(tmp_path)
    bureau.open()
    bureau.to(Part.COUNTERSIGN)
    bureau.deliver()
    task = next(t for t in bureau.case().open_tasks() if t.part is Part.PREPARE)
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, later(agreed(bureau))))
    letters = bureau.deliver()
    assert all(CHANGED not in text for chat in letters.values() for text in said(chat))
    bureau.store.close()


def test_the_record_says_every_time_the_meeting_had(bureau: Bureau) -> None:
    """What was set first, and what it became, in the history on the phone."""
    move(bureau, later)
    events = bureau.ask(lambda tx: tx.cases.events(1))
    told = history(bureau.sop, bureau.case(), events, bureau.office.zone)
    assert "menetapkan jadwal rapat: Selasa, 24 November 2026 pukul " in told
    assert "mengubah jadwal rapat menjadi Rabu, 25 November 2026 pukul " in told
