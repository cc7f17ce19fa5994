"""What must be said about events, and to whom: written to the outbox in the transaction that decided them."""

from collections.abc import Sequence

from office.office import Office
from sop import facts as f
from sop.case import Case, Part, Task
from sop.definition import Sop
from sop.facts import Event
from sop.people import Roster
from sop.replay import opened, touched
from sop.turn import title
from storage.cards import CardCopy
from storage.outbox import Outgoing
from storage.transaction import Tx


def announce(tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event]) -> None:
    """Bring new tasks to their holders, keep every copy of touched cards in step, tell of the end."""
    now = office.now()
    roster = office.roster(tx)
    messages: list[Outgoing] = []
    new = [task for task in opened(events) if (current := case.task(task.id)) and current.open]
    fresh = {task.id for task in opened(events)}
    changed = [task_id for task_id in touched(events) if task_id not in fresh]
    changed += [task_id for task_id in _invitations(case, events) if task_id not in changed]
    changed += _neighbours(case, events, {*fresh, *changed})
    if changed:
        # An answer to an invitation shows on the answerer's cards alone; a pool has many.
        answered = _invitations(case, events)
        own = tx.people.chats((events[0].by.person,)).get(events[0].by.person)
        messages += [
            Outgoing(chat, "edit", {}, card)
            for card, chat, task in tx.cards.of_tasks(case.id, changed)
            if task not in answered or chat == own
        ]
    messages += _deal(tx, case, new, roster)
    messages += _freed(tx, case, events, roster)
    messages += [m for event in events for m in _notices(tx, case, event, roster)]
    messages += [m for task in new for m in vacant(tx, office, sop, case, task)]
    tx.outbox.add(messages, now)


def recipients(task: Task, roster: Roster) -> tuple[int, ...]:
    """Return who gets a task's card: whoever took it, else everyone who holds its positions."""
    people = roster.people(task.positions)
    if task.holder is not None and task.holder in people:
        return (task.holder,)
    return people


def _deal(tx: Tx, case: Case, new: Sequence[Task], roster: Roster) -> list[Outgoing]:
    """Send the card of each new task to each of its holders."""
    wanted = [(task, person) for task in new for person in recipients(task, roster)]
    return send_cards(tx, case, wanted)


def _freed(tx: Tx, case: Case, events: Sequence[Event], roster: Roster) -> list[Outgoing]:
    """Bring a task that was let go to those of the pool who have no card of it: it had gone to one alone."""
    ids = [event.fact.task for event in events if isinstance(event.fact, f.Released)]
    free = [task for task in case.open_tasks() if task.id in ids and task.holder is None]
    have = {(chat, task) for _, chat, task in tx.cards.of_tasks(case.id, ids)} if free else set()
    wanted = [(task, person) for task in free for person in recipients(task, roster)]
    chats = tx.people.chats(tuple({person for _, person in wanted}))
    return send_cards(tx, case, [(t, p) for t, p in wanted if p in chats and (chats[p], t.id) not in have])


def send_cards(tx: Tx, case: Case, wanted: Sequence[tuple[Task, int]]) -> list[Outgoing]:
    """Write new copies of cards down and return the messages that bring them."""
    if not wanted:
        return []
    chats = tx.people.chats(tuple({person for _, person in wanted}))
    copies = [
        CardCopy(0, chats[person], person, case.id, task.id) for task, person in wanted if person in chats
    ]
    ids = tx.cards.add(copies) if copies else []
    return [Outgoing(copy.chat, "card", {}, card) for copy, card in zip(copies, ids, strict=True)]


def _invitations(case: Case, events: Sequence[Event]) -> tuple[int, ...]:
    """Return the open invitations where one was answered: two posts are two cards of one answer."""
    if not any(isinstance(event.fact, f.Attended) for event in events):
        return ()
    return tuple(task.id for task in case.open_tasks() if task.part is Part.ATTEND)


def _neighbours(case: Case, events: Sequence[Event], known: set[int]) -> list[int]:
    """Return other open tasks whose cards show what changed: the minutes' card lists who attends."""
    if not any(isinstance(event.fact, f.Attended) for event in events):
        return []
    return [t.id for t in case.open_tasks() if t.part is Part.MINUTES and t.id not in known]


def _notices(tx: Tx, case: Case, event: Event, roster: Roster) -> list[Outgoing]:
    """Return the short messages that no card carries."""
    fact = event.fact
    if isinstance(fact, f.Delivered):
        people, name = roster.people(fact.to), "delivered"
        extra = {"document": fact.file.id}
    elif isinstance(fact, f.CaseClosed):
        people, name, extra = _involved(case), "case_closed", {}
    elif isinstance(fact, f.CaseCancelled):
        waiting = [t for t in case.tasks if t.ended and t.ended.outcome == "cancelled"]
        people = (*_involved(case), *(p for t in waiting for p in recipients(t, roster)))
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


def vacant(tx: Tx, office: Office, sop: Sop, case: Case, task: Task) -> list[Outgoing]:
    """Tell of a task that nobody can take, so that a case never stalls in silence; else return nothing.

    The admins hear of it, who can invite somebody; where the office has none, whoever opened the case.
    """
    if office.roster(tx).people(task.positions):
        return []
    payload = {"name": "vacant", "case": case.id, "whose": title(sop, task.positions)}
    opener = case.opener.person
    chats = office.admins or tuple(tx.people.chats((opener,)).values())
    return [Outgoing(chat, "notice", payload) for chat in chats]
