"""Messages out: takes what waits in the outbox, paces it, sends it, and writes down what became of it.

One transaction a cycle does everything at once: it records the results that came in since the last one, reads
what is new, and composes the next message of every chat that may have one. A crash therefore repeats only
sends whose answer was not yet read or recorded.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from telegram.error import InvalidToken

from bot.delivery import call_of, delivered
from bot.errors import Verdict, redact
from bot.outcome import Outcome, failure, goes_without, lost, record, success, without_file
from bot.pacing import Clock, LoopClock, Pace, Pacer
from bot.queues import Key, Queues, key_of
from bot.shown import Shown
from bot.wire import Wire
from handlers.letter import Commands, Delete, Letter, NewAppointment, NewFile
from office.office import Office
from storage.files import FileStore
from storage.outbox import Pending, Result, State
from storage.store import Store
from storage.transaction import Tx

Compose = Callable[[Tx, Office, Pending], Letter | None]
"""Turns an outbox row into what is sent as of now; None where events have overtaken it."""

AT_ONCE = 48
"""Calls that may be under way at once."""
GATHER = 0.001
"""Seconds in which answers and new messages come together into one transaction; nobody notices so few."""
PAGE = 500
OVERLAP = 500
"""On PostgreSQL a lower id may be committed after a higher one; so far back is looked again."""
STORE_PAUSE = 1.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Cycle:
    """What one transaction found. Nothing of it is believed before its commit."""

    rows: list[Pending] = field(default_factory=list)
    more: bool = False
    letters: list[tuple[Pending, Letter]] = field(default_factory=list)
    finished: list[tuple[Pending, Result]] = field(default_factory=list)


class Courier:
    """Sends the outbox: in order within a chat, side by side across chats, answers to taps ahead of all."""

    def __init__(
        self,
        store: Store,
        wire: Wire,
        office: Office,
        compose: Compose,
        files: FileStore,
        pace: Pace,
        clock: Clock | None = None,
        gather: float = GATHER,
    ) -> None:
        self._store = store
        self._wire = wire
        self._office = office
        self._compose = compose
        self._files = files
        self._pacer = Pacer(pace)
        self._queues = Queues(self._pacer)
        self._clock = clock or LoopClock()
        self._gather = gather
        self._shown = Shown()
        self._outcomes: list[Outcome] = []
        self._unrecorded: list[Outcome] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._unreached: set[Key] = set()
        self._event = asyncio.Event()
        self._quiet = asyncio.Event()
        self._stopping = False
        self._look = True
        """Whether the outbox may hold what has not been read."""

    async def run(self) -> None:
        """Send until `stop` or cancelled. Raises telegram.error.InvalidToken where the token is refused."""
        loop = asyncio.get_running_loop()

        def wake(concerns: frozenset[str]) -> None:
            if "outbox" in concerns:
                loop.call_soon_threadsafe(self._wake)

        self._store.wake.append(wake)
        try:
            while not self._stopping or self._sending or self._outcomes or self._unrecorded:
                await self._pause()
                if self._gather:
                    await asyncio.sleep(self._gather)
                await self._turn()
        finally:
            self._store.wake.remove(wake)

    def stop(self) -> None:
        """Send nothing more; `run` returns once what is under way is answered and recorded."""
        self._stopping = True
        self._event.set()

    async def idle(self) -> None:
        """Wait until nothing is under way, and nothing more can be sent before time passes."""
        await asyncio.sleep(0)  # lets a commit of this thread be heard of
        while not self._quiet.is_set() or self._event.is_set():
            await self._quiet.wait()
            await asyncio.sleep(0)

    def _wake(self) -> None:
        self._look = True
        self._event.set()

    async def _pause(self) -> None:
        """Wait for something to do: a commit, an answer, or the time."""
        if self._look or self._outcomes:
            return
        free = len(self._sending) < AT_ONCE and not self._stopping
        seconds = self._queues.wait(self._clock.now()) if free else None
        if seconds == 0:
            return
        alarm = None if seconds is None else self._clock.later(seconds, self._event.set)
        if not self._sending:
            self._quiet.set()
        await self._event.wait()
        self._quiet.clear()
        if alarm is not None:
            alarm.cancel()

    async def _turn(self) -> None:
        self._event.clear()
        self._settle(self._outcomes)
        self._unrecorded += self._outcomes
        self._outcomes = []
        outcomes = list(self._unrecorded)
        looked, self._look = self._look, False
        now = self._office.now()
        clock = self._clock.now()
        # What waits is known from memory; when nothing is, a look at the whole outbox is cheap and sure.
        overlap = 0 if self._store.is_sqlite else OVERLAP
        after = max(0, self._queues.highest - overlap) if len(self._queues) else 0
        slots = 0 if self._stopping else AT_ONCE - len(self._sending)

        def cycle(tx: Tx) -> _Cycle:
            record(tx, self._office, outcomes, now)
            found = _Cycle()
            if looked:
                page = tx.outbox.pending(after, PAGE)
                found.more = len(page) == PAGE
                found.rows = self._queues.new(page)
            late = [row.id for row in found.rows if row.next_at > now]
            for ready in self._queues.ready(found.rows, late, clock, slots):
                found.finished += [(row, Result(row.id, State.DROPPED)) for row in ready.overtaken]
                self._compose_one(tx, ready.rows, found)
            tx.outbox.finish([result for _, result in found.finished], now)
            return found

        try:
            found = await self._store.run(cycle)
        except Exception as error:  # noqa: BLE001 - whatever ails the store, results are kept and tried again
            _log.error("the outbox cannot be worked on: %s", redact(repr(error)))
            self._look = True
            await self._rest()
            return
        self._unrecorded.clear()
        self._look = self._look or found.more
        wait = {r.id: (r.next_at - now).total_seconds() for r in found.rows if r.next_at > now}
        self._queues.add(found.rows, clock, wait)
        for row, _ in found.finished:
            self._queues.finish(row)
        for row, letter in found.letters:
            self._start(row, letter, clock)
        self._stop_if_refused(outcomes)

    def _compose_one(self, tx: Tx, rows: Iterable[Pending], found: _Cycle) -> None:
        """Compose the first of a line's messages that is still worth sending."""
        for row in rows:
            try:
                letter = self._compose(tx, self._office, row)
            except Exception as error:  # noqa: BLE001 - logged with its traceback
                # One message that cannot be composed must not hold up all others.
                _log.exception("message %s (%s) cannot be composed", row.id, row.kind)
                problem = redact(f"{type(error).__name__}: {error}")
                found.finished.append((row, Result(row.id, State.FAILED, None, problem)))
                lost(tx, self._office, row, self._office.now())
                continue
            if letter is not None and not self._shown.reads_so(letter):
                found.letters.append((row, letter))
                return
            found.finished.append((row, Result(row.id, State.DROPPED)))

    def _settle(self, outcomes: list[Outcome]) -> None:
        """Bring the lines up to date with what became of messages."""
        now = self._clock.now()
        for outcome in outcomes:
            row = outcome.row
            if outcome.verdict is Verdict.UNREACHED:
                self._notice(outcome)
            elif self._unreached:
                _log.warning("Telegram is reached again")
                self._queues.hurry(self._unreached)
                self._unreached.clear()
            if outcome.verdict is Verdict.WAIT and isinstance(key_of(row), int):
                self._pacer.hold(row.chat, outcome.wait, now)
            if outcome.state is State.SENT:
                self._shown.note(outcome.letter, outcome.delivered.message if outcome.delivered else None)
            else:
                self._shown.forget(outcome.letter)
            if outcome.state is not None:
                self._queues.finish(row)
                continue
            self._queues.again(row, now + outcome.wait, counted=outcome.counted)
            if outcome.moved_to is not None:
                self._queues.move(row.chat, outcome.moved_to)

    def _notice(self, outcome: Outcome) -> None:
        if not self._unreached:
            _log.warning("Telegram is not reached, messages wait: %s", outcome.error)
        self._unreached.add(key_of(outcome.row))

    def _start(self, row: Pending, letter: Letter, now: float) -> None:
        self._queues.start(row, now, paced=not isinstance(letter, Commands | Delete))
        task = asyncio.create_task(self._send(row, letter))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, row: Pending, letter: Letter) -> None:
        try:
            file = None
            # A calendar file is made on the way out, and not where everything else would wait for it.
            made = isinstance(letter, NewAppointment)
            call = await asyncio.to_thread(call_of, letter) if made else call_of(letter)
            if (upload := call.upload) is not None:
                try:
                    file = await asyncio.to_thread(self._files.path(upload.sha256).open, "rb")
                except OSError as error:
                    if not isinstance(letter, NewFile) or not goes_without(row, error):
                        raise
                    _log.error("message %s goes without its file, which cannot be read: %s", row.id, error)
                    letter = without_file(letter)
                    call = call_of(letter)
            if call.picture is not None:
                picture = ("gambar.png", call.picture, "image/png")
                result = await self._wire.call(call.method, call.parameters, {"photo": picture})
            elif call.paper is not None:
                result = await self._wire.call(call.method, call.parameters, {"document": call.paper})
            elif file is None or upload is None:
                result = await self._wire.call(call.method, call.parameters)
            else:
                with file:
                    part = (upload.name, file, upload.mime)
                    result = await self._wire.call(call.method, call.parameters, {"document": part})
        except Exception as error:  # noqa: BLE001 - every failure has an outcome
            outcome = failure(row, letter, error, self._office.now())
        else:
            outcome = success(row, letter, delivered(letter, result))
        self._outcomes.append(outcome)
        self._event.set()

    async def _rest(self) -> None:
        over = asyncio.Event()
        self._clock.later(STORE_PAUSE, over.set)
        await over.wait()

    def _stop_if_refused(self, outcomes: list[Outcome]) -> None:
        if any(outcome.verdict is Verdict.STOP for outcome in outcomes):
            raise InvalidToken("Telegram refuses the token: check telegram.token")
