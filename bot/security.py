"""The key for what is encrypted at rest: and what the command line does with it."""

from bot.config import Config
from office import stepup
from office.office import Office
from storage.migrate import CURRENT, state, upgrade
from storage.store import Store
from storage.transaction import Tx

KEY = "security.key"
MEND = "run `sopbot key`, and put what it prints under [security] into the configuration, or into SOPBOT_KEY"


class NoKeyError(Exception):
    """An SOP asks for codes, and there is no key to keep their secrets with."""


class NobodyError(ValueError):
    """Nobody, or more than one person, is meant; the message says what would be right."""


def need(office: Office) -> str:
    """Return what is wrong where an SOP asks for codes and there is no key; "" where nothing is."""
    sops = stepup.asking(office)
    if not sops or office.vault:
        return ""
    return f"{KEY}: there is no key, and codes are asked for by {', '.join(sop.id for sop in sops)}"


def demand_key(office: Office) -> None:
    """Raise NoKeyError where an SOP asks for codes and there is no key."""
    if wrong := need(office):
        raise NoKeyError(f"{wrong}; {MEND}")


def unreadable_authenticators(config: Config, office: Office) -> list[str]:
    """Return the names of those whose app no key opens; nobody where there is no database yet."""
    if state(config.storage.database_url) != CURRENT:
        return []
    store = Store(config.storage.database_url)
    try:
        return store.run_sync(lambda tx: _names(tx, stepup.unreadable(tx, office)))
    finally:
        store.close()


def _names(tx: Tx, people: list[int]) -> list[str]:
    names = tx.people.names(tuple(people)) if people else {}
    return [names[person] for person in people]


def reset_authenticator(config: Config, office: Office, who: str) -> str:
    """Take somebody's authenticator app away; `who` is a name or a Telegram user id. Return the name.

    Raises NobodyError where nobody who has an app is meant, or several are.
    """
    upgrade(config.storage.database_url)
    store = Store(config.storage.database_url)
    try:
        return store.run_sync(lambda tx: _reset(tx, office, who))
    finally:
        store.close()


def _reset(tx: Tx, office: Office, who: str) -> str:
    owners = tx.authenticators.owners()
    wanted = who.strip().casefold()
    meant = [one for one in owners if str(one.telegram_id) == wanted]
    meant = meant or [one for one in owners if one.name.casefold() == wanted]
    if not meant:
        raise NobodyError(f"nobody with an authenticator has the name or the Telegram user id {who!r}")
    if len(meant) > 1:
        ids = ", ".join(str(one.telegram_id) for one in meant)
        raise NobodyError(f"{len(meant)} people are called {who!r}: name one by the Telegram user id, {ids}")
    stepup.reset(tx, office, None, meant[0].person)
    return meant[0].name
