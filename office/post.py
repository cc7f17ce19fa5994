"""What must be said about events, and to whom: written to the outbox in the transaction that decided them."""

from collections.abc import Sequence

from office import diaries
from office.addresses import addressees
from office.alerts import claimed, stalled, unclaimed
from office.dealing import complete, deal, redeal
from office.guests import invitations
from office.mine import Mine
from office.office import Office
from office.time_told import told as told_of_time
from sop import facts as f
from sop.case import Case, Part, Task
from sop.definition import Sop
from sop.facts import Event
from sop.people import Roster
from sop.replay import opened, touched
from storage.outbox import Outgoing
from storage.transaction import Tx


def announce(
    tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event], *, told: bool = False
) -> None:
    """Bring new tasks to their holders, keep every copy of touched cards in step, tell of the end.

    With `told` whoever a task was given to, or taken from, hears of it elsewhere.
    """
    now = office.now()
    roster = office.roster(tx, sop)
    messages: list[Outgoing] = []
    new = [task for task in opened(events) if (current := case.task(task.id)) and current.open]
    fresh = {task.id for task in opened(events)}
    given = [(event, event.fact) for event in events if isinstance(event.fact, f.Assigned)]
    moved = {fact.task for _, fact in given}
    changed = [task_id for task_id in touched(events) if task_id not in fresh and task_id not in moved]
    changed += [task_id for task_id in _invitations(case, events) if task_id not in changed]
    changed += _neighbours(case, events, {*fresh, *changed})
    if changed:
        # An answer to an invitation shows on the cards of whom it concerns alone; a pool has many.
        answered = _invitations(case, events)
        own = set(tx.people.chats(_answering(events)).values()) if answered else set()
        messages += [
            Outgoing(chat, "edit", {}, card)
            for card, chat, task in tx.cards.of_tasks(case.id, changed)
            if task not in answered or chat in own or chat < 0
        ]
    messages += [m for task in new for m in deal(tx, office, Mine(sop, case, task))]
    messages += _regrouped(tx, office, sop, case, events)
    for event, fact in given:
        messages += _handed(tx, office, sop, case, event, fact, told=told)
    messages += [m for event in events for m in _notices(tx, sop, case, event, roster)]
    messages += _diaries(tx, office, sop, case, events)
    messages += told_of_time(tx, office, sop, case, events)
    messages += [m for task in new for m in stalled(tx, office, sop, case, task)]
    messages += _unclaimed(tx, office, sop, case, events, new)
    taken = {e.fact.task for e in events if isinstance(e.fact, f.Claimed | f.Assigned)}
    over = {e.fact.task for e in events if isinstance(e.fact, f.TaskEnded)}
    for task in case.tasks:
        # Whoever took it before it ended was named then.
        if task.id in taken or (task.id in over and task.holder is None):
            messages += claimed(tx, office, sop, case, task)
    tx.outbox.add(messages, now)


def _handed(
    tx: Tx, office: Office, sop: Sop, case: Case, event: Event, fact: f.Assigned, *, told: bool
) -> list[Outgoing]:
    """Bring a task to whom it was given, and tell who has it and who had it; never who did it."""
    task = case.task(fact.task)
    if task is None:
        return []
    messages = redeal(tx, office, [Mine(sop, case, task)], (fact.to.person,))
    sides = [(fact.to.person, True), *((person, False) for person in fact.had if person != fact.to.person)]
    chats = tx.people.chats(tuple(person for person, _ in sides))
    notice = {"name": "assigned", "case": case.id, "task": task.id}
    if not told:
        messages += [
            Outgoing(chats[person], "notice", notice | {"to": to})
            for person, to in sides
            if person != event.by.person and person in chats
        ]
    return messages


def _unclaimed(
    tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event], new: Sequence[Task]
) -> list[Outgoing]:
    """Tell the superior of a pool of tasks that nobody has: new ones, and those that were let go."""
    messages = [m for task in new for m in unclaimed(tx, office, sop, case, task)]
    for event in events:
        task = case.task(event.fact.task) if isinstance(event.fact, f.Released) else None
        if task is not None and task.open:
            doing = tx.people.chats((event.by.person,)).get(event.by.person)
            messages += [m for m in unclaimed(tx, office, sop, case, task) if m.chat != doing]
    return messages


