"""Questions that a form asks, and sheets that several handlers show."""

from handlers import file_list, sheets
from handlers.call import Call
from handlers.file_list import VERSIONS_SHOWN
from handlers.words import case_line, esc
from office import documents, versions
from office.cases import find
from sop.case import Case, Task
from sop.definition import Sop
from sop.errors import Reason, Refused


def _look(call: Call, case_id: int, task_id: int) -> tuple[Sop, Case, Task]:
    sop, case = find(call.tx, call.office, case_id)
    task = case.task(task_id)
    if task is None:
        raise Refused(Reason.NO_SUCH_TASK)
    return sop, case, task


def file(call: Call, case_id: int, task_id: int, *, sign: bool = False) -> None:
    """Ask for the file of a task; with `sign` its arrival completes the signature."""
    sop, case, task = _look(call, case_id, task_id)
    label = esc(documents.label_for(sop, task), 90)
    text = f"{case_line(case)}\nSilakan kirim <b>{label}</b>"
    if not sign:
        text += " sebagai berkas atau foto."
    elif sop.step(task.step).step_up:
        text += ".\nSetelah berkas diterima, kode autentikator Anda diminta."
    else:
        text += ".\nBegitu berkas diterima, dokumen dicatat telah Anda tandatangani."
    call.ask(text, "file", hint="Kirim berkas", case=case_id, task=task_id, sign=sign)


def reason(call: Call, case_id: int, task_id: int, seen: int, target: int | None) -> None:
    """Ask why a task is returned."""
    _, case, _ = _look(call, case_id, task_id)
    to = f" ke langkah {target}" if target else ""
    text = f"{case_line(case)}\nApa alasan pengembalian{to}? Balas pesan ini."
    hint = "Alasan pengembalian"
    call.ask(text, "reason", hint=hint, case=case_id, task=task_id, seen=seen, target=target)


def note(call: Call, case_id: int, task_id: int, card: int) -> None:
    """Ask for the free note of a disposition."""
    _, case, _ = _look(call, case_id, task_id)
    text = f"{case_line(case)}\nTulis catatan disposisi dengan membalas pesan ini."
    call.ask(text, "note", hint="Catatan disposisi", case=case_id, task=task_id, card=card)


def cancel_reason(call: Call, case_id: int) -> None:
    """Ask why a case is cancelled."""
    _, case = find(call.tx, call.office, case_id)
    text = f"{case_line(case)}\nApa alasan pembatalan? Balas pesan ini."
    call.ask(text, "cancel", hint="Alasan pembatalan", case=case_id)


def files(call: Call, case_id: int, page: int | None = None, message: int | None = None) -> None:
    """List the files of a case, the newest first; a single one is sent at once.

    Given a page, that one is shown, in place of the list at `message`.
    """
    sop, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    found = versions.versions(call.tx, case)
    if len(found) == 1 and page is None:
        call.send("file", {"document": found[0].document.id})
        return
    begin = max(0, min(page or 0, (len(found) - 1) // VERSIONS_SHOWN)) * VERSIONS_SHOWN
    shown = found[begin : begin + VERSIONS_SHOWN]
    text = file_list.text(sop, case, shown, begin, len(found), call.office.zone)
    rows = file_list.buttons(case, shown, begin, len(found))
    if message is None:
        call.reply(text, rows)
    else:
        call.edit(message, text, rows)


def history(call: Call, case_id: int) -> None:
    """Show what happened in a case, the newest last."""
    sop, case = find(call.tx, call.office, case_id)
    if not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    call.reply(sheets.history(sop, case, call.tx.cases.events(case.id), call.office.zone))
