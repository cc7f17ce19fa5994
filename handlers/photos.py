"""Photos of paper: pages gathered for one purpose, counted in one message, bound into one PDF."""

from dataclasses import replace
from typing import Any

from handlers import opening, uploads
from handlers.absence import PAPER_LABEL
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import FORM_LASTS, GO_ON, Call
from handlers.cards import button
from handlers.incoming import SentFile, Tap
from handlers.letter import Edit, Keyboard, Letter, NewText
from handlers.uploads import Aim
from handlers.words import case_line, esc
from office.cases import BASE_LABEL, find
from office.checks import check
from office.documents import Upload, label_for
from office.office import Office
from papers.kinds import PICTURE_MIMES, PICTURES, claim
from papers.names import shown
from sop.errors import Reason, Refused
from storage.dialogs import Dialog
from storage.outbox import Pending
from storage.sheaves import Photo, Sheaf
from storage.transaction import Tx

KIND = "sheaf"
MOST = 50
"""Pages of one PDF: more cannot be sent by Telegram in a quality that can be read."""
_CHANGES = frozenset({"secrecy", "page"})
"""Answers of a form that may change while it waits for a file."""
_PRESS = "Menyusun PDF, mohon tunggu sebentar."


def looks_like_one(sent: SentFile) -> bool:
    """Whether a file seems to be a photo before its bytes are there."""
    return sent.medium == "photo" or sent.mime in PICTURE_MIMES or claim(sent.name) in PICTURES


def is_one(upload: Upload) -> bool:
    """Whether a file is a photo, by its bytes."""
    return upload.mime in PICTURE_MIMES


def expects(call: Call, sent: SentFile) -> None:
    """Refuse a photo that nothing waits for, or that is one too many, before it is fetched."""
    sheaf = joined(call, sent)
    if sheaf is None:
        _aim(call, sent)
    else:
        _has_room(sheaf)


def _has_room(sheaf: Sheaf) -> None:
    if len(sheaf.photos) >= MOST:
        raise Refused(Reason.TOO_MANY_PHOTOS, limit=str(MOST))


def joined(call: Call, sent: SentFile) -> Sheaf | None:
    """Return the sheaf that a photo goes on with, None where it begins a new one.

    That is the one whose count it answers; else the one for the same purpose; without a reply the latest,
    unless a file was asked for since. Refused where it answers the count of pages whose purpose is over.
    """
    waiting = _open(call)
    if sent.reply_to is not None and call.sender.private:
        # In a group only a card is answered: the pages are counted in the sender's own chat.
        answered = next((sheaf for sheaf in waiting if _message(call.tx, sheaf) == sent.reply_to), None)
        if answered is not None:
            _let_go(call, answered, answered=True)
            return answered
    waiting = [sheaf for sheaf in waiting if not _let_go(call, sheaf)]
    if not waiting:
        return None
    latest = waiting[0]
    return latest if sent.reply_to is None and not _asked_since(call, latest) else _same(call, sent, waiting)


def _let_go(call: Call, sheaf: Sheaf, *, answered: bool = False) -> bool:
    """Whether what pages are for is over; they end then, and their count says so.

    Refused where that count was `answered`: the photo was meant for it and nothing else.
    """
    form = sheaf.aim["form"]
    try:
        _check(call, sheaf.aim)
    except Refused:
        why = "tugasnya telah berakhir" if form is None else "prosesnya telah dibuka dengan berkas lain"
        _end(call, sheaf, f"Foto yang telah diterima tidak digunakan: {why}.")
        if answered:
            raise
        return True
    return False


def _open(call: Call) -> list[Sheaf]:
    return call.tx.sheaves.of(call.sender.telegram_id, call.now - FORM_LASTS)


def _asked_since(call: Call, sheaf: Sheaf) -> bool:
    """Whether a question that wants a file was asked after the latest page came."""
    latest = call.dialog
    return latest is not None and latest.at > sheaf.at and uploads.wants_file(latest)


def _same(call: Call, sent: SentFile, waiting: list[Sheaf]) -> Sheaf | None:
    aim = _aim(call, sent)
    return next((sheaf for sheaf in waiting if _purpose_of(sheaf.aim) == _purpose_of(aim)), None)


