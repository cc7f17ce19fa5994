"""`sopbot sign`: a certified signature on the host, for when no page of the bot's own can be reached.

Whoever runs it works on the office's machine; the passphrase is what proves that the official is there.
"""

import asyncio
from collections.abc import Callable

from bot.app import office_of
from bot.bsre import Bsre
from bot.certifier import Certifier, Order
from bot.clock import Clock, system_clock
from bot.config import Config
from handlers.refusals import sentence
from office import cases, mine
from office.office import Office
from office.signing import PARTS, Subject
from papers.press import Press
from sop.errors import Refused
from storage.files import FileStore
from storage.migrate import upgrade
from storage.people import Person
from storage.store import Store
from storage.transaction import Tx

Asked = tuple[str, str]
"""The NIK and the passphrase."""


class CannotSignError(ValueError):
    """Why there is nothing to sign, or it was not signed: said as it is."""


def sign_case(
    config: Config, case: int, who: str, ask: Callable[[Subject], Asked], clock: Clock = system_clock
) -> str:
    """Sign what a case waits for in somebody's name; return what was signed.

    `who` is a name or a Telegram user id; `ask` shows the document, and returns the NIK and the passphrase.
    Raises CannotSignError.
    """
    if config.bsre is None:
        raise CannotSignError("bsre.url: no signing gateway is configured")
    upgrade(config.storage.database_url)
    office = office_of(config, clock)
    store = Store(config.storage.database_url)
    try:
        gateway = Bsre(config.bsre.url, config.bsre.username, config.bsre.password)
        return asyncio.run(_sign(store, office, FileStore(config.storage.files_dir), gateway, case, who, ask))
    except Refused as refused:
        raise CannotSignError(sentence(refused)) from None
    finally:
        store.close()


async def _sign(
    store: Store,
    office: Office,
    files: FileStore,
    gateway: Bsre,
    case: int,
    who: str,
    ask: Callable[[Subject], Asked],
) -> str:
    order = await store.run(lambda tx: _order(tx, office, case, who))
    press = Press()
    try:
        certifier = Certifier(store, office, files, press, gateway)
        one = await certifier.show(order)
        nik, passphrase = await asyncio.to_thread(ask, one)
        await certifier.sign(order, one.document.sha256, nik, passphrase)
    finally:
        await press.close()
    return one.document.label


def _order(tx: Tx, office: Office, case: int, who: str) -> Order:
    """Return what of a case waits for this person's signature."""
    person = _person(tx, who)
    cases.find(tx, office, case)
    actor = office.actor(tx, person.telegram_id)
    found = mine.mine(tx, office, actor) if actor is not None else []
    waiting = [one.task for one in found if one.case.id == case and one.task.part in PARTS]
    if not waiting:
        raise CannotSignError(f"nothing of case {case} waits for a signature of {person.name}")
    return Order(person.telegram_id, case, waiting[0].id, waiting[0].version)


def _person(tx: Tx, who: str) -> Person:
    wanted = who.strip().casefold()
    everyone = tx.people.everyone()
    meant = [one for one in everyone if str(one.telegram_id) == wanted]
    meant = meant or [one for one in everyone if one.name.casefold() == wanted]
    if not meant:
        raise CannotSignError(f"nobody has the name or the Telegram user id {who!r}")
    if len(meant) > 1:
        ids = ", ".join(str(one.telegram_id) for one in meant)
        raise CannotSignError(f"{len(meant)} people are called {who!r}: name one by the user id, {ids}")
    return meant[0]
