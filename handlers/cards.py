"""Task -> Card: text and buttons as plain data, for one viewer at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import archive_card, attend_card, panels, time_card, time_texts, words
from handlers import card_texts as t
from handlers.archive_card import ArchiveSight
from handlers.buttons import AnyButton, TaskButton, Verb, encode
from handlers.letter import Button, Keyboard
from handlers.panels import Panel
from office.drafts import offered
from office.timekeeping import Leave
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Status, Task
from sop.definition import Seat, Sop
from sop.people import By, Position, Standing
from sop.routing import of_pool

SHORT_LABEL = 22
"""Characters of a button, its mark included, that half the width of a phone still shows."""
MAX_CAPTION = 1024
"""Characters of a caption (Bot API, sendDocument)."""
LEAST_HEAD = 2
"""What to do, and for which case, stand on every card."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a card needs to know of who looks, and when."""

    viewer: int
    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    units: tuple[str, ...] = ()
    invited: tuple[By, ...] = ()
    """Who is invited to the meeting, asked only for whoever keeps its minutes."""
    posts: frozenset[Position] | None = None
    """The posts the viewer holds now; None where that is not asked."""
    positions: tuple[Position, ...] = ()
    """Whose turn it is now."""
    acting: Mapping[Position, Standing] = field(default_factory=dict)
    """Which of them are filled as Plt. or Plh."""
    climbed: bool = False
    """Whether it came to the superior, because those below wrote it."""
    aside: str = ""
    """Why it is not the viewer's turn; empty where it is."""
    sealable: bool = False
    """Whether what is to be signed may get the office's seal."""
    page: str = ""
    """Where the viewer may put a certified signature on it; empty for nowhere."""
    borne: str = ""
    """What signatures the given file bears, in one line."""
    archive: ArchiveSight | None = None
    """What would be written into the archive now, asked only where its form is opened."""
    time: Leave | None = None
    """What the viewer may do about the task's time, asked only where that is opened."""
    public: bool = False
    """Whether it is a group's card: seen by nobody in particular, its buttons those of the task."""


def take_back(case: Case, task: Task, label: str = "👐 Lepas tugas") -> Keyboard:
    """Return the button that gives a task back to its pool in place of who took it; none if nobody did."""
    if task.holder is None or not task.open or case.status is not Status.OPEN:
        return ()
    return ((button(label, TaskButton(Verb.RELEASE, case.id, task.id, task.version, str(task.holder))),),)


def button(label: str, what: AnyButton) -> Button:
    """Return a button."""
    return Button(label, encode(what))


def text(sop: Sop, case: Case, task: Task, panel: Panel, sight: Sight) -> str:
    """Return the card's text; it fits a caption, the least needed lines going first."""
    former = task.open and case.status is Status.OPEN and bool(sight.aside)
    whose = t.whose(sop, task, sight.posts, sight.positions, sight.acting)
    if sight.public and case.confidential:
        return _little(sop, case, task, whose, sight)
    head = [t.head(sop, task), *t.where(sop, case, task, whose)]
    lines = [
        *([t.CLIMBED] if task.open and sight.climbed and not former else []),
        *t.news(sop, case, task, sight.zone),
        *t.attendance(sop, case, task, sight.invited),
        *(t.answers(case, task, sight.zone) if sight.public else []),
        *([] if former else _panel_text(sop, case, task, panel, sight)),
    ]
    tail = [
        *t.files(sop, task),
        *([sight.borne] if sight.borne else []),
        *t.deadline(sop, task, sight.now, sight.zone, sight.calendar),
        *time_texts.standing(sop, task, sight.zone),
        *time_texts.asked(task),
        *([sight.aside] if former else t.state(sop, case, task, sight.viewer, sight.zone)),
    ]
    while _length([*head, *lines, *tail]) > MAX_CAPTION and lines:
        lines.pop()
    while _length([*head, *tail]) > MAX_CAPTION and len(head) > LEAST_HEAD:
        head.pop()
    return "\n".join([head[0], "", *head[1:], *([""] if lines else []), *lines, "", *tail])


def _little(sop: Sop, case: Case, task: Task, whose: str, sight: Sight) -> str:
    """Return a confidential case's card for a group: what to do, whose turn it is, by when, and no more."""
    tail = [
        *t.deadline(sop, task, sight.now, sight.zone, sight.calendar),
        *time_texts.standing(sop, task, sight.zone, little=True),
        *([sight.aside] if sight.aside else t.state(sop, case, task, sight.viewer, sight.zone)),
    ]
    return "\n".join(
        [t.head(sop, task), "", *t.little(case, whose), "", *t.answers(case, task, sight.zone), *tail]
    )


def _length(lines: list[str]) -> int:
    """Return what Telegram counts of the lines, and of the blank ones between them.

    The text as it stands, tags and all, is never shorter; nearly every card is short enough even so.
    """
    raw = sum(map(words.units, lines)) + len(lines) + 4
    if raw <= MAX_CAPTION:
        return raw
    return sum(words.shown(line) + 1 for line in lines) + 4


