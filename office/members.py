"""Coming in: invitations that serve once, and what a new holder of a position gets."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from office import post
from office.office import Office
from sop.definition import Role, Seat
from sop.people import Actor, Position
from storage.outbox import Outgoing
from storage.people import Invitation
from storage.tasks import OpenTask
from storage.transaction import Tx

CODE_BYTES = 18
"""144 random bits; 24 characters, within the 64 that a deep link may carry (Bot API, "Deep linking")."""
MOST_HELD = 12
"""Tasks of somebody unreachable that one notice offers to give back."""


class Welcome(Enum):
    """What became of an invitation code."""

    ACCEPTED = auto()
    UNKNOWN = auto()
    USED = auto()
    USED_BY_SELF = auto()
    EXPIRED = auto()


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer to a code, with the position's name where it was accepted."""

    welcome: Welcome
    position: Position | None = None
    title: str = ""
    cards: tuple[Outgoing, ...] = ()
    """The tasks that wait for the new holder, to be sent after the greeting."""


class InvitationError(ValueError):
    """A role or unit that cannot be invited; the message says what would be right."""


def hash_code(code: str) -> str:
    """Return under which name a code is kept: the database alone lets nobody in."""
    return hashlib.sha256(code.encode()).hexdigest()


def check_position(office: Office, role_id: str, unit: str | None) -> tuple[Role, Position]:
    """Return the role and position for `invite ROLE --bagian UNIT`; InvitationError with the mend."""
    roles = office.library.roles()
    role = roles.get(role_id)
    if role is None:
        raise InvitationError(f"no SOP has a role {role_id!r}; the roles are: {', '.join(sorted(roles))}")
    if role.seat is Seat.SINGLE and unit is not None:
        raise InvitationError(f"{role_id} exists once in the office: leave --bagian away")
    if role.seat is Seat.PER_UNIT and unit is None:
        known = ", ".join(office.units) or "any name, for office.units is empty"
        raise InvitationError(f'{role_id} exists in every unit: add --bagian "UNIT" (units: {known})')
    if unit is not None and office.units and unit not in office.units:
        match = next((u for u in office.units if u.casefold() == unit.strip().casefold()), None)
        if match is None:
            raise InvitationError(f"office.units has no {unit!r}; the units are: {', '.join(office.units)}")
        unit = match
    return role, Position(role_id, unit)


def invite(tx: Tx, office: Office, position: Position, valid: timedelta) -> str:
    """Make an invitation to a position and return its code, which is kept nowhere."""
    code = secrets.token_urlsafe(CODE_BYTES)
    now = office.now()
    tx.people.invite(Invitation(hash_code(code), position, now, now + valid))
    return code


def accept(tx: Tx, office: Office, telegram_id: int, name: str, code: str) -> Arrival:
    """Let whoever brings a valid code hold its position, and bring them the tasks that wait for it.

    A position that exists once passes from its former holder, who is told, as are the admins.
    """
    now = office.now()
    invitation = tx.people.invitation(hash_code(code))
    if invitation is None:
        return Arrival(Welcome.UNKNOWN)
    role = office.library.roles().get(invitation.position.role)
    title = _title(role, invitation.position)
    if invitation.used is not None:
        actor = tx.people.by_telegram(telegram_id, now)
        own = actor is not None and invitation.position in actor.positions
        return Arrival(Welcome.USED_BY_SELF if own else Welcome.USED, invitation.position, title)
    if invitation.expires <= now:
        return Arrival(Welcome.EXPIRED)
    person = tx.people.admit(telegram_id, name, now)
    tx.people.use(invitation, person, now)
    tx.people.lock_position(invitation.position)
    now = office.now()  # whoever was first has come in by now
    holders = tx.people.holders(invitation.position, now)
    if person not in holders:
        waiting = tx.tasks.mine(Actor(person, name, frozenset({invitation.position})))
        if role is not None and role.seat is not Seat.POOL and holders:
            tx.people.dismiss(invitation.position, now)
            _tell_former(tx, office, holders, title, name)
            _redraw(tx, office, holders, waiting)
        tx.people.appoint(person, invitation.position, now)
        _redraw(tx, office, (person,), waiting)  # cards of an earlier time in this post
    cards = waiting_cards(tx, office, telegram_id)
    return Arrival(Welcome.ACCEPTED, invitation.position, title, cards)


def waiting_cards(tx: Tx, office: Office, telegram_id: int) -> tuple[Outgoing, ...]:
    """Return the cards of every open task a person may act on and has no card of."""
    actor = tx.people.by_telegram(telegram_id, office.now())
    if actor is None:
        return ()
    mine = tx.tasks.mine(actor)
    cases = tx.cases.load_many(sorted({row.case for row in mine}))
    messages: list[Outgoing] = []
    for row in mine:
        case = cases[row.case]
        task = case.task(row.task)
        delivered = tx.cards.delivered(case.id, row.task, telegram_id)
        if task is not None and not delivered:
            messages += post.send_cards(tx, case, [(task, actor.person)])
    return tuple(messages)


def posts_of(office: Office, actor: Actor) -> str:
    """Return a person's posts in one line."""
    roles = office.library.roles()
    return ", ".join(_title(roles.get(p.role), p) for p in sorted(actor.positions, key=str))


def unreachable(tx: Tx, office: Office, telegram_id: int) -> None:
    """Note that a person cannot be reached, and tell the admins, once."""
    name = tx.people.mark_blocked(telegram_id, office.now())
    if name is not None:
        payload = {"name": "blocked", "who": name, "held": _held(tx, office, telegram_id)}
        others = [admin for admin in office.admins if admin != telegram_id]
        tx.outbox.add([Outgoing(admin, "notice", payload) for admin in others], office.now())


def _redraw(tx: Tx, office: Office, people: tuple[int, ...], waiting: Sequence[OpenTask]) -> None:
    """Bring people's copies of cards in step with the posts they hold from now on."""
    chats = set(tx.people.chats(people).values())
    by_case: dict[int, list[int]] = {}
    for row in waiting:
        by_case.setdefault(row.case, []).append(row.task)
    for case, ids in by_case.items():
        copies = [(card, chat) for card, chat, _ in tx.cards.of_tasks(case, ids) if chat in chats]
        tx.outbox.add([Outgoing(chat, "edit", {}, card) for card, chat in copies], office.now())


def _held(tx: Tx, office: Office, telegram_id: int) -> list[tuple[int, int]]:
    """Return the tasks (case, task) that a person took from a pool, at most as many as a message shows."""
    actor = tx.people.by_telegram(telegram_id, office.now())
    mine = tx.tasks.mine(actor) if actor else []
    return [(row.case, row.task) for row in mine if actor and row.holder == actor.person][:MOST_HELD]


def _title(role: Role | None, position: Position) -> str:
    name = role.name if role else position.role
    return f"{name} {position.unit}" if position.unit else name


def _tell_former(tx: Tx, office: Office, holders: tuple[int, ...], title: str, name: str) -> None:
    payload = {"name": "succeeded", "title": title, "by": name}
    chats = [*tx.people.chats(holders).values(), *office.admins]
    tx.outbox.add([Outgoing(chat, "notice", payload) for chat in dict.fromkeys(chats)], office.now())
