"""Answers belong to the question they answer: several cases, several questions, files side by side."""

from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest

from sop.case import Part, Status
from storage.files import FileStore
from tests.papers import wares
from tests.support.papers import DOCX, JPEG, PDF, docx, jpeg, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.play import Play
from tests.support.refusing import refused
from tests.support.stage import Stage


def validated(here: Stage, title: str) -> tuple[Play, Message]:
    """Bring a case to Kepala Biro's signature; return the run and the signer's card."""
    play = here.play(title)
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    play.draft()
    play.validate()
    return play, play.wait(here.cast.andri, showing("langkah 6 dari 7", title))


@pytest.fixture(scope="module")
def two(shared: Stage) -> Iterator[tuple[tuple[Play, Message], tuple[Play, Message]]]:
    """Two cases that both wait for the signature."""
    yield validated(shared, "Kasus satu"), validated(shared, "Kasus dua")
    shared.clear_the_desk()


def prompt(here: Stage, phone: Phone, after: int, *parts: str) -> Message:
    """Return the newest question with these words."""
    here.settle()
    return phone.wait_for(lambda m: all(part in text_of(m) for part in parts), after=after)


def test_an_answer_goes_to_the_question_it_replies_to(
    shared: Stage, two: tuple[tuple[Play, Message], tuple[Play, Message]]
) -> None:
    """Two returns and two signatures are asked for; the reply decides the case, not the last question."""
    andri = shared.cast.andri
    (one, card_one), (other, card_other) = two
    mark = shared.mark()
    for card in (card_one, card_other):
        andri.tap("Kembalikan", card)
        andri.tap("Langkah 5", card)
    first = prompt(shared, andri, mark, "alasan pengembalian", "Kasus satu")
    prompt(shared, andri, mark, "alasan pengembalian", "Kasus dua")
    andri.say("Alasan untuk kasus satu", reply_to=first)
    prompt(shared, andri, mark, "Telah dikembalikan")
    assert shared.record.case(one.number).step == 5
    assert shared.record.case(other.number).step == 6

    mark = shared.mark()
    one.validate()
    card_one = andri.wait_for(showing("langkah 6 dari 7", "Kasus satu", "percobaan ke-2"), after=mark)
    andri.tap("Kembali", card_other)  # the question where to is left
    andri.tap("Tanda tangani", card_one)
    andri.tap("Tanda tangani", card_other)
    first = prompt(shared, andri, mark, "Silakan kirim", "Kasus satu")
    prompt(shared, andri, mark, "Silakan kirim", "Kasus dua")
    andri.send_file("satu.pdf", pdf("Laporan satu ditandatangani"), PDF, reply_to=first)
    said = prompt(shared, andri, mark, "telah Anda tandatangani")
    assert "Kasus satu" in text_of(said)
    assert shared.record.case(one.number).step == 7
    assert shared.record.case(other.number).step == 6


def test_two_files_without_a_reply_are_each_asked_about(here: Stage) -> None:
    """Both questions stay open, and the answer under the first takes the first file."""
    rina = here.cast.rina
    plays = [here.play("Berkas satu"), here.play("Berkas dua")]
    for play in plays:
        play.open()
        play.dispose()
        play.wait(rina, showing("Buat undangan", play.title))
    here.settle()
    mark = here.mark()
    rina.send_file("hal-1.pdf", pdf("Halaman satu"), PDF)
    rina.send_file("hal-2.pdf", pdf("Halaman dua"), PDF)
    first = prompt(here, rina, mark, "hal-1.pdf", "yang mana")
    second = prompt(here, rina, mark, "hal-2.pdf", "yang mana")
    rina.tap(f"proses {plays[0].number}", first)
    rina.tap(f"proses {plays[1].number}", second)
    here.settle()
    files = [here.record.case(play.number).open_tasks()[0].file for play in plays]
    assert [file.name for file in files if file] == ["hal-1.pdf", "hal-2.pdf"]


def test_an_album_of_documents_is_refused_with_one_sentence(here: Stage) -> None:
    """They would replace one another, so none is taken and the sender is told once."""
    play = here.play("Album")
    play.open()
    play.dispose()
    rina = here.cast.rina
    play.wait(rina, showing("Buat undangan"))
    here.settle()
    mark = here.mark()
    rina.send_files([(f"{n}.pdf", pdf(f"Halaman {n}"), PDF) for n in (1, 2, 3)])
    here.settle()
    told = [text for text in here.news(rina, mark) if "album" in text]
    one = "Satukan berkas lain menjadi satu PDF, atau kirim satu berkas."
    assert told == [f"Hanya foto yang dapat dikirim beberapa sekaligus (album). {one}"]
    assert here.record.case(play.number).open_tasks()[0].file is None
    assert [r.reason for r in here.record.refusals()][-3:] == ["album"] * 3


