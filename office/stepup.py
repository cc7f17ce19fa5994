"""Codes of authenticator apps before signatures: enrol an app, check a code, sign with it (RFC 6238).

Whether a code was right is written down in the transaction that asks, and a refusal leaves it there: nobody
gets more tries by failing. No code and no secret leaves this module but the one that is shown to enrol.
"""

import hmac
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from office import cases
from office.members import posts_of
from office.office import Office
from office.vault import SealError
from sop import actions as a
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.authenticators import Authenticator
from storage.outbox import Outgoing
from storage.transaction import Tx

STEP = 30
"""Seconds that a code lasts (RFC 6238, section 5.2; what the apps are made for)."""
WINDOW = 1
"""Steps before and after the present one whose code serves, for clocks that differ (RFC 6238, section 6)."""
DIGITS = 6
SECRET_SIGNS = 32
"""Base32 signs, 160 bits: the length of the HMAC's output (RFC 4226, section 4)."""
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
OFFER_LASTS = timedelta(hours=1)
"""How long a QR code waits for its first code."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What an app needs to know: the address for its QR code, and the same key for typing."""

    uri: str = field(repr=False)
    key: str = field(repr=False)


def asking(office: Office) -> tuple[Sop, ...]:
    """Return the current SOPs with a step that asks for a code."""
    return tuple(sop for sop in office.library.current.values() if any(step.step_up for step in sop.steps))


def enrolled(tx: Tx, person: int) -> bool:
    """Return whether a person has an app that signs."""
    app = tx.authenticators.get(person)
    return app is not None and app.enrolled is not None


def offer(tx: Tx, office: Office, actor: Actor) -> bool:
    """Let a person enrol an app; False where one is enrolled already.

    Asked again within the hour, it is the same secret, so that no app is left with a dead one.
    Raises Refused where the office has no key.
    """
    if not office.vault:
        raise Refused(Reason.CODES_OFF)
    app = tx.authenticators.get(actor.person, lock=True)
    if app is not None and app.enrolled is not None:
        return False
    if app is None or not _waits(app, office.now()) or _opened(office, app) is None:
        import pyotp  # noqa: PLC0415 - most starts of the program need it never

        secret = office.vault.seal(actor.person, pyotp.random_base32(SECRET_SIGNS))
        tx.authenticators.offer(actor.person, secret, office.now())
    return True


def offered(tx: Tx, office: Office, actor: Actor) -> Offer | None:
    """Return what is to be shown to enrol; None where nothing waits for a first code any more."""
    app = tx.authenticators.get(actor.person)
    if app is None or not _waits(app, office.now()):
        return None
    secret = _opened(office, app)
    if secret is None:
        return None
    import pyotp  # noqa: PLC0415 - as above

    return Offer(pyotp.TOTP(secret).provisioning_uri(name=actor.name, issuer_name=office.name), secret)


def confirm(tx: Tx, office: Office, actor: Actor, code: str) -> None:
    """Enrol an app by its first code, which then signs nothing more. Raises Refused."""
    app = tx.authenticators.get(actor.person, lock=True)
    secret = _opened(office, app) if app is not None and _waits(app, office.now()) else None
    if secret is None:
        raise Refused(Reason.ENROLMENT_OVER)
    found = _steps_of(secret, _digits(code), office.now())
    if not found:
        raise Refused(Reason.FIRST_CODE_WRONG)
    tx.authenticators.enrol(actor.person, max(found), office.now())
    log.info("person %s enrolled an authenticator", actor.person)


def ready(tx: Tx, office: Office, actor: Actor) -> tuple[Authenticator, str]:
    """Return a person's app with its secret, if a code of it may be asked for now. Raises Refused."""
    app = tx.authenticators.get(actor.person, lock=True)
    if app is None or app.enrolled is None:
        raise Refused(Reason.NO_AUTHENTICATOR if office.vault else Reason.CODES_OFF)
    if app.locked_until is not None and office.now() < app.locked_until:
        raise _locked(office, app.locked_until)
    secret = _opened(office, app)
    if secret is None:
        raise Refused(Reason.AUTHENTICATOR_LOST)
    return app, secret


