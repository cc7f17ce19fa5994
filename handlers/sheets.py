"""Whole-case views: the status of every step, the history, the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import archive_card, attend_texts, words
from handlers.signature_texts import means
from handlers.time_texts import punctual
from office.time_said import by_itself, of_time
from sop import facts as f
from sop.calendar import WorkCalendar
from sop.case import Case, Outcome, Part, Status, Task
from sop.definition import Sop, Step
from sop.facts import Event
from sop.moments import clock, day, duration, moment, span
from sop.people import Roster
from sop.turn import title

LIMIT = 3800
"""Characters of a sheet, within the 4096 of a message (Bot API, sendMessage)."""
_OTHERS_PART = frozenset({Part.ATTEND, Part.COUNTERSIGN, Part.RECEIVE})
"""Parts of a step that others than its performer do."""
_STATUS = {Status.OPEN: "berjalan", Status.CLOSED: "selesai", Status.CANCELLED: "dibatalkan"}


def status(
    sop: Sop, case: Case, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, roster: Roster
) -> str:
    """Return all steps at a glance: done by whom and when, waiting for whom, how long still."""
    lines = [
        words.case_line(case),
        *words.secrecy(case),
        f"{words.sop_name(sop)} \N{EN DASH} {_STATUS[case.status]}",
        "",
    ]
    if case.status is Status.CANCELLED:
        lines[-2] += f": “{words.esc(case.reason, 200)}”"
    look = _Look(now, zone, calendar, roster)
    steps = [_step(sop, case, step, look) for step in sop.steps]
    ended = ["", f"Berakhir {moment(case.ended, zone)}"] if case.ended is not None else []
    at = next((i for i, step in enumerate(sop.steps) if step.number == case.step), 0)
    return _fit([*lines, *_around(steps, at, LIMIT - _length([*lines, *ended])), *ended])


def _around(steps: Sequence[list[str]], at: int, limit: int) -> list[str]:
    """Return the lines of all steps, or of as many on both sides of the one at `at` as the limit allows."""
    lengths = [_length(step) for step in steps]
    first, last = 0, len(steps) - 1
    if sum(lengths) > limit:
        limit -= 2 * _length(["… 100 langkah sebelumnya"])
    while sum(lengths[first : last + 1]) > limit and first < last:
        if at - first >= last - at:
            first += 1
        else:
            last -= 1
    before = [f"… {first} langkah sebelumnya"] if first else []
    after = [f"… {len(steps) - 1 - last} langkah berikutnya"] if last < len(steps) - 1 else []
    return [*before, *(line for step in steps[first : last + 1] for line in step), *after]


@dataclass(frozen=True, slots=True)
class _Look:
    """When somebody looks, by which calendar, and who holds what then."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    roster: Roster


def _step(sop: Sop, case: Case, step: Step, look: _Look) -> list[str]:
    zone = look.zone
    tasks = [task for task in case.tasks if task.step == step.number]
    waiting = [task for task in tasks if task.open and task.part is not Part.ATTEND]
    name = f"{step.number}. {words.esc(step.brief, 80)}"
    if waiting and case.status is Status.OPEN:
        lines = [f"\N{HOURGLASS WITH FLOWING SAND} <b>{name}</b>"]
        if all(task.part is Part.RECEIVE for task in waiting):
            lines += _performed(sop, step, tasks, zone)
        lines += [_waiting(sop, case, task, look) for task in waiting if not task.submitted]
        return lines + _extra(sop, case, tasks, zone)
    performed = _performed(sop, step, tasks, zone)
    if not performed or case.step < step.number:
        return [f"\N{WHITE SMALL SQUARE} {name}"]
    cancelled = any(task.ended and task.ended.outcome is Outcome.CANCELLED for task in tasks)
    mark = "\N{NO ENTRY SIGN}" if cancelled else "\N{WHITE HEAVY CHECK MARK}"
    return [f"{mark} {name}", *performed, *_extra(sop, case, tasks, zone)]


def _performed(sop: Sop, step: Step, tasks: Sequence[Task], zone: ZoneInfo) -> list[str]:
    """Return who did the performer's own part of a step last, and when; nothing before that."""
    ends = [(task.ended, task) for task in tasks if task.ended and task.part not in _OTHERS_PART]
    if not ends:
        return []
    ended, last = max(ends, key=lambda pair: (pair[0].at, pair[1].id))
    if ended.by is None:
        return []
    who = f"{words.person(sop, ended.by)}, {moment(ended.at, zone)}"
    if last.part is Part.PREPARE and ended.outcome is Outcome.DONE and step.signer is not None:
        # The signature ends this task; who wrote the file is known by the file alone.
        who = f"Disiapkan oleh {_author(sop, last)}; ditandatangani oleh {who}"
    return [f"    {who}", *(f"    {line}" for line in punctual(ended))]


def _author(sop: Sop, task: Task) -> str:
    posts = words.esc(title(sop, task.positions), 120)
    name = task.holder_name or (task.file.by if task.file else "")
    return f"{posts}, {words.esc(name, 80)}" if name else posts


def _waiting(sop: Sop, case: Case, task: Task, look: _Look) -> str:
    left, now, calendar = "", look.now, look.calendar
    if task.due is not None:
        late = now > task.due
        span_ = calendar.between(task.due, now) if late else calendar.between(now, task.due)
        left = f", lewat {duration(span_)} kerja" if late else f", sisa {duration(span_)} kerja"
    if task.paused is not None:
        left = ", waktu dijeda"
    if task.clock is not None and task.clock.request is not None:
        left += ", perpanjangan menunggu keputusan"
    attempt = f", percobaan ke-{task.attempt}" if task.attempt > 1 else ""
    return f"    Menunggu {words.whose(sop, case, task, look.roster)}{left}{attempt}"


