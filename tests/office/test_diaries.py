"""Meetings in the calendars of phones: everybody gets each setting once, and it goes when they go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Letter, NewAppointment
from office import cases
from office.diaries import uid
from office.members import seat
from papers.ics import calendar_file
from sop import actions as a
from sop.case import Answer, Meeting, Part, Task
from sop.people import By, Position
from storage.transaction import Tx
from tests.office.bureau import SEATS, Bureau, said
from tests.support.calendars import Read, read

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
ARSIPARIS = 130
Files = dict[int, list[Read]]


def files(letters: dict[int, list[Letter]]) -> Files:
    """Return the calendar files that came, by chat, as another program reads them."""
    found: Files = {}
    for chat, some in letters.items():
        for letter in some:
            if isinstance(letter, NewAppointment):
                found.setdefault(chat, []).append(read(calendar_file(letter.appointment)))
    return found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Bureau]:
    """Return an office whose invitation was just sent."""
    made = Bureau(tmp_path)
    made.seat(ARSIPARIS, "Tono Prasetyo", Position("arsiparis"))
    made.open()
    made.to(Part.COUNTERSIGN)
    made.deliver()
    made.to(Part.MINUTES)
    yield made
    made.store.close()


@pytest.fixture
def bureau(fresh: Bureau) -> Bureau:
    """Return the same once everybody has what was sent."""
    fresh.deliver()
    return fresh


def agreed(bureau: Bureau) -> Meeting:
    """Return when and where the meeting is."""
    meeting = bureau.case().meeting
    assert meeting is not None
    return meeting


def task(bureau: Bureau, part: Part, who: int = RINA) -> Task:
    """Return somebody's open task of a part."""
    mine = SEATS[who][1]
    return next(t for t in bureau.case().open_tasks() if t.part is part and mine in t.positions)


def move(bureau: Bureau, by: timedelta) -> None:
    """Let TU set the meeting anew."""
    now = agreed(bureau)
    later = replace(now, starts=now.starts + by, ends=now.ends + by)
    bureau.act(bureau.actor(RINA), a.Schedule(task(bureau, Part.MINUTES).id, later))


def cancel(bureau: Bureau, why: str) -> None:
    """Let TU end the case."""
    rina = bureau.actor(RINA)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, rina, 1, why))


def answer(bureau: Bureau, who: int, what: Answer, delegate: By | None = None) -> None:
    """Let somebody answer the invitation."""
    bureau.act(bureau.actor(who), a.Attend(task(bureau, Part.ATTEND, who).id, what, delegate))


def named(bureau: Bureau, who: int) -> By:
    """Return a member as they are named in somebody's place."""
    actor = bureau.actor(who)
    return By(actor.person, actor.name)


def test_everyone_invited_gets_the_meeting_once(fresh: Bureau) -> None:
    """With the invitation, in their own chat, at its UTC instants; later looks bring nothing more."""
    sent = files(fresh.deliver())
    meeting = agreed(fresh)
    assert set(sent) == set(SEATS)
    for one in (one for (one,) in sent.values()):
        assert (one.method, one.status, one.sequence) == ("PUBLISH", "CONFIRMED", 0)
        assert (one.starts, one.ends, one.zone) == (meeting.starts, meeting.ends, "Asia/Jakarta")
        assert one.summary == "Rapat: Evaluasi <b>triwulan</b> III"
        assert one.place == meeting.place
    assert len({one.uid for (one,) in sent.values()}) == 1
    answer(fresh, YULIA, Answer.PRESENT)
    assert files(fresh.deliver()) == {}


def test_a_meeting_that_is_moved_comes_again_with_the_same_uid(fresh: Bureau) -> None:
    """Each time with a higher SEQUENCE, so that the phone's calendar replaces what it has."""
    (first,) = files(fresh.deliver())[YULIA]
    for number in (1, 2):
        move(fresh, timedelta(days=1))
        sent = files(fresh.deliver())
        assert set(sent) == set(SEATS)
        (again,) = sent[YULIA]
        assert (again.uid, again.sequence, again.method) == (first.uid, number, "PUBLISH")
        assert again.starts == first.starts + timedelta(days=number)


def test_whoever_hears_of_a_meeting_first_hears_of_no_change(tmp_path: Path) -> None:
    """TU may set the time twice before the invitation is sent: to the invited it is a new meeting."""
    bureau = Bureau(tmp_path)
    bureau.open()
    bureau.to(Part.COUNTERSIGN)
    now = agreed(bureau)
    later = replace(now, starts=now.starts + timedelta(days=1), ends=now.ends + timedelta(days=1))
    bureau.act(bureau.actor(RINA), a.Schedule(task(bureau, Part.PREPARE).id, later))
    bureau.to(Part.MINUTES)
    captions = [x.caption for x in bureau.deliver()[YULIA] if isinstance(x, NewAppointment)]
    assert len(captions) == 1
    assert "berubah" not in captions[0]
    assert "menambahkannya ke kalender" in captions[0]
    move(bureau, timedelta(days=1))
    captions = [x.caption for x in bureau.deliver()[YULIA] if isinstance(x, NewAppointment)]
    assert len(captions) == 1
    assert "Rapat (jadwal telah berubah)" in captions[0]
    bureau.store.close()


def test_what_was_set_anew_before_it_was_sent_comes_as_it_is_now(fresh: Bureau) -> None:
    """A message composed late says nothing old: one file, the newest."""
    move(fresh, timedelta(days=1))
    sent = files(fresh.deliver())
    assert [one.sequence for one in sent[YULIA]] == [1]


