"""Photos of paper: pages in the order they were sent, one message that counts them, one PDF."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.photos import MOST
from office import rooms
from sop.case import FileRef, Part
from sop.people import Position
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.sop.worlds import UNITS
from tests.support.talk import GROUP, Shown, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
COUNT = "halaman diterima"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    yield Talk(bureau)
    bureau.store.close()


def inviting(talk: Talk) -> None:
    """Bring a case to where TU prepares the invitation."""
    talk.bureau.open()
    talk.bureau.to(Part.PREPARE)
    talk.deliver()


def counts(talk: Talk, who: int = RINA) -> list[Shown]:
    """Return the messages that count pages."""
    return [shown for shown in talk.chats[who].values() if COUNT in shown.text]


def counts_or_ends(talk: Talk, who: int = RINA) -> list[Shown]:
    """Return the messages that counted pages or still do."""
    return [shown for shown in talk.chats[who].values() if COUNT in shown.text or "Foto yang" in shown.text]


def attached(talk: Talk, case: int = 1) -> FileRef | None:
    """Return the file of the task that waits."""
    return talk.bureau.case(case).open_tasks()[0].file


def test_photos_become_one_pdf_when_done(talk: Talk) -> None:
    """Each is counted in the same message; the PDF is the file of the task, called by its label."""
    inviting(talk)
    for number in range(1, 4):
        assert talk.send(RINA, photo=True)
        (count,) = counts(talk)
        assert count.text.startswith(f"📄 {number} halaman diterima\nProses 1: ")
        assert "Untuk: Undangan Rapat" in count.text
    assert attached(talk) is None
    assert talk.tap(RINA, "Selesai", message=count.message) == "Menyusun PDF, mohon tunggu sebentar."
    assert (count.text, count.buttons) == ("✅ 3 halaman telah disusun menjadi satu PDF.", {})
    file = attached(talk)
    assert file is not None
    assert file.name == f"{file.label}.pdf"
    document = talk.bureau.ask(lambda tx: tx.documents.get(file.id))
    assert document is not None
    assert (document.mime, document.found) == ("application/pdf", {"pages": 3})
    assert "Berkas diterima" in talk.card(RINA, "Berkas diterima").text
    assert len(talk.bound) == 1
    assert len(set(talk.bound[0])) == 3


def test_photos_keep_the_order_in_which_they_were_sent(talk: Talk) -> None:
    """Also those of an album that are handled in another order."""
    inviting(talk)
    hashes = {}
    for number in (903, 901, 904, 902):
        talk.send(RINA, photo=True, number=number, album="a")
        sheaf = talk.bureau.ask(lambda tx: tx.sheaves.of(RINA, talk.bureau.now - timedelta(hours=1)))[0]
        hashes[number] = next(p.sha256 for p in sheaf.photos if p.message == number)
    talk.tap(RINA, "Selesai", message=counts(talk)[0].message)
    assert talk.bound == [[hashes[n] for n in (901, 902, 903, 904)]]


def test_the_last_page_can_be_taken_away_and_all_of_them(talk: Talk) -> None:
    """Without pages there is nothing to finish; what was dropped is asked about no more."""
    inviting(talk)
    talk.send(RINA, photo=True)
    talk.send(RINA, photo=True)
    assert talk.tap(RINA, "Hapus halaman terakhir") == "Halaman 2 telah dihapus."
    (count,) = counts(talk)
    done = count.buttons["✅ Selesai"]
    assert count.text.startswith("📄 1 halaman")
    talk.tap(RINA, "Hapus halaman terakhir")
    assert list(count.buttons) == ["Batalkan foto"]
    assert "Belum ada halaman" in talk.press(RINA, RINA, count.message, done)
    talk.send(RINA, photo=True)
    assert counts(talk) == [count]
    talk.tap(RINA, "Batalkan foto")
    assert (count.text, count.buttons) == ("Foto tidak digunakan.", {})
    assert talk.press(RINA, RINA, count.message, done) == "Isian ini sudah tidak berlaku."
    talk.send(RINA, photo=True)
    (another,) = counts(talk)
    assert another.message != count.message


def test_a_photo_for_a_task_that_takes_none_is_refused_at_once(talk: Talk) -> None:
    """Before it is fetched, and not only when all are sent."""
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    assert not talk.send(YULIA, photo=True, reply_to=talk.card(YULIA, "Periksa").message)
    assert talk.refusals()[-1].reason == "not_this_kind"
    assert counts(talk, YULIA) == []


def test_nobody_else_finishes_somebodys_pages(talk: Talk) -> None:
    """A button that was forged or forwarded is refused."""
    inviting(talk)
    talk.send(RINA, photo=True)
    (count,) = counts(talk)
    assert talk.press(ANDRI, ANDRI, 1, count.buttons["✅ Selesai"]) == "Isian ini sudah tidak berlaku."
    assert talk.bound == []


def test_pages_for_two_tasks_are_told_apart_by_the_card_they_answer(talk: Talk) -> None:
    """Each purpose has its own count; a photo without a reply goes on with the latest."""
    for _ in range(2):
        talk.bureau.open()
    for number in (1, 2):
        talk.bureau.to(Part.PREPARE, number)
    talk.deliver()
    one, other = (talk.card(RINA, "Buat undangan", f"Proses {n}:").message for n in (1, 2))
    talk.send(RINA, photo=True, reply_to=one)
    talk.send(RINA, photo=True, reply_to=other)
    talk.send(RINA, photo=True)
    talk.send(RINA, photo=True, reply_to=one)
    talk.send(RINA, photo=True, reply_to=counts(talk)[1].message)
    assert [(c.text[:9], "Proses 1" in c.text) for c in counts(talk)] == [
        ("📄 2 halam", True),
        ("📄 3 halam", False),
    ]
    talk.tap(RINA, "Selesai", message=counts(talk)[0].message)
    assert (attached(talk, 1) is None, attached(talk, 2) is None) == (False, True)


def test_pages_without_a_purpose_are_asked_about_when_they_are_done(talk: Talk) -> None:
    """Several tasks wait: which one it is for is asked once, with the PDF."""
    for number in (1, 2):
        talk.bureau.open()
        talk.bureau.to(Part.PREPARE, number)
    talk.deliver()
    talk.send(RINA, photo=True)
    talk.send(RINA, photo=True)
    (count,) = counts(talk)
    assert "Untuk" not in count.text
    talk.tap(RINA, "Selesai", message=count.message)
    question = talk.last(RINA)
    assert "untuk tugas yang mana" in question.text
    talk.tap(RINA, "proses 2", message=question.message)
    assert (attached(talk, 1) is None, attached(talk, 2) is None) == (True, False)


def test_a_question_asked_since_takes_the_next_photo(talk: Talk) -> None:
    """Unggah on another card begins pages of its own."""
    for number in (1, 2):
        talk.bureau.open()
        talk.bureau.to(Part.PREPARE, number)
    talk.deliver()
    talk.send(RINA, photo=True, reply_to=talk.card(RINA, "Buat undangan", "Proses 1:").message)
    talk.bureau.now += timedelta(minutes=1)
    talk.tap(RINA, "Unggah", message=talk.card(RINA, "Buat undangan", "Proses 2:").message)
    talk.send(RINA, photo=True)
    talk.send(RINA, photo=True)
    assert [c.text[:9] for c in counts(talk)] == ["📄 1 halam", "📄 2 halam"]


def test_pages_for_a_task_that_ended_are_let_go_and_the_sender_is_told(talk: Talk) -> None:
    """The next photo would begin anew; the one that came too late is not fetched."""
    inviting(talk)
    talk.send(RINA, photo=True)
    (count,) = counts(talk)
    talk.say(ANDRI, "/batal 1")
    talk.tap(ANDRI, "1. Evaluasi")
    talk.say(ANDRI, "Tidak jadi")
    assert not talk.send(RINA, photo=True)
    assert "tugasnya telah berakhir" in count.text
    assert talk.refusals()[-1].reason == "not_waiting"
    assert talk.bureau.ask(lambda tx: tx.sheaves.of(RINA, talk.bureau.now)) == []


def test_no_page_is_lost_to_pages_that_were_left(talk: Talk) -> None:
    """The task ended by another file: the photos that come next are for what waits now, all of them."""
    for _ in range(2):
        talk.bureau.open()
    talk.bureau.to(Part.PREPARE, 1)
    talk.deliver()
    talk.send(RINA, photo=True)
    (left,) = counts(talk)
    talk.bureau.to(Part.COUNTERSIGN, 1)
    talk.bureau.to(Part.MINUTES, 1)
    talk.deliver()
    for _ in range(3):
        assert talk.send(RINA, photo=True, album="a")
    assert "tidak digunakan" in left.text
    (count,) = counts(talk)
    assert count.text.startswith("📄 3 ")
    assert "Untuk: Notulen Rapat" in count.text


def test_a_photo_that_answers_the_count_of_a_task_that_ended_is_refused(talk: Talk) -> None:
    """It was meant for that one, and goes nowhere else by itself."""
    inviting(talk)
    talk.send(RINA, photo=True)
    (count,) = counts(talk)
    talk.say(ANDRI, "/batal 1")
    talk.tap(ANDRI, "1. Evaluasi")
    talk.say(ANDRI, "Tidak jadi")
    assert not talk.send(RINA, photo=True, reply_to=count.message)
    assert talk.refusals()[-1].reason == "case_closed"


def test_what_is_refused_at_the_end_keeps_the_pages(talk: Talk) -> None:
    """The task ended while the PDF was asked for: the sender is told, and nothing was attached."""
    inviting(talk)
    talk.send(RINA, photo=True)
    talk.say(ANDRI, "/batal 1")
    talk.tap(ANDRI, "1. Evaluasi")
    talk.say(ANDRI, "Tidak jadi")
    talk.tap(RINA, "Selesai", message=counts(talk)[0].message)
    assert talk.last(RINA).text == "Proses ini telah berakhir."
    assert len(talk.bureau.ask(lambda tx: tx.sheaves.of(RINA, talk.bureau.now))) == 1


def test_a_case_is_opened_on_photos(talk: Talk) -> None:
    """The base document of a new case may be paper."""
    talk.say(RINA, "/mulai")
    talk.tap(RINA, "SOP")
    talk.say(RINA, "Evaluasi contoh")
    for _ in range(2):
        talk.send(RINA, photo=True)
        talk.bureau.now += timedelta(minutes=1)
        talk.tap(RINA, "Sifat")
    talk.send(RINA, photo=True)
    (count,) = counts(talk)
    assert count.text.startswith("📄 3 ")
    assert "Untuk: dokumen dasar Evaluasi contoh" in count.text
    talk.tap(RINA, "Selesai", message=count.message)
    case = talk.bureau.case(1)
    assert (case.title, case.secrecy != "") == ("Evaluasi contoh", True)


@pytest.mark.parametrize("skips", [False, True])
def test_an_order_on_paper_is_photographed_for_a_leave(talk: Talk, skips: bool) -> None:
    """The form goes on with its next question; who had skipped the paper meanwhile still adds it so."""
    talk.say(YULIA, "/cuti")
    talk.tap(YULIA, "Hendra Wijaya")
    for answer in ("besok", "26/11", "800/17/ORG-2026", "20/11/2026"):
        talk.say(YULIA, answer)
    talk.send(YULIA, photo=True)
    (count,) = counts(talk, YULIA)
    assert "Untuk: surat perintah" in count.text
    if skips:
        talk.tap(YULIA, "Lewati")
    talk.tap(YULIA, "Selesai", message=count.message)
    assert "(berkas terlampir)" in talk.last(YULIA).text
    talk.tap(YULIA, "Tetapkan", message=talk.last(YULIA).message)
    (term,) = talk.bureau.ask(lambda tx: tx.terms.substitutes(talk.bureau.now))
    assert term.order.document is not None


def test_photos_of_a_form_that_was_left_do_not_get_into_the_next_one(talk: Talk) -> None:
    """Another title is another case: its pages are counted on their own."""
    for title in ("Evaluasi lama", "Evaluasi baru"):
        talk.say(RINA, "/mulai")
        talk.tap(RINA, "SOP")
        talk.say(RINA, title)
        talk.send(RINA, photo=True)
        talk.bureau.now += timedelta(minutes=1)
        talk.say(RINA, "/batal")
    assert [(c.text[:9], "Evaluasi lama" in c.text) for c in counts(talk)] == [
        ("📄 1 halam", True),
        ("📄 1 halam", False),
    ]
    talk.tap(RINA, "Selesai", message=counts(talk)[1].message)
    assert talk.bureau.case(1).title == "Evaluasi baru"
    assert [len(pages) for pages in talk.bound] == [1]


def test_pages_of_a_form_that_a_file_answered_are_let_go(talk: Talk) -> None:
    """The case was opened on a PDF meanwhile: the next photo is for what waits now."""
    inviting(talk)
    talk.say(RINA, "/mulai")
    talk.tap(RINA, "SOP")
    talk.say(RINA, "Evaluasi lain")
    talk.send(RINA, photo=True)
    talk.send(RINA)
    assert talk.bureau.case(2).title == "Evaluasi lain"
    assert talk.send(RINA, photo=True)
    assert "prosesnya telah dibuka" in counts_or_ends(talk)[0].text
    (count,) = counts(talk)
    assert "Untuk: Undangan Rapat" in count.text
    assert count.text.startswith("📄 1 ")


def test_a_title_that_is_taken_is_asked_for_anew(talk: Talk) -> None:
    """At once, and not only when the base document comes; the form goes on."""
    talk.bureau.open(title="Evaluasi contoh")
    talk.say(RINA, "/mulai")
    talk.tap(RINA, "SOP")
    talk.say(RINA, "Evaluasi  contoh")
    assert talk.last(RINA).text == (
        "Proses 1 dengan judul ini masih berjalan. Silakan tulis judul lain, misalnya dengan tahunnya."
    )
    talk.say(RINA, "Evaluasi contoh 2026")
    talk.send(RINA)
    assert talk.bureau.case(2).title == "Evaluasi contoh 2026"


def test_a_scan_of_one_form_does_not_get_into_another(talk: Talk) -> None:
    """The case is opened under the title that the count names, whatever was asked since."""
    for title in ("Evaluasi lama", "Evaluasi baru"):
        talk.say(RINA, "/mulai")
        talk.tap(RINA, "SOP")
        talk.say(RINA, title)
        talk.bureau.now += timedelta(minutes=1)
        if title == "Evaluasi lama":
            talk.send(RINA, photo=True)
    talk.tap(RINA, "Selesai", message=counts(talk)[0].message)
    assert talk.bureau.case(1).title == "Evaluasi lama"


def test_what_is_refused_of_an_album_is_said_once(talk: Talk) -> None:
    """Every photo of it is refused on the record."""
    talk.bureau.open()
    talk.deliver()
    before = len(talk.texts(YULIA))
    for _ in range(4):
        assert not talk.send(YULIA, photo=True, album="a")
    assert len(talk.texts(YULIA)) == before + 1
    assert talk.letters[-1].reply_to is not None
    assert [r.reason for r in talk.refusals()] == ["not_waiting"] * 4
    talk.send(YULIA, photo=True, album="b")
    assert len(talk.texts(YULIA)) == before + 2


def test_more_pages_than_one_pdf_holds_are_refused_before_they_are_fetched(talk: Talk) -> None:
    """More than Telegram can carry as one file; those that came are kept."""
    inviting(talk)
    for _ in range(MOST):
        assert talk.send(RINA, photo=True)
    before = len(talk.texts(RINA))
    for _ in range(3):
        assert not talk.send(RINA, photo=True, album="a")
    assert len(talk.texts(RINA)) == before + 1
    assert f"Paling banyak {MOST} halaman" in talk.last(RINA).text
    assert talk.refusals()[-1].reason == "too_many_photos"
    assert counts(talk)[0].text.startswith(f"📄 {MOST} ")


def test_a_base_document_of_photos_is_called_so(talk: Talk) -> None:
    """Its name stands on the sheet of the disposition."""
    talk.say(RINA, "/mulai")
    talk.tap(RINA, "SOP")
    talk.say(RINA, "Evaluasi contoh")
    talk.send(RINA, photo=True)
    talk.tap(RINA, "Selesai", message=counts(talk)[0].message)
    assert talk.bureau.case(1).base.name == "Dokumen dasar.pdf"


def test_a_signature_is_completed_by_photos(talk: Talk) -> None:
    """The paper was signed by hand and photographed."""
    talk.bureau.open()
    task = talk.bureau.to(Part.SIGN)
    talk.deliver()
    talk.tap(ANDRI, "Tanda tangani", message=talk.card(ANDRI, "Tanda tangani").message)
    talk.send(ANDRI, photo=True)
    talk.tap(ANDRI, "Selesai", message=counts(talk, ANDRI)[0].message)
    ended = talk.bureau.case().task(task.id)
    assert ended is not None
    assert not ended.open


def test_pages_sent_before_the_signature_was_asked_for_belong_to_it(talk: Talk) -> None:
    """One page in answer to the card, the other after Tanda tangani: one paper, signed."""
    talk.bureau.open()
    task = talk.bureau.to(Part.SIGN)
    talk.deliver()
    card = talk.card(ANDRI, "Tanda tangani").message
    talk.send(ANDRI, photo=True, reply_to=card)
    talk.bureau.now += timedelta(minutes=1)
    talk.tap(ANDRI, "Tanda tangani", message=card)
    talk.send(ANDRI, photo=True)
    (count,) = counts(talk, ANDRI)
    assert count.text.startswith("📄 2")
    talk.tap(ANDRI, "Selesai", message=count.message)
    ended = talk.bureau.case().task(task.id)
    assert ended is not None
    assert not ended.open


def test_a_group_is_told_where_the_pages_are_counted(talk: Talk) -> None:
    """The count and its buttons are in the sender's own chat."""
    talk.bureau.open()
    talk.bureau.to(Part.DRAFT)
    talk.deliver()
    pool = Position("jf", UNITS[0])
    talk.bureau.ask(
        lambda tx: tx.outbox.add(
            rooms.bind(tx, talk.bureau.office, pool, GROUP, None, "Tata Laksana", ADMIN), talk.bureau.now
        )
    )
    talk.deliver()
    card = talk.card(GROUP, "Susun")
    for _ in range(2):
        talk.send(FAJAR, chat=GROUP, reply_to=card.message, photo=True, album="b")
    assert [t for t in talk.texts(GROUP) if "Foto diterima" in t] == [
        "Foto diterima. Silakan lanjutkan di percakapan pribadi dengan bot."
    ]
    talk.send(FAJAR, photo=True, number=7)  # as the group was told: the same pages go on in private
    talk.send(FAJAR, chat=GROUP, reply_to=card.message, photo=True)
    (count,) = counts(talk, FAJAR)
    assert count.text.startswith("📄 4")
    (sheaf,) = talk.bureau.ask(lambda tx: tx.sheaves.of(FAJAR, talk.bureau.now - timedelta(hours=1)))
    assert [(photo.chat, photo.message == 7) for photo in sheaf.photos] == [
        (GROUP, False),
        (GROUP, False),
        (FAJAR, True),
        (GROUP, False),
    ]
    talk.tap(FAJAR, "Selesai", message=count.message)
    assert attached(talk) is not None


def test_an_album_of_documents_is_refused_once(talk: Talk) -> None:
    """Each would replace the one before."""
    inviting(talk)
    for name in ("a.pdf", "b.docx", "c.pdf"):
        assert not talk.send(RINA, name, album="x")
    assert sum("album" in text for text in talk.texts(RINA)) == 1
    assert [r.reason for r in talk.refusals()] == ["album"] * 3


def test_pages_that_were_left_for_long_are_not_gone_on_with(talk: Talk) -> None:
    """As with any form; a month later they are forgotten."""
    inviting(talk)
    talk.send(RINA, photo=True)
    talk.bureau.now += timedelta(hours=13)
    talk.send(RINA, photo=True)
    assert [c.text[:9] for c in counts(talk)] == ["📄 1 halam", "📄 1 halam"]
    assert talk.bureau.ask(lambda tx: tx.sheaves.prune(talk.bureau.now)) == 1
