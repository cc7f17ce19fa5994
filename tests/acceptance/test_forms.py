"""Forms and lists as officials use them: composing, replacing, returning, looking up, cancelling."""

import io
import re

import pytest
from docx import Document

from sop.case import Outcome, Part, Status
from tests.support.papers import DOCX, PDF, docx, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.play import Play
from tests.support.refusing import refused
from tests.support.stage import Stage

SOP = "SOP Evaluasi Capaian Kinerja Internal"


def now(phone: Phone, message: Message) -> Message:
    """Return a message as the phone shows it now."""
    return next(m for m in phone.messages() if m["message_id"] == message["message_id"])


@pytest.fixture
def play(here: Stage) -> Play:
    """Return a run that nobody has opened yet."""
    return here.play("Uji formulir")


@pytest.fixture
def invitation(here: Stage, play: Play) -> Message:
    """Bring a case to where TU writes the invitation; return TU's card."""
    play.open()
    play.dispose()
    found = play.wait(here.cast.rina, showing("Buat undangan"))
    here.settle()
    return found


# Opening and disposing


def test_a_head_who_opens_a_case_goes_straight_on_to_the_disposition(here: Stage, play: Play) -> None:
    """Kepala Biro opens, and the card comes with the composer already open."""
    andri = here.cast.andri
    andri.say("/mulai")
    andri.tap(SOP)
    play.wait(andri, "judul proses")
    andri.say("Evaluasi oleh pimpinan")
    play.wait(andri, "dokumen dasar untuk")
    andri.send_file("dasar.pdf", pdf("Dasar"), PDF)
    composer = play.wait(andri, showing("Perintahkan rapat", "Pilih petunjuk"))
    labels = andri.buttons(composer)
    assert sorted(labels[:8]) == [
        "☑️ Agendakan rapat evaluasi",
        "⬜️ Hadiri/wakili",
        "⬜️ Koordinasikan dengan Bagian",
        "⬜️ Pelajari dan laporkan",
        "⬜️ Siapkan bahan rapat",
        "⬜️ Siapkan undangan",
        "⬜️ Tindak lanjuti sesuai aturan",
        "⬜️ Untuk diketahui",
    ]
    assert labels[8:11] == ["🔘 Biasa", "⚪️ Segera", "⚪️ Sangat Segera"]
    assert labels[11:] == ["🗒 Catatan", "Kembali", "📨 Disposisikan"]
    assert "Diteruskan kepada: Kasubag TU" in text_of(composer)
    said = play.wait(andri, "telah dibuka")
    assert said["message_id"] < composer["message_id"]


def test_a_disposition_is_composed_with_taps_and_sent_once(here: Stage, play: Play) -> None:
    """Instructions go on and off, urgency is one of three, the note stands on the card; then one send."""
    andri = here.cast.andri
    play.open()
    composer = play.wait(andri, "Perintahkan")
    for label in ("Disposisikan", "Siapkan undangan", "Agendakan rapat", "Untuk diketahui", "Sangat Segera"):
        andri.tap(label, composer)
    andri.tap("Untuk diketahui", composer)
    andri.tap("Catatan", composer)
    play.wait(andri, "Tulis catatan disposisi")
    andri.say("Undang <semua> Bagian & JF")
    play.wait(andri, showing("Catatan: “Undang <semua> Bagian & JF”"))
    labels = andri.buttons(now(andri, composer))
    assert [label for label in labels if label[0] in "☑🔘"] == ["☑️ Siapkan undangan", "🔘 Sangat Segera"]
    assert andri.tap("📨 Disposisikan", composer) == "Disposisi telah dikirim."
    given = play.wait(here.cast.rina, showing("Buat undangan"))
    assert "Disposisi (Sangat Segera): Siapkan undangan\nCatatan: “Undang <semua> Bagian & JF”" in text_of(
        given
    )
    here.settle()
    kept = here.record.case(play.number).disposition
    assert kept is not None
    assert (kept.instructions, kept.urgency) == (("Siapkan undangan",), "Sangat Segera")
    assert kept.note == "Undang <semua> Bagian & JF"


