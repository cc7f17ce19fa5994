"""Lembar disposisi and sertifikat proses: when they are made, where they are filed, to whom they go."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import NewFile
from office import cases, certificates, documents
from office.certifying import certified
from office.disposition_sheets import addressees
from sop import actions as a
from sop.case import Case, Part
from sop.errors import Reason, Refused
from sop.facts import SEAL
from sop.people import Position
from storage.documents import Document, DocumentKind
from tests.office.bindery import bind, make
from tests.office.bureau import Bureau
from tests.papers import pages

ANDRI, RINA, YULIA, FAJAR, SITI = 101, 102, 103, 106, 107


def files(bureau: Bureau, chat: int) -> list[NewFile]:
    """Return the papers that a chat gets now, in order."""
    return [
        one
        for one in bureau.deliver().get(chat, [])
        if isinstance(one, NewFile) and one.document.kind != DocumentKind.UPLOAD
    ]


def papers(bureau: Bureau, number: int = 1) -> list[Document]:
    """Return what was made for a case."""
    case = bureau.case(number)
    found = bureau.ask(lambda tx: documents.versions(tx, case))
    return [one for one in found if one.kind != DocumentKind.UPLOAD]


def ask(bureau: Bureau, telegram_id: int) -> Document | None:
    """Ask for the certificate of the case."""
    actor, case = bureau.actor(telegram_id), bureau.case()
    return bureau.ask(lambda tx: certificates.request(tx, bureau.office, actor, case))


def disposed(bureau: Bureau) -> Case:
    """Return a case just disposed of, with a note."""
    bureau.open()
    task = bureau.to(Part.DISPOSE)
    action = a.Dispose(task.id, task.version, ("Siapkan undangan",), "Segera", "Undang #semua *Bagian*")
    return bureau.act(bureau.actor(ANDRI), action)


def test_a_disposition_brings_its_sheet_to_whom_it_is_for(bureau: Bureau, tmp_path: Path) -> None:
    """Filed at the step under its own label, sent once to the addressee, and to nobody else."""
    disposed(bureau)
    bureau.deliver()
    (sheet,) = bind(bureau, tmp_path)
    said = pages.body(sheet)
    for text in (
        "Hal : Evaluasi <b>triwulan</b> III",
        "Surat dari : Kasubag TU, Rina Marlina",
        "Nomor agenda : 001/2026",
        "1. Kasubag TU, Rina Marlina",
        "☑ Siapkan undangan",
        "☐ Untuk diketahui",
        "☑ Segera",
        "Undang #semua *Bagian*",
        "Kepala Biro, Andri Saputra",
    ):
        assert pages.squeezed(text) in said, text
    (filed,) = papers(bureau)
    assert (filed.step, filed.label, filed.number, filed.kind) == (1, "Lembar Disposisi", 1, "sheet")
    letters = bureau.deliver()
    assert list(letters) == [RINA]
    (letter,) = letters[RINA]
    assert isinstance(letter, NewFile)
    assert letter.document == filed
    assert "Lembar disposisi, nomor agenda 001/2026" in letter.caption
    assert "&lt;b&gt;" in letter.caption
    assert not letter.protect


def test_the_agenda_number_of_a_case_never_changes(bureau: Bureau, tmp_path: Path) -> None:
    """A sheet made again, after a crash, is the same to the byte; the next case has the next number."""
    disposed(bureau)
    making = bureau.ask(lambda tx: tx.makings.next(bureau.now))
    assert making is not None
    first = make(bureau, tmp_path, making)
    assert first is not None
    content = first.read_bytes()
    bureau.pass_time(timedelta(days=1))
    again = make(bureau, tmp_path, making)
    assert again is not None
    assert again.read_bytes() == content
    assert bureau.ask(lambda tx: tx.cases.agenda(1)) == "001/2026"
    disposed_again = bureau.open(title="Kedua")
    task = next(t for t in disposed_again.open_tasks() if t.part is Part.DISPOSE)
    bureau.act(bureau.actor(ANDRI), a.Dispose(task.id, task.version, ("Siapkan undangan",), "Biasa"), 2)
    assert bureau.ask(lambda tx: tx.cases.agenda(2)) == "002/2026"


def test_a_confidential_sheet_stays_in_its_chat(bureau: Bureau, tmp_path: Path) -> None:
    """It is sent to the person, never a group, and may not be passed on."""
    actor, upload = bureau.actor(RINA), bureau.upload()
    bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, actor, bureau.sop.id, "Rahasia", upload, "Rahasia")
    )
    task = bureau.to(Part.DISPOSE)
    bureau.act(bureau.actor(ANDRI), a.Dispose(task.id, task.version, ("Siapkan undangan",), "Biasa"))
    bureau.deliver()
    (sheet,) = bind(bureau, tmp_path)
    assert pages.squeezed("☑ Rahasia") in pages.body(sheet)
    (letter,) = files(bureau, RINA)
    assert letter.protect


def test_a_pool_is_addressed_by_name_as_long_as_names_are_few(bureau: Bureau) -> None:
    """Posts with who fills them; a vacant post by its title; nobody for nothing."""
    roster = bureau.ask(bureau.office.roster)
    pool = (Position("jf", "Tata Laksana"), Position("jf"))
    names = addressees(bureau.sop, pool, roster)
    assert names == ["JF/Pelaksana Tata Laksana, Fajar Ramadhan", "JF/Pelaksana Tata Laksana, Siti Rahmah"]
    assert addressees(bureau.sop, (Position("kepala-bagian", "Umum"),), roster) == ["Kepala Bagian Umum"]
    assert addressees(bureau.sop, (), roster) == []


def test_a_case_that_ends_brings_its_certificate(bureau: Bureau, tmp_path: Path) -> None:
    """To whoever opened, disposed of and archived it; with every step, every hash and the chain's end."""
    bureau.open()
    while bureau.next():
        pass
    bureau.deliver()
    *_, path = bind(bureau, tmp_path)
    said = pages.body(path)
    assert pages.across(path) == [""] * len(pages.lines(path))
    assert pages.faults(path) == []
    for step in bureau.sop.steps:
        assert pages.squeezed(f"{step.number}. {step.activity}") in said
        assert pages.squeezed(f"dari {step.time.label}") in said
    head = bureau.ask(lambda tx: tx.cases.chain_head(1))
    assert head in said
    case = bureau.case()
    kept = bureau.ask(lambda tx: documents.versions(tx, case))
    certificate = kept[-1]
    assert (certificate.label, certificate.kind) == ("Sertifikat Proses", "certificate")
    for one in kept[:-1]:
        assert all(one.sha256[i : i + 8] in said for i in range(0, 64, 8)), one.label
    assert said.count(pages.squeezed("Tanda terima: Kepala Bagian")) == 3
    assert "Belumdimulai" not in said
    letters = bureau.deliver()
    assert {chat for chat, all_ in letters.items() if any(_is(one, certificate) for one in all_)} == {
        ANDRI,
        RINA,
    }