def _extra(sop: Sop, case: Case, tasks: Sequence[Task], zone: ZoneInfo) -> list[str]:
    """Return the meeting and its answers, or the archive record and who acknowledged receipt."""
    lines = []
    if any(task.part is Part.ATTEND for task in tasks) and case.meeting:
        when = span(case.meeting.starts, case.meeting.ends, zone)
        place = words.esc(case.meeting.place, 60)
        lines.append(f"    Rapat {when}, {place}: {attend_texts.attended(case)}")
    if any(task.part is Part.ARCHIVE and not task.open for task in tasks):
        lines += _archived(case)
    receipts = [task for task in tasks if task.part is Part.RECEIVE]
    if receipts:
        lines += _receipts(sop, receipts, zone)
    return lines


def _archived(case: Case) -> list[str]:
    record = case.archive
    if record is None:
        return []
    reference = f"; SRIKANDI {words.esc(record.srikandi, 60)}" if record.srikandi else ""
    return [
        f"    Nomor arsip: {words.esc(record.number, 90)}{reference}",
        f"    Klasifikasi {archive_card.classification(record)}; {archive_card.retention(record)}",
        f"    Lokasi: {words.esc(record.location, 70)}",
    ]


def _receipts(sop: Sop, receipts: Sequence[Task], zone: ZoneInfo) -> list[str]:
    """Return the distribution book so far: who acknowledged receipt, in which capacity and when.

    Who has not yet stands among those who are waited for.
    """
    ends = [task.ended for task in receipts if task.ended and task.ended.outcome is Outcome.DONE]
    got = [
        f"    Diterima {words.person(sop, ended.by)}, {moment(ended.at, zone)}"
        for ended in sorted(ends, key=lambda one: one.at)
        if ended.by is not None
    ]
    return [f"    Tanda terima: {len(ends)} dari {len(receipts)}", *got]


def history(sop: Sop, case: Case, events: Sequence[Event], zone: ZoneInfo) -> str:
    """Return what happened, a line an event below its day; of too many the oldest are left out."""
    head = [f"Riwayat {words.case_line(case)}", *words.secrecy(case), ""]
    left = LIMIT - _length(head)
    lines: list[str] = []
    heading = ""
    for event in reversed(events):
        line = _event(sop, event, zone)
        if line is None:
            continue
        today = day(event.at.astimezone(zone).date())
        new = [today, line] if today != heading else [line]
        left -= _length(new)
        if left < 0:
            break
        # The newest day is built from its end: its heading moves up as older lines come.
        lines = [today, line, *(lines[1:] if today == heading else lines)]
        heading = today
    return "\n".join([*head, *lines])


def _event(sop: Sop, event: Event, zone: ZoneInfo) -> str | None:
    fact = event.fact
    said = of_time(sop, event, zone)
    if said is not None:
        what: str | None = words.esc(said)
    else:
        what = _assigned(sop, fact) if isinstance(fact, f.Assigned) else deed(fact)
    if what is None:
        return None
    return f"{clock(event.at, zone)} \N{EN DASH} {words.person(sop, event.by)}: {what}"


def _assigned(sop: Sop, fact: f.Assigned) -> str:
    to = words.person(sop, fact.to)
    why = f": “{words.esc(fact.reason)}”" if fact.reason else ""
    had = f" dari {words.esc(fact.of, 80)}" if fact.of else ""
    return f"mengalihkan tugas{had} kepada {to}{why}" if fact.reason else f"menugaskan {to}"


def deed(fact: f.Fact) -> str | None:  # noqa: PLR0911 - one line a kind of fact
    """Return what somebody did, as a verb with its object; None for what follows by itself."""
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
        case f.Signed(file=file, verified=verified, how=by):
            how = means(verified, by)
            return f"menandatangani {words.esc(file.label, 60)} <code>{file.sha256[:8]}</code>{how}"
        case f.Approved(file=file):
            return f"menyetujui {words.esc(file.label, 60)} <code>{file.sha256[:8]}</code>"
        case f.Returned(to_step=step, reason=reason):
            return f"mengembalikan ke langkah {step}: “{words.esc(reason)}”"
        case _:
            return _small(fact)


def _small(fact: f.Fact) -> str | None:
    plain: dict[type, str] = {
        f.ClockPaused: "menjeda waktu",
        f.ClockResumed: "melanjutkan waktu",
        f.TimeAsked: "memohon perpanjangan",
        f.TimeGranted: "menyetujui perpanjangan",
        f.TimeDeclined: "belum menyetujui perpanjangan",
        f.Nudged: "mengingatkan pelaksana",
        f.Claimed: "mengambil tugas",
        f.Released: "melepas tugas",
        f.Concluded: "menyelesaikan notulen rapat",
        f.HandedOver: "menyerahkan hasil",
        f.Received: "menerima",
        f.CaseClosed: "proses selesai",
    }
    if isinstance(fact, f.Assigned):
        return f"menugaskan {words.esc(fact.to.name, 60)}"
    if isinstance(fact, f.Archived):
        number = f" dengan nomor {words.esc(fact.record.number, 90)}" if fact.record else ""
        return f"mengarsipkan{number} dan menyampaikan"
    if isinstance(fact, f.Attended | f.Marked | f.CheckedIn):
        return attend_texts.deed(fact)
    if isinstance(fact, f.CaseCancelled):
        return f"membatalkan proses: “{words.esc(fact.reason)}”"
    return None if by_itself(fact) else plain.get(type(fact))


def _length(lines: Sequence[str]) -> int:
    return sum(words.shown(line) + 1 for line in lines)


def _fit(lines: Sequence[str]) -> str:
    kept = list(lines)
    while _length(kept) > LIMIT:
        kept.pop()
    return "\n".join(kept)
