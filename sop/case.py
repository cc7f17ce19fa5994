"""One run of an SOP: its state as plain frozen values. Only the machine makes a new one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sop.archive import ArchiveRecord
from sop.people import By, Position


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What a task asks of its position; several parts may make up one step."""

    DISPOSE = "dispose"
    PREPARE = "prepare"
    COUNTERSIGN = "countersign"
    ATTEND = "attend"
    MINUTES = "minutes"
    DRAFT = "draft"
    EXAMINE = "examine"
    SIGN = "sign"
    ARCHIVE = "archive"
    RECEIVE = "receive"

    @property
    def takes_file(self) -> bool:
        """Whether a file may be sent to a task of this part."""
        return self in _TAKES_FILE

    @property
    def answered_by_each(self) -> bool:
        """Whether everyone it goes to answers it for themselves, and the step goes on without."""
        return self is Part.ATTEND


_TAKES_FILE = frozenset({Part.PREPARE, Part.COUNTERSIGN, Part.MINUTES, Part.DRAFT, Part.SIGN})
WRITES = frozenset({Part.PREPARE, Part.MINUTES, Part.DRAFT})
"""Parts whose file is written by whoever sends it."""
_BY_EACH = frozenset({Part.ATTEND, Part.RECEIVE})
"""Parts of which a step opens one for everybody."""
CHECKS = frozenset({Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN})
"""Parts that judge what somebody else wrote."""


class Outcome(StrEnum):
    """How a task ended."""

    DONE = "done"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    """The file it was about was replaced; a new task follows."""
    LAPSED = "lapsed"
    """The step went on without it (a meeting's answer never given)."""
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """An official's answer to an invitation."""

    PRESENT = "hadir"
    ABSENT = "berhalangan"
    DELEGATED = "diwakilkan"
    """Somebody else comes in their place."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """One version of a document: which bytes (SHA-256), what it is called, who brought it."""

    id: int
    sha256: str
    name: str
    size: int
    label: str
    number: int
    """The version of that document within the case, from 1."""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Day, start, end and place of a meeting; aware instants in UTC."""

    starts: datetime
    ends: datetime
    place: str
    step: int = 0
    """The meeting step it is for."""
    sequence: int = 0
    """How often it was set anew (RFC 5545, 3.8.7.4)."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """What one official answered, the last answer counting, and whether they were there."""

    by: By
    answer: Answer
    delegate: By | None = None
    """Who comes in their place; person 0 for somebody who is not known to the office."""
    present: datetime | None = None
    """When they, or their delegate, checked in or were marked as there; None while not."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a task's clock stood still."""

    since: datetime
    by: By
    reason: str
    until: datetime | None = None
    """None while it still stands."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time that was granted: an SOP's time, such as "1 hari", by whom and when."""

    more: str
    at: datetime
    by: By


@dataclass(frozen=True, slots=True)
class TimeRequest:
    """More time that was asked for and is not decided upon yet; `number` counts those of the task from 1."""

    number: int
    more: str
    reason: str
    by: By
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskClock:
    """What happened to a task's time beyond running; a task without any of it has none."""

    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    request: TimeRequest | None = None
    requests: int = 0
    """How often more time was asked for."""
    nudged: datetime | None = None
    """When somebody last reminded of it by hand."""
    moves: int = 0
    """How often its deadline was set anew: each deadline has reminders of its own."""


@dataclass(frozen=True, slots=True)
class Spent:
    """How punctual an attempt was, in whole seconds of working time.

    `used` is the time from the start of its clock to its end without the pauses, `allowed` the same up to its
    deadline, so `late` is more than nothing exactly where `used` is more than `allowed`.
    """

    allowed: int
    used: int
    paused: int
    late: int


@dataclass(frozen=True, slots=True)
class Disposition:
    """The superior's instructions."""

    instructions: tuple[str, ...]
    urgency: str
    note: str
    by: By
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """How, by whom and when a task ended."""

    outcome: Outcome
    at: datetime
    by: By | None = None
    spent: Spent | None = None
    """How its time was used; None for what had no deadline, and in older records."""

    @property
    def late(self) -> int:
        """By how many seconds of working time it was done late; 0 for what was broken off."""
        return self.spent.late if self.finished and self.spent else 0

    @property
    def finished(self) -> bool:
        """Whether somebody did what was to be done; else the task was cancelled, replaced or passed over."""
        return self.outcome in (Outcome.DONE, Outcome.RETURNED)


