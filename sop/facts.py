"""What happened: the facts of the record, append-only. The state of a case is what its facts say."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sop.archive import ArchiveRecord
from sop.case import Answer, FileRef, Meeting, Outcome, Spent, Task
from sop.people import By, Position

TOTP = "totp"
"""A signature was verified by a code of an authenticator app (RFC 6238)."""
SEAL = "segel"
"""The office's electronic seal was put on what was approved in the chat."""
CERTIFIED = "tte"
"""A certified electronic signature was put on it by the signing gateway, with the signer's own passphrase."""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A case was opened."""

    kind: ClassVar[str] = "case_opened"
    sop: str
    sop_version: str
    title: str
    base: FileRef
    unit: str | None
    secrecy: str = ""


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task began to wait for a position."""

    kind: ClassVar[str] = "task_opened"
    task: Task


@dataclass(frozen=True, slots=True)
class Claimed:
    """Someone of a pool took the task."""

    kind: ClassVar[str] = "claimed"
    task: int


@dataclass(frozen=True, slots=True)
class Released:
    """Whoever took it gave it back to the pool."""

    kind: ClassVar[str] = "released"
    task: int
    positions: tuple[Position, ...] = ()
    """Where it waits from now on, where it had been given to somebody elsewhere."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A superior or an admin gave the task to somebody; `positions` are those it waits for from now on."""

    kind: ClassVar[str] = "assigned"
    task: int
    to: By
    positions: tuple[Position, ...]
    pool: bool
    """Whether it went to one of a pool, who then holds it."""
    of: str = ""
    """Who had it until now, in words: the post and the name."""
    reason: str = ""
    had: tuple[int, ...] = ()
    """The same as persons; nobody where it was free to take, or its post vacant."""


@dataclass(frozen=True, slots=True)
class FileAttached:
    """A file came to a task; `replaces` names the SHA-256 it stands in for."""

    kind: ClassVar[str] = "file_attached"
    task: int
    file: FileRef
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingSet:
    """Day, start, end and place of the meeting were set."""

    kind: ClassVar[str] = "meeting_set"
    task: int
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class UnitChosen:
    """Another unit became the responsible one."""

    kind: ClassVar[str] = "unit_chosen"
    task: int
    unit: str


@dataclass(frozen=True, slots=True)
class Disposed:
    """The superior gave instructions."""

    kind: ClassVar[str] = "disposed"
    task: int
    instructions: tuple[str, ...]
    urgency: str
    note: str
    to: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A prepared file went to its signer."""

    kind: ClassVar[str] = "submitted"
    task: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature, bound to the SHA-256 of what was shown; `file` is what came of it.

    `verified` is how the signer proved to be who they are, beside the tap: "totp", or "tte" for the
    passphrase of a certified signature, or "" for the tap alone. `how` is what this program put on the file
    in doing so: "segel" or "tte", or "" for a file signed elsewhere and for the tap.
    """

    kind: ClassVar[str] = "signed"
    task: int
    shown: str
    file: FileRef
    verified: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """A validation (paraf), bound to the SHA-256 of what was examined."""

    kind: ClassVar[str] = "approved"
    task: int
    shown: str
    file: FileRef


@dataclass(frozen=True, slots=True)
class Returned:
    """Sent back to a step, with the reason."""

    kind: ClassVar[str] = "returned"
    task: int
    to_step: int
    reason: str
    shown: str


