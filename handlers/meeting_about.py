"""What the meeting's form is about, and what it was answered so far."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from handlers.call import Call
from office.checks import check
from sop.attendance import held
from sop.case import Case, Meeting, Part, Task
from sop.definition import Sop
from sop.errors import Reason, Refused

DAY, STARTS, ENDS, PLACE = "day", "starts", "ends", "place"
"""What is asked, in this order."""
ORDER = (DAY, STARTS, ENDS, PLACE)
Answers = dict[str, Any]
"""What the form was answered so far, with the case and the task it is about, and which screen is open."""


@dataclass(frozen=True, slots=True)
class About:
    """What the form is about, as the office has it now."""

    call: Call
    sop: Sop
    case: Case
    step: int
    """The meeting step that the meeting is for."""
    data: Answers

    @property
    def mark(self) -> str:
        """What every button of this form carries, so that it works under no other."""
        return form_of(self.data)

    def moment(self, key: str) -> datetime:
        """Return an answered time as a moment."""
        return datetime.combine(self.day, time.fromisoformat(self.data[key]), self.call.office.zone)

    @property
    def day(self) -> date:
        """Return the answered day."""
        return date.fromisoformat(self.data[DAY])

    @property
    def meeting(self) -> Meeting:
        """Return the meeting as answered."""
        return Meeting(self.moment(STARTS), self.moment(ENDS), self.data[PLACE], self.step)


def form_of(data: Answers) -> str:
    """Return which form this is: its case and task."""
    return f"{data['case']}.{data['task']}"


def look(call: Call, data: Answers) -> About:
    """Return what a form is about, if the task is this person's and sets a meeting. Raises Refused."""
    sop, case, task = check(call.tx, call.office, call.actor, data["case"], data["task"], None)
    step = _meeting_step(sop, task)
    if step is None:
        raise Refused(Reason.NOT_THIS_KIND)
    return About(call, sop, case, step, data)


def agreed(about: About) -> Meeting | None:
    """Return the meeting as it is agreed, None where there is none, or only one that was held."""
    meeting = about.case.meeting
    return None if meeting is None or meeting.step != about.step or held(about.case) else meeting


def _meeting_step(sop: Sop, task: Task) -> int | None:
    if task.part is Part.MINUTES:
        return task.step
    return sop.step(task.step).meeting_step if task.part is Part.PREPARE else None
