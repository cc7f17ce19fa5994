"""What the clock sets off: each sweep with the question when it has something to do next.

A sweep is one more line of `SWEEPS`. Whatever brings its moment nearer adds the concern "deadlines" to its
transaction, so that the alarm is set anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from office import deadlines, meeting_reminders, recurring, terms_told
from office.office import Office
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Sweep:
    """One kind of thing whose time comes."""

    run: Callable[[Tx, Office], bool]
    """Do what is due now, in one transaction; True where more is due, so that it is run again at once."""
    next_at: Callable[[Tx, Office], datetime | None]
    """Return when something is due next, None while nothing is; UTC."""


def _terms(tx: Tx, office: Office) -> bool:
    terms_told.sweep(tx, office)  # takes all there are
    return False


def _reminders(tx: Tx, office: Office) -> bool:
    deadlines.sweep(tx, office)  # what one person hears comes together, so all of it at once
    return False


SWEEPS: tuple[Sweep, ...] = (
    # Terms go first: who is reminded depends on who fills the post now.
    Sweep(_terms, lambda tx, _: tx.terms.next_edge()),
    # Meetings before deadlines: an appointment does not wait.
    Sweep(meeting_reminders.sweep, meeting_reminders.next_at),
    Sweep(_reminders, deadlines.next_at),
    Sweep(recurring.sweep, recurring.next_at),
)
"""In the order in which they run."""


def next_wake(tx: Tx, office: Office) -> datetime | None:
    """Return when the first of all sweeps has something to do, None while none has."""
    found = [at for sweep in SWEEPS if (at := sweep.next_at(tx, office)) is not None]
    return min(found, default=None)
