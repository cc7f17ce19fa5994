"""The papers this office makes, by the kind of the request."""

from office import certificates, disposition_sheets, drafts, packages, sealing
from office.making import Maker
from storage.makings import Making
from storage.transaction import Tx

MAKERS: dict[str, Maker] = {
    certificates.KIND: certificates.MAKER,
    disposition_sheets.KIND: disposition_sheets.MAKER,
    drafts.KIND: drafts.MAKER,
    packages.KIND: packages.MAKER,
    sealing.KIND: sealing.MAKER,
}


def waiting(tx: Tx, making: Making) -> tuple[int, ...]:
    """Return the chats of whoever waits for a paper: a request names them as "chat", "person" or "to"."""
    data = making.data
    people = (*data.get("to", ()), *((data["person"],) if "person" in data else ()))
    chats = (*((data["chat"],) if "chat" in data else ()), *tx.people.chats(people).values())
    return tuple(dict.fromkeys(chats))