def test_an_empty_disposition_is_refused(here: Stage, play: Play) -> None:
    """Without an instruction and without a note there is nothing to send."""
    andri = here.cast.andri
    play.open()
    composer = play.wait(andri, "Perintahkan")
    andri.tap("Disposisikan", composer)
    andri.tap("Agendakan rapat", composer)
    with refused(here, andri, "needs_instruction"):
        answer = andri.tap("📨 Disposisikan", composer)
        assert answer == "Pilih paling sedikit satu petunjuk, atau tulis catatan."


def test_kembali_leaves_the_composer(here: Stage, play: Play) -> None:
    """The card goes back to what it was, nothing was sent, and what was composed is there when reopened."""
    andri = here.cast.andri
    play.open()
    composer = play.wait(andri, "Perintahkan")
    before = andri.buttons(composer)
    andri.tap("Disposisikan", composer)
    andri.tap("Siapkan undangan", composer)
    andri.tap("Segera", composer)
    here.settle()
    composed = andri.buttons(now(andri, composer))
    andri.tap("Kembali", composer)
    here.settle()
    assert andri.buttons(now(andri, composer)) == before
    andri.tap("Disposisikan", composer)
    here.settle()
    assert andri.buttons(now(andri, composer)) == composed


# Files


def test_a_file_asks_which_task_it_is_for_when_several_wait(here: Stage, invitation: Message) -> None:
    """Two tasks wait, so buttons ask; the chosen task gets the file and the other still waits."""
    rina = here.cast.rina
    second = here.play("Uji formulir kedua")
    second.open()
    second.dispose()
    other = second.wait(rina, showing("Buat undangan"))
    rina.send_file("undangan.docx", docx("Untuk yang kedua"), DOCX)
    question = second.wait(rina, "Berkas undangan.docx ini untuk tugas yang mana?")
    assert [re.search(r"proses \d+", label) is not None for label in rina.buttons(question)] == [True, True]
    rina.tap(f"proses {second.number}", question)
    second.wait(rina, "Berkas diterima: Undangan Rapat Evaluasi.")
    here.settle()
    assert rina.buttons(now(rina, question)) == []
    assert "undangan.docx" in text_of(now(rina, other))
    assert "Menunggu berkas" in text_of(now(rina, invitation))


def test_a_reply_to_a_card_says_which_task_a_file_is_for(here: Stage, invitation: Message) -> None:
    """With several tasks waiting, a reply needs no question."""
    rina = here.cast.rina
    second = here.play("Uji formulir kedua")
    second.open()
    second.dispose()
    second.wait(rina, showing("Buat undangan"))
    rina.send_file("undangan.docx", docx("Untuk yang pertama"), DOCX, reply_to=invitation)
    second.wait(rina, "Berkas diterima: Undangan Rapat Evaluasi.")
    here.settle()
    assert "undangan.docx" in text_of(now(rina, invitation))
    assert here.record.case(second.number).open_tasks()[0].file is None


def test_finishing_without_a_file_asks_for_it(here: Stage, invitation: Message) -> None:
    """What is missing is named in the answer and asked for at once."""
    rina = here.cast.rina
    with refused(here, rina, "needs_file"):
        answer = rina.tap("Selesai", invitation)
        assert answer == "Berkas belum ada. Silakan kirim Undangan Rapat Evaluasi terlebih dahulu."
    asked = here.cast.rina.last()
    assert text_of(asked).endswith("Silakan kirim Undangan Rapat Evaluasi sebagai berkas atau foto.")


def submit(here: Stage, play: Play, invitation: Message, name: str = "undangan.docx") -> Message:
    """Let TU upload the invitation, set the meeting and hand both over; return the signer's card."""
    rina = here.cast.rina
    rina.send_file(name, docx(name), DOCX, reply_to=invitation)
    play.wait(rina, "Hari apa")
    rina.say("besok pukul 09.00-11.00")
    play.wait(rina, "Di mana")
    rina.tap("Aula")
    rina.tap("Simpan jadwal")
    play.wait(rina, "Jadwal rapat dicatat")
    rina.tap("Selesai", invitation)
    return play.wait(here.cast.andri, showing("Tanda tangani Undangan", name))


