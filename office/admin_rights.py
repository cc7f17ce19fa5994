"""Admin rights: person by person, first from the configuration; the last admin cannot be removed."""

from dataclasses import dataclass

from office.members import named
from office.office import Office
from sop.errors import Reason, Refused
from sop.people import ADMIN, Actor
from storage.outbox import Outgoing
from storage.people import Person
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Admin:
    """Somebody with the right; `person` is nobody as long as they never wrote to the bot."""

    telegram_id: int
    person: Person | None

    @property
    def can_act(self) -> bool:
        """Whether they are here and can be reached."""
        return self.person is not None and self.person.reachable


def seed(tx: Tx, office: Office) -> None:
    """Give the rights that the configuration names, once each, and take back those it names no longer.

    A right that an admin took back on the phone stays taken back. Whoever's right changes, and is here, gets
    the menu that goes with it.
    """
    before = {right.telegram_id for right in tx.admins.current()}
    tx.admins.seed(office.config_admins, office.now())
    changed = before ^ {right.telegram_id for right in tx.admins.current()}
    here = [person.telegram_id for person in tx.people.everyone() if person.telegram_id in changed]
    tx.outbox.add([Outgoing(chat, "commands", {}) for chat in here], office.now())


def require(actor: Actor) -> None:
    """Refuse whoever is no admin."""
    if not actor.admin:
        raise Refused(Reason.NOT_ADMIN)


def admins(tx: Tx) -> list[Admin]:
    """Return everyone with the right, the oldest right first."""
    people = {person.telegram_id: person for person in tx.people.everyone()}
    return [Admin(right.telegram_id, people.get(right.telegram_id)) for right in tx.admins.current()]


def candidates(tx: Tx) -> list[Person]:
    """Return everyone who came in and does not have the right, by name."""
    having = {right.telegram_id for right in tx.admins.current()}
    return [person for person in tx.people.everyone() if person.telegram_id not in having]


def grant(tx: Tx, office: Office, by: Actor, person: int) -> Person:
    """Give somebody who came in the right. Raises Refused. They and the other admins are told."""
    _lock(tx, by)
    found = next((one for one in tx.people.everyone() if one.id == person), None)
    if found is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    if any(right.telegram_id == found.telegram_id for right in tx.admins.current()):
        raise Refused(Reason.ALREADY_ADMIN)
    give(tx, office, found.telegram_id, found.name, by.person)
    return found


def give(
    tx: Tx, office: Office, telegram_id: int, name: str, by: int | None, *, invited: bool = False
) -> None:
    """Give the right, and tell whoever got it and the other admins; `by` is nobody on the command line.

    Who has it already keeps it, and nobody is told. Somebody `invited` is greeted by whoever lets them in,
    and the admin who had invited them hears of it like the others.
    """
    tx.people.lock_position(ADMIN)
    if any(right.telegram_id == telegram_id for right in tx.admins.current()):
        return
    tx.admins.grant(telegram_id, by, office.now())
    here = any(person.telegram_id == telegram_id for person in tx.people.everyone())
    news = {"name": "admin_given", "who": name}
    _tell(tx, office, news, telegram_id if here else None, by, invited=invited)
    if here:
        _bring_registrations(tx, office, telegram_id)


def revoke(tx: Tx, office: Office, by: Actor, telegram_id: int) -> str:
    """Take somebody's right back and return their name. Raises Refused. They and the others are told.

    Of the admins that can act one must be left: one who never wrote to the bot, or who blocked it, is none.
    """
    _lock(tx, by)
    known = {admin.telegram_id: admin for admin in admins(tx)}
    if telegram_id not in known:
        raise Refused(Reason.NO_SUCH_ADMIN)
    if not any(admin.can_act for admin in known.values() if admin.telegram_id != telegram_id):
        raise Refused(Reason.LAST_ADMIN)
    tx.admins.revoke(telegram_id, by.person, office.now())
    person = known[telegram_id].person
    name = person.name if person else str(telegram_id)
    news = {"name": "admin_taken", "who": name}
    _tell(tx, office, news, telegram_id if person else None, by.person)
    return name


def arrive(tx: Tx, office: Office, telegram_id: int, name: str) -> bool:
    """Let an admin in who was not here before, without a post; return False where this is none."""
    if telegram_id not in office.admins(tx):
        return False
    tx.people.admit(telegram_id, name, office.now())
    _bring_registrations(tx, office, telegram_id)
    return True


def _bring_registrations(tx: Tx, office: Office, telegram_id: int) -> None:
    """Bring a new admin whoever asks to come in and was not decided upon yet."""
    waiting = tx.registrations.waiting()
    messages = [Outgoing(telegram_id, "registration", {"registration": one.id}) for one in waiting]
    tx.outbox.add(messages, office.now())


def _lock(tx: Tx, by: Actor) -> None:
    """Let one at a time change the rights, and nobody who has just lost them."""
    require(by)
    tx.people.lock_position(ADMIN)
    chat = tx.people.chats((by.person,)).get(by.person)
    if all(right.telegram_id != chat for right in tx.admins.current()):
        raise Refused(Reason.NOT_ADMIN)


def _tell(
    tx: Tx, office: Office, news: dict[str, str], whose: int | None, by: int | None, *, invited: bool = False
) -> None:
    """Tell whose right it is, whose menu changes with it, and the other admins; not who does it just now."""
    giver = tx.people.chats((by,)).get(by) if by is not None else None
    actor = office.actor(tx, giver) if giver is not None else None
    payload = news | {"by": named(office, actor) if actor else ""}
    doing = whose if invited else giver
    messages = [Outgoing(whose, "commands", {})] if whose is not None else []
    told = dict.fromkeys((*([whose] if whose is not None else []), *office.admins(tx)))
    messages += [
        Outgoing(chat, "notice", payload | {"self": chat == whose}) for chat in told if chat != doing
    ]
    tx.outbox.add(messages, office.now())
