"""What is said when somebody stops a clock, asks for more time, or decides upon that."""

from collections.abc import Sequence

from office.addresses import addressees
from office.mine import waiting_at
from office.office import Office
from sop import facts as f
from sop.assigning import having
from sop.case import Case, Task
from sop.definition import Sop
from sop.facts import Event
from sop.people import Position
from sop.routing import overseers
from storage.outbox import Outgoing
from storage.transaction import Tx

_CONCERN = (f.ClockPaused, f.ClockResumed, f.TimeAsked, f.TimeGranted, f.TimeDeclined, f.TaskEnded)


def told(tx: Tx, office: Office, sop: Sop, case: Case, events: Sequence[Event]) -> list[Outgoing]:
    """Return the notices about clocks, and what brings earlier ones up to date."""
    messages: list[Outgoing] = []
    for event in events:
        fact = event.fact
        task = case.task(fact.task) if isinstance(fact, _CONCERN) else None
        if task is None:
            continue
        if isinstance(fact, f.TimeAsked):
            about = asked(case, task)
            asking = deciders(tx, office, sop, case, task, event.by.person)
            messages += [Outgoing(chat, "notice", about) for chat in asking]
        elif isinstance(fact, f.TimeGranted | f.TimeDeclined) and not getattr(fact, "shared", False):
            messages += [*_settled(tx, case, task), *_answered(tx, case, task)]
        elif isinstance(fact, f.TaskEnded) and task.clock is not None and task.clock.request is not None:
            messages += _settled(tx, case, task)
        elif isinstance(fact, f.ClockPaused | f.ClockResumed) and task.open:
            messages += _stopped(tx, office, sop, case, task, event)
    return messages


def asked(case: Case, task: Task) -> dict[str, object]:
    """Return what the notice says that asks for a decision: which request of which task."""
    number = task.clock.requests if task.clock else 0
    return {"name": "time_asked", "case": case.id, "task": task.id, "request": number}


def _settled(tx: Tx, case: Case, task: Task) -> list[Outgoing]:
    """Let every notice that asked for the decision say what became of it."""
    about = asked(case, task)
    rest = {key: about[key] for key in ("case", "task", "request")}
    return [
        Outgoing(chat, "time_settled", rest | {"row": row}) for row, chat in tx.outbox.saying("notice", about)
    ]


def _answered(tx: Tx, case: Case, task: Task) -> list[Outgoing]:
    """Tell who asked what was decided."""
    about = asked(case, task) | {"name": "time_decided"}
    by = next(
        (
            e.by.person
            for e in reversed(tx.cases.events(case.id))
            if isinstance(e.fact, f.TimeAsked) and e.fact.task == task.id
        ),
        0,
    )
    return [Outgoing(chat, "notice", about) for chat in tx.people.chats((by,)).values()]


def _stopped(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, event: Event) -> list[Outgoing]:
    """Tell whoever has the task that somebody else let its clock stand, or go on."""
    people = addressees(sop, case, task, office.roster(tx, sop))
    others = tuple(person for person in people if person != event.by.person)
    what = "paused" if isinstance(event.fact, f.ClockPaused) else "resumed"
    about = {"name": "clock", "case": case.id, "task": task.id, "what": what, "seq": event.seq}
    return [Outgoing(chat, "notice", about) for chat in tx.people.chats(others).values()] if others else []


def deciders(tx: Tx, office: Office, sop: Sop, case: Case, task: Task, by: int) -> list[int]:
    """Return the chats of those who are asked for more time by somebody: who fills a post above.

    Where there is nobody who can be reached but who asks, or has the task, the admins are asked.
    """
    roster = office.roster(tx, sop)
    own = {by, *having(sop, case, task, roster)}
    above = [p for p in roster.people(overseers(sop, case, task, roster)) if p not in own]
    chats = tx.people.chats(tuple(above))
    if set(chats) - roster.unreachable:
        return list(chats.values())
    mine = set(tx.people.chats(tuple(own)).values())
    return [chat for chat in dict.fromkeys((*chats.values(), *office.admins(tx))) if chat not in mine]


def ask_again(tx: Tx, office: Office, post: Position) -> list[Outgoing]:
    """Return what asks whoever fills a post now for the decisions that wait below it, unless they were asked.

    So a request waits for the post, not for who was asked: a substitute begins, a successor comes.
    """
    below = {
        position
        for sop in office.library.current.values()
        for role in sop.roles
        if role.superior == post.role
        for position in office.roster(tx, sop).every(sop, role.id)
    }
    messages: list[Outgoing] = []
    for one in waiting_at(tx, office, frozenset(below)) if below else []:
        request = one.task.clock.request if one.task.clock else None
        if request is None:
            continue
        about = asked(one.case, one.task)
        asking = deciders(tx, office, one.sop, one.case, one.task, request.by.person)
        messages += [Outgoing(chat, "notice", about) for chat in asking if not tx.outbox.said(chat, about)]
    return messages
