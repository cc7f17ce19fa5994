"""Taps on a task's card: decode, one use case, answer."""

from collections.abc import Callable

from handlers import (
    archiving,
    asks,
    assigning,
    attending,
    draft_letters,
    meeting_form,
    panel_taps,
    stepup,
    stepup_texts,
    time_taps,
)
from handlers.buttons import TaskButton, Verb
from handlers.call import Call
from handlers.doing import OnTask, do, index
from handlers.groups import not_yours
from handlers.incoming import Tap
from office import cases, drafts, sealing
from office.cases import find
from office.checks import check
from sop import actions as a
from sop.errors import Reason, Refused
from storage.cards import CardCopy

_TELLING = frozenset(
    {
        Verb.OPEN_DISPOSE,
        Verb.TOGGLE,
        Verb.URGENCY,
        Verb.NOTE,
        Verb.DISPOSE,
        Verb.ATTENDANCE,
        Verb.MARK,
        *archiving.VERBS,
        *time_taps.VERBS,
    }
)
"""Buttons whose panels show instructions, names, reasons, or where a file is kept."""
SKEW = 120
"""Seconds by which Telegram's clock and ours may differ."""
_OUT_OF_DATE = (
    Reason.STALE,
    Reason.ENDED,
    Reason.RETURNED,
    Reason.SUPERSEDED,
    Reason.CASE_CLOSED,
    Reason.TAKEN,
    Reason.NOT_YOURS,
)


def on_task(call: Call, tap: Tap, button: TaskButton) -> None:
    """Do what a card's button asks; a refused tap brings the card up to date."""
    copy: CardCopy | None = None
    try:
        copy = _beneath(call, tap, button)
        if not call.sender.private:
            _keep_apart(call, button)
        _VERBS[button.verb](call, button, copy)
    except Refused as refused:
        call.refuse(_named(call, button, copy, refused), button.verb.name.lower(), button.case, button.task)
        mine = call.sender.private or refused.reason is not Reason.NOT_YOURS
        if copy is not None and mine and refused.reason in _OUT_OF_DATE:
            call.refresh(copy)


def _keep_apart(call: Call, button: TaskButton) -> None:
    """Refuse to open in a group what would show the contents of a confidential case there."""
    if button.verb in _TELLING and find(call.tx, call.office, button.case)[1].confidential:
        if button.verb in time_taps.VERBS:
            time_taps.keep_apart(call, button)
        check(call.tx, call.office, call.actor, button.case, button.task, None)
        raise Refused(Reason.ONLY_PRIVATE)


def _named(call: Call, button: TaskButton, copy: CardCopy | None, refused: Refused) -> Refused:
    """Say whose a group's card is to a member who may not look into its case."""
    if call.sender.private or copy is None or refused.reason is not Reason.NO_SUCH_TASK:
        return refused
    return not_yours(call, button.case, button.task)


def _beneath(call: Call, tap: Tap, button: TaskButton) -> CardCopy | None:
    """Return the card that a button hangs under; those of notices and lists hang under none."""
    noted = button.verb in (Verb.RELEASE, Verb.CHECK_IN) and bool(button.arg)
    if button.verb in assigning.VERBS | attending.LISTS or noted:
        _refuse_older_than_case(call, tap, button)
        return None
    if button.verb in time_taps.VERBS:
        # These hang under notices and sheets too, which must not be taken for cards.
        return _known(call, tap, button)
    return _tapped(call, tap, button)


def _refuse_older_than_case(call: Call, tap: Tap, button: TaskButton) -> None:
    """Refuse a message we do not know that was there before the case it names.

    After the restore of an older backup a new case can bear the number of one that was lost with it.
    """
    _, case = cases.find(call.tx, call.office, button.case)
    if tap.sent and tap.sent + SKEW < case.opened.timestamp():
        raise Refused(Reason.NO_SUCH_TASK)


def _known(call: Call, tap: Tap, button: TaskButton) -> CardCopy | None:
    """Return the card of that task which this message is written down as."""
    copy = call.tx.cards.at(call.sender.chat, tap.message)
    if copy is None:
        _refuse_older_than_case(call, tap, button)
    return copy if copy is not None and (copy.case, copy.task) == (button.case, button.task) else None


def _tapped(call: Call, tap: Tap, button: TaskButton) -> CardCopy | None:
    """Return the copy of the card the tap came from, if it is one of that task."""
    copy = call.tx.cards.at(call.sender.chat, tap.message)
    if copy is None:
        _refuse_older_than_case(call, tap, button)
    if copy is None and tap.offered:
        return _adopted(call, tap, button)
    if copy is None or (copy.case, copy.task) != (button.case, button.task):
        return None
    return copy


