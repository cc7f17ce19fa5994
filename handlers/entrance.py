"""/start: an invitation is accepted, somebody known is greeted, a stranger gets one polite sentence."""

from handlers import texts
from handlers.call import Call
from handlers.incoming import Command, Other, Reachable, Said
from office.members import Welcome, accept, posts_of, unreachable, waiting_cards
from sop.errors import Reason, Refused

FILE_FORMS = frozenset({"file", "which"})


def start(call: Call, command: Command) -> None:
    """Accept an invitation, or greet; a stranger without one is refused."""
    if command.argument:
        _accept(call, command.argument)
        return
    call.reply(texts.known(call.actor.name, posts_of(call.office, call.actor)))
    call.send("commands", {})
    _bring(call)


def _bring(call: Call) -> None:
    """Send the tasks that this person has no card of: what could not be delivered before, for one."""
    call.tx.outbox.add(waiting_cards(call.tx, call.office, call.sender.telegram_id), call.now)


def _accept(call: Call, code: str) -> None:
    arrival = accept(call.tx, call.office, call.sender.telegram_id, call.sender.name, code)
    if arrival.welcome in (Welcome.ACCEPTED, Welcome.USED_BY_SELF):
        call.send("commands", {})
        call.reply(texts.welcome(call.sender.name, arrival.title, call.office.name))
        call.tx.outbox.add(arrival.cards, call.now)
        return
    raise Refused(Reason.BAD_INVITATION)


def not_understood(call: Call, _: Said) -> None:
    """Say so, rather than stay silent; a stranger is refused."""
    call.actor  # noqa: B018 - Refused for a stranger
    dialog = call.dialog
    waits = dialog is not None and dialog.kind in FILE_FORMS
    call.reply(texts.WAITS_FOR_FILE if waits else texts.NOT_UNDERSTOOD)


def only_files(call: Call, _: Other) -> None:
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
