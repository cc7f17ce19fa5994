"""The shape of an SOP file: which keys there are, of which type, and what each one says."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sop.definition import Kind, Seat, Signature
from sop.duration import Duration
from sop.faults import fault_error, quoted


def _not_blank(text: str) -> str:
    if not text.strip():
        raise fault_error("is empty", "a text with at least one letter")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise fault_error("has several lines", "text on one line")
    return text


def _time(text: str) -> str:
    try:
        Duration.parse(text)
    except ValueError as error:
        wrong, _, right = str(error).partition(": ")
        raise fault_error(wrong, right) from None
    return text


Line = Annotated[str, AfterValidator(_one_line), AfterValidator(_not_blank)]
RoleName = Annotated[str, Field(max_length=40)]
Number = Annotated[int, Field(ge=1, le=999)]

ROLE = 'the id of a role of this file, such as "kepala-biro"'
ROLES = 'a list of role ids of this file, such as ["kepala-bagian"]'
POINTS = 'a list of texts, such as ["Memiliki pengetahuan bidang Perencanaan"]'
WRITTEN = "text in quotes, as the form writes it"


class Shape(BaseModel):
    """Strict: nothing is guessed, and no key is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Identitas(Shape):
    """The head of the form. `nomor` may be blank, or empty, where the form leaves it so."""

    nomor: str = Field(description=WRITTEN, max_length=100)
    nama: Line = Field(description='text: the SOP\'s name, such as "SOP PENERBITAN SURAT"', max_length=200)
    unit: Line = Field(description='text: the unit that owns it, such as "BIRO ORGANISASI"', max_length=200)
    instansi: str = Field("", description=WRITTEN, max_length=200)
    sekretariat: str = Field("", description=WRITTEN, max_length=200)
    tanggal_pembuatan: str = Field("", description=f'{WRITTEN}: "6 April 2023"', max_length=100)
    tanggal_revisi: str = Field("", description=f'{WRITTEN}: "6 April 2023"', max_length=100)
    tanggal_efektif: str = Field("", description=f'{WRITTEN}: "6 April 2023"', max_length=100)
    disahkan_oleh: str = Field("", description=f"{WRITTEN}: the post", max_length=200)
    dasar_hukum: list[Line] = Field([], description=POINTS, max_length=100)
    kualifikasi_pelaksana: list[Line] = Field([], description=POINTS, max_length=100)
    keterkaitan: list[Line] = Field([], description=POINTS, max_length=100)
    peralatan: list[Line] = Field([], description=POINTS, max_length=100)
    peringatan: str = Field("", description=WRITTEN, max_length=2000)
    pencatatan: str = Field("", description=WRITTEN, max_length=2000)


class Peran(Shape):
    """A role: one column of the table."""

    id: str = Field(
        description='small letters, digits and hyphens, 40 at most, such as "kepala-biro"',
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=40,
    )
    nama: Line = Field(description='text: the post, such as "Kepala Biro"', max_length=60)
    jenis: Seat = Field(description=f"one of {quoted(Seat)}", strict=False)
    atasan: RoleName | None = Field(None, description=ROLE)


class PenanggungJawab(Shape):
    """The head of a unit the document means, whatever it calls him or her."""

    sebutan: str = Field("", description='text, as the document calls it: "Kabag TTL"', max_length=60)
    bagian: Line | None = Field(None, description='text: a unit, such as "Tata Laksana"', max_length=60)


class Pengesahan(Shape):
    """Who signs inside the step, and how."""

    oleh: RoleName | None = Field(None, description=ROLE)
    cara: Signature = Field(Signature.FILE, description=f"one of {quoted(Signature)}", strict=False)


class Petunjuk(Shape):
    """A ready sentence of a disposition."""

    teks: Line = Field(description="text of 40 characters at most: it must fit on a button", max_length=40)
    terpilih: bool = Field(default=False, description="true or false, without quotes")


