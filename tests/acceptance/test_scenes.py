"""Every scene of the demo office, played without pauses against the real bot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import RECURRING, closed_days
from bot.demo_scenes import scenes
from bot.demo_script import Cast
from sop.case import Case, Status
from sop.people import Acting, By, Position, Standing
from storage.terms import Term
from tests.support.nursery import Nursery
from tests.support.phones import Json, Phone, text_of
from tests.support.running import UNITS
from tests.support.stage import Stage, stage

PATIENCE = 15
BEFORE_CHRISTMAS = datetime(2026, 12, 24, 13, 0, tzinfo=UTC)
"""A Thursday, 20.00 WIB."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Stage]:
    """Set an office up with its scenes; they are played one after the other, as on a demo that goes on."""
    with stage(tmp_path_factory.mktemp("scenes"), nursery, more=RECURRING) as here:
        here.phones.post("/scenes", scenes=scenes(Cast(*(phone.id for phone in here.cast.officials))))
        yield here


def play(here: Stage, name: str) -> int:
    """Play a scene to its end; return how many times it has been played."""
    here.phones.post(f"/scenes/{name}/play", pace=0, patience=PATIENCE)

    def ended() -> Json | None:
        found: Json = here.phones.get("/scenes")["progress"]
        return found if found["state"] != "playing" else None

    progress = here.phones.until(ended, "the scene does not end", timeout=90)
    phone = next((p for p in here.cast.officials if p.id == progress["doing"].get("who")), here.cast.rina)
    assert progress["state"] == "done", f"{progress}\n{phone.transcript()}"
    here.settle()
    assert here.record.failed_updates() == []
    return int(progress["play"])


def case_named(here: Stage, title: str) -> Case:
    """Return the newest case of this title."""
    found = [here.record.case(number) for number in here.record.counts()]
    return max((case for case in found if case.title == title), key=lambda case: case.id)


def who_did(here: Stage, case: Case, kind: str) -> list[By]:
    """Return who did a thing in a case, in which capacity."""
    return [event.by for event in here.record.events(case.id) if event.fact.kind == kind]


def shown(phone: Phone, *parts: str) -> str:
    """Return the latest message of a phone that says all this."""
    found = [text_of(m) for m in phone.messages() if all(part in text_of(m) for part in parts)]
    assert found, phone.transcript()
    return found[-1]


def substitutes(here: Stage) -> list[Term]:
    """Return who fills a post for another now."""
    return here.record.store.run_sync(lambda tx: tx.terms.substitutes(here.office.now()))


def test_a_case_runs_to_its_end(office: Stage) -> None:
    """Seven steps with one return; the record is whole, and nothing is left open."""
    n = play(office, "satu-proses")
    case = case_named(office, f"Evaluasi kinerja triwulan III ({n})")
    assert case.status is Status.CLOSED
    assert [by.name for by in who_did(office, case, "returned")] == ["Yulia Fitri"]
    heads = [phone.name for phone in office.cast.heads_of_units]
    assert [by.name for by in who_did(office, case, "received")] == heads
    office.record.assert_consistent(case.id)


def test_a_plh_signs_while_kepala_biro_is_on_leave(office: Stage) -> None:
    """The record has the person and the capacity, the holder reads what was done, and has the post again."""
    n = play(office, "kepala-biro-cuti")
    case = case_named(office, f"Evaluasi saat pimpinan cuti ({n})")
    assert case.status is Status.CLOSED
    by = who_did(office, case, "signed")[-1]
    assert (by.name, by.position) == ("Yulia Fitri", Position("kepala-biro"))
    assert by.acting == Acting(Standing.PLH, "Kepala Bagian Tata Laksana")
    andri = office.cast.andri
    told = shown(andri, "Yang dilakukan atas nama jabatan Anda")
    assert (
        f"proses {case.id} (Evaluasi saat pimpinan cuti ({n})): menandatangani Laporan Hasil Evaluasi" in told
    )
    assert "1 tugas terbuka kembali kepada Anda." in told
    second = case_named(office, f"Evaluasi berikutnya saat cuti ({n})")
    assert second.status is Status.CANCELLED
    assert substitutes(office) == []


def test_one_of_two_gets_the_task(office: Stage) -> None:
    """The first tap counts, the other one is refused and told whose it is; released, it is free again."""
    refusals = len(office.record.refusals())
    n = play(office, "dua-jf")
    case = case_named(office, f"Laporan untuk dua JF ({n})")
    assert [by.name for by in who_did(office, case, "claimed")] == ["Fajar Ramadhan", "Siti Rahmah"]
    assert [by.name for by in who_did(office, case, "released")] == ["Fajar Ramadhan"]
    refused = [(one.telegram_id, one.reason) for one in office.record.refusals()[refusals:]]
    assert refused == [(office.cast.siti.id, "taken")]
    assert case.status is Status.CANCELLED


