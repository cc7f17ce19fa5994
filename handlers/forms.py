"""Forms filled by typing: a reason, a note; and the meeting's, which has a file of its own."""

from handlers import meeting_asks, meeting_form
from handlers.call import Call
from handlers.incoming import Said
from handlers.panels import DISPOSE, FOLDED, Panel, fresh_disposition
from handlers.typed_answers import short
from office import cases
from office.checks import check
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from storage.dialogs import Dialog

MAX_REASON = 800
MAX_NOTE = 400


def on_answer(call: Call, said: Said, dialog: Dialog) -> None:
    """Take a typed answer to the form that is open."""
    _TYPED[dialog.kind](call, said, dialog)


def _reason(call: Call, said: Said, form: Dialog) -> None:
    data = form.data
    action = a.Return(data["task"], data["seen"], short(said.text, MAX_REASON), data["target"])
    call.forget(form)
    cases.act(call.tx, call.office, call.actor, data["case"], action)
    call.reply("Telah dikembalikan. Pihak yang bersangkutan sudah diberi tahu.")


def _cancel(call: Call, said: Said, form: Dialog) -> None:
    data = form.data
    reason = short(said.text, MAX_REASON)
    call.forget(form)
    cases.cancel(call.tx, call.office, call.actor, data["case"], reason)
    call.reply(f"Proses {data['case']} telah dibatalkan.")


def _note(call: Call, said: Said, form: Dialog) -> None:
    """Put the note on the composer it was asked from."""
    data = form.data
    note = short(said.text, MAX_NOTE)
    call.forget(form)
    sop, _, task = check(call.tx, call.office, call.actor, data["case"], data["task"], None)
    if task.part is not Part.DISPOSE:
        raise Refused(Reason.NOT_THIS_KIND)
    copy = call.tx.cards.get([data["card"]]).get(data["card"])
    if copy is None:
        raise Refused(Reason.FORM_PASSED)
    panel = Panel.load(copy.view)
    if panel.name not in (DISPOSE, FOLDED):
        panel = fresh_disposition(sop.step(task.step))
    panel = Panel(DISPOSE, panel.chosen, panel.urgency, note)
    call.tx.cards.show(copy.id, panel.dump())
    call.refresh(copy)
    call.reply("Catatan telah ditambahkan pada disposisi.")


_TYPED = {"reason": _reason, "cancel": _cancel, "note": _note, meeting_asks.KIND: meeting_form.on_typed}
TYPED = frozenset(_TYPED)
"""Forms that take typed answers here."""
