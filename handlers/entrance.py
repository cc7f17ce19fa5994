"""/start: an invitation is accepted, a record opened, somebody known greeted, a stranger politely refused."""

import re

from handlers import entry_texts, lists, texts
from handlers.call import Call
from handlers.incoming import Command, Contact, Other, Reachable, Said
from office.admin_rights import arrive
from office.invitations import accept
from office.members import posts_of, unreachable, waiting_cards
from office.strangers import FORM
from sop.people import ADMIN

_RECORD = re.compile(r"p([0-9]{1,9})")
"""What a link to the record of a case carries (`Office.link`); a code of an invitation is longer."""
FILE_FORMS = frozenset({"file", "which"})


def start(call: Call, command: Command) -> None:
    """Accept an invitation, or greet; a stranger without one is refused, unless it is an admin."""
    record = _RECORD.fullmatch(command.argument or "")
    if command.argument and record is None:
        _accept(call, command.argument)
        return
    sender = call.sender
    if call.person is None and arrive(call.tx, call.office, sender.telegram_id, sender.name):
        call.reply(entry_texts.welcome_admin(sender.name, call.office.name))
        call.send("commands", {})
        return
    if record is not None:
        lists.open_record(call, int(record[1]))
        return
    actor = call.actor
    posts = posts_of(call.office, actor) or ("Admin" if actor.admin else "")
    call.reply(texts.known(actor.name, posts))
    call.send("commands", {})
    _bring(call)


def _bring(call: Call) -> None:
    """Send the tasks that this person has no card of: what could not be delivered before, for one."""
    call.tx.outbox.add(waiting_cards(call.tx, call.office, call.sender.telegram_id), call.now)


def _accept(call: Call, code: str) -> None:
    sender = call.sender
    arrival = accept(call.tx, call.office, sender.telegram_id, sender.name, code)
    asking = (dialog := call.dialog) is not None and dialog.kind == FORM
    if asking:
        call.forget()
    keys = () if asking else None
    if arrival.position == ADMIN:
        call.reply(entry_texts.welcome_admin(sender.name, call.office.name), keys=keys)
        return
    call.send("commands", {})
    call.reply(texts.welcome(sender.name, arrival.title, call.office.name), keys=keys)
    call.tx.outbox.add(arrival.cards, call.now)


def not_understood(call: Call, _: Said) -> None:
    """Say so, rather than stay silent; a stranger is refused."""
    call.actor  # noqa: B018 - Refused for a stranger
    dialog = call.dialog
    waits = dialog is not None and dialog.kind in FILE_FORMS
    call.reply(texts.WAITS_FOR_FILE if waits else texts.NOT_UNDERSTOOD)


def only_files(call: Call, _: Other | Contact) -> None:
    """Say what kinds of messages are taken; a stranger is refused."""
    call.actor  # noqa: B018 - Refused for a stranger
    call.reply(texts.ONLY_FILES)


def reachability(call: Call, change: Reachable) -> None:
    """Note that a person blocked the bot, or came back."""
    if change.reachable:
        call.tx.people.mark_reachable(call.sender.telegram_id)
        _bring(call)
    else:
        unreachable(call.tx, call.office, call.sender.telegram_id)
