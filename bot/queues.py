"""What waits in the outbox, as the courier sees it: one line of messages a chat, in the outbox's order."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from bot.pacing import Pacer
from storage.outbox import Pending

ANSWER = "answer"
"""Answers to taps go at once: each is a line of its own, and no limit counts it."""
DELETE = "delete"
AT_ONCE = frozenset({ANSWER, DELETE})
"""Neither they nor the taking away of a message that holds a secret wait for anything else."""
EDIT = "edit"
LOOK = 50
"""How many messages of one line are looked at in one go."""

Key = int | str


def key_of(row: Pending) -> Key:
    """Return the line a message stands in: its chat, or one of its own."""
    return f"{row.kind} {row.id}" if row.kind in AT_ONCE else row.chat


@dataclass(slots=True)
class Line:
    """The messages of one chat; one is under way at a time."""

    rows: deque[Pending] = field(default_factory=deque)
    busy: bool = False
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A line whose first message may go now: the messages in order, and the edits overtaken by later ones."""

    rows: list[Pending]
    overtaken: list[Pending]


class Queues:
    """All lines. Asking changes nothing, so a transaction may ask, be rolled back, and ask again."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._lines: dict[Key, Line] = {}
        self._known: set[int] = set()
        self.highest = 0
        """The highest id seen."""

    def __len__(self) -> int:
        """Return how many messages wait or are under way."""
        return len(self._known)

    def new(self, rows: Iterable[Pending]) -> list[Pending]:
        """Return those that are not known yet."""
        return [row for row in rows if row.id not in self._known]

    def add(self, rows: Iterable[Pending], now: float, wait: dict[int, float]) -> None:
        """Take messages in, oldest first; `wait` says in how many seconds a message may be tried again."""
        for row in rows:
            self._known.add(row.id)
            self.highest = max(self.highest, row.id)
            line = self._lines.setdefault(key_of(row), Line())
            line.rows.append(row)
            if row.id in wait:
                line.not_before = max(line.not_before, now + wait[row.id])

    def ready(
        self, fresh: Sequence[Pending], delayed: Iterable[int], now: float, slots: int
    ) -> Iterator[Ready]:
        """Give the lines that may send now, answers first, with `fresh` rows behind what waits already."""
        behind: dict[Key, list[Pending]] = {}
        for row in fresh:
            behind.setdefault(key_of(row), []).append(row)
        late = set(delayed)
        room = self._pacer.room(now)
        keys = sorted({*self._lines, *behind}, key=lambda key: isinstance(key, int))
        for key in keys:
            if slots <= 0:
                return
            line = self._lines.get(key)
            if line is not None and (line.busy or line.not_before > now):
                continue
            rows = list(islice(chain(line.rows if line else (), behind.get(key, ())), LOOK))
            if not rows or rows[0].id in late:
                continue
            if isinstance(key, int):
                if (room is not None and room <= 0) or self._pacer.wait_chat(key, now) > 0:
                    continue
                room = None if room is None else room - 1
            slots -= 1
            yield Ready(*_coalesced(rows))

    def start(self, row: Pending, now: float, *, paced: bool) -> None:
        """Note that a message is under way."""
        self._lines[key_of(row)].busy = True
        if paced and row.kind not in AT_ONCE:
            self._pacer.spend(row.chat, now)

    def finish(self, row: Pending) -> None:
        """Note that a message is done with, under way or not."""
        self._known.discard(row.id)
        key = key_of(row)
        line = self._lines.get(key)
        if line is None:
            return
        line.busy = False
        if line.rows and line.rows[0].id == row.id:
            line.rows.popleft()
        else:
            line.rows = deque(r for r in line.rows if r.id != row.id)
        if not line.rows:
            del self._lines[key]

    def again(self, row: Pending, not_before: float, *, counted: bool) -> None:
        """Put a message back at the head of its line, to be tried later."""
        line = self._lines[key_of(row)]
        line.busy = False
        line.not_before = not_before
        if counted:
            tried = replace(row, attempts=row.attempts + 1)
            line.rows = deque(tried if waiting.id == row.id else waiting for waiting in line.rows)

    def hurry(self, keys: Iterable[Key]) -> None:
        """Let lines try again at once: what they waited for is over."""
        for key in keys:
            if line := self._lines.get(key):
                line.not_before = 0.0

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup."""
        line = self._lines.pop(old, None)
        if line is None:
            return
        target = self._lines.setdefault(new, Line())
        moved = (replace(row, chat=new) for row in line.rows)
        target.rows = deque(sorted(chain(target.rows, moved), key=lambda row: row.id))

    def wait(self, now: float) -> float | None:
        """Return in how many seconds a message may go, None where nothing waits for time to pass."""
        waits = []
        general = self._pacer.wait(now)
        for key, line in self._lines.items():
            if not line.busy and line.rows:
                wait = line.not_before - now
                if isinstance(key, int):
                    wait = max(wait, general, self._pacer.wait_chat(key, now))
                waits.append(max(wait, 0.0))
        return min(waits, default=None)


def _coalesced(rows: list[Pending]) -> tuple[list[Pending], list[Pending]]:
    """Split the edits at the head that a later edit of the same card, right behind them, makes needless."""
    run = 0
    while run < len(rows) and rows[run].kind == EDIT:
        run += 1
    last = {row.card: row.id for row in rows[:run]}
    overtaken = [row for row in rows[:run] if row.card is not None and last[row.card] != row.id]
    gone = {row.id for row in overtaken}
    return [row for row in rows if row.id not in gone], overtaken
