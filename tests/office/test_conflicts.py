"""What stands against a meeting before it is set: other meetings of the invited, the room, leaves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.meeting_texts import conflicts as lines
from office import cases, conflicts
from office.conflicts import Conflicts
from sop import actions as a
from sop.case import Answer, Meeting, Part
from sop.people import By, Position
from storage.terms import Absence
from tests.office.bureau import SEATS, Bureau
from tests.sop.office_2026 import WIB

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
STEP = 3
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=WIB)
HOUR = timedelta(hours=1)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Return an office in which case 1 is to meet on Tuesday at nine, its invitation sent."""
    made = Bureau(tmp_path)
    made.open(title="Rapat pertama")
    task = made.to(Part.PREPARE)
    made.act(made.actor(RINA), a.Schedule(task.id, Meeting(TUESDAY, TUESDAY + 2 * HOUR, "Aula")))
    made.to(Part.MINUTES)
    made.open(title="Rapat kedua")
    made.to(Part.PREPARE, 2)
    yield made
    made.store.close()


def found(
    bureau: Bureau, starts: datetime = TUESDAY, place: str = "Ruang 2", who: int = RINA, case: int = 2
) -> Conflicts:
    """Return what stands against an hour's meeting of a case."""
    meeting = Meeting(starts, starts + HOUR, place, STEP)
    actor, running = bureau.actor(who), bureau.case(case)
    return bureau.ask(lambda tx: conflicts.find(tx, bureau.office, actor, bureau.sop, running, meeting))


def names(conflicts_: Conflicts) -> set[str]:
    """Return who is expected elsewhere."""
    return {one.by.name for one in conflicts_.clashes}


def answer(bureau: Bureau, who: int, said: Answer, delegate: By | None = None) -> None:
    """Let somebody answer the invitation of case 1."""
    post = SEATS[who][1]
    task = next(t for t in bureau.case().open_tasks() if t.part is Part.ATTEND and post in t.positions)
    bureau.act(bureau.actor(who), a.Attend(task.id, said, delegate))


def test_everyone_invited_to_both_is_named_with_the_other_meeting(bureau: Bureau) -> None:
    """Each person once, in their post, with which case, when and where."""
    clashes = found(bureau).clashes
    assert len(clashes) == len(SEATS)
    yulia = next(one for one in clashes if one.by.name == "Yulia Fitri")
    assert yulia.by.position == SEATS[YULIA][1]
    assert (yulia.other.case, yulia.other.title, yulia.other.meeting.place) == (1, "Rapat pertama", "Aula")
    told = lines(bureau.sop, found(bureau), Meeting(TUESDAY, TUESDAY + HOUR, "Ruang 2"), WIB)
    (clash,) = [line for line in told if line.startswith("• ")]
    where, people = clash.split("\n")
    assert where == "• Proses 1 (Rapat pertama), 09.00–11.00, Aula"  # noqa: RUF001
    assert people.startswith("Kepala Biro, Andri Saputra; Kasubag TU, Rina Marlina; ")
    assert people.endswith("; JF/Pelaksana Tata Laksana, Siti Rahmah")
    assert "lainnya" not in people


def test_one_person_stands_before_their_other_meeting(bureau: Bureau) -> None:
    """The others said that they would not come to it."""
    for who in (ANDRI, RINA, HENDRA, DEWI, FAJAR, SITI):
        answer(bureau, who, Answer.ABSENT)
    told = lines(bureau.sop, found(bureau), Meeting(TUESDAY, TUESDAY + HOUR, "Ruang 2"), WIB)
    mine = "• Kepala Bagian Tata Laksana, Yulia Fitri: Proses 1 (Rapat pertama), 09.00–11.00, Aula"  # noqa: RUF001
    assert told[2] == mine


@pytest.mark.parametrize("hours", [-1, 2, 24])
def test_meetings_that_only_touch_are_no_conflict(bureau: Bureau, hours: int) -> None:
    """One may end as the other begins."""
    assert found(bureau, TUESDAY + hours * HOUR, "Aula") == Conflicts()


def test_the_cases_own_agreed_time_is_no_conflict(bureau: Bureau) -> None:
    """It is what would be replaced."""
    assert found(bureau, case=1) == Conflicts()


