"""Lihat berkas in a chat: pages of versions, each of which opens."""

from handlers.buttons import ListButton, ListVerb, encode
from handlers.letter import NewFile
from sop import actions as a
from sop.case import FileRef, Part
from tests.office.bureau import Bureau
from tests.support.talk import Talk

FAJAR, HENDRA = 106, 104
FILES = encode(ListButton(ListVerb.FILE, "1"))


def with_versions(bureau: Bureau, count: int) -> Talk:
    """Open a case whose draft was replaced so often, the files of the steps before it apart."""
    bureau.open()
    task = bureau.to(Part.DRAFT)
    for n in range(count):
        bureau.act(bureau.actor(FAJAR), a.Attach(task.id, FileRef(0, f"versi {n}", "", 1, "", 1)))
    return Talk(bureau)


def test_the_versions_are_turned_in_place_and_each_opens(bureau: Bureau) -> None:
    """Five at a time, numbered through; only the newest of a file is current."""
    talk = with_versions(bureau, 7)
    talk.say(FAJAR, "/tugas")
    talk.press(FAJAR, FAJAR, talk.last(FAJAR).message, FILES)
    shown = talk.last(FAJAR)
    assert "(1\N{EN DASH}5 dari 10)" in shown.text.split("\n")[0]
    assert shown.text.count("(berlaku)") == 1
    talk.tap(FAJAR, "Berikutnya", message=shown.message)
    page = talk.last(FAJAR)
    assert page.message == shown.message
    assert "6. Draft Laporan Hasil Evaluasi versi 2 (telah diganti versi 7)" in page.text
    talk.tap(FAJAR, "7. Draft", message=shown.message)
    file = talk.last(FAJAR).letter
    assert isinstance(file, NewFile)
    assert (file.document.label, file.document.number) == ("Draft Laporan Hasil Evaluasi", 1)
    about = f"Draft Laporan Hasil Evaluasi versi 1, {file.document.sha256[:8]}\nProses 1: "
    assert talk.last(FAJAR).text.startswith(about)
    assert "10. Dokumen dasar versi 1 (berlaku)" in page.text
    assert "Kasubag TU, Rina Marlina" in page.text
    assert not any("Berikutnya" in label for label in page.buttons)
    talk.tap(FAJAR, "Sebelumnya", message=shown.message)
    assert "1. Draft Laporan Hasil Evaluasi versi 7 (berlaku)" in talk.chats[FAJAR][shown.message].text


def test_a_page_that_no_longer_exists_is_the_last_one(bureau: Bureau) -> None:
    """A button of an old list leads nowhere else."""
    talk = with_versions(bureau, 1)
    talk.say(FAJAR, "/tugas")
    message = talk.last(FAJAR).message
    talk.press(FAJAR, FAJAR, message, encode(ListButton(ListVerb.PAGE, "1", "99")))
    assert "Draft Laporan Hasil Evaluasi versi 1" in talk.last(FAJAR).text
    assert talk.refusals() == []


def test_the_files_are_for_those_whom_the_case_concerns(bureau: Bureau) -> None:
    """Neither the list, nor a page of it, nor one version by its number."""
    talk = with_versions(bureau, 1)
    bureau.open(title="Lain")
    talk.say(HENDRA, "/tugas")
    message = talk.last(HENDRA).message
    for data in (
        ListButton(ListVerb.FILE, "2"),
        ListButton(ListVerb.PAGE, "2", "0"),
        ListButton(ListVerb.FILE, "2", "1"),
    ):
        talk.press(HENDRA, HENDRA, message, encode(data))
    assert [refusal.reason for refusal in talk.refusals()] == ["no_such_task"] * 3