def _panel_text(sop: Sop, case: Case, task: Task, panel: Panel, sight: Sight) -> list[str]:
    step = sop.step(task.step)
    if panel.name in panels.TIMES and task.open:
        asked = [time_card.HOW_LONG] if panel.name == panels.TIME_MORE else []
        return [*time_texts.lines(sop, task, sight.now, sight.zone, sight.calendar), *asked]
    if task.part is Part.DRAFT and task.open:
        following = sop.after(step.number)
        if following and sop.role(following.performer).seat is Seat.PER_UNIT:
            name = f"{sop.role(following.performer).name} {panels.case_unit(case)}"
            return [f"Pemeriksa: {words.esc(name, 100)}"]
    if panel.name == panels.DISPOSE and task.open:
        following = sop.after(step.number)
        to = sop.role(following.performer).name if following else ""
        note = [f"Catatan: “{words.esc(panel.note, 240)}”"] if panel.note else []
        return [f"Diteruskan kepada: {words.esc(to)}", *note, "Pilih petunjuk, lalu ketuk Disposisikan."]
    if panel.name in panels.ARCHIVES and task.open and sight.archive is not None:
        return archive_card.lines(panel.name, sight.archive)
    return [_ASKED[panel.name]] if panel.name in _ASKED and task.open else []


_ASKED = {
    panels.ATTENDANCE: "Ketuk nama pejabat yang hadir di rapat. 🙋 menyatakan hadir, 🚫 berhalangan.",
    panels.RETURN: "Kembalikan ke langkah mana?",
    panels.UNITS: "Pilih Bagian yang memeriksa.",
}


def keyboard(sop: Sop, case: Case, task: Task, panel: Panel, sight: Sight) -> Keyboard:
    """Return the card's buttons; none once the task has ended, or for whoever no longer holds the post."""
    if task.ended is not None or case.status is not Status.OPEN or sight.aside:
        return ()
    on = _Maker(case.id, task)
    opened = _PANELS.get((panel.name, task.part))
    if opened is not None:
        return opened(sop, case, task, panel, sight, on)
    if panel.name in panels.TIMES and sight.time is not None:
        return time_card.rows(panel.name, task, sight.time, on)
    if task.holder not in (None, sight.viewer) and not sight.public:
        return ()
    own = _ROWS.get(task.part)
    plain = own(sop, task, on) if own else attend_card.rows(case, task, sight, on)
    shelf = (on("📎 Lihat berkas", Verb.FILES), on("🕘 Riwayat", Verb.HISTORY))
    ways = _ways(task, sight, on)
    time = ((on(time_card.TIME, Verb.TIME),),) if task.due is not None else ()
    return (*(row for row in (*plain[:1], *ways, *plain[1:]) if row), shelf, *time)


def _ways(task: Task, sight: Sight, on: "_Maker") -> "Rows":
    """Return the further ways to sign, where the office has any."""
    if task.part not in (Part.COUNTERSIGN, Part.SIGN):
        return ()
    seal = ((on("🔏 Setujui dengan segel", Verb.SEAL),),) if sight.sealable else ()
    page = ((Button("✍️ Tanda tangan elektronik (BSrE)", "", sight.page),),) if sight.page else ()
    return (*seal, *page)


class _Maker:
    """Makes the buttons of one task as it stands."""

    def __init__(self, case: int, task: Task) -> None:
        self._case = case
        self._task = task

    def __call__(self, label: str, verb: Verb, arg: str = "") -> Button:
        return button(label, TaskButton(verb, self._case, self._task.id, self._task.version, arg))


Rows = tuple[tuple[Button, ...], ...]


def _dispose(_: Sop, __: Task, on: _Maker) -> Rows:
    return ((on("📝 Disposisikan", Verb.OPEN_DISPOSE),),)


def _prepare(sop: Sop, task: Task, on: _Maker) -> Rows:
    meeting = sop.step(task.step).meeting_step is not None
    schedule = (on("📅 Jadwal rapat", Verb.MEETING),) if meeting else ()
    finish = () if task.submitted else (on("✅ Selesai", Verb.FINISH),)
    return ((_upload(task, on), *schedule), _template(sop, task, on), finish)


def _countersign(_: Sop, __: Task, on: _Maker) -> Rows:
    return ((on("🖋 Tanda tangani", Verb.SIGN),), (on("↩️ Kembalikan", Verb.RETURN),))


def _minutes(sop: Sop, task: Task, on: _Maker) -> Rows:
    return (
        (_upload(task, on), on("👥 Presensi", Verb.ATTENDANCE)),
        _template(sop, task, on),
        (on("📅 Ubah jadwal", Verb.MEETING), on("✅ Selesai", Verb.FINISH)),
    )


