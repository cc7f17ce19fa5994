"""Whole-case sheets: they fit one message and say what they are for."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import assign_texts, handover_texts, people_texts, sheets, texts
from handlers.routes import COMMANDS
from office.assigning import Offer
from office.chart import Filled, Node, Profile
from office.handover import Plan
from office.library import Edition, Library
from office.mine import Mine
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length
from sop import actions as a
from sop.case import Ended, Outcome, Part, Status
from sop.people import Acting, By, Position, Standing
from sop.sopfile import parse
from storage.cases import SopSource
from storage.terms import Absence, Order, Term
from tests.handlers.test_cards import HOSTILE, SOPS, tour
from tests.sop.office_2026 import OFFICE, WIB
from tests.sop.worlds import World, second, shipped, staffed
from tests.support.codes import NAME, with_codes

MAX_TEXT = 4096
ARCHIVED = [
    "Nomor arsip: 000.8/001/2026",
    "Klasifikasi 000.8 \N{EN DASH} Ruang Arsip; aktif 2 tahun, inaktif 3 tahun, lalu dinilai kembali",
    "Lokasi: Ruang Arsip",
]
AT_EIGHT = "Senin, 23 November 2026 pukul 08.00 WIB"


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
        fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE, world.roster))
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
            fits(texts.late(sop, task, case, WIB, OFFICE, world.now, world.roster))
            for why in ("vacant", "four_eyes", "unreachable"):
                fits(texts.stalled(sop, case, task, why, word, word))
            by = By(1, word, task.positions[0], Acting(Standing.PLH, word))
            for to in (by, None):
                fits(texts.assigned(sop, case, task, to, by, word))
            fits(assign_texts.unclaimed(sop, case, task))
            fits(assign_texts.elsewhere(sop, task, world.roster))
            found = Offer(sop, case, task, ((task.positions[0], 1),) * 9, (1,), needs_reason=True)
            crowd = replace(world.roster, names={1: word}, unreachable=frozenset({1}))
            fits(assign_texts.whom(found, crowd, {}, 0, 0)[0])
            fits(assign_texts.why(found, word))
            fits(assign_texts.done(sop, case, task, by, moved=True))
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
    shown = fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE, world.roster))
    lines = shown.split("\n")
    for step in world.sop.steps:
        assert any(f"{step.number}. {step.brief}" in line for line in lines)
    assert "Menunggu Kepala Bagian Tata Laksana, sisa " in shown
    assert f"    Kepala Biro, Pejabat 1, {AT_EIGHT}" in lines
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
    assert "Tanda terima: 1 dari 3" in sheets.status(
        world.sop, world.case, world.now, WIB, OFFICE, world.roster
    )


def status_of(world: World) -> dict[int, list[str]]:
    """Return what the status says below each step, and its mark before it."""
    found: dict[int, list[str]] = {}
    for line in fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE, world.roster)).split("\n"):
        titled = re.fullmatch(r"(\S) (\d+)\. .*", line)
        if titled:
            found[int(titled[2])] = [titled[1]]
        elif line.startswith("    "):
            found[max(found)].append(line.strip())
    return found


def test_the_status_names_who_did_each_step() -> None:
    """The performer's own part counts: neither the signer of what another wrote, nor the last receipt."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.COUNTERSIGN)
    prepared = next(task for task in world.case.open_tasks() if task.part is Part.PREPARE)
    assert prepared.file is not None
    case = replace(prepared, file=replace(prepared.file, by="Rina <Marlina>"))
    world.case = replace(world.case, tasks=tuple(case if t.id == case.id else t for t in world.case.tasks))
    world.to_the_end()
    said = status_of(world)
    done = "\N{WHITE HEAVY CHECK MARK}"
    assert said[1] == [done, f"Kepala Biro, Pejabat 1, {AT_EIGHT}"]
    assert said[2] == [
        done,
        f"Disiapkan oleh Kasubag TU, Rina <Marlina>; ditandatangani oleh Kepala Biro, Pejabat 1, {AT_EIGHT}",
    ]
    assert said[3][:2] == [done, f"Kasubag TU, Pejabat 2, {AT_EIGHT}"]
    assert said[4][1].startswith("JF/Pelaksana Tata Laksana, Pejabat ")
    assert said[5][1].startswith("Kepala Bagian Tata Laksana, Pejabat ")
    assert said[6] == [done, f"Kepala Biro, Pejabat 1, {AT_EIGHT}"]
    assert said[7][:2] == [done, f"Kasubag TU, Pejabat 2, {AT_EIGHT}"]
    assert said[7][5] == "Tanda terima: 3 dari 3"
    assert len(said[7]) == 9


