"""The answers of the meeting's form: what is written down, and which times cannot be."""

from datetime import date, datetime, time

from handlers.call import Call
from handlers.meeting_about import DAY, ENDS, PLACE, STARTS, Answers
from handlers.meeting_asks import FARTHEST
from handlers.typed_answers import short
from sop.errors import Reason, Refused

MAX_PLACE = 120


def put(
    call: Call,
    data: Answers,
    day: date | None = None,
    starts: time | None = None,
    ends: time | None = None,
    place: str | None = None,
) -> None:
    """Write answers down. Raises Refused for an impossible time; then nothing is.

    A meeting that is given another start keeps its length.
    """
    new = dict(data)
    if day is not None:
        _refuse_other_years(call, day)
        new[DAY] = day.isoformat()
    if starts is not None:
        if ends is None and ENDS in new and STARTS in new:
            _keep_length(new, starts)
        new[STARTS] = f"{starts:%H:%M}"
    if ends is not None:
        new[ENDS] = f"{ends:%H:%M}"
    if place is not None:
        new[PLACE] = short(place, MAX_PLACE, one_line=True)
    check_times(call, new)
    data.update(new)
    for key in data.keys() - new.keys():
        del data[key]


def _keep_length(data: Answers, starts: time) -> None:
    some = date(2000, 1, 1)
    was, until = (datetime.combine(some, time.fromisoformat(data[key])) for key in (STARTS, ENDS))
    ends = datetime.combine(some, starts) + (until - was)
    if ends.date() == some:
        data[ENDS] = f"{ends:%H:%M}"
    else:
        del data[ENDS]


def _refuse_other_years(call: Call, day: date) -> None:
    today = call.now.astimezone(call.office.zone).date()
    if day < today:
        raise Refused(Reason.MEETING_PAST)
    if day - today > FARTHEST:
        raise Refused(Reason.MEETING_FAR)


def check_times(call: Call, data: Answers) -> None:
    """Refuse an impossible time at the question it answers, not at the end of the form."""
    if DAY not in data or STARTS not in data:
        return
    day, zone = date.fromisoformat(data[DAY]), call.office.zone
    starts = datetime.combine(day, time.fromisoformat(data[STARTS]), zone)
    if starts < call.now:
        raise Refused(Reason.MEETING_PAST)
    if ENDS in data and time.fromisoformat(data[ENDS]) <= time.fromisoformat(data[STARTS]):
        raise Refused(Reason.MEETING_REVERSED)
