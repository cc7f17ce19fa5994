"""What the virus scanner said, told to the admins: every find, and now and then that it does not answer."""

from datetime import datetime, timedelta

from office.office import Office
from sop.errors import Reason, Refused
from storage.outbox import Outgoing
from storage.transaction import Tx

QUIET = timedelta(hours=1)
"""How long after admins were told that the scanner is away they are not told again."""
_TOLD = "scanner away"


def report(tx: Tx, office: Office, refused: Refused, who: str, file: str, now: datetime) -> None:
    """Tell the admins of a file that was refused by the scanner, or for want of it; of no other refusal."""
    if refused.reason is Reason.FILE_INFECTED:
        payload = {"name": "infected", "who": who, "file": file, **refused.facts}
    elif refused.reason is Reason.SCANNER_AWAY and _is_time(tx, now):
        payload = {"name": "scanner_away", **refused.facts}
    else:
        return
    tx.outbox.add([Outgoing(admin, "notice", payload) for admin in office.admins(tx)], now)


def _is_time(tx: Tx, now: datetime) -> bool:
    told = tx.record.setting(_TOLD)
    if told is not None and now - datetime.fromisoformat(told) < QUIET:
        return False
    tx.record.keep(_TOLD, now.isoformat())
    return True