def _is(letter: object, document: Document) -> bool:
    return isinstance(letter, NewFile) and letter.document == document


def test_the_certificate_of_an_ended_case_is_made_once(bureau: Bureau, tmp_path: Path) -> None:
    """Whoever asks later gets the very file that is filed."""
    bureau.open()
    while bureau.next():
        pass
    bind(bureau, tmp_path)
    made = papers(bureau)
    assert ask(bureau, YULIA) == made[-1]
    assert bind(bureau, tmp_path) == []


def test_a_cancelled_case_says_so_and_why(bureau: Bureau, tmp_path: Path) -> None:
    """Across the page, and as its state."""
    bureau.open()
    actor = bureau.actor(ANDRI)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, actor, 1, "Rapat ditunda"))
    bureau.deliver()
    (path,) = bind(bureau, tmp_path)
    assert pages.across(path) == ["DIBATALKAN"] * len(pages.lines(path))
    state = "Keadaan : DIBATALKAN oleh Kepala Biro, Andri Saputra: Rapat ditunda"
    assert pages.squeezed(state) in pages.body(path)
    assert [one.document.label for one in files(bureau, RINA)] == ["Sertifikat Proses (dibatalkan)"]


def test_who_ended_a_task_of_somebody_else_is_not_said_to_have_done_it(bureau: Bureau) -> None:
    """A file that was replaced under the signer, and a case that was cancelled under the examiner."""
    bureau.open()
    bureau.to(Part.COUNTERSIGN)
    case, sop, rina, upload = bureau.case(), bureau.sop, bureau.actor(RINA), bureau.upload()
    (task,) = (t for t in case.open_tasks() if t.part is Part.PREPARE)
    action = bureau.ask(lambda tx: documents.attach(tx, rina, sop, task, case, upload, bureau.now))
    bureau.act(rina, action)
    bureau.to(Part.EXAMINE)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, rina, 1, "Rapat ditunda"))
    case = bureau.case()
    told = bureau.ask(lambda tx: certified(tx, bureau.office, sop, case)).steps
    assert [(one.who, one.outcome.partition(";")[0]) for one in told[1].attempts] == [
        ("Kasubag TU, Rina Marlina", "Telah disiapkan"),
        ("Kepala Biro", "Berkas diganti oleh Kasubag TU, Rina Marlina"),
        ("Kepala Biro, Andri Saputra", "Telah ditandatangani"),
    ]
    assert [(one.who, one.outcome) for one in told[4].attempts] == [
        ("Kepala Bagian Tata Laksana", "Dibatalkan oleh Kasubag TU, Rina Marlina")
    ]


