"""Another SOP, of another office with other roles, runs from its file alone."""

from pathlib import Path

from sop.case import Status
from sop.people import Position
from tests.support.nursery import Nursery
from tests.support.papers import DOCX, PDF, docx, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.running import ROOT
from tests.support.stage import stage

FILE = ROOT / "tests" / "data" / "penerbitan-surat-keterangan.toml"
SOP = "SOP Penerbitan Surat Keterangan"
UNIT = "Bidang Pembinaan SD"
SEATS = {
    "Bambang": ("kepala-dinas", None),
    "Sri": ("sekretaris", None),
    "Agus": ("kepala-bidang", UNIT),
    "Wati": ("staf-bidang", UNIT),
    "Tono": ("arsiparis", None),
}
_HANDED_OVER = "file_attached handed_over task_ended step_done task_opened"
STORY = (
    ("Wati", "case_opened task_opened"),
    ("Wati", "claimed"),
    ("Wati", _HANDED_OVER),
    ("Agus", "approved task_ended step_done task_opened"),
    ("Sri", _HANDED_OVER),
    ("Bambang", "returned task_ended task_opened"),
    ("Sri", _HANDED_OVER),
    ("Bambang", "signed task_ended step_done task_opened"),
    ("Tono", "claimed archived task_ended task_opened"),
    ("Agus", "received task_ended step_done case_closed"),
)


def test_a_second_sop_runs_from_its_file_to_its_archive(tmp_path: Path, nursery: Nursery) -> None:
    """Five other roles and five other steps, with two performers in a row, need nothing but `sop.files`."""
    more = f'[sop]\nfiles = ["{FILE}"]'
    with stage(tmp_path, nursery, more=more, units=(UNIT,), seated=False) as here:
        people: dict[str, Phone] = {}
        for number, (name, (role, unit)) in enumerate(SEATS.items(), 1):
            people[name] = here.phones.person(name, role, user_id=730000 + number)
            people[name].start(here.code(role, unit))
            people[name].wait_for("Selamat datang")
        bambang, sri, agus, wati, tono = people.values()

        open_the_case(wati)
        draft(wati)
        examine(agus)
        prepare(sri)
        send_back(bambang)
        prepare_again(sri)
        sign(bambang)
        archive(tono)
        receive(agus)
        wati.wait_for("telah selesai,")
        here.settle()

        assert here.record.story() == [(kind, who) for who, kinds in STORY for kind in kinds.split()]
        for event in here.record.events():
            assert event.by.position == Position(*SEATS[event.by.name])
        here.record.assert_consistent()
        case = here.record.case()
        assert (case.sop, case.status) == ("penerbitan-surat-keterangan", Status.CLOSED)
        assert here.record.refusals() == []
        assert here.record.failed_updates() == []
        assert [_cards_with_buttons(phone) for phone in people.values()] == [[]] * len(people)


def open_the_case(wati: Phone) -> None:
    """Let a member of staff open it: this SOP alone is offered."""
    wati.say("/mulai")
    assert wati.buttons(wati.wait_for("SOP mana")) == [f"📘 {SOP}"]
    wati.tap(SOP)
    wati.wait_for("judul proses")
    wati.say("Surat keterangan aktif mengajar")
    wati.wait_for("dokumen dasar untuk")
    wati.send_file("permohonan.pdf", pdf("Permohonan"), PDF)


def draft(wati: Phone) -> None:
    """Take the first task, which is a draft, and hand it over."""
    drafting = wati.wait_for(showing("Susun konsep surat keterangan", "langkah 1 dari 5"))
    assert "(90 menit)" in text_of(drafting)
    wati.tap("Ambil tugas", drafting)
    wati.send_file("konsep.docx", docx("Konsep"), DOCX, reply_to=drafting)
    wati.wait_for("Berkas diterima: Konsep surat keterangan.")
    wati.tap("Selesai", drafting)


def examine(agus: Phone) -> None:
    """Approve as the head of the responsible unit."""
    examining = agus.wait_for(showing("Periksa konsep", "langkah 2 dari 5", "konsep.docx"))
    assert f"Tugas untuk: Kepala Bidang {UNIT}" in text_of(examining)
    agus.tap("Setujui", examining)


def prepare(sri: Phone) -> None:
    """Prepare a file that nobody signs inside the step and that invites to no meeting."""
    preparing = sri.wait_for(showing("Siapkan naskah", "langkah 3 dari 5"))
    assert not any("Jadwal rapat" in label for label in sri.buttons(preparing))
    sri.send_file("naskah.pdf", pdf("Naskah"), PDF)
    sri.wait_for("Berkas diterima: Naskah surat keterangan.")
    sri.tap("Selesai", preparing)


def send_back(bambang: Phone) -> None:
    """Return it to the usual one of three steps."""
    signing = bambang.wait_for(showing("langkah 4 dari 5", "naskah.pdf"))
    bambang.tap("Kembalikan", signing)
    bambang.tap("Langkah 3: Sekretaris Dinas (baku)", signing)
    bambang.wait_for("Apa alasan pengembalian ke langkah 3?")
    bambang.say("Nomor surat belum ada")


def prepare_again(sri: Phone) -> None:
    """Replace the file and hand it over once more."""
    again = sri.wait_for(showing("Siapkan naskah", "percobaan ke-2", "Nomor surat belum ada"))
    sri.send_file("naskah-2.pdf", pdf("Naskah bernomor"), PDF, reply_to=again)
    sri.wait_for("Berkas diterima: Naskah surat keterangan versi 2.")
    sri.tap("Selesai", again)


def sign(bambang: Phone) -> None:
    """Sign in the chat, without a file."""
    signing = bambang.wait_for(showing("langkah 4 dari 5, percobaan ke-2", "naskah-2.pdf"))
    assert bambang.tap("Tanda tangani", signing) == "Telah ditandatangani."


def archive(tono: Phone) -> None:
    """Archive as one of a pool."""
    archiving = tono.wait_for(showing("Arsipkan dan sampaikan", "langkah 5 dari 5", "naskah-2.pdf"))
    assert tono.download(archiving) == pdf("Naskah bernomor")
    tono.tap("🗄 Arsipkan", archiving)
    form = tono.wait_for(showing("Nomor arsip: 000.8/001/2026 (otomatis)", "naskah-2.pdf"))
    tono.tap("Klasifikasi", form)
    tono.tap("000.8.6.3", form)
    for label, asked, answer in (
        ("Nomor", "Tulis nomor arsip", "421.7/15/2026"),
        ("SRIKANDI", "Tulis nomor SRIKANDI", "SRK-2026-0099"),
    ):
        tono.tap(label, form)
        tono.say(answer, reply_to=tono.wait_for(asked))
        tono.wait_for(f"Dicatat pada kartu arsip: {answer}.")
    final = tono.wait_for(showing("Nomor arsip: 421.7/15/2026", "000.8.6.3", "SRK-2026-0099"))
    assert tono.tap("✅ Arsipkan", final) == "Telah diarsipkan dan disampaikan."


def receive(agus: Phone) -> None:
    """Acknowledge receipt."""
    receiving = agus.wait_for(showing("Terima Surat keterangan", "naskah-2.pdf"))
    assert agus.tap("Saya terima", receiving) == "Terima kasih, penerimaan Anda telah dicatat."


def _cards_with_buttons(phone: Phone) -> list[Message]:
    return [message for message in phone.messages() if phone.buttons(message)]
