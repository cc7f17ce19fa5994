"""The button that hands a case's archive package out."""

from handlers import package_texts as texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Tap
from handlers.letter import Button
from office import packages
from office.cases import find
from sop.case import Case, Status


def offered(call: Call, case: Case) -> tuple[Button, ...]:
    """Return the button for whoever gets the package, once the case is closed; nothing for others."""
    if case.status is not Status.CLOSED or not packages.may_have(call.tx, call.office, call.actor, case):
        return ()
    return (button(texts.BUTTON, ListButton(ListVerb.PACKAGE, str(case.id))),)


def on_package(call: Call, _: Tap, choice: ListButton) -> None:
    """Send the package, or have it made: it follows by itself."""
    case = find(call.tx, call.office, number(choice.first))[1]
    document = packages.request(call.tx, call.office, call.actor, case)
    if document is None:
        call.toast(texts.FOLLOWS)
        return
    call.toast(texts.SENT)
    call.send("notice", {"name": "package", "case": case.id, "document": document.id})
