"""Doing what a button asks for, in one line: the deed, and the words that confirm it."""

from collections.abc import Callable

from handlers.buttons import LONGEST_NUMBER, TaskButton
from handlers.call import Call
from office import cases
from sop import actions as a
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


def do(call: Call, button: TaskButton, action: a.TaskAction) -> None:
    """Do it as the sender, and say so in a toast. Raises Refused."""
    cases.act(call.tx, call.office, call.actor, button.case, action)
    call.toast(_DONE.get(type(action), "Telah dicatat."))


def index(button: TaskButton) -> int:
    """Return the number a button carries; Refused for what is none."""
    if not (button.arg.isascii() and button.arg.isdigit()) or len(button.arg) > LONGEST_NUMBER:
        raise Refused(Reason.FORGED)
    return int(button.arg)


OnTask = Callable[[Call, TaskButton, CardCopy | None], None]
"""What a button of a card does; the copy is the one it hangs under, where it is known."""
