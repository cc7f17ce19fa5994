"""/daftar: somebody asks to come in, or a member for a further post; an admin decides with one tap.

The form is kept without the memory of messages that `Call.ask` has: what somebody tells of themselves stands
in the form, and in no row of the outbox.
"""

from collections.abc import Callable
from typing import Any

from handlers import joining_texts as t
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Contact, Said, Tap
from handlers.inviting import position_of, short, unit_rows
from handlers.letter import Key, Keyboard
from handlers.words import visible
from office import nip, registrations
from office.registrations import Wish
from office.strangers import FORM
from office.titles import post_title
from sop.definition import Seat
from sop.errors import Reason, Refused
from sop.people import Position
from storage.dialogs import Dialog

SHORTEST, LONGEST = 3, 80
"""Characters of a name."""
Data = dict[str, Any]


def start(call: Call, _: Command) -> None:
    """Ask for what is not known of this person yet."""
    call.talk()
    registrations.check_limit(call.tx, call.office, call.sender.telegram_id)
    data: Data = {}
    if call.person is not None:
        known, phone = call.tx.people.particulars(call.person.person)
        data = {"name": call.person.name} | ({"nip": known} if known else {})
        data |= {"phone": phone} if phone else {}
    _next(call, data)


def open_form(call: Call) -> Dialog | None:
    """Return the form this person is filling, None where it is another or none."""
    dialog = call.dialog
    return dialog if dialog is not None and dialog.kind == FORM else None


def on_typed(call: Call, said: Said, dialog: Dialog) -> None:
    """Take a typed answer; a NIP is forgotten by the store as soon as it is in the form."""
    call.conceal()
    call.talk()
    data = dialog.data
    word = " ".join(visible(said.text).split())
    if word.casefold() == t.STOP.casefold():
        stop(call)
    elif "name" not in data:
        _next(call, data | {"name": _name(word)})
    elif "nip" not in data:
        today = call.now.astimezone(call.office.zone).date()
        _next(call, data | {"nip": nip.check(said.text, today)})
    elif "role" not in data or "phone" in data:
        call.reply(t.TAP_A_BUTTON)
    elif word.casefold() == t.SKIP.casefold():
        call.reply(t.PHONE_SKIPPED, keys=())
        _next(call, data | {"phone": None})
    else:
        raise Refused(Reason.CONTACT_TYPED)


def _name(word: str) -> str:
    if not SHORTEST <= len(word) <= LONGEST or not any(sign.isalpha() for sign in word):
        raise Refused(Reason.NAME_FORM)
    return word


def on_contact(call: Call, contact: Contact) -> bool:
    """Take one's own number where the form asks for it; return False where no form does."""
    dialog = open_form(call)
    if dialog is None:
        return False
    call.talk()
    data = dialog.data
    if "role" not in data or "phone" in data:
        raise Refused(Reason.FORM_PASSED)
    if contact.whose != call.sender.telegram_id:
        raise Refused(Reason.CONTACT_NOT_OWN)
    call.reply(t.PHONE_TAKEN, keys=())
    digits = "".join(sign for sign in contact.number if sign.isascii() and sign.isdigit())
    _next(call, data | {"phone": f"+{digits}" if digits else None})
    return True


def _next(call: Call, data: Data) -> None:
    """Ask what is still missing, or show what will be sent."""
    ready = {"name", "nip", "role", "phone"} <= data.keys()
    call.tx.dialogs.put(call.sender.telegram_id, Dialog(FORM, data | {"ready": ready}), call.now)
    if "name" not in data:
        call.reply(t.NAME, force_reply="Nama lengkap")
    elif "nip" not in data:
        call.reply(t.NIP, force_reply="18 angka")
    elif "role" not in data:
        rows = _roles(call)
        call.reply(t.ROLE if rows else t.NO_ROLES, (*rows, _STOP) if rows else ())
    elif "phone" not in data:
        call.reply(t.PHONE, keys=(Key(t.SHARE, contact=True), Key(t.SKIP), Key(t.STOP)))
    else:
        call.send("registration_summary", {})