def test_a_file_replaced_before_the_end_is_signed_anew(here: Stage, play: Play, invitation: Message) -> None:
    """Version 2 takes the place of version 1: the signer's old card says so, a new one asks again."""
    rina, andri = here.cast.rina, here.cast.andri
    old = submit(here, play, invitation)
    tap = next(
        b["callback_data"] for row in old["markup"]["inline_keyboard"] for b in row if "Tanda" in b["text"]
    )
    rina.tap("Ganti berkas", invitation)
    play.wait(rina, "Silakan kirim Undangan Rapat Evaluasi")
    rina.send_file("undangan-2.docx", docx("undangan-2"), DOCX)
    said = play.wait(rina, "Berkas diterima: Undangan Rapat Evaluasi versi 2.")
    assert "Berkas pengganti dimintakan tanda tangan kembali." in text_of(said)
    new = play.wait(andri, showing("Tanda tangani Undangan", "undangan-2.docx", "versi 2"))
    here.settle()
    assert andri.buttons(now(andri, old)) == []
    assert "Berkas telah diganti; kartu yang baru menyusul" in text_of(now(andri, old))
    with refused(here, andri, "superseded"):
        assert andri.forge(tap, old) == "Berkas telah diganti. Gunakan kartu yang terbaru."
    assert andri.tap("Tanda tangani", new) == "Telah ditandatangani."
    here.settle()
    case = here.record.case(play.number)
    assert case.outputs[-1][1].name == "undangan-2.docx"
    asked = [task for task in case.tasks if task.part is Part.COUNTERSIGN]
    assert [t.ended.outcome for t in asked if t.ended] == [Outcome.SUPERSEDED, Outcome.DONE]


def test_the_signer_returns_the_invitation_to_tu_with_the_reason(
    here: Stage, play: Play, invitation: Message
) -> None:
    """Inside step 2 the invitation goes back to TU, who reads why and keeps file and meeting."""
    rina, andri = here.cast.rina, here.cast.andri
    signing = submit(here, play, invitation)
    andri.tap("Kembalikan", signing)
    play.wait(andri, "Apa alasan pengembalian?")
    andri.say("Mohon tambahkan agenda")
    play.wait(andri, "Telah dikembalikan.")
    again = play.wait(rina, showing("Buat undangan", "percobaan ke-2"))
    assert "Dikembalikan oleh Kepala Biro: “Mohon tambahkan agenda”" in text_of(again)
    assert "Berkas diterima: Undangan Rapat Evaluasi" in text_of(again)
    here.settle()
    assert "Telah dikembalikan\noleh Kepala Biro, Andri Saputra" in text_of(now(andri, signing))
    assert rina.buttons(now(rina, invitation)) == []
    case = here.record.case(play.number)
    assert (case.step, [task.part for task in case.open_tasks()]) == (2, [Part.PREPARE])
    rina.tap("Selesai", again)
    assert play.wait(andri, showing("Tanda tangani Undangan", "percobaan ke-2"))


def test_a_file_may_begin_with_a_template(here: Stage, play: Play, invitation: Message) -> None:
    """The bot fills a Word file with what the case knows; finished in Word, it comes back as an answer."""
    rina = here.cast.rina
    assert "Jadwal rapat belum diisi" in rina.tap("Buat dari templat", invitation)
    play.wait(rina, "Hari apa")
    rina.say("Selasa 24/11 pukul 09.30")
    play.wait(rina, "Pukul berapa rapat selesai")
    rina.say("11.30")
    play.wait(rina, "Di mana")
    rina.tap("Ruang Rapat Biro Organisasi")
    rina.tap("Simpan jadwal")
    play.wait(rina, "Jadwal rapat dicatat")
    assert "Naskah sedang disiapkan" in rina.tap("Buat dari templat", invitation)
    draft = play.wait(rina, "telah disiapkan dari templat")
    assert draft["document"]["file_name"] == f"Undangan Rapat Evaluasi - proses {play.number}.docx"
    word = Document(io.BytesIO(rina.download(draft)))
    said = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"Selasa, 24 November 2026", "09.30 s.d. 11.30 WIB", play.title} <= set(said)
    assert "Andri Saputra" in [paragraph.text for paragraph in word.paragraphs]
    word.paragraphs[-1].add_run(" Arsip")
    finished = io.BytesIO()
    word.save(finished)
    rina.send_file("undangan.docx", finished.getvalue(), DOCX, reply_to=draft)
    said = text_of(play.wait(rina, "Berkas diterima: Undangan Rapat Evaluasi."))
    assert "Masih ada 2 petunjuk dalam kurung siku" in said  # rank, and copies to
    assert "📄 Buat dari templat" not in rina.buttons(now(rina, invitation))


