"""Who was at a meeting, as the record, the certificate and the status say it."""

from datetime import datetime

import pytest

from handlers import sheets
from office.cases import find
from office.certifying import certified
from sop import actions as a
from sop.attendance import came
from sop.case import Answer, Part, Task
from sop.errors import Reason, Refused
from sop.people import By
from sop.replay import replay
from tests.office.bureau import SEATS, Bureau

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
BUDI = By(0, "Budi Santoso")


def mine(bureau: Bureau, who: int) -> Task:
    """Return somebody's invitation."""
    tasks = [t for t in bureau.case().open_tasks() if t.part is Part.ATTEND]
    return next(t for t in tasks if SEATS[who][1] in t.positions)


def begin(bureau: Bureau) -> datetime:
    """Go on to the minute a meeting starts; return it."""
    bureau.open(title="Evaluasi")
    bureau.to(Part.MINUTES)
    meeting = bureau.case().meeting
    assert meeting is not None
    bureau.now = meeting.starts
    return meeting.starts


def notulen(bureau: Bureau) -> Task:
    """Return the open task of whoever keeps the minutes."""
    return next(t for t in bureau.case().open_tasks() if t.part is Part.MINUTES)


def mark(bureau: Bureau, who: int, answer: Answer) -> None:
    """Let whoever keeps the minutes mark somebody."""
    by = bureau.actor(who).by(SEATS[who][1])
    bureau.act(bureau.actor(RINA), a.Mark(notulen(bureau).id, by, answer))


def names(bureau: Bureau) -> list[str]:
    """Return who was there."""
    return [one.by.name for one in came(bureau.case())]


def test_answers_count_until_something_is_noted(bureau: Bureau) -> None:
    """From the first who checks in, presence is what was noted and not what was promised."""
    begin(bureau)
    for who in (ANDRI, YULIA):
        bureau.act(bureau.actor(who), a.Attend(mine(bureau, who).id, Answer.PRESENT))
    bureau.act(bureau.actor(DEWI), a.Attend(mine(bureau, DEWI).id, Answer.DELEGATED, BUDI))
    bureau.act(bureau.actor(HENDRA), a.Attend(mine(bureau, HENDRA).id, Answer.ABSENT))
    assert names(bureau) == ["Andri Saputra", "Yulia Fitri", "Dewi Anggraini"]
    bureau.act(bureau.actor(YULIA), a.CheckIn(mine(bureau, YULIA).id))
    assert names(bureau) == ["Yulia Fitri"]


def test_a_stand_in_who_was_marked_by_mistake_stays_the_stand_in(bureau: Bureau) -> None:
    """Unmarking takes back that somebody was there, not who was to come."""
    begin(bureau)
    bureau.act(bureau.actor(DEWI), a.Attend(mine(bureau, DEWI).id, Answer.DELEGATED, BUDI))
    mark(bureau, DEWI, Answer.PRESENT)
    mark(bureau, DEWI, Answer.ABSENT)
    (one,) = bureau.case().attendance
    assert (one.answer, one.delegate, one.present) == (Answer.DELEGATED, BUDI, None)


def test_another_answer_takes_back_that_one_was_there(bureau: Bureau) -> None:
    """Who checked in and then says that somebody else comes was not there; the same answer keeps it."""
    begin(bureau)
    bureau.act(bureau.actor(YULIA), a.CheckIn(mine(bureau, YULIA).id))
    bureau.act(bureau.actor(YULIA), a.Attend(mine(bureau, YULIA).id, Answer.PRESENT))
    assert names(bureau) == ["Yulia Fitri"]
    bureau.act(bureau.actor(YULIA), a.Attend(mine(bureau, YULIA).id, Answer.DELEGATED, BUDI))
    assert bureau.case().attendance[0].present is None


def test_a_member_checks_in_for_whom_they_stand_in_and_for_nobody_else(bureau: Bureau) -> None:
    """Fajar comes for Yulia: on Hendra's invitation he is nobody."""
    begin(bureau)
    fajar = bureau.actor(FAJAR)
    stand_in = By(fajar.person, fajar.name)
    bureau.act(bureau.actor(YULIA), a.Attend(mine(bureau, YULIA).id, Answer.DELEGATED, stand_in))
    with pytest.raises(Refused) as caught:
        bureau.act(fajar, a.CheckIn(mine(bureau, HENDRA).id))
    assert caught.value.reason is Reason.NOT_YOURS
    bureau.act(fajar, a.CheckIn(mine(bureau, YULIA).id))
    assert names(bureau) == ["Yulia Fitri"]


def test_the_record_says_it_again(bureau: Bureau) -> None:
    """What is kept is what its events say, the stand-ins and the times too."""
    begin(bureau)
    bureau.act(bureau.actor(DEWI), a.Attend(mine(bureau, DEWI).id, Answer.DELEGATED, BUDI))
    bureau.act(bureau.actor(YULIA), a.CheckIn(mine(bureau, YULIA).id))
    mark(bureau, DEWI, Answer.PRESENT)
    events = bureau.ask(lambda tx: tx.cases.events(1))
    assert replay(1, events) == bureau.case()


def test_the_certificate_the_status_and_the_history_name_them(bureau: Bureau) -> None:
    """Who was there, through whom and since when; who could not come."""
    begin(bureau)
    bureau.act(bureau.actor(DEWI), a.Attend(mine(bureau, DEWI).id, Answer.DELEGATED, BUDI))
    bureau.act(bureau.actor(HENDRA), a.Attend(mine(bureau, HENDRA).id, Answer.ABSENT))
    bureau.act(bureau.actor(YULIA), a.CheckIn(mine(bureau, YULIA).id))
    mark(bureau, DEWI, Answer.PRESENT)
    at = bureau.now.astimezone(bureau.office.zone)
    sop, case = bureau.ask(lambda tx: find(tx, bureau.office, 1))
    made = bureau.ask(lambda tx: certified(tx, bureau.office, sop, case))
    remarks = [remark for step in made.steps for remark in step.remarks]
    noted = f"tercatat pukul {at:%H.%M} WIB"
    assert (
        f"Hadir: Kepala Bagian Tata Laksana, Yulia Fitri, {noted}; Kepala Bagian Reformasi Birokrasi, "
        f"Dewi Anggraini (diwakili oleh Budi Santoso), {noted}"
    ) in remarks
    assert "Berhalangan: Kepala Bagian Kelembagaan, Hendra Wijaya" in remarks
    calendar, roster = bureau.office.configured, bureau.ask(bureau.office.roster)
    status = sheets.status(sop, case, bureau.now, bureau.office.zone, calendar, roster)
    assert "1 hadir, 1 diwakili, 1 berhalangan" in status
    told = sheets.history(sop, case, bureau.ask(lambda tx: tx.cases.events(1)), bureau.office.zone)
    for words in (
        "Dewi Anggraini: menyatakan diwakilkan kepada Budi Santoso",
        "Yulia Fitri: hadir di tempat rapat",
        "Rina Marlina: mencatat Dewi Anggraini hadir",
    ):
        assert words in told
