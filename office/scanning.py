"""What the virus scanner said, told to the admins: every find, and now and then that it does not answer."""

from datetime import datetime, timedelta

from office.office import Office
from sop.errors import Reason, Refused
from storage.outbox import Outgoing
from storage.transaction import Tx

QUIET = timedelta(hours=1)
"""How long after admins were told that the scanner is away they are not told again."""
_TOLD = "scanner away"
_NOTICES = {Reason.FILE_INFECTED: "infected", Reason.SCANNER_AWAY: "scanner_away"}


def report(tx: Tx, office: Office, refused: Refused, who: str, file: str, now: datetime) -> None:
    """Tell the admins of a file that was refused by the scanner, or for want of it; of no other refusal."""
    name = _NOTICES.get(refused.reason)
    if name is None or (name == "scanner_away" and not _is_time(tx, now)):
        return
    payload = {"name": name, "who": who, "file": file, **refused.facts}
    tx.outbox.add([Outgoing(admin, "notice", payload) for admin in office.admins(tx)], now)


def _is_time(tx: Tx, now: datetime) -> bool:
    told = tx.record.setting(_TOLD)
    if told is not None and now - datetime.fromisoformat(told) < QUIET:
        return False
    tx.record.keep(_TOLD, now.isoformat())
    return True
