"""Files: which task a file is for, asked before its bytes are fetched; then what its arrival does."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from handlers import absence, draft_letters, meeting_form, opening, stepup
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, about
from handlers.cards import button
from handlers.incoming import SentFile, Tap
from handlers.signature_texts import UNSIGNED, of_facts
from handlers.words import case_line, esc
from office import cases, documents
from office.checks import check
from office.documents import Upload
from papers.kinds import PDF
from sop import actions as a
from sop.case import Case, Part, Task
from sop.errors import Reason, Refused
from sop.machine import lacks_meeting
from storage.dialogs import Dialog

WHICH = "which"
NEW_CASE = "open"
FRESH = timedelta(minutes=10)
_ASKED_TEXT = 100_000
"""So many characters of its words a question keeps with its file; the rest is not searched for then."""
_FILE_FORMS = frozenset({"file", WHICH})


@dataclass(frozen=True, slots=True)
class Aim:
    """What a file is for: a task, a form that waits for it, or neither where that must be asked."""

    task: tuple[int, int, bool] | None = None
    """Case, task, and whether the file completes a signature."""
    form: Dialog | None = None


def may_come(call: Call, sent: SentFile, limit: int) -> None:
    """Refuse a file of a stranger, one that is too big, and an empty one."""
    call.actor  # noqa: B018 - a stranger is refused before anything is fetched
    if sent.size is not None and sent.size > limit:
        raise Refused(Reason.FILE_TOO_BIG, limit=str(limit // 1024 // 1024))
    if sent.size == 0:
        raise Refused(Reason.FILE_EMPTY)


def wants_file(form: Dialog | None) -> bool:
    """Whether a form waits for a file."""
    return form is not None and (form.kind == "file" or opening.wants_file(form) or absence.wants_file(form))


def is_news(call: Call, sent: SentFile, refused: Refused) -> bool:
    """Whether nothing of the same album was refused for this reason yet: one sentence answers them all."""
    if sent.album is None:
        return True
    key, reason = f"album:{call.sender.telegram_id}", refused.reason.value
    album, _, told = (call.tx.record.setting(key) or "").partition(" ")
    said = told.split() if album == sent.album else []
    call.tx.record.keep(key, " ".join([sent.album, *said, reason]))
    return reason not in said


def receive(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file whose bytes are kept: to the task or form it is for, or ask which."""
    deliver(call, upload, aim(call, sent), sent.message)


def aim(call: Call, sent: SentFile) -> Aim:
    """Return what a file is for. Raises Refused where nothing waits for one, or what asked for it is over."""
    form = call.form(sent.reply_to)
    if absence.wants_file(form):
        return Aim(form=form)
    target = _target(call, sent, form)
    if target is not None:
        return Aim(target)
    waiting = documents.waiting_for_file(call.tx, call.office, call.actor)
    if form is not None and opening.wants_file(form):
        surely = sent.reply_to is not None or not waiting or _fresh(call, form)
        return Aim(form=form) if surely else Aim()
    if not waiting:
        raise Refused(Reason.NOT_WAITING)
    return Aim((waiting[0].case, waiting[0].task, False)) if len(waiting) == 1 else Aim()


def deliver(call: Call, upload: Upload, to: Aim, message: int) -> None:
    """Give a file to what it is for; `message` is the one that brought it."""
    if to.form is not None:
        take = absence.on_paper if absence.wants_file(to.form) else opening.on_base
        take(call, upload, to.form)
    elif to.task is not None:
        attach(call, upload, *to.task)
    else:
        opens = call.dialog if opening.wants_file(call.dialog) else None
        waiting = documents.waiting_for_file(call.tx, call.office, call.actor)
        if not waiting and opens is None:
            raise Refused(Reason.NOT_WAITING)
        _ask_which(call, message, upload, waiting, opens)


def _fresh(call: Call, form: Dialog) -> bool:
    """Whether a form was asked just now, so that a file without a reply is surely meant for it."""
    return call.now - form.at < FRESH


def _target(call: Call, sent: SentFile, form: Dialog | None) -> tuple[int, int, bool] | None:
    """Return (case, task, sign) that a file is meant for: the card replied to, or the form that asked.

    A file that was asked for a task which is over goes nowhere else by itself: it is refused.
    """
    copy = call.tx.cards.at(call.sender.chat, sent.reply_to) if sent.reply_to else None
    asked = form.data if form is not None and form.kind == "file" else None
    if copy is not None:
        return copy.case, copy.task, asks_signature(form, copy.case, copy.task)
    if asked is None or form is None:
        return None
    try:
        check(call.tx, call.office, call.actor, asked["case"], asked["task"], None)
    except Refused:
        call.forget(form)  # the next file is asked about anew
        raise
    return asked["case"], asked["task"], asked["sign"]


def asks_signature(form: Dialog | None, case: int, task: int) -> bool:
    """Whether a form waits for the file that completes the signature of a task."""
    if form is None or form.kind != "file" or not form.data["sign"]:
        return False
    return (form.data["case"], form.data["task"]) == (case, task)


