"""What the admins and the superior are told so that no case stalls in silence."""

from office.addresses import addressees, chats_at
from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.people import Roster
from sop.routing import route, superiors
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
    above = chats_at(tx, office, superiors(sop, task.positions, case), sop)
    admins = office.admins(tx)
    if not admins:
        above += tx.people.chats((case.opener.person,)).values()
    doing = set(tx.people.chats(addressees(sop, case, task, office.roster(tx, sop))).values())
    return [chat for chat in dict.fromkeys((*above, *admins)) if chat not in doing]
