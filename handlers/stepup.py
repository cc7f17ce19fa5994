"""Codes before signatures: /autentikator enrols an app, a question takes the code; no chat keeps either."""

from datetime import datetime, timedelta
from typing import Any

from handlers import stepup_texts as texts
from handlers.call import Call
from handlers.incoming import Command, Said
from office import sealing, stepup
from office.cases import find
from office.documents import label_for
from sop.errors import Reason, Refused
from storage.dialogs import Dialog
from storage.outbox import Outgoing

CODE, ENROL = "code", "enrol"
FORMS = frozenset({CODE, ENROL})
ASKED_FOR = timedelta(minutes=10)
"""How long what is typed next is taken for the code: afterwards it is more likely something else."""
REMEMBERED = timedelta(hours=1)
"""How long six digits are still taken for a code that comes too late, and deleted."""
TELEGRAM_KEEPS = timedelta(hours=48)
"""What is older cannot be deleted (Bot API, deleteMessage)."""


def enrol(call: Call, _: Command) -> None:
    """Show the QR code of a new app and ask for its first code; say so where one is enrolled already."""
    if not stepup.offer(call.tx, call.office, call.actor):
        call.reply(texts.ENROLLED)
        return
    data = {"until": (call.now + stepup.OFFER_LASTS).isoformat()}
    call.tx.dialogs.put(call.sender.telegram_id, Dialog(ENROL, data), call.now)
    # Who it is for, and no more: the secret is looked up when the message is sent.
    call.send("enrol", {"form": {"kind": ENROL, "data": data}})


def ask(call: Call, case_id: int, task_id: int, seen: int, *, seal: bool = False) -> None:
    """Ask for the code of a signature, in the signer's own chat. Raises Refused where none could serve.

    With `seal` the office's seal is put on what is signed.
    """
    stepup.ready(call.tx, call.office, call.actor)
    sop, case = find(call.tx, call.office, case_id)
    task = case.task(task_id)
    label = label_for(sop, task) if task is not None else ""
    until = (call.now + ASKED_FOR).isoformat()
    data: dict[str, Any] = {"case": case_id, "task": task_id, "seen": seen, "until": until}
    data |= {"seal": True} if seal else {}
    call.ask(texts.ask(case, label), CODE, hint=texts.HINT, **data)


def takes(call: Call, said: Said, form: Dialog | None) -> bool:
    """Whether a text is an answer to one of these questions, or a code that comes too late."""
    if form is not None and form.kind in FORMS and call.now < datetime.fromisoformat(form.data["until"]):
        return True
    elsewhere = form is not None and form.kind not in FORMS and said.reply_to is not None
    return not elsewhere and stepup.looks_like_code(said.text) and _asked_lately(call)


def _asked_lately(call: Call) -> bool:
    return call.tx.outbox.asked_any(call.sender.chat, FORMS, call.now - REMEMBERED)


def on_answer(call: Call, said: Said, form: Dialog | None) -> None:
    """Take a code. The message goes away at once, right or wrong, and the update forgets its text."""
    call.take_away(said.message)
    data = form.data if form is not None and form.kind in FORMS else {}
    try:
        _answer(call, said, form if data else None)
    except Refused as refused:
        if form is not None and data and refused.reason not in _ASK_AGAIN:
            call.forget(form)
        call.refuse(refused, "code", data.get("case"), data.get("task"))


def astray(call: Call, said: Said) -> None:
    """Take a code out of a group, where the bot has the right, and say where it belongs. It counts as no try.

    With privacy mode on the bot sees it only where it answers a message of the bot's.
    """
    form = call.dialog if call.person is not None else None
    asked = form is not None and form.kind in FORMS
    if form is None or not asked or call.now >= datetime.fromisoformat(form.data["until"]):
        return
    if stepup.looks_like_code(said.text):
        call.conceal()
        gone = Outgoing(call.sender.chat, "delete", {"message": said.message})
        call.tx.outbox.add([gone], call.now, first=True)
        call.refuse(Refused(Reason.CODE_ASTRAY), "code", form.data.get("case"), form.data.get("task"))


_ASK_AGAIN = frozenset({Reason.WRONG_CODE, Reason.CODE_FORM, Reason.CODE_USED, Reason.FIRST_CODE_WRONG})
"""After these the next text is taken for another try."""


def _answer(call: Call, said: Said, form: Dialog | None) -> None:
    enrolling = form is not None and form.kind == ENROL
    if form is None or call.now >= datetime.fromisoformat(form.data["until"]):
        raise Refused(Reason.ENROLMENT_OVER if enrolling else Reason.CODE_LATE)
    if enrolling:
        _first(call, said, form)
    else:
        _sign(call, said, form)


def _first(call: Call, said: Said, form: Dialog) -> None:
    stepup.confirm(call.tx, call.office, call.actor, said.text)
    call.forget(form)
    for row in call.tx.outbox.rows_of(call.sender.chat, "enrol", call.now - TELEGRAM_KEEPS):
        call.send("withdraw", {"row": row})
    call.reply(texts.ACTIVE)


def _sign(call: Call, said: Said, form: Dialog) -> None:
    data = form.data
    if data.get("seal"):
        chat = call.sender.telegram_id
        about = data["case"], data["task"], data["seen"]
        sealing.request_with_code(call.tx, call.office, call.actor, chat, *about, said.text)
        call.forget(form)
        call.reply(texts.sealing(find(call.tx, call.office, data["case"])[1]))
        return
    try:
        stepup.sign(call.tx, call.office, call.actor, data["case"], data["task"], data["seen"], said.text)
    except Refused as refused:
        if refused.reason is Reason.MEETING_PAST:
            raise Refused(Reason.MEETING_PAST, mend=texts.RETURN_IT) from None
        raise
    call.forget(form)
    _, case = find(call.tx, call.office, data["case"])
    call.reply(texts.signed(case))


def help_line(call: Call) -> str:
    """Return what the help says of codes; nothing where no SOP asks for one."""
    return texts.HELP if stepup.asking(call.office) else ""
