"""Reminders of meetings: on the working day before, and half an hour before. An appointment, not lateness.

They are rungs of the invitations' clocks (`Task.moves`), so a meeting that is moved has new ones.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from office.guests import coming, invitations
from office.office import Office
from office.reminders import show
from sop.attendance import stands_in_for
from sop.calendar import WorkCalendar
from sop.case import Case, Status, Task
from sop.definition import Sop
from sop.people import Roster
from storage.outbox import Outgoing
from storage.tasks import DueRung
from storage.transaction import Tx

DAY_BEFORE, SHORTLY = 0, 1
SHORTLY_BEFORE = timedelta(minutes=30)
LAST_OF_DAY = timedelta(minutes=30)
"""What is planned after closing is said so long before it."""
_FARTHEST = 60
"""Days in which a working day is looked for."""


def moments(starts: datetime, calendar: WorkCalendar) -> tuple[datetime | None, datetime]:
    """Return when the two reminders of a meeting are due, in UTC.

    The first is on the working day before, at the same time of day, moved into the hours of that day; there
    is none where the office was closed for months. The second is always on time, also on a Sunday.
    """
    return _day_before(starts, calendar), starts - SHORTLY_BEFORE


def _day_before(starts: datetime, calendar: WorkCalendar) -> datetime | None:
    on = calendar.local_day(starts)
    day = _working_day_before(on, calendar)
    if day is None:
        return None
    clock = starts.astimezone(calendar.zone).time()
    same = datetime.combine(day, clock, calendar.zone).astimezone(UTC)
    if same >= calendar.day_end(day):
        return calendar.subtract(calendar.day_end(day), LAST_OF_DAY)
    return calendar.next_opening(max(same, calendar.day_start(day)))


def _working_day_before(on: date, calendar: WorkCalendar) -> date | None:
    days = (on - timedelta(days=count) for count in range(1, _FARTHEST))
    return next((day for day in days if calendar.is_working_day(day)), None)


def plan(task: Task, now: datetime, calendar: WorkCalendar) -> tuple[int, datetime] | None:
    """Return which reminder of an invitation comes next, and when; None where the meeting is too near."""
    return _next(task, DAY_BEFORE, now, calendar)


def _next(task: Task, first: int, now: datetime, calendar: WorkCalendar) -> tuple[int, datetime] | None:
    found = enumerate(moments(task.starts, calendar))
    return next(((rung, at) for rung, at in found if at is not None and rung >= first and at > now), None)


def next_at(tx: Tx, _: Office) -> datetime | None:
    """Return when the next reminder of a meeting is due."""
    return tx.tasks.next_rung_at(meetings=True)


def sweep(tx: Tx, office: Office) -> bool:
    """Send what is due, all of it: what one person hears of a meeting comes once; return False."""
    now = office.now()
    due = tx.tasks.due_rungs(now, meetings=True)
    rows: dict[int, list[DueRung]] = {}
    for row in due:
        rows.setdefault(row.case, []).append(row)
    cases = tx.cases.load_many(sorted(rows))
    for number, those in rows.items():
        case = cases.get(number)
        if case is not None and case.status is Status.OPEN:
            _of_case(tx, office, case, those, now)
        else:
            for row in those:
                tx.tasks.plan_rung(row, row.rung, None)
    return False


def _of_case(tx: Tx, office: Office, case: Case, rows: Sequence[DueRung], now: datetime) -> None:
    """Remind everyone who is expected, once, of however many posts they are invited in."""
    calendar = office.calendar(tx)
    sop = office.library.pinned(tx, case.sop, case.sop_version)
    claimed, said = False, DAY_BEFORE
    for row in rows:
        task = case.task(row.task)
        if task is None or not task.open:
            tx.tasks.plan_rung(row, row.rung, None)
            continue
        rung = SHORTLY if now >= task.starts - SHORTLY_BEFORE else row.rung
        later = _waits(task, rung, now, calendar)
        if later is not None:
            tx.tasks.plan_rung(row, DAY_BEFORE, later)
            continue
        if tx.tasks.claim_rung(row, rung, now):
            claimed, said = True, rung
        following = _next(task, rung + 1, now, calendar)
        tx.tasks.plan_rung(row, *(following or (rung + 1, None)))
    if claimed:
        _send(tx, office, sop, case, said, now)


def _waits(task: Task, rung: int, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """Return until when a reminder of the day before waits that was missed and would come at night."""
    if rung != DAY_BEFORE or calendar.is_open(now):
        return None
    opening = calendar.next_opening(now)
    return opening if opening < task.starts - SHORTLY_BEFORE else None


def _send(tx: Tx, office: Office, sop: Sop, case: Case, rung: int, now: datetime) -> None:
    """Write the reminders, and bring the cards up to date: from now on they say that one may check in.

    The second takes the place of the first in each chat, as with reminders of deadlines.
    """
    meeting, roster = case.meeting, office.roster(tx, sop)
    places: dict[int, int] = {}
    for task in invitations(case):
        for card, (chat, _) in tx.cards.places(case.id, task.id).items():
            places[chat] = card
            if rung == SHORTLY:
                tx.outbox.add([Outgoing(chat, "edit", {}, card)], now)
    if meeting is None or now >= meeting.starts:
        return
    people = coming(case, roster)
    chats = tx.people.chats(people)
    payload = {"name": "meeting_reminder", "case": case.id, "sequence": meeting.sequence, "rung": rung}
    for person in (one for one in people if one in chats):
        chat = chats[person]
        message = Outgoing(chat, "notice", payload | {"person": person}, places.get(chat))
        show(tx, office, (chat, None), message, [(case.id, _about(case, roster, person))])


def _about(case: Case, roster: Roster, person: int) -> int:
    """Return the invitation that somebody comes upon: their own, else that of whom they stand in for."""
    represented = [one.by.person for one in stands_in_for(case, person)]
    of = (person, *represented)
    found = [t.id for who in of for t in invitations(case) if who in roster.people(t.positions)]
    return found[0]
