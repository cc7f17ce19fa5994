"""The archive form on TU's card: filled in beforehand, changed by taps or typing, confirmed as it is seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.buttons import TaskButton, Verb, encode
from sop.archive import ArchiveRecord, Archiving, Classification, Fate, NumberPattern
from sop.case import Part, Status
from tests.office.bureau import SEATS, Bureau
from tests.support.talk import GROUP, Shown, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
RULES = Archiving(
    (
        Classification("000.8.6.3", "Akuntabilitas Kinerja", 1, 4, Fate.PERMANENT),
        Classification("000.8.3", "Ketatalaksanaan", 2, 3, Fate.DESTROYED),
    ),
    NumberPattern("{kode}/{nomor:03}/{unit}/{tahun}", "ORG"),
    ("Lemari A1", "Record Center"),
)


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Open an office with its own classification, and a case that waits to be archived."""
    bureau.office = replace(bureau.office, archiving=RULES)
    talk = Talk(bureau)
    waiting(talk)
    return talk


def waiting(talk: Talk, number: int = 1) -> None:
    """Bring a case to its archive step."""
    talk.bureau.open()
    talk.bureau.to(Part.ARCHIVE, number)
    talk.deliver()


def form(talk: Talk, number: int = 1) -> Shown:
    """Return TU's card of a case as it shows now."""
    return talk.card(RINA, "Arsipkan dan sampaikan laporan", f"Proses {number}:")


def opened(talk: Talk, number: int = 1) -> Shown:
    """Open the form."""
    assert talk.tap(RINA, "🗄 Arsipkan", message=form(talk, number).message) == ""
    talk.deliver()
    return form(talk, number)


def tap(talk: Talk, label: str, number: int = 1) -> str:
    """Tap on the card of a case."""
    toast = talk.tap(RINA, label, message=form(talk, number).message)
    talk.deliver()
    return toast


def typed(talk: Talk, label: str, answer: str) -> str:
    """Ask for a field and type an answer; return what is said to it."""
    tap(talk, label)
    talk.say(RINA, answer, reply_to=talk.last(RINA).message)
    talk.deliver()
    return talk.last(RINA).text


def kept(talk: Talk, number: int = 1) -> ArchiveRecord:
    """Return under what a case was archived."""
    record = talk.bureau.case(number).archive
    assert record is not None
    return record


def test_the_usual_case_is_two_taps(talk: Talk) -> None:
    """Everything is filled in: the first code with its retention, the next number, the first place."""
    shown = opened(talk)
    for line in (
        "Nomor arsip: 000.8.6.3/001/ORG/2026 (otomatis)",
        "Klasifikasi: 000.8.6.3 \N{EN DASH} Akuntabilitas Kinerja",
        "Retensi: aktif 1 tahun, inaktif 4 tahun, lalu permanen",
        "Lokasi: Lemari A1",
        "Nomor SRIKANDI: \N{EN DASH}",
    ):
        assert line in shown.text.splitlines()
    assert tap(talk, "✅ Arsipkan") == "Telah diarsipkan dan disampaikan."
    number = "000.8.6.3/001/ORG/2026"
    name = "Akuntabilitas Kinerja"
    assert kept(talk) == ArchiveRecord(number, "000.8.6.3", name, 1, 4, Fate.PERMANENT, "Lemari A1")
    assert f"Nomor arsip: {number}" in form(talk).text
    assert form(talk).buttons == {}


def test_every_value_can_be_changed_by_a_tap(talk: Talk) -> None:
    """A code brings its retention, which can then be changed; the place is one of the office's."""
    opened(talk)
    tap(talk, "Klasifikasi")
    tap(talk, "000.8.3 Ketatalaksanaan")
    assert "Retensi: aktif 2 tahun, inaktif 3 tahun, lalu musnah" in form(talk).text
    tap(talk, "Retensi")
    for choice in ("A 5", "I 0", "Dinilai kembali"):
        tap(talk, choice)
    assert "🔘 A 5" in form(talk).buttons
    tap(talk, "Kembali")
    tap(talk, "Lokasi")
    tap(talk, "Record Center")
    tap(talk, "Kembali")
    assert "✅ Arsipkan" not in form(talk).buttons
    tap(talk, "🗄 Arsipkan")  # what was chosen is still there
    tap(talk, "✅ Arsipkan")
    number = "000.8.3/001/ORG/2026"
    assert kept(talk) == ArchiveRecord(
        number, "000.8.3", "Ketatalaksanaan", 5, 0, Fate.REVIEWED, "Record Center"
    )


