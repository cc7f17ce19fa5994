"""Admin rights: person by person, first from the configuration; the last admin cannot be removed."""

from office.office import Office
from storage.transaction import Tx


def seed(tx: Tx, office: Office) -> None:
    """Give the rights that the configuration names, once each, and take back those it names no longer.

    A right that an admin took back on the phone stays taken back.
    """
    tx.admins.seed(office.config_admins, office.now())