def test_a_cancelled_case_takes_its_meeting_out_of_the_calendars(bureau: Bureau) -> None:
    """METHOD:CANCEL with a higher SEQUENCE, to everyone who has it."""
    cancel(bureau, "Ditunda")
    letters = bureau.deliver()
    sent = files(letters)
    assert set(sent) == set(SEATS)
    (one,) = sent[DEWI]
    assert (one.method, one.status, one.sequence) == ("CANCEL", "CANCELLED", 1)
    assert any("Rapat ini dibatalkan" in x.caption for x in letters[DEWI] if isinstance(x, NewAppointment))


def test_a_meeting_that_was_held_stays_in_the_calendars(bureau: Bureau) -> None:
    """A case cancelled afterwards does not undo that people met."""
    bureau.now = agreed(bureau).ends + timedelta(minutes=1)
    cancel(bureau, "Keliru")
    assert files(bureau.deliver()) == {}


def test_a_meeting_that_ended_early_was_held(bureau: Bureau) -> None:
    """Once the minutes are filed nobody is told that it is called off, also before its planned end."""
    bureau.now = agreed(bureau).starts + timedelta(minutes=20)
    bureau.to(Part.DRAFT)
    assert bureau.now < agreed(bureau).ends
    bureau.deliver()
    cancel(bureau, "Keliru")
    assert files(bureau.deliver()) == {}


def test_a_stand_in_gets_the_meeting_and_it_goes_when_they_need_not_come(bureau: Bureau) -> None:
    """A member who is not invited otherwise; whoever is named anew gets it, the former one a withdrawal."""
    answer(bureau, YULIA, Answer.DELEGATED, named(bureau, ARSIPARIS))
    letters = bureau.deliver()
    (one,) = files(letters)[ARSIPARIS]
    assert one.method == "PUBLISH"
    assert "Anda diminta mewakili Kepala Bagian Tata Laksana, Yulia Fitri" in said(letters[ARSIPARIS])[0]
    answer(bureau, YULIA, Answer.PRESENT)
    letters = bureau.deliver()
    (one,) = files(letters)[ARSIPARIS]
    assert (one.method, one.status) == ("CANCEL", "CANCELLED")
    assert "Anda tidak lagi diminta mewakili" in said(letters[ARSIPARIS])[0]
    answer(bureau, YULIA, Answer.DELEGATED, named(bureau, ARSIPARIS))
    assert [one.method for one in files(bureau.deliver())[ARSIPARIS]] == ["PUBLISH"]


def test_whoever_is_invited_already_hears_of_it_but_has_the_meeting(bureau: Bureau) -> None:
    """Standing in for another changes nothing in one's own calendar, nor does its end."""
    answer(bureau, YULIA, Answer.DELEGATED, named(bureau, FAJAR))
    letters = bureau.deliver()
    assert files(letters) == {}
    assert any("Anda diminta mewakili" in text for text in said(letters[FAJAR]))
    answer(bureau, YULIA, Answer.ABSENT)
    letters = bureau.deliver()
    assert files(letters) == {}
    assert any("Anda tidak lagi diminta mewakili" in text for text in said(letters[FAJAR]))


def test_a_meeting_that_is_moved_withdraws_it_from_those_who_stood_in(bureau: Bureau) -> None:
    """Answers were for the time before: whoever came for somebody is asked anew, or not."""
    answer(bureau, YULIA, Answer.DELEGATED, named(bureau, ARSIPARIS))
    bureau.deliver()
    move(bureau, timedelta(days=1))
    sent = files(bureau.deliver())
    assert [one.method for one in sent[ARSIPARIS]] == ["CANCEL"]
    assert [one.sequence for one in sent[YULIA]] == [1]


def test_a_post_that_passes_on_takes_the_meeting_along(bureau: Bureau) -> None:
    """The new head of a Bagian gets it; the former one, whom it no longer concerns, is told to remove it."""
    role = bureau.sop.role("kepala-bagian")

    def pass_on(tx: Tx) -> None:
        person = tx.people.admit(131, "Bayu Pratama", bureau.now)
        brought = seat(tx, bureau.office, person, "Bayu Pratama", SEATS[YULIA][1], role)
        tx.outbox.add(brought, bureau.now)

    bureau.ask(pass_on)
    sent = files(bureau.deliver())
    assert [one.method for one in sent[131]] == ["PUBLISH"]
    assert [one.method for one in sent[YULIA]] == ["CANCEL"]
    assert set(sent) == {131, YULIA}


def test_a_confidential_meeting_says_nothing_of_its_subject(tmp_path: Path) -> None:
    """A calendar shows its entries on a locked screen, and shares them with others."""
    made = Bureau(tmp_path)
    actor, upload = made.actor(RINA), made.upload()
    title = "Pemeriksaan disiplin"
    made.ask(lambda tx: cases.open_case(tx, made.office, actor, made.sop.id, title, upload, "Rahasia"))
    made.to(Part.MINUTES)
    letters = made.deliver()
    (one,) = files(letters)[YULIA]
    assert one.summary == "Rapat (proses 1)"
    assert "disiplin" not in str(one)
    captions = [x.caption for x in letters[YULIA] if isinstance(x, NewAppointment)]
    assert "disiplin" not in captions[0]
    made.store.close()


def test_a_uid_stays_with_its_meeting_and_is_nobody_elses(bureau: Bureau) -> None:
    """Offices count their cases alike, and a restored backup counts anew: what it was opened on differs."""
    case, meeting = bureau.case(), agreed(bureau)
    own = uid(case, meeting)
    assert own.startswith("proses-1-langkah-3-")
    assert uid(case, replace(meeting, starts=meeting.ends, sequence=4)) == own
    other = replace(case, base=replace(case.base, sha256="0" * 64))
    later = replace(case, opened=case.opened + timedelta(seconds=1))
    assert len({own, uid(other, meeting), uid(later, meeting), uid(case, replace(meeting, step=5))}) == 4
