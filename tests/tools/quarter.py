"""A quarter in an office that runs only in this process: cases, slow officials, restarts, and every reminder.

`python -m tests.tools.quarter [cases] [seed]` plays it and prints the table. Store, use cases and sweep are
the real ones; the clock is moved from one thing to the next. Beside them a reckoning of its own, over a list
of the minutes in which the office is open, says what should have been said when.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import event

from handlers.letter import Delete, Edit, NewText
from handlers.letters import compose
from office import cases, deadlines, documents
from sop import actions as a
from sop.case import Case, Part, Task
from sop.errors import Refused
from storage.outbox import Result, State
from storage.store import Store, connection_of
from storage.tables import digests, reminders, tasks
from storage.transaction import Tx
from tests.office.bureau import SEATS, Bureau
from tests.sop.office_2026 import OFFICE, WIB, wib
from tests.sop.worlds import World
from tests.tools.reckoning import Heard, Minutes, Reckoning, Stand, minute_of

BEGINS, OPENS_UNTIL, ENDS = wib("2026-11-24 07:00"), wib("2027-02-05 15:00"), wib("2027-02-26 16:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
OWN_REMINDERS = frozenset({"reminder", "late", "stalled", "summary"})
Key = tuple[int, int]


@dataclass
class Quarter:
    """The office while it plays, and what it was seen to do."""

    bureau: Bureau
    cases: int
    seed: int
    minutes: Minutes = field(default_factory=Minutes)
    stands: dict[Key, list[Stand]] = field(default_factory=dict)
    nudges: dict[Key, list[float]] = field(default_factory=dict)
    heard: dict[Key, list[float]] = field(default_factory=dict)
    downs: list[tuple[float, float]] = field(default_factory=list)
    live: dict[int, dict[int, set[Key]]] = field(default_factory=dict)
    """By chat the messages that remind, each with its tasks."""
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _message: int = 0
    _dirty: bool = True
    _wake: datetime | None = None
    _round: date | None = None

    def play(self) -> None:
        """Play the quarter."""
        self.random = random.Random(self.seed)  # noqa: S311 - a game
        self.bureau.now = BEGINS.astimezone(UTC)
        self._open_store()
        off = self.bureau.actor(DEWI).person
        self.bureau.ask(lambda tx: tx.digests.want(off, wanted=False))
        todo: list[tuple[datetime, int, int]] = []
        spread = (OPENS_UNTIL - BEGINS) / self.cases
        for number in range(self.cases):
            heappush(todo, (self._working(BEGINS + spread * number, 0), 0, number))
        stops = sorted(BEGINS + (ENDS - BEGINS) * self.random.random() for _ in range(12))
        order = self.cases
        while todo:
            wake = self._next_wake()
            at, number, _ = todo[0]
            ahead = min(max(wake, self.bureau.now), max(at, self.bureau.now))
            if stops and stops[0] <= ahead:
                stop = stops.pop(0)
                if stop > self.bureau.now:  # else it is down then already
                    self._restart(stop)
                continue
            if ahead > ENDS:
                break
            self.bureau.now = ahead
            if wake <= ahead:
                self._sweep()
                continue
            heappop(todo)
            order += 1
            following = self._act(number)
            if following is not None:
                heappush(todo, (following[1], following[0], order))
        self._deliver()

    # What people do

    def _act(self, number: int) -> tuple[int, datetime] | None:
        """Do the next thing in a case, or open one; return the case and when somebody acts on it again."""
        if number == 0:
            number = self.bureau.open(title="Evaluasi").id
            self.counts["cases opened"] += 1
            self._note(self.bureau.case(number))
            return number, self._later(self.bureau.case(number))
        before = self.bureau.case(number)
        if self._something_else(before):
            after = self.bureau.case(number)
            self._note(after)
            return number, self._working(self.bureau.now, self.random.randint(5, 400))
        try:
            more = self.bureau.ask(lambda tx: self._forward(tx, number))
        except Refused as refused:
            self.wrong.append(f"case {number}: {refused.reason}")
            return None
        after = self.bureau.case(number)
        self._note(after)
        if not more or not after.open_tasks():
            self.counts["cases ended"] += 1
            return None
        fresh = {t.id for t in after.open_tasks()} - {t.id for t in before.open_tasks()}
        soon = self._working(self.bureau.now, self.random.randint(1, 20))
        return number, self._later(after) if fresh else soon

    def _forward(self, tx: Tx, number: int) -> bool:
        office = self.bureau.office
        sop, case = cases.find(tx, office, number)
        guide = object.__new__(World)
        guide.sop, guide.case, guide.now = sop, case, self.bureau.now
        guide.roster, guide.files, guide.words = office.roster(tx, sop), 0, ""
        step = guide.next_action()
        if step is None:
            return False
        who, action = step
        actor = office.actor(tx, tx.people.chats((who.person,))[who.person])
        assert actor is not None
        if isinstance(action, a.Attach):
            task = case.task(action.task)
            assert task is not None
            upload = self.bureau.upload(f"{number} {self.counts['actions']}")
            action = documents.attach(tx, actor, sop, task, case, upload, self.bureau.now)
        self.counts["actions"] += 1
        cases.act(tx, office, actor, number, action)
        return True

    def _something_else(self, case: Case) -> bool:
        """Now and then a clock stands, goes on, is extended, or somebody reminds by hand."""
        chosen = [t for t in case.open_tasks() if t.due and t.part is not Part.ATTEND and not t.submitted]
        if not chosen:
            return False
        task, chance = chosen[0], self.random.random()
        chief = SEATS_ABOVE.get(task.positions[0].role, ANDRI)
        if task.paused is not None:
            return self._try(case, chief, a.ResumeClock(task.id, task.version), "clocks resumed")
        if chance < 0.04:
            return self._try(case, chief, a.PauseClock(task.id, task.version, "Menunggu"), "clocks paused")
        if chance < 0.08 and task.clock is None:
            return self._extend(case, task, chief)
        return chance < 0.16 and self._remind(case, task, chief)

    def _remind(self, case: Case, task: Task, chief: int) -> bool:
        key = case.id, task.id
        if self.heard.get(key, [0.0])[-1] == minute_of(self.bureau.now):
            return False  # which of the two comes first within a minute is nobody's business
        if not self._try(case, chief, a.Nudge(task.id), "reminders by hand"):
            return False
        self.nudges.setdefault(key, []).append(minute_of(self.bureau.now))
        return True

    def _extend(self, case: Case, task: Task, chief: int) -> bool:
        people = self.bureau.ask(lambda tx: self.bureau.office.roster(tx, self.bureau.sop))
        held = people.people(task.positions)
        chats = self.bureau.ask(lambda tx: tx.people.chats(held))
        asker = chats[task.holder if task.holder in chats else held[0]]
        if asker == chief or not self._try(
            case, asker, a.AskTime(task.id, task.version, "2 jam", "Data belum lengkap"), ""
        ):
            return False
        self._note(self.bureau.case(case.id))
        return self._try(case, chief, a.GrantTime(task.id, 1), "clocks extended")

    def _try(self, case: Case, chat: int, action: a.TaskAction, what: str) -> bool:
        try:
            self.bureau.act(self.bureau.actor(chat), action, case.id)
        except Refused:
            return False
        self.counts[what] += bool(what)
        return True

    def _later(self, case: Case) -> datetime:
        """Return when somebody gets round to a new task: mostly in time, sometimes days late."""
        task = next((t for t in case.open_tasks() if t.part is not Part.ATTEND), None)
        if task is None or task.due is None:
            return self._working(self.bureau.now, 30)
        allowed = OFFICE.between(max(task.starts, self.bureau.now), task.due) // MINUTE or 60
        slow = self.random.choices((0.5, 1.1, 2.5, 8.0), (50, 25, 15, 10))[0]
        begins = max(task.starts, self.bureau.now)
        return self._working(begins, min(int(allowed * slow * self.random.uniform(0.3, 1.4)), 3000))

    def _working(self, start: datetime, minutes: int) -> datetime:
        at = OFFICE.next_opening(OFFICE.add(start, minutes * MINUTE))
        return at.replace(second=0, microsecond=0) + (MINUTE if at.second or at.microsecond else 0 * MINUTE)

    def _note(self, case: Case) -> None:
        """Remember how the case's tasks stand, for the reckoning."""
        for task in case.tasks:
            stand = Stand(
                minute_of(self.bureau.now),
                minute_of(_begun(task)),
                minute_of(task.due) if task.due else None,
                task.moves,
                task.paused is not None,
                task.submitted,
                task.open and case.ended is None,
                task.part is Part.ATTEND,
            )
            known = self.stands.setdefault((case.id, task.id), [])
            if not known or vars(known[-1]) | {"since": 0} != vars(stand) | {"since": 0}:
                known.append(stand)

    # What the program does

    def _open_store(self) -> None:
        self.bureau.store = Store(str(self.bureau.store.engine.url))
        self.bureau.store.wake.append(self._rouse)
        self._dirty = True
        # What is tried here is the program's end, not the machine's.
        event.listen(self.bureau.store.engine, "connect", _hasty)

    def _rouse(self, concerns: frozenset[str]) -> None:
        self._dirty = self._dirty or "deadlines" in concerns

    def _next_wake(self) -> datetime:
        if self._dirty or self._wake is None:
            self._wake = self.bureau.ask(lambda tx: deadlines.next_at(tx, self.bureau.office)) or ENDS
            self._dirty = False
        return self._wake

    def _restart(self, at: datetime) -> None:
        """Let the program end, be down for minutes or days, and start."""
        self.bureau.now = max(self.bureau.now, at.astimezone(UTC).replace(second=0, microsecond=0))
        longest = self.random.choice((10, 90, 900, 5000))
        down = self.random.randint(1, longest)
        self.bureau.store.close()
        begins = minute_of(self.bureau.now)
        self.bureau.now += down * MINUTE
        self.downs.append((begins, minute_of(self.bureau.now)))
        self.counts["restarts"] += 1
        self.counts["hours down"] += down // 60
        self._open_store()
        self._sweep()

    def _sweep(self) -> None:
        now = self.bureau.now
        lists = self._lists() if self._first_of_day() else {}
        self.bureau.ask(lambda tx: deadlines.sweep(tx, self.bureau.office))
        self._dirty = True
        for row in self._deliver():
            said = self.heard.setdefault((row.case_id, row.task), [])
            if said[-1:] != [minute_of(now)]:  # a restart looks twice at one moment
                said.append(minute_of(now))
        self.counts["sweeps"] += 1
        if lists:
            self._look_at_digests(lists)

    def _deliver(self) -> list[Any]:
        """Take what is said out of the outbox; of reminders, keep in mind what each chat shows.

        Return the tasks that were reminded of at this moment.
        """

        def work(tx: Tx) -> list[Any]:
            over = []
            for row in tx.outbox.pending(0, 10_000):
                self._message += 1
                name = row.payload.get("name") if row.kind == "notice" else row.kind
                if name not in OWN_REMINDERS | {"unremind"}:
                    over.append(Result(row.id, State.SENT, self._message))
                    continue
                letter = compose(tx, self.bureau.office, row)
                state = State.DROPPED if letter is None else State.SENT
                new = self._message if isinstance(letter, NewText) else None
                tx.outbox.finish([Result(row.id, state, new)], self.bureau.now)
                shown = self.live.setdefault(row.chat, {})
                if isinstance(letter, NewText):
                    self._shown(tx, row.id, row.chat, str(name), row.payload.get("digest") is True)
                elif isinstance(letter, Delete):
                    shown.pop(letter.message_id, None)
                    self.counts["messages taken out of chats"] += 1
                elif isinstance(letter, Edit) and not letter.buttons:
                    shown.pop(letter.message_id, None)
                    self.counts["messages too old to be taken out"] += 1
                elif isinstance(letter, Edit):
                    shown[letter.message_id] = self._listed(tx, row.payload["row"])
            tx.outbox.finish(over, self.bureau.now)
            now = self.bureau.now
            return list(connection_of(tx).execute(tasks.select().where(tasks.c.reminded_at == now)))

        heard = self.bureau.ask(work)
        for chat, messages in self.live.items():
            twice = Counter(key for keys in messages.values() for key in keys)
            self.wrong += [f"chat {chat} shows {key} {n} times" for key, n in twice.items() if n > 1]
        return heard

    def _listed(self, tx: Tx, row: int) -> set[Key]:
        return {(one.case, one.task) for one in tx.reminded.by(row)}

    def _shown(self, tx: Tx, row: int, chat: int, name: str, digest: bool) -> None:
        self.live[chat][self._message] = self._listed(tx, row)
        what = "digests" if digest else {"reminder": "single reminders", "summary": "lists"}.get(name, name)
        self.counts[f"messages: {what}"] += 1
        if not OFFICE.is_open(self.bureau.now):
            self.wrong.append(f"{name} at {self.bureau.now}, when the office is closed")

    # Digests, reckoned from the states of the cases

    def _first_of_day(self) -> bool:
        """Whether this sweep is to write the day's digests."""
        now = self.bureau.now
        day = OFFICE.local_day(now)
        if self._round == day or not OFFICE.is_open(now):
            return False
        due = now >= datetime.combine(day, self.bureau.office.digest_at, WIB)
        self._round = day if due else self._round
        return due

    def _lists(self) -> dict[int, set[Key]]:
        """Return by chat which tasks should stand in a digest now; late are those that were at the opening.

        Whoever was written to then is not written to again of what fell due since.
        """
        found: dict[int, set[Key]] = {chat: set() for chat in SEATS if chat != DEWI}
        opening = OFFICE.day_start(OFFICE.local_day(self.bureau.now))
        keys = {case for (case, _), stands in self.stands.items() if stands[-1].open}
        for number in keys:
            case = self.bureau.case(number)
            for task in case.open_tasks():
                held = task.part is Part.ATTEND and case.meeting is not None
                if task.submitted or (held and case.meeting.ends <= self.bureau.now):
                    continue
                late = task.due is not None and task.due < opening and task.part is not Part.ATTEND
                for chat, (_, position) in SEATS.items():
                    mine = position in task.positions
                    if mine and task.holder is not None:
                        mine = self.bureau.actor(chat).person == task.holder
                    above = any(SEATS_ABOVE.get(p.role) == chat for p in task.positions)
                    if chat in found and (mine or (above and late and not task.paused)):
                        found[chat].add((case.id, task.id))
        return found

    def _look_at_digests(self, lists: dict[int, set[Key]]) -> None:
        """Compare what each person got this morning with what they should have got."""
        now = self.bureau.now
        day, opening = OFFICE.local_day(now), OFFICE.day_start(OFFICE.local_day(now))

        def read(tx: Tx) -> tuple[set[int], dict[int, set[Key]]]:
            rows = connection_of(tx).execute(digests.select().where(digests.c.day == day)).all()
            chats = tx.people.chats(tuple(row.person_id for row in rows))
            told = {
                chat: {(o.case, o.task) for o in tx.reminded.in_chat(chat, 0) if o.at >= opening}
                for chat in lists
            }
            return set(chats.values()), told

        written, told = self.bureau.ask(read)
        early = minute_of(opening)
        for chat, wanted in lists.items():
            # Who was written to at the opening is not written to again of what came, or went on, since.
            owed = {key for key in wanted if self.stands[key][-1].since < early}
            self.counts["digests that were due"] += bool(owed)
            if not owed <= told[chat]:
                self.wrong.append(f"{day}: {chat} was not told of {owed - told[chat]}")
            if owed and chat not in written:
                self.wrong.append(f"{day}: {chat} got no digest")
            if not wanted and told[chat]:
                for number, task in told[chat]:
                    stand = self.stands[number, task][-1]
                    if not (stand.due is not None and stand.due < minute_of(now)):
                        self.wrong.append(f"{day}: {chat} was told of {number, task} for nothing")

    # The reckoning

    def compare(self) -> None:
        """Compare what was said of every task with what should have been."""
        until = minute_of(self.bureau.now)
        claimed: dict[Key, list[tuple[int, int, float]]] = {}
        rows = self.bureau.ask(
            lambda tx: connection_of(tx).execute(reminders.select().order_by(reminders.c.at)).all()
        )
        for row in rows:
            claimed.setdefault((row.case_id, row.task), []).append((row.clock, row.rung, minute_of(row.at)))
        for key, stands in self.stands.items():
            by_hand = self.nudges.get(key, [])
            should = list(Reckoning(self.minutes, stands, by_hand, self.downs, until).heard())
            did = self.heard.get(key, [])
            if [round(h.at, 3) for h in should] != [round(at, 3) for at in did]:
                self.wrong.append(f"{key}: said at {_walls(did)}, not at {_walls([h.at for h in should])}")
            rungs = [(h.clock, h.rung, round(h.at, 3)) for h in should if h.rung is not None]
            fired = [(clock, rung, round(at, 3)) for clock, rung, at in claimed.get(key, [])]
            if rungs != fired:
                self.wrong.append(f"{key}: rungs {fired}, not {rungs}")
            if any(later - earlier < 60 for earlier, later in pairwise(did)):
                self.wrong.append(f"{key}: reminded of twice within an hour")
            self._tally(should)

    def _tally(self, should: list[Heard]) -> None:
        last: dict[int, int] = {}
        for one in should:
            if one.rung is None:
                self.counts["rungs: by hand alone"] += 1
                continue
            kind = ("notice", "deadline")[one.rung] if one.rung < 2 else "after it"
            self.counts[f"rungs: {kind}"] += 1
            if one.rung > last.get(one.clock, one.rung - 1) + 1:
                self.counts["rungs merged into a later one"] += one.rung - last[one.clock] - 1
            last[one.clock] = one.rung


