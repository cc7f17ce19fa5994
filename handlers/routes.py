"""The table of contents: which handler answers what, in order."""

from collections.abc import Callable
from typing import Any

from handlers import (
    absence,
    admins,
    archiving,
    assigning,
    attending,
    calendar_admin,
    calendar_form,
    digest,
    entrance,
    forms,
    groups,
    handover,
    inviting,
    joining,
    lists,
    meeting_form,
    opening,
    packaging,
    people,
    photos,
    proposals,
    rooms,
    searching,
    stepup,
    taps,
    time_forms,
    uploads,
)
from handlers import sent as sent_files
from handlers.buttons import AnyButton, ForgedError, ListButton, ListVerb, TaskButton, decode, encode
from handlers.call import Call, Handler
from handlers.incoming import (
    Command,
    Contact,
    Incoming,
    InGroup,
    Moved,
    Other,
    Reachable,
    Said,
    SentFile,
    Tap,
)
from handlers.refusals import sentence
from handlers.term_form import KIND
from handlers.words import esc
from office import scanning
from office.documents import Upload
from office.strangers import FORM
from sop.errors import Reason, Refused
from storage.dialogs import Dialog
from storage.sheaves import Sheaf

_BINDS = encode(ListButton(ListVerb.PHOTOS_DONE)).rstrip(":") + ":"

COMMANDS: dict[str, Handler] = {
    "start": entrance.start,
    "mulai": opening.start,
    "tugas": lists.tasks,
    "status": lists.status,
    "batal": lists.cancel,
    "cuti": absence.leave,
    "plh": absence.fill,
    "autentikator": stepup.enrol,
    "bantuan": lists.help_,
    "help": lists.help_,
    **inviting.COMMANDS,
    **admins.COMMANDS,
    **people.COMMANDS,
    **rooms.COMMANDS,
    **joining.COMMANDS,
    **searching.COMMANDS,
    **calendar_admin.COMMANDS,
    **digest.COMMANDS,
}

TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.SOP: opening.on_sop,
    ListVerb.CARD: lists.on_card,
    ListVerb.STATUS: lists.on_status,
    ListVerb.HISTORY: lists.on_history,
    ListVerb.FILE: lists.on_file,
    ListVerb.CERTIFICATE: lists.on_certificate,
    ListVerb.PACKAGE: packaging.on_package,
    ListVerb.PAGE: lists.on_page,
    ListVerb.MOVE: assigning.on_case,
    ListVerb.CANCEL: lists.on_cancel,
    ListVerb.ABORT: lists.on_abort,
    ListVerb.ATTACH: uploads.on_which,
    **meeting_form.TAPS,
    ListVerb.TERM: absence.on_choice,
    ListVerb.TERM_END: absence.on_end,
    ListVerb.TERM_NEW: absence.on_new,
    **inviting.TAPS,
    **admins.TAPS,
    **people.TAPS,
    **handover.TAPS,
    ListVerb.SECRECY: opening.on_secrecy,
    **rooms.TAPS,
    **joining.TAPS,
    ListVerb.PHOTOS_DONE: photos.on_done,
    ListVerb.PHOTOS_BACK: photos.on_back,
    ListVerb.PHOTOS_DROP: photos.on_drop,
    **searching.TAPS,
    **proposals.TAPS,
    **calendar_admin.TAPS,
    ListVerb.NOTHING: lambda *_: None,
    **digest.TAPS,
}

TYPED: dict[str, Callable[[Call, Said, Dialog], None]] = {
    **dict.fromkeys(forms.TYPED, forms.on_answer),
    **dict.fromkeys(time_forms.TYPED, time_forms.on_answer),
    FORM: joining.on_typed,
    opening.KIND: opening.on_title,
    proposals.KIND: proposals.on_reason,
    assigning.KIND: assigning.on_reason,
    archiving.KIND: archiving.on_typed,
    attending.KIND: attending.on_typed,
    searching.KIND: searching.on_words,
    calendar_form.KIND: calendar_admin.on_typed,
    KIND: absence.on_typed,
}
"""Forms that take typed answers."""


def route(call: Call) -> None:
    """Answer anything but a file. A refusal is recorded and said; nothing else has changed then."""
    incoming = call.incoming
    if isinstance(incoming, Contact):
        call.conceal()
    try:
        if call.sender.private or isinstance(incoming, Tap | Reachable | InGroup | Moved):
            _route(call, incoming)
        elif isinstance(incoming, Command):
            _in_group(call, incoming)
        elif isinstance(incoming, Said):
            stepup.astray(call, incoming)
    except Refused as refused:
        call.refuse(refused, _action(incoming))
    call.finish()