def test_the_status_of_a_prepared_file_that_nobody_signs_names_its_performer() -> None:
    """And where who brought the file is not known, the post alone is said to have prepared it."""
    sop = shipped()
    steps = tuple(replace(s, signer=None) if s.number == 2 else s for s in sop.steps)
    world = World(replace(sop, steps=steps), staffed(sop))
    world.to(Part.MINUTES)
    assert status_of(world)[2][1] == f"Kasubag TU, Pejabat 2, {AT_EIGHT}"
    signed = World(sop, staffed(sop))
    signed.to(Part.MINUTES)
    assert status_of(signed)[2][1].startswith("Disiapkan oleh Kasubag TU; ditandatangani oleh Kepala Biro, ")


def test_the_status_says_who_archived_while_receipts_are_missing() -> None:
    """TU has done its part; the recipients' is waited for."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.RECEIVE)
    said = status_of(world)[7]
    assert said[1] == f"Kasubag TU, Pejabat 2, {AT_EIGHT}"
    assert said[2].startswith("Menunggu Kepala Bagian ")
    assert said[-4:] == [*ARCHIVED, "Tanda terima: 0 dari 3"]
    task = world.waiting(Part.RECEIVE)
    world.do(world.holder(task), a.Receive(task.id, task.version))
    got = status_of(world)[7]
    assert got[-2] == "Tanda terima: 1 dari 3"
    assert got[-1].startswith("Diterima Kepala Bagian ")
    assert got[-1].endswith(AT_EIGHT)


def test_a_cancelled_case_counts_only_receipts_that_were_given() -> None:
    """What was still awaited is not received."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.RECEIVE)
    world.cancel(world.actor(1), "Keliru")
    said = status_of(world)[7]
    performed = ["\N{NO ENTRY SIGN}", f"Kasubag TU, Pejabat 2, {AT_EIGHT}"]
    assert said == [*performed, *ARCHIVED, "Tanda terima: 0 dari 3"]


def test_an_overdue_step_is_late_by_working_time() -> None:
    """The same word as for the time that is left."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.EXAMINE)
    world.now += timedelta(days=3)
    assert re.search(r"Menunggu Kepala Bagian Tata Laksana, lewat \d+ jam.* kerja\n", text_of_status(world))


def text_of_status(world: World) -> str:
    """Return the status as it is shown."""
    return fits(sheets.status(world.sop, world.case, world.now, WIB, OFFICE, world.roster))


@pytest.mark.parametrize("at", [1, 2, 50, 99, 100])
def test_the_status_of_a_very_long_sop_shows_the_step_that_waits(at: int) -> None:
    """Steps far from it are left out, and said to be."""
    sop = second()
    word = "Melaksanakan pembahasan " * 4
    long = replace(sop, steps=tuple(replace(sop.steps[0], number=n, summary=word) for n in range(1, 101)))
    world = World(long, staffed(long))
    task = world.case.tasks[0]
    before = tuple(
        replace(task, id=n, step=n, ended=Ended(Outcome.DONE, world.now, world.case.opener))
        for n in range(1, at)
    )
    world.case = replace(world.case, step=at, tasks=(*before, replace(task, id=at, step=at)))
    shown = text_of_status(world)
    steps = list(status_of(world))
    assert at in steps
    assert steps == list(range(steps[0], steps[-1] + 1))
    assert len(steps) > 10
    assert "\N{HOURGLASS WITH FLOWING SAND} " in shown
    assert "    Menunggu " in shown
    assert (f"… {steps[0] - 1} langkah sebelumnya" in shown) is (steps[0] > 1)
    assert (f"… {100 - steps[-1]} langkah berikutnya" in shown) is (steps[-1] < 100)


@pytest.mark.parametrize("word", ["Melaksanakan pembahasan " * 4, "\N{GRINNING FACE}" * 90])
def test_the_status_of_a_very_long_sop_fits_a_message(word: str) -> None:
    """An SOP file may have a hundred steps."""
    sop = second()
    long = replace(sop, steps=tuple(replace(sop.steps[0], number=n, summary=word) for n in range(1, 101)))
    world = World(long, staffed(long))
    fits(sheets.status(long, world.case, world.now, WIB, OFFICE, world.roster))


def test_an_ended_case_says_so() -> None:
    """Closed or cancelled, with the moment and the reason."""
    world = World(shipped(), staffed(shipped()))
    other = world.copy()
    world.to_the_end()
    assert (
        "selesai" in sheets.status(world.sop, world.case, world.now, WIB, OFFICE, world.roster).split("\n")[1]
    )
    other.cancel(other.actor(1), "Ditunda <b>")
    assert other.case.status is Status.CANCELLED
    status = sheets.status(other.sop, other.case, other.now, WIB, OFFICE, other.roster)
    assert "dibatalkan: “Ditunda &lt;b&gt;”" in status
    assert "Berakhir Senin, 23 November 2026 pukul 08.00 WIB" in status


def test_the_history_keeps_the_newest_where_there_is_too_much() -> None:
    """The end of a long record is what people ask for."""
    world = tour("wide", "long")[-1]
    shown = sheets.history(world.sop, world.case, world.events, WIB)
    assert shown.endswith(": proses selesai")
    assert "membuka proses" not in shown


def test_the_history_says_which_signatures_were_given_with_a_code() -> None:
    """Where the SOP asks for codes; elsewhere it says nothing of them."""
    asking = parse(with_codes(), NAME)
    for sop, times in ((asking, 2), (shipped(), 0)):
        world = World(sop, staffed(sop))
        world.to_the_end()
        shown = sheets.history(world.sop, world.case, world.events, WIB)
        signed = [line for line in shown.split("\n") if ": menandatangani " in line]
        assert len(signed) == 2
        assert sum(line.endswith(" dengan kode autentikator") for line in signed) == times


def test_the_history_names_each_day_once() -> None:
    """A heading with the weekday and the year, then the times of that day."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.EXAMINE)
    world.now += timedelta(days=1, minutes=5)
    world.to_the_end()
    lines = fits(sheets.history(world.sop, world.case, world.events, WIB)).split("\n")
    assert [line for line in lines if line.endswith("2026")] == [
        "Senin, 23 November 2026",
        "Selasa, 24 November 2026",
    ]
    assert lines[2] == "Senin, 23 November 2026"
    assert lines[3] == "08.00 WIB \N{EN DASH} Kepala Biro, Pejabat 1: membuka proses"
    after = lines[lines.index("Selasa, 24 November 2026") + 1 :]
    assert after[0].startswith("08.05 WIB \N{EN DASH} Kepala Bagian Tata Laksana, Pejabat ")
    assert not any("/11" in line for line in lines)


