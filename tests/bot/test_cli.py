"""The command line: what is wrong is named with file, key and how to mend it; nothing else is shown."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from docx import Document

from storage.migrate import upgrade
from tests.support.nursery import Nursery
from tests.support.running import ROOT, TOKEN, Bot, Simulator

NOWHERE = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""
WRONG_SOP = ROOT / "tests" / "data" / "wrong" / "sop.toml"
SECOND_SOP = ROOT / "tests" / "data" / "penerbitan-surat-keterangan.toml"


class Shell:
    """Runs sopbot in a folder of its own; from a nursery it starts faster."""

    def __init__(self, folder: Path, nursery: Nursery | None) -> None:
        self.folder = folder
        self._nursery = nursery
        self.config = folder / "config.toml"

    def configure(self, address: str = NOWHERE, token: str = TOKEN, more: str = "") -> None:
        """Write a configuration."""
        self.config.write_text(
            f'[telegram]\ntoken = "{token}"\nbase_url = "{address}/bot"\n'
            f'base_file_url = "{address}/file/bot"\n{more}',
            encoding="utf-8",
        )

    def run(self, *arguments: str, config: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end; whatever it says, it shows no traceback and no token."""
        before = ["--config", str(self.config)] if config else []
        env = {k: v for k, v in os.environ.items() if k != "SOPBOT_TOKEN"}
        env |= {"PYTHONPATH": str(ROOT), "COLUMNS": "60"}
        if self._nursery is not None:
            done = self._nursery.run(*before, *arguments, cwd=self.folder, env=env)
        else:
            done = subprocess.run(  # noqa: S603 - our own interpreter
                [sys.executable, "-W", "error", "-m", "bot", *before, *arguments],
                cwd=self.folder,
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        assert TOKEN not in said
        assert TOKEN.partition(":")[2] not in said
        return done

    def refused(self, *arguments: str) -> str:
        """Run a command that must end with status 2; return what it says on standard error."""
        done = self.run(*arguments)
        assert done.returncode == 2, done.stdout + done.stderr
        assert done.stderr.strip()
        return done.stderr


@pytest.fixture
def shell(tmp_path: Path, nursery: Nursery) -> Shell:
    return Shell(tmp_path, nursery)


@pytest.fixture
def real_shell(tmp_path: Path) -> Shell:
    """Give one that starts `python -m bot` anew each time, as people do."""
    return Shell(tmp_path, None)


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Simulator]:
    with Simulator(tmp_path_factory.mktemp("telegram"), nursery=nursery) as simulator:
        yield simulator


@pytest.mark.parametrize("command", [("run",), ("migrate",), ("invite", "kepala-biro")])
def test_a_missing_configuration_is_named_with_how_to_make_one(
    shell: Shell, command: tuple[str, ...]
) -> None:
    """The path that was looked at, and what to copy there."""
    said = shell.refused(*command)
    assert str(shell.config) in said
    assert "copy config.example.toml" in said


def test_every_wrong_key_is_named_at_once(real_shell: Shell) -> None:
    """A misspelt key, a wrong zone and a wrong type in one go, each with what would be right."""
    real_shell.configure(more='tokn = "x"\n[office]\ntimezone = "Asia/Padang"\nadmins = "saya"\n')
    lines = real_shell.refused("migrate").strip().splitlines()
    assert len(lines) == 3
    for key, line in zip(("telegram.tokn", "office.timezone", "office.admins"), lines, strict=True):
        assert line.startswith(f"{real_shell.config}: {key}: ")
        assert " -> " in line


def test_a_wrong_token_in_the_file_is_not_repeated(shell: Shell) -> None:
    """The key is named, its value never shown."""
    shell.configure(token="rahasia sekali")
    said = shell.refused("migrate")
    assert "telegram.token" in said
    assert "rahasia" not in said


def test_an_sop_file_is_linted_with_all_its_faults(shell: Shell) -> None:
    """File, key, what is wrong and what would be right, one line a fault."""
    lines = shell.refused("sop", "lint", str(WRONG_SOP)).strip().splitlines()
    assert len(lines) > 5
    assert all(line.startswith(f"{WRONG_SOP}: ") and " -> " in line for line in lines)


def test_a_good_sop_file_is_said_to_be_good(real_shell: Shell) -> None:
    """With its name and how many steps it has; no configuration is needed."""
    done = real_shell.run("sop", "lint", str(SECOND_SOP), config=False)
    assert done.returncode == 0
    assert "SOP PENERBITAN SURAT KETERANGAN, 5 steps, no faults" in done.stdout