def test_an_album_of_photos_becomes_one_pdf_in_its_order(here: Stage) -> None:
    """Photos and a photo sent as a file; one message counts them, and the PDF has their pages in order."""
    play = here.play("Foto")
    play.open()
    play.dispose()
    rina = here.cast.rina
    play.wait(rina, showing("Buat undangan"))
    here.settle()
    mark = here.mark()
    rina.send_files([(f"{n}.jpg", jpeg(f"Halaman {n}"), JPEG) for n in (1, 2, 3)], as_photo=True)
    rina.send_file("IMG_0065.HEIC", wares.heic(1600, 1200), "image/heic")
    count = rina.wait_for("4 halaman diterima", after=mark)
    here.settle()
    assert sum("halaman diterima" in text for text in here.news(rina, mark)) == 1
    assert rina.tap("Selesai", count) == "Menyusun PDF, mohon tunggu sebentar."
    prompt(here, rina, mark, "Berkas diterima", "Undangan Rapat Evaluasi")
    file = here.record.case(play.number).open_tasks()[0].file
    assert file is not None
    assert file.name == "Undangan Rapat Evaluasi.pdf"
    with pypdfium2.PdfDocument(FileStore(here.folder / "files").path(file.sha256)) as made:
        sizes = [made.get_page_size(page) for page in range(len(made))]
    assert [width > height for width, height in sizes] == [False, False, False, True]


def test_an_old_opening_form_does_not_swallow_a_draft(here: Stage) -> None:
    """/mulai was left half filled; a file that comes much later is asked about when a task waits for one."""
    play = here.play("Draf menunggu")
    play.open()
    play.dispose()
    rina = here.cast.rina
    play.wait(rina, showing("Buat undangan"))
    rina.say("/mulai")
    rina.tap("SOP Evaluasi")
    prompt(here, rina, here.mark() - 30, "judul proses")
    rina.say("Judul yang ditinggalkan")
    prompt(here, rina, 0, "dokumen dasar untuk", "ditinggalkan")
    here.phones.advance(timedelta(minutes=20))
    mark = here.mark()
    rina.send_file("undangan.docx", docx("Undangan"), DOCX)
    question = prompt(here, rina, mark, "yang mana")
    assert any("Dokumen dasar: Judul yang ditinggalkan" in label for label in rina.buttons(question))
    rina.tap(f"proses {play.number}", question)
    here.settle()
    kept = here.record.case(play.number).open_tasks()[0].file
    assert kept is not None
    assert kept.name == "undangan.docx"


def test_a_file_asked_for_a_task_that_ended_goes_nowhere_else(here: Stage) -> None:
    """Unggah was tapped, then the case was cancelled; the file is not put into the other case."""
    rina, andri = here.cast.rina, here.cast.andri
    plays = [here.play("Akan dibatalkan"), here.play("Tetap berjalan")]
    cards = []
    for play in plays:
        play.open()
        play.dispose()
        cards.append(play.wait(rina, showing("Buat undangan", play.title)))
    here.settle()
    rina.tap("Unggah", cards[0])
    andri.say(f"/batal {plays[0].number}")
    andri.tap(f"{plays[0].number}. Akan dibatalkan")
    prompt(here, andri, 0, "alasan pembatalan", "Akan dibatalkan")
    andri.say("Tidak jadi")
    andri.wait_for(f"Proses {plays[0].number} telah dibatalkan.")
    here.settle()
    with refused(here, rina, "case_closed"):
        rina.send_file("undangan.docx", docx("Undangan"), DOCX)
        rina.wait_for("Proses ini telah berakhir.")
    assert here.record.case(plays[0].number).status is Status.CANCELLED
    assert here.record.case(plays[1].number).open_tasks()[0].file is None


def test_a_file_does_not_begin_a_half_filled_meeting_form_anew(here: Stage) -> None:
    """The day was chosen; the invitation comes in between; the form goes on with the hour."""
    play = here.play("Formulir rapat")
    play.open()
    play.dispose()
    rina = here.cast.rina
    card = play.wait(rina, showing("Buat undangan"))
    rina.tap("Jadwal rapat", card)
    prompt(here, rina, 0, "Hari apa", "Formulir rapat")
    rina.say("besok")
    prompt(here, rina, 0, "Pukul berapa rapat dimulai")
    rina.send_file("undangan.docx", docx("Undangan formulir"), DOCX, reply_to=card)
    play.wait(rina, "Berkas diterima")
    mark = here.mark()
    rina.say("09.30")
    prompt(here, rina, mark, "Pukul berapa rapat selesai")
    task = here.record.case(play.number).open_tasks()[0]
    assert (task.part, task.file is not None) == (Part.PREPARE, True)


def test_a_meeting_years_ahead_is_a_slip(here: Stage) -> None:
    """A year typed wrongly is asked about before anything depends on it."""
    play = here.play("Tahun salah")
    play.open()
    play.dispose()
    rina = here.cast.rina
    card = play.wait(rina, showing("Buat undangan"))
    rina.tap("Jadwal rapat", card)
    prompt(here, rina, 0, "Hari apa", "Tahun salah")
    with refused(here, rina, "meeting_far"):
        rina.say("30/11/2999")
        rina.wait_for("lebih dari satu tahun")


def test_an_answer_of_invisible_characters_says_nothing(here: Stage) -> None:
    """A title or reason that nobody can see is no title and no reason."""
    rina = here.cast.rina
    rina.say("/mulai")
    rina.tap("SOP Evaluasi")
    prompt(here, rina, 0, "judul proses")
    with refused(here, rina, "needs_title"):
        rina.say("\u200b\u2060")
        rina.wait_for("Judul proses perlu diisi.")
    play = here.play("Alasan kosong")
    play.open()
    andri = here.cast.andri
    andri.say(f"/batal {play.number}")
    andri.tap(f"{play.number}. Alasan kosong")
    prompt(here, andri, 0, "alasan pembatalan", "Alasan kosong")
    with refused(here, andri, "needs_answer"):
        andri.say("\u200b")
        andri.wait_for("Jawaban belum berisi. Silakan tulis kembali.")
    assert here.record.case(play.number).status is Status.OPEN
