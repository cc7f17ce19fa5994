"""How much a stranger is answered: politely, and not without end."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from office.office import Office
from storage.strangers import Stranger
from storage.transaction import Tx

WINDOW = timedelta(minutes=15)
SENTENCES = 3
"""So often in a window a stranger is told why not; then there is silence."""
RECORDED = 20
"""So many refusals of a stranger are written down in a window, so that nobody fills the disk."""
TALK_WINDOW = timedelta(hours=1)
TALK = 60
"""So many messages in a window may belong to the form of who asks to come in."""
FORM = "register"
"""The kind of that form."""
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What becomes of a refusal: whether it is said, and whether it is written down."""

    say: bool
    record: bool


def refuse(tx: Tx, office: Office, telegram_id: int, *, say: bool = True) -> Allowed:
    """Count a refusal of a stranger, which somebody wants to `say` or not, and return what becomes of it."""
    now = office.now()
    known, stranger = _counted(tx, telegram_id, now)
    if now - stranger.since >= WINDOW:
        stranger = replace(stranger, since=now, answers=0, refusals=0)
    allowed = Allowed(say and stranger.answers < SENTENCES, stranger.refusals < RECORDED)
    if allowed.say or allowed.record:
        stranger = replace(
            stranger,
            answers=stranger.answers + int(allowed.say),
            refusals=stranger.refusals + int(allowed.record),
        )
        tx.strangers.put(telegram_id, stranger, known=known)
    return allowed


def may_talk(tx: Tx, office: Office, telegram_id: int) -> bool:
    """Count a message of a stranger to the form, and return whether it is taken."""
    now = office.now()
    known, stranger = _counted(tx, telegram_id, now)
    if now - stranger.talk_since >= TALK_WINDOW:
        stranger = replace(stranger, talk_since=now, talk=0)
    if stranger.talk >= TALK:
        return False
    tx.strangers.put(telegram_id, replace(stranger, talk=stranger.talk + 1), known=known)
    return True


def _counted(tx: Tx, telegram_id: int, now: datetime) -> tuple[bool, Stranger]:
    found = tx.strangers.get(telegram_id)
    return found is not None, found or Stranger(now, 0, 0, now, 0)


def forget_strangers(tx: Tx, now: datetime) -> None:
    """Forget who wrote long ago, and what they had begun to tell of themselves."""
    tx.strangers.prune(now - FORGOTTEN_AFTER)
    tx.dialogs.prune(FORM, now - FORGOTTEN_AFTER)
