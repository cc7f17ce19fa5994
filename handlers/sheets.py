"""Whole-case views: the status of every step, the history, the files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import words
from handlers.moments import clock, duration, moment, size, span
from sop import facts as f
from sop.calendar import WorkCalendar
from sop.case import Answer, Case, Part, Status, Task
from sop.definition import Sop, Step
from sop.facts import Event
from storage.documents import Document

LIMIT = 3800
"""Characters of a sheet, within the 4096 of a message (Bot API, sendMessage)."""
_STATUS = {Status.OPEN: "berjalan", Status.CLOSED: "selesai", Status.CANCELLED: "dibatalkan"}


def status(sop: Sop, case: Case, now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> str:
    """Return all steps at a glance: done by whom and when, waiting for whom, how long still."""
    lines = [words.case_line(case), f"{words.sop_name(sop)} \N{EN DASH} {_STATUS[case.status]}", ""]
    if case.status is Status.CANCELLED:
        lines[1] += f": “{words.esc(case.reason, 200)}”"
    for step in sop.steps:
        lines += _step(sop, case, step, now, zone, calendar)
    if case.ended is not None:
        lines += ["", f"Berakhir {moment(case.ended, zone)}"]
    return _fit(lines)


def _step(
    sop: Sop, case: Case, step: Step, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> list[str]:
    tasks = [task for task in case.tasks if task.step == step.number]
    waiting = [task for task in tasks if task.open and task.part is not Part.ATTEND]
    title = f"{step.number}. {words.esc(step.brief, 80)}"
    if waiting and case.status is Status.OPEN:
        lines = [f"\N{HOURGLASS WITH FLOWING SAND} <b>{title}</b>"]
        lines += [_waiting(sop, task, now, calendar) for task in waiting if not task.submitted]
        return lines + _extra(case, tasks, zone)
    done = [task for task in tasks if task.ended and task.part is not Part.ATTEND]
    if not done or case.step < step.number:
        return [f"\N{WHITE SMALL SQUARE} {title}"]
    last = max(done, key=lambda task: task.ended.at if task.ended else now)
    if last.ended is None or last.ended.by is None:
        return [f"\N{WHITE SMALL SQUARE} {title}"]
    mark = "\N{WHITE HEAVY CHECK MARK}" if last.ended.outcome == "done" else "\N{NO ENTRY SIGN}"
    line = f"    {words.person(sop, last.ended.by)}, {moment(last.ended.at, zone)}"
    return [f"{mark} {title}", line, *_extra(case, tasks, zone)]


def _waiting(sop: Sop, task: Task, now: datetime, calendar: WorkCalendar) -> str:
    left = ""
    if task.due is not None:
        late = now > task.due
        span_ = calendar.between(task.due, now) if late else calendar.between(now, task.due)
        left = f", lewat {duration(span_)}" if late else f", sisa {duration(span_)} kerja"
    attempt = f", percobaan ke-{task.attempt}" if task.attempt > 1 else ""
    return f"    Menunggu {words.whose(sop, task)}{left}{attempt}"


def _extra(case: Case, tasks: Sequence[Task], zone: ZoneInfo) -> list[str]:
    """Return the meeting and its answers, or who acknowledged receipt."""
    lines = []
    if any(task.part is Part.ATTEND for task in tasks) and case.meeting:
        yes = sum(1 for a in case.attendance if a.answer is Answer.PRESENT)
        no = sum(1 for a in case.attendance if a.answer is Answer.ABSENT)
        when = span(case.meeting.starts, case.meeting.ends, zone)
        lines.append(f"    Rapat {when}, {words.esc(case.meeting.place, 60)}: {yes} hadir, {no} berhalangan")
    receipts = [task for task in tasks if task.part is Part.RECEIVE]
    if receipts:
        got = sum(1 for task in receipts if task.ended)
        lines.append(f"    Tanda terima: {got} dari {len(receipts)}")
    return lines


def history(sop: Sop, case: Case, events: Sequence[Event], zone: ZoneInfo) -> str:
    """Return what happened, one line an event; the oldest lines go first where there are too many."""
    lines = [line for event in events if (line := _event(sop, event, zone))]
    head = [f"Riwayat {words.case_line(case)}", ""]
    while sum(words.shown(line) + 1 for line in [*head, *lines]) > LIMIT:
        lines.pop(0)
    return "\n".join([*head, *lines])


def _event(sop: Sop, event: Event, zone: ZoneInfo) -> str | None:
    what = _what(event.fact)
    if what is None:
        return None
    local = event.at.astimezone(zone)
    return f"{local:%d/%m} {clock(event.at, zone)} \N{EN DASH} {words.person(sop, event.by)}: {what}"


def _what(fact: f.Fact) -> str | None:  # noqa: PLR0911 - one line a kind of fact
    match fact:
        case f.CaseOpened():
            return "membuka proses"
        case f.Disposed(instructions=given):
            return f"mendisposisikan ({words.esc('; '.join(given), 120)})"
        case f.FileAttached(file=file, replaces=old):
            verb = "mengganti" if old else "mengunggah"
            return f"{verb} {words.file(file)}"
        case f.MeetingSet():
            return "menetapkan jadwal rapat"
        case f.UnitChosen(unit=unit):
            return f"memilih pemeriksa {words.esc(unit, 60)}"
        case f.Submitted():
            return "menyampaikan untuk ditandatangani"
        case f.Signed(file=file):
            return f"menandatangani {words.esc(file.label, 60)} <code>{file.sha256[:8]}</code>"
        case f.Approved(file=file):
            return f"menyetujui {words.esc(file.label, 60)} <code>{file.sha256[:8]}</code>"
        case f.Returned(to_step=step, reason=reason):
            return f"mengembalikan ke langkah {step}: “{words.esc(reason)}”"
        case _:
            return _small(fact)


def _small(fact: f.Fact) -> str | None:
    plain: dict[type, str] = {
        f.Claimed: "mengambil tugas",
        f.Released: "melepas tugas",
        f.Concluded: "menyelesaikan notulen rapat",
        f.HandedOver: "menyerahkan hasil",
        f.Archived: "mengarsipkan dan menyampaikan",
        f.Received: "menerima",
        f.CaseClosed: "proses selesai",
    }
    if isinstance(fact, f.Attended):
        return "menyatakan " + fact.answer.value
    if isinstance(fact, f.Marked):
        return f"mencatat {words.esc(fact.of.name, 60)} {fact.answer.value}"
    if isinstance(fact, f.CaseCancelled):
        return f"membatalkan proses: “{words.esc(fact.reason)}”"
    return plain.get(type(fact))


def files(case: Case, shown: Sequence[Document], names: Mapping[int, str], zone: ZoneInfo) -> str:
    """Return every version with who and when."""
    lines = [f"Berkas {words.case_line(case)}", ""]
    for i, version in enumerate(shown, 1):
        lines.append(
            f"{i}. {words.esc(version.label, 60)} versi {version.number}\n"
            f"    {words.esc(version.name, 60)}, {size(version.size)}, "
            f"<code>{version.sha256[: words.SHORT_HASH]}</code>\n"
            f"    {words.esc(names.get(version.person, ''), 60)}, {moment(version.at, zone)}"
        )
    return _fit(lines)


def _fit(lines: Sequence[str]) -> str:
    kept = list(lines)
    while sum(words.shown(line) + 1 for line in kept) > LIMIT:
        kept.pop()
    return "\n".join(kept)
