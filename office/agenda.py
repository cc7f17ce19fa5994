"""Nomor agenda: under which number an office enters what it handles; beginning anew each year."""

from office.office import Office
from storage.transaction import Tx

COUNTER = "agenda"


def agenda_of(tx: Tx, office: Office, case: int) -> str:
    """Return a case's number in the agenda, such as "017/2026"; given out once, when first asked for."""
    known = tx.cases.agenda(case)
    if known:
        return known
    year = office.now().astimezone(office.zone).year
    number = f"{tx.counters.next(COUNTER, year):03d}/{year}"
    tx.cases.enter(case, number)
    return number