def _draft(sop: Sop, task: Task, on: _Maker) -> Rows:
    pool = of_pool(sop, task)
    if pool and task.holder is None:
        return ((on("✋ Ambil tugas", Verb.CLAIM), _upload(task, on)),)
    following = sop.after(task.step)
    per_unit = following and sop.role(following.performer).seat is Seat.PER_UNIT
    release = (on("👐 Lepas tugas", Verb.RELEASE),) if pool else ()
    choose = (on("🏢 Ganti pemeriksa", Verb.CHOOSE_UNIT),) if per_unit else ()
    finish = on("✅ Selesai", Verb.FINISH)
    return ((_upload(task, on), finish), _template(sop, task, on), (*release, *choose))


def _examine(_: Sop, __: Task, on: _Maker) -> Rows:
    return ((on("✅ Setujui", Verb.APPROVE), on("↩️ Kembalikan", Verb.RETURN)),)


def _sign(_: Sop, task: Task, on: _Maker) -> Rows:
    replace = (_upload(task, on),) if task.file else ()
    return ((on("🖋 Tanda tangani", Verb.SIGN), *replace), (on("↩️ Kembalikan", Verb.RETURN),))


def _archive(_: Sop, __: Task, on: _Maker) -> Rows:
    return ((on("🗄 Arsipkan", Verb.ARCHIVE),),)


def _receive(_: Sop, __: Task, on: _Maker) -> Rows:
    return ((on("📥 Saya terima", Verb.RECEIVE),),)


_ROWS = {
    Part.DISPOSE: _dispose,
    Part.PREPARE: _prepare,
    Part.COUNTERSIGN: _countersign,
    Part.MINUTES: _minutes,
    Part.DRAFT: _draft,
    Part.EXAMINE: _examine,
    Part.SIGN: _sign,
    Part.ARCHIVE: _archive,
    Part.RECEIVE: _receive,
}


def _upload(task: Task, on: _Maker) -> Button:
    return on("🔄 Ganti berkas" if task.file else "📤 Unggah", Verb.UPLOAD)


def _template(sop: Sop, task: Task, on: _Maker) -> tuple[Button, ...]:
    """Return the button that has a file made to begin with, as long as there is none."""
    return (on("📄 Buat dari templat", Verb.TEMPLATE),) if offered(sop.step(task.step), task) else ()


def _composer(sop: Sop, _: Case, task: Task, panel: Panel, __: Sight, on: _Maker) -> Keyboard:
    step = sop.step(task.step)
    ticks = _packed(
        [
            on(("☑️ " if i in panel.chosen else "⬜️ ") + one.text, Verb.TOGGLE, str(i))
            for i, one in enumerate(step.instructions)
        ]
    )
    urgency = tuple(
        on(("🔘 " if i == panel.urgency else "⚪️ ") + name, Verb.URGENCY, str(i))
        for i, name in enumerate(step.urgencies)
    )
    last = (
        (on("🗒 Catatan", Verb.NOTE), on("Kembali", Verb.BACK)),
        (on("📨 Disposisikan", Verb.DISPOSE),),
    )
    return (*ticks, *((urgency,) if urgency else ()), *last)


def _packed(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Put neighbours side by side where both are short, so that the whole card fits a phone's screen."""
    rows: list[tuple[Button, ...]] = []
    for one in buttons:
        short = len(one.label) <= SHORT_LABEL
        if short and rows and len(rows[-1]) == 1 and len(rows[-1][0].label) <= SHORT_LABEL:
            rows[-1] = (*rows[-1], one)
        else:
            rows.append((one,))
    return rows


def _units(_: Sop, __: Case, ___: Task, ____: Panel, sight: Sight, on: _Maker) -> Keyboard:
    rows = [(on("🏢 " + unit, Verb.UNIT, str(i)),) for i, unit in enumerate(sight.units)]
    return (*rows, (on("Kembali", Verb.BACK),))


def _archived(sop: Sop, _: Case, task: Task, panel: Panel, sight: Sight, on: _Maker) -> Keyboard:
    return archive_card.rows(panel.name, sight.archive, on) if sight.archive else _archive(sop, task, on)


def _targets(sop: Sop, _: Case, task: Task, __: Panel, ___: Sight, on: _Maker) -> Keyboard:
    step = sop.step(task.step)
    rows = []
    for number in step.returns_to:
        target = sop.step(number)
        usual = " (baku)" if number == step.return_default and len(step.returns_to) > 1 else ""
        label = f"Langkah {number}: {sop.role(target.performer).name}{usual}"
        rows.append((on(label, Verb.RETURN_TO, str(number)),))
    return (*rows, (on("Kembali", Verb.BACK),))


_PANELS: dict[tuple[str, Part], Callable[[Sop, Case, Task, Panel, Sight, _Maker], Keyboard]] = {
    (panels.DISPOSE, Part.DISPOSE): _composer,
    (panels.ATTENDANCE, Part.MINUTES): attend_card.panel,
    (panels.RETURN, Part.SIGN): _targets,
    (panels.RETURN, Part.EXAMINE): _targets,
    (panels.UNITS, Part.DRAFT): _units,
    **{(name, Part.ARCHIVE): _archived for name in panels.ARCHIVES},
}