def _purpose_of(aim: dict[str, Any]) -> tuple[Any, Any]:
    """Return what tells one purpose from another; a form that went on since is the same one.

    A task's pages are one paper, whether its signature was asked for before they came or among them.
    """
    return aim["task"] and aim["task"][:2], _told(aim["form"])


def _told(form: dict[str, Any] | None) -> tuple[str, dict[str, Any]] | None:
    """Return a form's kind, and its answers but for those that change while it waits for a file."""
    if form is None:
        return None
    return form["kind"], {name: value for name, value in form["data"].items() if name not in _CHANGES}


def _check(call: Call, aim: dict[str, Any]) -> None:
    """Refuse a page for a task that is over or takes no file, or for a case that is open already."""
    form = aim["form"]
    if form and form["kind"] == opening.KIND and opening.running(call, form["data"]) is not None:
        raise Refused(Reason.FORM_PASSED)
    if aim["task"] is None:
        return
    number_, task_id, _ = aim["task"]
    _, _, task = check(call.tx, call.office, call.actor, number_, task_id, None)
    if not task.part.takes_file:
        raise Refused(Reason.NOT_THIS_KIND)


def _end(call: Call, sheaf: Sheaf, said: str) -> None:
    message = _message(call.tx, sheaf)
    call.tx.sheaves.end(sheaf.id)
    if message is not None:
        call.send("edit_text", {"message": message, "text": said})


def add(call: Call, sent: SentFile, upload: Upload) -> None:
    """Take a photo as the next page, by the order in which it was sent."""
    sheaf = joined(call, sent)
    if sheaf is None:
        sheaf = call.tx.sheaves.begin(call.sender.telegram_id, _aim(call, sent), call.now)
        if not call.sender.private:
            call.here(f"Foto diterima. {GO_ON}")
    _has_room(sheaf)
    call.tx.sheaves.keep(sheaf.having(Photo(sent.message, upload.sha256, call.sender.chat)), call.now)
    call.send("sheaf", {"sheaf": sheaf.id})


def _aim(call: Call, sent: SentFile) -> dict[str, Any]:
    """Return what a photo is for, as plain data; Refused where nothing takes it."""
    aim = uploads.aim(call, sent)
    form = aim.form and _plain(aim.form)
    found = {"task": aim.task and list(aim.task), "form": form}
    _check(call, found)
    return found


def _plain(form: Dialog) -> dict[str, Any]:
    return {"kind": form.kind, "data": form.data}


def _load(call: Call, data: dict[str, Any]) -> Aim:
    """Return the purpose; a form that went on since keeps the answers it already has."""
    task, form = data["task"], data["form"]
    asked = Dialog(form["kind"], form["data"]) if form else None
    latest = call.dialog
    if asked is not None and latest is not None and _told(_plain(latest)) == _told(form):
        asked = latest
    if task is None:
        return Aim(form=asked)
    case_id, task_id, sign = task
    return Aim((case_id, task_id, sign or uploads.asks_signature(latest, case_id, task_id)))


def on_back(call: Call, _: Tap, choice: ListButton) -> None:
    """Take the last page away."""
    sheaf = _own(call, choice)
    if not sheaf.photos:
        raise Refused(Reason.NO_PHOTOS)
    call.tx.sheaves.keep(replace(sheaf, photos=sheaf.photos[:-1]), call.now)
    call.send("sheaf", {"sheaf": sheaf.id})
    call.toast(f"Halaman {len(sheaf.photos)} telah dihapus.")


def on_drop(call: Call, tap: Tap, choice: ListButton) -> None:
    """Let all pages go."""
    call.tx.sheaves.end(_own(call, choice).id)
    call.edit(tap.message, "Foto tidak digunakan.")


def on_done(call: Call, _: Tap, choice: ListButton) -> None:
    """Ask for the PDF: it is made before anything else is done with the tap, see `bound`."""
    sheaf = _own(call, choice)
    if not sheaf.photos:
        raise Refused(Reason.NO_PHOTOS)
    call.toast(_PRESS)
    call.sheaf = sheaf


