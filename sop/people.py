"""Positions and the people in them, as the rules see them at the moment of an action."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sop.definition import RoleId, Seat, Sop


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A seat in the office: a role, in a unit where the role exists per unit."""

    role: RoleId
    unit: str | None = None


ADMIN = Position("(admin)")
"""The capacity of an admin who holds no post of an SOP; no role of an SOP is called so."""


class Standing(StrEnum):
    """In which capacity a position is held or acted for (UU 30/2014, pasal 14)."""

    DEFINITIVE = "definitif"
    PLT = "plt"
    """Pelaksana tugas: the post is vacant."""
    PLH = "plh"
    """Pelaksana harian: its holder is away for a time."""
    AN = "an"
    """Atas nama: under a mandate of the holder, who stays in office."""
    UB = "ub"
    """Untuk beliau: under a mandate that was handed down once more."""


@dataclass(frozen=True, slots=True)
class Acting:
    """How a position is held, where not definitively. Posts are kept in words: the record outlives them."""

    standing: Standing
    own: str = ""
    """The substitute's own post."""
    via: str = ""
    """Of a mandate handed down ("u.b."): the post between."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, and the positions held at this moment."""

    person: int
    name: str
    positions: frozenset[Position] = frozenset()
    admin: bool = False
    acting: Mapping[Position, Acting] = field(default_factory=dict)
    """How positions are held that are not held definitively."""
    replaced: frozenset[Position] = frozenset()
    """Positions that are this person's own and that somebody else fills for now."""

    def holds_role(self, role: RoleId) -> bool:
        """Return whether any position held is of this role."""
        return any(position.role == role for position in self.positions)

    def by(self, position: Position | None) -> "By":
        """Return this person as the record names who acts in a position, or in none."""
        return By(self.person, self.name, position, self.acting.get(position) if position else None)


@dataclass(frozen=True, slots=True)
class By:
    """Who did something and in which capacity, as the record keeps it."""

    person: int
    name: str
    position: Position | None = None
    acting: Acting | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The office's units, and who holds which position now (person ids)."""

    units: tuple[str, ...] = ()
    holders: Mapping[Position, tuple[int, ...]] = field(default_factory=dict)
    """Whose turn it is where a position has a task: of an absent holder the Plh."""
    acting: Mapping[Position, Standing] = field(default_factory=dict)
    """Positions that nobody fills definitively now: filled as Plt. or Plh."""
    unreachable: frozenset[int] = frozenset()
    """People the bot cannot write to."""
    names: Mapping[int, str] = field(default_factory=dict)
    tenures: Mapping[int, Mapping[Position, Acting]] = field(default_factory=dict)
    """By person, how positions are filled that are not held definitively."""

    def by(self, person: int, position: Position) -> By:
        """Return somebody as the record names who fills a position."""
        return By(person, self.names.get(person, ""), position, self.tenures.get(person, {}).get(position))

    def all_units(self, role: RoleId) -> tuple[str, ...]:
        """Return the configured units, and any other in which the role is held."""
        held = sorted(p.unit for p in self.holders if p.role == role and p.unit)
        return (*self.units, *(unit for unit in held if unit not in self.units))

    def units_of(self, sop: Sop) -> tuple[str, ...]:
        """Return the units that matter to an SOP, in the office's order."""
        return tuple(dict.fromkeys(unit for role in sop.roles for unit in self.all_units(role.id)))

    def people(self, positions: tuple[Position, ...]) -> tuple[int, ...]:
        """Return who holds any of the positions, each person once."""
        found = dict.fromkeys(p for position in positions for p in self.holders.get(position, ()))
        return tuple(found)

    def every(self, sop: Sop, role_id: RoleId) -> tuple[Position, ...]:
        """Return all positions of a role: one, one a unit, or each pool that has people."""
        seat = sop.role(role_id).seat
        if seat is Seat.SINGLE:
            return (Position(role_id),)
        if seat is Seat.PER_UNIT:
            return tuple(Position(role_id, unit) for unit in self.all_units(role_id))
        pools = tuple(sorted((p for p in self.holders if p.role == role_id), key=lambda p: p.unit or ""))
        return pools or (Position(role_id),)

    def reachable(self, sop: Sop, positions: tuple[Position, ...]) -> tuple[Position, ...]:
        """Return the positions; where a pool has nobody yet, also its places in every unit.

        A task outlives the moment it was opened: whoever comes first into an empty pool must be able to take
        it, whatever unit the invitation names.
        """
        held = {position.role for position, people in self.holders.items() if people}
        empty = [p.role for p in positions if p.role not in held and sop.role(p.role).seat is Seat.POOL]
        units = self.units_of(sop) if empty else ()
        return tuple(dict.fromkeys((*positions, *(Position(role, unit) for role in empty for unit in units))))

    def responsible(self, sop: Sop, role_id: RoleId, unit: str | None) -> tuple[Position, ...]:
        """Return the positions that do a step of this role for the responsible unit.

        A pool without anyone in that unit is answered by the whole office's pool, so that no step waits for
        a room nobody sits in. Whoever joins the office's or that unit's pool later may take the step, too:
        these places come last, after those that it is addressed to (see `sop.turn.title`).
        """
        seat = sop.role(role_id).seat
        if seat is not Seat.POOL:
            return (Position(role_id, unit if seat is Seat.PER_UNIT else None),)
        pools = self.every(sop, role_id)
        near = tuple(p for p in pools if p.unit in (None, unit))
        return tuple(dict.fromkeys((*(near or pools), Position(role_id), Position(role_id, unit))))

    def guests(self, sop: Sop, role_id: RoleId) -> tuple[tuple[Position, ...], ...]:
        """Return the positions of each invitation to a meeting: one a post, and one for all pools of a role.

        The pool's invitation is open to its places in every unit, held or not, so that whoever joins before
        the meeting is over is invited, and nobody twice.
        """
        held = self.every(sop, role_id)
        if sop.role(role_id).seat is not Seat.POOL:
            return tuple((position,) for position in held)
        places = (Position(role_id), *(Position(role_id, unit) for unit in self.units_of(sop)))
        return (tuple(dict.fromkeys((*held, *places))),)
