"""The words on a task's card, from top to bottom: what to do, for which case, what is attached, by when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import attend_texts, time_texts, words
from handlers.signature_texts import means
from sop.attendance import tally
from sop.calendar import WorkCalendar
from sop.case import Case, Outcome, Part, Status, Task
from sop.decisions import overtaken
from sop.definition import Kind, Signature, Sop, Step
from sop.moments import duration, moment, span
from sop.people import By, Position, Standing
from sop.turn import holder, title

_HEADS = {
    Part.COUNTERSIGN: "Tanda tangani {label}",
    Part.MINUTES: "Unggah {label}",
    Part.RECEIVE: "Terima {label}",
    Part.ATTEND: "Hadiri rapat",
}
_CHAIRS = "Pimpin rapat"
_DONE = {
    Part.DISPOSE: "Telah didisposisikan",
    Part.PREPARE: "Telah ditandatangani",
    Part.COUNTERSIGN: "Telah ditandatangani",
    Part.ATTEND: "Telah dijawab",
    Part.MINUTES: "Telah diunggah",
    Part.DRAFT: "Telah diserahkan",
    Part.EXAMINE: "Telah disetujui",
    Part.SIGN: "Telah ditandatangani",
    Part.ARCHIVE: "Telah diarsipkan dan disampaikan",
    Part.RECEIVE: "Telah diterima",
}
_OTHER_ENDS = {
    Outcome.RETURNED: "Telah dikembalikan",
    Outcome.SUPERSEDED: "Berkas telah diganti; kartu yang baru menyusul",
    Outcome.LAPSED: "Rapat telah selesai",
    Outcome.CANCELLED: "Proses telah dibatalkan",
}
_MARKS = {
    Outcome.RETURNED: "\N{LEFTWARDS ARROW WITH HOOK}",
    Outcome.SUPERSEDED: "\N{ANTICLOCKWISE DOWNWARDS AND UPWARDS OPEN CIRCLE ARROWS}",
    Outcome.LAPSED: "\N{CHEQUERED FLAG}",
    Outcome.CANCELLED: "\N{NO ENTRY SIGN}",
}
CLIMBED = "Sampai kepada Anda selaku atasan, karena penyusun tidak dapat memeriksa naskahnya sendiri."
MOST_ANSWERS = 8


def what(sop: Sop, task: Task) -> str:
    """Return what to do: a part of a step has words of its own."""
    return words.esc(plain_what(sop, task), 120)


def plain_what(sop: Sop, task: Task) -> str:
    """Return the same, not escaped, for buttons."""
    step = sop.step(task.step)
    pattern = _CHAIRS if _chairs(step, task) else _HEADS.get(task.part)
    return pattern.format(label=step.file_label, brief=step.brief) if pattern else step.brief


def _chairs(step: Step, task: Task) -> bool:
    """Whether this is the invitation of whoever chairs the meeting."""
    return task.part is Part.ATTEND and any(p.role == step.chair for p in task.positions)


def head(sop: Sop, task: Task) -> str:
    """Return what to do, in bold."""
    return f"<b>{what(sop, task)}</b>"


def whose(
    sop: Sop,
    task: Task,
    posts: frozenset[Position] | None,
    positions: tuple[Position, ...],
    acting: Mapping[Position, Standing],
) -> str:
    """Return whose turn it is; an ended task keeps the posts it was for.

    An invitation names the viewer's own post: a pool's goes to its people in every unit.
    """
    own = tuple(p for p in task.positions if p in posts) if posts and task.part is Part.ATTEND else ()
    if not task.open:
        return title(sop, own or task.positions)
    return title(sop, own or positions or task.positions, acting)


def where(sop: Sop, case: Case, task: Task, whose: str) -> list[str]:
    """Return for which case, which step, and in which capacity."""
    total = len(sop.steps)
    attempt = f", percobaan ke-{task.attempt}" if task.attempt > 1 else ""
    return [
        words.case_line(case),
        *words.secrecy(case),
        f"{words.sop_name(sop)}, langkah {task.step} dari {total}{attempt}",
        f"Tugas untuk: {words.esc(whose, 120)}",
    ]


def little(case: Case, whose: str) -> list[str]:
    """Return what a group may read of a confidential case: its number, and whose turn it is."""
    return [words.case_line(case, public=True), f"Tugas untuk: {words.esc(whose, 120)}"]


def answers(case: Case, task: Task, zone: ZoneInfo) -> list[str]:
    """Return what those whom an invitation is for have answered, for a group's card."""
    if task.part is not Part.ATTEND:
        return []
    given = [a for a in case.attendance if a.by.position in task.positions]
    return [f"{words.esc(a.by.name, 60)}: {attend_texts.said(a, zone)}" for a in given[:MOST_ANSWERS]]


def news(sop: Sop, case: Case, task: Task, zone: ZoneInfo) -> list[str]:
    """Return what the performer must know: why it was returned, the instructions, the meeting."""
    lines = []
    if task.note and task.note_by:
        lines.append(f"Dikembalikan oleh {words.post(sop, task.note_by)}: “{words.esc(task.note, 400)}”")
    if task.part is Part.PREPARE and case.disposition:
        given = "; ".join(case.disposition.instructions)
        lines.append(f"Disposisi ({words.esc(case.disposition.urgency, 30)}): {words.esc(given, 240)}")
        if case.disposition.note:
            lines.append(f"Catatan: “{words.esc(case.disposition.note, 240)}”")
    if task.part is Part.ARCHIVE and case.archive and not task.open:
        lines.append(f"Nomor arsip: {words.esc(case.archive.number, 90)}")
    step = sop.step(task.step)
    concerns = case.meeting is not None and case.meeting.step in (step.number, step.meeting_step)
    if case.meeting and concerns and task.part in (Part.PREPARE, Part.COUNTERSIGN, Part.ATTEND, Part.MINUTES):
        when = span(case.meeting.starts, case.meeting.ends, zone)
        lines.append(f"Rapat: {when}, {words.esc(case.meeting.place, 80)}")
    elif task.part is Part.PREPARE and step.meeting_step is not None:
        lines.append("Rapat: jadwal belum diisi")
    if task.part is Part.ATTEND and step.chair is not None and not _chairs(step, task):
        lines.append(f"Pimpinan rapat: {words.esc(sop.role(step.chair).name, 60)}")
    return lines