def test_every_value_can_be_typed(talk: Talk) -> None:
    """The exact code is the office's; a dash takes a number or a reference back."""
    opened(talk)
    assert typed(talk, "Nomor", "065/15/ORG-2026").endswith("Dicatat pada kartu arsip: 065/15/ORG-2026.")
    assert "Nomor arsip: 065/15/ORG-2026\n" in form(talk).text
    typed(talk, "Nomor", "-")
    assert "(otomatis)" in form(talk).text
    typed(talk, "Nomor", "  065/16/ORG-2026 ")
    typed(talk, "SRIKANDI", "SRK <1>")
    tap(talk, "Klasifikasi")
    typed(talk, "Ketik", "000.8.6 Reformasi & Birokrasi")
    tap(talk, "Retensi")
    typed(talk, "Ketik", "7/10")
    tap(talk, "Lokasi")
    typed(talk, "Ketik", "Rak <b>3</b>")
    tap(talk, "✅ Arsipkan")
    assert kept(talk) == ArchiveRecord(
        "065/16/ORG-2026",
        "000.8.6",
        "Reformasi & Birokrasi",
        7,
        10,
        Fate.PERMANENT,
        "Rak <b>3</b>",
        "SRK <1>",
    )
    waiting(talk, 2)
    assert "000.8.6.3/001/ORG/2026 (otomatis)" in opened(talk, 2).text  # a typed number is not counted


@pytest.mark.parametrize(
    ("field", "answer", "said"),
    [
        ("Klasifikasi", "tanpa kode", "Kode klasifikasi ditulis"),
        ("Klasifikasi", "../../etc", "Kode klasifikasi ditulis"),
        ("Retensi", "selamanya", "Tulis dua bilangan tahun"),
        ("Retensi", "2/101", "Tulis dua bilangan tahun"),
        ("Retensi", "2", "Tulis dua bilangan tahun"),
        ("Lokasi", "x" * 81, "Isian terlalu panjang"),
    ],
)
def test_what_cannot_be_read_is_asked_for_again(talk: Talk, field: str, answer: str, said: str) -> None:
    """Nothing else is lost, and the next answer still belongs to the question."""
    opened(talk)
    before = form(talk).text
    tap(talk, field)
    assert typed(talk, "Ketik", answer).startswith(said)
    tap(talk, "Kembali")
    assert form(talk).text == before


def test_a_number_of_another_case_is_refused(talk: Talk) -> None:
    """When it is typed, and, where another case takes it in between, when it is confirmed."""
    opened(talk)
    tap(talk, "✅ Arsipkan")
    waiting(talk, 2)
    opened(talk, 2)
    talk.tap(RINA, "Nomor", message=form(talk, 2).message)
    talk.deliver()
    talk.say(RINA, "000.8.6.3/001/org/2026")
    talk.deliver()
    assert talk.last(RINA).text == (
        "Nomor arsip 000.8.6.3/001/org/2026 sudah digunakan pada proses 1. Silakan gunakan nomor lain."
    )
    talk.say(RINA, "ARS-9")
    talk.deliver()
    assert "Nomor arsip: ARS-9\n" in form(talk, 2).text
    waiting(talk, 3)
    opened(talk, 3)
    tap(talk, "Nomor", 3)
    talk.say(RINA, "ars - 9")
    talk.deliver()
    tap(talk, "✅ Arsipkan", 3)
    assert kept(talk, 3).number == "ars - 9"
    assert tap(talk, "✅ Arsipkan", 2).startswith("Nomor arsip ARS-9 sudah digunakan pada proses 3.")
    assert talk.bureau.case(2).archive is None
    assert [refusal.reason for refusal in talk.refusals()] == ["archive_number_used"] * 2