@dataclass(frozen=True, slots=True)
class Task:
    """One step (or part of a step) waiting for a position. `version` rises with every change."""

    id: int
    step: int
    attempt: int
    part: Part
    positions: tuple[Position, ...]
    opened: datetime
    starts: datetime
    """When its clock starts: its opening, or the meeting's start."""
    due: datetime | None
    given: FileRef | None = None
    """The file it is about."""
    note: str = ""
    """Why it was returned here, in the returner's words."""
    note_by: By | None = None
    holder: int | None = None
    """Who of a pool took it."""
    holder_name: str = ""
    file: FileRef | None = None
    """The file it has received so far."""
    submitted: bool = False
    """Waiting for the signature inside the step."""
    ended: Ended | None = None
    version: int = 1
    authors: tuple[int, ...] = ()
    """Who wrote its file: none of them examines or signs it."""
    assigned: By | None = None
    """Who gave it to whoever has it, with authority over it; None once it was let go or taken anew."""
    verified: str = ""
    """How whoever signed it proved to be who they are, beside the tap."""
    signed_by: str = ""
    """What this program put on the signed file: a seal or a certified signature, see `facts.Signed`."""

    clock: TaskClock | None = None
    """Pauses, extensions and the like, where there were any."""

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.ended is None

    @property
    def paused(self) -> Pause | None:
        """The pause that its clock is in, None while it runs."""
        last = self.clock.pauses[-1] if self.clock and self.clock.pauses else None
        return last if last is not None and last.until is None else None

    @property
    def moves(self) -> int:
        """How often its deadline was set anew."""
        return self.clock.moves if self.clock else 0


SECRECIES = ("Biasa", "Terbatas", "Rahasia", "Sangat Rahasia")
"""Sifat of a case, the usual one first (Permendagri 1/2023, tata naskah dinas: klasifikasi keamanan)."""
CONFIDENTIAL = frozenset({"Rahasia", "Sangat Rahasia"})


@dataclass(frozen=True, slots=True)
class Case:
    """One run of an SOP, pinned to the version of the SOP it was opened with."""

    id: int
    sop: str
    sop_version: str
    title: str
    opener: By
    opened: datetime
    base: FileRef
    unit: str | None
    """The responsible unit ("Bagian penanggung jawab")."""
    status: Status = Status.OPEN
    step: int = 0
    tasks: tuple[Task, ...] = ()
    outputs: tuple[tuple[int, FileRef], ...] = ()
    """The latest file each step brought out."""
    disposition: Disposition | None = None
    meeting: Meeting | None = None
    attendance: tuple[Attendance, ...] = ()
    ended: datetime | None = None
    reason: str = ""
    """Why it was cancelled."""
    version: int = 0
    """How many events made this state."""
    secrecy: str = ""
    """Its sifat, where it is not "Biasa": "Rahasia" keeps its subject out of groups."""
    archive: ArchiveRecord | None = None
    """Under what it was archived; of a step that archives again, the last."""

    @property
    def confidential(self) -> bool:
        """Whether its subject and files concern nobody but those who act on it."""
        return self.secrecy in CONFIDENTIAL

    def task(self, task_id: int) -> Task | None:
        """Return the task, or None."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        return None

    def open_tasks(self) -> tuple[Task, ...]:
        """Return the tasks that wait."""
        return tuple(task for task in self.tasks if task.ended is None)

    def attempts(self, step: int, part: Part, positions: tuple[Position, ...]) -> int:
        """Return how many times this part of the step was opened; what each does for themselves, for these.

        A task may have been given to another post since, so only the posts of those parts tell them apart.
        """
        return sum(
            1
            for task in self.tasks
            if task.step == step
            and task.part == part
            and (part not in _BY_EACH or set(positions) & set(task.positions))
        )

    def input_of(self, step: int) -> FileRef:
        """Return the newest file that an earlier step brought out, else the base document."""
        earlier = [pair for pair in self.outputs if pair[0] < step]
        return max(earlier, key=lambda pair: pair[0])[1] if earlier else self.base
