"""Reading an SOP file: what it becomes, and what is said of one that cannot be read."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sop.definition import Instruction, Kind, Seat, Signature
from sop.errors import SopFileError
from sop.sopfile import load, parse, read
from tests.sop.wrong_files import ROOT, SHIPPED, TEXT, changed, faults

SECOND = ROOT / "tests" / "data" / "penerbitan-surat-keterangan.toml"


def test_the_version_is_the_hash_of_the_bytes() -> None:
    """A case is pinned to the SHA-256 of the file's bytes."""
    assert load(SHIPPED).version == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()


def test_a_kept_text_gives_the_same_version(tmp_path: Path) -> None:
    """Windows line ends and a byte order mark count as bytes, and the text that `read` returns keeps them."""
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert (
        parse(read(file), "a").version == load(file).version == hashlib.sha256(file.read_bytes()).hexdigest()
    )


def test_another_office_can_write_another_sop() -> None:
    """A second SOP, with other roles and another order of steps, needs no code."""
    sop = load(SECOND)
    assert [step.kind for step in sop.steps] == [
        Kind.DRAFT,
        Kind.EXAMINE,
        Kind.PREPARE,
        Kind.SIGN,
        Kind.ARCHIVE,
    ]
    assert {role.id: role.seat for role in sop.roles}["arsiparis"] is Seat.POOL
    assert sop.step(4).signature is Signature.CHAT
    assert (sop.step(4).returns_to, sop.step(4).return_default) == ((3, 2, 1), 3)
    assert sop.step(4).time.label == "1 hari kerja"


def test_the_first_return_is_the_default() -> None:
    """Without kembali_baku the first step in kembali_ke is where work goes back to."""
    sop = parse(changed(("kembali_baku = 5\n", "")), "a")
    assert sop.step(6).return_default == 5


def test_a_disposition_has_usual_degrees() -> None:
    """Without derajat a disposition offers the usual three."""
    text = changed(('derajat = ["Biasa", "Segera", "Sangat Segera"]\n', ""))
    step = parse(text, "a").step(1)
    assert step.urgencies == ("Biasa", "Segera", "Sangat Segera")
    assert step.instructions[0] == Instruction("Agendakan rapat evaluasi", chosen=True)


def test_a_syntax_fault_has_line_and_column() -> None:
    """What is not TOML is told with its place."""
    (fault,) = faults('kode = "a"\nidentitas = \n')
    assert fault.key == "line 2, column 13"
    assert "not TOML" in fault.wrong


@pytest.mark.parametrize("text", ['a = "', "a = " + "[" * 5000, "a = " + "9" * 5000, "\udc80"])
def test_what_no_parser_takes_is_a_fault(text: str) -> None:
    """Unclosed quotes, absurd nesting, endless numbers and half characters are faults, not crashes."""
    assert len(faults(text)) == 1


@pytest.mark.parametrize(
    ("make", "key", "wrong"),
    [
        (lambda file: None, "file", "does not exist"),  # noqa: ARG005
        (lambda file: file.mkdir(), "file", "is a folder"),
        (lambda file: file.write_bytes(b"#" * 1_000_001), "file", "larger than 1,000,000 bytes"),
        (lambda file: file.write_bytes(b"kode = 1\nnama = '\xe9'\n"), "line 2", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(
    make: Callable[[Path], object], key: str, wrong: str, tmp_path: Path
) -> None:
    """A file that is absent, a folder, too large or in another encoding is told as such."""
    file = tmp_path / "sop.toml"
    make(file)
    with pytest.raises(SopFileError) as caught:
        load(file)
    (fault,) = caught.value.faults
    assert (fault.key, wrong in fault.wrong) == (key, True)
    assert str(file) in str(caught.value)


def test_a_path_that_no_system_has_is_a_fault() -> None:
    """A path with a NUL in it is told, not raised as something else."""
    with pytest.raises(SopFileError, match="cannot be read"):
        load(Path("a\0b"))
