"""The office as the use cases see it: its rules and its clock, wired once and passed in."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from office.library import Library
from office.titles import post_title
from office.vault import Vault
from papers.letterhead import Letterhead
from papers.seal import Seal
from papers.signatures import Anchors
from sop.almanac import Entry, changed
from sop.archive import Archiving
from sop.calendar import WorkCalendar
from sop.definition import Sop
from sop.ladder import DIGEST_AT, Ladder
from sop.people import Acting, Actor, By, Position, Roster
from sop.recurring import Recurring
from sop.turn import Setting
from storage.seats import Tenure, View
from storage.transaction import Tx

USERNAME = "bot_username"
"""The setting under which the bot's username is remembered, for links made without asking Telegram."""


def _no_names(_: int) -> Mapping[date, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Office:
    """What stays the same while the program runs; who holds what is asked of the store each time."""

    name: str
    zone: ZoneInfo
    units: tuple[str, ...]
    config_admins: tuple[int, ...]
    """Telegram user ids of those whom the configuration makes admins; the rights are in the store."""
    places: tuple[str, ...]
    """Where meetings are usually held."""
    library: Library
    configured: WorkCalendar
    """The calendar as the configuration has it; `calendar` is the one in force."""
    ladder: Ladder
    clock: Callable[[], datetime]
    invitations_valid: timedelta = timedelta(days=7)
    invitation_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """What the codes of invitations are made with that are sent in a chat; it is not in the database."""
    vault: Vault = field(default_factory=Vault)
    """The keys for what is encrypted at rest."""
    digest_at: time = DIGEST_AT
    """When the list of open tasks comes on working days, by the office's wall clock."""

    templates: Path | None = None
    """The folder of the office's own Word templates."""
    heading: Letterhead = field(default_factory=lambda: Letterhead(()))
    """The head of the office's papers, as far as the configuration says it."""
    upload_limit: int = 50 * 1024 * 1024
    """Bytes of the largest file a bot may send (core.telegram.org/bots/api#senddocument)."""
    archiving: Archiving = field(default_factory=Archiving)
    """How cases are archived."""

    anchors: Anchors = field(default_factory=Anchors)
    """The certificates that signatures of files are looked at with."""
    seal: Seal | None = None
    """The office's electronic seal, where it has one."""
    signing_page: str = ""
    """Where officials type the passphrase for the signing gateway (https); empty where there is none."""
    recurring: tuple[Recurring, ...] = ()
    """Cases that are proposed after each period."""

    holiday_names: Callable[[int], Mapping[date, str]] = _no_names
    """The configured holidays of a year with their names."""
    calendar_mark: Callable[[], str] = str
    """Tells one configured calendar from another; the first call takes a few milliseconds."""
    _calendars: list[tuple[tuple[Entry, ...], WorkCalendar]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )
    """The latest calendar in force and the entries it came of, so that its years are laid out once."""

    def letterhead(self, sop: Sop) -> Letterhead:
        """Return the head of the papers of an SOP: the configured one, else what the SOP's own form says."""
        written = sop.identity
        lines = tuple(line for line in (written.institution, written.secretariat, written.unit) if line)
        return self.heading if self.heading.lines else replace(self.heading, lines=lines or (self.name,))

    def link(self, tx: Tx, case: int) -> str:
        """Return the address that opens a case's record in the bot, "" while the bot's name is not known.

        Source: core.telegram.org/bots/features#deep-linking.
        """
        username = tx.record.setting(USERNAME)
        return f"https://t.me/{username}?start=p{case}" if username else ""

    def now(self) -> datetime:
        """Return the present moment, aware, UTC."""
        return self.clock()

    def actor(self, tx: Tx, telegram_id: int) -> Actor | None:
        """Return who is behind a Telegram account now, with all that is held; None for a stranger."""
        now = self.now()
        seats = tx.people.seats(now)
        key = (id(self.library), "actor", telegram_id)
        known: Actor | None = seats.known.get(key)
        if known is not None:
            return known
        actor = tx.people.by_telegram(telegram_id, now)
        if actor is None:
            return None
        actor = self._with_capacities(replace(actor, admin=telegram_id in seats.admins), seats.view())
        if telegram_id in seats.people:
            seats.known[key] = actor
        return actor

    def within(self, tx: Tx, actor: Actor, sop: Sop) -> Actor:
        """Return the same person with what is held in one SOP: an appointment may be limited to some."""
        seats = tx.people.seats(self.now())
        if not seats.scoped:
            return actor
        return self.within_view(actor, seats.view(sop.id))

    def by(self, tx: Tx, sop: Sop, person: int, name: str, position: Position) -> By:
        """Return somebody else as the record names who fills a position now."""
        return self.within_view(Actor(person, name), tx.people.seats(self.now()).view(sop.id)).by(position)

    def within_view(self, actor: Actor, view: View) -> Actor:
        """Return a person with what a view says of them."""
        held = view.positions.get(actor.person, frozenset())
        replaced = view.replaced.get(actor.person, frozenset())
        return self._with_capacities(replace(actor, positions=held, replaced=replaced), view)

    def _with_capacities(self, actor: Actor, view: View) -> Actor:
        """Say of each position that is not held definitively how it is held, the posts in words."""
        tenures = view.tenures.get(actor.person)
        return replace(actor, acting=self._in_words(tenures)) if tenures else actor

    def _in_words(self, tenures: Mapping[Position, Tenure]) -> dict[Position, Acting]:
        titles = partial(post_title, self.library)
        return {
            position: Acting(
                how.standing, titles(how.own) if how.own else "", titles(how.via) if how.via else ""
            )
            for position, how in tenures.items()
        }

    def admins(self, tx: Tx) -> tuple[int, ...]:
        """Return the Telegram user ids of the admins."""
        return tx.people.seats(self.now()).admins

    def roster(self, tx: Tx, sop: Sop | None = None) -> Roster:
        """Return who holds which position now, in an SOP or in any."""
        name = sop.id if sop else None
        now = self.now()
        seats = tx.people.seats(now)
        key = (id(self.library), self.units, name if seats.scoped else None)
        known: Roster | None = seats.known.get(key)
        if known is None:
            known = tx.people.roster(self.units, now, name)
            if tenures := seats.view(name).tenures:
                known = replace(known, tenures={who: self._in_words(how) for who, how in tenures.items()})
            seats.known[key] = known
        return known

    def ladder_of(self, sop: Sop) -> Ladder:
        """Return which reminders the tasks of an SOP get: what it does not say, the office does."""
        if not sop.ladder:
            return self.ladder
        said: dict[str, Any] = dict(sop.ladder)
        return replace(self.ladder, **said)

    def calendar(self, tx: Tx) -> WorkCalendar:
        """Return the working calendar in force: the configured one with what admins changed since."""
        entries = tx.almanac.entries()
        if not entries:
            return self.configured
        # Told apart by all they say: the number of an entry that was taken back at once is given out again.
        for known, calendar in self._calendars:
            if known is entries or known == entries:
                return calendar
        calendar = changed(self.configured, entries)
        self._calendars[:] = [(entries, calendar)]
        return calendar

    def setting(self, tx: Tx, sop: Sop) -> Setting:
        """Return what the rules of an SOP need to know at this moment."""
        return Setting(self.now(), self.roster(tx, sop), self.calendar(tx))