def _roles(call: Call) -> Keyboard:
    return tuple(
        (button(role.name[:60], ListButton(ListVerb.JOIN_ROLE, short(role.id))),)
        for role in call.office.library.roles().values()
        if role.seat is not Seat.PER_UNIT or call.office.roster(call.tx).all_units(role.id)
    )


def on_role(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the role; one that exists per unit, or whose people sit in units, asks for the unit."""
    data = _asked(call, "role")
    role = next((r for r in call.office.library.roles().values() if short(r.id) == choice.first), None)
    if role is None:
        raise Refused(Reason.FORM_PASSED)
    rows = () if role.seat is Seat.SINGLE else unit_rows(call, role, ListVerb.JOIN_UNIT)
    if rows:
        call.edit(tap.message, t.which_unit(role.name), (*rows, _STOP))
    else:
        _chosen(call, tap, data, Position(role.id))


def on_unit(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the unit."""
    data = _asked(call, "role")
    _chosen(call, tap, data, position_of(call, choice))


def _chosen(call: Call, tap: Tap, data: Data, position: Position) -> None:
    call.edit(tap.message, t.post_chosen(post_title(call.office.library, position)))
    _next(call, data | {"role": position.role, "unit": position.unit})


def _asked(call: Call, what: str) -> Data:
    """Return the answers so far; Refused where this is not what is asked now."""
    dialog = open_form(call)
    if dialog is None:
        raise Refused(Reason.FORM_PASSED)
    call.talk()
    data = dialog.data
    if what in data or "nip" not in data:
        raise Refused(Reason.FORM_PASSED)
    return data


def on_send(call: Call, tap: Tap, _: ListButton) -> None:
    """Send it to the admins; a second tap finds the form gone."""
    dialog = open_form(call)
    if dialog is None or not dialog.data.get("ready"):
        raise Refused(Reason.FORM_PASSED)
    call.talk()
    data = dialog.data
    wish = Wish(data["name"], data["nip"], Position(data["role"], data["unit"]), data["phone"])
    registrations.submit(call.tx, call.office, call.sender.telegram_id, wish)
    call.forget()
    call.edit(tap.message, t.SENT + ("" if call.office.admins(call.tx) else t.NO_ADMIN))


def on_cancel(call: Call, tap: Tap, _: ListButton) -> None:
    """Leave the form by its button."""
    if open_form(call) is None:
        raise Refused(Reason.FORM_PASSED)
    call.talk()
    call.forget()
    call.edit(tap.message, t.STOPPED)


def stop(call: Call) -> None:
    """Leave the form by a word."""
    call.forget()
    call.reply(t.STOPPED, keys=())


def on_approve(call: Call, tap: Tap, choice: ListButton) -> None:
    """Let somebody in."""
    _decide(call, tap, choice, registrations.approve, "Pendaftaran telah disetujui.")


def on_refuse(call: Call, tap: Tap, choice: ListButton) -> None:
    """Decline."""
    _decide(call, tap, choice, registrations.refuse, "Pendaftaran telah ditolak.")


def _decide(call: Call, tap: Tap, choice: ListButton, do: Callable[..., object], done: str) -> None:
    """Decide; whoever was too late is told, and the copy that was tapped is brought up to date."""
    wanted = number(choice.first)
    try:
        do(call.tx, call.office, call.admin, wanted)
    except Refused as refused:
        call.refuse(refused, "registration")
        if refused.reason is Reason.REGISTRATION_DECIDED and tap.offered:
            call.send("registration_edit", {"registration": wanted, "message": tap.message})
    else:
        call.toast(done)


_STOP = (button(t.STOP, ListButton(ListVerb.JOIN_CANCEL)),)
COMMANDS: dict[str, Handler] = {"daftar": start}
OPEN_TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.JOIN_ROLE: on_role,
    ListVerb.JOIN_UNIT: on_unit,
    ListVerb.JOIN_SEND: on_send,
    ListVerb.JOIN_CANCEL: on_cancel,
}
"""What a stranger may tap, too."""
TAPS = OPEN_TAPS | {ListVerb.JOIN_APPROVE: on_approve, ListVerb.JOIN_REFUSE: on_refuse}
