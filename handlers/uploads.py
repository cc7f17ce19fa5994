"""Files: which task a file is for, asked before its bytes are fetched; then what its arrival does."""

from dataclasses import asdict

from handlers import asks, opening
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import SentFile, Tap
from handlers.words import esc
from office import cases, documents
from office.checks import check
from office.documents import Upload
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from sop.machine import lacks_meeting

WHICH = "which"


def expects(call: Call, sent: SentFile, limit: int) -> None:
    """Refuse a file that nothing waits for, or that is too big, before it is fetched."""
    actor = call.actor
    if sent.size is not None and sent.size > limit:
        raise Refused(Reason.FILE_TOO_BIG, limit=str(limit // 1024 // 1024))
    if sent.size == 0:
        raise Refused(Reason.FILE_EMPTY)
    if opening.wants_file(call.dialog) or _target(call, sent) is not None:
        return
    if not documents.waiting_for_file(call.tx, call.office, actor):
        raise Refused(Reason.NOT_WAITING)


def receive(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a file whose bytes are kept: to the form or task it is for, or ask which."""
    dialog = call.dialog
    target = _target(call, sent)
    if dialog is not None and opening.wants_file(dialog) and target is None:
        opening.on_base(call, sent, upload, dialog)
        return
    if target is None:
        waiting = documents.waiting_for_file(call.tx, call.office, call.actor)
        if not waiting:
            raise Refused(Reason.NOT_WAITING)
        if len(waiting) > 1:
            _ask_which(call, upload, waiting)
            return
        target = (waiting[0].case, waiting[0].task, False)
    attach(call, upload, *target)


def _target(call: Call, sent: SentFile) -> tuple[int, int, bool] | None:
    """Return (case, task, sign) that a file is meant for: the card replied to, or the form that asked."""
    copy = call.tx.cards.at(call.sender.chat, sent.reply_to) if sent.reply_to else None
    dialog = call.dialog
    asked = dialog.data if dialog is not None and dialog.kind == "file" else None
    if copy is not None:
        sign = bool(asked and asked["sign"] and (asked["case"], asked["task"]) == (copy.case, copy.task))
        return copy.case, copy.task, sign
    if asked is None:
        return None
    try:
        check(call.tx, call.office, call.actor, asked["case"], asked["task"], None)
    except Refused:
        call.forget()  # the task it was asked for is over, or no longer theirs
        return None
    return asked["case"], asked["task"], asked["sign"]


def attach(call: Call, upload: Upload, case_id: int, task_id: int, sign: bool) -> None:
    """Attach a file to a task, and complete the signature it was sent for."""
    office, actor = call.office, call.actor
    sop, case, task = check(call.tx, office, actor, case_id, task_id, None)
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)
    if task.file is not None and task.file.sha256 == upload.sha256:
        raise Refused(Reason.SAME_FILE)
    action = documents.attach(call.tx, actor, sop, task, case, upload, call.now)
    outcome = cases.act(call.tx, office, actor, case_id, action)
    call.forget()
    attached = outcome.case.task(task_id)
    if sign and attached is not None:
        cases.act(call.tx, office, actor, case_id, a.Sign(task_id, attached.version))
        call.reply("Berkas diterima. Dokumen telah Anda tandatangani.")
        return
    _confirm(call, case_id, task_id, action)
    if (
        attached is not None
        and task.part is Part.PREPARE
        and lacks_meeting(outcome.case, sop.step(task.step))
    ):
        asks.meeting_day(call, case_id, task_id)


def _confirm(call: Call, case_id: int, task_id: int, action: a.Attach) -> None:
    _, case = cases.find(call.tx, call.office, case_id)
    task = case.task(task_id)
    version = f" versi {action.file.number}" if action.file.number > 1 else ""
    text = f"Berkas diterima: <b>{esc(action.file.label, 80)}</b>{version}."
    if task is not None and task.submitted:
        text += "\nBerkas pengganti dimintakan tanda tangan kembali."
    elif task is not None and task.part in (Part.COUNTERSIGN, Part.SIGN):
        text += "\nKetuk <b>Tanda tangani</b> pada kartu untuk menyelesaikan."
    else:
        text += "\nKetuk <b>Selesai</b> pada kartu bila sudah benar."
    call.reply(text)


def _ask_which(call: Call, upload: Upload, waiting: list[documents.Waiting]) -> None:
    call.ask(WHICH, upload=asdict(upload))
    rows = tuple(
        (
            button(
                f"📎 {w.label[:24]} \N{EN DASH} proses {w.case}",
                ListButton(ListVerb.ATTACH, str(w.case), str(w.task)),
            ),
        )
        for w in waiting
    )
    call.reply("Berkas ini untuk tugas yang mana?", rows)


def on_which(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the answer to "which task": the file that was kept goes there."""
    dialog = call.dialog
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    if dialog is None or dialog.kind != WHICH:
        raise Refused(Reason.FORM_PASSED)
    upload = Upload(**dialog.data["upload"])
    attach(call, upload, number(choice.first), number(choice.second), sign=False)
    call.edit(tap.message, "Berkas telah dilampirkan pada tugas yang dipilih.")
