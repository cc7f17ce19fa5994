"""Files: which task a file is for, asked before its bytes are fetched; then what its arrival does."""

from dataclasses import asdict
from datetime import timedelta

from handlers import absence, asks, draft_letters, opening, stepup
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, about
from handlers.cards import button
from handlers.incoming import SentFile, Tap
from handlers.signature_texts import of_facts
from handlers.words import case_line, esc
from office import cases, documents
from office.checks import check
from office.documents import Upload
from sop import actions as a
from sop.case import Case, Part, Task
from sop.errors import Reason, Refused
from sop.machine import lacks_meeting
from storage.dialogs import Dialog

WHICH = "which"
NEW_CASE = "open"
FRESH = timedelta(minutes=10)
_FILE_FORMS = frozenset({"file", WHICH})


def expects(call: Call, sent: SentFile, limit: int) -> None:
    """Refuse a file that nothing waits for, or that is too big, before it is fetched."""
    actor = call.actor
    if sent.album is not None:
        raise Refused(Reason.ALBUM)
    if sent.size is not None and sent.size > limit:
        raise Refused(Reason.FILE_TOO_BIG, limit=str(limit // 1024 // 1024))
    if sent.size == 0:
        raise Refused(Reason.FILE_EMPTY)
    form = call.form(sent.reply_to)
    if opening.wants_file(form) or absence.wants_file(form) or _target(call, sent, form) is not None:
        return
    if not documents.waiting_for_file(call.tx, call.office, actor):
        raise Refused(Reason.NOT_WAITING)


def is_news(call: Call, sent: SentFile) -> bool:
    """Whether this is the first file of its album: one sentence answers them all."""
    key = f"album:{call.sender.telegram_id}"
    if call.tx.record.setting(key) == sent.album:
        return False
    call.tx.record.keep(key, sent.album or "")
    return True


def receive(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file whose bytes are kept: to the task or form it is for, or ask which."""
    form = call.form(sent.reply_to)
    if form is not None and absence.wants_file(form):
        absence.on_paper(call, upload, form)
        return
    target = _target(call, sent, form)
    if target is not None:
        attach(call, upload, *target)
        return
    waiting = documents.waiting_for_file(call.tx, call.office, call.actor)
    opens = form if form is not None and opening.wants_file(form) else None
    if opens is not None and (sent.reply_to is not None or not waiting or _fresh(call, opens)):
        opening.on_base(call, upload, opens)
    elif opens is not None or len(waiting) > 1:
        _ask_which(call, sent, upload, waiting, opens)
    elif waiting:
        attach(call, upload, waiting[0].case, waiting[0].task, sign=False)
    else:
        raise Refused(Reason.NOT_WAITING)


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
        sign = bool(asked and asked["sign"] and (asked["case"], asked["task"]) == (copy.case, copy.task))
        return copy.case, copy.task, sign
    if asked is None or form is None:
        return None
    try:
        check(call.tx, call.office, call.actor, asked["case"], asked["task"], None)
    except Refused:
        call.forget(form)  # the next file is asked about anew
        raise
    return asked["case"], asked["task"], asked["sign"]


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
        asks.meeting_day(call, case_id, task_id)


def _sign(call: Call, case: Case, task: Task, action: a.Attach) -> None:
    """Complete the signature that a file was sent for; where a code is asked for, that comes last."""
    try:
        cases.act(call.tx, call.office, call.actor, case.id, a.Sign(task.id, task.version))
    except Refused as refused:
        if refused.reason is not Reason.NEEDS_CODE:
            raise
        _say(call, f"{case_line(case)}\nBerkas diterima: <b>{esc(action.file.label, 80)}</b>.", action)
        stepup.ask(call, case.id, task.id, task.version)
        return
    _say(call, f"{case_line(case)}\nBerkas diterima. Dokumen telah Anda tandatangani.", action)


def _confirm(call: Call, case: Case, task: Task | None, action: a.Attach) -> None:
    version = f" versi {action.file.number}" if action.file.number > 1 else ""
    text = f"{case_line(case)}\nBerkas diterima: <b>{esc(action.file.label, 80)}</b>{version}."
    if task is not None and task.submitted:
        text += "\nBerkas pengganti dimintakan tanda tangan kembali."
    elif task is not None and task.part in (Part.COUNTERSIGN, Part.SIGN):
        text += "\nKetuk <b>Tanda tangani</b> pada kartu untuk menyelesaikan."
    else:
        text += "\nKetuk <b>Selesai</b> pada kartu bila sudah benar."
    _say(call, text, action)


def _say(call: Call, text: str, action: a.Attach) -> None:
    """Confirm a file: in a group, whose card shows the rest, in one short sentence."""
    if call.sender.private:
        kept = call.tx.documents.get(action.file.id)
        found = kept.found if kept is not None else {}
        call.reply("\n".join([text, *of_facts(found, call.office.zone), *draft_letters.unfinished(found)]))
        return
    version = f" versi {action.file.number}" if action.file.number > 1 else ""
    call.here(f"Berkas diterima: <b>{esc(action.file.label, 80)}</b>{version}.")


def _ask_which(
    call: Call, sent: SentFile, upload: Upload, waiting: list[documents.Waiting], opens: Dialog | None
) -> None:
    """Ask what a file is for. The question keeps the file, so several may be asked side by side."""
    number_ = str(sent.message)
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
    text = f"Berkas <b>{esc(sent.name, 60)}</b> ini untuk tugas yang mana?"
    form = opens.data if opens is not None else None
    call.ask(text, WHICH, tuple(rows), message=sent.message, upload=asdict(upload), opens=form)


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
