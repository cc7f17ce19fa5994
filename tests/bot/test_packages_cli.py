"""`sopbot verify` and `sopbot export`: what they say, and with which status they end."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from papers import bag
from storage.store import Store, connection_of
from tests.office.bindery import bind
from tests.office.bureau import Bureau

runner = CliRunner()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a configuration, a database with a closed case and an open one, and files."""
    here = tmp_path_factory.mktemp("packages-cli")
    bureau = Bureau(here)
    bureau.open()
    while bureau.next():
        bind(bureau, here)
    bureau.open()
    files = here / "files"
    for digest, content in bureau.bytes.items():
        (files / digest[:2]).mkdir(parents=True, exist_ok=True)
        (files / digest[:2] / digest).write_bytes(content)
    bureau.store.close()
    text = '[telegram]\ntoken = "1000000009:PACKAGES-only-token"\n'
    text += f'[storage]\ndatabase_url = "sqlite:///{here / "bureau.db"}"\nfiles_dir = "{files}"\n'
    (here / "config.toml").write_text(text, encoding="utf-8")
    return here


def run(office: Path, *arguments: str) -> tuple[int, str]:
    """Run a command; return its status and all it says on one line."""
    done = runner.invoke(app, ["--config", str(office / "config.toml"), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture(scope="module")
def exported(office: Path) -> Path:
    """Write the package of the closed case out."""
    status, said = run(office, "export", "1", str(office / "keluar"))
    assert status == 0, said
    (folder,) = (office / "keluar").iterdir()
    assert said.startswith(str(folder))
    return folder


def test_an_exported_package_is_whole(office: Path, exported: Path) -> None:
    """The folder is there under its name and nothing else; verifying it says what was looked at."""
    assert exported.name == "arsip-proses-1_000-8-001-2026"
    status, said = run(office, "verify", str(exported))
    assert status == 0
    for part in ("proses 1: ", "ok bag: ", "ok chain: ", "ok replay: ", "ok SOP: ", "ok files: "):
        assert part in said, part


def test_an_altered_package_ends_with_1(office: Path, exported: Path, tmp_path: Path) -> None:
    """What is wrong is said of each thing that was looked at."""
    copy = tmp_path / exported.name
    shutil.copytree(exported, copy)
    path = copy / "data" / "riwayat.txt"
    path.write_bytes(path.read_bytes()[:-2] + b"x\n")
    zipped = tmp_path / "paket.zip"
    bag.pack(copy, zipped, datetime(2026, 11, 23, tzinfo=UTC))
    for where in (copy, zipped):
        status, said = run(office, "verify", str(where))
        assert status == 1
        assert "FAIL bag: " in said
        assert "ok chain: " in said


def test_what_a_package_says_does_not_steer_the_terminal(
    office: Path, exported: Path, tmp_path: Path
) -> None:
    """A name in it may hold an escape sequence, or turn what follows it around."""
    copy = tmp_path / exported.name
    shutil.copytree(exported, copy)
    for tag in (copy / "bag-info.txt", *copy.glob("tagmanifest-*")):
        tag.unlink()  # which would be wrong first
    (copy / "data" / "x\x1b[2J\u202egnp.exe").write_text("x")
    status, said = run(office, "verify", str(copy))
    assert status == 1
    assert "gnp.exe" in said
    assert not {"\x1b", "\u202e"} & set(said)


@pytest.mark.parametrize("what", ["tidak-ada.zip", "config.toml", "files"])
def test_what_is_no_package_ends_with_2(office: Path, what: str) -> None:
    """It is named, and so is what ails it."""
    status, said = run(office, "verify", str(office / what))
    assert status == 2
    assert what in said
    assert any(why in said for why in ("does not exist", "is no ZIP file", "no bagit.txt"))


@pytest.mark.parametrize(
    ("case", "why"), [("2", "is not closed"), ("99", "is the number of no case"), ("1", "is there already")]
)
def test_what_cannot_be_exported_is_said(office: Path, exported: Path, case: str, why: str) -> None:
    """Nothing is overwritten, and nothing half-written is left."""
    status, said = run(office, "export", case, str(exported.parent))
    assert status == 2
    assert why in said
    assert list(exported.parent.iterdir()) == [exported]


def copied(office: Path, tmp_path: Path) -> Path:
    """Return an office of one's own."""
    copy = tmp_path / "kantor"
    shutil.copytree(office, copy, ignore=shutil.ignore_patterns("keluar"))
    text = (copy / "config.toml").read_text("utf-8").replace(str(office), str(copy))
    (copy / "config.toml").write_text(text, encoding="utf-8")
    return copy


def test_a_kept_package_that_went_bad_is_made_anew(office: Path, tmp_path: Path) -> None:
    """Of the case's files, which are the same."""
    copy = copied(office, tmp_path)
    (kept,) = (p for p in (copy / "files").rglob("*") if p.is_file() and p.read_bytes()[:4] == b"PK\x03\x04")
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    status, said = run(copy, "export", "1", str(tmp_path / "keluar"))
    assert status == 0, said
    assert "ok replay: " in said
    assert len(list((tmp_path / "keluar").iterdir())) == 1


def test_a_case_without_a_kept_package_gets_one_on_the_spot(office: Path, tmp_path: Path) -> None:
    """As a case that was closed before there were packages."""
    copy = copied(office, tmp_path)
    store = Store(f"sqlite:///{copy / 'bureau.db'}")
    sql = "UPDATE documents SET kind = 'certificate' WHERE kind = 'package'"
    store.run_sync(lambda tx: connection_of(tx).exec_driver_sql(sql))
    store.close()
    status, said = run(copy, "export", "1", str(tmp_path / "keluar"))
    assert status == 0, said
    assert "ok files: " in said
