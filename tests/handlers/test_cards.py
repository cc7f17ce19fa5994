"""Cards: in every state of every SOP they fit, parse, and say things in their order."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

import pytest

from handlers import cards, panels, words
from handlers.archive_card import ArchiveSight
from handlers.buttons import TaskButton, decode
from handlers.cards import Sight
from handlers.letter import Keyboard
from handlers.panels import Panel
from simulator.rules.html import parse_html
from simulator.rules.keyboards import check_markup
from simulator.rules.utf16 import utf16_length
from sop import actions as a
from sop.archive import Archiving
from sop.case import Part, Task
from sop.definition import Sop
from sop.sopfile import parse
from tests.sop.office_2026 import OFFICE, WIB
from tests.sop.worlds import World, second, shipped, staffed

LONG = "Evaluasi capaian kinerja internal " * 20
HOSTILE = {
    "usual": "",
    "long": LONG,
    "markup": '<b>&amp;</i><a href="tg://user?id=1">klik</a>' * 3,
    "ampersands": "&" * 200,
    "emoji": "\N{GRINNING FACE}" * 200,
    "family": "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}" * 90,
    "right to left": "\u202enagn\u0639\u0631\u0628\u064a\u2067" * 40,
    "accents": "e\u0301" * 300,
    "lines": "baris satu\nbaris dua\n" * 20,
}
PANELS = (
    Panel(),
    Panel(panels.DISPOSE, (0, 1, 2), 1, LONG[:500]),
    Panel(panels.RETURN),
    Panel(panels.UNITS),
    *(Panel(name) for name in sorted(panels.ARCHIVES)),
)


def _wide_names() -> Sop:
    """Return an SOP whose every text is as long as an SOP file may have it."""
    sop = shipped()
    roles = tuple(replace(role, name=f"{role.name} {'Kepegawaian ' * 9}"[:60]) for role in sop.roles)
    steps = tuple(
        replace(s, summary="Melaksanakan pembahasan " * 5, document="Laporan hasil pembahasan " * 3)
        for s in sop.steps
    )
    return replace(sop, roles=roles, steps=steps, identity=replace(sop.identity, name="SOP PANJANG " * 16))


SOPS: dict[str, Callable[[], Sop]] = {"shipped": shipped, "second": second, "wide": _wide_names}


@cache
def tour(sop_name: str, words_name: str) -> tuple[World, ...]:
    """Return the worlds of a long walk with every detour the rules allow, straight on to the end."""
    sop = SOPS[sop_name]()
    world = World(sop, staffed(sop), words=HOSTILE[words_name])
    random = Random(20261123)  # noqa: S311 - the same walk every time
    steps = [random.randrange(5000) for _ in range(24)]
    found = [world.copy(), *(world.copy() for _ in world.walk(steps))]
    while (step := world.next_action()) is not None:
        world.do(*step)
        found.append(world.copy())
    assert {task.part for task in world.case.tasks} >= {Part.DRAFT, Part.EXAMINE, Part.SIGN, Part.ARCHIVE}
    return tuple(found)


def looks(world: World) -> Iterator[tuple[Task, Sight]]:
    """Yield each task as its holder sees it in time, and somebody else late."""
    ended = [task for task in world.case.tasks if not task.open]
    for task in (*world.case.open_tasks()[:4], *ended[-1:]):
        for viewer in (*world.roster.people(task.positions)[:1], 99):
            late = timedelta(days=40 if viewer == 99 else 0)
            sight = Sight(viewer, world.now + late, WIB, OFFICE, world.roster.units_of(world.sop))
            yield (
                task,
                replace(sight, archive=ArchiveSight(world.record(), automatic=True, rules=Archiving())),
            )


def markup(keyboard: Keyboard) -> dict[str, object]:
    """Return a keyboard as it goes to Telegram."""
    rows = [[{"text": b.label, "callback_data": b.data} for b in row] for row in keyboard]
    return {"inline_keyboard": rows}


@pytest.mark.parametrize("words_name", HOSTILE)
@pytest.mark.parametrize("sop_name", SOPS)
def test_every_card_fits_a_caption_and_parses(sop_name: str, words_name: str) -> None:
    """Whatever people typed, Telegram takes the text and the buttons of every card in every state."""
    for world in tour(sop_name, words_name):
        for task, sight in looks(world):
            for panel in PANELS:
                text = cards.text(world.sop, world.case, task, panel, sight)
                shown, entities = parse_html(text)
                assert utf16_length(shown) <= cards.MAX_CAPTION
                assert {entity["type"] for entity in entities} <= {"bold", "code"}
                keyboard = cards.keyboard(world.sop, world.case, task, panel, sight)
                check_markup(json.loads(json.dumps(markup(keyboard))))
                assert all(row for row in keyboard)


@pytest.mark.parametrize("sop_name", SOPS)
def test_every_button_names_its_task_as_it_stands(sop_name: str) -> None:
    """What comes back from a tap is this case, this task, and the version that the card shows."""
    for world in tour(sop_name, "usual"):
        for task, sight in looks(world):
            for row in cards.keyboard(world.sop, world.case, task, Panel(), sight):
                for button in row:
                    back = decode(button.data)
                    assert isinstance(back, TaskButton)
                    assert (back.case, back.task, back.seen) == (1, task.id, task.version)


def test_an_ended_task_has_no_buttons_and_says_how_it_ended() -> None:
    """Who, in which capacity and when; for everyone who looks, in every panel."""
    for world in tour("shipped", "usual"):
        for task, sight in looks(world):
            if task.ended is None:
                continue
            for panel in PANELS:
                assert cards.keyboard(world.sop, world.case, task, panel, sight) == ()
            text = cards.text(world.sop, world.case, task, Panel(), sight)
            if task.ended.outcome in ("done", "returned") and task.ended.by is not None:
                assert words.person(world.sop, task.ended.by) in text
                assert "Telah" in text


def test_somebody_of_the_pool_who_did_not_take_the_task_has_no_buttons() -> None:
    """Their card says who has it."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.DRAFT)
    fajar, siti = (world.actor(p) for p in world.roster.people(task.positions))
    world.do(fajar, a.Claim(task.id, task.version))
    task = world.waiting(Part.DRAFT)
    sight = Sight(siti.person, world.now, WIB, OFFICE)
    assert cards.keyboard(world.sop, world.case, task, Panel(), sight) == ()
    who = f"JF/Pelaksana Tata Laksana, {fajar.name}"
    assert f"Telah diambil oleh {who}" in cards.text(world.sop, world.case, task, Panel(), sight)


