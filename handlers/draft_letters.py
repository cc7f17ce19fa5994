"""What is said of drafts from Word templates: the draft itself, and what an admin hears of a broken one."""

from collections.abc import Callable
from typing import Any

from handlers.buttons import TaskButton, Verb
from handlers.cards import button
from handlers.letter import Keyboard, Letter, NewFile, NewText
from handlers.words import case_line, esc
from office.cases import find
from office.office import Office
from papers.fill import Wrong
from papers.template_shelf import SUFFIX
from storage.outbox import Pending
from storage.transaction import Tx

MAKING = "Naskah sedang disiapkan dan segera dikirim ke percakapan ini."
MAKING_APART = "Naskah sedang disiapkan dan segera dikirim ke percakapan pribadi Anda dengan bot."
WARNING = "\N{WARNING SIGN}"


def draft(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the draft for its author.

    It may be saved and forwarded even where the case is confidential: its author has to finish it in Word,
    and what it says is what the author's own card says.
    """
    data = pending.payload
    document = tx.documents.get(data["document"])
    if document is None:
        return None
    _, case = find(tx, office, data["case"])
    caption = (
        f"{case_line(case)}\n<b>{esc(document.label, 90)}</b> telah disiapkan dari templat. Lengkapi bagian "
        "yang berwarna abu-abu di Word, lalu kirim kembali dengan membalas pesan ini."
    )
    task = case.task(data["task"])
    rows: Keyboard = ()
    if task is not None and task.open:
        upload = button("📤 Unggah", TaskButton(Verb.UPLOAD, case.id, task.id, task.version))
        rows = ((upload,),)
    return NewFile(pending.chat, document, caption, rows)


def unfinished(found: dict[str, Any]) -> list[str]:
    """Return a line for whoever sends a file in which a template's hints were left; none where none were."""
    hints = found.get("hints", 0)
    if not hints:
        return []
    return [f"{WARNING} Masih ada {hints} petunjuk dalam kurung siku ([…]) yang belum diganti."]


def _no_draft(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    _, case = find(tx, office, data["case"])
    text = (
        f"{case_line(case)}\nMohon maaf, <b>{esc(data['label'], 90)}</b> belum dapat disiapkan karena "
        "templatnya perlu diperbaiki. Admin kantor telah diberi tahu; naskah dapat dibuat sendiri dan "
        "diunggah seperti biasa."
    )
    return NewText(pending.chat, text)


def _template(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    """Tell an admin what is wrong with a template of the office, and what serves meanwhile."""
    file = f"<b>{esc(data['file'], 80)}</b>"
    if not data["file"].endswith(SUFFIX):
        return NewText(pending.chat, f"{WARNING} Logo {file} tidak dapat dibaca. Naskah dibuat tanpa logo.")
    # The rest of what is wrong is a library's English; the command tells it to who mends the file.
    said = {
        Wrong.UNKNOWN: f"isian <code>{{{{ {esc(data['what'], 200)} }}}}</code> tidak dikenal",
        Wrong.SYNTAX: "ada isian yang tidak dapat dibaca",
        Wrong.UNSAFE: "ada isian yang tidak diperbolehkan",
        Wrong.FILE: "berkasnya tidak dapat dipakai sebagai templat Word (.docx)",
    }[Wrong(data["wrong"])]
    where = f" pada “{esc(data['where'], 120)}”" if data["where"] else ""
    meanwhile = (
        "Untuk sementara templat bawaan yang digunakan."
        if data["serves"]
        else "Naskah dari templat ini belum dapat dibuat."
    )
    text = (
        f"{WARNING} Templat {file}: {said}{where}. {meanwhile} Rincian: <code>sopbot templates check</code>."
    )
    return NewText(pending.chat, text)


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "no_draft": _no_draft,
    "template": _template,
}
