"""What the admins and the superior are told so that no case stalls in silence."""

from office.addresses import addressees, chats_at
from office.office import Office
from sop.assigning import FIXED
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Roster
from sop.routing import of_pool, route
from sop.routing import overseers as above_task
from sop.turn import title
from storage.outbox import Outgoing
from storage.transaction import Tx


def stalled(tx: Tx, office: Office, sop: Sop, case: Case, task: Task) -> list[Outgoing]:
    """Tell of a task that nobody can do: its post is vacant, barred by four eyes, or cannot be reached.

    The superior and the admins hear of it, who can fill the post; where the office has no admin, whoever
    opened the case. Return nothing where somebody can.
    """
    roster = office.roster(tx, sop)
    if task.part.answered_by_each:
        return []
    why = obstacle(sop, case, task, roster)
    if why is None:
        return []
    whose = title(sop, task.positions, roster.acting)
    people = addressees(sop, case, task, roster)
    who = roster.names.get(people[0], "") if people else ""
    payload = {"name": "stalled", "case": case.id, "task": task.id, "why": why, "whose": whose, "who": who}
    return [Outgoing(chat, "notice", payload) for chat in overseers(tx, office, sop, case, task)]


def unclaimed(tx: Tx, office: Office, sop: Sop, case: Case, task: Task) -> list[Outgoing]:
    """Tell the superior of a pool's task that nobody has yet, so that they can give it to somebody.

    Not where the superior is all the pool there is.
    """
    roster = office.roster(tx, sop)
    doing = addressees(sop, case, task, roster)
    if task.part in FIXED or not of_pool(sop, task) or task.holder is not None or not doing:
        return []
    above = roster.people(above_task(sop, case, task, roster))
    chats = tx.people.chats(tuple(person for person in above if doing != (person,)))
    return [Outgoing(chat, "notice", _unclaimed(case, task)) for chat in chats.values()]


def _unclaimed(case: Case, task: Task) -> dict[str, object]:
    return {"name": "unclaimed", "case": case.id, "task": task.id}


def claimed(tx: Tx, office: Office, sop: Sop, case: Case, task: Task) -> list[Outgoing]:
    """Bring up to date what the superior was told of a pool's task that nobody had: now somebody has it."""
    if task.part in FIXED or not (of_pool(sop, task) or task.assigned):
        return []
    roster = office.roster(tx, sop)
    chats = tx.people.chats(roster.people(above_task(sop, case, task, roster)))
    about = _unclaimed(case, task)
    told = [(chat, row) for chat in chats.values() for row in tx.outbox.said(chat, about)]
    return [Outgoing(chat, "claimed", {"row": row, "case": case.id, "task": task.id}) for chat, row in told]


def obstacle(sop: Sop, case: Case, task: Task, roster: Roster) -> str | None:
    """Return why nobody can do a task now, "vacant", "four_eyes" or "unreachable"; None where one can."""
    way = route(sop, case, task, roster)
    people = way.people(roster)
    if not people:
        return "four_eyes" if roster.people(way.positions) else "vacant"
    if roster.unreachable.issuperset(addressees(sop, case, task, roster)):
        return "unreachable"
    return None


def overseers(tx: Tx, office: Office, sop: Sop, case: Case, task: Task) -> list[int]:
    """Return the chats of the superior and the admins, each once; without admins, the opener's too."""
    roster = office.roster(tx, sop)
    above = chats_at(tx, office, above_task(sop, case, task, roster), sop)
    admins = office.admins(tx)
    if not admins:
        above += tx.people.chats((case.opener.person,)).values()
    doing = set(tx.people.chats(addressees(sop, case, task, roster)).values())
    return [chat for chat in dict.fromkeys((*above, *admins)) if chat not in doing]
