"""Coming in without an invitation: somebody asks for a post, an admin decides with one tap."""

from dataclasses import dataclass
from datetime import timedelta

from office import admin_rights
from office.members import named, seat
from office.office import Office
from office.titles import post_title
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Actor, Position
from storage.outbox import Outgoing
from storage.registrations import Registration, Stage
from storage.transaction import Tx

A_DAY = timedelta(days=1)
MOST_A_DAY = 3
CARD = "registration"
"""What brings a registration to an admin, in the outbox."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of themselves, and the post they ask for."""

    name: str
    nip: str
    position: Position
    phone: str | None = None


def check_limit(tx: Tx, office: Office, telegram_id: int) -> None:
    """Refuse whoever has asked often enough today."""
    if tx.registrations.count(telegram_id, office.now() - A_DAY) >= MOST_A_DAY:
        raise Refused(Reason.REGISTRATION_LIMIT)


def submit(tx: Tx, office: Office, telegram_id: int, wish: Wish) -> Registration:
    """Write a registration down in place of one that waits, and bring it to every admin. Raises Refused."""
    check_limit(tx, office, telegram_id)
    _check_post(tx, office, telegram_id, wish.position)
    now = office.now()
    for old in tx.registrations.waiting(telegram_id):
        tx.registrations.decide(old.id, Stage.REPLACED, None, now)
        _refresh(tx, office, old.id)
    made = tx.registrations.add(
        Registration(telegram_id, wish.name, wish.nip, wish.position, now, wish.phone)
    )
    tx.outbox.add([card(chat, made.id) for chat in office.admins(tx)], now)
    return made


def _check_post(tx: Tx, office: Office, telegram_id: int, position: Position) -> None:
    """Refuse a post that no SOP knows, or that this person holds already."""
    role = office.library.roles().get(position.role)
    if role is None or (role.seat is Seat.PER_UNIT and position.unit is None):
        raise Refused(Reason.FORM_PASSED)
    actor = office.actor(tx, telegram_id)
    if actor is not None and position in actor.positions and position not in actor.acting:
        raise Refused(Reason.POST_YOURS)


def card(chat: int, number: int) -> Outgoing:
    """Return the message that brings a registration to an admin."""
    return Outgoing(chat, CARD, {"registration": number})


def approve(tx: Tx, office: Office, by: Actor, number: int) -> Registration:
    """Seat whoever asked, as an invitation would, and welcome them with their tasks. Raises Refused.

    The first admin who decides does; all copies then show who.
    """
    one = _decide(tx, office, by, number, Stage.APPROVED)
    known = office.actor(tx, one.telegram_id)
    name = known.name if known is not None else one.name
    person = tx.people.admit(one.telegram_id, name, office.now())
    tx.people.describe(person, one.nip, one.phone)
    role = office.library.roles().get(one.position.role)
    welcome = {"name": "registered", "who": name, "title": post_title(office.library, one.position)}
    tx.outbox.add(
        [Outgoing(one.telegram_id, "commands", {}), Outgoing(one.telegram_id, "notice", welcome)],
        office.now(),
    )
    tx.outbox.add(seat(tx, office, person, name, one.position, role, by.person), office.now())
    return one


def refuse(tx: Tx, office: Office, by: Actor, number: int) -> Registration:
    """Decline, and tell whoever asked politely. Raises Refused."""
    one = _decide(tx, office, by, number, Stage.REFUSED)
    news = {"name": "not_registered", "title": post_title(office.library, one.position)}
    tx.outbox.add([Outgoing(one.telegram_id, "notice", news)], office.now())
    return one


def _decide(tx: Tx, office: Office, by: Actor, number: int, stage: Stage) -> Registration:
    admin_rights.require(by)
    one = tx.registrations.get(number, lock=True)
    if one is None:
        raise Refused(Reason.NO_SUCH_REGISTRATION)
    if one.stage is not Stage.WAITING:
        raise Refused(Reason.REGISTRATION_DECIDED)
    tx.registrations.decide(number, stage, by.person, office.now())
    _refresh(tx, office, number)
    return one


def _refresh(tx: Tx, office: Office, number: int) -> None:
    """Bring every copy up to date, also those still on their way: each is looked up when it is edited."""
    copies = tx.outbox.saying(CARD, {"registration": number})
    tx.outbox.add(
        [Outgoing(chat, "registration_edit", {"registration": number, "row": row}) for row, chat in copies],
        office.now(),
    )


def decider(tx: Tx, office: Office, one: Registration) -> str:
    """Return who decided, with the post first; "" where nobody did."""
    if one.decided_by is None:
        return ""
    chat = tx.people.chats((one.decided_by,)).get(one.decided_by)
    actor = office.actor(tx, chat) if chat is not None else None
    return named(office, actor) if actor else ""
