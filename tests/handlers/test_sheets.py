"""Whole-case sheets: they fit one message and say what they are for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import sheets, texts
from handlers.routes import COMMANDS
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length
from sop.case import Part, Status
from tests.handlers.test_cards import HOSTILE, SOPS, tour
from tests.sop.office_2026 import OFFICE, WIB
from tests.sop.worlds import World, second, shipped, staffed

MAX_TEXT = 4096


def fits(text: str) -> str:
    """Check that Telegram takes a text, and return what it shows."""
    shown, entities = parse_html(text)
    assert 0 < utf16_length(shown) <= MAX_TEXT
    assert {entity["type"] for entity in entities} <= {"bold", "code"}
    return shown


@pytest.mark.parametrize("words_name", HOSTILE)
@pytest.mark.parametrize("sop_name", SOPS)
def test_status_and_history_fit_a_message_in_every_state(sop_name: str, words_name: str) -> None:
    """Whatever people typed and however long the record is."""
    for world in tour(sop_name, words_name)[::2]:
        fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE))
        fits(sheets.history(world.sop, world.case, world.events, WIB))


def test_a_deadline_that_has_long_come_is_said_to_be_past() -> None:
    """The same rung says "has come" at its time, and after a stop of the bot that the task still waits."""
    world = World(shipped(), staffed(shipped()))
    task = next(t for t in world.case.open_tasks() if t.due is not None)
    assert task.due is not None
    said = [
        texts.reminder("due", world.sop, task, world.case, WIB, task.due + timedelta(minutes=ahead))
        for ahead in (0, 600)
    ]
    assert "Tenggat telah tiba" in said[0]
    assert "masih ditunggu" in said[1]


@pytest.mark.parametrize("words_name", HOSTILE)
def test_every_notice_fits_a_message(words_name: str) -> None:
    """Reminders, news for superiors and admins, greetings and the end."""
    word = HOSTILE[words_name] or "Andri Saputra"
    for world in tour("wide", words_name)[::3]:
        sop, case = world.sop, world.case
        for task in case.open_tasks():
            for kind in ("before", "due", "after"):
                fits(texts.reminder(kind, sop, task, case, WIB, world.now))
            fits(texts.late(sop, task, case, WIB, OFFICE, world.now))
        fits(texts.vacant(case, word))
        fits(texts.closed(sop, case, WIB))
        assert utf16_length(fits(texts.delivered(sop, case, word))) <= 1024
    for text in (
        texts.welcome(word, word, word),
        texts.known(word, word),
        texts.known(word, ""),
        texts.blocked(word),
        texts.succeeded(word, word),
        texts.failed(10**12),
    ):
        fits(text)


def test_the_status_shows_every_step_with_who_and_until_when() -> None:
    """Done by whom and when, waiting for whom and how long still, not begun."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.EXAMINE)
    shown = fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE))
    lines = shown.split("\n")
    for step in world.sop.steps:
        assert any(f"{step.number}. {step.brief}" in line for line in lines)
    assert "Menunggu Kepala Bagian Tata Laksana, sisa " in shown
    assert "Kepala Biro, Pejabat 1, Senin, 23 November 2026 pukul 08.00 WIB" in shown
    assert shown.count("\N{WHITE HEAVY CHECK MARK}") == 4
    assert shown.count("\N{HOURGLASS WITH FLOWING SAND}") == 1
    assert shown.count("\N{WHITE SMALL SQUARE}") == 2


def test_the_status_counts_receipts() -> None:
    """How many of the recipients have acknowledged."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.RECEIVE)
    step = world.next_action()
    assert step is not None
    world.do(*step)
    assert "Tanda terima: 1 dari 3" in sheets.status(world.sop, world.case, world.now, WIB, OFFICE)


@pytest.mark.parametrize("word", ["Melaksanakan pembahasan " * 4, "\N{GRINNING FACE}" * 90])
def test_the_status_of_a_very_long_sop_fits_a_message(word: str) -> None:
    """An SOP file may have a hundred steps."""
    sop = second()
    long = replace(sop, steps=tuple(replace(sop.steps[0], number=n, summary=word) for n in range(1, 101)))
    world = World(long, staffed(long))
    fits(sheets.status(long, world.case, world.now, WIB, OFFICE))


def test_an_ended_case_says_so() -> None:
    """Closed or cancelled, with the moment and the reason."""
    world = World(shipped(), staffed(shipped()))
    other = world.copy()
    world.to_the_end()
    assert "selesai" in sheets.status(world.sop, world.case, world.now, WIB, OFFICE).split("\n")[1]
    other.cancel(other.actor(1), "Ditunda <b>")
    assert other.case.status is Status.CANCELLED
    status = sheets.status(other.sop, other.case, other.now, WIB, OFFICE)
    assert "dibatalkan: “Ditunda &lt;b&gt;”" in status
    assert "Berakhir Senin, 23 November 2026 pukul 08.00 WIB" in status


def test_the_history_keeps_the_newest_where_there_is_too_much() -> None:
    """The end of a long record is what people ask for."""
    world = tour("wide", "long")[-1]
    shown = sheets.history(world.sop, world.case, world.events, WIB)
    assert shown.endswith(": proses selesai")
    assert "membuka proses" not in shown


def test_the_help_names_every_command() -> None:
    """And each command of the menu is one the bot answers."""
    for name, _ in texts.COMMANDS:
        assert f"/{name} " in texts.HELP
        assert name in COMMANDS
