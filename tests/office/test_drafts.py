"""Drafts from Word templates: who gets one, what stands in it, and what a broken template leads to."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from handlers.letter import NewFile
from office import drafts
from office.making import Job, Made
from papers.placeholders import DOTS, PLACEHOLDERS
from sop import actions as a
from sop.case import Answer, Part, Task
from sop.errors import Reason, Refused
from sop.people import By
from storage.makings import Making
from tests.office.bureau import ADMIN, SEATS, Bureau, said
from tests.support import drafting
from tests.support.authority_states import ANDRI, DEWI, FAJAR, HEAD, HENDRA, RINA, YULIA, tomorrow
from tests.support.authority_terms import CLERK, TUESDAY, admin, clock, fill

NIP = "198001012005012001"


@dataclass
class Desk:
    """Makes what was asked for in an office, as the workshop does."""

    bureau: Bureau
    folder: Path

    def ask(self, who: int, task: Task) -> bool:
        """Tap the button."""
        actor = self.bureau.actor(who)
        return self.bureau.ask(lambda tx: drafts.ask(tx, self.bureau.office, actor, 1, task.id))

    def waiting(self) -> Making | None:
        """Return what waits to be made."""
        return drafting.waiting(self.bureau)

    def job(self) -> Job | None:
        """Prepare what waits."""
        return drafting.job(self.bureau, self.folder)

    def values(self) -> dict[str, Any]:
        """Return what the paper that waits would say."""
        job = self.job()
        assert job is not None
        found: dict[str, Any] = job.args[1]
        return found

    def made(self) -> str:
        """Make what waits; return what the Word file says."""
        return drafting.made(self.bureau, self.folder)


@pytest.fixture
def desk(bureau: Bureau, tmp_path: Path) -> Desk:
    folder = tmp_path / "templates"
    folder.mkdir()
    bureau.office = replace(bureau.office, templates=folder)
    bureau.open(title="Evaluasi <b>kinerja</b> & {{ capaian }}")
    return Desk(bureau, tmp_path)


def scheduled(bureau: Bureau) -> Task:
    """Go on to the invitation, and say when the meeting is."""
    task = bureau.to(Part.PREPARE)
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, tomorrow(bureau.now)))
    return bureau.to(Part.PREPARE)


def answered(bureau: Bureau) -> None:
    """Let one answer that he comes, and another that he does not."""
    for who, answer in ((ANDRI, Answer.PRESENT), (HENDRA, Answer.ABSENT)):
        held = bureau.actor(who).positions
        mine = next(t for t in bureau.case().open_tasks() if t.part is Part.ATTEND and held & {*t.positions})
        bureau.act(bureau.actor(who), a.Attend(mine.id, answer))


def template(desk: Desk, name: str, words: str) -> None:
    """Let the office have a template of its own."""
    document = Document()
    document.add_paragraph(words)
    document.save(str(desk.folder / "templates" / f"{name}.docx"))


def test_every_placeholder_has_a_value_and_no_other_name_has_one(desk: Desk) -> None:
    """What the guide promises is what a template gets, at every step that has one."""
    desk.ask(RINA, scheduled(desk.bureau))
    names = {one.name for one in PLACEHOLDERS}
    assert set(desk.values()) == names
    for part, who in ((Part.MINUTES, RINA), (Part.DRAFT, FAJAR)):
        desk.made()
        desk.ask(who, desk.bureau.to(part))
        assert set(desk.values()) == names


def test_an_invitation_says_what_the_case_knows(desk: Desk) -> None:
    """Head, recipients without the signer, the meeting with its end, who signs; a title stays text."""
    task = scheduled(desk.bureau)
    andri = desk.bureau.actor(ANDRI).person
    desk.bureau.ask(lambda tx: tx.people.describe(andri, NIP, None))
    assert desk.ask(RINA, task)
    values = desk.values()
    assert values["kop"][-1] == "BIRO ORGANISASI"
    assert values["unit_kerja"] == "Biro Organisasi"
    assert (values["nomor"], values["sifat"], values["hal"]) == (DOTS, "Biasa", "Undangan Rapat Evaluasi")
    assert values["penerima"] == [
        "Kasubag TU",
        "Kepala Bagian Tata Laksana",
        "Kepala Bagian Kelembagaan",
        "Kepala Bagian Reformasi Birokrasi",
        "JF/Pelaksana Tata Laksana",
    ]
    assert values["penandatangan"] == {
        "jabatan": "Kepala Biro",
        "jabatan_sebaris": "Kepala Biro",
        "nama": "Andri Saputra",
        "nip": "19800101 200501 2 001",
    }
    assert values["penyusun"]["nama"] == "Rina Marlina"
    assert "Disposisi Kepala Biro tanggal 23 November 2026" in values["dasar"]
    text = desk.made()
    for words in (
        "Evaluasi <b>kinerja</b> & {{ capaian }}",
        values["hari_tanggal"],
        values["pukul"],
        "Aula",
        "NIP 19800101 200501 2 001",
    ):
        assert words in text
    assert "s.d." in values["pukul"]


def test_a_substitute_signs_in_that_capacity(desk: Desk) -> None:
    """The block names the post acted for, and the substitute's own below it."""
    bureau = desk.bureau
    task = scheduled(bureau)
    fill(bureau, admin(bureau), HEAD, YULIA, TUESDAY, TUESDAY)
    clock(bureau, "2026-11-24 08:00")
    desk.ask(RINA, task)
    signer = desk.values()["penandatangan"]
    assert signer["jabatan"] == "Plh. Kepala Biro\nKepala Bagian Tata Laksana"
    assert signer["jabatan_sebaris"] == "Plh. Kepala Biro (Kepala Bagian Tata Laksana)"
    assert signer["nama"] == "Yulia Fitri"