def _regrouped(tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event]) -> list[Outgoing]:
    """Bring a task that was let go to those of the pool who have no card of it: it had gone to one alone.

    One that was taken comes to whoever took it, where only a group has its card.
    """
    ids = {event.fact.task for event in events if isinstance(event.fact, f.Released)}
    if tx.people.known().rooms:
        ids |= {event.fact.task for event in events if isinstance(event.fact, f.Claimed)}
    if not ids:
        return []
    return complete(tx, office, [Mine(sop, case, task) for task in case.open_tasks() if task.id in ids])


def _diaries(tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event]) -> list[Outgoing]:
    """Bring the meeting into the calendars of those it waits for, and out of them where it is called off."""
    if any(isinstance(event.fact, f.CaseCancelled) for event in events):
        return diaries.call_off(tx, office, case)
    if any(_of_meeting(event.fact) for event in events):
        return diaries.keep(tx, office, sop, case)
    return []


def _of_meeting(fact: f.Fact) -> bool:
    """Whether a fact says when a meeting is, or whom it is for; of stand-ins see `stand_ins.tell`."""
    if isinstance(fact, f.TaskOpened):
        return fact.task.part is Part.ATTEND
    return isinstance(fact, f.MeetingSet)


def _invitations(case: Case, events: Sequence[Event]) -> tuple[int, ...]:
    """Return the open invitations where one was answered: two posts are two cards of one answer."""
    if not any(isinstance(event.fact, _ANSWERS) for event in events):
        return ()
    return tuple(task.id for task in invitations(case))


_ANSWERS = f.Attended | f.Marked | f.CheckedIn


def _answering(events: Sequence[Event]) -> tuple[int, ...]:
    """Return whose attendance these events change, and who comes in their place."""
    found: dict[int, None] = {}
    for event in events:
        fact = event.fact
        if isinstance(fact, f.Marked | f.CheckedIn):
            found[fact.of.person] = None
        if isinstance(fact, f.Attended | f.CheckedIn):
            found[event.by.person] = None
    return tuple(found)


def _neighbours(case: Case, events: Sequence[Event], known: set[int]) -> list[int]:
    """Return other open tasks whose cards show what changed: who attends, or when and where they meet."""
    moved = any(isinstance(event.fact, f.MeetingSet) for event in events)
    if not moved and not any(isinstance(event.fact, f.Attended | f.CheckedIn) for event in events):
        return []
    parts = (Part.MINUTES, Part.ATTEND) if moved else (Part.MINUTES,)
    return [t.id for t in case.open_tasks() if t.part in parts and t.id not in known]


def _notices(tx: Tx, sop: Sop, case: Case, event: Event, roster: Roster) -> list[Outgoing]:
    """Return the short messages that no card carries."""
    fact = event.fact
    if isinstance(fact, f.Delivered):
        people, name = roster.people(fact.to), "delivered"
        extra = {"document": fact.file.id}
    elif isinstance(fact, f.CaseClosed):
        people, name, extra = _involved(case), "case_closed", {}
    elif isinstance(fact, f.CaseCancelled):
        waiting = [t for t in case.tasks if t.ended and t.ended.outcome == "cancelled"]
        people = (*_involved(case), *(p for t in waiting for p in addressees(sop, case, t, roster)))
        people = tuple(p for p in dict.fromkeys(people) if p != event.by.person)
        name, extra = "case_cancelled", {}
    else:
        return []
    chats = tx.people.chats(people)
    return [
        Outgoing(chats[p], "notice", {"name": name, "case": case.id, **extra}) for p in people if p in chats
    ]


def _involved(case: Case) -> tuple[int, ...]:
    """Return who opened the case and who closed a task of it by a decision, each once."""
    by = [case.opener.person]
    by += [
        task.ended.by.person
        for task in case.tasks
        if task.ended and task.ended.by and task.part not in (Part.ATTEND, Part.RECEIVE)
    ]
    return tuple(dict.fromkeys(by))