@dataclass(frozen=True, slots=True)
class Attended:
    """An official answered the invitation."""

    kind: ClassVar[str] = "attended"
    task: int
    answer: Answer
    delegate: By | None = None
    """Who comes in their place, where the answer is that somebody does."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Whoever keeps the minutes noted that an invited official was there, or was not."""

    kind: ClassVar[str] = "marked"
    task: int
    of: By
    answer: Answer


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """An invited official, or who stands in for them, said in the meeting that they are there."""

    kind: ClassVar[str] = "checked_in"
    task: int
    of: By
    """The invited official."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """The meeting's minutes were filed."""

    kind: ClassVar[str] = "concluded"
    task: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A draft, or a prepared file that needs no signature, was handed on."""

    kind: ClassVar[str] = "handed_over"
    task: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file was sent to positions (for receipts, each has its own task)."""

    kind: ClassVar[str] = "delivered"
    file: FileRef
    to: tuple[Position, ...]
    task: int = 0


@dataclass(frozen=True, slots=True)
class Archived:
    """The file was put into the archive; in older records it is not said under what."""

    kind: ClassVar[str] = "archived"
    task: int
    file: FileRef
    record: ArchiveRecord | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A recipient acknowledged the file ("Saya terima")."""

    kind: ClassVar[str] = "received"
    task: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A task stopped waiting."""

    kind: ClassVar[str] = "task_ended"
    task: int
    outcome: Outcome
    spent: Spent | None = None
    """How its time was used; None for what had no deadline."""


CALENDAR, MEETING = "kalender", "rapat"
"""Why a clock was set anew: the calendar changed, or the meeting it starts with has another time."""


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The clock of a task was set anew; `cause` is one of the constants above, `why` in somebody's words."""

    kind: ClassVar[str] = "clock_moved"
    task: int
    starts: datetime
    due: datetime | None
    cause: str
    why: str = ""
    was: datetime | None = None
    """The deadline until now."""


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """The clock of a task stands still, as when another office must answer first."""

    kind: ClassVar[str] = "clock_paused"
    task: int
    reason: str
    shared: bool = False
    """Whether it stands because another does, with which it has one time."""


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """The clock of a task goes on; `due` is its deadline from now on."""

    kind: ClassVar[str] = "clock_resumed"
    task: int
    due: datetime | None
    shared: bool = False
    """Whether it goes on by itself: another does with which it has one time, or the task ends."""


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """Whoever has the task asks for more time."""

    kind: ClassVar[str] = "time_asked"
    task: int
    more: str
    reason: str


@dataclass(frozen=True, slots=True)
class TimeGranted:
    """More time was granted; `due` is the deadline from now on."""

    kind: ClassVar[str] = "time_granted"
    task: int
    more: str
    due: datetime
    shared: bool = False
    """Whether it was asked for by whoever has the other task with which it has one time."""


@dataclass(frozen=True, slots=True)
class TimeDeclined:
    """More time was not granted."""

    kind: ClassVar[str] = "time_declined"
    task: int
    more: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Nudged:
    """Somebody reminded of a task by hand ("Ingatkan")."""

    kind: ClassVar[str] = "nudged"
    task: int


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step came to its end, with what it brought out."""

    kind: ClassVar[str] = "step_done"
    step: int
    output: FileRef | None
    task: int = 0


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """Every step is done."""

    kind: ClassVar[str] = "case_closed"
    task: int = 0


@dataclass(frozen=True, slots=True)
class CaseCancelled:
    """The case was ended early."""

    kind: ClassVar[str] = "case_cancelled"
    reason: str
    task: int = 0


Fact = (
    CaseOpened
    | TaskOpened
    | Claimed
    | Released
    | Assigned
    | FileAttached
    | MeetingSet
    | UnitChosen
    | Disposed
    | Submitted
    | Signed
    | Approved
    | Returned
    | Attended
    | Marked
    | CheckedIn
    | Concluded
    | HandedOver
    | Delivered
    | Archived
    | Received
    | TaskEnded
    | ClockMoved
    | ClockPaused
    | ClockResumed
    | TimeAsked
    | TimeGranted
    | TimeDeclined
    | Nudged
    | StepDone
    | CaseClosed
    | CaseCancelled
)


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its place in the record, its moment (UTC) and who caused it."""

    seq: int
    at: datetime
    by: By
    fact: Fact