def verify(tx: Tx, office: Office, actor: Actor, code: str) -> None:
    """Let a code serve, once. Raises Refused; a wrong one is counted, and the fifth in a row locks."""
    app, secret = ready(tx, office, actor)
    found = _steps_of(secret, _digits(code), office.now())
    fresh = [step for step in found if step > app.last_step]
    if fresh:
        tx.authenticators.accept(actor.person, min(fresh))
        return
    if found:  # it was right once, so whoever types it guesses nothing
        raise Refused(Reason.CODE_USED)
    failures = app.failures + 1
    if failures < TRIES:
        tx.authenticators.fail(actor.person, failures, None)
        raise Refused(Reason.WRONG_CODE, left=str(TRIES - failures))
    until = office.now() + LOCKED_FOR
    tx.authenticators.fail(actor.person, 0, until)
    _tell_admins(tx, office, actor, until)
    raise _locked(office, until)


def sign(tx: Tx, office: Office, actor: Actor, case: int, task: int, seen: int, code: str) -> cases.Outcome:
    """Sign a task with a code. Raises Refused; the code is looked at only if nothing else is in the way."""
    try:
        return cases.act(tx, office, actor, case, a.Sign(task, seen))
    except Refused as refused:
        if refused.reason is not Reason.NEEDS_CODE:
            raise
    verify(tx, office, actor, code)
    return cases.act(tx, office, actor, case, a.Sign(task, seen, verified=True))


def reset(tx: Tx, office: Office, admin: Actor | None, person: int) -> bool:
    """Take a person's app away, with its lock; return whether there was one. They are told, and enrol anew.

    `admin` None is the command line. Raises Refused for anybody else than an admin, and for an admin's own
    app: else whoever has an admin's telephone would need no code.
    """
    if admin is not None and not admin.admin:
        raise Refused(Reason.NOT_ADMIN)
    if admin is not None and admin.person == person:
        raise Refused(Reason.NOT_OWN_RESET)
    if not tx.authenticators.remove(person):
        return False
    chats = tx.people.chats((person,))
    notices = [Outgoing(chat, "notice", {"name": "authenticator_reset"}) for chat in chats.values()]
    tx.outbox.add(notices, office.now())
    who = f"admin {admin.person}" if admin else "the command line"
    log.info("the authenticator of person %s was reset by %s", person, who)
    return True


def reseal(tx: Tx, office: Office) -> None:
    """Encrypt with the first key what an older one encrypted, so that the older one can be taken out."""
    for app in tx.authenticators.all() if office.vault else ():
        try:
            renewed = office.vault.renewed(app.person, app.secret)
        except SealError as error:
            log.error("the authenticator of person %s cannot be read: %s", app.person, error)  # noqa: TRY400
            continue
        if renewed is not None:
            tx.authenticators.reseal(app.person, renewed)


def unreadable(tx: Tx, office: Office) -> list[int]:
    """Return the people whose enrolled app no key opens."""
    return [
        app.person
        for app in tx.authenticators.all()
        if app.enrolled is not None and _opened(office, app) is None
    ]


def looks_like_code(text: str) -> bool:
    """Return whether a text could be a code: six digits, perhaps with blanks between."""
    return _digits(text) != ""


def _digits(text: str) -> str:
    digits = "".join(text.split())
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def _waits(app: Authenticator, now: datetime) -> bool:
    return app.enrolled is None and now < app.created + OFFER_LASTS


def _opened(office: Office, app: Authenticator) -> str | None:
    try:
        return office.vault.unseal(app.person, app.secret)
    except SealError as error:
        log.error("the authenticator of person %s cannot be read: %s", app.person, error)  # noqa: TRY400
        return None


def _steps_of(secret: str, digits: str, now: datetime) -> list[int]:
    """Return the time steps around this moment whose code this is. Refused for what is no code at all."""
    if not digits:
        raise Refused(Reason.CODE_FORM)
    import pyotp  # noqa: PLC0415 - as above

    codes = pyotp.HOTP(secret, digits=DIGITS)
    present = int(now.timestamp()) // STEP
    around = range(max(0, present - WINDOW), present + WINDOW + 1)
    # Every code is compared, each in constant time: how long it takes tells nothing.
    return [step for step in around if hmac.compare_digest(codes.at(step), digits)]


def _locked(office: Office, until: datetime) -> Refused:
    whole = until + timedelta(seconds=59)  # so that it is really over at the minute that is named
    return Refused(Reason.CODE_LOCKED, until=f"{whole.astimezone(office.zone):%H.%M}")


def _tell_admins(tx: Tx, office: Office, actor: Actor, until: datetime) -> None:
    posts = posts_of(office, actor)
    who = f"{posts}, {actor.name}" if posts else actor.name
    notice = {"name": "code_locked", "who": who, "until": until.isoformat()}
    tx.outbox.add([Outgoing(admin, "notice", notice) for admin in office.admins(tx)], office.now())
    log.warning("five wrong codes of person %s: locked until %s", actor.person, until.isoformat())
