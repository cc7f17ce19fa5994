"""Members: what a new holder of a position gets, and who cannot be reached."""

from office.addresses import addressees, addresses, chats_at
from office.dealing import redeal, send_cards
from office.mine import Mine, mine, of_posts
from office.office import Office
from office.terms_told import called_off
from office.titles import post_title
from sop.assigning import FIXED
from sop.definition import Role, Seat
from sop.people import Actor, Position, Standing
from sop.routing import chiefs
from sop.turn import CAPACITIES
from storage.outbox import Outgoing
from storage.transaction import Tx

MOST_HELD = 12
"""Tasks of somebody unreachable that one notice offers to give back."""


def seat(
    tx: Tx,
    office: Office,
    person: int,
    name: str,
    position: Position,
    role: Role | None,
    entered_by: int | None = None,
) -> list[Outgoing]:
    """Let somebody hold a position definitively from now on; return the cards this brings them.

    `entered_by` is the person who invited or approved them; nobody on the command line.
    A position that exists once passes from its former holder, who is told, as are the admins.
    """
    tx.people.lock_position(position)
    now = office.now()  # whoever was first has come in by now
    held = [t for t in tx.terms.of_position(position, now) if t.runs(now)]
    if not any(t.person == person and t.standing is Standing.DEFINITIVE for t in held):
        former: tuple[int, ...] = ()
        if role is not None and role.seat is not Seat.POOL:
            former = tuple(dict.fromkeys(t.person for t in held if t.person != person))
            later = [t for t in tx.terms.of_position(position, now) if not t.runs(now)]
            tx.people.dismiss(position, now)
            for term in later:
                called_off(tx, office, term)
            if former:
                _tell_former(tx, office, former, post_title(office.library, position), name)
        tx.people.appoint(person, position, now, entered_by)
        waiting = of_posts(tx, office, frozenset({position}))
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


def would_pass(tx: Tx, office: Office, position: Position) -> list[str]:
    """Return the names of those from whom a post would pass on: of a pool nobody, it takes in another."""
    role = office.library.roles().get(position.role)
    if role is None or role.seat is Seat.POOL:
        return []
    now = office.now()
    people = {term.person for term in tx.terms.of_position(position, now) if term.runs(now)}
    return sorted(tx.people.names(tuple(people)).values()) if people else []


def named(office: Office, actor: Actor) -> str:
    """Return somebody with the post first: "Kasubag TU, Rina Marlina"; an admin without one as such."""
    posts = posts_of(office, actor) or ("Admin" if actor.admin else "")
    return f"{posts}, {actor.name}" if posts else actor.name


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
    """Return the tasks (case, task) that wait for this person alone, at most as many as a message shows."""
    if actor is None:
        return []
    held = [one for one in mine(tx, office, actor) if _alone(tx, office, actor.person, one)]
    return [(one.case.id, one.task.id) for one in held][:MOST_HELD]


def _alone(tx: Tx, office: Office, person: int, one: Mine) -> bool:
    if one.task.part in FIXED or one.task.submitted:
        return False
    return addressees(one.sop, one.case, one.task, office.roster(tx, one.sop)) == (person,)


def _tell_former(tx: Tx, office: Office, holders: tuple[int, ...], title: str, name: str) -> None:
    payload = {"name": "succeeded", "title": title, "by": name}
    chats = [*tx.people.chats(holders).values(), *office.admins(tx)]
    tx.outbox.add([Outgoing(chat, "notice", payload) for chat in dict.fromkeys(chats)], office.now())
