"""A decision belongs to the bytes it was made on; whoever made it hears when others take their place."""

from datetime import timedelta
from pathlib import Path

from handlers import file_list
from office.cases import act, find
from office.documents import Upload, attach
from office.versions import versions
from papers.signatures import as_facts
from simulator.rules.html import parse_html
from sop import actions as a
from sop.case import Case, Meeting, Part, Task
from sop.decisions import overtaken
from sop.people import Actor
from sop.sopfile import library_texts
from storage.documents import DocumentKind
from storage.transaction import Tx
from tests.handlers.test_signature_texts import ONE
from tests.office.bureau import Bureau, said
from tests.sop.office_2026 import WIB

KABAG, BIRO, JF = 103, 101, 106
GONE = "keputusan Anda tidak berlaku untuk versi baru"


def approved_then_returned(bureau: Bureau) -> Task:
    """Let the Kepala Bagian approve and the Kepala Biro return it to the draft; return the new task."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    signing = bureau.to(Part.SIGN)
    bureau.deliver()
    bureau.act(bureau.actor(BIRO), a.Return(signing.id, signing.version, "Perbaiki", 4))
    return bureau.to(Part.DRAFT)


def bring(bureau: Bureau, task: Task, content: str, who: Actor | None = None) -> Case:
    """Let the JF, or somebody else, bring these bytes and hand them on."""
    fajar = who or bureau.actor(JF)
    digest = content * (64 // len(content))

    def do(tx: Tx) -> None:
        sop, case = find(tx, bureau.office, 1)
        upload = Upload(digest, 1000, f"{content}.pdf", "application/pdf", None, "document")
        act(tx, bureau.office, fajar, 1, attach(tx, fajar, sop, task, case, upload, bureau.now))

    bureau.ask(do)
    found = bureau.case().task(task.id)
    assert found is not None
    return bureau.act(fajar, a.Finish(task.id, found.version))


def told(bureau: Bureau, chat: int) -> list[str]:
    """Return what a person was told of files that were replaced."""
    return [text for text in said(bureau.deliver().get(chat, [])) if GONE in text]


def test_who_approved_hears_of_a_new_version_once_it_is_handed_on(bureau: Bureau) -> None:
    """Not at the return and not while it is written; with both hashes; and only who had decided."""
    task = approved_then_returned(bureau)
    assert told(bureau, KABAG) == []
    old = next(t for t in bureau.case().tasks if t.part is Part.EXAMINE).given
    bring(bureau, task, "ab")
    letters = bureau.deliver()
    (notice,) = [text for text in said(letters[KABAG]) if GONE in text]
    assert old is not None
    assert f"versi 1 \N{EN DASH} {old.name}" in notice
    assert old.sha256[:8] in notice
    assert "versi 2 \N{EN DASH} ab.pdf" in notice
    assert "abababab, oleh JF/Pelaksana Tata Laksana, Fajar Ramadhan" in notice
    assert not any(GONE in text for chat in letters if chat != KABAG for text in said(letters[chat]))


def test_the_card_of_an_overtaken_decision_says_so(bureau: Bureau) -> None:
    """It keeps who approved and when, for the version it names."""
    task = approved_then_returned(bureau)
    bureau.deliver()
    bring(bureau, task, "ab")
    cards = [text for text in said(bureau.deliver()[KABAG]) if "Telah disetujui" in text]
    assert len(cards) == 1
    assert "versi 1" in cards[0]
    assert cards[0].endswith("Berkas telah diganti versi 2; keputusan ini berlaku untuk versi lama saja.")


def test_the_same_bytes_again_leave_a_decision_as_it_is(bureau: Bureau) -> None:
    """An approval belongs to the hash, not to the number of the version."""
    task = approved_then_returned(bureau)
    given = next(t for t in bureau.case().tasks if t.part is Part.EXAMINE).given
    assert given is not None
    fajar = bureau.actor(JF)

    def again(tx: Tx) -> None:
        sop, case = find(tx, bureau.office, 1)
        upload = Upload(given.sha256, given.size, given.name, "application/pdf", None, "document")
        act(tx, bureau.office, fajar, 1, attach(tx, fajar, sop, task, case, upload, bureau.now))

    bureau.ask(again)
    found = bureau.case().task(task.id)
    assert found is not None
    bureau.act(fajar, a.Finish(task.id, found.version))
    assert overtaken(bureau.case()) == {}
    assert told(bureau, KABAG) == []


def test_nobody_is_told_twice_of_one_decision(bureau: Bureau) -> None:
    """A third version overtakes what was decided on the second; the first is known to be over."""
    task = approved_then_returned(bureau)
    bring(bureau, task, "ab")
    assert len(told(bureau, KABAG)) == 1
    examining = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(KABAG), a.Return(examining.id, examining.version, "Lengkapi"))
    bring(bureau, bureau.to(Part.DRAFT), "cd")
    assert told(bureau, KABAG) == []


def test_another_unit_s_approval_is_overtaken_too(bureau: Bureau) -> None:
    """The new version goes to another Kepala Bagian: whoever approved would never hear of it otherwise."""
    task = approved_then_returned(bureau)
    bureau.act(bureau.actor(JF), a.ChooseUnit(task.id, task.version, "Kelembagaan"))
    bring(bureau, task, "ab")
    assert len(told(bureau, KABAG)) == 1
    assert "Kelembagaan" in {p.unit for p in bureau.to(Part.EXAMINE).positions}


def test_who_left_the_office_hears_nothing(bureau: Bureau) -> None:
    """Whoever holds no post any more may not see the case."""
    task = approved_then_returned(bureau)
    (post,) = bureau.actor(KABAG).positions
    bureau.ask(lambda tx: tx.people.dismiss(post, bureau.now))
    bureau.seat(108, "Wulan Sari", post)
    bring(bureau, task, "ab")
    letters = bureau.deliver()
    assert not any(GONE in text for chat in (KABAG, 108) for text in said(letters.get(chat, [])))


def test_a_return_alone_overtakes_nothing(bureau: Bureau) -> None:
    """From the signer back to the examiner the file stays the same."""
    bureau.open()
    signing = bureau.to(Part.SIGN)
    bureau.act(bureau.actor(BIRO), a.Return(signing.id, signing.version, "Periksa lagi", 5))
    bureau.to(Part.SIGN)
    assert overtaken(bureau.case()) == {}


def test_a_signature_inside_a_step_is_overtaken_as_well(tmp_path: Path) -> None:
    """Where an SOP returns to such a step; who signs the new version knows, and is not told."""
    (shipped,) = library_texts().values()
    bureau = Bureau(tmp_path, text=shipped.replace("kembali_ke = [4]", "kembali_ke = [4, 2]"))
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    signed = next(t for t in bureau.case().tasks if t.part is Part.COUNTERSIGN)
    bureau.act(bureau.actor(KABAG), a.Return(task.id, task.version, "Undang ulang", 2))
    bureau.deliver()
    assert overtaken(bureau.case()) == {}
    task = bureau.to(Part.PREPARE)
    starts = bureau.now + timedelta(days=2)
    rina = bureau.actor(102)
    bureau.act(rina, a.Schedule(task.id, Meeting(starts, starts + timedelta(hours=2), "Aula")))
    bring(bureau, task, "ab", rina)
    bureau.to(Part.MINUTES)
    assert list(overtaken(bureau.case())) == [signed.id]
    assert told(bureau, BIRO) == []
    bureau.store.close()


def listed(bureau: Bureau) -> str:
    """Return what Lihat berkas shows of the first page."""

    def ask(tx: Tx) -> str:
        sop, case = find(tx, bureau.office, 1)
        found = versions(tx, case)
        shown = found[: file_list.VERSIONS_SHOWN]
        assert file_list.buttons(case, shown, 0, len(found))
        return file_list.text(sop, case, shown, 0, len(found), WIB)

    return parse_html(bureau.ask(ask))[0]


def test_the_files_are_listed_with_who_brought_and_who_decided(bureau: Bureau) -> None:
    """Newest first; which one is current; each decision below the version it belongs to, post before name."""
    task = approved_then_returned(bureau)
    bring(bureau, task, "ab")
    while bureau.next():
        pass
    signed, new, old, *_ = listed(bureau).split("\n\n")[1:]
    lines = signed.split("\n")
    assert lines[0] == "1. Laporan Hasil Evaluasi (ditandatangani) versi 1 (berlaku)"
    assert "unggahan" in lines[1]
    assert lines[2].startswith("    Kepala Biro, Andri Saputra, Senin, 23 November 2026 pukul ")
    assert "ditandatangani Kepala Biro, Andri Saputra" in lines[3]
    assert "diarsipkan Kasubag TU, Rina Marlina" in lines[4]
    assert lines[5].endswith("diterima 3 pejabat")
    assert new.split("\n")[0] == "2. Draft Laporan Hasil Evaluasi versi 2 (berlaku)"
    assert "ab.pdf" in new
    assert "abababab" in new
    assert "disetujui Kepala Bagian Tata Laksana, Yulia Fitri" in new
    assert old.split("\n")[0] == "3. Draft Laporan Hasil Evaluasi versi 1 (telah diganti versi 2)"
    assert "disetujui Kepala Bagian Tata Laksana, Yulia Fitri" in old
    assert "dikembalikan Kepala Biro, Andri Saputra" in old


def test_what_the_bot_made_and_what_was_found_in_a_file_are_named(bureau: Bureau) -> None:
    """A sheet has no author; the signatures that were found stand below their file."""
    bureau.open()
    facts = {"signatures": as_facts([ONE])}

    def make(tx: Tx) -> None:
        for kind, found in ((DocumentKind.SHEET, {}), (DocumentKind.SEALED, facts)):
            tx.documents.add(
                case=1,
                step=1,
                label=f"Lembar <{kind}>",
                sha256="cd" * 32,
                name="lembar.pdf",
                mime="application/pdf",
                size=9,
                telegram_file_id=None,
                medium="document",
                person=1,
                at=bureau.now,
                kind=kind,
                facts=found,
            )

    bureau.ask(make)
    shown = listed(bureau)
    assert "Lembar <sheet> versi 1 (berlaku)" in shown
    assert "lembar disposisi, 9 byte" in shown
    assert shown.count("Dibuat oleh bot") == 2
    assert "1 tanda tangan elektronik, utuh, penerbit dikenal" in shown
