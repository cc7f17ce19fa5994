"""Taps on a task's card: decode, one use case, answer."""

from collections.abc import Callable
from dataclasses import replace

from handlers import archiving, asks, assigning, draft_letters, panels, stepup, stepup_texts
from handlers.buttons import LONGEST_NUMBER, TaskButton, Verb
from handlers.call import Call
from handlers.groups import not_yours
from handlers.incoming import Tap
from handlers.panels import Panel
from office import cases, drafts, sealing
from office.cases import find
from office.checks import check
from sop import actions as a
from sop.case import Answer, Part
from sop.errors import Reason, Refused
from storage.cards import CardCopy

_DONE = {
    a.Claim: "Tugas telah Anda ambil.",
    a.Release: "Tugas telah Anda lepas.",
    a.Approve: "Telah disetujui.",
    a.Sign: "Telah ditandatangani.",
    a.Receive: "Terima kasih, penerimaan Anda telah dicatat.",
    a.Finish: "Telah diserahkan.",
}
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
    }
)
"""Buttons whose panels show instructions, names, or where a file is kept."""
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
        check(call.tx, call.office, call.actor, button.case, button.task, None)
        raise Refused(Reason.ONLY_PRIVATE)


def _named(call: Call, button: TaskButton, copy: CardCopy | None, refused: Refused) -> Refused:
    """Say whose a group's card is to a member who may not look into its case."""
    if call.sender.private or copy is None or refused.reason is not Reason.NO_SUCH_TASK:
        return refused
    return not_yours(call, button.case, button.task)


def _beneath(call: Call, tap: Tap, button: TaskButton) -> CardCopy | None:
    """Return the card that a button hangs under; those of notices and lists hang under none."""
    if button.verb in assigning.VERBS or (button.verb is Verb.RELEASE and button.arg):
        _refuse_older_than_case(call, tap, button)
        return None
    return _tapped(call, tap, button)


def _refuse_older_than_case(call: Call, tap: Tap, button: TaskButton) -> None:
    """Refuse a message we do not know that was there before the case it names.

    After the restore of an older backup a new case can bear the number of one that was lost with it.
    """
    _, case = cases.find(call.tx, call.office, button.case)
    if tap.sent and tap.sent + SKEW < case.opened.timestamp():
        raise Refused(Reason.NO_SUCH_TASK)


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


def _do(call: Call, button: TaskButton, action: a.TaskAction) -> None:
    cases.act(call.tx, call.office, call.actor, button.case, action)
    call.toast(_DONE.get(type(action), "Telah dicatat."))


def _simple(make: Callable[[int, int], a.TaskAction]) -> "_Verb":
    def do(call: Call, button: TaskButton, _: CardCopy | None) -> None:
        _do(call, button, make(button.task, button.seen))

    return do