def test_a_number_that_went_to_another_case_is_shown_anew(talk: Talk) -> None:
    """What is confirmed is what was seen: the card is brought up to date, and the second tap is another."""
    opened(talk)
    waiting(talk, 2)
    opened(talk, 2)
    tap(talk, "✅ Arsipkan", 2)
    assert kept(talk, 2).number == "000.8.6.3/001/ORG/2026"
    assert tap(talk, "✅ Arsipkan").startswith("Kartu ini telah berubah")
    assert talk.bureau.case().archive is None
    assert "000.8.6.3/002/ORG/2026" in form(talk).text
    tap(talk, "✅ Arsipkan")
    assert kept(talk).number == "000.8.6.3/002/ORG/2026"


def test_numbers_begin_anew_each_year_and_skip_what_was_typed(talk: Talk) -> None:
    """A number that somebody wrote by hand is not given out again."""
    opened(talk)
    typed(talk, "Nomor", "000.8.6.3/002/ORG/2026")
    tap(talk, "✅ Arsipkan")
    for case, number in ((2, "001"), (3, "003")):
        waiting(talk, case)
        opened(talk, case)
        tap(talk, "✅ Arsipkan", case)
        assert kept(talk, case).number == f"000.8.6.3/{number}/ORG/2026"
    waiting(talk, 4)
    talk.bureau.now += timedelta(days=60)
    assert "000.8.6.3/001/ORG/2027" in opened(talk, 4).text


def test_status_history_and_the_last_word_name_the_number(talk: Talk) -> None:
    """Who looks later finds it, and who has received the report so far."""
    opened(talk)
    tap(talk, "✅ Arsipkan")
    talk.tap(YULIA, "Saya terima")
    talk.say(RINA, "/status 1")
    talk.deliver()
    said = talk.last(RINA).text
    assert "Nomor arsip: 000.8.6.3/001/ORG/2026" in said
    assert "Tanda terima: 1 dari 3\n    Diterima Kepala Bagian Tata Laksana, Yulia Fitri, " in said
    assert "Menunggu Kepala Bagian Kelembagaan" in said
    talk.tap(RINA, "Riwayat")
    talk.deliver()
    assert "mengarsipkan dengan nomor 000.8.6.3/001/ORG/2026 dan menyampaikan" in talk.last(RINA).text
    while talk.bureau.next():
        pass
    talk.deliver()
    assert talk.bureau.case().status is Status.CLOSED
    assert "Nomor arsip: 000.8.6.3/001/ORG/2026" in talk.last(ANDRI).text


@pytest.mark.parametrize("arg", ["", "code", "code-9", "code-x", "place-99999999999", "active-4", "besar-1"])
def test_a_forged_choice_is_refused(talk: Talk, arg: str) -> None:
    """Only what was offered is taken."""
    shown = opened(talk)
    task = talk.bureau.case().open_tasks()[0]
    data = encode(TaskButton(Verb.ARCHIVE_SET, 1, task.id, task.version, arg))
    assert talk.press(RINA, RINA, shown.message, data) == "Tombol ini tidak dikenal."


def test_a_confidential_case_is_archived_in_private_alone(talk: Talk) -> None:
    """In a group its form would say where its file is kept."""
    bureau = talk.bureau
    secret = replace(bureau.case(), secrecy="Rahasia")
    bureau.ask(lambda tx: tx.cases.append(secret.version, secret, []))
    task = secret.open_tasks()[0]
    for verb in (Verb.ARCHIVE, Verb.ARCHIVE_FIELD, Verb.ARCHIVE_SET, Verb.ARCHIVE_DO):
        data = encode(TaskButton(verb, 1, task.id, task.version))
        assert talk.press(RINA, GROUP, 77, data).startswith("Proses ini bersifat rahasia.")