class Pengingat(Shape):
    """Which reminders the tasks of this SOP get; what is left out is as the office has it."""

    sebelum: float | None = Field(None, gt=0, lt=1, description="a number between 0 and 1, such as 0.75")
    tiap_jam: int | None = Field(None, ge=0, le=100, description="a whole number from 0 to 100")
    atasan: int | None = Field(None, ge=0, le=100, description="a whole number from 0 to 100, 0 for never")
    admin: int | None = Field(None, ge=0, le=100, description="a whole number from 0 to 100, 0 for never")


class Langkah(Shape):
    """A row of the table. Which of the keys after `berkas` may be there depends on `jenis_tindakan`."""

    nomor: Number = Field(description="a whole number from 1 to 999, without quotes")
    kegiatan: Line = Field(
        description="text of one line: the activity, as the form writes it", max_length=1000
    )
    jenis_tindakan: Kind = Field(description=f"one of {quoted(Kind)}", strict=False)
    pelaksana: list[RoleName] = Field(description=ROLES, min_length=1, max_length=30)
    kelengkapan: str = Field(description=WRITTEN, max_length=500)
    waktu: Annotated[str, AfterValidator(_time)] = Field(
        description='text of a number and menit, jam or hari: "60 menit", "2 jam", "1 hari"'
    )
    output: Line = Field(description="text of one line, as the form writes it", max_length=200)
    ringkasan: Line | None = Field(None, description="text: the activity in a few words", max_length=100)
    keterangan: str = Field("", description=WRITTEN, max_length=500)
    berkas: Line | None = Field(None, description='text: a short name for the file: "Notulen"', max_length=60)
    petunjuk: list[Petunjuk] = Field(
        [], description='a list of ready instructions: [{ teks = "Tindak lanjuti" }]', max_length=12
    )
    derajat: list[Annotated[Line, Field(max_length=20)]] | None = Field(
        None, description='a list of short texts, such as ["Biasa", "Segera"]', min_length=1, max_length=6
    )
    pengesahan: Pengesahan | None = Field(
        None, description='a table: pengesahan = { oleh = "kepala-biro", cara = "berkas" }'
    )
    kode_autentikator: bool = Field(default=False, description="true or false, without quotes")
    jeda_oleh: list[RoleName] | None = Field(None, description=ROLES, max_length=30)
    templat: str | None = Field(
        None,
        description='the name of a Word template, without ".docx": "notulen"',
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=60,
    )
    rapat: Number | None = Field(None, description="the number of a later step that is a rapat")
    ketua: RoleName | None = Field(None, description=ROLE)
    notulis: RoleName | None = Field(None, description=ROLE)
    kembali_ke: list[Number] = Field([], description="a list of step numbers, such as [5, 4]", max_length=30)
    kembali_baku: Number | None = Field(None, description="one of the numbers in kembali_ke")
    distribusi: list[RoleName] = Field([], description=ROLES, max_length=30)


class SopShape(Shape):
    """The whole file."""

    kode: str = Field(
        description='small letters, digits and hyphens, 60 at most, such as "penerbitan-surat"',
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=60,
    )
    identitas: Identitas = Field(description="a table [identitas] with nomor, nama and unit")
    jeda_oleh: list[RoleName] = Field([], description=ROLES, max_length=30)
    pengingat: Pengingat = Field(
        Pengingat(), description="a table [pengingat] with sebelum, tiap_jam, atasan or admin"
    )
    penanggung_jawab: PenanggungJawab = Field(
        PenanggungJawab(), description="a table [penanggung_jawab] with sebutan and bagian"
    )
    peran: list[Peran] = Field(
        description="a table [[peran]] for each role, with id, nama and jenis", min_length=1, max_length=30
    )
    langkah: list[Langkah] = Field(
        description="a table [[langkah]] for each step, with nomor, kegiatan, pelaksana and the rest",
        min_length=1,
        max_length=100,
    )
