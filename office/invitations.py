"""Invitations: made by an admin or on the command line, used once, withdrawn, or out of date."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from office import admin_rights
from office.members import posts_of, seat
from office.office import Office
from office.titles import post_title
from sop.definition import Role, Seat
from sop.errors import Reason, Refused
from sop.people import ADMIN, Actor, Position
from storage.invitations import Invitation
from storage.outbox import Outgoing
from storage.transaction import Tx

CODE_BYTES = 18
"""144 bits; 24 characters, within the 64 that a deep link may carry (Bot API, "Deep linking")."""
NONCE_BYTES = 16
ADMIN_WORD = "admin"
"""What stands for the admins in place of a role, where no SOP has a role of that name."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an accepted invitation brought: the position, in words, and the tasks that wait for it."""

    position: Position
    title: str
    cards: tuple[Outgoing, ...] = ()
    """To be sent after the greeting."""


class InvitationError(ValueError):
    """A role or unit that cannot be invited; the message says what would be right."""


def hash_code(code: str) -> str:
    """Return under which name a code is kept: the database alone lets nobody in."""
    return hashlib.sha256(code.encode()).hexdigest()


def code_of(office: Office, nonce: str) -> str:
    """Return the code that belongs to a nonce: what waits to be sent names the nonce, never the code.

    The key is not in the database, and the same message tried again has the same code.
    """
    mac = hmac.new(office.invitation_key, nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:CODE_BYTES]).decode()


def check_position(office: Office, role_id: str, unit: str | None) -> tuple[Role | None, Position]:
    """Return the role and position for `invite ROLE --bagian UNIT`; InvitationError with the mend.

    For the admins there is no role.
    """
    roles = office.library.roles()
    role = roles.get(role_id)
    if role is None and role_id in (ADMIN_WORD, ADMIN.role):
        if unit is not None:
            raise InvitationError("admins belong to the whole office: leave --bagian away")
        return None, ADMIN
    if role is None:
        known = ", ".join(sorted({*roles, ADMIN_WORD}))
        raise InvitationError(f"no SOP has a role {role_id!r}; the roles are: {known}")
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
    _add(tx, office, position, valid, code, None)
    return code


def offer(tx: Tx, office: Office, by: Actor, position: Position) -> str:
    """Make an invitation to be sent to the admin who asks for it; return its nonce (see `code_of`).

    Raises Refused where they are no admin.
    """
    admin_rights.require(by)
    nonce = secrets.token_hex(NONCE_BYTES)
    _add(tx, office, position, office.invitations_valid, code_of(office, nonce), by.person)
    return nonce


def _add(tx: Tx, office: Office, position: Position, valid: timedelta, code: str, by: int | None) -> None:
    now = office.now()
    tx.invitations.add(Invitation(hash_code(code), position, now, now + valid, created_by=by))


def waiting(tx: Tx, office: Office) -> list[Invitation]:
    """Return the invitations that can still be used, oldest first."""
    return tx.invitations.open(office.now())


def withdraw(tx: Tx, office: Office, by: Actor | None, reference: str) -> Invitation:
    """Take back, at once, the open invitation whose hash begins so; `by` is nobody on the command line.

    Raises Refused where they are no admin, and where there is no such open invitation.
    """
    if by is not None:
        admin_rights.require(by)
    found = [one for one in waiting(tx, office) if reference and one.code_hash.startswith(reference)]
    locked = tx.invitations.find(found[0].code_hash) if len(found) == 1 else None
    if locked is None or not locked.open(office.now()):
        raise Refused(Reason.INVITATION_GONE)
    tx.invitations.withdraw(locked, by.person if by else None, office.now())
    return locked


def accept(tx: Tx, office: Office, telegram_id: int, name: str, code: str) -> Arrival:
    """Let whoever brings a valid code hold its position, and bring them the tasks that wait for it.

    A position that exists once passes from its former holder, who is told, as are the admins.
    Raises Refused, with a reason of its own, for a code that is unknown, used, withdrawn or out of date.
    """
    now = office.now()
    invitation = tx.invitations.find(hash_code(code))
    _refuse_unless_open(tx, office, telegram_id, invitation)
    assert invitation is not None  # noqa: S101 - refused above
    position = invitation.position
    title = post_title(office.library, position)
    person = tx.people.admit(telegram_id, name, now)
    tx.invitations.use(invitation, person, now)
    if position == ADMIN:
        admin_rights.give(tx, office, telegram_id, name, invitation.created_by, invited=True)
        return Arrival(position, title)
    role = office.library.roles().get(position.role)
    cards = seat(tx, office, person, name, position, role, invitation.created_by)
    return Arrival(position, title, tuple(cards))


def _refuse_unless_open(tx: Tx, office: Office, telegram_id: int, invitation: Invitation | None) -> None:
    if invitation is None:
        raise Refused(Reason.INVITATION_UNKNOWN)
    if invitation.used is not None:
        actor = office.actor(tx, telegram_id)
        if actor is None or actor.person != invitation.used_by:
            raise Refused(Reason.INVITATION_USED)
        posts = posts_of(office, actor) or ("Admin" if actor.admin else "pengguna tanpa jabatan")
        raise Refused(Reason.INVITATION_USED_BY_SELF, posts=posts)
    if invitation.withdrawn is not None:
        raise Refused(Reason.INVITATION_WITHDRAWN)
    if not invitation.open(office.now()):
        raise Refused(Reason.INVITATION_EXPIRED)
