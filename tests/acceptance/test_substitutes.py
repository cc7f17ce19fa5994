"""Plt., mandates and their limits, played on phones; vacant posts and people out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sop.people import Acting, Position, Standing
from storage.transaction import Tx
from tests.support.nursery import Nursery
from tests.support.papers import DOCX, docx
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.refusing import refused
from tests.support.stage import Stage, stage

HEAD_OF_UNIT = Position("kepala-bagian", "Tata Laksana")


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Set up an office of its own, for posts change hands."""
    with stage(tmp_path, nursery) as found:
        yield found


def choose(here: Stage, phone: Phone, question: str, answer: str, after: int) -> None:
    """Wait for a question and tap an answer to it."""
    phone.wait_for(question, after=after)
    phone.tap(answer)
    here.settle()


def to_the_preview(here: Stage, phone: Phone, post: str, standing: str, person: str) -> Message:
    """Fill /plh up to the preview: from now until tomorrow, without a surat perintah."""
    after = here.mark()
    phone.say("/plh")
    choose(here, phone, "Jabatan mana", post, after)
    if standing:
        choose(here, phone, "Dalam kedudukan apa", standing, after)
    choose(here, phone, "Siapa yang menjadi", person, after)
    choose(here, phone, "Mulai kapan?", "Sekarang", after)
    choose(here, phone, "Sampai dengan tanggal berapa?", "Selasa, 24 Nov", after)
    choose(here, phone, "Nomor surat perintah?", "Lewati", after)
    return phone.wait_for("Periksa, lalu ketuk Tetapkan.", after=after)


def away(here: Stage, phone: Phone, substitute: str) -> None:
    """Let somebody go on leave for today, with a substitute or without, without a surat perintah."""
    after = here.mark()
    phone.say("/cuti")
    choose(here, phone, "Siapa yang menjadi Plh.", substitute, after)
    choose(here, phone, "Mulai kapan?", "Sekarang", after)
    choose(here, phone, "Sampai dengan tanggal berapa?", "Senin, 23 Nov", after)
    choose(here, phone, "Nomor surat perintah?", "Lewati", after)
    choose(here, phone, "Periksa, lalu ketuk Tetapkan.", "Tetapkan", after)


def vacate(here: Stage, position: Position) -> None:
    """Let nobody hold a post any more."""

    def dismiss(tx: Tx) -> None:
        tx.people.dismiss(position, here.office.now())

    here.record.store.run_sync(dismiss)
    here.phones.advance(2)  # the bot reads the seats anew


def test_a_vacant_post_is_told_above_and_filled_by_a_plt(office: Stage) -> None:
    """Superior and admin hear of it at once, the status shows it, and the Plt. finds the task."""
    andri, rina, hendra = office.cast.andri, office.cast.rina, office.cast.hendra
    play = office.play("Uji Plt.")
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    office.settle()
    vacate(office, HEAD_OF_UNIT)
    after = office.mark()
    play.draft()
    case = play.number
    for phone in (andri, rina):
        told = text_of(phone.wait_for("jabatan itu belum terisi", after=after))
        assert "menunggu Kepala Bagian Tata Laksana untuk Periksa laporan hasil evaluasi" in told
    rina.say(f"/status {case}")
    rina.wait_for("Menunggu Kepala Bagian Tata Laksana (\N{WARNING SIGN} jabatan belum terisi)", after=after)

    preview = to_the_preview(
        office, andri, "Kepala Bagian Tata Laksana (belum terisi)", "", "Kepala Bagian Kelembagaan, Hendra"
    )
    assert text_of(preview).startswith("Plt. Kepala Bagian Tata Laksana\nDijalankan oleh: Hendra Wijaya\n")
    andri.tap("Tetapkan", preview)
    hendra.wait_for("Mulai sekarang Anda Plt. Kepala Bagian Tata Laksana", after=after)
    hendra.wait_for(showing("Periksa laporan", "Tugas untuk: Plt. Kepala Bagian Tata Laksana"), after=after)
    assert hendra.tap("Setujui") == "Telah disetujui."
    office.settle()
    by = next(e.by for e in office.record.events(case) if e.fact.kind == "approved")
    assert by.acting == Acting(Standing.PLT, "Kepala Bagian Kelembagaan")


def test_under_a_mandate_both_may_act_and_the_record_says_for_whom(office: Stage) -> None:
    """The holder stays in office; what the other does is written "a.n."."""
    andri, yulia = office.cast.andri, office.cast.yulia
    preview = to_the_preview(
        office, office.cast.rina, "Kepala Biro", "Mandat a.n.", "Kepala Bagian Tata Laksana, Yulia Fitri"
    )
    office.cast.rina.tap("Tetapkan", preview)
    yulia.wait_for("Mulai sekarang Anda penerima mandat a.n. Kepala Biro")
    play = office.play("Uji mandat")
    play.open()
    for phone in (andri, yulia):
        play.wait(phone, showing("Perintahkan", "Disposisikan", "Tugas untuk: Kepala Biro\n"))
    yulia.tap("Disposisikan")
    yulia.tap("📨 Disposisikan")
    office.settle()
    done = andri.wait_for(showing("Telah didisposisikan"))
    assert "oleh a.n. Kepala Biro,\nKepala Bagian Tata Laksana,\nYulia Fitri\n" in text_of(done)
    andri.say(f"/status {play.number}")
    andri.wait_for("a.n. Kepala Biro, Kepala Bagian Tata Laksana, Yulia Fitri, Senin")


