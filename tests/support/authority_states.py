"""Cases in every state that the table of authority names, all in one office."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from office import cases
from sop import actions as a
from sop.case import Answer, Case, Meeting, Outcome, Part, Task
from sop.people import Position
from tests.office.bureau import Bureau
from tests.sop.worlds import UNITS

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = range(101, 108)
HEAD = Position("kepala-biro")
OFFICE_CLERK = Position("kasubag-tu")
KABAG = Position("kepala-bagian", UNITS[0])
OTHER_KABAG = Position("kepala-bagian", UNITS[1])
POOL = Position("jf", UNITS[0])
POST_OF = {
    Part.DISPOSE: HEAD,
    Part.PREPARE: OFFICE_CLERK,
    Part.COUNTERSIGN: HEAD,
    Part.ATTEND: KABAG,
    Part.MINUTES: OFFICE_CLERK,
    Part.DRAFT: POOL,
    Part.EXAMINE: KABAG,
    Part.SIGN: HEAD,
    Part.ARCHIVE: OFFICE_CLERK,
    Part.RECEIVE: KABAG,
}
HOLDER_OF = {HEAD: ANDRI, OFFICE_CLERK: RINA, KABAG: YULIA, POOL: FAJAR}
OPENER = RINA


def tomorrow(now: datetime) -> Meeting:
    """Return a meeting at this time tomorrow."""
    return Meeting(now + timedelta(days=1), now + timedelta(days=1, hours=2), "Aula")


@dataclass(frozen=True, slots=True)
class State:
    """A task in a state of the table."""

    part: Part
    name: str
    case: int
    task: int
    post: Position
    seen: int
    """The version that the card in the chat shows."""
    holder: int | None
    """The person id of who took it."""


class Builder:
    """Leads a new case to the state of one line."""

    def __init__(self, bureau: Bureau, part: Part, post: Position) -> None:
        self.bureau = bureau
        self.part = part
        self.post = post
        self.number = bureau.open(OPENER, f"{part.value} {post.role}").id

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.bureau.case(self.number)

    def waiting(self) -> Task:
        """Go on until the task waits, and return it."""
        self.bureau.to(self.part, self.number)
        return self.of_part()

    def of_part(self, *, ended: bool = False) -> Task:
        """Return the first waiting (or ended) task of the part and post."""
        return next(
            t for t in self.case.tasks if t.part is self.part and self.post in t.positions and t.open != ended
        )

    def act(self, who: int, action: a.TaskAction) -> None:
        """Do something as one of the cast."""
        self.bureau.act(self.bureau.actor(who), action, self.number)

    def file(self) -> a.Attach:
        """Return the action that gives the waiting task a new file."""
        self.bureau.files += 1
        file = replace(self.case.base, sha256=f"berkas {self.bureau.files}")
        return a.Attach(self.of_part().id, file)

    def person(self, who: int) -> int:
        """Return the person id of one of the cast."""
        return self.bureau.actor(who).person

    def to_the_end(self) -> None:
        """Go on until nothing waits."""
        while self.bureau.next(self.number):
            pass

    def cancel(self) -> None:
        """End the case early."""
        opener, bureau = self.bureau.actor(OPENER), self.bureau
        bureau.ask(lambda tx: cases.cancel(tx, bureau.office, opener, self.number, "Dijadwalkan ulang"))


def _no_file(at: Builder) -> Task:
    return at.waiting()


def _meeting_only(at: Builder) -> Task:
    at.waiting()
    at.act(RINA, at.file())
    return at.of_part()


def _file_there(at: Builder) -> Task:
    if at.part is Part.DRAFT:
        _taken(at)
    task = at.waiting()
    who = FAJAR if at.part is Part.DRAFT else HOLDER_OF[at.post]
    at.act(who, at.file())
    if at.part is Part.PREPARE:
        at.act(who, a.Schedule(task.id, tomorrow(at.bureau.now)))
    return at.of_part()


def _submitted(at: Builder) -> Task:
    at.waiting()
    at.bureau.to(Part.COUNTERSIGN, at.number)
    return at.of_part()


def _superseded(at: Builder) -> Task:
    at.waiting()
    prepare = next(t for t in at.case.open_tasks() if t.part is Part.PREPARE)
    at.act(RINA, replace(at.file(), task=prepare.id))
    return at.of_part(ended=True)


def _returned(at: Builder) -> Task:
    """Bring it to its end by a return: of a prepared file by its signer."""
    judge = Part.COUNTERSIGN if at.part is Part.PREPARE else at.part
    task = at.bureau.to(judge, at.number)
    at.act(HOLDER_OF[POST_OF[judge]], a.Return(task.id, task.version, "Mohon dilengkapi"))
    return at.of_part(ended=True)


def _sent_back(at: Builder) -> Task:
    task = at.bureau.to(Part.EXAMINE, at.number)
    at.act(YULIA, a.Return(task.id, task.version, "Mohon dilengkapi"))
    return at.of_part()


def _done(at: Builder) -> Task:
    """Bring the task to its end, and no further."""
    at.waiting()
    while any(t.part is at.part and at.post in t.positions for t in at.case.open_tasks()):
        assert at.bureau.next(at.number)
    task = at.of_part(ended=True)
    assert task.ended is not None
    assert task.ended.outcome is (Outcome.LAPSED if at.part is Part.ATTEND else Outcome.DONE)
    return task


def _cancelled(at: Builder) -> Task:
    at.waiting()
    at.cancel()
    return at.of_part(ended=True)


def _closed(at: Builder) -> Task:
    at.to_the_end()
    return at.of_part(ended=True)


def _answered(at: Builder) -> Task:
    at.act(YULIA, a.Attend(at.waiting().id, Answer.PRESENT))
    return at.of_part()


def _taken(at: Builder, by: int = FAJAR) -> Task:
    task = at.waiting()
    at.act(by, a.Claim(task.id, task.version))
    return at.of_part()


def _given_away(at: Builder) -> Task:
    task = at.waiting()
    to = a.Assign(task.id, task.version, at.person(HENDRA), OTHER_KABAG, "Beban tugas")
    at.act(ANDRI, to)
    return next(t for t in at.case.open_tasks() if t.id == task.id)


def _old_card(at: Builder) -> Task:
    return _taken(at) if at.part is Part.DRAFT else at.waiting()


def _paused(at: Builder) -> Task:
    """Let the clock stand, by whom the SOP allows: the head of the unit, else that of the office."""
    task = at.waiting()
    who = YULIA if at.part is Part.DRAFT else ANDRI
    at.act(who, a.PauseClock(task.id, task.version, "Menunggu jawaban BKD"))
    return at.of_part()


def _asked(at: Builder) -> Task:
    """Let whoever has the task ask for more time."""
    task = at.waiting()
    at.act(HOLDER_OF[at.post], a.AskTime(task.id, task.version, "1 hari", "Data belum lengkap"))
    return at.of_part()


def _nudged(at: Builder) -> Task:
    """Let the head of all remind of it."""
    task = at.waiting()
    at.act(ANDRI, a.Nudge(task.id))
    return at.of_part()


STATES: dict[str, Callable[[Builder], Task]] = {
    "waiting": _no_file,
    "of a pool": _no_file,
    "answered": _answered,
    "free": _no_file,
    "taken": _taken,
    "colleague's": lambda at: _taken(at, SITI),
    "taker left": lambda at: _taken(at, SITI),
    "no file": _no_file,
    "no meeting": _meeting_only,
    "file there": _file_there,
    "submitted": _submitted,
    "sent back": _sent_back,
    "paused": _paused,
    "asked": _asked,
    "nudged": _nudged,
    "given away": _given_away,
    "stale": _old_card,
    "superseded": _superseded,
    "returned": _returned,
    "done": _done,
    "lapsed": _done,
    "cancelled": _cancelled,
    "closed": _closed,
}
"""Every state of the table, and how a case gets there."""


def build(bureau: Bureau, part: Part, name: str) -> State:
    """Return a new case in a state."""
    post = POOL if name == "of a pool" else POST_OF[part]
    at = Builder(bureau, part, post)
    task = STATES[name](at)
    seen = task.version - 1 if name == "stale" else task.version
    return State(part, name, at.number, task.id, post, seen, task.holder)


NEVER = {
    Outcome.RETURNED: {
        *(Part.DISPOSE, Part.ATTEND, Part.MINUTES, Part.DRAFT, Part.ARCHIVE, Part.RECEIVE),
    },
    Outcome.SUPERSEDED: set(Part) - {Part.COUNTERSIGN},
    Outcome.LAPSED: set(Part) - {Part.ATTEND},
    Outcome.DONE: {Part.ATTEND},
    Outcome.CANCELLED: set(),
}
"""Ends that a part never comes to; a walk through many cases says the same."""
ENDS = {
    Outcome.DONE: "done",
    Outcome.RETURNED: "returned",
    Outcome.SUPERSEDED: "superseded",
    Outcome.LAPSED: "lapsed",
    Outcome.CANCELLED: "cancelled",
}
"""The state of the table that an end is."""


def build_case(bureau: Bureau, name: str, post: Position) -> State:
    """Return a new case that is open, cancelled or closed, seen from a post."""
    at = Builder(bureau, Part.DISPOSE, post)
    if name == "cancelled":
        at.cancel()
    elif name == "closed":
        at.to_the_end()
    return State(Part.DISPOSE, name, at.number, 1, post, 1, None)
