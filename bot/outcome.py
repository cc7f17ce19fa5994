"""What became of a message, and what is written down about it."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.delivery import Delivered
from bot.errors import Verdict, redact, retry_after, verdict
from handlers.letter import Delete, Edit, Letter, NewFile, NewText
from handlers.words import esc
from office import rooms
from office.members import unreachable
from office.office import Office
from storage.outbox import Outgoing, Pending, Result, State
from storage.transaction import Tx

MAX_ATTEMPTS = 30
"""Tries that Telegram answered with an error of its own, or did not answer: about two hours."""
MAX_AGE = timedelta(days=3)
"""How long a message may wait for a network."""
LONGEST_WAIT, LONGEST_UNREACHED = 300.0, 30.0
AGING_TRIES = int(MAX_AGE.total_seconds() / LONGEST_UNREACHED)
"""So often a message must have been tried before its age counts: it may be old because the bot was down."""
FILE_TRIES = 3
MISSING_TRIES, UNREADABLE_TRIES = 5, 10
"""How often the file of a message is looked for in the store: half a minute, and some ten minutes."""
CARD = "card"
WITHOUT_FILE = "Berkas tidak dapat dilampirkan; hubungi admin."
_FINAL = {Verdict.SAME: State.SENT, Verdict.GONE: State.DROPPED, Verdict.LATE: State.DROPPED}
_SHUT = frozenset({Verdict.BLOCKED, Verdict.NO_TOPIC})
"""A group or a topic that takes no messages: what they say goes to people instead."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one try: delivered, finished otherwise (`state`), or to be tried again in `wait` seconds."""

    row: Pending
    letter: Letter
    delivered: Delivered | None = None
    verdict: Verdict | None = None
    error: str | None = None
    state: State | None = None
    wait: float = 0.0
    moved_to: int | None = None

    @property
    def counted(self) -> bool:
        """Whether the try counts towards giving up."""
        return self.verdict in {Verdict.RETRY, Verdict.FILE, Verdict.UNREACHED}


def success(row: Pending, letter: Letter, what: Delivered) -> Outcome:
    """Return the outcome of a call that succeeded."""
    return Outcome(row, letter, delivered=what, state=State.SENT)


def failure(
    row: Pending,
    letter: Letter,
    error: Exception,
    now: datetime,
    jitter: Callable[[], float] = random.random,
) -> Outcome:
    """Return the outcome of a call that failed: whether it is tried again, and when."""
    found = verdict(error)
    text = redact(error.message if isinstance(error, TelegramError) else f"{type(error).__name__}: {error}")
    final = State.DROPPED if found in _SHUT and row.chat < 0 else _FINAL.get(found, State.FAILED)
    outcome = Outcome(row, letter, verdict=found, error=text, state=final)
    if isinstance(letter, Delete):
        outcome = _undeleted(outcome, letter)
    if found is Verdict.STOP:
        return replace(outcome, state=None)
    if isinstance(error, RetryAfter):
        return replace(outcome, state=_unless_too_old(row, now), wait=retry_after(error))
    if isinstance(error, ChatMigrated) and error.new_chat_id != row.chat:
        return replace(outcome, state=None, moved_to=error.new_chat_id)
    if found is Verdict.FILE and row.attempts < FILE_TRIES and _file_id(letter):
        return replace(outcome, state=None)
    if found in {Verdict.RETRY, Verdict.UNREACHED}:
        longest = LONGEST_UNREACHED if found is Verdict.UNREACHED else LONGEST_WAIT
        # Between half and the whole of it: what failed together should not come back together.
        wait = min(longest, 2.0 ** min(row.attempts, 20)) * (0.5 + jitter() / 2)
        worn_out = found is Verdict.RETRY and row.attempts + 1 >= MAX_ATTEMPTS
        return replace(outcome, state=State.FAILED if worn_out else _unless_too_old(row, now), wait=wait)
    return outcome


def _undeleted(outcome: Outcome, letter: Delete) -> Outcome:
    """Let a message stay that is gone already, or too old to be taken away: nobody can mend that."""
    if outcome.state is not State.FAILED or outcome.verdict in {Verdict.RETRY, Verdict.UNREACHED}:
        return outcome
    _log.info("message %s of chat %s stays: %s", letter.message_id, letter.chat, outcome.error)
    return replace(outcome, state=State.DROPPED)


def _unless_too_old(row: Pending, now: datetime) -> State | None:
    """Give up what was tried for days. A card never: its task can be done by nothing else."""
    if row.kind == CARD or row.attempts < AGING_TRIES:
        return None
    return State.FAILED if now - row.created_at > MAX_AGE else None


def goes_without(row: Pending, error: OSError) -> bool:
    """Return whether a message goes without its file, which was looked for in the store often enough."""
    tries = MISSING_TRIES if isinstance(error, FileNotFoundError) else UNREADABLE_TRIES
    return row.attempts + 1 >= tries


