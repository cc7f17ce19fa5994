"""Who comes to a meeting and who was there, as the answers and what was noted in it say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sop.case import Answer, Attendance, Case, Outcome, Part
from sop.people import By


@dataclass(frozen=True, slots=True)
class Tally:
    """The invited by what they answered, in the order of the invitation; `silent` have not yet."""

    present: tuple[Attendance, ...]
    delegated: tuple[Attendance, ...]
    absent: tuple[Attendance, ...]
    silent: tuple[By, ...]


def tally(case: Case, invited: Sequence[By]) -> Tally:
    """Return who answered what. Who answered and is invited no longer counts with their answer."""
    places = {by.person: place for place, by in enumerate(invited)}
    given = sorted(case.attendance, key=lambda one: places.get(one.by.person, len(places)))
    answered = {one.by.person for one in given}
    return Tally(
        present=tuple(one for one in given if one.answer is Answer.PRESENT),
        delegated=tuple(one for one in given if one.answer is Answer.DELEGATED),
        absent=tuple(one for one in given if one.answer is Answer.ABSENT),
        silent=tuple(by for by in invited if by.person not in answered),
    )


def held(case: Case) -> bool:
    """Whether the agreed meeting was held: its minutes are filed, if that was before its planned end."""
    meeting = case.meeting
    return meeting is not None and any(
        t.part is Part.MINUTES
        and t.step == meeting.step
        and t.starts == meeting.starts
        and t.ended is not None
        and t.ended.outcome is not Outcome.CANCELLED
        for t in case.tasks
    )


def came(case: Case) -> tuple[Attendance, ...]:
    """Return who was there, in person or through a delegate.

    What was noted in the meeting counts: who checked in, or was marked. Where nothing was, those who said
    that they come, or that somebody comes for them.
    """
    there = tuple(one for one in case.attendance if one.present is not None)
    return there or tuple(one for one in case.attendance if one.answer is not Answer.ABSENT)


def answer_of(case: Case, person: int) -> Attendance | None:
    """Return what an official answered, None while they did not."""
    return next((one for one in case.attendance if one.by.person == person), None)


def stands_in_for(case: Case, person: int) -> tuple[Attendance, ...]:
    """Return the officials in whose place a member of the office comes."""
    return tuple(one for one in case.attendance if one.delegate and one.delegate.person == person)