def shown(world: World, task: Task) -> str:
    """Return a card's text as somebody else reads it."""
    sight = Sight(99, world.now, WIB, OFFICE)
    return parse_html(cards.text(world.sop, world.case, task, Panel(), sight))[0]


def ended(world: World, task: Task) -> Task:
    """Return a task as it stands now, ended."""
    now = world.case.task(task.id)
    assert now is not None
    assert now.ended is not None
    return now


def test_a_superseded_card_says_who_replaced_the_file_and_when() -> None:
    """In which capacity, too."""
    world = World(shipped(), staffed(shipped()))
    asked = world.to(Part.COUNTERSIGN)
    prepare = world.waiting(Part.PREPARE)
    tu = world.holder(prepare)
    world.do(tu, a.Attach(prepare.id, world.file()))
    assert (
        "Berkas telah diganti; kartu yang baru menyusul\n"
        f"oleh Kasubag TU, {tu.name}\nSenin, 23 November 2026 pukul 08.00 WIB"
    ) in shown(world, ended(world, asked))


def test_a_lapsed_invitation_says_when_the_minutes_were_filed() -> None:
    """The meeting is over since then."""
    world = World(shipped(), staffed(shipped()))
    invitation = world.to(Part.ATTEND)
    world.now += timedelta(hours=2)
    world.to(Part.DRAFT)
    assert ("Rapat telah selesai\nNotulen diserahkan Senin, 23 November 2026 pukul 10.00 WIB") in shown(
        world, ended(world, invitation)
    )


def test_the_chair_is_asked_to_chair_and_the_others_are_told_who_does() -> None:
    """Kepala Biro leads the meeting of the shipped SOP."""
    world = World(shipped(), staffed(shipped()))
    world.to(Part.ATTEND)
    invited = [task for task in world.case.open_tasks() if task.part is Part.ATTEND]
    chair, *others = (shown(world, task) for task in invited)
    assert chair.startswith("Pimpin rapat\n")
    assert "Pimpinan rapat" not in chair
    for other in others:
        assert other.startswith("Hadiri rapat\n")
        assert "Pimpinan rapat: Kepala Biro" in other