def test_whoever_said_no_to_the_other_meeting_is_free(bureau: Bureau) -> None:
    """Who comes in their place is not."""
    answer(bureau, YULIA, Answer.ABSENT)
    assert "Yulia Fitri" not in names(found(bureau))
    bureau.seat(120, "Joko Susilo", Position("kepala-bagian", "Umum"))
    answer(bureau, RINA, Answer.PRESENT)
    joko = bureau.actor(120)
    assert "Joko Susilo" not in names(found(bureau))  # invited to the second alone
    answer(bureau, HENDRA, Answer.DELEGATED, By(joko.person, joko.name))
    assert "Joko Susilo" in names(found(bureau))
    assert "Hendra Wijaya" not in names(found(bureau))


def test_the_same_room_is_taken_however_it_is_written(bureau: Bureau) -> None:
    """Capitals and blanks make no other room; another room is free."""
    assert [one.case for one in found(bureau, place=" AULA ").taken] == [1]
    assert found(bureau).taken == ()


def test_a_meeting_that_was_held_or_called_off_is_no_conflict(bureau: Bureau) -> None:
    """Nobody is expected there any more."""
    actor = bureau.actor(ANDRI)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, actor, 1, "Tidak jadi"))
    assert found(bureau, place="Aula") == Conflicts()


def test_a_meeting_not_sent_yet_counts_for_those_it_will_invite(bureau: Bureau) -> None:
    """It is agreed: the invitation only follows."""
    task = next(t for t in bureau.case(2).open_tasks() if t.part is Part.PREPARE)
    day = TUESDAY + timedelta(days=1)
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, Meeting(day, day + HOUR, "Ruang 2")), 2)
    assert names(found(bureau, day, case=1)) == {name for name, _ in SEATS.values()}


def test_a_confidential_meeting_shows_neither_subject_nor_place(bureau: Bureau) -> None:
    """Whoever has no part in it learns that somebody is not free, and when; who has, reads all."""
    actor, upload = bureau.actor(RINA), bureau.upload()
    bureau.seat(130, "Tono Prasetyo", Position("arsiparis"))
    secret = bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, actor, bureau.sop.id, "Rotasi", upload, "Rahasia").case
    )
    task = bureau.to(Part.PREPARE, secret.id)
    day = TUESDAY + timedelta(days=1)
    there = Meeting(day, day + HOUR, "Ruang Kepala")
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, there), secret.id)
    meeting = Meeting(day, day + HOUR, "Ruang 2", STEP)
    outsider = "\n".join(lines(bureau.sop, found(bureau, day, who=130), meeting, WIB))
    assert f"Proses {secret.id}, 09.00–10.00" in outsider  # noqa: RUF001
    assert "Rotasi" not in outsider
    assert "Ruang Kepala" not in outsider
    insider = "\n".join(lines(bureau.sop, found(bureau, day), meeting, WIB))
    assert f"Proses {secret.id} (Rotasi), 09.00–10.00, Ruang Kepala" in insider  # noqa: RUF001


def test_who_is_on_leave_that_day_is_named(bureau: Bureau) -> None:
    """With the last day of the leave; one that is over by then does not count."""
    dewi = bureau.actor(DEWI).person
    begins = TUESDAY.replace(hour=0) + timedelta(days=6)
    leave = Absence(dewi, begins, begins + timedelta(days=2), dewi, bureau.now)
    bureau.ask(lambda tx: tx.terms.put_absence(leave))
    day = begins + 9 * HOUR
    away = found(bureau, day)
    assert [one.by.name for one in away.away] == ["Dewi Anggraini"]
    told = lines(bureau.sop, away, Meeting(day, day + HOUR, "Ruang 2"), WIB)
    assert "• Kepala Bagian Reformasi Birokrasi, Dewi Anggraini, sampai 1 Desember 2026" in told
    assert found(bureau, day + timedelta(days=2)).away == ()
    assert found(bureau, day - timedelta(days=1)).away == ()


def test_nothing_in_the_way_is_nothing_said(bureau: Bureau) -> None:
    """A free hour needs no warning."""
    free = TUESDAY + timedelta(days=3)
    assert lines(bureau.sop, found(bureau, free), Meeting(free, free + HOUR, "Aula"), WIB) == []
