"""What became of a task's time is said wherever the case is told of."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers import sheets
from office import cases
from office.certifying import certified
from office.package_texts import history
from office.time_said import of_time
from sop import actions as a
from sop import facts as f
from sop.case import Answer, Part, Spent, Task
from sop.people import By, Position
from storage.store import connection_of
from storage.tables import tasks
from storage.transaction import Tx
from tests.office.bureau import Bureau, said
from tests.sop.office_2026 import WIB, wib
from tests.sop.worlds import MONDAY, shipped

CHIEF = By(7, "Andri Saputra", Position("kepala-biro"))
AT_FOUR, CHANGED = "November 2026 pukul 16.00 WIB", "kalender kerja berubah"
ANDRI, RINA, YULIA, FAJAR = 101, 102, 103, 106
BY = "Kepala Bagian Tata Laksana, Yulia Fitri"
WHY = "Menunggu <jawaban> BKD"


def lived(bureau: Bureau) -> Task:
    """Let an examination be paused over a night, extended after its deadline, and end late."""
    bureau.open()
    examining = bureau.to(Part.EXAMINE)

    def now() -> Task:
        return next(t for t in bureau.case().tasks if t.id == examining.id)

    yulia, andri = bureau.actor(YULIA), bureau.actor(ANDRI)
    bureau.act(yulia, a.PauseClock(examining.id, examining.version, WHY))
    bureau.now = wib("2026-11-24 09:00")
    bureau.act(yulia, a.ResumeClock(examining.id, now().version))
    bureau.act(yulia, a.AskTime(examining.id, now().version, "1 hari", "Data kurang"))
    bureau.act(andri, a.DeclineTime(examining.id, 1, "Segera"))
    bureau.now = wib("2026-11-26 08:30")
    bureau.act(yulia, a.AskTime(examining.id, now().version, "1 jam", "Tabel belum final"))
    bureau.act(andri, a.GrantTime(examining.id, 2))
    bureau.act(andri, a.Nudge(examining.id))
    bureau.now = wib("2026-11-26 10:00")
    bureau.act(yulia, a.Approve(examining.id, now().version))
    return now()


def test_the_certificate_remarks_what_happened_to_a_steps_time(bureau: Bureau) -> None:
    """Pauses with their reason, extensions with who granted them, and an end past the deadline; no blame."""
    task = lived(bureau)
    case, sop = bureau.case(), bureau.sop
    told = bureau.ask(lambda tx: certified(tx, bureau.office, sop, case)).steps[4]
    assert [one for one in told.remarks if "Waktu" in one or "Percobaan" in one] == [
        f"Waktu dijeda 23 November 2026 08.00 WIB s.d. 24 November 2026 09.00 WIB oleh {BY}. Alasan: {WHY}",
        "Waktu diperpanjang 1 jam oleh Kepala Biro, Andri Saputra, 26 November 2026 08.30 WIB",
        "Percobaan ke-1: terpakai 16 jam dari 15 jam 30 menit, selesai 30 menit kerja setelah tenggat",
    ]
    assert task.ended is not None
    paused = timedelta(hours=8, minutes=30).seconds
    assert task.ended.spent == Spent(15 * 3600 + 1800, 16 * 3600, paused, 1800)


def test_the_record_of_the_package_tells_it_event_by_event(bureau: Bureau) -> None:
    """Who let the clock stand and why, who asked, who decided, who reminded."""
    lived(bureau)
    case, sop = bureau.case(), bureau.sop
    events = bureau.ask(lambda tx: tx.cases.events(1))
    told = history(sop, case, events, WIB)
    due = "tenggat Rabu, 25 November 2026 pukul 16.00 WIB"
    for words in (
        f"Kepala Bagian Tata Laksana, Yulia Fitri: menjeda waktu: “{WHY}”",
        f"Kepala Bagian Tata Laksana, Yulia Fitri: melanjutkan waktu; {due}",
        "memohon perpanjangan 1 hari: “Data kurang”",
        "Kepala Biro, Andri Saputra: belum menyetujui perpanjangan 1 hari: “Segera”",
        "menyetujui perpanjangan 1 jam; tenggat Kamis, 26 November 2026 pukul 09.30 WIB",
        "Kepala Biro, Andri Saputra: mengingatkan pelaksana",
    ):
        assert words in told


def test_the_status_says_that_a_clock_stands_and_what_is_asked(bureau: Bureau) -> None:
    """Instead of the time that is left; afterwards how long past the deadline it ended."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    yulia = bureau.actor(YULIA)
    bureau.act(yulia, a.PauseClock(task.id, task.version, WHY))
    bureau.act(yulia, a.AskTime(task.id, task.version + 1, "1 hari", "Data kurang"))
    waiting = "Menunggu Kepala Bagian Tata Laksana, waktu dijeda, perpanjangan menunggu keputusan"
    assert waiting in status(bureau)
    bureau.act(yulia, a.ResumeClock(task.id, task.version + 2))
    bureau.now = wib("2026-11-25 09:30")
    bureau.act(yulia, a.Approve(task.id, task.version + 3))
    assert "Selesai 2 jam kerja setelah tenggat" in status(bureau)


