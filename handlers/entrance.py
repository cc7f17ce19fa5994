"""/start: an invitation is accepted, somebody known is greeted, a stranger gets one polite sentence."""

from handlers import texts
from handlers.call import Call
from handlers.incoming import Command, Other, Reachable, Said
from office.members import Welcome, accept, posts_of, unreachable
from sop.errors import Reason, Refused


def start(call: Call, command: Command) -> None:
    """Accept an invitation, or greet."""
    if not call.sender.private:
        return
    if command.argument:
        _accept(call, command.argument)
    elif call.person is None:
        call.reply(texts.STRANGER)
    else:
        call.reply(texts.known(call.person.name, posts_of(call.office, call.person)))
        call.send("commands", {})


def _accept(call: Call, code: str) -> None:
    arrival = accept(call.tx, call.office, call.sender.telegram_id, call.sender.name, code)
    if arrival.welcome in (Welcome.ACCEPTED, Welcome.USED_BY_SELF):
        call.send("commands", {})
        call.reply(texts.welcome(call.sender.name, arrival.title, call.office.name))
        call.tx.outbox.add(arrival.cards, call.now)
        return
    raise Refused(Reason.BAD_INVITATION)


def not_understood(call: Call, _: Said) -> None:
    """Say so, rather than stay silent; a stranger learns nothing."""
    if not call.sender.private:
        return
    call.reply(texts.NOT_UNDERSTOOD if call.person else texts.STRANGER)


def only_files(call: Call, _: Other) -> None:
    """Say what kinds of messages are taken."""
    if call.sender.private:
        call.reply(texts.ONLY_FILES if call.person else texts.STRANGER)


def reachability(call: Call, change: Reachable) -> None:
    """Note that a person blocked the bot, or came back."""
    if change.reachable:
        call.tx.people.mark_reachable(call.sender.telegram_id)
    else:
        unreachable(call.tx, call.office, call.sender.telegram_id)
