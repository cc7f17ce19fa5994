"""Reminders: which are due, each claimed once, those that fell due meanwhile said as one.

Quiet is kept here: while the office is closed nothing is said, and what falls due waits for the next opening.
"""

from datetime import datetime

from office import digests
from office.addresses import addresses, chats_at
from office.alerts import stalled
from office.clocks import climbs
from office.office import Office
from office.reminders import Item, Said, speak
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Status, Task
from sop.clock import shared_out_from
from sop.definition import Sop
from sop.ladder import APART, Rung
from sop.routing import above_or_over
from storage.nudges import Waiting
from storage.outbox import Outgoing
from storage.tasks import DueRung
from storage.transaction import Tx


def next_at(tx: Tx, office: Office) -> datetime | None:
    """Return when the next reminder or digest is due, None while none is."""
    found = (tx.tasks.next_rung_at(), tx.nudges.next_at(), digests.next_at(tx, office))
    return min((at for at in found if at is not None), default=None)


def sweep(tx: Tx, office: Office) -> int:
    """Say what is due now, one message to each person and room; return how many tasks were looked at.

    All of it in one transaction, however much it is: what one person hears must come together.
    """
    now, calendar = office.now(), office.calendar(tx)
    rungs = {(row.case, row.task): row for row in tx.tasks.due_rungs(now)}
    nudges = {(one.case, one.task): one for one in tx.nudges.due(now)}
    if not calendar.is_open(now):
        _wait(tx, now, calendar, rungs, nudges)
        return 0
    looked = dict.fromkeys((*rungs, *nudges))
    cases = tx.cases.load_many(sorted({case for case, _ in looked}))
    said = Said()
    for key in looked:
        row = rungs.get(key) or tx.tasks.rung_of(*key)
        case = cases.get(key[0])
        task = case.task(key[1]) if case else None
        if row is None or case is None or task is None or not task.open or case.status is not Status.OPEN:
            tx.nudges.done(*key)
            if row is not None:
                tx.tasks.plan_rung(row, row.rung, None)
            continue
        _look(tx, office, said, row, nudges.get(key), case, task)
    speak(tx, office, said, digests.due(tx, office, said))
    return len(looked)


def _wait(
    tx: Tx,
    now: datetime,
    calendar: WorkCalendar,
    rungs: dict[tuple[int, int], DueRung],
    nudges: dict[tuple[int, int], Waiting],
) -> None:
    """Let what is due wait for the next opening."""
    opening = calendar.next_opening(now)
    if rungs:
        tx.tasks.postpone(now, opening)
    for one in nudges.values():
        tx.nudges.put(one, opening)


def _look(
    tx: Tx, office: Office, said: Said, row: DueRung, nudge: Waiting | None, case: Case, task: Task
) -> None:
    """Gather what is to be said of a task, and plan its next reminder, an hour later at the least."""
    now, calendar = office.now(), office.calendar(tx)
    if row.reminded is not None and now < row.reminded + APART:
        again = calendar.next_opening(row.reminded + APART)
        if task.part is not Part.ATTEND:  # whose reminders are those of the meeting
            tx.tasks.plan_rung(row, row.rung, again if climbs(task) else None)
        if nudge is not None:
            tx.nudges.put(nudge, again)
        return
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    rung: Rung | None = None
    tx.nudges.done(case.id, task.id)
    if climbs(task):
        assert task.due is not None  # noqa: S101 - of what climbs
        ladder = office.ladder_of(sop)
        rung, following = ladder.due_now(row.rung, shared_out_from(task), task.due, now, calendar)
        # What has gone to its signer waits for the signer, who has a task and reminders of their own.
        if rung is not None and (task.submitted or not tx.tasks.claim_rung(row, rung.index, now)):
            rung = None
        heard = rung is not None or nudge is not None
        earliest = calendar.next_opening(now + APART) if heard else now
        tx.tasks.plan_rung(row, following.index, max(following.at, earliest))
    elif task.part is not Part.ATTEND:
        tx.tasks.plan_rung(row, row.rung, None)
    if rung is not None or nudge is not None:
        tx.tasks.reminded(case.id, task.id, now)
        _tell(tx, office, said, sop, case, task, rung, nudge)


def _tell(
    tx: Tx,
    office: Office,
    said: Said,
    sop: Sop,
    case: Case,
    task: Task,
    rung: Rung | None,
    nudge: Waiting | None,
) -> None:
    """Remind whoever holds the task, under its card; the superior and the admins where the rung says so.

    While nobody holds its post, whoever can fill it is reminded instead.
    """
    roster = office.roster(tx, sop)
    found = addresses(tx, sop, case, task, roster)
    cards = tx.cards.places(case.id, task.id)
    newest = {place: card for card, place in cards.items()}
    payload = {"name": "reminder", "case": case.id, "task": task.id, "rung": rung.kind if rung else "after"}
    if nudge is not None:
        payload["by"] = nudge.by
    for to in found:
        said.add(to.place, Item(case.id, task.id, payload, newest.get(to.place)))
    said.edits += [Outgoing(chat, "edit", {}, card) for card, (chat, _) in cards.items()]
    if rung is None:
        return
    for message in stalled(tx, office, sop, case, task):
        said.add((message.chat, None), Item(case.id, task.id, message.payload))
    for chat in _above(tx, office, sop, case, task, rung):
        said.add((chat, None), Item(case.id, task.id, {"name": "late", "case": case.id, "task": task.id}))


def _above(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, rung: Rung) -> list[int]:
    """Return the chats of those who hear of a late task with this rung.

    Where nobody is above whoever has it, the admins hear of it when the superior would.
    """
    if not (rung.tells_superior or rung.tells_admins):
        return []
    roster = office.roster(tx, sop)
    posts = above_or_over(sop, case, task, roster)
    mine = {to.chat for to in addresses(tx, sop, case, task, roster)}
    chiefs = [chat for chat in dict.fromkeys(chats_at(tx, office, posts, sop)) if chat not in mine]
    ladder = office.ladder_of(sop)
    early = not chiefs and ladder.superior_at > 0
    admins = ladder.admin_at > 0 and (rung.tells_superior if early else rung.tells_admins)
    told = [*(chiefs if rung.tells_superior else ()), *(office.admins(tx) if admins else ())]
    return [chat for chat in dict.fromkeys(told) if chat not in mine]
