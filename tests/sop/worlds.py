"""Offices and cases that machine tests walk through: the shipped SOP, a second one, and invented ones."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from sop import actions as a
from sop import machine
from sop.archive import ArchiveRecord, Fate
from sop.assigning import may_take
from sop.case import CHECKS, Answer, Case, FileRef, Meeting, Part, Task
from sop.definition import Seat, Signature, Sop, Step
from sop.errors import Refused
from sop.facts import Event
from sop.machine import Decision, lacks_meeting
from sop.people import Actor, By, Position, Roster
from sop.routing import route
from sop.sopfile import library, load
from sop.turn import Setting
from tests.sop.office_2026 import OFFICE, wib

UNITS = ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi")
MONDAY = wib("2026-11-23 08:00")
ADMIN = 98
MOST_ACTIONS = 400
"""A walk straight to the end that takes more does not end."""


def shipped() -> Sop:
    """Return the SOP that comes with the product."""
    return library()[0]


@cache
def second() -> Sop:
    """Return another office's SOP, with other roles and another number of steps."""
    return load(Path(__file__).parents[1] / "data" / "penerbitan-surat-keterangan.toml")


def staffed(sop: Sop, units: tuple[str, ...] = UNITS, pool: int = 2) -> Roster:
    """Return an office where every position is held by somebody of its own, and a pool by several."""
    holders: dict[Position, tuple[int, ...]] = {}
    person = 0
    for role in sop.roles:
        places = (None,) if role.seat is Seat.SINGLE else units
        for unit in places if role.seat is not Seat.POOL else units[:1]:
            size = pool if role.seat is Seat.POOL else 1
            holders[Position(role.id, unit)] = tuple(range(person + 1, person + size + 1))
            person += size
    return Roster(units, holders)


