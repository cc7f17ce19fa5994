"""Buttons about a task's time: on its card, and on a sheet of its own for those who have no card of it."""

from collections.abc import Callable

from handlers import card_texts, panels, time_texts, words
from handlers.buttons import TaskButton, Verb, encode
from handlers.letter import Button, Keyboard
from office.office import Office
from office.timekeeping import Leave, Look, leave
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Actor
from sop.turn import title
from storage.transaction import Tx

TIME, NUDGE = "⏱ Waktu", "🔔 Ingatkan"
HOW_LONG = "Perpanjangan berapa lama?"
LENGTHS = (("1 jam", "2 jam"), ("1 hari", "2 hari", "3 hari"))
OTHER = "lain"
"""What the button carries that asks for a typed length."""
SHEET = ".s"
"""What buttons of a sheet carry at the end: it is brought up to date in its place."""
MOST_TASKS = 6
"""Open tasks of a case whose time is offered below its status."""


def rows(panel: str, task: Task, may: Leave, on: Callable[..., Button], *, sheet: str = "") -> Keyboard:
    """Return the buttons of the panel about a task's time: for this viewer, and the way back."""
    if panel == panels.TIME_MORE:
        return (*_lengths(on, sheet), (_back(on, sheet),))
    ask = (on("⏳ Minta perpanjangan", Verb.TIME_MORE, sheet),) if may.ask else ()
    label, verb = ("▶️ Lanjutkan", Verb.RESUME) if task.paused else ("⏸ Jeda waktu", Verb.PAUSE)
    pause = (on(label, verb, sheet),) if may.pause else ()
    request = task.clock.request if task.clock else None
    decide = _decide(on, request.number, sheet) if may.decide and request else ()
    nudge = (on(NUDGE, Verb.NUDGE, sheet),) if may.nudge else ()
    back = () if sheet else (_back(on, sheet),)
    return tuple(row for row in (ask, pause, decide, nudge, back) if row)


def _lengths(on: Callable[..., Button], sheet: str) -> Keyboard:
    asked = [
        tuple(on(length, Verb.TIME_ASK, length.replace(" ", "-") + sheet) for length in row)
        for row in LENGTHS
    ]
    return (*asked, (on("Lainnya", Verb.TIME_ASK, OTHER + sheet),))


def _back(on: Callable[..., Button], sheet: str) -> Button:
    return on("Kembali", Verb.TIME, sheet) if sheet else on("Kembali", Verb.BACK)


def _decide(on: Callable[..., Button], number: int, sheet: str) -> tuple[Button, ...]:
    return (
        on("✅ Setujui perpanjangan", Verb.GRANT, f"{number}{sheet}"),
        on("🚫 Tolak", Verb.DECLINE, f"{number}{sheet}"),
    )


def decision(case: Case, task: Task, number: int) -> Keyboard:
    """Return the buttons below the notice that asks for a decision."""
    on = _maker(case, task)
    return (
        (
            on("✅ Setujui", Verb.GRANT, str(number)),
            on("🚫 Tolak", Verb.DECLINE, str(number)),
        ),
    )


def _maker(case: Case, task: Task) -> Callable[..., Button]:
    def on(label: str, verb: Verb, arg: str = "") -> Button:
        return Button(label, encode(TaskButton(verb, case.id, task.id, task.version, arg)))

    return on


def sheet(found: Look, office: Office, tx: Tx, panel: str = panels.TIME) -> tuple[str, Keyboard]:
    """Return a task's time as a message of its own: text and buttons."""
    sop, case, task = found.sop, found.case, found.task
    now, zone, calendar = office.now(), office.zone, office.calendar(tx)
    roster = office.roster(tx, sop)
    whose = f"Menunggu {words.whose(sop, case, task, roster)}" if task.open else "Tugas ini telah selesai"
    text = "\n".join(
        [
            words.case_line(case),
            card_texts.head(sop, task),
            whose,
            "",
            *card_texts.deadline(sop, task, now, zone, calendar),
            *time_texts.lines(sop, task, now, zone, calendar),
            *([HOW_LONG] if panel == panels.TIME_MORE else []),
        ]
    )
    return text, rows(panel, task, found.leave, _maker(case, task), sheet=SHEET)


def below(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case, task: Task) -> tuple[Button, ...]:
    """Return the row about one task's time for a notice: its sheet, and the reminder for whoever may."""
    on = _maker(case, task)
    may = leave(tx, office, actor, sop, case, task)
    time = (on(TIME, Verb.TIME),) if task.due is not None else ()
    return (*time, *((on(NUDGE, Verb.NUDGE),) if may.nudge else ()))


def of_case(tx: Tx, office: Office, actor: Actor, sop: Sop, case: Case) -> Keyboard:
    """Return a row for each open task of a case that has a deadline, for its status."""
    timed = [t for t in case.open_tasks() if t.due is not None and not t.submitted][:MOST_TASKS]
    found = []
    for task in timed:
        row = below(tx, office, actor, sop, case, task)
        if len(timed) > 1:
            name = words.cut(f"⏱ {title(sop, task.positions)}", 40)
            row = (Button(name, row[0].data), *row[1:])
        found.append(row)
    return tuple(found)
