"""/undang and /undangan: an admin invites somebody to a post, sees what is open, takes it back."""

import hashlib
from collections.abc import Callable

from handlers import entry_texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.letter import Button, Keyboard
from handlers.paging import turns
from office import invitations
from office.members import would_pass
from office.office import USERNAME
from office.titles import post_title
from sop.definition import Role, Seat
from sop.errors import Reason, Refused
from sop.moments import moment
from sop.people import ADMIN, Position
from storage.dialogs import Dialog

KIND = "invite"
SHOWN = 6
"""Open invitations on one page."""
REFERENCE = 16
"""Characters of an invitation's hash that a button carries."""
WHOLE_OFFICE = "-"
_ADMIN = "admin."
"""What a button carries for the admins; no shortened name has a dot."""


def short(name: str) -> str:
    """Return what a button carries for a role's id or a unit's name, which may be longer than it allows."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def start(call: Call, _: Command) -> None:
    """Offer every role of every SOP, and the admins."""
    call.admin  # noqa: B018 - Refused for anybody else
    if call.tx.record.setting(USERNAME) is None:
        call.reply(entry_texts.NO_USERNAME)
        return
    rows = tuple(
        (button(role.name[:60], ListButton(ListVerb.INVITE, short(role.id))),)
        for role in call.office.library.roles().values()
    )
    admin = (button("Admin (tanpa jabatan)", ListButton(ListVerb.INVITE, _ADMIN)),)
    cancel = (button("Tidak jadi", ListButton(ListVerb.ABORT)),)
    call.ask(entry_texts.WHICH_ROLE, KIND, (*rows, admin, cancel))


def on_role(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the role; one that exists per unit, or whose people sit in units, asks for the unit."""
    form = _form(call)
    if choice.first == _ADMIN:
        _make(call, tap, ADMIN)
        return
    role = next((r for r in call.office.library.roles().values() if short(r.id) == choice.first), None)
    if role is None:
        raise Refused(Reason.FORM_PASSED)
    if role.seat is Seat.SINGLE:
        _make(call, tap, Position(role.id))
        return
    rows = unit_rows(call, role, ListVerb.INVITE_UNIT)
    if not rows:
        call.edit(tap.message, entry_texts.NO_UNITS)
        call.forget(form)
        return
    call.edit(tap.message, entry_texts.which_unit(role.name), rows)


def unit_rows(call: Call, role: Role, verb: ListVerb) -> Keyboard:
    """Return a button for each unit of the office, and of a pool one for the whole office."""
    units = call.office.roster(call.tx).all_units(role.id)
    rows: list[tuple[Button, ...]] = [
        (button(unit[:60], ListButton(verb, short(role.id), short(unit))),) for unit in units
    ]
    if role.seat is Seat.POOL:
        rows.append((button("Seluruh kantor", ListButton(verb, short(role.id), WHOLE_OFFICE)),))
    return tuple(rows)


def on_unit(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the unit and make the invitation."""
    _form(call)
    _make(call, tap, position_of(call, choice))


def position_of(call: Call, choice: ListButton) -> Position:
    """Return the position that a unit's button names; Refused where it is gone."""
    role = next((r for r in call.office.library.roles().values() if short(r.id) == choice.first), None)
    if role is None or role.seat is Seat.SINGLE:
        raise Refused(Reason.FORM_PASSED)
    if choice.second == WHOLE_OFFICE and role.seat is Seat.POOL:
        return Position(role.id)
    units = call.office.roster(call.tx).all_units(role.id)
    unit = next((unit for unit in units if short(unit) == choice.second), None)
    if unit is None:
        raise Refused(Reason.NO_SUCH_UNIT)
    return Position(role.id, unit)


def _form(call: Call) -> Dialog:
    """Return the open form; Refused where it was left or has been answered: a second tap invites nobody."""
    call.admin  # noqa: B018 - Refused for anybody else
    form = call.dialog
    if form is None or form.kind != KIND:
        raise Refused(Reason.FORM_PASSED)
    return form


def _make(call: Call, tap: Tap, position: Position) -> None:
    call.forget()
    nonce = invitations.offer(call.tx, call.office, call.admin, position)
    title = post_title(call.office.library, position)
    call.edit(tap.message, entry_texts.invited(title, would_pass(call.tx, call.office, position)))
    call.send("invitation", {"nonce": nonce})


def waiting(call: Call, _: Command) -> None:
    """List the open invitations, each with a button that takes it back."""
    call.admin  # noqa: B018 - Refused for anybody else
    call.reply(*_page(call, 0))


def on_page(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another page of them."""
    call.admin  # noqa: B018 - Refused for anybody else
    call.edit(tap.message, *_page(call, number(choice.first)))


def on_withdraw(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take an invitation back at once, and bring the list up to date, even where it was too late."""
    page = number(choice.second)
    try:
        found = invitations.withdraw(call.tx, call.office, call.admin, choice.first)
    except Refused as refused:
        if refused.reason is not Reason.INVITATION_GONE:
            raise
        call.refuse(refused, "withdraw")
    else:
        call.toast(entry_texts.withdrawn(post_title(call.office.library, found.position))[:200])
    call.edit(tap.message, *_page(call, page))


def _page(call: Call, page: int) -> tuple[str, Keyboard]:
    found = invitations.waiting(call.tx, call.office)
    if not found:
        return entry_texts.NO_INVITATIONS, ()
    page = min(page, (len(found) - 1) // SHOWN)
    begin = page * SHOWN
    zone, library = call.office.zone, call.office.library
    lines, rows = [], []
    for i, one in enumerate(found[begin : begin + SHOWN], begin + 1):
        title = post_title(library, one.position)
        made, until = moment(one.created, zone), moment(one.expires, zone)
        lines.append(entry_texts.open_invitation(i, title, made, until))
        what = ListButton(ListVerb.WITHDRAW, one.code_hash[:REFERENCE], str(page))
        rows.append((button(f"Tarik {i}. {title}"[:60], what),))
    return entry_texts.invitations(lines, len(found)), (
        *rows,
        *turn(ListVerb.INVITATIONS, page, len(found), SHOWN),
    )


def turn(verb: ListVerb, page: int, total: int, shown: int) -> Keyboard:
    """Return the buttons to the page before and the page after, where there are any."""
    return turns(page, total, shown, lambda to: ListButton(verb, str(to)))


COMMANDS: dict[str, Handler] = {"undang": start, "undangan": waiting}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.INVITE: on_role,
    ListVerb.INVITE_UNIT: on_unit,
    ListVerb.INVITATIONS: on_page,
    ListVerb.WITHDRAW: on_withdraw,
}