# The meeting


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        (("besok pukul 09.00-11.00",), "Selasa, 24 November 2026 pukul 09.00–11.00"),  # noqa: RUF001
        (("Senin 30/11 pukul 09.00", "12.00"), "Senin, 30 November 2026 pukul 09.00–12.00"),  # noqa: RUF001
        (("lusa", "13.30", "15"), "Rabu, 25 November 2026 pukul 13.30–15.00"),  # noqa: RUF001
        (("1 Desember 2026", "8:15", "pukul 10"), "Selasa, 1 Desember 2026 pukul 08.15–10.00"),  # noqa: RUF001
        (("Kamis, 09.30–11.30",), "Kamis, 26 November 2026 pukul 09.30–11.30"),  # noqa: RUF001
        (("besok 09.15-12.30",), "Selasa, 24 November 2026 pukul 09.15–12.30"),  # noqa: RUF001
        (("Rabu 9-11",), "Rabu, 25 November 2026 pukul 09.00–11.00"),  # noqa: RUF001
        (("30-11-2026 8-9",), "Senin, 30 November 2026 pukul 08.00–09.00"),  # noqa: RUF001
        (("2026-11-27 08:00 - 09:00",), "Jumat, 27 November 2026 pukul 08.00–09.00"),  # noqa: RUF001
    ],
)
@pytest.mark.usefixtures("invitation")
def test_a_meetings_time_may_be_typed(here: Stage, play: Play, typed: tuple[str, ...], when: str) -> None:
    """Days and hours are understood as people write them, and said back in full."""
    rina = here.cast.rina
    rina.tap("Jadwal rapat")
    play.wait(rina, "Hari apa")
    questions = ("Pukul berapa rapat dimulai", "Pukul berapa rapat selesai")
    skipped = len(questions) + 1 - len(typed)
    for text, question in zip(typed, (*questions[skipped:], "Di mana rapat"), strict=True):
        rina.say(text)
        play.wait(rina, question)
    rina.say("Aula Kantor Gubernur")
    rina.tap("Simpan jadwal")
    said = play.wait(rina, "Jadwal rapat dicatat")
    assert f"Jadwal rapat dicatat: {when} WIB, Aula Kantor Gubernur." in text_of(said)


@pytest.mark.parametrize(
    ("typed", "reason", "sentence"),
    [
        (
            "1/11/2026 09.00-10.00",
            "meeting_past",
            "Waktu rapat sudah lewat. Silakan pilih waktu yang akan datang.",
        ),
        (
            "hari ini 06.00-07.00",
            "meeting_past",
            "Waktu rapat sudah lewat. Silakan pilih waktu yang akan datang.",
        ),
        ("besok 11.00-09.00", "meeting_reversed", "Waktu selesai harus sesudah waktu mulai."),
        ("besok 09.00-09.00", "meeting_reversed", "Waktu selesai harus sesudah waktu mulai."),
    ],
)
@pytest.mark.usefixtures("invitation")
def test_an_impossible_time_is_refused_and_may_be_typed_again(
    here: Stage, play: Play, typed: str, reason: str, sentence: str
) -> None:
    """A time that has passed, or that ends before it begins, is refused; the question stays open."""
    rina = here.cast.rina
    rina.tap("Jadwal rapat")
    play.wait(rina, "Hari apa")
    with refused(here, rina, reason):
        rina.say(typed)
        here.settle()
    assert text_of(rina.last()) == sentence
    rina.say("besok 09.00-11.00")
    play.wait(rina, "Di mana")