def test_an_invitation_needs_a_time_first(desk: Desk) -> None:
    """A letter without day and time is of no use; it is asked for instead."""
    with pytest.raises(Refused) as caught:
        desk.ask(RINA, desk.bureau.to(Part.PREPARE))
    assert caught.value.reason is Reason.NEEDS_MEETING
    assert desk.waiting() is None


def test_minutes_name_who_came_and_who_did_not(desk: Desk) -> None:
    """The list of those present is the attendance so far, in order, with those who have not answered."""
    bureau = desk.bureau
    task = bureau.to(Part.MINUTES)
    answered(bureau)
    desk.ask(RINA, task)
    values = desk.values()
    assert values["ketua"]["nama"] == "Andri Saputra"
    assert values["notulis"]["nama"] == "Rina Marlina"
    assert [one["nama"] for one in values["peserta"]] == ["Andri Saputra"]
    listed = {one["nama"]: one["kehadiran"] for one in values["daftar_hadir"]}
    assert listed["Andri Saputra"] == "Hadir"
    assert listed["Hendra Wijaya"] == "Berhalangan"
    assert listed["Dewi Anggraini"] == ""
    assert len(listed) == 7
    assert "Hendra Wijaya" in desk.made()


def test_minutes_say_who_was_there_and_through_whom(desk: Desk) -> None:
    """What was noted in the meeting counts, with its time; who said so and was not noted is left open."""
    bureau = desk.bureau
    task = bureau.to(Part.MINUTES)
    answered(bureau)
    mine = {t.positions[0]: t for t in bureau.case().open_tasks() if t.part is Part.ATTEND}
    yulia, dewi = bureau.actor(YULIA), bureau.actor(DEWI)
    stand_in = By(0, "Budi Santoso")
    bureau.act(yulia, a.Attend(mine[SEATS[YULIA][1]].id, Answer.DELEGATED, stand_in))
    bureau.act(dewi, a.Attend(mine[SEATS[DEWI][1]].id, Answer.PRESENT))
    meeting = bureau.case().meeting
    assert meeting is not None
    bureau.now = meeting.starts
    bureau.act(dewi, a.CheckIn(mine[SEATS[DEWI][1]].id))
    bureau.act(bureau.actor(RINA), a.Mark(task.id, yulia.by(SEATS[YULIA][1]), Answer.PRESENT))
    desk.ask(RINA, task)
    values = desk.values()
    at = f"pukul {meeting.starts.astimezone(bureau.office.zone):%H.%M} WIB"
    assert values["jumlah_hadir"] == "2"
    assert values["peserta"] == [
        {
            "jabatan": "Kepala Bagian Reformasi Birokrasi",
            "nama": "Dewi Anggraini",
            "kehadiran": f"Hadir, {at}",
        },
        {
            "jabatan": "mewakili Kepala Bagian Tata Laksana",
            "nama": "Budi Santoso",
            "kehadiran": f"Diwakili oleh Budi Santoso, {at}",
        },
    ]
    listed = {one["nama"]: one["kehadiran"] for one in values["daftar_hadir"]}
    assert listed["Yulia Fitri"] == f"Diwakili oleh Budi Santoso, {at}"
    assert listed["Andri Saputra"] == ""
    assert listed["Hendra Wijaya"] == "Berhalangan"
    assert "Budi Santoso" in desk.made()


