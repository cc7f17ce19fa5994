"""The SOP that ships: word for word what the office's document says, defects included."""

import re

import pytest

from sop.definition import Kind, Seat, Signature, Sop
from sop.sopfile import library, library_texts, parse


@pytest.fixture(name="sop")
def _sop() -> Sop:
    return next(sop for sop in library() if sop.id == "evaluasi-capaian-kinerja-internal")


def test_the_library_is_read_once() -> None:
    """Asking again costs nothing."""
    assert library() is library()


def test_the_texts_give_the_same_sops() -> None:
    """What is kept beside a case, the file's name and text, gives the same SOP of the same version."""
    assert tuple(parse(text, name) for name, text in library_texts().items()) == library()


def test_ids_in_the_library_are_unique() -> None:
    """No two shipped SOPs share an id."""
    assert len({sop.id for sop in library()}) == len(library())


def test_the_table_stands_word_for_word(sop: Sop) -> None:
    """Requirements, time and output of all seven steps are the document's own."""
    signed = "Laporan Hasil Evaluasi yang telah tandatangani"
    validated = "Laporan Hasil Evaluasi yang telah divalidasi"
    invitation = "Undangan Rapat Evaluasi yang telah ditandatangani"
    draft = "Draft Laporan Hasil Evaluasi"
    assert [(s.number, s.requirements, s.time.label, s.output, s.remarks) for s in sop.steps] == [
        (1, "Disposisi", "60 menit", "Disposisi", ""),
        (2, "Disposisi", "1 jam", invitation, ""),
        (3, invitation, "3 jam", "Hasil Rapat", ""),
        (4, "Notulen Rapat", "2 Jam", draft, ""),
        (5, draft, "1 hari", validated, ""),
        (6, validated, "2 Jam", signed, ""),
        (7, "Laporan Hasil Evaluasi yang telah", "2 Hari", signed, ""),
    ]


def test_the_activities_stand_word_for_word(sop: Sop) -> None:
    """The activities keep their own capitals and full stops."""
    seed = """
Memerintahkan untuk mengagendakan Rapat Evaluasi Kinerja Internal berdasarkan Dokumen Pengukuran Kinerja
 yang telah disusun
Membuat undangan Rapat Evaluasi dan menyampaikan ke Bagian-bagian
Melaksanakan Rapat evaluasi Kinerja yang meliputi pembahasan pencapaian target kinerja, hambatan dan upaya
 yang telah dilakukan serta pembahasan solusi untuk percepatan dan pencapaian kedepannya.
Menyusun Laporan Hasil Evaluasi dan Menyerahkan ke Kabag TTL
Memeriksa Laporan Hasil Evaluasi Internal untuk ditandatangani oleh Ka. Biro
Memeriksa Laporan Hasil Evaluasi Internal, menandatangani dan menyerahkan ke TU untuk diarsipkan dan
 diserahkan ke bagian-bagian
Mengarsipkan Laporan dan menyampaikan juga ke bagian-bagian"""
    activities = "".join(f"\n{step.activity}" for step in sop.steps)
    assert activities == seed.replace("\n ", " ")


def test_the_head_keeps_its_defects(sop: Sop) -> None:
    """The blank in the number, the day that is missing and the empty warning stay as they are."""
    head = sop.identity
    assert head.number == "065/ /ORG-2023"
    assert (head.created, head.revised, head.effective) == ("Januari 2023", "6 April 2023", "6 April 2023")
    assert head.name == "SOP EVALUASI CAPAIAN KINERJA INTERNAL"
    assert (head.institution, head.secretariat, head.unit) == (
        "PEMERINTAH PROVINSI SUMATERA BARAT",
        "SEKRETARIAT DAERAH",
        "BIRO ORGANISASI",
    )
    assert (head.warning, head.recording) == ("", "Manual/Elektronik")
    lists = (head.legal_basis, head.qualifications, head.related, head.equipment)
    assert [len(points) for points in lists] == [3, 3, 4, 5]
    assert (sop.responsible_as_written, sop.responsible_unit) == ("Kabag TTL", "Tata Laksana")


def test_no_official_is_named(sop: Sop) -> None:
    """Neither a name nor an NIP (18 digits) stands in the file."""
    assert "tidak disertakan" in sop.identity.approved_by
    assert not re.search(r"(\d ?){18}", repr(sop).replace(sop.version, ""))


def test_the_roles_are_the_columns(sop: Sop) -> None:
    """The four columns of the table, with how often each exists and whom it answers to."""
    assert [(role.id, role.name, role.seat, role.superior) for role in sop.roles] == [
        ("kepala-biro", "Kepala Biro", Seat.SINGLE, None),
        ("kasubag-tu", "Kasubag TU", Seat.SINGLE, "kepala-biro"),
        ("kepala-bagian", "Kepala Bagian", Seat.PER_UNIT, "kepala-biro"),
        ("jf", "JF/Pelaksana", Seat.POOL, "kepala-bagian"),
    ]


def test_every_step_has_its_performer_and_kind(sop: Sop) -> None:
    """Who does what, step by step."""
    assert [(step.kind, step.performer) for step in sop.steps] == [
        (Kind.DISPOSE, "kepala-biro"),
        (Kind.PREPARE, "kasubag-tu"),
        (Kind.MEET, "kasubag-tu"),
        (Kind.DRAFT, "jf"),
        (Kind.EXAMINE, "kepala-bagian"),
        (Kind.SIGN, "kepala-biro"),
        (Kind.ARCHIVE, "kasubag-tu"),
    ]


def test_signatures_returns_and_receivers(sop: Sop) -> None:
    """Where a signature is given, where work goes back to, who receives the report."""
    assert (sop.step(2).signer, sop.step(2).signature) == ("kepala-biro", Signature.CHAT)
    assert sop.step(2).meeting_step == 3
    assert len(sop.step(3).performers) == 4
    assert sop.step(3).chair == "kepala-biro"
    assert sop.step(5).returns_to == (4,)
    assert sop.step(6).signature is Signature.FILE
    assert (sop.step(6).returns_to, sop.step(6).return_default) == ((5, 4), 5)
    assert sop.step(7).distribute_to == ("kepala-bagian",)


def test_ready_instructions_fit_a_phone(sop: Sop) -> None:
    """Eight ready instructions at most, each of 30 characters at most, one of them chosen."""
    instructions = sop.step(1).instructions
    assert 1 < len(instructions) <= 8
    assert all(len(each.text) <= 30 for each in instructions)
    assert [each.text for each in instructions if each.chosen] == ["Agendakan rapat evaluasi"]


def test_every_step_is_short_on_a_card(sop: Sop) -> None:
    """Each step has a first line of its own that fits a phone."""
    assert all(step.summary and len(step.brief) <= 45 for step in sop.steps)
