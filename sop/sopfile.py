"""Reading an SOP file: TOML with the words of the official form in, an immutable `Sop` out.

How such a file is written: docs/sop-file.md. A wrong file is refused with all its faults at once.
"""

import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from sop.definition import Identity, Instruction, Role, Signature, Sop, Step
from sop.duration import Duration
from sop.errors import Fault, SopFileError
from sop.faults import Table, faults_of, prune, read_text, read_toml
from sop.sopfile_checks import checked
from sop.sopfile_rows import rows
from sop.sopfile_shape import Langkah, Pengesahan, Pengingat, SopShape

URGENCIES = ("Biasa", "Segera", "Sangat Segera")
"""The degrees of urgency of a disposition that names none of its own."""

_ORDER = ("kode", "identitas", "pengingat", "penanggung_jawab", "peran", "langkah")
_STEP = re.compile(r"langkah\[(\d+)\]")


def load(path: Path) -> Sop:
    """Read an SOP file. Its version is the SHA-256 of its bytes, in hex.

    Raises SopFileError with every fault of the file.
    """
    return parse(read(path), str(path))


def read(path: Path) -> str:
    """Return an SOP file's text, from which `parse` makes the same version as `load` does from the file.

    Raises SopFileError for a file that cannot be read, is larger than 1 MB or is not UTF-8.
    """
    text = read_text(path)
    if isinstance(text, Fault):
        raise SopFileError(str(path), (text,))
    return text


def parse(text: str, file_name: str) -> Sop:
    """Make an SOP of a file's text; `file_name` is what faults are reported under.

    Raises SopFileError with every fault of the text.
    """
    data = read_toml(text)
    if isinstance(data, Fault):
        raise SopFileError(file_name, (data,))
    version = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    declared = _declared(data)
    shape, faults = _shaped(data)
    known = {fault.key for fault in faults}
    faults += [fault for fault in checked(data, declared) if fault.key not in known]
    if shape is None or faults:
        numbers = {row.at: row.number() for row in rows(data, "langkah")}
        raise SopFileError(file_name, tuple(_located(fault, numbers) for fault in sorted(faults, key=_place)))
    return _sop(shape, version)


@cache
def library() -> tuple[Sop, ...]:
    """Return the SOPs that ship with the product, by file name; read once."""
    return tuple(parse(text, name) for name, text in library_texts().items())


def library_texts() -> dict[str, str]:
    """Return the file names and texts of the SOPs that ship with the product, by file name."""
    found = {file.name: file for file in files("sop.library").iterdir() if file.name.endswith(".toml")}
    return {name: found[name].read_bytes().decode("utf-8") for name in sorted(found)}


def _shaped(data: Table) -> tuple[SopShape | None, list[Fault]]:
    try:
        return SopShape.model_validate(data), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        prune(data, errors)
        return None, faults_of(errors, SopShape)


def _declared(data: Table) -> frozenset[str] | None:
    roles = data.get("peran")
    if not isinstance(roles, list):
        return None
    ids = (role.get("id") for role in roles if isinstance(role, dict))
    return frozenset(role for role in ids if isinstance(role, str))


def _place(fault: Fault) -> tuple[int, int]:
    """Sort faults as the file goes: head, roles, steps by position; within a row they keep their order."""
    name = re.split(r"[.\[]", fault.key, maxsplit=1)[0]
    position = re.match(r"\w+\[(\d+)\]", fault.key)
    return (_ORDER.index(name) if name in _ORDER else 0), int(position[1]) if position else 0


def _located(fault: Fault, numbers: dict[str, int | None]) -> Fault:
    """Say the step's own number, which an author knows better than its position."""
    step = _STEP.match(fault.key)
    number = numbers.get(step[0]) if step else None
    return Fault(fault.key, f"step {number}: {fault.wrong}", fault.right) if number else fault


def _sop(shape: SopShape, version: str) -> Sop:
    head = shape.identitas
    return Sop(
        id=shape.kode,
        version=version,
        identity=Identity(
            number=head.nomor,
            name=head.nama,
            unit=head.unit,
            institution=head.instansi,
            secretariat=head.sekretariat,
            created=head.tanggal_pembuatan,
            revised=head.tanggal_revisi,
            effective=head.tanggal_efektif,
            approved_by=head.disahkan_oleh,
            legal_basis=tuple(head.dasar_hukum),
            qualifications=tuple(head.kualifikasi_pelaksana),
            related=tuple(head.keterkaitan),
            equipment=tuple(head.peralatan),
            warning=head.peringatan,
            recording=head.pencatatan,
        ),
        roles=tuple(Role(role.id, role.nama, role.jenis, role.atasan) for role in shape.peran),
        steps=tuple(_step(step, shape.jeda_oleh) for step in shape.langkah),
        responsible_as_written=shape.penanggung_jawab.sebutan,
        responsible_unit=shape.penanggung_jawab.bagian,
        ladder=_ladder(shape.pengingat),
    )


def _ladder(said: Pengingat) -> tuple[tuple[str, float], ...]:
    fields = {
        "notice": said.sebelum,
        "hourly": said.tiap_jam,
        "superior_at": said.atasan,
        "admin_at": said.admin,
    }
    return tuple((name, value) for name, value in fields.items() if value is not None)


def _step(row: Langkah, pausers: list[str]) -> Step:
    signing = row.pengesahan or Pengesahan(cara=Signature.FILE)
    default = row.kembali_baku or (row.kembali_ke[0] if row.kembali_ke else None)
    return Step(
        number=row.nomor,
        activity=row.kegiatan,
        performers=tuple(row.pelaksana),
        kind=row.jenis_tindakan,
        requirements=row.kelengkapan,
        time=Duration.parse(row.waktu),
        output=row.output,
        remarks=row.keterangan,
        document=row.berkas or "",
        summary=row.ringkasan or "",
        chair=row.ketua,
        secretary=row.notulis,
        signer=signing.oleh,
        signature=signing.cara,
        step_up=row.kode_autentikator,
        returns_to=tuple(row.kembali_ke),
        return_default=default,
        distribute_to=tuple(row.distribusi),
        meeting_step=row.rapat,
        pausers=tuple(pausers if row.jeda_oleh is None else row.jeda_oleh),
        template=row.templat or "",
        instructions=tuple(Instruction(each.teks, each.terpilih) for each in row.petunjuk),
        urgencies=tuple(row.derajat or URGENCIES) if row.petunjuk else (),
    )