@pytest.mark.usefixtures("invitation")
def test_a_day_that_is_not_understood_is_asked_again(here: Stage, play: Play) -> None:
    """The answer shows how a day may be written."""
    rina = here.cast.rina
    rina.tap("Jadwal rapat")
    play.wait(rina, "Hari apa")
    rina.say("nanti saja")
    said = play.wait(rina, "Hari tersebut belum dapat dipahami")
    assert "Contoh: Senin, 30/11, besok." in text_of(said)


# Drafting and returning


def drafting(here: Stage, play: Play) -> tuple[Message, Message]:
    """Bring a case to where the report is drafted; return the cards of the two JF."""
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    cast = here.cast
    cards = play.wait(cast.fajar, showing("Susun laporan")), play.wait(cast.siti, showing("Susun laporan"))
    here.settle()
    return cards


def test_two_officials_of_a_pool_race_for_a_task(here: Stage, play: Play) -> None:
    """Who taps first has it; the other is told by whom, and may take it once it is given back."""
    fajar, siti = here.cast.fajar, here.cast.siti
    first, second = drafting(here, play)
    taps = {
        phone: here.phones.post(
            f"/people/{phone.id}/tap",
            message_id=shown["message_id"],
            button=shown["markup"]["inline_keyboard"][0][0]["callback_data"],
        )
        for phone, shown in ((fajar, first), (siti, second))
    }
    here.settle()
    answers = {phone: here.phones.get(f"/callbacks/{tap['id']}")["text"] for phone, tap in taps.items()}
    winner, loser = (fajar, siti) if "Anda ambil" in answers[fajar] else (siti, fajar)
    assert answers[winner] == "Tugas telah Anda ambil."
    who = f"JF/Pelaksana Tata Laksana, {winner.name}"
    assert answers[loser] == f"Tugas ini telah diambil oleh {who}."
    shown = {fajar: first, siti: second}
    assert loser.buttons(now(loser, shown[loser])) == []
    assert f"Telah diambil oleh {who}" in text_of(now(loser, shown[loser]))

    assert winner.tap("Lepas tugas", shown[winner]) == "Tugas telah Anda lepas."
    here.settle()
    assert "Telah diambil" not in text_of(now(loser, shown[loser]))
    assert loser.tap("Ambil tugas", shown[loser]) == "Tugas telah Anda ambil."
    here.settle()
    kinds = [kind for kind, _ in here.record.story(play.number)]
    assert (kinds.count("claimed"), kinds.count("released")) == (2, 1)
    assert here.record.refusals()[-1].reason == "taken"


def test_a_report_goes_back_to_the_step_that_is_usual(here: Stage, play: Play) -> None:
    """Kepala Biro returns from step 6 to step 5, the first choice, and the examiner reads why."""
    andri, yulia = here.cast.andri, here.cast.yulia
    drafting(here, play)
    play.draft()
    play.validate()
    signing = play.wait(andri, showing("langkah 6 dari 7", "Kembalikan"))
    andri.tap("Kembalikan", signing)
    here.settle()
    labels = andri.buttons(now(andri, signing))
    assert labels == [
        "Langkah 5: Kepala Bagian (baku)",
        "Langkah 4: JF/Pelaksana",
        "Kembali",
    ]
    andri.tap("Langkah 5", signing)
    play.wait(andri, "Apa alasan pengembalian ke langkah 5?")
    andri.say("Periksa kembali tabel 3")
    again = play.wait(yulia, showing("Periksa laporan", "percobaan ke-2"))
    assert "Dikembalikan oleh Kepala Biro: “Periksa kembali tabel 3”" in text_of(again)
    here.settle()
    assert here.record.case(play.number).step == 5


# Looking up and cancelling


