"""What the certificate of a case says: its record put together step by step."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from office.office import Office
from office.time_remarks import of_time
from papers.certificate import Attempt, Certificate, FileRecord, StepRecord
from sop import clock as clocks
from sop import facts as f
from sop.attendance import came
from sop.calendar import WorkCalendar
from sop.case import Answer, Attendance, Case, Outcome, Part, Task
from sop.definition import Sop, Step
from sop.facts import Event
from sop.moments import clock, date_of, span
from sop.turn import person, title
from storage.documents import Document, DocumentKind
from storage.transaction import Tx

LEFT_OUT = frozenset({DocumentKind.CERTIFICATE, DocumentKind.PACKAGE})
"""Files that tell of the record and are no part of it."""
_BY_EACH = frozenset({Part.ATTEND, Part.RECEIVE})
_DONE = {
    Part.DISPOSE: "Telah didisposisikan",
    Part.PREPARE: "Telah disiapkan",
    Part.COUNTERSIGN: "Telah ditandatangani",
    Part.MINUTES: "Notulen telah diserahkan",
    Part.DRAFT: "Telah diserahkan",
    Part.EXAMINE: "Telah disetujui",
    Part.SIGN: "Telah ditandatangani",
    Part.ARCHIVE: "Telah diarsipkan dan disampaikan",
}
_MEANS = {
    f.SEAL: " di percakapan, dibubuhi segel elektronik kantor",
    f.CERTIFIED: " dengan tanda tangan elektronik tersertifikasi",
}
_CODE = ", dengan kode autentikator"
_ENDS = {
    Outcome.RETURNED: "Dikembalikan",
    Outcome.SUPERSEDED: "Berkas diganti",
    Outcome.LAPSED: "Berakhir tanpa jawaban",
    Outcome.CANCELLED: "Dibatalkan",
}
_BY_WHOSE_TURN = frozenset({Outcome.DONE, Outcome.RETURNED})
_FROM_OUTSIDE = frozenset({Outcome.SUPERSEDED, Outcome.CANCELLED})


def certified(tx: Tx, office: Office, sop: Sop, case: Case) -> Certificate:
    """Return what the certificate of a case says now; of one that has ended, always the same."""
    at = case.ended or office.now()
    events = tx.cases.events(case.id)
    files = [one for one in tx.documents.of_case(case.id) if one.kind not in LEFT_OUT]
    names = tx.people.names(tuple({one.person for one in files}))
    told = _Told(office.calendar(tx), sop, case, events, at)
    return Certificate(
        letterhead=office.letterhead(sop),
        case=case.id,
        title=case.title,
        sop=sop.identity.name,
        sop_number=sop.identity.number,
        status=case.status,
        opener=person(sop, case.opener),
        opened=case.opened,
        ended=case.ended,
        steps=tuple(told.step(step) for step in sop.steps),
        files=tuple(_filed(one, names.get(one.person, "")) for one in files),
        chain=tx.cases.chain_head(case.id),
        events=case.version,
        at=at,
        zone=office.zone,
        link=office.link(tx, case.id),
        agenda=tx.cases.agenda(case.id),
        secrecy=case.secrecy,
        unit=case.unit or "",
        reason=case.reason,
        cancelled_by=next((person(sop, e.by) for e in events if isinstance(e.fact, f.CaseCancelled)), ""),
        archive=f"{case.archive.number}, klasifikasi {case.archive.code} {case.archive.name}"
        if case.archive
        else "",
    )


def _filed(file: Document, name: str) -> FileRecord:
    by = name if file.kind == DocumentKind.UPLOAD else f"Dibuat oleh bot untuk {name}"
    return FileRecord(file.label, file.number, file.name, file.size, file.sha256, by, file.at)


class _Told:
    """Tells of the steps of one case."""

    def __init__(
        self, calendar: WorkCalendar, sop: Sop, case: Case, events: Sequence[Event], at: datetime
    ) -> None:
        self._calendar = calendar
        self._zone = calendar.zone
        self._sop = sop
        self._case = case
        self._at = at
        self._returned = {e.fact.task: e.fact for e in events if isinstance(e.fact, f.Returned)}
        self._signed: Mapping[int, f.Signed | f.Approved] = {
            e.fact.task: e.fact for e in events if isinstance(e.fact, f.Signed | f.Approved)
        }
        self._assigned = [(e, e.fact) for e in events if isinstance(e.fact, f.Assigned)]

    def step(self, step: Step) -> StepRecord:
        """Return a step with its attempts, and what else there is to say of it."""
        tasks = [task for task in self._case.tasks if task.step == step.number]
        attempts = tuple(self._attempt(step, task) for task in tasks if task.part not in _BY_EACH)
        return StepRecord(step.number, step.activity, attempts, tuple(self._remarks(step, tasks)))

    def _attempt(self, step: Step, task: Task) -> Attempt:
        end = task.ended.at if task.ended else self._at
        # What was written down when it ended stays, however the calendar changes afterwards.
        written = task.ended.spent if task.ended else None
        spent = written or clocks.spent(task, end, self._calendar)
        late = spent is not None and spent.late > 0 and (task.ended is None or task.ended.finished)
        used = timedelta(seconds=spent.used) if spent else self._calendar.between(task.starts, end)
        returned = self._returned.get(task.id)
        # What was done before its clock started, as minutes filed before their meeting, began when it came.
        started = task.starts if task.starts <= end else task.opened
        return Attempt(
            number=task.attempt,
            who=self._who(step, task),
            started=started,
            ended=task.ended.at if task.ended else None,
            used=used,
            allowed="" if task.part is Part.COUNTERSIGN else step.time.label,
            late=late,
            outcome=self._outcome(task),
            reason=returned.reason if returned else "",
        )

    def _who(self, step: Step, task: Task) -> str:
        posts = title(self._sop, task.positions)
        if task.ended is None or task.ended.by is None or task.ended.outcome not in _BY_WHOSE_TURN:
            # Whoever replaced the file or cancelled the case did not do this task.
            return f"{posts}, {task.holder_name}" if task.holder_name else posts
        if task.part is Part.PREPARE and step.signer is not None and task.file is not None:
            # The signature ends this task; who wrote the file is known by the file.
            return f"{posts}, {task.holder_name or task.file.by}"
        return person(self._sop, task.ended.by)

    def _outcome(self, task: Task) -> str:
        if task.ended is None:
            return "Menunggu tanda tangan" if task.submitted else "Menunggu"
        if task.ended.outcome is not Outcome.DONE:
            returned = self._returned.get(task.id)
            said = _ENDS[task.ended.outcome] + (f" ke langkah {returned.to_step}" if returned else "")
            by = task.ended.by if task.ended.outcome in _FROM_OUTSIDE else None
            return f"{said} oleh {person(self._sop, by)}" if by else said
        said = _DONE[task.part]
        fact = self._signed.get(task.id)
        if isinstance(fact, f.Signed):
            said += _MEANS.get(fact.how, "") + (_CODE if fact.verified == f.TOTP else "")
        return f"{said}; berkas {fact.file.sha256[:8]}" if fact else said

    def _remarks(self, step: Step, tasks: Sequence[Task]) -> list[str]:
        ids = {task.id for task in tasks}
        said = [self._assigning(event, fact) for event, fact in self._assigned if fact.task in ids]
        said += of_time(self._sop, tasks, self._zone)
        meeting = self._case.meeting
        if meeting is not None and meeting.step == step.number:
            said.append(f"Rapat: {span(meeting.starts, meeting.ends, self._zone)}, {meeting.place}")
        if any(task.part is Part.ATTEND for task in tasks):
            said += self._attendance()
        return [one for one in (*said, *map(self._receipt, tasks)) if one]

    def _assigning(self, event: Event, fact: f.Assigned) -> str:
        to, by = person(self._sop, fact.to), person(self._sop, event.by)
        had = f" dari {fact.of}" if fact.of else ""
        why = f". Alasan: {fact.reason}" if fact.reason else ""
        return f"Tugas dialihkan{had} kepada {to} oleh {by}, {self._moment(event.at)}{why}"

    def _attendance(self) -> list[str]:
        """Return who was at the meeting, in person or through whom, and who had said they cannot come."""
        there = [self._there(one) for one in came(self._case)]
        away = [person(self._sop, x.by) for x in self._case.attendance if x.answer is Answer.ABSENT]
        parts = (("Hadir", there), ("Berhalangan", away))
        return [f"{word}: {'; '.join(those)}" for word, those in parts if those]

    def _there(self, one: Attendance) -> str:
        sent = f" (diwakili oleh {one.delegate.name})" if one.delegate else ""
        at = f", tercatat pukul {clock(one.present, self._zone)}" if one.present else ""
        return f"{person(self._sop, one.by)}{sent}{at}"

    def _receipt(self, task: Task) -> str:
        if task.part is not Part.RECEIVE:
            return ""
        if task.ended is None:
            return f"Menunggu tanda terima: {title(self._sop, task.positions)}"
        if task.ended.outcome is not Outcome.DONE or task.ended.by is None:
            return f"Tanpa tanda terima: {title(self._sop, task.positions)}"
        return f"Tanda terima: {person(self._sop, task.ended.by)}, {self._moment(task.ended.at)}"

    def _moment(self, value: datetime) -> str:
        return f"{date_of(value, self._zone)} {clock(value, self._zone)}"
