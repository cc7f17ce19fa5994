"""/admin: who has admin rights; an admin gives them to others and takes them back."""

from collections.abc import Callable

from handlers import entry_texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.inviting import turn
from handlers.letter import Keyboard
from office import admin_rights
from office.admin_rights import Admin
from office.members import posts_of
from sop.errors import Reason, Refused

SHOWN = 8
"""People on one page."""
_LONGEST_ID = 16
"""Digits of a Telegram user id: it has up to 52 significant bits (Bot API, User.id)."""


def start(call: Call, _: Command) -> None:
    """List the admins."""
    call.admin  # noqa: B018 - Refused for anybody else
    call.reply(*_list(call))


def on_list(call: Call, tap: Tap, _: ListButton) -> None:
    """Show the list again."""
    call.admin  # noqa: B018 - Refused for anybody else
    call.edit(tap.message, *_list(call))


def _list(call: Call) -> tuple[str, Keyboard]:
    lines, rows = [], []
    for i, admin in enumerate(admin_rights.admins(call.tx), 1):
        name = _name(admin)
        here = admin.person is not None
        lines.append(entry_texts.admin_line(i, name, here=here, reachable=admin.can_act))
        what = ListButton(ListVerb.ADMIN_DROP, str(admin.telegram_id))
        rows.append((button(f"Cabut {i}. {name}"[:60], what),))
    add = (button("Tambah admin", ListButton(ListVerb.ADMIN_PEOPLE, "0")),)
    return entry_texts.admins(lines), (*rows, add)


def _name(admin: Admin) -> str:
    return admin.person.name if admin.person else str(admin.telegram_id)


def on_people(call: Call, tap: Tap, choice: ListButton) -> None:
    """Offer everyone who came in and is no admin yet."""
    call.admin  # noqa: B018 - Refused for anybody else
    people = admin_rights.candidates(call.tx)
    if not people:
        call.edit(tap.message, entry_texts.NOBODY_LEFT, (_BACK,))
        return
    page = min(number(choice.first), (len(people) - 1) // SHOWN)
    rows = []
    for person in people[page * SHOWN : (page + 1) * SHOWN]:
        actor = call.office.actor(call.tx, person.telegram_id)
        posts = posts_of(call.office, actor) if actor else ""
        label = f"{person.name}, {posts}" if posts else person.name
        rows.append((button(label[:60], ListButton(ListVerb.ADMIN_PICK, str(person.id))),))
    pages = turn(ListVerb.ADMIN_PEOPLE, page, len(people), SHOWN)
    call.edit(tap.message, entry_texts.WHO_ADMIN, (*rows, *pages, _BACK))


def on_pick(call: Call, tap: Tap, choice: ListButton) -> None:
    """Ask before somebody becomes an admin."""
    call.admin  # noqa: B018 - Refused for anybody else
    wanted = number(choice.first)
    person = next((one for one in admin_rights.candidates(call.tx) if one.id == wanted), None)
    if person is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    yes = (button("Ya, tetapkan", ListButton(ListVerb.ADMIN_GRANT, str(person.id))),)
    call.edit(tap.message, entry_texts.sure_to_grant(person.name), (yes, _BACK))


def on_grant(call: Call, tap: Tap, choice: ListButton) -> None:
    """Give the right."""
    person = admin_rights.grant(call.tx, call.office, call.admin, number(choice.first))
    call.edit(tap.message, entry_texts.granted(person.name), (_BACK,))


def on_drop(call: Call, tap: Tap, choice: ListButton) -> None:
    """Ask before a right is taken back."""
    call.admin  # noqa: B018 - Refused for anybody else
    wanted = _telegram_id(choice)
    admin = next((one for one in admin_rights.admins(call.tx) if one.telegram_id == wanted), None)
    if admin is None:
        raise Refused(Reason.NO_SUCH_ADMIN)
    yes = (button("Ya, cabut", ListButton(ListVerb.ADMIN_REVOKE, choice.first)),)
    call.edit(tap.message, entry_texts.sure_to_revoke(_name(admin)), (yes, _BACK))


def on_revoke(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the right back; whoever gave up their own has no list to go back to."""
    by = call.admin
    wanted = _telegram_id(choice)
    name = admin_rights.revoke(call.tx, call.office, by, wanted)
    own = wanted == call.sender.telegram_id
    call.edit(tap.message, entry_texts.revoked(name), () if own else (_BACK,))


def _telegram_id(choice: ListButton) -> int:
    text = choice.first
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_ID:
        raise Refused(Reason.FORGED)
    return int(text)


_BACK = (button("Kembali", ListButton(ListVerb.ADMINS)),)
COMMANDS: dict[str, Handler] = {"admin": start}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.ADMINS: on_list,
    ListVerb.ADMIN_PEOPLE: on_people,
    ListVerb.ADMIN_PICK: on_pick,
    ListVerb.ADMIN_GRANT: on_grant,
    ListVerb.ADMIN_DROP: on_drop,
    ListVerb.ADMIN_REVOKE: on_revoke,
}