def test_a_term_of_more_than_three_months_is_refused_with_the_reason(office: Stage) -> None:
    """At its question, which stays open: a shorter one is taken."""
    rina = office.cast.rina
    after = office.mark()
    rina.say("/plh")
    choose(office, rina, "Jabatan mana", "Kepala Biro", after)
    choose(office, rina, "Dalam kedudukan apa", "Plh.", after)
    choose(office, rina, "Siapa yang menjadi", "Kepala Bagian Tata Laksana, Yulia Fitri", after)
    choose(office, rina, "Mulai kapan?", "Sekarang", after)
    rina.wait_for("Sampai dengan tanggal berapa?", after=after)
    with refused(office, rina, "term_too_long"):
        rina.say("23/2/2027")
        said = text_of(rina.wait_for("tiga bulan", after=after))
    assert said == (
        "Masa Plh. paling lama tiga bulan menurut SE Kepala BKN 1/SE/I/2021, yaitu sampai 22-02-2027. "
        "Silakan pilih tanggal yang lebih awal."
    )
    rina.say("22/2/2027")
    rina.wait_for("Nomor surat perintah?", after=after)


def test_a_plh_cannot_hand_the_post_on(office: Stage) -> None:
    """Neither by a leave nor by naming another; the own post is still theirs to give."""
    rina, fajar = office.cast.rina, office.cast.fajar
    preview = to_the_preview(office, rina, "Kepala Bagian Tata Laksana", "Plh.", "Fajar Ramadhan")
    rina.tap("Tetapkan", preview)
    fajar.wait_for("Mulai sekarang Anda Plh. Kepala Bagian Tata Laksana")
    office.settle()
    with refused(office, fajar, "no_redelegation"):
        fajar.say("/plh")
        fajar.wait_for("tidak dapat dialihkan lagi")
    with refused(office, fajar, "no_redelegation"):
        fajar.say("/cuti")
        office.settle()


def test_who_drafted_does_not_examine_the_superior_does(office: Stage) -> None:
    """A Kepala Bagian who also sits in the pool drafts: the card goes to Kepala Biro, with the reason."""
    andri, yulia = office.cast.andri, office.cast.yulia
    yulia.start(office.code("jf", "Tata Laksana"))
    yulia.wait_for("JF/Pelaksana Tata Laksana")
    play = office.play("Uji empat mata")
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    play.wait(yulia, showing("Susun", "Ambil tugas"))
    yulia.tap("Ambil tugas")
    yulia.send_file("laporan.docx", docx("Laporan"), DOCX)
    play.wait(yulia, showing("laporan.docx", "Selesai"))
    office.settle()
    yulia.tap("Selesai")
    card = play.wait(andri, showing("Periksa laporan", "Setujui"))
    assert "selaku atasan, karena penyusun tidak dapat memeriksa naskahnya sendiri" in text_of(card)
    office.settle()
    task = office.record.case(play.number).open_tasks()[0]
    with refused(office, yulia, "four_eyes"):
        toast = yulia.forge(f"t:ap:{play.number}:{task.id}:{task.version}:", yulia.last())
        assert toast == "Penyusun tidak dapat memeriksa atau menandatangani naskahnya sendiri."
    assert andri.tap("Setujui", card) == "Telah disetujui."
    play.wait(andri, showing("langkah 6 dari 7", "Tanda tangani"))


def test_somebody_out_of_reach_is_told_above_and_shown(office: Stage) -> None:
    """At the block, and again when a task comes that only they could do."""
    andri, rina, yulia = office.cast.andri, office.cast.rina, office.cast.yulia
    after = office.mark()
    yulia.block()
    for phone in (andri, rina):
        phone.wait_for("Yulia Fitri tidak dapat dihubungi", after=after)
    play = office.play("Uji blokir")
    play.open()
    play.dispose()
    play.invite()
    for phone in (*office.cast.officials[:2], *office.cast.heads_of_units[1:]):
        play.wait(phone, "rapat")
    card = play.wait(rina, "Unggah Notulen Rapat")
    rina.send_file("notulen.docx", docx("Notulen"), DOCX, reply_to=card)
    play.wait(rina, "Berkas diterima: Notulen Rapat.")
    rina.tap("Selesai")
    play.draft()
    for phone in (andri, rina):
        told = text_of(phone.wait_for("tidak dapat dihubungi: bot diblokir", after=play._since))
        assert "Kepala Bagian Tata Laksana" in told
        assert "Yulia Fitri" in told
    rina.say(f"/status {play.number}")
    rina.wait_for("Menunggu Kepala Bagian Tata Laksana (\N{WARNING SIGN} tidak dapat dihubungi)")


def test_the_tasks_of_a_plh_who_goes_on_leave_are_the_holders_again(office: Stage) -> None:
    """Nobody else is left: the holder's card has its buttons back, and those above hear of it."""
    andri, yulia = office.cast.andri, office.cast.yulia
    play = office.play("Uji Plh. cuti")
    play.open()
    card = play.wait(andri, showing("Perintahkan", "Disposisikan"))
    away(office, andri, "Kepala Bagian Tata Laksana, Yulia Fitri")
    assert andri.buttons(next(m for m in andri.messages() if m["message_id"] == card["message_id"])) == []
    after = office.mark()
    away(office, yulia, "Tanpa pengganti")
    office.cast.rina.wait_for("jabatan Kepala Biro tanpa pengganti", after=after)
    again = play.wait(andri, showing("Perintahkan", "Disposisikan", "Tugas untuk: Kepala Biro\n"))
    assert again["message_id"] == card["message_id"]
    assert yulia.buttons(play.wait(yulia, "Perintahkan")) == []