@dataclass
class World:
    """One case in one office; it moves by `do`, and remembers every event."""

    sop: Sop
    roster: Roster
    now: datetime = MONDAY
    words: str = ""
    """Instead of the usual titles, names, reasons and places: what a hostile or careless person types."""
    case: Case = field(init=False)
    events: list[Event] = field(default_factory=list)
    files: int = 0

    def __post_init__(self) -> None:
        """Let the first person of the roster open a case, as the office's use case does."""
        units = self.roster.units_of(self.sop)
        unit = self.sop.responsible_unit if self.sop.responsible_unit in units else next(iter(units), None)
        opener = self.actor(min(p for people in self.roster.holders.values() for p in people))
        action = a.Open(self.words or "Evaluasi triwulan III", self.file("dasar"), unit)
        decision = machine.open_case(self.sop, 1, action, opener, self.setting)
        self.case = decision.case
        self.events += decision.events

    @property
    def setting(self) -> Setting:
        """What the rules know now."""
        return Setting(self.now, self.roster, OFFICE)

    @property
    def people(self) -> tuple[int, ...]:
        """Everyone who holds a position."""
        return tuple(sorted({p for people in self.roster.holders.values() for p in people}))

    def actor(self, person: int) -> Actor:
        """Return a person with the positions held now."""
        held = frozenset(position for position, people in self.roster.holders.items() if person in people)
        return Actor(person, self.words or f"Pejabat {person}", held)

    def holders(self, task: Task) -> tuple[int, ...]:
        """Return who may act on a task: whoever took it, else everyone whose turn it is."""
        if task.holder is not None:
            return (task.holder,)
        return route(self.sop, self.case, task, self.roster).people(self.roster)

    def holder(self, task: Task) -> Actor:
        """Return one person who may act on a task."""
        return self.actor(self.holders(task)[0])

    def file(self, content: str = "") -> FileRef:
        """Return a new file, or one with this content."""
        self.files += 1
        content = content or f"berkas {self.files}"
        name = f"{self.words or content}.pdf"
        return FileRef(
            self.files, sha256(content.encode()).hexdigest(), name, 1023 * 1024, self.words or "Berkas", 12
        )

    def meeting(self, ahead: timedelta = timedelta(days=1)) -> Meeting:
        """Return a meeting so far ahead."""
        starts = self.now + ahead
        return Meeting(starts, starts + timedelta(hours=2), self.words or "Aula")

    def decide(self, actor: Actor, action: a.TaskAction) -> Decision:
        """Ask the machine, without taking the answer into the world."""
        return machine.decide(self.sop, self.case, action, actor, self.setting)

    def do(self, actor: Actor, action: a.TaskAction) -> Decision:
        """Ask the machine and take the answer into the world. Raises Refused."""
        decision = self.decide(actor, action)
        self.case = decision.case
        self.events += decision.events
        return decision

    def cancel(self, actor: Actor, reason: str) -> Decision:
        """End the case early."""
        decision = machine.cancel(self.sop, self.case, a.Cancel(reason), actor, self.setting)
        self.case = decision.case
        self.events += decision.events
        return decision

    # Finding one's way

    def waiting(self, part: Part) -> Task:
        """Return the first open task of a part; AssertionError where there is none."""
        found = [task for task in self.case.open_tasks() if task.part is part]
        assert found, f"no open {part}; open are {[task.part for task in self.case.open_tasks()]}"
        return found[0]

    def next_action(self) -> tuple[Actor, a.TaskAction] | None:
        """Return what brings the case nearer to its end; None where nothing does."""
        for task in self.case.open_tasks():
            people = self.holders(task)
            action = self._forward(task)
            if people and action is not None:
                return self.actor(people[0]), action
        return None

    def go_on(self) -> None:
        """Do the next thing; where everybody in turn wrote what is judged, a substitute comes first."""
        step = self.next_action()
        if step is None:
            self.relieve()
            step = self.next_action()
        assert step is not None, f"nobody can go on at step {self.case.step}"
        self.do(*step)

    def relieve(self) -> None:
        """Do what the admin is asked to: let somebody who wrote nothing fill the posts that are barred."""
        for task in self.case.open_tasks():
            if task.part in CHECKS and not self.holders(task):
                substitute = max(self.people) + 1
                filled = {task.positions[0]: (*self.roster.people(task.positions), substitute)}
                self.roster = replace(self.roster, holders={**self.roster.holders, **filled})

    def to(self, part: Part) -> Task:
        """Go straight on until a task of this part waits."""
        for _ in range(MOST_ACTIONS):
            if any(task.part is part for task in self.case.open_tasks()):
                break
            self.go_on()
        return self.waiting(part)

    def to_the_end(self) -> Case:
        """Go straight on until nothing waits any more."""
        for _ in range(MOST_ACTIONS):
            if not self.case.open_tasks():
                return self.case
            self.go_on()
        raise AssertionError(f"no end in sight at step {self.case.step}")

    def _forward(self, task: Task) -> a.TaskAction | None:
        step = self.sop.step(task.step)
        seen = task.version
        wants_file = task.part in (Part.PREPARE, Part.MINUTES, Part.DRAFT) or (
            task.part in (Part.SIGN, Part.COUNTERSIGN) and step.signature is Signature.FILE
        )
        if task.part is Part.PREPARE and (lacks_meeting(self.case, step) or self._meeting_is_past(step)):
            return a.Schedule(task.id, self.meeting())
        if task.submitted or task.part is Part.ATTEND:
            return None
        if wants_file and task.file is None:
            return a.Attach(task.id, self.file())
        simple: dict[Part, a.TaskAction] = {
            Part.DISPOSE: a.Dispose(task.id, seen, ("Tindak lanjuti",), "Segera"),
            Part.COUNTERSIGN: a.Sign(task.id, seen, step.step_up),
            Part.SIGN: a.Sign(task.id, seen, step.step_up),
            Part.EXAMINE: a.Approve(task.id, seen),
            Part.ARCHIVE: a.Archive(task.id, seen, self.record()),
            Part.RECEIVE: a.Receive(task.id, seen),
        }
        return simple.get(task.part, a.Finish(task.id, seen))

    def _meeting_is_past(self, step: Step) -> bool:
        meeting = self.case.meeting
        return meeting is not None and meeting.step == step.meeting_step and meeting.starts < self.now

    # Walking about

    def plausible(self, task: Task) -> Iterator[a.TaskAction]:
        """Yield one action of every kind for a task, some of which the rules refuse."""
        seen = task.version
        why = self.words or "Mohon dilengkapi"
        yield a.Claim(task.id, seen)
        yield a.Release(task.id, seen)
        yield a.Dispose(task.id, seen, ("Agendakan",), "Biasa", self.words or "catatan")
        yield a.Attach(task.id, self.file())
        yield a.Attach(task.id, self.file("berkas yang sama"))
        yield a.Schedule(task.id, self.meeting())
        yield a.ChooseUnit(task.id, seen, next(iter(self.roster.units_of(self.sop)), "Tidak ada"))
        yield a.Finish(task.id, seen)
        yield a.Sign(task.id, seen)
        yield a.Sign(task.id, seen, verified=True)
        yield a.Approve(task.id, seen)
        yield a.Return(task.id, seen, why)
        targets = self.sop.step(task.step).returns_to
        yield from (a.Return(task.id, seen, why, target) for target in targets)
        yield a.Attend(task.id, Answer.PRESENT)
        yield a.Attend(task.id, Answer.ABSENT)
        yield from (a.Attend(task.id, Answer.DELEGATED, who) for who in (self.invited(), By(0, why)))
        yield a.CheckIn(task.id)
        yield a.Mark(task.id, self.invited(), Answer.PRESENT)
        yield a.Archive(task.id, seen, self.record())
        yield a.Receive(task.id, seen)

    def of_time(self, task: Task) -> Iterator[a.TaskAction]:
        """Yield what may be done to a task's time, some of which the rules refuse."""
        why = self.words or "Menunggu jawaban BKD"
        yield a.PauseClock(task.id, task.version, why)
        yield a.ResumeClock(task.id, task.version)
        yield a.AskTime(task.id, task.version, "1 hari", why)

    def record(self) -> ArchiveRecord:
        """Return under what the case is archived, in the words of this world."""
        said = self.words.strip()[:80] or "Ruang Arsip"
        number = f"000.8/{self.case.id:03}/2026"
        return ArchiveRecord(number, "000.8", said, 2, 3, Fate.REVIEWED, said, self.words[:80])

    def invited(self) -> By:
        """Return somebody who is invited to the meeting, or anybody while there is none."""
        asked = [t for t in self.case.open_tasks() if t.part is Part.ATTEND]
        position = asked[-1].positions[0] if asked else next(iter(self.roster.holders))
        people = self.roster.holders.get(position, (0,))
        return By(people[0], self.words or f"Pejabat {people[0]}", position)

    def assignments(self) -> list[tuple[Actor, a.TaskAction]]:
        """Return every way in which an admin may give an open task to somebody."""
        admin = Actor(ADMIN, "Admin", admin=True)
        return [
            (admin, a.Assign(task.id, task.version, person, position, self.words or "Beban kerja"))
            for task in self.case.open_tasks()
            for position, person in may_take(self.sop, self.case, task, self.roster)
        ]

    def overseeing(self) -> list[tuple[Actor, a.TaskAction]]:
        """Return what an admin may do about the time of open tasks: decide what is asked for, remind."""
        admin = Actor(ADMIN, "Admin", admin=True)
        why = self.words or "Belum dapat diberikan"
        found: list[a.TaskAction] = []
        for task in self.case.open_tasks():
            request = task.clock.request if task.clock else None
            if request is not None:
                found += [a.GrantTime(task.id, request.number), a.DeclineTime(task.id, request.number, why)]
            found.append(a.Nudge(task.id))
        return [(admin, action) for action in found if not self.refuses(admin, action)]

    def allowed(self) -> list[tuple[Actor, a.TaskAction]]:
        """Return every plausible action that the rules allow: those who hold a task, and an admin."""
        return (
            self.assignments()
            + self.overseeing()
            + [
                (actor, action)
                for task in self.case.open_tasks()
                for actor in map(self.actor, self.holders(task))
                for action in self.plausible(task)
                if not self.refuses(actor, action)
            ]
        )

    def refuses(self, actor: Actor, action: a.TaskAction) -> bool:
        """Return whether the rules refuse an action."""
        try:
            self.decide(actor, action)
        except Refused:
            return True
        return False

    def walk(self, choices: list[int]) -> Iterator[Decision]:
        """Do one allowed action for each number, while the case is open, letting time pass between them."""
        for choice in choices:
            self.now += timedelta(minutes=choice % 997)
            allowed = self.allowed()
            if not allowed:
                return
            yield self.do(*allowed[choice % len(allowed)])

    def copy(self) -> "World":
        """Return a world that can go another way from here."""
        other = copy(self)
        other.events = list(self.events)
        return other
