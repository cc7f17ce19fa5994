"""Archive packages: whole and provable, safe names, restored from themselves, and found out when altered."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from office import package_check, packages
from office.package_check import Report, Restored
from papers import bag, package
from papers.bag import NotABagError
from papers.package import Contents
from sop.case import Status
from storage.chain import START
from storage.codec import dump_case
from storage.documents import Document, DocumentKind
from storage.files import FileStore
from tests.office.bindery import bind
from tests.office.bureau import SEATS, Bureau

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
TITLE = "Evaluasi <b>../../etc/passwd</b>\u202egnp.exe"


@dataclass(frozen=True)
class Packed:
    """A closed case with its package."""

    bureau: Bureau
    contents: Contents
    zip: Path
    folder: Path


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Run a case to its end; every file that was uploaded lies on a shelf."""
    here = tmp_path_factory.mktemp("packages")
    bureau = Bureau(here)
    bureau.now = bureau.now.astimezone(UTC)  # as the clock of the program says it
    bureau.open(RINA, TITLE)
    while bureau.next():
        bind(bureau, here)
    case = bureau.case()
    assert case.status is Status.CLOSED
    contents = bureau.ask(lambda tx: packages.contents(tx, bureau.office, case, lambda name: here / name))
    target = here / "paket.zip"
    package.archive_package(target, contents)
    (here / "unpacked").mkdir()
    folder = bag.unpack(target, here / "unpacked")
    return Packed(bureau, contents, target, folder)


@pytest.fixture
def copy(packed: Packed, tmp_path: Path) -> Path:
    """Return an unpacked package of one's own."""
    return bag.unpack(packed.zip, tmp_path)


