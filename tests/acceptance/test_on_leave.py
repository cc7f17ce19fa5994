"""Kepala Biro on leave in the middle of the signature: a Plh. signs, the holder is back the next day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sop.people import Acting, Position, Standing
from tests.support.nursery import Nursery
from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.play import Play
from tests.support.refusing import refused
from tests.support.stage import Stage, stage

TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""09.00 WIB."""


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Set up an office of its own, for its clock is moved."""
    with stage(tmp_path, nursery) as found:
        yield found


def now(phone: Phone, message: Message) -> Message:
    """Return a message as the phone shows it now."""
    return next(m for m in phone.messages() if m["message_id"] == message["message_id"])


def on_leave(here: Stage) -> None:
    """Let Kepala Biro go on leave from now until tonight; Kepala Bagian Tata Laksana stands in."""
    andri = here.cast.andri
    after = here.mark()
    andri.say("/cuti")
    andri.wait_for("Siapa yang menjadi Plh. Kepala Biro", after=after)
    andri.tap("Kepala Bagian Tata Laksana, Yulia Fitri")
    andri.wait_for("Mulai kapan?", after=after)
    andri.tap("Sekarang")
    andri.wait_for("Sampai dengan tanggal berapa?", after=after)
    andri.tap("Senin, 23 Nov")
    andri.wait_for("Nomor surat perintah?", after=after)
    andri.say("800/17/ORG-2026")
    andri.wait_for("Tanggal surat perintah?", after=after)
    andri.tap("Hari ini")
    andri.wait_for("berkas surat perintah", after=after)
    andri.send_file("surat-perintah.pdf", pdf("Surat perintah"), PDF)
    preview = andri.wait_for("Periksa, lalu ketuk Tetapkan.", after=after)
    assert text_of(preview) == (
        "Cuti\n"
        "Masa: sekarang sampai dengan Senin, 23 November 2026\n"
        "Kepala Biro: Plh. Yulia Fitri\n"
        "Surat perintah: 800/17/ORG-2026 tanggal 23 November 2026 (berkas terlampir)\n\n"
        "Tugas terbuka yang beralih (1):\n"
        "• Tanda tangani laporan hasil evaluasi \N{EN DASH} proses 1: Uji cuti\n\n"
        "Periksa, lalu ketuk Tetapkan."
    )
    andri.tap("Tetapkan")
    andri.wait_for("Cuti Anda telah dicatat.", after=after)
    here.settle()


def up_to_the_signature(here: Stage) -> Message:
    """Bring a case to Kepala Biro's signature; return the card."""
    play = here.play("Uji cuti")
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    play.draft()
    play.validate()
    card = play.wait(here.cast.andri, showing("langkah 6 dari 7", "Tanda tangani"))
    here.settle()
    return card


def the_card_moves(here: Stage, card: Message, after: int) -> Message:
    """Expect both sides to be told, and the holder not to sign meanwhile; return the card of the Plh."""
    andri, yulia, rina = here.cast.andri, here.cast.yulia, here.cast.rina
    told = text_of(yulia.wait_for("Mulai sekarang Anda Plh. Kepala Biro", after=after))
    assert told == (
        "\N{INFORMATION SOURCE} Mulai sekarang Anda Plh. Kepala Biro, menggantikan Andri Saputra, "
        "sampai dengan Senin, 23 November 2026.\n"
        "Surat perintah: 800/17/ORG-2026 tanggal 23 November 2026 (berkas terlampir)\n"
        "1 tugas terbuka beralih kepada Anda."
    )
    for phone in (andri, rina):
        assert "Plh. Kepala Biro kini dijalankan Yulia Fitri" in " ".join(here.news(phone, after))
    left = now(andri, card)
    assert andri.buttons(left) == []
    assert "Selama Anda tidak di tempat, tugas ini dijalankan Plh. Kepala Biro" in text_of(left)
    with refused(here, andri, "replaced"):
        toast = andri.forge(card["markup"]["inline_keyboard"][0][0]["callback_data"], left)
        assert toast == "Selama Anda tidak di tempat, tugas ini dijalankan Plh. Kepala Biro."
    moved = yulia.wait_for(showing("langkah 6 dari 7", "Tanda tangani"), after=after)
    assert "Tugas untuk: Plh. Kepala Biro\n" in text_of(moved)
    return moved


def the_plh_signs(here: Stage, card: Message, after: int) -> None:
    """Sign with a file; record, card and status name the person, the capacity and the own post."""
    yulia, rina = here.cast.yulia, here.cast.rina
    yulia.tap("Tanda tangani", card)
    yulia.wait_for("ditandatangani", after=after)
    yulia.send_file("laporan-ttd.pdf", pdf("Laporan yang ditandatangani"), PDF)
    yulia.wait_for("telah Anda tandatangani", after=after)
    here.settle()
    by = [event for event in here.record.events(1) if event.fact.kind == "signed"][-1].by
    assert (by.name, by.position) == ("Yulia Fitri", Position("kepala-biro"))
    assert by.acting == Acting(Standing.PLH, "Kepala Bagian Tata Laksana")
    done = text_of(now(yulia, card))
    assert "oleh Plh. Kepala Biro,\nKepala Bagian Tata Laksana,\nYulia Fitri\nSenin, 23 November" in done
    rina.say("/status 1")
    status = text_of(rina.wait_for("Evaluasi Capaian Kinerja Internal \N{EN DASH} berjalan", after=after))
    assert "Plh. Kepala Biro (Kepala Bagian Tata Laksana), Yulia Fitri, Senin" in status
    here.settle()


def the_holder_is_back(here: Stage, task: Message) -> None:
    """Expect the holder to hear what was done and to have the task; the Plh. may act no more."""
    andri, yulia = here.cast.andri, here.cast.yulia
    after = here.mark()
    here.phones.advance(TUESDAY - here.phones.now())
    back = text_of(andri.wait_for("Plh. Kepala Biro, Yulia Fitri, telah berakhir.", after=after))
    assert "proses 1 (Uji cuti): menandatangani Laporan Hasil Evaluasi" in back
    assert "1 tugas terbuka kembali kepada Anda." in back
    yulia.wait_for("Tugas Anda sebagai Plh. Kepala Biro telah berakhir", after=after)
    andri.wait_for("Selamat bertugas kembali", after=after)
    andri.wait_for(showing("Perintahkan", "Disposisikan", "Tugas untuk: Kepala Biro\n"), after=after)
    here.settle()
    assert yulia.buttons(now(yulia, task)) == []
    with refused(here, yulia, "not_yours"):
        data = task["markup"]["inline_keyboard"][0][0]["callback_data"]
        assert yulia.forge(data, task) == "Mohon maaf, tugas ini menunggu Kepala Biro."


def test_a_plh_signs_and_the_holder_is_back_the_next_day(office: Stage) -> None:
    """Both are told, the card moves there and back, the record keeps the person and the capacity."""
    card = up_to_the_signature(office)
    after = office.mark()
    on_leave(office)
    moved = the_card_moves(office, card, after)
    the_plh_signs(office, moved, after)
    second = office.play("Uji kembali")
    second.open()
    task = second.wait(office.cast.yulia, showing("Perintahkan", "Disposisikan"))
    office.settle()
    the_holder_is_back(office, task)
    Play(office.cast, title="Uji cuti").archive()
    office.record.assert_consistent(1)
    assert office.record.failed_updates() == []
