"""What a person may do to a task. `seen` is the version they saw; a decision on an old one is stale."""

from dataclasses import dataclass

from sop.archive import ArchiveRecord
from sop.case import Answer, FileRef, Meeting
from sop.people import By, Position


@dataclass(frozen=True, slots=True)
class Claim:
    """Ambil tugas."""

    task: int
    seen: int


@dataclass(frozen=True, slots=True)
class Release:
    """Lepas tugas. An admin or a superior names `of`, from whom the task is taken back."""

    task: int
    seen: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """Tugaskan, Alihkan: a superior or an admin gives the task to a person, in a position that person holds.

    A task that somebody has, or that is no pool's, is taken from them: then a reason is required.
    """

    task: int
    seen: int
    to: int
    position: Position
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dispose:
    """Disposisikan."""

    task: int
    seen: int
    instructions: tuple[str, ...]
    urgency: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attach:
    """Unggah, Ganti berkas. A file is new by itself, so it needs no version seen."""

    task: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class Schedule:
    """Set day, start, end and place of the meeting: while it is prepared, and anew until it is concluded."""

    task: int
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class ChooseUnit:
    """Choose the responsible unit, whose head examines."""

    task: int
    seen: int
    unit: str


@dataclass(frozen=True, slots=True)
class Finish:
    """Selesai."""

    task: int
    seen: int


@dataclass(frozen=True, slots=True)
class Sign:
    """Tanda tangani. `verified` says that the signer has just proved to be who they are with a code.

    `how` says by what the file bears the signature, where the office itself put it there: see `facts.Signed`.
    """

    task: int
    seen: int
    verified: bool = False
    how: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """Setujui."""

    task: int
    seen: int


@dataclass(frozen=True, slots=True)
class Return:
    """Kembalikan; `to_step` None means the step's default."""

    task: int
    seen: int
    reason: str
    to_step: int | None = None


@dataclass(frozen=True, slots=True)
class Attend:
    """Hadir, Berhalangan, Diwakilkan. May be changed until the minutes are filed.

    `delegate` is who comes instead, person 0 where the office does not know them.
    """

    task: int
    answer: Answer
    delegate: By | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Whoever keeps the minutes marks who was there; `task` is theirs, `of` an invited person."""

    task: int
    of: By
    answer: Answer


@dataclass(frozen=True, slots=True)
class Archive:
    """Arsipkan, under what the archivist has confirmed."""

    task: int
    seen: int
    record: ArchiveRecord


@dataclass(frozen=True, slots=True)
class Receive:
    """Saya terima."""

    task: int
    seen: int


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Saya di tempat rapat: an invited official, or who stands in for them, is there."""

    task: int


@dataclass(frozen=True, slots=True)
class PauseClock:
    """Jeda: the clock stands still, with a reason."""

    task: int
    seen: int
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeClock:
    """Lanjutkan."""

    task: int
    seen: int


@dataclass(frozen=True, slots=True)
class AskTime:
    """Minta perpanjangan: whoever has the task asks for more time, such as "1 hari"."""

    task: int
    seen: int
    more: str
    reason: str


@dataclass(frozen=True, slots=True)
class GrantTime:
    """Setujui perpanjangan; `request` is the number of the request that was shown."""

    task: int
    request: int


@dataclass(frozen=True, slots=True)
class DeclineTime:
    """Tolak perpanjangan."""

    task: int
    request: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Ingatkan."""

    task: int


TaskAction = (
    Claim
    | Release
    | Assign
    | Dispose
    | Attach
    | Schedule
    | ChooseUnit
    | Finish
    | Sign
    | Approve
    | Return
    | Attend
    | Mark
    | Archive
    | Receive
    | CheckIn
    | PauseClock
    | ResumeClock
    | AskTime
    | GrantTime
    | DeclineTime
    | Nudge
)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Batalkan the whole case."""

    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    """Mulai: open a case."""

    title: str
    base: FileRef
    unit: str | None = None
    secrecy: str = ""
