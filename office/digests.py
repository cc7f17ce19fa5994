"""The morning digest: when it is due, and which tasks stand in whose."""

from datetime import datetime

from office.addresses import addressees
from office.mine import Mine
from office.office import Office
from office.reminders import Digest, Key, Said, drop
from sop.calendar import WorkCalendar
from sop.case import Case, Part, Task
from sop.ladder import of_the_day
from sop.routing import above_or_over
from storage.transaction import Tx

ROUND = "digest_round"
"""The setting that holds the last day on which all digests were written."""


def next_at(tx: Tx, office: Office) -> datetime:
    """Return when the next digests are due; not before the office opens."""
    now, calendar = office.now(), office.calendar(tx)
    today = calendar.local_day(now)
    if calendar.is_working_day(today) and not _written(tx, today.isoformat()):
        at = calendar.next_opening(max(now, moment(office, calendar, now)))
        if calendar.local_day(at) == today:
            return at
    return moment(office, calendar, calendar.day_start(calendar.working_day_after(today)))


def moment(office: Office, calendar: WorkCalendar, now: datetime) -> datetime:
    """Return when the digests of a working day are due, UTC."""
    return of_the_day(calendar, calendar.local_day(now), office.digest_at)


def due(tx: Tx, office: Office, said: Said) -> dict[int, Digest]:
    """Return the digests to write now, by chat, while the office is open.

    Each person gets one a day. Before its time it is due to whom the sweep has something to say anyhow: so
    that they hear it in one message. One that was missed comes as soon as the program is up on that day.
    """
    now, calendar = office.now(), office.calendar(tx)
    today = calendar.local_day(now)
    if _written(tx, today.isoformat()):
        return {}
    everybody = now >= moment(office, calendar, now)
    if not everybody and not said.at:
        return {}
    wanted = tx.digests.wanted() - tx.digests.written(today)
    if everybody:
        tx.record.keep(ROUND, today.isoformat())
        # Where transactions run side by side a task may end while its reminder is written.
        drop(tx, office, tx.reminded.over())
    chats = {chat: person for person, chat in tx.people.chats(tuple(sorted(wanted))).items()}
    if not everybody:
        chats = {chat: person for chat, person in chats.items() if (chat, None) in said.at}
    if not chats:
        return {}
    lists = _lists(tx, office)
    return {chat: Digest(person, tuple(lists.get(person, ()))) for chat, person in chats.items()}


def _written(tx: Tx, day: str) -> bool:
    return tx.record.setting(ROUND) == day


def _lists(tx: Tx, office: Office) -> dict[int, dict[Key, None]]:
    """Return by person the tasks that wait for them, and those late under them."""
    rows = tx.tasks.waiting()
    cases = tx.cases.load_many(sorted({case for case, _ in rows}))
    found: dict[int, dict[Key, None]] = {}
    for number, task_id in rows:
        case = cases.get(number)
        task = case.task(task_id) if case else None
        if case is None or task is None:
            continue
        one = Mine(office.library.pinned(tx, case.sop, case.sop_version), case, task)
        for person in (*waiting_for(tx, office, one), *_over(tx, office, one)):
            found.setdefault(person, {})[case.id, task.id] = None
    return found


def waiting_for(tx: Tx, office: Office, one: Mine) -> tuple[int, ...]:
    """Return for whom a task waits now: not who answered an invitation, nor who waits for a signature.

    The invitation to a meeting that is over waits for nobody.
    """
    meeting = one.case.meeting
    over = one.task.part is Part.ATTEND and meeting is not None and meeting.ends <= office.now()
    if one.task.submitted or over:
        return ()
    people = addressees(one.sop, one.case, one.task, office.roster(tx, one.sop))
    return tuple(person for person in people if not _answered(one.case, one.task, person))


def _answered(case: Case, task: Task, person: int) -> bool:
    return task.part is Part.ATTEND and any(a.by.person == person for a in case.attendance)


def _over(tx: Tx, office: Office, one: Mine) -> tuple[int, ...]:
    """Return who stands above a task that is late."""
    task = one.task
    if task.due is None or task.due >= office.now() or task.paused or task.submitted:
        return ()
    if task.part is Part.ATTEND:
        return ()
    roster = office.roster(tx, one.sop)
    return roster.people(above_or_over(one.sop, one.case, task, roster))
