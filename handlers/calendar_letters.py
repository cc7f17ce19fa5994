"""What the calendar has to say to people: their deadlines moved, the configuration was changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handlers import calendar_texts as texts
from handlers import card_texts
from handlers.buttons import ListButton, ListVerb
from handlers.calendar_form import CONFIGURED
from handlers.cards import button
from handlers.letter import Letter, NewText
from office.cases import find
from office.office import Office
from sop.moments import moment
from storage.outbox import Pending
from storage.transaction import Tx


def _moved(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    """Tell whose deadlines moved, as they are when this is sent; nothing where all has ended meanwhile."""
    lines, over = [], 0
    for case_id, task_id, was in data["moves"]:
        sop, case = find(tx, office, case_id)
        task = case.task(task_id)
        if task is None or not task.open:
            over += 1
            continue
        until = moment(task.due, office.zone) if task.due else "tanpa tenggat"
        before = f" (semula {moment(datetime.fromisoformat(was), office.zone)})" if was else ""
        lines.append(f"• {card_texts.what(sop, task)} (proses {case.id}): {until}{before}")
    count = data["count"] - over
    return NewText(pending.chat, texts.moved(data["why"], count, lines)) if lines else None


def _configured(_: Tx, __: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    look = button("Lihat pratinjau", ListButton(ListVerb.CAL_NEW, CONFIGURED))
    return NewText(pending.chat, texts.configured(data["count"]), ((look,),))


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "calendar_moved": _moved,
    "calendar_configured": _configured,
}
