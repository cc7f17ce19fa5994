"""The words of lists of tasks: the morning digest, and what fell due together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers import card_texts, words
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Keyboard
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Task
from sop.definition import Sop
from sop.moments import clock, day, moment
from sop.people import Roster

LINES = 18
"""Tasks that are listed; more of them would not fit a screen, nor 4096 characters."""
OFF, ON = "🔕 Matikan ringkasan pagi", "🔔 Aktifkan ringkasan pagi"
SWITCHED_OFF = "Ringkasan pagi dimatikan. Ketuk /ringkasan untuk mengaktifkannya kembali."
SWITCHED_ON = "Ringkasan pagi aktif: daftar tugas Anda datang setiap hari kerja."
SWITCHED_OFF_NOW = "Ringkasan pagi tidak aktif. Pengingat tenggat tetap datang."
OVER = "Pengingat ini telah digantikan atau tugasnya telah selesai. Ketuk /tugas untuk tugas Anda."
"""In place of a message that is too old to be deleted (Bot API, deleteMessage: 48 hours)."""
_HEADS = {
    "overdue": "\N{ALARM CLOCK} Lewat tenggat",
    "today": "Hari ini",
    "later": "Berikutnya",
    "under": "\N{INFORMATION SOURCE} Untuk diketahui",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A task in a list; `own` where it waits for whoever reads it."""

    sop: Sop
    case: Case
    task: Task
    roster: Roster
    own: bool


def summary(
    lines: Sequence[Line], of: date, now: datetime, calendar: WorkCalendar, *, digest: bool, group: bool
) -> tuple[str, Keyboard]:
    """Return a list of tasks and its buttons: overdue first, today, the rest, then what is late below.

    In a group it has no buttons: cards come to people there, not to whoever asks.
    """
    ordered = sorted(lines, key=lambda line: _order(line, now, calendar))
    text = [f"\N{CLIPBOARD} <b>Ringkasan tugas</b>, {day(of)}"]
    rows: Keyboard = ()
    head = ""
    for number, line in enumerate(ordered[:LINES], 1):
        section = _section(line, now, calendar)
        if section != head:
            head = section
            text += ["", f"<b>{_HEADS[section]}:</b>"]
        text.append(f"{number}. {_said(line, section, calendar, public=group)}")
        rows += ((button(*_button(number, line)),),)
    if len(ordered) > LINES:
        text += ["", f"dan {len(ordered) - LINES} lagi: /tugas"]
    if digest:
        rows += ((button(OFF, ListButton(ListVerb.DIGEST, "0")),),)
    return "\n".join(text), () if group else rows


def _button(number: int, line: Line) -> tuple[str, ListButton]:
    """Name the case alone: a verb on it would look as if it did the task."""
    if line.own:
        card = ListButton(ListVerb.CARD, str(line.case.id), str(line.task.id))
        return f"{number}. Buka kartu proses {line.case.id}", card
    return f"{number}. Lihat proses {line.case.id}", ListButton(ListVerb.STATUS, str(line.case.id))


def _section(line: Line, now: datetime, calendar: WorkCalendar) -> str:
    task, at = line.task, _at(line.task)
    if not line.own:
        return "under"
    if at is None or task.paused:
        return "later"
    if task.due is not None and task.due < now:
        return "overdue"
    return "today" if calendar.local_day(at) == calendar.local_day(now) else "later"


def _at(task: Task) -> datetime | None:
    """Return by when a task is due; of an invitation when its meeting begins."""
    return task.starts if task.part is Part.ATTEND else task.due


def _order(line: Line, now: datetime, calendar: WorkCalendar) -> tuple[int, bool, float, int, int]:
    at, paused = _at(line.task), line.task.paused is not None
    seconds = at.timestamp() if at is not None and not paused else 0.0
    place = list(_HEADS).index(_section(line, now, calendar))
    return place, at is None or paused, seconds, line.case.id, line.task.id


def _said(line: Line, section: str, calendar: WorkCalendar, *, public: bool) -> str:
    sop, case, task = line.sop, line.case, line.task
    title = f"({words.esc(case.secrecy)})" if case.confidential else words.esc(case.title, 50)
    text = f"{card_texts.what(sop, task)} \N{EN DASH} proses {case.id}, {title}"
    if not line.own or public:
        text += f", menunggu {words.whose(sop, case, task, line.roster)}"
    if task.paused:
        return f"{text}, waktunya dijeda"
    at, zone = _at(task), calendar.zone
    if at is None:
        return text
    return f"{text}, {clock(at, zone) if section == 'today' else moment(at, zone)}"