def test_tugas_lists_what_waits_and_brings_a_card_anew(here: Stage, invitation: Message) -> None:
    """Each task has a button that brings its card to the bottom of the chat; the older copy rests."""
    rina = here.cast.rina
    after = here.mark()
    rina.say("/tugas")
    listed = rina.wait_for("Tugas Anda (1):", after=after)
    assert "1. Buat undangan rapat evaluasi" in text_of(listed)
    assert "Uji formulir\n    Tenggat: Senin, 23 November 2026 pukul 09." in text_of(listed)
    rina.tap("1. Buat undangan", listed)
    anew = rina.wait_for(lambda m: m["message_id"] > listed["message_id"] and "document" in m)
    rina.send_file("undangan.docx", docx("Dari kartu baru"), DOCX, reply_to=anew)
    rina.wait_for("Berkas diterima", after=after)
    here.settle()
    assert "undangan.docx" in text_of(now(rina, anew))
    older = now(rina, invitation)
    assert text_of(older).endswith("Kartu yang terbaru ada di bawah.")
    assert rina.buttons(older) == []


def test_tugas_lists_last_what_waits_for_a_signature(here: Stage, play: Play, invitation: Message) -> None:
    """What was handed in stays in sight, with whose turn it is instead of a deadline, and warns no more."""
    rina = here.cast.rina
    submit(here, play, invitation)
    second = here.play("Uji formulir kedua")
    second.open()
    second.dispose()
    second.wait(rina, showing("Buat undangan"))
    here.settle()
    after = here.mark()
    rina.say("/tugas")
    listed = text_of(rina.wait_for("Tugas Anda (2):", after=after)).splitlines()
    assert [line for line in listed if line.startswith(("1.", "2."))] == [
        "1. Buat undangan rapat evaluasi",
        "2. Buat undangan rapat evaluasi",
    ]
    assert "Uji formulir kedua" in listed[3]
    assert listed[4].startswith("    Tenggat: ")
    assert listed[6:] == [f"    Proses {play.number}: Uji formulir", "    Menunggu tanda tangan Kepala Biro"]


def test_tugas_of_somebody_with_nothing_to_do(here: Stage) -> None:
    """An empty desk is said to be empty."""
    after = here.mark()
    here.cast.hendra.say("/tugas")
    here.cast.hendra.wait_for("Saat ini tidak ada tugas yang menunggu Anda.", after=after)


def test_status_shows_every_step_at_a_glance(here: Stage, play: Play) -> None:
    """Done by whom and when, waiting for whom and how long still, and what is yet to come."""
    drafting(here, play)
    here.cast.fajar.tap("Ambil tugas")
    here.settle()
    after = here.mark()
    here.cast.hendra.say(f"/status {play.number}")
    shown = here.cast.hendra.wait_for("berjalan", after=after)
    lines = [line.strip() for line in text_of(shown).splitlines()]
    when = r"Senin, 23 November 2026 pukul 08\.\d\d WIB"
    wanted = [
        rf"Proses {play.number}: Uji formulir",
        rf"{SOP} – berjalan",  # noqa: RUF001
        "",
        "✅ 1. Perintahkan rapat evaluasi kinerja internal",
        rf"Kepala Biro, Andri Saputra, {when}",
        "✅ 2. Buat undangan rapat evaluasi",
        (
            r"Disiapkan oleh Kasubag TU, Rina Marlina; "
            rf"ditandatangani oleh Kepala Biro, Andri Saputra, {when}"
        ),
        "✅ 3. Laksanakan rapat evaluasi kinerja",
        rf"Kasubag TU, Rina Marlina, {when}",
        r"Rapat Selasa, 24 November 2026 pukul 09\.30.11\.30 WIB, .*: 6 hadir, 1 berhalangan",
        "⏳ 4. Susun laporan hasil evaluasi",
        r"Menunggu JF/Pelaksana Tata Laksana \(Fajar Ramadhan\), sisa (1 jam \d+ menit|2 jam) kerja",
        "▫ 5. Periksa laporan hasil evaluasi",
        "▫ 6. Tanda tangani laporan hasil evaluasi",
        "▫ 7. Arsipkan dan sampaikan laporan",
    ]
    assert len(lines) == len(wanted), text_of(shown)
    for line, pattern in zip(lines, wanted, strict=True):
        assert re.fullmatch(pattern, line), f"{pattern!r}: {line!r}"
    assert here.cast.hendra.buttons(shown) == [
        "📎 Lihat berkas",
        "🕘 Riwayat",
        "📜 Sertifikat proses",
        "⏱ Waktu",
    ]