def test_a_history_that_is_too_long_keeps_its_days() -> None:
    """The oldest line that is shown stands below its day."""
    world = tour("wide", "long")[-1]
    lines = fits(sheets.history(world.sop, world.case, world.events, WIB)).split("\n")
    assert re.fullmatch(r"\w+, \d+ \w+ 20\d\d", lines[2])
    assert re.match(r"\d\d\.\d\d WIB", lines[3])


def test_the_help_names_every_command() -> None:
    """And each command of the menu is one the bot answers."""
    for name, _ in texts.COMMANDS:
        assert f"/{name} " in texts.HELP
        assert name in COMMANDS


@pytest.mark.parametrize("words_name", HOSTILE)
def test_a_hand_over_and_the_tree_fit_a_message(words_name: str) -> None:
    """However many posts, terms and tasks somebody leaves, and whatever they are called."""
    word = HOSTILE[words_name] or "Andri Saputra"
    world = tour("wide", words_name)[-1]
    library = Library([Edition(world.sop, SopSource("a", "b"))])
    task = world.case.tasks[0]
    one = Mine(world.sop, world.case, task)
    at = [Term(1, Position("kepala-bagian", word), world.now, world.now, s) for s in Standing]
    leave = Absence(1, world.now, world.now, None, world.now)
    plan = Plan(1, word, tuple(at), tuple(at), (one,) * 30, (one,) * 30, tuple(at), (leave,), admin=True)
    for to in (word, ""):
        fits(handover_texts.preview(library, WIB, plan, to, {1: word}, reachable=False))
        fits(handover_texts.done(plan, to))
    fits(handover_texts.which(word))
    fits(handover_texts.which_ends(word))
    fits(handover_texts.successor(word))
    filled = Filled(1, word, Standing.PLH, world.now, world.now, reachable=False)
    nodes = [Node(p.position, i, (filled,) * 60, word) for i, p in enumerate(at)]
    for _, text in people_texts.pages(library, WIB, nodes):
        fits(text)
    order = Order(word, world.now.date(), 1)
    terms = tuple(replace(term, order=order) for term in at)
    found = Profile(1, 1, word, False, True, terms, world.now, word, word, 9, app=True)
    fits(people_texts.profile(library, WIB, found))
    fits(people_texts.sure_to_reset(word))
    fits(people_texts.reset(word, done=True))
