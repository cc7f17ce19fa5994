"""Groups: whose turn it is may tap and answer a card with a file; everyone else is told whose it is."""

from dataclasses import replace

from handlers import sent as sent_files
from handlers import texts, uploads
from handlers.buttons import AnyButton, TaskButton
from handlers.call import Call
from handlers.incoming import Command, InGroup, Moved, SentFile, Tap
from office import rooms
from office.cases import find
from office.checks import check
from office.documents import Upload
from office.office import USERNAME
from sop.errors import Reason, Refused
from sop.routing import route
from sop.turn import title
from storage.cards import CardCopy


def not_yours(call: Call, case_id: int, task_id: int) -> Refused:
    """Return the refusal that says whose a task is, whoever asks."""
    sop, case = find(call.tx, call.office, case_id)
    task = case.task(task_id)
    if task is None:
        return Refused(Reason.NO_SUCH_TASK)
    roster = call.office.roster(call.tx, sop)
    return Refused(
        Reason.NOT_YOURS, whose=title(sop, route(sop, case, task, roster).positions, roster.acting)
    )


def stranger(call: Call, tap: Tap, button: AnyButton) -> None:
    """Tell somebody who is not registered whose a card is, where they tapped a real one of their group."""
    copy = call.tx.cards.at(call.sender.chat, tap.message)
    known = isinstance(button, TaskButton) and copy and (copy.case, copy.task) == (button.case, button.task)
    if call.sender.private or copy is None or not known:
        raise Refused(Reason.NOT_MEMBER)
    call.refuse(not_yours(call, copy.case, copy.task), "tap", copy.case, copy.task)


def command(call: Call, said: Command, known: bool) -> None:
    """Answer a command in a group: tasks are nobody else's business. Who is not registered gets no answer."""
    if call.sender.anonymous:
        call.refuse(Refused(Reason.ANONYMOUS), said.name if known else "command", say=known)
    elif call.person is None:
        call.refuse(Refused(Reason.NOT_MEMBER), said.name if known else "command", say=False)
    elif known:
        call.here(texts.IN_PRIVATE)


def for_another(call: Call, command: Command) -> bool:
    """Whether a command names another bot: where privacy mode is off, this one hears of it, too."""
    own = call.tx.record.setting(USERNAME)
    return bool(command.bot) and own is not None and command.bot.casefold() != own.casefold()


def _replied(call: Call, sent: SentFile) -> CardCopy | None:
    """Return the card that a file answers, or that the reminder it answers is about."""
    if sent.reply_to is None:
        return None
    copy = call.tx.cards.at(call.sender.chat, sent.reply_to)
    if copy is None and (card := call.tx.outbox.card_at(call.sender.chat, sent.reply_to)) is not None:
        copy = call.tx.cards.get([card]).get(card)
    return copy if copy is not None and copy.message is not None else None


def expects(call: Call, sent: SentFile, limit: int) -> bool:
    """Return whether a file in a group is to be fetched; if not, why was said, unless it answers no card.

    With privacy mode on the bot sees answers to its own messages alone (Bot API, "Privacy mode").
    """
    copy = _replied(call, sent)
    if copy is None:
        return False
    try:
        _may_send(call, copy)
        sent_files.expects(call, replace(sent, reply_to=copy.message), limit)
    except Refused as refused:
        say = uploads.is_news(call, sent, refused)
        call.refuse(refused, "upload", copy.case, copy.task, say=say)
        return False
    return True


def _may_send(call: Call, copy: CardCopy) -> None:
    """Refuse whoever may not act on a card, before any byte of their file is fetched."""
    if call.sender.anonymous:
        raise Refused(Reason.ANONYMOUS)
    if call.person is None:
        raise not_yours(call, copy.case, copy.task)
    _, _, task = check(call.tx, call.office, call.person, copy.case, copy.task, None)
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)


def receive(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file that answers a card, if the card is still there."""
    copy = _replied(call, sent)
    if copy is None:
        raise Refused(Reason.NO_SUCH_TASK)
    sent_files.receive(call, replace(sent, reply_to=copy.message), upload)


def standing(call: Call, change: InGroup) -> None:
    """Note that the bot may write to a group, or may not."""
    if change.may_write:
        rooms.found(call.tx, call.office, call.sender.chat)
    else:
        rooms.lost(call.tx, call.office, call.sender.chat)


def moved(call: Call, change: Moved) -> None:
    """Follow a group that became a supergroup."""
    rooms.moved(call.tx, call.office, change.old, change.new)