SEATS_ABOVE = {"kasubag-tu": ANDRI, "kepala-bagian": ANDRI, "jf": YULIA}
"""Who is above whom; all cases are those of the first unit."""


def _begun(task: Task) -> datetime:
    """Return since when a task has the time it has: what is left of it after a pause, or with more of it."""
    clock = task.clock
    ends = [pause.until for pause in clock.pauses if pause.until] if clock else []
    more = [extension.at for extension in clock.extensions] if clock else []
    return max(task.starts, *ends, *more) if ends or more else task.starts


def _hasty(connection: Any, _: object) -> None:
    """Do not wait for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def _walls(moments: list[float]) -> list[str]:
    return [f"{datetime.fromtimestamp(at * 60, WIB):%d/%m %H:%M:%S}" for at in moments]


def played(folder: Path, number: int, seed: int) -> Quarter:
    """Play a quarter of so many cases and compare it."""
    quarter = Quarter(Bureau(folder), number, seed)
    quarter.play()
    quarter.compare()
    quarter.bureau.store.close()
    return quarter


def table(quarter: Quarter) -> str:
    """Return what happened, as a table in Markdown."""
    rows = [f"| {what} | {count} |" for what, count in sorted(quarter.counts.items()) if what]
    return "\n".join(
        ["| in the quarter | number |", "|---|---:|", *rows, f"| wrong | {len(quarter.wrong)} |"]
    )


def main() -> None:
    """Play and print."""
    number, seed = (int(arg) for arg in (*sys.argv[1:], "200", "1")[:2]) if len(sys.argv) > 2 else (200, 1)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        quarter = played(Path(folder), number, seed)
    taken, busy = time.perf_counter() - begun, time.process_time()
    lines = [table(quarter), f"\nseed {seed}, {taken:.1f} s, of which {busy:.1f} s at work", *quarter.wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(bool(quarter.wrong))


if __name__ == "__main__":
    main()
