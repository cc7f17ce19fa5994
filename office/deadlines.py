"""Reminders: which are due, each claimed once, several missed ones said as one."""

from datetime import datetime

from office.addresses import addresses, chats_at
from office.alerts import stalled
from office.office import Office
from sop.case import Case, Status, Task
from sop.definition import Sop
from sop.ladder import Rung
from sop.routing import overseers, route, superiors
from storage.outbox import Outgoing
from storage.tasks import DueRung
from storage.transaction import Tx

SWEEP = 200
"""Tasks a sweep looks at in one transaction; a longer queue takes several."""


def next_at(tx: Tx, _: Office) -> datetime | None:
    """Return when the next reminder is due, None while none is."""
    return tx.tasks.next_rung_at()


def sweep(tx: Tx, office: Office) -> int:
    """Send what is due now, one message a task; return how many tasks were looked at."""
    now = office.now()
    due = tx.tasks.due_rungs(now, SWEEP)
    cases = tx.cases.load_many(sorted({row.case for row in due}))
    for row in due:
        case = cases.get(row.case)
        task = case.task(row.task) if case else None
        if (
            case is None
            or task is None
            or not task.open
            or task.due is None
            or case.status is not Status.OPEN
        ):
            tx.tasks.plan_rung(row, row.rung, None)
            continue
        _remind(tx, office, row, case, task, task.due, now)
    return len(due)


def _remind(
    tx: Tx, office: Office, row: DueRung, case: Case, task: Task, due: datetime, now: datetime
) -> None:
    rung, following = office.ladder.due_now(row.rung, task.starts, due, now, office.calendar(tx))
    # What has gone to its signer waits for the signer, who has a task and reminders of their own.
    if rung is not None and not task.submitted and tx.tasks.claim_rung(row, rung.index, now):
        sop = office.library.pinned(tx, case.sop, case.sop_version)
        _send(tx, office, sop, case, task, rung, now)
    tx.tasks.plan_rung(row, following.index, following.at)


def _send(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, rung: Rung, now: datetime) -> None:
    """Remind whoever holds the task, under its card; the superior hears of it where the rung says so.

    While nobody holds its post, whoever can fill it is reminded instead.
    """
    roster = office.roster(tx, sop)
    found = addresses(tx, sop, case, task, roster)
    cards = tx.cards.places(case.id, task.id)
    newest = {place: card for card, place in cards.items()}
    payload = {"name": "reminder", "case": case.id, "task": task.id, "rung": rung.kind}
    messages = [
        Outgoing(to.chat, "notice", payload | ({"topic": to.topic} if to.topic else {}), newest.get(to.place))
        for to in found
    ]
    messages += [Outgoing(chat, "edit", {}, card) for card, (chat, _) in cards.items()]
    messages += stalled(tx, office, sop, case, task)
    if rung.tells_superior:
        above = superiors(sop, route(sop, case, task, roster).positions, case)
        told = (*above, *overseers(sop, case, task, roster))
        late = {"name": "late", "case": case.id, "task": task.id}
        mine = {to.chat for to in found}
        messages += [
            Outgoing(chat, "notice", late) for chat in chats_at(tx, office, told, sop) if chat not in mine
        ]
    tx.outbox.add(messages, now)