def _own(call: Call, choice: ListButton) -> Sheaf:
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    sheaf = call.tx.sheaves.get(number(choice.first))
    if sheaf is None or sheaf.telegram_id != call.sender.telegram_id:
        raise Refused(Reason.FORM_PASSED)
    return sheaf


def bound(call: Call, tap: Tap, sheaf: Sheaf, upload: Upload) -> None:
    """Take the PDF that was made of a sheaf, as any file that was sent for its purpose."""
    now = call.tx.sheaves.get(sheaf.id)
    if now is None or now.photos != sheaf.photos:
        raise Refused(Reason.FORM_PASSED)
    made = replace(upload, name=_name(call.tx, call.office, sheaf))
    uploads.deliver(call, made, _load(call, sheaf.aim), tap.message)
    call.tx.sheaves.end(sheaf.id)
    said = f"✅ {len(sheaf.photos)} halaman telah disusun menjadi satu PDF."
    # Ahead of what came of it: its buttons are gone before anybody is asked to tap another one.
    call.send("edit_text", {"message": tap.message, "text": said}, first=True)


def _name(tx: Tx, office: Office, sheaf: Sheaf) -> str:
    form = sheaf.aim["form"]
    if sheaf.aim["task"] is not None:
        return shown(f"{_label(tx, office, sheaf)}.pdf")
    if form is None:
        return f"foto-{sheaf.photos[0].message}.pdf"
    return f"{BASE_LABEL if form['kind'] == opening.KIND else PAPER_LABEL}.pdf"


def _label(tx: Tx, office: Office, sheaf: Sheaf) -> str:
    case_id, task_id, _ = sheaf.aim["task"]
    sop, case = find(tx, office, case_id)
    task = case.task(task_id)
    return label_for(sop, task) if task is not None else "foto"


def _message(tx: Tx, sheaf: Sheaf) -> int | None:
    """Return the message that counts its pages, None where it is not sent yet."""
    return tx.outbox.shown(sheaf.telegram_id, KIND, {"sheaf": sheaf.id})


def letter(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the message that counts the pages: new for the first, the same one edited for the others."""
    sheaf = tx.sheaves.get(pending.payload["sheaf"])
    if sheaf is None:
        return None
    text, rows = _text(tx, office, sheaf), _buttons(sheaf)
    message = _message(tx, sheaf)
    if message is None:
        return NewText(pending.chat, text, rows)
    return Edit(pending.chat, message, text, rows)


def _text(tx: Tx, office: Office, sheaf: Sheaf) -> str:
    lines = [f"📄 <b>{len(sheaf.photos)} halaman diterima</b>", *_purpose(tx, office, sheaf)]
    if sheaf.photos:
        lines.append("Kirim foto berikutnya, atau ketuk <b>Selesai</b> untuk menyusunnya menjadi satu PDF.")
    else:
        lines.append("Kirim foto halaman pertama.")
    return "\n".join(lines)


def _purpose(tx: Tx, office: Office, sheaf: Sheaf) -> list[str]:
    form = sheaf.aim["form"]
    if sheaf.aim["task"] is not None:
        _, case = find(tx, office, sheaf.aim["task"][0])
        return [case_line(case), f"Untuk: {esc(_label(tx, office, sheaf), 80)}"]
    if form is not None and form["kind"] == opening.KIND:
        return [f"Untuk: dokumen dasar {esc(form['data']['title'], 120)}"]
    return ["Untuk: surat perintah"] if form is not None else []


def _buttons(sheaf: Sheaf) -> Keyboard:
    which = str(sheaf.id)
    drop = (button("Batalkan foto", ListButton(ListVerb.PHOTOS_DROP, which)),)
    if not sheaf.photos:
        return (drop,)
    done = (button("✅ Selesai", ListButton(ListVerb.PHOTOS_DONE, which)),)
    back = (button("↩️ Hapus halaman terakhir", ListButton(ListVerb.PHOTOS_BACK, which)),)
    return (done, back, drop)