def _release(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Let go of a task; under a notice to a superior or an admin the button names who holds it."""
    _do(call, button, a.Release(button.task, button.seen, _index(button) if button.arg else None))


def _answer(answer: Answer, said: str) -> "_Verb":
    def do(call: Call, button: TaskButton, _: CardCopy | None) -> None:
        cases.act(call.tx, call.office, call.actor, button.case, a.Attend(button.task, answer))
        call.toast(said)

    return do


def _finish(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Finish; what is still missing is asked for at once instead of only being named."""
    try:
        _do(call, button, a.Finish(button.task, button.seen))
    except Refused as refused:
        if refused.reason is Reason.NEEDS_FILE:
            asks.file(call, button.case, button.task)
        elif refused.reason in (Reason.NEEDS_MEETING, Reason.MEETING_PAST):
            asks.meeting_day(call, button.case, button.task)
        raise


def _sign(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Sign; where a signed file is wanted and not yet here, the next file of this person completes it."""
    try:
        _do(call, button, a.Sign(button.task, button.seen))
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
            asks.meeting_day(call, button.case, button.task)
        raise
    call.toast(draft_letters.MAKING if call.sender.private else draft_letters.MAKING_APART)


def _meeting(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if task.part is not Part.PREPARE:
        raise Refused(Reason.NOT_THIS_KIND)
    asks.meeting_day(call, button.case, button.task)


def _show(call: Call, copy: CardCopy, panel: Panel) -> None:
    call.tx.cards.show(copy.id, panel.dump())
    call.refresh(copy)


def _open_dispose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    left = Panel.load(copy.view)
    if left.name in (panels.DISPOSE, panels.FOLDED):
        _show(call, copy, replace(left, name=panels.DISPOSE))
    else:
        _show(call, copy, panels.fresh_disposition(sop.step(task.step)))


def _compose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Tick an instruction, or choose the urgency, on the composer."""
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    step = sop.step(task.step)
    panel = Panel.load(copy.view)
    index = _index(button)
    if button.verb is Verb.TOGGLE:
        panel = panels.toggled(panel, index, step)
    elif index < len(step.urgencies):
        panel = Panel(panels.DISPOSE, panel.chosen, index, panel.note)
    _show(call, copy, panel)


def _note(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DISPOSE or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    asks.note(call, button.case, button.task, copy.id)


def _dispose(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    step = sop.step(task.step)
    panel = Panel.load(copy.view) if copy else Panel()
    if panel.name not in (panels.DISPOSE, panels.FOLDED):
        panel = panels.fresh_disposition(step)
    action = a.Dispose(
        button.task,
        button.seen,
        panels.instructions(panel, step),
        panels.urgency(panel, step),
        panel.note,
    )
    cases.act(call.tx, call.office, call.actor, button.case, action)
    call.toast("Disposisi telah dikirim.")


def _return(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Ask where to, if there is a choice, then why."""
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part not in (Part.COUNTERSIGN, Part.EXAMINE, Part.SIGN):
        raise Refused(Reason.NOT_THIS_KIND)
    step = sop.step(task.step)
    if task.part is not Part.COUNTERSIGN and not step.returns_to:
        raise Refused(Reason.NO_SUCH_RETURN)
    if task.part is not Part.COUNTERSIGN and len(step.returns_to) > 1 and copy is not None:
        _show(call, copy, Panel(panels.RETURN))
        return
    asks.reason(call, button.case, button.task, button.seen, None)


def _return_to(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    sop, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    target = _index(button)
    if target not in sop.step(task.step).returns_to:
        raise Refused(Reason.NO_SUCH_RETURN)
    asks.reason(call, button.case, button.task, button.seen, target)


def _choose_unit(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    if task.part is not Part.DRAFT or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    _show(call, copy, Panel(panels.UNITS))


def _unit(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    sop, _, _ = check(call.tx, call.office, call.actor, button.case, button.task, button.seen)
    units = call.office.roster(call.tx).units_of(sop)
    index = _index(button)
    if index >= len(units):
        raise Refused(Reason.NO_SUCH_UNIT)
    _do(call, button, a.ChooseUnit(button.task, button.seen, units[index]))
    if copy is not None:
        call.tx.cards.show(copy.id, "")


def _attendance(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    _, _, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if task.part is not Part.MINUTES or copy is None:
        raise Refused(Reason.NOT_THIS_KIND)
    _show(call, copy, Panel(panels.ATTENDANCE))


def _mark(call: Call, button: TaskButton, _copy: CardCopy | None) -> None:
    """Note that an invited official was there; a second tap notes that they were not."""
    _, case, _ = check(call.tx, call.office, call.actor, button.case, button.task, None)
    person = _index(button)
    of = next((by for by in cases.invited_to(call.tx, call.office, case) if by.person == person), None)
    if of is None:
        raise Refused(Reason.NOT_INVITED)
    there = any(one.by.person == person and one.answer is Answer.PRESENT for one in case.attendance)
    _do(call, button, a.Mark(button.task, of, Answer.ABSENT if there else Answer.PRESENT))


def _back(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Go back to the plain card; what was composed is kept for the next opening."""
    check(call.tx, call.office, call.actor, button.case, button.task, None)
    if copy is not None:
        left = Panel.load(copy.view)
        _show(call, copy, _behind(left))


def _behind(left: Panel) -> Panel:
    if left.name in panels.ARCHIVES - {panels.ARCHIVE}:
        return replace(left, name=panels.ARCHIVE)
    composed = left.name in (panels.DISPOSE, panels.ARCHIVE, panels.FOLDED)
    return replace(left, name=panels.FOLDED) if composed else Panel()


def _files(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    asks.files(call, button.case)


def _history(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    asks.history(call, button.case)


def _index(button: TaskButton) -> int:
    """Return the number a button carries; Refused for what is none."""
    if not (button.arg.isascii() and button.arg.isdigit()) or len(button.arg) > LONGEST_NUMBER:
        raise Refused(Reason.FORGED)
    return int(button.arg)


_Verb = Callable[[Call, TaskButton, CardCopy | None], None]
_VERBS: dict[Verb, _Verb] = {
    Verb.OPEN_DISPOSE: _open_dispose,
    Verb.TOGGLE: _compose,
    Verb.URGENCY: _compose,
    Verb.NOTE: _note,
    Verb.DISPOSE: _dispose,
    Verb.CLAIM: _simple(a.Claim),
    Verb.RELEASE: _release,
    Verb.UPLOAD: _upload,
    Verb.TEMPLATE: _template,
    Verb.MEETING: _meeting,
    Verb.CHOOSE_UNIT: _choose_unit,
    Verb.UNIT: _unit,
    Verb.FINISH: _finish,
    Verb.SIGN: _sign,
    Verb.SEAL: _seal,
    Verb.APPROVE: _simple(a.Approve),
    Verb.RETURN: _return,
    Verb.RETURN_TO: _return_to,
    Verb.PRESENT: _answer(Answer.PRESENT, "Kehadiran Anda telah dicatat."),
    Verb.ABSENT: _answer(Answer.ABSENT, "Anda dicatat berhalangan."),
    Verb.ARCHIVE: archiving.on_open,
    Verb.ARCHIVE_FIELD: archiving.on_field,
    Verb.ARCHIVE_SET: archiving.on_set,
    Verb.ARCHIVE_DO: archiving.on_archive,
    Verb.RECEIVE: _simple(a.Receive),
    Verb.ATTENDANCE: _attendance,
    Verb.MARK: _mark,
    Verb.HAND: lambda call, button, _: assigning.on_hand(call, button),
    Verb.HAND_TO: lambda call, button, _: assigning.on_person(call, button),
    Verb.FILES: _files,
    Verb.HISTORY: _history,
    Verb.BACK: _back,
}
