"""Who a meeting waits for."""

from collections.abc import Collection

from sop.case import Answer, Case, Part, Task
from sop.people import Position, Roster


def invitations(case: Case) -> tuple[Task, ...]:
    """Return the invitations that are open."""
    return tuple(task for task in case.open_tasks() if task.part is Part.ATTEND)


def guests(case: Case, roster: Roster) -> dict[int, Position]:
    """Return who is invited, each once with the post it is for, in the order of the SOP."""
    found: dict[int, Position] = {}
    for task in invitations(case):
        for position in task.positions:
            for person in roster.people((position,)):
                found.setdefault(person, position)
    return found


def awaited(case: Case, roster: Roster) -> tuple[int, ...]:
    """Return who should know of the meeting: the invited, and the members who come in place of one."""
    invited = guests(case, roster)
    return tuple(dict.fromkeys((*invited, *_stand_ins(case, invited))))


def coming(case: Case, roster: Roster) -> tuple[int, ...]:
    """Return who is expected there: not who said that they cannot come, or that somebody comes for them."""
    invited = guests(case, roster)
    elsewhere = {one.by.person for one in case.attendance if one.answer is not Answer.PRESENT}
    expected = [person for person in invited if person not in elsewhere]
    return tuple(dict.fromkeys((*expected, *_stand_ins(case, invited))))


def _stand_ins(case: Case, invited: Collection[int]) -> list[int]:
    """Return the members who come for somebody who is still invited: a post may have passed on since."""
    return [
        one.delegate.person
        for one in case.attendance
        if one.delegate and one.delegate.person and one.by.person in invited
    ]