def test_a_report_names_the_meeting_and_who_will_sign(desk: Desk) -> None:
    """The signer is that of the step in which it is signed; the chair and the secretary those who were."""
    desk.bureau.to(Part.MINUTES)
    answered(desk.bureau)
    desk.ask(FAJAR, desk.bureau.to(Part.DRAFT))
    values = desk.values()
    assert values["penandatangan"]["jabatan"] == "Kepala Biro"
    assert values["notulis"]["nama"] == "Rina Marlina"
    assert values["tempat"] == "Aula"
    assert [one["nama"] for one in values["peserta"]] == ["Andri Saputra"]
    assert "LAPORAN HASIL EVALUASI" in desk.made()


def test_the_draft_comes_to_who_asked_and_is_no_version(desk: Desk) -> None:
    """A file with one sentence, to be saved even of a confidential case, and not among the case's files."""
    bureau = desk.bureau
    task = scheduled(bureau)
    bureau.deliver()
    before = bureau.ask(lambda tx: tx.documents.of_case(1))
    desk.ask(RINA, task)
    desk.made()
    found = bureau.deliver()
    assert set(found) == {RINA}
    (letter,) = found[RINA]
    assert isinstance(letter, NewFile)
    assert letter.document.name == "Undangan Rapat Evaluasi - proses 1.docx"
    assert not letter.protect
    assert [[b.label for b in row] for row in letter.buttons] == [["📤 Unggah"]]
    assert "Lengkapi bagian yang berwarna abu-abu" in said([letter])[0]
    assert bureau.ask(lambda tx: tx.documents.of_case(1)) == before


def test_two_taps_make_one_draft(desk: Desk) -> None:
    """While one is being made, another tap asks for no second; afterwards it may be had again."""
    task = scheduled(desk.bureau)
    assert desk.ask(RINA, task)
    assert not desk.ask(RINA, task)
    desk.made()
    assert desk.waiting() is None
    assert desk.ask(RINA, task)


def test_who_lost_the_task_meanwhile_gets_nothing(desk: Desk) -> None:
    """Whose turn it is is asked again when it is made, and when it is sent."""
    bureau = desk.bureau
    task = scheduled(bureau)
    desk.ask(RINA, task)
    bureau.deliver()
    making, job = desk.waiting(), desk.job()
    assert making is not None
    assert job is not None
    fill(bureau, admin(bureau), CLERK, YULIA, TUESDAY, TUESDAY)
    clock(bureau, "2026-11-24 08:00")
    assert desk.job() is None
    made = Made("ab" * 32, 9, job.name, job.mime)
    bureau.ask(lambda tx: drafts.MAKER.finish(tx, bureau.office, making, made))
    assert not any(isinstance(one, NewFile) and not one.card for one in bureau.deliver().get(RINA, []))


def test_who_may_not_act_gets_no_draft(desk: Desk) -> None:
    """The button is for whose turn it is, the server asks anew."""
    task = scheduled(desk.bureau)
    for who in (HENDRA, FAJAR, ADMIN):
        if desk.bureau.ask(lambda tx, who=who: desk.bureau.office.actor(tx, who)) is None:
            continue
        with pytest.raises(Refused) as caught:
            desk.ask(who, task)
        assert caught.value.reason is Reason.NOT_YOURS