def without_file(letter: NewFile) -> NewText:
    """Return a letter as a text, so that at least what it says and its buttons arrive."""
    text = f"{letter.caption}\n\n{WITHOUT_FILE}".strip()
    return NewText(
        letter.chat,
        text,
        letter.buttons,
        reply_to=letter.reply_to,
        card=letter.card,
        topic=letter.topic,
        protect=letter.protect,
    )


def lost(tx: Tx, office: Office, row: Pending, now: datetime) -> None:
    """Tell the admins of a task's card that is given up: whoever should act does not know of it."""
    if row.kind != CARD:
        return
    person = tx.people.by_telegram(row.chat, now)
    room = next(iter(tx.rooms.by_chat(row.chat)), None) if row.chat < 0 else None
    name = esc(person.name) if person else f"grup {esc(room.title, 100)}" if room else str(row.chat)
    text = (
        f"\N{WARNING SIGN} Kartu tugas untuk {name} gagal dikirim dan tidak akan dicoba lagi. "
        "Rinciannya ada pada log bot."
    )
    tx.outbox.add([Outgoing(admin, "text", {"text": text}) for admin in office.admins(tx)], now)


def record(tx: Tx, office: Office, outcomes: list[Outcome], now: datetime) -> None:
    """Write outcomes down, and tell the admins of people who cannot be reached."""
    finished = [
        Result(o.row.id, o.state, o.delivered.message if o.delivered else None, o.error)
        for o in outcomes
        if o.state is not None
    ]
    tx.outbox.finish(finished, now)
    tx.cards.sent([copy for o in outcomes if (copy := _copy(o)) and not _left_behind(tx, o, now)])
    tx.cards.retire([o.row.card for o in outcomes if o.verdict is Verdict.GONE and o.row.card is not None])
    for outcome in outcomes:
        _record_one(tx, office, outcome, now)


def _record_one(tx: Tx, office: Office, outcome: Outcome, now: datetime) -> None:
    row, letter, what = outcome.row, outcome.letter, outcome.delivered
    if isinstance(letter, NewFile) and what is not None and what.file_id is not None:
        tx.documents.telegram_id(letter.document.id, what.file_id, what.medium)
    if row.chat < 0 and outcome.verdict in _SHUT and not isinstance(letter, Delete):
        _shut(tx, office, outcome)
    elif outcome.verdict is Verdict.BLOCKED:
        unreachable(tx, office, row.chat)
    elif outcome.verdict is Verdict.GONE and row.chat < 0 and row.card is not None:
        rooms.again(tx, office, row.card)
    if outcome.moved_to is not None:
        rooms.moved(tx, office, row.chat, outcome.moved_to)
    elif outcome.verdict is Verdict.FILE and (kept := _file_id(letter)):
        tx.documents.telegram_id(kept.document.id, None, kept.document.medium)
    if outcome.state is None and outcome.verdict is not Verdict.STOP:
        at = now + timedelta(seconds=outcome.wait)
        tx.outbox.retry(row.id, at, outcome.error or "", counted=outcome.counted)
    elif outcome.state is State.FAILED:
        _log.error("message %s to %s given up: %s", row.id, row.chat, outcome.error)
        if outcome.verdict is not Verdict.BLOCKED:
            lost(tx, office, row, now)


def _shut(tx: Tx, office: Office, outcome: Outcome) -> None:
    """Let the people of a room have its cards: the bot cannot write there."""
    letter, card = outcome.letter, outcome.row.card
    topic = letter.topic if isinstance(letter, NewText | NewFile) else None
    if isinstance(letter, Edit) and card is not None:  # an edit names its message alone
        copy = tx.cards.get([card]).get(card)
        topic = copy.topic if copy is not None else None
    rooms.lost(tx, office, outcome.row.chat, topic=topic, whole=outcome.verdict is Verdict.BLOCKED)


def _left_behind(tx: Tx, outcome: Outcome, now: datetime) -> bool:
    """Send a card once more whose group became another chat while it was under way; return whether it did."""
    letter = outcome.letter
    if outcome.row.chat > 0 or not isinstance(letter, NewText | NewFile) or letter.card is None:
        return False
    copy = tx.cards.get([letter.card]).get(letter.card)
    if copy is None or copy.chat == letter.chat:
        return False
    tx.outbox.add([Outgoing(copy.chat, CARD, {}, copy.id)], now)
    return True


def _copy(outcome: Outcome) -> tuple[int, int, str] | None:
    """Return where a card is now: (card, message, medium)."""
    letter, what = outcome.letter, outcome.delivered
    if what is None or what.message is None or isinstance(letter, Edit):
        return None
    if not isinstance(letter, NewText | NewFile) or letter.card is None:
        return None
    return letter.card, what.message, what.medium


def _file_id(letter: Letter) -> NewFile | None:
    """Return the letter if it sends a file by Telegram's id."""
    return letter if isinstance(letter, NewFile) and letter.document.telegram_file_id else None