def test_who_drafted_does_not_examine(office: Stage) -> None:
    """The drafter fills the examiner's post: the superior examines, with the reason on the card."""
    n = play(office, "empat-mata")
    case = case_named(office, f"Laporan oleh Plh. ({n})")
    (by,) = who_did(office, case, "approved")
    assert (by.name, by.position) == ("Andri Saputra", Position("kepala-biro"))
    assert case.status is Status.CLOSED
    assert substitutes(office) == []


def test_a_group_is_the_room_of_a_post(office: Stage) -> None:
    """A member without the post is refused; the card follows the group; the room is given up in the end."""
    refusals = len(office.record.refusals())
    n = play(office, "grup-bagian")
    case = case_named(office, f"Laporan dalam grup ({n})")
    assert [by.name for by in who_did(office, case, "approved")] == ["Yulia Fitri"]
    assert case.status is Status.CLOSED
    refused = [(one.telegram_id, one.reason) for one in office.record.refusals()[refusals:]]
    assert refused == [(office.cast.siti.id, "not_yours")]
    assert (
        office.record.store.run_sync(lambda tx: tx.rooms.of_position(Position("kepala-bagian", UNITS[0])))
        is None
    )


def test_time_passes_on_the_page(office: Stage) -> None:
    """Notice, deadline, escalation, digest are the scene's own; the record has the rest, and whose it was."""
    n = play(office, "waktu-berjalan")
    case = case_named(office, f"Evaluasi yang tertunda ({n})")
    for kind, name in (
        ("time_asked", "Fajar Ramadhan"),
        ("time_granted", "Yulia Fitri"),
        ("clock_paused", "Yulia Fitri"),
        ("clock_resumed", "Yulia Fitri"),
    ):
        assert [by.name for by in who_did(office, case, kind)] == [name], kind
    assert case.status is Status.CANCELLED


def test_a_meeting_is_set_moved_and_attended(office: Stage) -> None:
    """Three check in, one of them in another's place; the keeper of the minutes marks who forgot to."""
    n = play(office, "rapat")
    case = case_named(office, f"Rapat evaluasi ({n})")
    there = {one.by.name: one.delegate.name if one.delegate else "" for one in case.attendance if one.present}
    assert there["Hendra Wijaya"] == "Siti Rahmah"
    assert {"Andri Saputra", "Yulia Fitri", "Fajar Ramadhan"} <= there.keys()
    assert "Dewi Anggraini" not in there
    assert len(who_did(office, case, "meeting_set")) == 2


def test_a_case_comes_round_with_the_calendar(office: Stage) -> None:
    """Proposed when the quarter is over, put off, proposed once more, begun; each quarter once."""
    play(office, "usulan-berkala")
    case = case_named(office, "Evaluasi Capaian Kinerja Internal Triwulan IV 2026")
    assert case.status is Status.CANCELLED
    play(office, "usulan-berkala")
    assert case_named(office, "Evaluasi Capaian Kinerja Internal Triwulan I 2027").id > case.id
    told = shown(office.cast.rina, "Waktunya memulai", "Triwulan I 2027")
    assert "Telah dimulai sebagai proses" in told


def test_scenes_are_played_again_on_an_office_in_use(office: Stage) -> None:
    """With cases of others open, and forms half filled: each scene has a case of its own."""
    other = office.play("Uji sela")
    other.open()
    for phone in office.cast.officials:
        phone.say("/mulai")
    office.cast.andri.say("/cuti")
    office.settle()
    n = play(office, "kepala-biro-cuti")
    assert play(office, "kepala-biro-cuti") == n + 1
    for name in ("dua-jf", "satu-proses", "empat-mata", "grup-bagian"):
        play(office, name)
    assert case_named(office, f"Evaluasi saat pimpinan cuti ({n + 1})").status is Status.CLOSED
    assert case_named(office, "Uji sela").status is Status.OPEN


def test_scenes_can_be_played_on_any_day(tmp_path: Path, nursery: Nursery) -> None:
    """In the evening before a holiday and a weekend: the clock goes to working days by itself."""
    with stage(tmp_path, nursery, begins=BEFORE_CHRISTMAS) as here:
        closed = closed_days(BEFORE_CHRISTMAS.date())
        cast = Cast(*(phone.id for phone in here.cast.officials), closed=closed)
        here.phones.post("/scenes", scenes=scenes(cast))
        for name in ("kepala-biro-cuti", "satu-proses", "waktu-berjalan", "empat-mata"):
            play(here, name)