def test_an_impatient_hand_has_it_made_once(bureau: Bureau, tmp_path: Path) -> None:
    """Taps while it is being made ask for nothing more; soon after, the same file comes again."""
    disposed(bureau)
    bind(bureau, tmp_path)
    assert [ask(bureau, RINA), ask(bureau, RINA), ask(bureau, RINA)] == [None] * 3
    bureau.deliver()
    (path,) = bind(bureau, tmp_path)
    assert set(pages.across(path)) == {"BELUMSELESAI"}
    (letter,) = files(bureau, RINA)
    assert letter.document.label == "Sertifikat Proses (belum selesai)"
    assert ask(bureau, RINA) == letter.document
    # Time has passed, so that what it says of the clock is old: it is made anew.
    bureau.pass_time(certificates.FRESH + timedelta(minutes=1))
    assert ask(bureau, RINA) is None
    bind(bureau, tmp_path)
    assert [one.number for one in papers(bureau) if one.kind == DocumentKind.CERTIFICATE] == [1, 2]


def test_something_that_happened_makes_an_interim_certificate_old(bureau: Bureau, tmp_path: Path) -> None:
    """What is handed out again says what the record says."""
    disposed(bureau)
    ask(bureau, RINA)
    bind(bureau, tmp_path)
    assert ask(bureau, RINA) is not None
    bureau.next()
    assert ask(bureau, RINA) is None


def test_only_who_may_see_a_case_gets_its_certificate(bureau: Bureau, tmp_path: Path) -> None:
    """Refused at the request; and whoever lost their posts meanwhile gets nothing."""
    disposed(bureau)
    bind(bureau, tmp_path)
    with pytest.raises(Refused) as refused:
        ask(bureau, FAJAR)
    assert refused.value.reason is Reason.NO_SUCH_TASK
    assert ask(bureau, RINA) is None
    bureau.deliver()
    bureau.ask(lambda tx: tx.people.dismiss(Position("kasubag-tu"), bureau.now))
    bureau.pass_time(timedelta(minutes=1))
    bind(bureau, tmp_path)
    assert files(bureau, RINA) == []


def test_a_return_is_told_with_its_reason_and_every_attempt(bureau: Bureau, tmp_path: Path) -> None:
    """Two attempts at the draft, the reason between them, and the time each took."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    bureau.pass_time(timedelta(minutes=30))
    bureau.act(bureau.actor(YULIA), a.Return(task.id, task.version, "Lengkapi tabel capaian"))
    bureau.to(Part.EXAMINE)
    assert ask(bureau, RINA) is None
    *_, path = bind(bureau, tmp_path)
    text = pages.whole(path)
    said = pages.body(path)
    assert "Dikembalikankelangkah4" in said
    assert "Lengkapi tabel capaian" in " ".join(text.split())
    assert "30 menit kerja" in text
    assert pages.squeezed("Telah diserahkan") in said


def test_says_by_what_a_signature_was_made(bureau: Bureau, tmp_path: Path) -> None:
    """The office's seal, and the code by which the signer proved to be who they are."""
    bureau.open()
    task = bureau.to(Part.COUNTERSIGN)
    bureau.act(bureau.actor(ANDRI), a.Sign(task.id, task.version, verified=True, how=SEAL))
    ask(bureau, RINA)
    *_, path = bind(bureau, tmp_path)
    text = " ".join(pages.whole(path).split())
    for words in ("dibubuhi segel", "dengan kode autentikator"):
        assert pages.squeezed(words) in pages.body(path), text
