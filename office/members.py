"""Coming in: invitations that serve once, and what a new holder of a position gets."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from office.addresses import addresses, chats_at
from office.dealing import redeal, send_cards
from office.mine import mine, waiting_at
from office.office import Office
from office.titles import post_title
from sop.definition import Role, Seat
from sop.people import Actor, Position, Standing
from sop.routing import chiefs
from sop.turn import CAPACITIES
from storage.outbox import Outgoing
from storage.people import Invitation
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
    title = post_title(office.library, invitation.position)
    if invitation.used is not None:
        actor = tx.people.by_telegram(telegram_id, now)
        own = actor is not None and invitation.position in actor.positions
        return Arrival(Welcome.USED_BY_SELF if own else Welcome.USED, invitation.position, title)
    if invitation.expires <= now:
        return Arrival(Welcome.EXPIRED)
    person = tx.people.admit(telegram_id, name, now)
    tx.people.use(invitation, person, now)
    cards = seat(tx, office, person, name, invitation.position, role)
    return Arrival(Welcome.ACCEPTED, invitation.position, title, tuple(cards))


def seat(
    tx: Tx, office: Office, person: int, name: str, position: Position, role: Role | None
) -> list[Outgoing]:
    """Let somebody hold a position definitively from now on; return the cards this brings them.

    A position that exists once passes from its former holder, who is told, as are the admins.
    """
    tx.people.lock_position(position)
    now = office.now()  # whoever was first has come in by now
    held = [t for t in tx.terms.of_position(position, now) if t.runs(now)]
    if not any(t.person == person and t.standing is Standing.DEFINITIVE for t in held):
        former: tuple[int, ...] = ()
        if role is not None and role.seat is not Seat.POOL and held:
            former = tuple(dict.fromkeys(t.person for t in held if t.person != person))
            tx.people.dismiss(position, now)
            if former:
                _tell_former(tx, office, former, post_title(office.library, position), name)
        tx.people.appoint(person, position, now)
        waiting = waiting_at(tx, office, frozenset({position}))
        return redeal(tx, office, waiting, (person,), touched=former)
    chat = tx.people.chats((person,))[person]
    return list(waiting_cards(tx, office, chat))


def waiting_cards(tx: Tx, office: Office, telegram_id: int) -> tuple[Outgoing, ...]:
    """Return the cards of every open task a person may act on and has no card of."""
    actor = office.actor(tx, telegram_id)
    if actor is None:
        return ()
    only = frozenset({actor.person})
    messages: list[Outgoing] = []
    for one in mine(tx, office, actor):
        if not tx.cards.delivered(one.case.id, one.task.id, telegram_id):
            roster = office.roster(tx, one.sop)
            found = addresses(tx, one.sop, one.case, one.task, roster, only)
            messages += send_cards(tx, one.case, [(one.task, to) for to in found])
    return tuple(messages)


def posts_of(office: Office, actor: Actor) -> str:
    """Return a person's posts in one line, each with how it is held."""
    titles = []
    for position in sorted(actor.positions, key=str):
        how = actor.acting.get(position)
        mark = CAPACITIES.get(how.standing, "") if how else ""
        titles.append(f"{mark}{post_title(office.library, position)}")
    return ", ".join(titles)


def unreachable(tx: Tx, office: Office, telegram_id: int) -> None:
    """Note that a person cannot be reached, and tell the admins and the superiors, once."""
    name = tx.people.mark_blocked(telegram_id, office.now())
    if name is None:
        return
    actor = office.actor(tx, telegram_id)
    payload = {"name": "blocked", "who": name, "held": _held(tx, office, actor)}
    told = dict.fromkeys((*office.admins(tx), *_above(tx, office, actor)))
    others = [chat for chat in told if chat != telegram_id]
    tx.outbox.add([Outgoing(chat, "notice", payload) for chat in others], office.now())


def _above(tx: Tx, office: Office, actor: Actor | None) -> list[int]:
    """Return the chats of a person's superiors, by every SOP of the office."""
    if actor is None:
        return []
    above: dict[Position, None] = {}
    for sop in office.library.current.values():
        known = [p for p in actor.positions if p.role in {role.id for role in sop.roles}]
        above |= dict.fromkeys(chiefs(sop, known))
    return chats_at(tx, office, tuple(above))


def _held(tx: Tx, office: Office, actor: Actor | None) -> list[tuple[int, int]]:
    """Return the tasks (case, task) that a person took from a pool, at most as many as a message shows."""
    if actor is None:
        return []
    held = [one for one in mine(tx, office, actor) if one.task.holder == actor.person]
    return [(one.case.id, one.task.id) for one in held][:MOST_HELD]


def _tell_former(tx: Tx, office: Office, holders: tuple[int, ...], title: str, name: str) -> None:
    payload = {"name": "succeeded", "title": title, "by": name}
    chats = [*tx.people.chats(holders).values(), *office.admins(tx)]
    tx.outbox.add([Outgoing(chat, "notice", payload) for chat in dict.fromkeys(chats)], office.now())
