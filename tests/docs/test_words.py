"""The documents speak of what is there: keys, buttons, commands, files, names, packages."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import load
from bot.config_shape import ConfigShape
from handlers import stepup_texts, time_card
from handlers.attend_card import HERE
from handlers.texts import ADMIN_COMMANDS, COMMANDS, STRANGER_COMMANDS
from tests.docs.pages import PAGES, ROOT, fenced, inline, name, prose
from tests.tools import placeholder_table

GUIDE = ROOT / "docs" / "panduan-pejabat.md"
FLOORS = ("bot", "handlers", "office", "storage", "sop", "simulator")
SOURCE = "\n".join(file.read_text("utf-8") for floor in FLOORS for file in (ROOT / floor).rglob("*.py"))
SECTIONS = {key: field.annotation for key, field in ConfigShape.model_fields.items()}
KEYS = [
    (name(page), code)
    for page in PAGES
    if page.parent.name != "decisions"  # which speak of the library `telegram` too
    for code in inline(page)
    if re.fullmatch(rf"({'|'.join(SECTIONS)})\.[a-z_]+", code)
]
PATHS = [
    (name(page), code)
    for page in PAGES
    if page.parent != ROOT / "simulator"
    for code in inline(page)
    if re.fullmatch(rf"({'|'.join((*FLOORS, 'docs', 'tests', 'bench', 'deploy', '.ci'))})/[\w./-]*", code)
]


@pytest.mark.parametrize(("page", "key"), KEYS)
def test_a_key_of_the_configuration_in_the_documents_exists(page: str, key: str) -> None:
    """Whoever copies a key out of a document gets no "unknown key"."""
    section, _, rest = key.partition(".")
    assert rest in getattr(SECTIONS[section], "model_fields", {}), f"{page} names {key}"


@pytest.mark.parametrize("page", [page for page in PAGES if fenced(page, "toml")], ids=name)
def test_a_piece_of_configuration_in_the_documents_is_taken(page: Path, tmp_path: Path) -> None:
    """Each TOML block of a document is a valid part of a configuration."""
    for block in fenced(page, "toml"):
        data = tomllib.loads(block)
        token = 'token = "1000000009:DOCUMENTS-only-token"\n'
        text = block.replace("[telegram]\n", "[telegram]\n" + token)
        file = tmp_path / "config.toml"
        file.write_text(text if "telegram" in data else f"[telegram]\n{token}{block}", encoding="utf-8")
        assert load(file, {})


def test_every_button_in_the_guide_is_on_a_card_and_every_button_of_a_card_in_the_guide() -> None:
    """Officials find in the guide the words they see, and no others."""
    files = ("cards.py", "attend_card.py")
    cards = "".join((ROOT / "handlers" / file).read_text("utf-8") for file in files)
    more = {"Unggah", "Ganti berkas", HERE, time_card.TIME}
    labels = set(re.findall(r'on\("([^"]+)", Verb', cards)) | more
    on_cards = {re.sub(r"^[^\w]+", "", label).strip() for label in labels} - {"", "Kembali"}
    rows = [line.split("|")[1] for line in prose(GUIDE).splitlines() if line.startswith("| **")]
    in_guide = {word for row in rows for word in re.findall(r"\*\*([^*]+)\*\*", row)}
    for word in ("Unggah", "Ganti berkas"):
        assert word in cards
    assert in_guide == on_cards - {"Catatan"}  # named in the row of Disposisikan


def test_the_guide_explains_every_command_of_the_menu() -> None:
    """The table of commands is the menu that officials see."""
    rows = re.findall(r"^\| `/(\w+)` \|", prose(GUIDE), re.MULTILINE)
    assert sorted(rows) == sorted(command for command, _ in (*COMMANDS, stepup_texts.COMMAND))


def test_what_the_guide_of_substitutes_says_to_tap_is_there() -> None:
    """Each bold word of the page is on a button, or in the simulator's menu."""
    shown = "".join(file.read_text("utf-8") for file in (ROOT / "handlers").glob("*.py"))
    shown += (ROOT / "simulator" / "page" / "index.html").read_text("utf-8")
    words = re.findall(r"\*\*([^*]+)\*\*", prose(ROOT / "docs" / "panduan-plh.md"))
    assert len(words) > 10
    assert [word for word in words if word.removesuffix(" …") not in shown] == []


def test_the_admins_guide_explains_every_command_that_only_admins_have() -> None:
    """The table of commands is what their menu has beside that of officials."""
    page = prose(ROOT / "docs" / "panduan-admin.md").split("## Perintah admin")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `/(\w+)` \|", page, re.MULTILINE)
    assert rows == [command for command, _ in ADMIN_COMMANDS]


def test_the_guide_of_officials_says_how_to_come_in() -> None:
    """Whoever is not in yet has these commands in the menu."""
    page = prose(GUIDE).split("## Masuk")[1].split("\n## ")[0]
    assert {"start", "daftar"} == {command for command, _ in STRANGER_COMMANDS}
    assert "(Start)" in page
    assert "`/daftar`" in page


@pytest.mark.parametrize(("page", "path"), PATHS)
def test_a_file_named_in_the_documents_exists(page: str, path: str) -> None:
    """A path in a document leads to a file, a folder, or a name within a module."""
    module, _, attribute = path.rpartition(".")
    if (ROOT / path).exists():
        return
    file = ROOT / f"{module}.py"
    assert file.is_file(), f"{page} names {path}"
    assert re.search(rf"\b{attribute}\b", file.read_text("utf-8")), f"{page} names {path}"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_a_name_of_the_code_in_the_documents_exists(page: str) -> None:
    """Classes and tables of the code bear the names that the documents give them."""
    words = [code for code in inline(ROOT / page) if re.fullmatch(r"_?[A-Z]\w*(\.\w+)?", code)]
    gone = [word for word in words if not re.search(rf"\b{word.rpartition('.')[2]}\b", SOURCE)]
    assert words
    assert not gone


def test_each_direct_dependency_has_its_line_and_no_other_has_one() -> None:
    """The page of dependencies and pyproject.toml name the same packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    listed = [*project["project"]["dependencies"], *groups["build"], *groups["dev"]]
    wanted = {re.split(r"[\[><=;]", entry)[0].strip() for entry in listed if isinstance(entry, str)}
    rows = re.findall(r"^\| ([\w, -]+?) \| ", prose(ROOT / "docs" / "dependencies.md"), re.MULTILINE)
    named = {package.strip() for row in rows for package in row.split(",")} - {"package", "---"}
    assert named == wanted


def test_the_admins_guide_has_every_placeholder() -> None:
    """The table is the one that tests/tools/placeholder_table.py makes of the code."""
    page = (ROOT / "docs" / "panduan-admin.md").read_text("utf-8")
    assert placeholder_table.written(page) == page