def attach(call: Call, upload: Upload, case_id: int, task_id: int, sign: bool) -> None:
    """Attach a file to a task, and complete the signature it was sent for."""
    office, actor = call.office, call.actor
    # The case is locked before the version is written down, so that a file that came too late leaves nothing.
    sop, case, task = check(call.tx, office, actor, case_id, task_id, None, lock=True)
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)
    if task.file is not None and task.file.sha256 == upload.sha256:
        raise Refused(Reason.SAME_FILE)
    action = documents.attach(call.tx, actor, sop, task, case, upload, call.now)
    outcome = cases.act(call.tx, office, actor, case_id, action)
    latest = call.dialog
    if latest is not None and latest.kind in _FILE_FORMS:
        call.forget(latest)
    attached = outcome.case.task(task_id)
    if sign and attached is not None:
        _sign(call, case, attached, action)
        return
    _confirm(call, outcome.case, attached, action)
    asking = latest is not None and about(latest)[:3] == ("meeting", case_id, task_id)
    if (
        attached is not None
        and not asking
        and task.part is Part.PREPARE
        and lacks_meeting(outcome.case, sop.step(task.step))
    ):
        meeting_form.begin(call, case_id, task_id)


def _sign(call: Call, case: Case, task: Task, action: a.Attach) -> None:
    """Complete the signature that a file was sent for; where a code is asked for, that comes last."""
    try:
        cases.act(call.tx, call.office, call.actor, case.id, a.Sign(task.id, task.version))
    except Refused as refused:
        if refused.reason is not Reason.NEEDS_CODE:
            raise
        text = f"{case_line(case)}\nBerkas diterima: <b>{esc(action.file.label, 80)}</b>."
        _say(call, text, action, signed=True)
        stepup.ask(call, case.id, task.id, task.version)
        return
    text = f"{case_line(case)}\nBerkas diterima. Dokumen telah Anda tandatangani."
    _say(call, text, action, signed=True)


def _confirm(call: Call, case: Case, task: Task | None, action: a.Attach) -> None:
    version = f" versi {action.file.number}" if action.file.number > 1 else ""
    text = f"{case_line(case)}\nBerkas diterima: <b>{esc(action.file.label, 80)}</b>{version}."
    if task is not None and task.submitted:
        text += "\nBerkas pengganti dimintakan tanda tangan kembali."
    elif task is not None and task.part in (Part.COUNTERSIGN, Part.SIGN):
        text += "\nKetuk <b>Tanda tangani</b> pada kartu untuk menyelesaikan."
    else:
        text += "\nKetuk <b>Selesai</b> pada kartu bila sudah benar."
    _say(call, text, action, signed=task is not None and task.part in (Part.COUNTERSIGN, Part.SIGN))


def _say(call: Call, text: str, action: a.Attach, *, signed: bool = False) -> None:
    """Confirm a file: in a group, whose card shows the rest, in one short sentence.

    Of one that is meant to be `signed` it is said, too, that no electronic signature was found: it may have
    been signed by hand, or by mistake not at all.
    """
    if call.sender.private:
        kept = call.tx.documents.get(action.file.id)
        found = kept.found if kept is not None else {}
        made = of_facts(found, call.office.zone)
        if signed and not made and kept is not None and kept.mime == PDF.mime:
            made = [UNSIGNED]
        call.reply("\n".join([text, *made, *draft_letters.unfinished(found)]))
        return
    version = f" versi {action.file.number}" if action.file.number > 1 else ""
    call.here(f"Berkas diterima: <b>{esc(action.file.label, 80)}</b>{version}.")


def _ask_which(
    call: Call, message: int, upload: Upload, waiting: list[documents.Waiting], opens: Dialog | None
) -> None:
    """Ask what a file is for. The question keeps the file, so several may be asked side by side."""
    number_ = str(message)
    rows = [
        (
            button(
                f"📎 {w.label[:24]} \N{EN DASH} proses {w.case}",
                ListButton(ListVerb.ATTACH, f"{w.case}.{w.task}", number_),
            ),
        )
        for w in waiting
    ]
    if opens is not None:
        label = f"📄 Dokumen dasar: {opens.data['title']}"[:60]
        rows.append((button(label, ListButton(ListVerb.ATTACH, NEW_CASE, number_)),))
    text = f"Berkas <b>{esc(upload.name, 60)}</b> ini untuk tugas yang mana?"
    form = opens.data if opens is not None else None
    kept = asdict(replace(upload, text=upload.text[:_ASKED_TEXT]))
    call.ask(text, WHICH, tuple(rows), message=message, upload=kept, opens=form)


def on_which(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the answer to "which task": the very file that was asked about goes there."""
    form = call.form(tap.message)
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    if form is None or form.kind != WHICH or form.data["message"] != number(choice.second):
        raise Refused(Reason.FORM_PASSED)
    upload = Upload(**form.data["upload"])
    if choice.first == NEW_CASE:
        if form.data["opens"] is None:
            raise Refused(Reason.FORGED)
        opening.on_base(call, upload, Dialog(opening.KIND, form.data["opens"]))
        call.edit(tap.message, "Berkas menjadi dokumen dasar proses baru.")
        return
    case, _, task = choice.first.partition(".")
    attach(call, upload, number(case), number(task), sign=False)
    call.forget(form)
    call.edit(tap.message, f"Berkas telah dilampirkan pada proses {number(case)}.")
