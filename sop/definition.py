"""The definition of an SOP: who does what, with which papers, in how much time; immutable, versioned."""

from dataclasses import dataclass
from enum import StrEnum

from sop.calendar import Duration

RoleId = str
"""A role's name in files and commands, e.g. `kepala-biro`."""


class Seat(StrEnum):
    """How often a role exists in an office."""

    SINGLE = "tunggal"
    """Once in the office (Kepala Biro)."""
    PER_UNIT = "per-bagian"
    """Once in every unit (Kepala Bagian)."""
    POOL = "kelompok"
    """Many people share it, of a unit or of the whole office (JF/Pelaksana); one of them takes a task."""


class Kind(StrEnum):
    """What sort of action a step is (`jenis_tindakan` in the file)."""

    DISPOSE = "disposisi"
    PREPARE = "siapkan"
    MEET = "rapat"
    DRAFT = "susun"
    EXAMINE = "periksa"
    SIGN = "tanda-tangan"
    ARCHIVE = "arsip"


class Signature(StrEnum):
    """How a signature is given."""

    FILE = "berkas"
    """The signer uploads the signed file."""
    CHAT = "percakapan"
    """The tap signs what was shown, bound to its SHA-256; a signed file may be uploaded in its place."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the SOP, one column of its table."""

    id: RoleId
    name: str
    seat: Seat
    superior: RoleId | None = None


@dataclass(frozen=True, slots=True)
class Instruction:
    """A ready sentence of a disposition; `chosen` ones are ticked before the superior touches anything."""

    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the SOP's table."""

    number: int
    activity: str
    performers: tuple[RoleId, ...]
    kind: Kind
    requirements: str
    time: Duration
    output: str
    remarks: str = ""
    document: str = ""
    """What the file of this step is called on cards; empty: the output."""
    summary: str = ""
    """The activity in a few words, for a card's first line; empty: the activity."""
    chair: RoleId | None = None
    secretary: RoleId | None = None
    """Who writes the minutes of a meeting (notulis)."""
    signer: RoleId | None = None
    signature: Signature = Signature.FILE
    step_up: bool = False
    """Whether the signature counts only with a code from the signer's authenticator app."""
    returns_to: tuple[int, ...] = ()
    return_default: int | None = None
    distribute_to: tuple[RoleId, ...] = ()
    meeting_step: int | None = None
    """The meeting that this step's invitation calls."""
    pausers: tuple[RoleId, ...] = ()
    """Who may let its clock stand still: roles, of those whose turn it is and of those above."""
    template: str = ""
    """The Word template its file may begin with, by name; empty: none."""
    instructions: tuple[Instruction, ...] = ()
    urgencies: tuple[str, ...] = ()

    @property
    def performer(self) -> RoleId:
        """The role whose turn it is (of a meeting: the secretary)."""
        return self.secretary or self.performers[0]

    @property
    def file_label(self) -> str:
        """What this step's file is called."""
        return self.document or self.output

    @property
    def brief(self) -> str:
        """The activity in a few words."""
        return self.summary or self.activity


@dataclass(frozen=True, slots=True)
class Identity:
    """The head of the official form (identitas SOP), every field as written there, blanks included."""

    number: str
    name: str
    unit: str
    institution: str = ""
    secretariat: str = ""
    created: str = ""
    revised: str = ""
    effective: str = ""
    approved_by: str = ""
    legal_basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warning: str = ""
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Sop:
    """One version of an SOP. Cases are pinned to `version`, the SHA-256 of the file they began with."""

    id: str
    version: str
    identity: Identity
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    responsible_as_written: str = ""
    """How the document calls the unit head it means ("Kabag TTL"), even where no column bears the name."""
    responsible_unit: str | None = None
    """The unit that is responsible by default, where the office has it."""
    ladder: tuple[tuple[str, float], ...] = ()
    """What it says of its tasks' reminders, by field of `sop.ladder.Ladder`; the office says the rest."""

    def role(self, role_id: RoleId) -> Role:
        """Return the role; KeyError where the SOP has none of that id."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)

    def step(self, number: int) -> Step:
        """Return the step of that number; KeyError where there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def after(self, number: int) -> Step | None:
        """Return the step that follows, None after the last."""
        later = [step for step in self.steps if step.number > number]
        return min(later, key=lambda step: step.number) if later else None

    @property
    def first(self) -> Step:
        """The step a case starts with."""
        return min(self.steps, key=lambda step: step.number)