def _route(call: Call, incoming: Any) -> None:
    match incoming:
        case Tap():
            _tap(call, incoming)
        case Command():
            _command(call, incoming)
        case Said():
            _said(call, incoming)
        case Contact():
            if not joining.on_contact(call, incoming):
                entrance.only_files(call, incoming)
        case Other():
            entrance.only_files(call, incoming)
        case Reachable():
            entrance.reachability(call, incoming)
        case InGroup():
            groups.standing(call, incoming)
        case Moved():
            groups.moved(call, incoming)
        case _:
            message = f"no handler for {type(incoming).__name__}"
            raise TypeError(message)


def _in_group(call: Call, command: Command) -> None:
    if groups.for_another(call, command):
        return
    known = call.person is not None or call.sender.telegram_id in call.office.admins(call.tx)
    if known and command.name in rooms.IN_GROUPS:
        rooms.IN_GROUPS[command.name](call, command)
    else:
        groups.command(call, command, command.name in COMMANDS)


def _tap(call: Call, tap: Tap) -> None:
    try:
        _tapped(call, tap, decode(tap.data))
    except ForgedError:
        raise Refused(Reason.NOT_MEMBER if call.person is None else Reason.FORGED) from None


def _tapped(call: Call, tap: Tap, button: AnyButton) -> None:
    of_room = isinstance(button, ListButton) and button.verb in rooms.TAPS
    if isinstance(button, ListButton) and button.verb in joining.OPEN_TAPS and call.sender.private:
        joining.OPEN_TAPS[button.verb](call, tap, button)
    elif call.person is None and (call.sender.private or not of_room):
        groups.stranger(call, tap, button)
    elif isinstance(button, TaskButton):
        taps.on_task(call, tap, button)
    elif call.sender.private or of_room:
        TAPS[button.verb](call, tap, button)
    else:
        raise ForgedError(tap.data)


def _command(call: Call, command: Command) -> None:
    handler = COMMANDS.get(command.name)
    if handler is None:
        entrance.not_understood(call, Said(command.sender, command.message, "", None))
        return
    if command.name == "batal" and joining.open_form(call) is not None:
        joining.stop(call)
        return
    if command.name != "start":
        call.forget()  # a command leaves any half-filled form
    handler(call, command)


def _said(call: Call, said: Said) -> None:
    dialog = call.form(said.reply_to) if call.person is not None else joining.open_form(call)
    take = TYPED.get(dialog.kind) if dialog is not None else None
    if call.person is not None and stepup.takes(call, said, dialog):
        stepup.on_answer(call, said, dialog)
    elif dialog is not None and take is not None:
        take(call, said, dialog)
    else:
        entrance.not_understood(call, said)


def expects_file(call: Call, sent: SentFile, limit: int) -> bool:
    """Return whether a file is to be fetched; if not, why was said and recorded."""
    if not call.sender.private:
        return groups.expects(call, sent, limit)
    try:
        sent_files.expects(call, sent, limit)
    except Refused as refused:
        call.refuse(refused, "upload", say=uploads.is_news(call, sent, refused))
        return False
    return True


def receive_file(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file whose bytes are kept."""
    take = sent_files.receive if call.sender.private else groups.receive
    try:
        take(call, sent, upload)
    except Refused as refused:
        call.refuse(refused, "upload")


def binds(incoming: Incoming) -> bool:
    """Whether this tap may ask for a PDF of photos, which is made before the tap is done."""
    return isinstance(incoming, Tap) and incoming.data.startswith(_BINDS)


def receive_bound(call: Call, tap: Tap, sheaf: Sheaf, made: Upload) -> None:
    """Take the PDF that a tap asked for; what answers the tap was said when it came."""
    try:
        photos.bound(call, tap, sheaf, made)
    except Refused as refused:
        refuse_bound(call, refused)


def refuse_bound(call: Call, refused: Refused) -> None:
    """Say why no PDF came of it; the photos wait on."""
    call.refuse(refused, "upload", say=False)
    call.reply(esc(sentence(refused)))


def refuse_file(call: Call, sent: SentFile, refused: Refused) -> None:
    """Say why a file's content is not taken; what the virus scanner has to say, the admins hear too."""
    call.refuse(refused, "upload")
    scanning.report(call.tx, call.office, refused, call.sender.name, sent.name, call.now)


def _action(incoming: Any) -> str:
    match incoming:
        case Tap():
            return "tap"
        case Command(name=name):
            return name if name in COMMANDS else "command"
        case _:
            return "message"