def _adopted(call: Call, tap: Tap, button: TaskButton) -> CardCopy | None:
    """Take a card that was sent and is not written down: the official was faster, or a crash came between.

    Only of a task that this chat has a card of. A crash can leave two messages: both are kept in step.
    """
    cards = call.tx.cards
    ids = [card for card, chat, _ in cards.of_tasks(button.case, [button.task]) if chat == call.sender.chat]
    whose = call.actor.person if call.sender.private else None
    known = [
        copy for copy in cards.get(ids).values() if (copy.person, copy.topic) == (whose, call.sender.topic)
    ]
    if not known:
        return None
    unsent = [copy for copy in known if copy.message is None]
    copy = unsent[0] if unsent else known[-1]
    card = copy.id if unsent else cards.add([copy])[0]
    cards.sent([(card, tap.message, tap.medium)])
    return cards.get([card])[card]


def _simple(make: Callable[[int, int], a.TaskAction]) -> OnTask:
    def simply(call: Call, button: TaskButton, _: CardCopy | None) -> None:
        do(call, button, make(button.task, button.seen))

    return simply


def _release(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Let go of a task; under a notice to a superior or an admin the button names who holds it."""
    do(call, button, a.Release(button.task, button.seen, index(button) if button.arg else None))


def _finish(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Finish; what is still missing is asked for at once instead of only being named."""
    try:
        do(call, button, a.Finish(button.task, button.seen))
    except Refused as refused:
        if refused.reason is Reason.NEEDS_FILE:
            asks.file(call, button.case, button.task)
        elif refused.reason in (Reason.NEEDS_MEETING, Reason.MEETING_PAST):
            meeting_form.begin(call, button.case, button.task)
        raise


def _sign(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Sign; where a signed file is wanted and not yet here, the next file of this person completes it."""
    try:
        do(call, button, a.Sign(button.task, button.seen))
    except Refused as refused:
        if refused.reason is Reason.MEETING_PAST:
            raise Refused(Reason.MEETING_PAST, mend=stepup_texts.RETURN_IT) from None
        if refused.reason is Reason.NEEDS_CODE:
            stepup.ask(call, button.case, button.task, button.seen)
            call.toast(stepup_texts.ASKED)
            return
        if refused.reason is not Reason.NEEDS_FILE:
            raise
        asks.file(call, button.case, button.task, sign=True)
        call.toast("Silakan kirim berkas yang telah ditandatangani.")


def _seal(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Approve what the card shows; it is signed once the office's seal is on it."""
    about = button.case, button.task, button.seen
    try:
        sealing.request(call.tx, call.office, call.actor, call.sender.telegram_id, *about)
    except Refused as refused:
        if refused.reason is Reason.MEETING_PAST:
            raise Refused(Reason.MEETING_PAST, mend=stepup_texts.RETURN_IT) from None
        if refused.reason is not Reason.NEEDS_CODE:
            raise
        stepup.ask(call, *about, seal=True)
        call.toast(stepup_texts.ASKED)
        return
    call.toast("Persetujuan Anda dicatat. Dokumen sedang dibubuhi segel; hasilnya segera dikirim.")


def _upload(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)
    asks.file(call, button.case, button.task)


def _template(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    """Have a draft made of the step's template; an invitation's meeting must have a time first."""
    try:
        drafts.ask(call.tx, call.office, call.actor, button.case, button.task)
    except Refused as refused:
        if refused.reason is Reason.NEEDS_MEETING:
            meeting_form.begin(call, button.case, button.task)
        raise
    call.toast(draft_letters.MAKING if call.sender.private else draft_letters.MAKING_APART)


def _meeting(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    meeting_form.begin(call, button.case, button.task)


def _files(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    asks.files(call, button.case)


def _history(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    asks.history(call, button.case)


_VERBS: dict[Verb, OnTask] = {
    **panel_taps.VERBS,
    **time_taps.VERBS,
    **attending.VERBS,
    Verb.CLAIM: _simple(a.Claim),
    Verb.RELEASE: _release,
    Verb.UPLOAD: _upload,
    Verb.TEMPLATE: _template,
    Verb.MEETING: _meeting,
    Verb.FINISH: _finish,
    Verb.SIGN: _sign,
    Verb.SEAL: _seal,
    Verb.APPROVE: _simple(a.Approve),
    Verb.ARCHIVE: archiving.on_open,
    Verb.ARCHIVE_FIELD: archiving.on_field,
    Verb.ARCHIVE_SET: archiving.on_set,
    Verb.ARCHIVE_DO: archiving.on_archive,
    Verb.RECEIVE: _simple(a.Receive),
    Verb.HAND: lambda call, button, _: assigning.on_hand(call, button),
    Verb.HAND_TO: lambda call, button, _: assigning.on_person(call, button),
    Verb.FILES: _files,
    Verb.HISTORY: _history,
}