def bagit(folder: Path) -> int:
    """Return what the reference tool, as a process of its own, says of a bag: 0 for valid."""
    command = [sys.executable, "-m", "bagit", "--quiet", "--validate", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode  # noqa: S603 - our own


def wrong(report: Report) -> list[str]:
    """Return what a report found wrong."""
    return [check.text for check in report.checks if not check.good]


def test_the_reference_tool_and_ours_find_a_package_whole(packed: Packed) -> None:
    """Both read every byte of it."""
    assert bagit(packed.folder) == 0
    report = package_check.examine(packed.folder)
    assert wrong(report) == []
    assert [check.text.partition(":")[0] for check in report.checks] == [
        "bag",
        "chain",
        "replay",
        "SOP",
        "files",
    ]


def test_a_package_says_what_it_is(packed: Packed) -> None:
    """Its folder, its tags and its payload are those of the case; every name is plain."""
    assert packed.folder.name == "arsip-proses-1_000-8-001-2026"
    info = (packed.folder / "bag-info.txt").read_text("utf-8").splitlines()
    assert "External-Identifier: 000.8/001/2026" in info
    assert "Source-Organization: Biro Organisasi" in info
    assert "Bagging-Date: 2026-11-23" in info
    assert any(line.startswith("External-Description: Evaluasi <b>../../etc/passwd</b>") for line in info)
    assert any(line.startswith("Payload-Oxum: ") for line in info)
    assert (packed.folder / "bagit.txt").read_text("utf-8").startswith("BagIt-Version: 1.0\n")
    found = {
        path.relative_to(packed.folder / "data").as_posix() for path in (packed.folder / "data").rglob("*.*")
    }
    assert found >= {
        "riwayat.json",
        "riwayat.txt",
        "metadata.json",
        "BACA-SAYA.txt",
        "buku-ekspedisi.pdf",
        "buku-ekspedisi.csv",
        "sertifikat-proses.pdf",
        "berkas/langkah-1/lembar-disposisi_v1.pdf",
        "berkas/langkah-0/dokumen-dasar_v1.pdf",
        "berkas/langkah-2/undangan-rapat-evaluasi_v1.pdf",
        "sop/evaluasi-capaian-kinerja-internal.toml",
    }
    told = (packed.folder / "data" / "riwayat.txt").read_text("utf-8")
    assert "Kepala Biro, Andri Saputra: menandatangani" in told
    assert "dengan nomor 000.8/001/2026" in told
    book = (packed.folder / "data" / "buku-ekspedisi.csv").read_text("utf-8-sig").splitlines()
    assert len(book) == 4
    assert "Kepala Bagian Tata Laksana, Yulia Fitri" in book[1]


def test_the_same_case_makes_the_same_bytes(packed: Packed, tmp_path: Path) -> None:
    """A package that is made again has the hash that is written down of the first."""
    again = tmp_path / "lagi.zip"
    package.archive_package(again, packed.contents)
    assert again.read_bytes() == packed.zip.read_bytes()
    assert list(tmp_path.iterdir()) == [again]


def test_whoever_is_killed_while_packing_leaves_nothing(
    packed: Packed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press kills what takes too long; hundreds of megabytes would stay until the next start."""
    files = FileStore(tmp_path)
    files.prepare()
    monkeypatch.setattr(package.shutil, "rmtree", lambda *_, **__: None)  # nothing is tidied up any more

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bag, "pack", killed)
    with files.desk() as target:
        with pytest.raises(KeyboardInterrupt):
            package.archive_package(target, packed.contents)
        assert len(list(files.incoming.iterdir())) == 1
        monkeypatch.undo()
    assert list(files.incoming.iterdir()) == []


def test_what_was_sent_and_filed_is_what_is_in_it(packed: Packed) -> None:
    """The package that the workshop made is this one, and the certificate in it the one that was filed."""
    documents = packed.bureau.ask(lambda tx: tx.documents.of_case(1))
    (kept,) = [one for one in documents if one.kind == DocumentKind.PACKAGE]
    assert kept.sha256 == hashlib.sha256(packed.zip.read_bytes()).hexdigest()
    assert kept.name == f"{packed.folder.name}.zip"
    certificate = (packed.folder / "data" / "sertifikat-proses.pdf").read_bytes()
    (filed,) = [one for one in documents if one.kind == DocumentKind.CERTIFICATE]
    assert filed.sha256 == hashlib.sha256(certificate).hexdigest()


def test_a_case_is_restored_from_its_package_alone(packed: Packed) -> None:
    """The same state, the same end of the chain, the same files, byte for byte."""
    restored: Restored = package_check.restore(packed.folder)
    case = packed.bureau.case()
    assert restored.case == case
    assert dump_case(restored.case) == dump_case(case)
    assert restored.head == packed.bureau.ask(lambda tx: tx.cases.chain_head(1)) != START
    assert list(restored.events) == packed.bureau.ask(lambda tx: tx.cases.events(1))
    kept = [
        one
        for one in packed.bureau.ask(lambda tx: tx.documents.of_case(1))
        if one.kind in (DocumentKind.UPLOAD, DocumentKind.SHEET)
    ]
    assert set(restored.files) == {one.sha256 for one in kept}
    for digest, path in restored.files.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


FILES = (
    "data/berkas/langkah-0/dokumen-dasar_v1.pdf",
    "data/riwayat.json",
    "data/riwayat.txt",
    "data/metadata.json",
    "data/buku-ekspedisi.pdf",
    "bag-info.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
)


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_is_found_by_both(copy: Path, name: str) -> None:
    """Wherever it is."""
    path = copy / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert bagit(copy) != 0
    assert not package_check.examine(copy).good


def rebagged(folder: Path) -> None:
    """Make the manifests anew, as somebody would who alters a package and covers the traces."""
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for path in (folder / "data").iterdir():
        path.rename(folder / path.name)
    (folder / "data").rmdir()
    bag.make_bag(folder, {"Source-Organization": "Biro Organisasi"})


def altered_event(folder: Path) -> str:
    path = folder / "data" / "riwayat.json"
    told = json.loads(path.read_text("utf-8"))
    told["events"][3]["name"] = "Orang Lain"
    path.write_text(json.dumps(told), "utf-8")
    return "chain: broken at event 4 of"


def dropped_end(folder: Path) -> str:
    path = folder / "data" / "riwayat.json"
    told = json.loads(path.read_text("utf-8"))
    del told["events"][-1]
    path.write_text(json.dumps(told), "utf-8")
    return "chain: broken at event"


def other_file(folder: Path) -> str:
    (folder / "data" / "berkas" / "langkah-0" / "dokumen-dasar_v1.pdf").write_bytes(b"%PDF-1.7 lain")
    return "files: berkas/langkah-0/dokumen-dasar_v1.pdf is not what the record names"


def other_state(folder: Path) -> str:
    path = folder / "data" / "metadata.json"
    told = json.loads(path.read_text("utf-8"))
    told["case"]["state"] = told["case"]["state"].replace("Andri Saputra", "Orang Lain")
    path.write_text(json.dumps(told), "utf-8")
    return "replay: the record gives another state than was kept"


def missing_document(folder: Path) -> str:
    path = folder / "data" / "metadata.json"
    told = json.loads(path.read_text("utf-8"))
    del told["documents"][0]
    path.write_text(json.dumps(told), "utf-8")
    return "of the record is missing"


def other_sop(folder: Path) -> str:
    (path,) = (folder / "data" / "sop").iterdir()
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    return "SOP: the file is not the one the case ran"


def outside(folder: Path) -> str:
    path = folder / "data" / "metadata.json"
    told = json.loads(path.read_text("utf-8"))
    told["documents"][0]["path"] = "../../../../etc/passwd"
    path.write_text(json.dumps(told), "utf-8")
    return "record: cannot be read"


def deep(folder: Path) -> str:
    (folder / "data" / "metadata.json").write_text("[" * 100_000, "utf-8")
    return "record: cannot be read"


@pytest.mark.parametrize(
    "change",
    [altered_event, dropped_end, other_file, other_state, missing_document, other_sop, outside, deep],
)
def test_what_a_new_manifest_would_hide_is_found(copy: Path, change: Callable[[Path], str]) -> None:
    """The bag may be valid again; the record still says what was there."""
    said = change(copy)
    rebagged(copy)
    assert bagit(copy) == 0
    found = wrong(package_check.examine(copy))
    assert any(said in one for one in found), found


HOSTILE = (
    "../../../../tmp/keluar.pdf",
    "C:\\Windows\\system32\\cmd.pdf",
    "con.pdf",
    "laporan\u202efdp.exe",
    "x" * 255 + ".pdf",
    "~root/.ssh/kunci.pdf",
    "-rf *.pdf",
    "a\nb: c.pdf",
    "%2e%2e%2f.pdf",
    ".pdf",
    "",
)


def document(number: int, label: str, name: str) -> Document:
    """Return a version of a file."""
    return Document(
        number,
        1,
        2,
        label,
        1,
        f"{number:064x}",
        name,
        "application/pdf",
        5,
        None,
        "document",
        1,
        datetime(2026, 11, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_plain_ones(name: str) -> None:
    """In labels, which SOP files say, and in names, which people say; none is lost, none meets another."""
    placed = packages.placed(
        [
            document(i, label, name)
            for i, label in enumerate((name, name, "Undangan Rapat", "undangan/rapat", "…"))
        ]
    )
    paths = [path for path, _ in placed]
    assert len({path.casefold() for path in paths}) == len(paths) == 5
    for path in paths:
        assert path.isascii()
        assert path.startswith("berkas/langkah-2/")
        assert path.count("/") == 2
        assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_./")
        assert ".." not in path
        stem = path.rpartition("/")[2]
        assert len(stem) <= 80
        assert stem.partition(".")[0] not in {"con", "nul", ""}


@pytest.mark.parametrize(
    "entry",
    [
        "../keluar.txt",
        "/etc/cron.d/x",
        "a/../../b",
        "C:/x",
        "a\\..\\b",
        "bag/./x",
        "bag//x",
        "x" * 300,
    ],
)
def test_nothing_is_written_outside_whatever_a_zip_says(tmp_path: Path, entry: str) -> None:
    """Such a ZIP is refused before anything is unpacked."""
    hostile, inside = tmp_path / "jahat.zip", tmp_path / "dalam"
    inside.mkdir()
    with zipfile.ZipFile(hostile, "w") as file:
        file.writestr("bag/bagit.txt", bag.DECLARATION)
        file.writestr(entry, "x")
    with pytest.raises(NotABagError):
        bag.unpack(hostile, inside)
    assert sorted(tmp_path.rglob("*")) == sorted([hostile, inside])


def test_a_bomb_fills_no_disk(tmp_path: Path) -> None:
    """What it says it holds is looked at first, and what comes out is counted."""
    bomb, inside = tmp_path / "bom.zip", tmp_path / "dalam"
    inside.mkdir()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bag/bagit.txt", bag.DECLARATION)
        file.writestr("bag/data/nol", bytes(3_000_000))
    with pytest.raises(NotABagError, match="larger unpacked"):
        bag.unpack(bomb, inside, most_bytes=1_000_000)
    lying = bytearray(bomb.read_bytes())
    size = (3_000_000).to_bytes(4, "little")
    while (at := lying.find(size)) >= 0:
        lying[at : at + 4] = (10).to_bytes(4, "little")
    bomb.write_bytes(lying)
    with pytest.raises(NotABagError):
        bag.unpack(bomb, inside, most_bytes=1_000_000)
    assert sum(path.stat().st_size for path in inside.rglob("*") if path.is_file()) <= 1_000_000


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"bukan zip", bytes(1000)])
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """A truncated or other file is bad input, not a broken package."""
    path, inside = tmp_path / "x.zip", tmp_path / "dalam"
    inside.mkdir()
    path.write_bytes(content)
    with pytest.raises(NotABagError, match="no ZIP"):
        bag.unpack(path, inside)


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_damaged_zip_is_said_to_be_one_however_it_is_packed(tmp_path: Path, how: int) -> None:
    """Offices pack a folder anew with whatever program they have, and bytes go bad."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", how) as file:
        file.writestr("bag/bagit.txt", bag.DECLARATION)
        file.writestr("bag/data/x", "Evaluasi capaian kinerja triwulan III (contoh)." * 40)
    whole, content = path.read_bytes(), zipfile.ZipFile(path).read("bag/data/x")
    begins = whole.index(b"bag/data/x") + len(b"bag/data/x")
    for place in range(begins, whole.index(b"PK\x01\x02"), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        inside = tmp_path / f"dalam-{place}"
        inside.mkdir()
        try:
            bag.unpack(path, inside)
        except NotABagError:
            continue
        # One byte of the two that tell a version of LZMA says nothing of the content.
        assert (inside / "bag" / "data" / "x").read_bytes() == content
        assert how == zipfile.ZIP_LZMA


def test_lists_that_fill_the_memory_are_not_read(copy: Path) -> None:
    """A sparse file: it takes no room on the disk."""
    with (copy / "manifest-sha256.txt").open("r+b") as file:
        file.truncate(bag.MOST_TAGS)
    with pytest.raises(NotABagError, match="lists of more than 64 megabytes"):
        package_check.examine(copy)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"])
def test_a_record_outside_of_the_calendar_cannot_be_read(copy: Path, at: str) -> None:
    """It is no record of this program, and is said to be none."""
    path = copy / "data" / "riwayat.json"
    record = json.loads(path.read_bytes())
    record["events"][0]["at"] = at
    path.write_text(json.dumps(record), "utf-8")
    assert "record: cannot be read (OverflowError)" in wrong(package_check.examine(copy))


def test_links_and_far_files_are_no_part_of_a_package(copy: Path) -> None:
    """A folder with a link in it, or one whose files are to be fetched, is not looked into."""
    (copy / "fetch.txt").write_text("http://contoh.invalid/x 5 data/x\n", "utf-8")
    with pytest.raises(NotABagError, match="elsewhere"):
        package_check.examine(copy)
    (copy / "fetch.txt").unlink()
    (copy / "data" / "tautan").symlink_to("/etc/passwd")
    with pytest.raises(NotABagError, match="no file"):
        package_check.examine(copy)


def test_any_text_makes_a_part_of_a_name() -> None:
    """Readable where there are letters, never empty, never long."""
    assert packages.slug("…", "berkas") == "berkas"
    assert packages.slug("Évaluasi — Kinerja (2026)") == "evaluasi-kinerja-2026"
    assert len(packages.slug("x" * 300)) == 60