def test_an_sop_file_that_is_not_there_is_named(shell: Shell) -> None:
    """A wrong path is a fault like any other."""
    assert "tidak-ada.toml" in shell.refused("sop", "lint", str(shell.folder / "tidak-ada.toml"))


@pytest.mark.parametrize("command", [("run",), ("invite", "kepala-biro")])
def test_a_wrong_sop_file_of_the_office_stops_the_program(shell: Shell, command: tuple[str, ...]) -> None:
    """Its faults are those that lint names."""
    shell.configure(more=f'[sop]\nfiles = ["{WRONG_SOP}"]\n')
    said = shell.refused(*command)
    assert said.count(f"{WRONG_SOP}: ") > 5


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (("bendahara",), "the roles are: admin, jf, kasubag-tu, kepala-bagian, kepala-biro"),
        (("kepala-bagian",), 'add --bagian "UNIT" (units: Tata Laksana, Kelembagaan)'),
        (("kepala-bagian", "--bagian", "Umum"), "the units are: Tata Laksana, Kelembagaan"),
        (("kepala-biro", "--bagian", "Kelembagaan"), "leave --bagian away"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_with_the_mend(
    shell: Shell, arguments: tuple[str, ...], mend: str
) -> None:
    """Unknown role, missing unit, unknown unit, a unit too many."""
    shell.configure(more='[office]\nunits = ["Tata Laksana", "Kelembagaan"]\n')
    assert mend in shell.refused("invite", *arguments)


def test_telegram_out_of_reach_is_said_so(shell: Shell) -> None:
    """The key that says where Telegram is, and no traceback."""
    shell.configure()
    assert shell.refused("invite", "kepala-biro").startswith("telegram.base_url: Telegram cannot be reached")


@pytest.mark.parametrize("command", [("run",), ("invite", "kepala-biro")])
def test_a_token_that_telegram_refuses_is_said_so(
    shell: Shell, telegram: Simulator, command: tuple[str, ...]
) -> None:
    """The bot ends instead of trying for ever, and says where to get the token."""
    shell.configure(telegram.address, token="1000000003:a-token-of-somebody-else_00000000000")
    said = shell.refused(*command)
    assert "telegram.token: Telegram refuses the token; copy it again from @BotFather" in said
    assert "a-token-of-somebody-else" not in said


def test_migrate_says_whether_anything_was_to_be_done(shell: Shell) -> None:
    """The first time it creates the database, the second time it finds it up to date."""
    shell.configure()
    first, second = shell.run("migrate"), shell.run("migrate")
    assert (first.returncode, first.stdout.strip()) == (0, "The database was brought up to date.")
    assert (second.returncode, second.stdout.strip()) == (0, "The database is up to date.")
    assert (shell.folder / "data" / "sopbot.db").exists()


def test_a_newer_database_is_refused_with_the_mend(shell: Shell) -> None:
    """An older program keeps its hands off."""
    path = shell.folder / "data" / "sopbot.db"
    upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    shell.configure()
    said = shell.refused("migrate")
    assert said.startswith("storage.database_url: ")
    assert "install a newer sopbot" in said


def test_a_file_that_is_no_database_is_said_so(shell: Shell) -> None:
    """In one line, with the key."""
    (shell.folder / "data").mkdir()
    (shell.folder / "data" / "sopbot.db").write_bytes(b"%PDF-1.7 " * 200)
    shell.configure()
    assert shell.refused("migrate").startswith("storage.database_url: the database cannot be used: ")


def test_the_password_of_the_database_is_never_shown(shell: Shell) -> None:
    """Nor when the server cannot be reached."""
    shell.configure(more='[storage]\ndatabase_url = "postgresql://sopbot:RAHASIA@127.0.0.1:9/sopbot"\n')
    for command in ("migrate", "check"):
        done = shell.run(command)
        assert done.returncode == 2
        assert "RAHASIA" not in done.stdout + done.stderr
        assert "storage.database_url" in done.stdout + done.stderr


def test_the_last_line_of_an_invitation_is_its_link(shell: Shell, telegram: Simulator) -> None:
    """A deep link with the bot's username and a code of the signs that Telegram allows."""
    shell.configure(telegram.address, more='[office]\nunits = ["Tata Laksana"]\n')
    done = shell.run("invite", "kepala-bagian", "--bagian", "tata laksana")
    assert done.returncode == 0, done.stderr
    last = done.stdout.rstrip("\n").splitlines()[-1]
    assert re.fullmatch(r"https://t\.me/\w+bot\?start=[A-Za-z0-9_-]{24}", last)
    assert "Kepala Bagian Tata Laksana: serves once, until " in done.stdout
    kept = (shell.folder / "data" / "sopbot.db").read_bytes()
    assert last.partition("?start=")[2].encode() not in kept


def test_open_invitations_are_listed_and_withdrawn(shell: Shell, telegram: Simulator) -> None:
    """By the number in the list or by the reference; what is withdrawn is no longer listed."""
    shell.configure(telegram.address, more='[office]\nunits = ["Tata Laksana"]\n')
    assert shell.run("invitations").stdout.strip() == "No invitation is open."
    for arguments in (("kepala-biro",), ("jf", "--bagian", "Tata Laksana"), ("admin",)):
        assert shell.run("invite", *arguments).returncode == 0
    lines = shell.run("invitations").stdout.strip().splitlines()
    posts = ["Kepala Biro", "JF/Pelaksana Tata Laksana", "Admin"]
    pattern = r"(\d)\. ([0-9a-f]{10})  (.+): made [\d: -]+ WIB, until [\d: -]+ WIB"
    found = [re.fullmatch(pattern, line) for line in lines]
    assert [(one[1], one[3]) for one in found if one] == [(str(i), p) for i, p in enumerate(posts, 1)]
    (reference,) = [one[2] for one in found if one and one[1] == "1"]
    assert shell.run("withdraw", reference.upper()).stdout == f"Withdrawn: {reference}  Kepala Biro\n"
    assert shell.run("withdraw", "1").stdout.endswith("  JF/Pelaksana Tata Laksana\n")
    (left,) = shell.run("invitations").stdout.strip().splitlines()
    assert left.startswith("1. ")
    assert "  Admin: made" in left
    for wrong in (reference, "0", "2", "zzz", ""):
        assert "names no open invitation, or several; see: sopbot invitations" in shell.refused(
            "withdraw", wrong
        )


def test_an_admin_is_added_where_none_can_do_it_on_the_phone(shell: Shell) -> None:
    """Somebody who has not written yet becomes one with the first /start; nothing but a number is taken."""
    shell.configure()
    said = shell.run("admin", "add", "123456789")
    assert (said.returncode, said.stdout) == (
        0,
        "123456789 is an admin as soon as they write /start to the bot.\n",
    )
    assert shell.run("admin", "add", "Rina").returncode == 2
    assert shell.run("admin", "add", "0").returncode == 2


def test_check_says_that_all_is_well(shell: Shell, telegram: Simulator) -> None:
    """Every line is ok, and the status is 0."""
    shell.configure(telegram.address)
    shell.run("migrate")
    done = shell.run("check")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.strip().splitlines()
    assert all(line.startswith("ok") for line in lines)
    assert any("the bot is @" in line for line in lines)
    assert any("database: is up to date" in line for line in lines)


def test_check_says_all_that_is_wrong_at_once(shell: Shell) -> None:
    """Telegram, database, SOP file, folder, scanner: one wrong thing does not hide another."""
    (shell.folder / "kertas.db").write_bytes(b"%PDF-1.7 " * 200)
    (shell.folder / "berkas").write_text("bukan folder")
    shell.configure(
        more='[storage]\ndatabase_url = "sqlite:///kertas.db"\nfiles_dir = "berkas/di-sini"\n'
        f'[sop]\nfiles = ["{WRONG_SOP}"]\n[scanner]\nclamav = "/tidak/ada.ctl"\n'
    )
    done = shell.run("check")
    assert done.returncode == 2
    wrong = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    keys = (
        "telegram.base_url",
        "storage.database_url",
        "storage.files_dir",
        "scanner.clamav",
        str(WRONG_SOP),
    )
    for key in keys:
        assert any(key in line for line in wrong), key
    assert "is not a folder" in done.stdout
    assert any(line.startswith("ok") for line in done.stdout.splitlines())


def test_check_without_a_configuration_says_only_that(shell: Shell) -> None:
    """There is nothing else to look at."""
    done = shell.run("check")
    assert done.returncode == 2
    assert str(shell.config) in done.stdout
    assert done.stdout.count("FAIL") == 1


@pytest.mark.parametrize("command", [("run",), ("migrate",), ("check",), ("invite", "kepala-biro")])
def test_a_database_address_with_a_wrong_port_is_a_fault(shell: Shell, command: tuple[str, ...]) -> None:
    """Named with its key, like any other."""
    shell.configure(more='[storage]\ndatabase_url = "postgresql://u:RAHASIA@h:abc/x"\n')
    done = shell.run(*command)
    assert done.returncode == 2
    assert "storage.database_url: is not an address that can be read" in done.stdout + done.stderr
    assert "RAHASIA" not in done.stdout + done.stderr


def test_a_second_run_on_one_database_is_refused(shell: Shell, telegram: Simulator) -> None:
    """It would send everything twice; whichever bot it is for."""
    shell.configure(telegram.address)
    with Bot(shell.folder, telegram, database=f"sqlite:///{shell.folder}/data/sopbot.db") as bot:
        until = monotonic() + 30
        while "running for" not in bot.logged():
            assert monotonic() < until, bot.logged()
        said = shell.refused("run")
        bot.stop()
    assert "another sopbot run already works on this database" in said


def test_check_tries_folders_by_writing(shell: Shell, telegram: Simulator) -> None:
    """What only looks like a folder one may write in is found out: /proc, a file, a name too long."""
    (shell.folder / "data").mkdir()
    (shell.folder / "data" / "incoming").write_text("bukan folder")
    (shell.folder / "dir.db").mkdir()
    for storage, key in (
        ('database_url = "sqlite:////proc/sopbot/x.db"', "storage.database_url"),
        ('database_url = "sqlite:///dir.db"', "storage.database_url"),
        (f'database_url = "sqlite:///{"x" * 300}/x.db"', "storage.database_url"),
        ('files_dir = "/proc/sopbot"', "storage.files_dir"),
        ('files_dir = "data"', "storage.files_dir"),
        (f'files_dir = "{"x" * 300}"', "storage.files_dir"),
    ):
        shell.configure(telegram.address, more=f"[storage]\n{storage}\n")
        done = shell.run("check")
        assert done.returncode == 2, storage
        assert f"FAIL {key}" in done.stdout, storage


def test_templates_are_exported_and_an_edited_one_is_left_alone(shell: Shell) -> None:
    """The office's copies lie beside the configuration; what became of each is said."""
    shell.configure()
    done = shell.run("templates", "export")
    folder = shell.folder / "templates"
    assert done.returncode == 0
    assert f"{folder / 'notulen.docx'}: written" in done.stdout
    (folder / "notulen.docx").write_bytes(b"milik kantor")
    done = shell.run("templates", "export")
    assert f"{folder / 'notulen.docx'}: left alone: it was edited" in done.stdout
    assert "--force" in done.stdout
    assert (folder / "notulen.docx").read_bytes() == b"milik kantor"
    done = shell.run("templates", "export", str(shell.folder / "lain"), config=False)
    assert f"{shell.folder / 'lain' / 'laporan.docx'}: written" in done.stdout
    (shell.folder / "berkas").write_bytes(b"")
    assert "berkas" in shell.refused("templates", "export", str(shell.folder / "berkas" / "dalam"))


def test_a_broken_template_of_the_office_is_named(shell: Shell) -> None:
    """File, line and placeholder; the templates that are right are said to be."""
    shell.configure()
    done = shell.run("templates", "check")
    assert (done.returncode, "the ones that come with sopbot serve" in done.stdout) == (0, True)
    shell.run("templates", "export")
    document = Document()
    document.add_paragraph("Nomor: {{ nomer }}")
    document.save(str(shell.folder / "templates" / "notulen.docx"))
    (shell.folder / "templates" / "Surat Tugas.docx").write_bytes(b"")
    done = shell.run("templates", "check")
    assert done.returncode == 2
    assert 'notulen.docx: "Nomor: {{ nomer }}": there is no placeholder {{ nomer }}' in done.stdout
    assert "laporan.docx has no faults" in done.stdout
    assert "Surat Tugas.docx: is not looked at" in done.stdout
    done = shell.run("check")
    assert done.returncode == 2
    assert "there is no placeholder {{ nomer }}" in done.stdout


def test_an_sop_that_names_a_template_which_is_not_there_stops_the_program(shell: Shell) -> None:
    """File, key, step and what there is; with a file of that name it is right."""
    text = SECOND_SOP.read_text(encoding="utf-8")
    own = shell.folder / "sendiri.toml"
    own.write_text(
        text.replace('jenis_tindakan = "susun"', 'jenis_tindakan = "susun"\ntemplat = "nota-dinas"', 1),
        encoding="utf-8",
    )
    assert "nota-dinas" in own.read_text(encoding="utf-8")
    shell.configure(more=f'[sop]\nfiles = ["{own}"]\n')
    said = shell.refused("run")
    assert f"{own}: langkah[" in said
    assert "there is no Word template 'nota-dinas'" in said.replace('"nota-dinas"', "'nota-dinas'")
    assert "undangan-rapat" in said
