"""Reads the seats of a moment out of the tables."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, union_all

from sop.people import Position, Standing
from storage.codec import load_plain
from storage.hot import Hot
from storage.seats import Held, Room, Seats
from storage.tables import absences, admins, appointments, people, rooms

_HELD = Hot(
    select(
        appointments.c.role,
        appointments.c.unit,
        appointments.c.person_id,
        appointments.c.standing,
        appointments.c.via_role,
        appointments.c.via_unit,
        appointments.c.sops,
        people.c.telegram_id,
        people.c.name,
        people.c.blocked_at,
        people.c.personal_copy,
    )
    .join_from(appointments, people)
    .where(
        appointments.c.since <= bindparam("now"),
        or_(appointments.c.until.is_(None), appointments.c.until > bindparam("now")),
    )
    .order_by(appointments.c.id)
)
_ABSENT = Hot(
    select(absences.c.person_id).where(
        absences.c.since <= bindparam("now"), absences.c.until > bindparam("now")
    )
)
_ADMINS = Hot(
    select(admins.c.telegram_id).where(admins.c.revoked_at.is_(None)).order_by(admins.c.since, admins.c.id)
)
_ROOMS = Hot(
    select(rooms.c.id, rooms.c.role, rooms.c.unit, rooms.c.chat_id, rooms.c.topic, rooms.c.title)
    .where(rooms.c.unbound_at.is_(None), rooms.c.lost_at.is_(None))
    .order_by(rooms.c.id)
)
_EDGES = Hot(
    union_all(
        *(
            select(func.min(column)).where(column > bindparam("now"))
            for column in (
                appointments.c.since,
                appointments.c.until,
                absences.c.since,
                absences.c.until,
            )
        )
    )
)


def read_seats(connection: Connection, now: datetime) -> Seats:
    """Return who holds what at a moment."""
    held: list[Held] = []
    chats: dict[int, int] = {}
    names: dict[int, str] = {}
    unreachable: set[int] = set()
    personal: set[int] = set()
    for role, unit, person, standing, via_role, via_unit, sops, chat, name, blocked, copy in _HELD.rows(
        connection, {"now": now}
    ):
        via = Position(via_role, via_unit) if via_role else None
        scope = frozenset(load_plain(sops)) if sops != "[]" else frozenset()
        held.append(Held(person, Position(role, unit), Standing(standing), via, scope))
        chats[person] = chat
        names[person] = name
        if blocked is not None:
            unreachable.add(person)
        if copy:
            personal.add(person)
    edges = [edge for (edge,) in _EDGES.rows(connection, {"now": now}) if edge is not None]
    return Seats(
        now,
        min(edges, default=None),
        tuple(held),
        frozenset(person for (person,) in _ABSENT.rows(connection, {"now": now})),
        chats,
        {chat: person for person, chat in chats.items()},
        names,
        frozenset(unreachable),
        frozenset(personal),
        tuple(dict.fromkeys(chat for (chat,) in _ADMINS.rows(connection, {}))),
        {
            Position(role, unit): Room(number, Position(role, unit), chat, topic, title)
            for number, role, unit, chat, topic, title in _ROOMS.rows(connection, {})
        },
        scoped=any(one.sops for one in held),
    )
