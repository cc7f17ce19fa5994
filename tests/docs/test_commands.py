"""Every command that a document tells people to type exists."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app
from tests.docs.pages import PAGES, ROOT, commands, fenced, name

TREE: Any = typer.main.get_command(app)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)) | {".venv/.runtime", ".venv/.dev"}
OURS = [(name(page), line) for page in PAGES for line in commands(page) if re.match(r"sopbot\b", line)]
MAKES = [
    (name(page), made.group(1))
    for page in PAGES
    for line in commands(page)
    if (made := re.search(r"\bmake (?:-C \S+ )?((?:[a-z./]+ ?)+)", line))
]


@pytest.mark.parametrize(("page", "line"), OURS)
def test_a_sopbot_command_in_the_documents_exists_with_its_options(page: str, line: str) -> None:
    """The command line knows each command and each option that is written down."""
    words = shlex.split(line)[1:]
    command = TREE
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    assert command is not TREE, f"{page}: {line!r} names no command of sopbot"
    options = {option for parameter in command.params for option in parameter.opts}
    unknown = [word for word in words if word.startswith("--") and word not in options]
    assert not unknown, f"{page}: {line!r} has options that do not exist"


@pytest.mark.parametrize(("page", "targets"), MAKES)
def test_a_make_target_in_the_documents_exists(page: str, targets: str) -> None:
    """The Makefile knows each target that is written down."""
    unknown = set(targets.split()) - TARGETS
    assert not unknown, f"{page}: make has no {unknown}"


def test_the_readme_names_the_two_commands_of_a_fresh_machine() -> None:
    """Whoever opens the README finds how to try it and how to test it."""
    lines = commands(ROOT / "README.md")
    for target in ("demo", "test"):
        assert any(line.split()[:2] == ["make", target] for line in lines)


def test_ci_calls_the_readmes_test_command() -> None:
    """What CI runs is what people run."""
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_service_runs_the_program_from_where_the_readme_puts_it() -> None:
    """The unit, the alias and the steps of the README speak of the same folders."""
    unit = (ROOT / "deploy" / "sopbot.service").read_text("utf-8")
    start = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    readme = "\n".join(fenced(ROOT / "README.md", "sh"))
    command = start.removeprefix("ExecStart=").removesuffix(" run")
    assert command in readme
    assert str(Path(command.split()[0]).parents[2]) in readme