@pytest.mark.parametrize("part", Part)
def test_a_card_says_what_for_which_case_what_is_attached_and_by_when_in_this_order(part: Part) -> None:
    """The first line is bold and says what to do; the buttons come last by Telegram's own layout."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(part)
    sight = Sight(world.holder(task).person, world.now, WIB, OFFICE)
    text = cards.text(world.sop, world.case, task, Panel(), sight)
    lines = text.split("\n")
    assert lines[0].startswith("<b>")
    marks = ["Proses 1: <b>Evaluasi triwulan III</b>", "langkah ", "Tugas untuk: ", "Lampiran: "]
    marks += ["Tenggat: "] if task.due else []
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


EXPECTED = {
    Part.DISPOSE: ["Disposisikan"],
    Part.PREPARE: ["Unggah", "Jadwal rapat", "Buat dari templat", "Selesai"],
    Part.COUNTERSIGN: ["Tanda tangani", "Kembalikan"],
    Part.ATTEND: ["Hadir", "Berhalangan", "Diwakilkan"],
    Part.DRAFT: ["Ambil tugas", "Unggah"],
    Part.EXAMINE: ["Setujui", "Kembalikan"],
    Part.SIGN: ["Tanda tangani", "Kembalikan"],
    Part.ARCHIVE: ["Arsipkan"],
    Part.RECEIVE: ["Saya terima"],
}


@pytest.mark.parametrize("part", EXPECTED)
def test_the_buttons_are_the_verbs_of_the_design(part: Part) -> None:
    """Each part has its own, every card leads to the files and the history, and to its time."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(part)
    sight = Sight(world.holder(task).person, world.now, WIB, OFFICE)
    labels = [b.label for row in cards.keyboard(world.sop, world.case, task, Panel(), sight) for b in row]
    plain = [label.partition(" ")[2] for label in labels]
    time = ["Waktu"] if task.due else []
    assert plain == [*EXPECTED[part], "Lihat berkas", "Riwayat", *time]


@pytest.mark.parametrize("words_name", ["long", "emoji"])
def test_however_long_the_words_the_deadline_and_the_case_stay(words_name: str) -> None:
    """What gives way are notes and details, never what, which case, which file, by when."""
    for world in tour("shipped", words_name):
        for task, sight in looks(world):
            if task.ended is None:
                text = cards.text(world.sop, world.case, task, Panel(), sight)
                assert "Proses 1: " in text
                assert "Lampiran: " in text
                assert task.due is None or "Tenggat: " in text


def test_the_composer_ticks_what_the_sop_orders() -> None:
    """An instruction chosen in the SOP file is ticked before the superior touches anything."""
    world = World(shipped(), staffed(shipped()))
    task = world.waiting(Part.DISPOSE)
    panel = panels.fresh_disposition(world.sop.step(1))
    sight = Sight(world.holder(task).person, world.now, WIB, OFFICE)
    labels = [b.label for row in cards.keyboard(world.sop, world.case, task, panel, sight) for b in row]
    assert [label[3:] for label in labels if label.startswith("☑")] == ["Agendakan rapat evaluasi"]
    assert panels.instructions(panel, world.sop.step(1)) == ("Agendakan rapat evaluasi",)
    twice = panels.toggled(panels.toggled(panel, 3, world.sop.step(1)), 3, world.sop.step(1))
    assert twice == panel
    assert panels.toggled(panel, 99, world.sop.step(1)) == panel


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_is_kept_with_its_card(panel: Panel) -> None:
    """What a copy keeps is what is opened again, after a restart too."""
    assert Panel.load(panel.dump()) == panel


def test_a_large_sop_still_makes_a_keyboard_telegram_takes() -> None:
    """Twelve instructions and six degrees are the most an SOP file may have."""
    texts = ", ".join(f'{{ teks = "{"Petunjuk " * 4}{n:04}" }}' for n in range(12))
    degrees = ", ".join(f'"Derajat nomor {n:06}"' for n in range(6))
    sop = parse(
        f"""kode = "besar"
[identitas]
nomor = ""
nama = "SOP BESAR"
unit = "BIRO"
[[peran]]
id = "{"kepala-" * 5}biro"
nama = "Kepala"
jenis = "tunggal"
[[langkah]]
nomor = 1
kegiatan = "Memerintahkan"
pelaksana = ["{"kepala-" * 5}biro"]
jenis_tindakan = "disposisi"
kelengkapan = ""
waktu = "1 jam"
output = "Disposisi"
petunjuk = [{texts}]
derajat = [{degrees}]
[[langkah]]
nomor = 2
kegiatan = "Menyusun"
pelaksana = ["{"kepala-" * 5}biro"]
jenis_tindakan = "susun"
kelengkapan = ""
waktu = "1 jam"
output = "Konsep"
""",
        "besar.toml",
    )
    world = World(sop, staffed(sop))
    task = world.waiting(Part.DISPOSE)
    sight = Sight(1, world.now, WIB, OFFICE)
    keyboard = cards.keyboard(sop, world.case, task, panels.fresh_disposition(sop.step(1)), sight)
    check_markup(markup(keyboard))
    assert sum(map(len, keyboard)) == 12 + 6 + 3