def test_history_and_files_of_a_case(here: Stage, play: Play) -> None:
    """The record reads line by line, and every version of a file can be had again, byte for byte."""
    drafting(here, play)
    yulia = here.cast.yulia
    after = here.mark()
    yulia.say(f"/status {play.number}")
    status = yulia.wait_for("berjalan", after=after)
    yulia.tap("Riwayat", status)
    told = text_of(yulia.wait_for("Riwayat Proses", after=after))
    for what in (
        "membuka proses",
        "mendisposisikan (Agendakan rapat",
        "menandatangani Undangan",
        "menyatakan",
    ):
        assert what in told
    yulia.tap("Lihat berkas", status)
    listed = yulia.wait_for("Berkas Proses", after=after)
    yulia.tap("2. Undangan", listed)
    sent = yulia.wait_for(showing("undangan.docx", "Undangan Rapat Evaluasi"), after=after)
    assert yulia.download(sent) == docx("Undangan rapat evaluasi")


def test_the_opener_cancels_a_case_with_a_reason(here: Stage, play: Play, invitation: Message) -> None:
    """Everyone concerned is told why, every card says so, and nothing waits any more."""
    rina, andri = here.cast.rina, here.cast.andri
    rina.say("/batal")
    rina.tap(f"Batalkan {play.number}. Uji formulir")
    play.wait(rina, "Apa alasan pembatalan?")
    rina.say("Dokumen keliru")
    play.wait(rina, f"Proses {play.number} telah dibatalkan.")
    told = play.wait(andri, "telah dibatalkan")
    assert text_of(told) == f"Proses {play.number}: Uji formulir telah dibatalkan.\nAlasan: “Dokumen keliru”"
    here.settle()
    assert rina.buttons(now(rina, invitation)) == []
    assert "Proses telah dibatalkan" in text_of(now(rina, invitation))
    case = here.record.case(play.number)
    assert (case.status, case.reason, case.open_tasks()) == (Status.CANCELLED, "Dokumen keliru", ())
    here.record.assert_consistent(play.number)


@pytest.mark.parametrize("text", ["/batal", "/batal {number}"])
@pytest.mark.usefixtures("invitation")
def test_nobody_else_may_cancel(here: Stage, play: Play, text: str) -> None:
    """Who neither opened the case nor leads the office nor is its admin is refused."""
    fajar = here.cast.fajar
    with refused(here, fajar, "may_not_cancel"):
        fajar.say(text.format(number=play.number))
        here.settle()
    said = "Proses hanya dapat dibatalkan oleh pembuka proses, pimpinan, atau admin."
    assert text_of(fajar.last()) == said


def test_tidak_jadi_leaves_the_case_as_it_is(here: Stage, play: Play, invitation: Message) -> None:
    """A change of mind costs nothing."""
    rina = here.cast.rina
    with refused(here, rina):
        rina.say("/batal")
        question = play.wait(rina, "Proses mana yang dibatalkan?")
        rina.tap("Tidak jadi", question)
        here.settle()
    assert text_of(now(rina, question)) == "Tidak ada yang diubah."
    assert rina.buttons(now(rina, invitation)) != []


def test_a_command_leaves_a_half_filled_form(here: Stage, play: Play, invitation: Message) -> None:
    """After a command the next text is no answer to what was asked before."""
    rina = here.cast.rina
    rina.tap("Jadwal rapat", invitation)
    play.wait(rina, "Hari apa")
    rina.say("/bantuan")
    play.wait(rina, "Bantuan")
    rina.say("besok")
    play.wait(rina, "Pesan ini belum dapat dipahami.")
