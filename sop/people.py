"""Positions and the people in them, as the rules see them at the moment of an action."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop.definition import RoleId, Seat, Sop


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A seat in the office: a role, in a unit where the role exists per unit."""

    role: RoleId
    unit: str | None = None


ADMIN = Position("(admin)")
"""The capacity of an admin who holds no post of an SOP; no role of an SOP is called so."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, and the positions held at this moment."""

    person: int
    name: str
    positions: frozenset[Position] = frozenset()
    admin: bool = False

    def holds_role(self, role: RoleId) -> bool:
        """Return whether any position held is of this role."""
        return any(position.role == role for position in self.positions)


@dataclass(frozen=True, slots=True)
class By:
    """Who did something and in which capacity, as the record keeps it."""

    person: int
    name: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The office's units, and who holds which position now (person ids)."""

    units: tuple[str, ...] = ()
    holders: Mapping[Position, tuple[int, ...]] = field(default_factory=dict)

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
