"""Which papers events call for: asked for in the transaction that decided them, made by the workshop."""

from collections.abc import Sequence

from office import certificates, disposition_sheets, packages
from office.office import Office
from sop import facts as f
from sop.case import Case
from sop.definition import Sop
from sop.facts import Event
from storage.transaction import Tx


def order(tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event]) -> None:
    """Ask for the sheet of each disposition, and for the certificate and the package of a case at its end."""
    for event in events:
        if isinstance(event.fact, f.Disposed):
            disposition_sheets.order(tx, office, sop, case, event, event.fact)
        elif isinstance(event.fact, f.CaseClosed | f.CaseCancelled):
            certificates.order(tx, office, case, event)
            if isinstance(event.fact, f.CaseClosed):
                packages.order(tx, office, case)
