"""/hubungkan and /putuskan in a group: an admin says whose cards come there. /salinan: copies for oneself."""

from collections.abc import Callable
from hashlib import sha256

from handlers import texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.letter import Keyboard
from handlers.paging import QUOTES, turns
from handlers.words import esc
from office import rooms
from office.dealing import complete
from office.mine import waiting_at
from office.titles import post_title
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Position
from storage.seats import Room

SHOWN = 8
"""Positions on one page of buttons."""


def in_private(call: Call, _: Command) -> None:
    """Say that these commands are used in a group."""
    call.actor  # noqa: B018 - a stranger gets one polite sentence instead
    call.reply(texts.IN_GROUP)


def copies(call: Call, _: Command) -> None:
    """Let this person have a copy of their own of cards that go to a group, or no more."""
    actor = call.actor
    wanted = actor.person not in call.tx.people.seats(call.now).personal
    call.tx.people.wish_copies(actor.person, wanted=wanted)
    call.reply(texts.COPIES if wanted else texts.NO_COPIES)
    if wanted:
        waiting = waiting_at(call.tx, call.office, actor.positions) if actor.positions else []
        call.tx.outbox.add(complete(call.tx, call.office, waiting), call.now)


def bind(call: Call, _: Command) -> None:
    """Offer the positions whose room this group may be."""
    _require_admin(call)
    # Only a message of a topic that replies to nothing else tells, with its tap, what the topic is called.
    reply = call.sender.topic is None
    call.here(_question(call), _page(call, call.sender.telegram_id, "", 0), reply=reply)


def unbind(call: Call, _: Command) -> None:
    """Let this group be a room no more; with several positions, ask of which."""
    _require_admin(call)
    found = _rooms_here(call)
    if not found:
        call.here(texts.NO_ROOM)
    elif len(found) == 1:
        call.here(_unbound(call, found[0]))
    else:
        asker = str(call.sender.telegram_id)
        rows = tuple(
            (button(_title(call, room.position)[:60], ListButton(ListVerb.UNROOM, asker, str(room.id))),)
            for room in found
        )
        call.here("Jabatan mana yang diputuskan dari grup ini?", rows)


def on_role(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the role; where it exists per unit, offer the units."""
    asker = _require_asker(call, choice)
    position = _named(call, None, choice.second)
    if call.office.library.roles()[position.role].seat is Seat.SINGLE:
        _bind(call, tap, position)
    else:
        call.edit(tap.message, _question(call), _page(call, asker, position.role, 0))


def on_position(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the position."""
    _require_asker(call, choice)
    role, _, key = choice.second.partition(".")
    _bind(call, tap, _named(call, _named(call, None, role).role, key))


def on_page(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another page of roles or of one role's units."""
    asker = _require_asker(call, choice)
    role, _, page = choice.second.partition(".")
    of = _named(call, None, role).role if role else ""
    call.edit(tap.message, _question(call), _page(call, asker, of, number(page)))


def on_unbind(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the room that is given up."""
    _require_asker(call, choice)
    room = next((room for room in _rooms_here(call) if room.id == number(choice.second)), None)
    if room is None:
        raise Refused(Reason.FORM_PASSED)
    call.edit(tap.message, _unbound(call, room))


def _require_admin(call: Call) -> None:
    if call.sender.telegram_id not in call.office.admins(call.tx):
        raise Refused(Reason.NOT_ADMIN)


def _require_asker(call: Call, choice: ListButton) -> int:
    """Return who asked, if that is who taps and they are an admin still."""
    asker = int(choice.first) if choice.first.isascii() and choice.first.isdigit() else 0
    if call.sender.private:
        raise Refused(Reason.FORGED)
    if asker != call.sender.telegram_id:
        raise Refused(Reason.NOT_ASKED)
    _require_admin(call)
    return asker


def _title(call: Call, position: Position) -> str:
    return post_title(call.office.library, position)


def _key(position: Position) -> str:
    """Return what a button can carry: ids of roles and names of units may be longer than 64 bytes allow."""
    return sha256(f"{position.role}\0{position.unit or ''}".encode()).hexdigest()[:10]


def _named(call: Call, role: str | None, key: str) -> Position:
    """Return the position of a button; Refused where the office has none of that name now."""
    found = next((p for p in rooms.offered(call.tx, call.office, role) if _key(p) == key), None)
    if found is None:
        raise Refused(Reason.FORM_PASSED)
    return found


def _place(call: Call) -> str:
    return "Topik" if call.sender.topic is not None else "Grup"


def _question(call: Call) -> str:
    return f"{_place(call)} ini menjadi ruang untuk jabatan mana?"


def _page(call: Call, asker: int, role: str, page: int) -> Keyboard:
    """Return the buttons of one page: the roles, or the positions of one."""
    found = rooms.offered(call.tx, call.office, role or None)
    verb = ListVerb.ROOM if role else ListVerb.ROOM_ROLE
    above = f"{_key(Position(role))}." if role else ""
    rows = [
        (button(_label(call, p, role)[:60], ListButton(verb, str(asker), above + _key(p))),)
        for p in found[page * SHOWN : (page + 1) * SHOWN]
    ]
    before = above or "."
    pages = turns(
        page,
        len(found),
        SHOWN,
        lambda to: ListButton(ListVerb.ROOM_PAGE, str(asker), f"{before}{to}"),
        QUOTES,
    )
    return (*rows, *pages)


def _label(call: Call, position: Position, role: str) -> str:
    whole = role and position.unit is None
    return f"{_title(call, position)} (seluruh kantor)" if whole else _title(call, position)


def _bind(call: Call, tap: Tap, position: Position) -> None:
    sender = call.sender
    cards = rooms.bind(
        call.tx, call.office, position, sender.chat, sender.topic, sender.title, sender.telegram_id
    )
    post = esc(_title(call, position), 120)
    call.edit(
        tap.message,
        f"{_place(call)} ini kini menjadi ruang <b>{post}</b>. Kartu tugasnya dikirim ke sini, dan hanya "
        "pemegang jabatan itu yang dapat mengetuk tombolnya. Berkas dikirim dengan membalas kartunya.",
    )
    call.tx.outbox.add(cards, call.now)


def _rooms_here(call: Call) -> list[Room]:
    """Return the rooms of this topic; where it is none, those of the whole group."""
    topic = call.sender.topic
    found = call.tx.rooms.by_chat(call.sender.chat)
    return found if topic is None else [room for room in found if room.topic == topic]


def _unbound(call: Call, room: Room) -> str:
    call.tx.outbox.add(rooms.unbind(call.tx, call.office, room), call.now)
    post = esc(_title(call, room.position), 120)
    return f"{_place(call)} ini tidak lagi menjadi ruang <b>{post}</b>. Kartunya dikirim kepada pejabatnya."


COMMANDS: dict[str, Handler] = {"hubungkan": in_private, "putuskan": in_private, "salinan": copies}
IN_GROUPS: dict[str, Handler] = {"hubungkan": bind, "putuskan": unbind}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.ROOM_ROLE: on_role,
    ListVerb.ROOM: on_position,
    ListVerb.ROOM_PAGE: on_page,
    ListVerb.UNROOM: on_unbind,
}
"""Buttons of lists that stand in groups; an admin needs no post for them."""
