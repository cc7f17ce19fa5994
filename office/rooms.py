"""Groups and forum topics as rooms of positions: bound, unbound, moved, lost, found again."""

from collections.abc import Sequence
from typing import Any

from office.dealing import complete
from office.mine import waiting_at
from office.office import Office
from office.titles import post_title
from sop.definition import Seat
from sop.people import Position
from storage.outbox import Outgoing
from storage.rooms import TOPIC, WHOLE
from storage.seats import Room
from storage.transaction import Tx


def offered(tx: Tx, office: Office, role: str | None = None) -> list[Position]:
    """Return what may have a room: one position a role, or of one role every position."""
    roles = office.library.roles()
    if role is None:
        return [Position(name) for name in roles]
    if role not in roles:
        return []
    seat = roles[role].seat
    if seat is Seat.SINGLE:
        return [Position(role)]
    units = [Position(role, unit) for unit in office.roster(tx).all_units(role)]
    return units if seat is Seat.PER_UNIT else [Position(role), *units]


def bind(
    tx: Tx, office: Office, position: Position, chat: int, topic: int | None, title: str, by: int
) -> list[Outgoing]:
    """Let a position's cards go to a group or topic from now on; return what brings the open ones there.

    A room it had before is given up; there the cards say so.
    """
    before = tx.rooms.of_position(position)
    room = tx.rooms.bind(position, chat, topic, title, by, office.now())
    elsewhere = before is not None and (before.chat, before.topic) != (chat, topic)
    gone = _leave(tx, office, before) if before and elsewhere else []
    return [*gone, *_tidy(tx, office, [room]), *_deal(tx, office, [room])]


def unbind(tx: Tx, office: Office, room: Room) -> list[Outgoing]:
    """Let a position's cards go to its people again; return what brings the open ones to them."""
    tx.rooms.unbind(room.id, office.now())
    return [*_leave(tx, office, room), *_deal(tx, office, [room])]


def moved(tx: Tx, office: Office, old: int, new: int) -> None:
    """Follow a group that became a supergroup, whether an update or an error tells of it first.

    The old cards stay behind in the old chat; open tasks are dealt anew in the new one.
    """
    rooms = tx.rooms.move(old, new, office.now())
    tx.outbox.add(_deal(tx, office, rooms), office.now())


def lost(tx: Tx, office: Office, chat: int, *, topic: int | None = None, whole: bool = True) -> None:
    """Note that the bot cannot write to a group, or to a topic: the open cards go to the people at once.

    The admins are told, once.
    """
    what = WHOLE if whole else TOPIC
    rooms = tx.rooms.lost(chat, what, office.now(), topic)
    if not rooms:
        return
    tx.cards.retire([copy.id for copy in tx.cards.in_chat(chat, topic, whole=whole)])
    _tell(tx, office, {"name": "room_lost", "why": what}, rooms)
    tx.outbox.add(_deal(tx, office, rooms), office.now())


def found(tx: Tx, office: Office, chat: int) -> None:
    """Note that the bot may write to a group again: open cards come back there, and the admins are told."""
    rooms = tx.rooms.found(chat)
    if rooms:
        _tell(tx, office, {"name": "room_found"}, rooms)
        tx.outbox.add([*_tidy(tx, office, rooms), *_deal(tx, office, rooms)], office.now())


def again(tx: Tx, office: Office, card: int) -> None:
    """Bring a group's card again whose message is gone there: nobody in the group could ask for it."""
    copy = tx.cards.get([card]).get(card)
    if copy is None or copy.chat > 0:
        return
    positions = frozenset(r.position for r in tx.rooms.by_chat(copy.chat) if r.topic == copy.topic)
    items = waiting_at(tx, office, positions) if positions else []
    same = [one for one in items if (one.case.id, one.task.id) == (copy.case, copy.task)]
    tx.outbox.add(complete(tx, office, same), office.now())


def _tell(tx: Tx, office: Office, notice: dict[str, Any], rooms: Sequence[Room]) -> None:
    """Tell the admins what became of the rooms of one chat."""
    posts = [post_title(office.library, room.position) for room in rooms]
    payload = notice | {"title": rooms[0].title, "posts": posts}
    tx.outbox.add([Outgoing(admin, "notice", payload) for admin in office.admins(tx)], office.now())


def _leave(tx: Tx, office: Office, room: Room) -> list[Outgoing]:
    """Let a position's cards in a room rest, unless another position has the same task there.

    They say that this is no room of theirs any more.
    """
    others = {r.position for r in tx.rooms.by_chat(room.chat) if r.topic == room.topic} - {room.position}
    ours, theirs = (
        {(one.case.id, one.task.id) for one in waiting_at(tx, office, frozenset(positions))}
        for positions in ({room.position}, others)
    )
    here = tx.cards.in_chat(room.chat, room.topic, whole=False)
    copies = [copy for copy in here if (copy.case, copy.task) in ours - theirs]
    tx.cards.retire([copy.id for copy in copies])
    return [Outgoing(copy.chat, "edit", {"left": True}, copy.id) for copy in copies if copy.message]


def _tidy(tx: Tx, office: Office, rooms: Sequence[Room]) -> list[Outgoing]:
    """Take the buttons off cards that a room kept while it could not be written to: newer ones follow."""
    waiting = waiting_at(tx, office, frozenset(room.position for room in rooms))
    open_ = {(one.case.id, one.task.id) for one in waiting}
    old = [c for room in rooms for c in tx.cards.in_chat(room.chat, room.topic, whole=False, retired=True)]
    return [
        Outgoing(copy.chat, "edit", {}, copy.id)
        for copy in old
        if copy.message is not None and (copy.case, copy.task) in open_
    ]


def _deal(tx: Tx, office: Office, rooms: Sequence[Room]) -> list[Outgoing]:
    positions = frozenset(room.position for room in rooms)
    return complete(tx, office, waiting_at(tx, office, positions)) if positions else []