def status(bureau: Bureau) -> str:
    """Return the status of the case."""
    office, sop, case = bureau.office, bureau.sop, bureau.case()
    return bureau.ask(
        lambda tx: sheets.status(sop, case, bureau.now, WIB, office.calendar(tx), office.roster(tx, sop))
    )


def test_what_one_clock_shares_is_told_once(bureau: Bureau) -> None:
    """The invitation and its signature stand together; the history has one line of it."""
    bureau.open()
    signing = bureau.to(Part.COUNTERSIGN)
    andri = bureau.actor(ANDRI)
    bureau.act(andri, a.PauseClock(signing.id, signing.version, WHY))
    bureau.act(andri, a.Sign(signing.id, signing.version + 1))
    events = bureau.ask(lambda tx: tx.cases.events(1))
    told = sheets.history(bureau.sop, bureau.case(), events, WIB)
    assert told.count("menjeda waktu") == 1
    assert "melanjutkan" not in told
    assert all(task.paused is None for task in bureau.case().tasks)


def test_who_has_the_task_hears_that_somebody_else_stopped_its_clock(bureau: Bureau) -> None:
    """Both who prepared the file and nobody twice; whoever did it is not told."""
    bureau.open()
    signing = bureau.to(Part.COUNTERSIGN)
    bureau.deliver()
    bureau.act(bureau.actor(ANDRI), a.PauseClock(signing.id, signing.version, WHY))
    letters = bureau.deliver()
    told = {
        chat: [x for x in all_ if "waktu dijeda oleh" in getattr(x, "text", "")]
        for chat, all_ in letters.items()
    }
    assert {chat: len(found) for chat, found in told.items() if found} == {RINA: 1}


def test_how_punctual_each_attempt_was_can_be_asked_of_the_tasks(bureau: Bureau) -> None:
    """Allowed, used, paused and late in seconds of working time, a row an attempt."""
    task = lived(bureau)

    def rows(tx: Tx) -> list[tuple[object, ...]]:
        columns = (tasks.c.attempt, tasks.c.allowed, tasks.c.used, tasks.c.paused, tasks.c.late)
        found = connection_of(tx).execute(select(*columns).where(tasks.c.task == task.id))
        return [tuple(row) for row in found]

    assert bureau.ask(rows) == [(1, 55_800, 57_600, 30_600, 1800)]
    kept = bureau.case().task(task.id)
    assert kept is not None
    assert kept.ended == task.ended


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            f.ClockMoved(1, MONDAY, wib("2026-11-26 16:00"), f.CALENDAR, "SKB <2>", wib("2026-11-25 16:00")),
            f"tenggat berubah dari Rabu, 25 {AT_FOUR} menjadi Kamis, 26 {AT_FOUR}: {CHANGED} (SKB <2>)",
        ),
        (
            f.ClockMoved(1, MONDAY, wib("2026-11-26 16:00"), f.MEETING),
            "tenggat berubah menjadi Kamis, 26 November 2026 pukul 16.00 WIB: jadwal rapat berubah",
        ),
        (f.ClockMoved(1, MONDAY, None, f.MEETING), None),
        (f.CheckedIn(1, CHIEF), "hadir di tempat rapat"),
        (f.CheckedIn(1, By(8, "Maya", None)), "mencatat kehadiran Maya"),
        (f.Attended(1, Answer.DELEGATED, By(0, "Maya")), "menyatakan diwakilkan kepada Maya"),
        (f.Attended(1, Answer.ABSENT), "menyatakan berhalangan"),
        (f.TimeDeclined(1, "1 hari"), "belum menyetujui perpanjangan 1 hari"),
        (f.TimeGranted(1, "1 hari", MONDAY, shared=True), None),
        (f.Claimed(1), None),
    ],
)
def test_each_fact_about_time_is_said_neutrally(fact: f.Fact, said: str | None) -> None:
    """With the deadline as it was and is, the cause and the reason; what follows by itself is not said."""
    assert of_time(shipped(), f.Event(2, MONDAY, CHIEF, fact), WIB) == said


def test_what_was_broken_off_is_not_called_late(bureau: Bureau) -> None:
    """A case is cancelled long after a deadline: neither card nor certificate blames anybody."""
    bureau.open()
    examining = bureau.to(Part.EXAMINE)
    bureau.deliver()
    bureau.now = wib("2026-11-26 10:00")
    andri = bureau.actor(ANDRI)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, andri, 1, "Diganti"))
    told = [text for letters in bureau.deliver().values() for text in said(letters)]
    case = bureau.case()
    ended = next(t.ended for t in case.tasks if t.id == examining.id)
    assert ended is not None
    assert ended.spent is not None
    assert ended.spent.late > 0
    step = bureau.ask(lambda tx: certified(tx, bureau.office, bureau.sop, case)).steps[4]
    assert any("dibatalkan" in text for text in told)
    assert not any("setelah tenggat" in text for text in (*told, *step.remarks))
    assert not any(attempt.late for attempt in step.attempts)
