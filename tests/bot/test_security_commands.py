"""The key and the authenticators on the command line: what is missing is said with how to mend it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.vault import Vault, is_key
from storage.migrate import upgrade
from storage.store import Store
from storage.transaction import Tx
from tests.bot.test_cli import Shell
from tests.support.codes import new_key, with_codes
from tests.support.nursery import Nursery
from tests.support.running import Simulator

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Simulator]:
    with Simulator(tmp_path_factory.mktemp("telegram"), nursery=nursery) as simulator:
        yield simulator


@pytest.fixture
def shell(tmp_path: Path, nursery: Nursery) -> Shell:
    (tmp_path / "sop.toml").write_text(with_codes(), encoding="utf-8")
    return Shell(tmp_path, nursery)


def asking(key: str = "") -> str:
    return (
        f'[sop]\nfiles = ["sop.toml"]\n[security]\nkey = "{key}"\n'
        if key
        else '[sop]\nfiles = ["sop.toml"]\n'
    )


def app_of(shell: Shell, key: str, name: str = "Andri Saputra") -> None:
    """Let somebody have an authenticator whose secret was encrypted with a key."""
    url = f"sqlite:///{shell.folder}/data/sopbot.db"
    (shell.folder / "data").mkdir(exist_ok=True)
    upgrade(url)
    store = Store(url)

    def enrol(tx: Tx) -> None:
        person = tx.people.admit(7, name, NOW)
        tx.authenticators.offer(person, Vault((key,)).seal(person, "GEZDGNBVGY3TQOJQ"), NOW)
        tx.authenticators.enrol(person, 0, NOW)

    store.run_sync(enrol)
    store.close()


def test_a_key_is_printed_with_where_it_goes_and_kept_nowhere(shell: Shell) -> None:
    """Each is another one; standard output is the line for the configuration, and nothing else."""
    first, second = (shell.run("key", config=False) for _ in range(2))
    line = re.fullmatch(r'key = "(.+)"\n', first.stdout)
    assert line is not None
    assert is_key(line[1])
    assert first.stdout != second.stdout
    assert "[security]" in first.stderr
    assert "SOPBOT_KEY" in first.stderr
    assert {path.name for path in shell.folder.iterdir()} == {"sop.toml"}


def test_without_a_key_run_ends_with_how_to_make_one(shell: Shell) -> None:
    """Where a current SOP asks for codes; before anything is made or sent."""
    shell.configure(more=asking())
    said = shell.refused("run")
    assert said.startswith("security.key: there is no key")
    assert "evaluasi-capaian-kinerja-internal" in said
    assert "sopbot key" in said
    assert not (shell.folder / "data").exists()


def test_check_names_a_missing_key(shell: Shell, telegram: Simulator) -> None:
    """And how to mend it; with the key it is content."""
    shell.configure(telegram.address, more=asking())
    failed = shell.run("check")
    assert failed.returncode == 2
    assert "FAIL security.key: there is no key" in failed.stdout
    assert "sopbot key" in failed.stdout
    shell.configure(telegram.address, more=asking(new_key()))
    assert shell.run("check").returncode == 0


def test_check_names_those_whose_app_another_key_encrypted(shell: Shell, telegram: Simulator) -> None:
    """The former key after the new one mends it."""
    old, new = new_key(), new_key()
    app_of(shell, old)
    shell.configure(telegram.address, more=asking(new))
    failed = shell.run("check")
    assert failed.returncode == 2
    assert "with another key: Andri Saputra" in failed.stdout
    both = asking(new).replace(f'"{new}"', f'["{new}", "{old}"]')
    shell.configure(telegram.address, more=both)
    done = shell.run("check")
    assert done.returncode == 0
    assert old not in done.stdout + failed.stdout
    assert new not in done.stdout + failed.stdout


def test_a_wrong_key_is_named_and_not_shown(shell: Shell) -> None:
    """As every wrong key of the configuration."""
    shell.configure(more=asking("rahasia"))
    said = shell.refused("run")
    assert "security.key" in said
    assert "rahasia" not in said


def test_an_app_is_reset_by_its_owners_name_or_number(shell: Shell) -> None:
    """Whoever has none is told so; of two of a name the numbers are shown."""
    key = new_key()
    shell.configure(more=asking(key))
    app_of(shell, key)
    assert "nobody with an authenticator" in shell.refused("authenticator", "reset", "Joko Susilo")
    done = shell.run("authenticator", "reset", " andri saputra ")
    assert done.returncode == 0, done.stderr
    assert "Andri Saputra enrols anew" in done.stdout
    assert "nobody with an authenticator" in shell.refused("authenticator", "reset", "7")
