"""Who fills which position at a moment: of an absent holder the Plh., of a mandate both."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sop.people import Position, Standing

SAME_MOMENT = timedelta(seconds=1)
"""So near in time, nobody's appointment begins or ends unannounced."""
_SUBSTITUTES = (Standing.PLH,)
_MANDATES = (Standing.AN, Standing.UB)


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment in force."""

    person: int
    position: Position
    standing: Standing = Standing.DEFINITIVE
    via: Position | None = None
    sops: frozenset[str] = frozenset()
    """The SOPs it is limited to; none for all."""

    def counts_for(self, sop: str | None) -> bool:
        """Whether it holds for an SOP; asked for none in particular, whether for any."""
        return sop is None or not self.sops or sop in self.sops


@dataclass(frozen=True, slots=True)
class Tenure:
    """How somebody fills a position other than definitively."""

    standing: Standing
    own: Position | None
    """The post that is the substitute's own."""
    via: Position | None


@dataclass(frozen=True, slots=True)
class Room:
    """A group, or a topic of a forum, where a position's cards go."""

    id: int
    position: Position
    chat: int
    topic: int | None
    title: str
    lost_why: str = ""
    """Why the bot cannot write there; empty where it can."""


@dataclass(frozen=True, slots=True)
class View:
    """The seats as one SOP sees them."""

    holders: Mapping[Position, tuple[int, ...]]
    positions: Mapping[int, frozenset[Position]]
    """By person."""
    acting: Mapping[Position, Standing]
    tenures: Mapping[int, Mapping[Position, Tenure]]
    replaced: Mapping[int, frozenset[Position]]


@dataclass(frozen=True, slots=True)
class Seats:
    """The appointments in force at a moment, and what goes with them."""

    at: datetime
    until: datetime | None
    """When the next term begins or ends."""
    held: tuple[Held, ...]
    absent: frozenset[int]
    chats: Mapping[int, int]
    """Person to private chat, of everyone who holds a position."""
    people: Mapping[int, int]
    """The same the other way round."""
    names: Mapping[int, str]
    unreachable: frozenset[int]
    personal: frozenset[int]
    """Who wants a copy of their own of cards that go to a group."""
    admins: tuple[int, ...]
    """Telegram user ids."""
    rooms: Mapping[Position, Room] = field(default_factory=dict)
    """Where a position's cards go, of those rooms that the bot can write to."""
    scoped: bool = False
    """Whether any appointment is limited to some SOPs."""
    known: dict[Hashable, Any] = field(default_factory=dict)
    """What was worked out of these seats, by a key of whoever did: nothing of it changes while they hold."""
    _views: dict[str | None, View] = field(default_factory=dict)

    def hold(self, now: datetime) -> bool:
        """Whether they still hold at a moment, were nothing changed."""
        return abs(now - self.at) < SAME_MOMENT and (self.until is None or now < self.until)

    def view(self, sop: str | None = None) -> View:
        """Return the seats as an SOP sees them, or as any of them does."""
        if sop is not None and not self.scoped:
            sop = None
        found = self._views.get(sop)
        if found is None:
            found = self._views[sop] = self._seen(sop)
        return found

    def _seen(self, sop: str | None) -> View:
        if sop is not None or not self.scoped:
            return seen(self.held, self.absent, sop)
        named = sorted({name for held in self.held for name in held.sops})
        return _union([seen(self.held, self.absent, name) for name in ("", *named)])


def seen(held: Sequence[Held], absent: frozenset[int], sop: str | None) -> View:
    """Return who fills what: a Plh. in term stands in for the holder, a mandate stands beside."""
    own = {h.person: h.position for h in reversed(held) if h.standing is Standing.DEFINITIVE}
    by_position: dict[Position, list[Held]] = {}
    for one in held:
        if one.counts_for(sop):
            by_position.setdefault(one.position, []).append(one)
    holders: dict[Position, tuple[int, ...]] = {}
    acting: dict[Position, Standing] = {}
    positions: dict[int, set[Position]] = {}
    tenures: dict[int, dict[Position, Tenure]] = {}
    replaced: dict[int, set[Position]] = {}
    for position, entries in by_position.items():
        filling, away = _filling(entries, absent)
        holders[position] = tuple(dict.fromkeys(one.person for one in filling))
        for one in filling:
            positions.setdefault(one.person, set()).add(position)
            definitive = any(o.person == one.person and o.standing is Standing.DEFINITIVE for o in filling)
            if one.standing is not Standing.DEFINITIVE and not definitive:
                tenure = Tenure(one.standing, own.get(one.person), one.via)
                tenures.setdefault(one.person, {}).setdefault(position, tenure)
        principal = [one for one in filling if one.standing not in _MANDATES]
        if principal and all(one.standing is not Standing.DEFINITIVE for one in principal):
            acting[position] = principal[0].standing
        for one in away:
            replaced.setdefault(one.person, set()).add(position)
    return View(
        {position: people for position, people in holders.items() if people},
        {person: frozenset(held_) for person, held_ in positions.items()},
        acting,
        tenures,
        {person: frozenset(away_) for person, away_ in replaced.items()},
    )


def _filling(entries: Sequence[Held], absent: frozenset[int]) -> tuple[list[Held], list[Held]]:
    """Return who fills a position now, and whose place is filled by them.

    Whoever is away and has no substitute keeps the position: better an answer from leave than none at all.
    """
    substitutes = [e for e in entries if e.standing in _SUBSTITUTES and e.person not in absent]
    mandates = [e for e in entries if e.standing in _MANDATES and e.person not in absent]
    base = [e for e in entries if e.standing in (Standing.DEFINITIVE, Standing.PLT)]
    present = [e for e in base if e.person not in absent]
    if substitutes:
        standing_in = {e.person for e in substitutes}
        own = [e for e in base if e.person in standing_in]
        return [*own, *substitutes, *mandates], [e for e in base if e.person not in standing_in]
    if present:
        return [*present, *mandates], [e for e in base if e.person in absent]
    return [*base, *mandates], []


def _union(views: Sequence[View]) -> View:
    holders: dict[Position, tuple[int, ...]] = {}
    positions: dict[int, frozenset[Position]] = {}
    acting: dict[Position, Standing] = {}
    tenures: dict[int, dict[Position, Tenure]] = {}
    replaced: dict[int, frozenset[Position]] = {}
    for view in views:
        for position, people in view.holders.items():
            holders[position] = tuple(dict.fromkeys((*holders.get(position, ()), *people)))
        for person, held in view.positions.items():
            positions[person] = positions.get(person, frozenset()) | held
        for person, away in view.replaced.items():
            replaced[person] = replaced.get(person, frozenset()) | away
        for person, how in view.tenures.items():
            tenures.setdefault(person, {}).update(how)
        acting.update(view.acting)
    return View(holders, positions, acting, tenures, replaced)