def files(sop: Sop, task: Task) -> list[str]:
    """Return what is attached, and the file the task has received or waits for."""
    step = sop.step(task.step)
    lines = [f"Lampiran: {words.file(task.given)}"] if task.given else []
    if task.file:
        lines.append(f"Berkas diterima: {words.file(task.file)}")
    elif task.open and task.part.takes_file and not _file_is_optional(sop, task):
        lines.append(f"Menunggu berkas: {words.esc(step.file_label, 80)}")
    return lines


def _file_is_optional(sop: Sop, task: Task) -> bool:
    return task.part is Part.COUNTERSIGN and sop.step(task.step).signature is Signature.CHAT


def attendance(sop: Sop, case: Case, task: Task, invited: Sequence[By]) -> list[str]:
    """Return who will come, for whoever keeps the minutes; once they are filed, how many were there."""
    if task.part is not Part.MINUTES:
        return []
    if task.open:
        return attend_texts.tally(sop, tally(case, invited))
    return [f"Daftar hadir: {attend_texts.attended(case)}"]


def deadline(sop: Sop, task: Task, now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> list[str]:
    """Return by when, and whether that has passed."""
    if task.due is None:
        return []
    label = sop.step(task.step).time.label
    clock = "" if task.starts <= task.opened else ", dihitung sejak rapat dimulai"
    more = time_texts.extended(task)
    lines = [f"Tenggat: {moment(task.due, zone)} ({words.esc(label, 20)}{clock}{more})"]
    if task.open and now > task.due and task.paused is None:
        lines.append(f"\N{ALARM CLOCK} Lewat tenggat {duration(calendar.between(task.due, now))} kerja")
    return lines


def state(sop: Sop, case: Case, task: Task, viewer: int, zone: ZoneInfo) -> list[str]:
    """Return how the task stands for whoever looks at it."""
    answer = attend_texts.own(case, viewer, zone) if task.part is Part.ATTEND else []
    if task.ended is not None or case.status is Status.CANCELLED:
        punctual = time_texts.punctual(task.ended)
        return [*answer, end(sop, task, zone), *punctual, *_overtaken(case, task)]
    if task.part is Part.ATTEND:
        return answer
    if task.submitted:
        signer = sop.step(task.step).signer
        return [f"Menunggu tanda tangan {words.esc(sop.role(signer).name)}"] if signer else []
    if task.holder is not None and task.holder != viewer:
        how = "ditugaskan kepada" if task.assigned else "diambil oleh"
        return [f"Telah {how} {words.esc(holder(sop, task), 160)}"]
    return []


def end(sop: Sop, task: Task, zone: ZoneInfo) -> str:
    """Return how the task ended: what, who, in which capacity, when."""
    ended = task.ended
    if ended is None:
        return _OTHER_ENDS[Outcome.CANCELLED]
    if ended.outcome is Outcome.DONE:
        what = _prepared(sop, task) if task.part is Part.PREPARE else _DONE[task.part]
        what += means(task.verified, task.signed_by)
        mark = "\N{WHITE HEAVY CHECK MARK}"
    else:
        what = _OTHER_ENDS[ended.outcome]
        mark = _MARKS[ended.outcome]
    if ended.by is None:
        return f"{mark} {what}"
    if ended.outcome is Outcome.LAPSED:
        return f"{mark} {what}\nNotulen diserahkan {moment(ended.at, zone)}"
    if ended.outcome is Outcome.SUPERSEDED:
        return f"{mark} {what}\noleh {words.person(sop, ended.by)}\n{moment(ended.at, zone)}"
    sent = "\nTelah disampaikan kepada para penerima" if _was_delivered(sop, task, ended.outcome) else ""
    return f"{mark} <b>{what}</b>\noleh {_signer(sop, ended.by)}\n{moment(ended.at, zone)}{sent}"


def _overtaken(case: Case, task: Task) -> list[str]:
    """Return that a decision belongs to a version which was replaced since."""
    found = overtaken(case).get(task.id)
    if found is None:
        return []
    return [f"Berkas telah diganti versi {found.new.number}; keputusan ini berlaku untuk versi lama saja."]


def _signer(sop: Sop, by: By) -> str:
    """Return who decided; a substitute's own post stands on a line of its own, below the one acted for."""
    return words.signature(sop, by) if by.acting else words.person(sop, by)


def _was_delivered(sop: Sop, task: Task, outcome: Outcome) -> bool:
    """Whether the end of a prepared file was also its delivery, to a meeting's guests or other recipients."""
    step = sop.step(task.step)
    goes_out = step.meeting_step is not None or bool(step.distribute_to)
    return task.part is Part.PREPARE and outcome is Outcome.DONE and goes_out


def _prepared(sop: Sop, task: Task) -> str:
    step = sop.step(task.step)
    if step.kind is Kind.PREPARE and step.signer is None:
        return "Telah diserahkan"
    return _DONE[Part.PREPARE]