def test_a_task_without_a_template_has_no_draft(desk: Desk) -> None:
    """A signature is not begun with a template."""
    task = desk.bureau.to(Part.SIGN)
    with pytest.raises(Refused) as caught:
        desk.ask(ANDRI, task)
    assert caught.value.reason is Reason.NOT_THIS_KIND


def test_the_button_is_there_until_the_file_is(desk: Desk) -> None:
    """Whoever has sent a file goes on with that one."""
    bureau = desk.bureau
    task = scheduled(bureau)
    step = bureau.sop.step(task.step)
    assert drafts.offered(step, task)
    case = bureau.act(bureau.actor(RINA), a.Attach(task.id, bureau.case().base))
    attached = case.task(task.id)
    assert attached is not None
    assert not drafts.offered(step, attached)
    assert not drafts.offered(replace(step, template=""), task)


def test_the_office_s_own_template_serves_and_a_broken_one_is_told_once(desk: Desk) -> None:
    """The shipped one serves meanwhile; admins hear of each state of the file once, and the work goes on."""
    bureau = desk.bureau
    seat_admin(bureau)
    task = scheduled(bureau)
    bureau.deliver()

    def draft() -> tuple[str, list[str]]:
        bureau.pass_time(timedelta(minutes=1))
        desk.ask(RINA, task)
        text = desk.made()
        return text, said(bureau.deliver().get(ADMIN, []))

    template(desk, "undangan-rapat", "Milik kantor: {{ judul }}")
    text, told = draft()
    assert text.startswith("Milik kantor: Evaluasi")
    assert told == []
    template(desk, "undangan-rapat", "Nomor {{ nomer }} & <lain>")
    text, told = draft()
    assert "Dalam rangka" in text
    (sentence,) = told
    assert (
        "undangan-rapat.docx: isian {{ nomer }} tidak dikenal pada “Nomor {{ nomer }} & <lain>”" in sentence
    )
    assert "Untuk sementara templat bawaan yang digunakan" in sentence
    assert draft()[1] == []
    template(desk, "undangan-rapat", "Nomor {{ nomor }")
    (sentence,) = draft()[1]
    assert "ada isian yang tidak dapat dibaca pada “Nomor {{ nomor }”. Untuk" in sentence
    assert "without" not in sentence
    template(desk, "undangan-rapat", "Milik kantor: {{ judul }}")
    assert draft()[1] == []
    template(desk, "undangan-rapat", "Nomor {{ nomor }")
    assert len(draft()[1]) == 1


def test_a_template_that_nothing_stands_in_for_is_told_to_who_waits(desk: Desk) -> None:
    """An office's own name has no shipped form: the asker goes on by hand, the admins hear why."""
    bureau = desk.bureau
    seat_admin(bureau)
    own = replace(
        bureau.sop,
        steps=tuple(replace(s, template="nota-dinas" if s.template else "") for s in bureau.sop.steps),
    )
    bureau.office.library._pinned[own.id, own.version] = own
    task = scheduled(bureau)
    with pytest.raises(Refused) as caught:
        desk.ask(RINA, task)
    assert caught.value.reason is Reason.NO_TEMPLATE
    template(desk, "nota-dinas", "{% for x in judul %}")
    bureau.deliver()
    desk.ask(RINA, task)
    assert desk.made() == ""
    found = bureau.deliver()
    assert "belum dapat disiapkan" in said(found[RINA])[0]
    assert "Naskah dari templat ini belum dapat dibuat" in said(found[ADMIN])[0]


def seat_admin(bureau: Bureau) -> None:
    """Let the office's admin come in."""
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Admin Kantor", bureau.now))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Laporan Hasil Evaluasi", "Laporan Hasil Evaluasi"),
        ("../../etc/passwd\n", "etc passwd"),
        ('Surat "a" <b>: c*?', "Surat a b c"),
        ("...", "naskah"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_file_s_name_is_one_that_every_phone_takes(label: str, name: str) -> None:
    """Whatever a step's file is called, no folder and no sign of a system is in the name."""
    assert drafts.file_name(label) == name
