"""Calendar files as another program reads them: `vobject`, which shares no code with what makes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import vobject


@dataclass(frozen=True)
class Read:
    """What a calendar would show; moments in UTC."""

    method: str
    uid: str
    sequence: int
    status: str
    zone: str
    starts: datetime
    ends: datetime
    stamp: datetime
    summary: str
    place: str
    description: str
    url: str
    alarm: timedelta | None


def read(content: bytes) -> Read:
    """Return the one event of a file; its time zone comes from the file's own VTIMEZONE."""
    calendar: Any = vobject.readOne(content.decode())
    (event,) = calendar.vevent_list
    assert event.dtstart.value.utcoffset() is not None
    alarms = getattr(event, "valarm_list", [])
    return Read(
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        event.status.value,
        event.dtstart.params["X-VOBJ-ORIGINAL-TZID"][0],
        event.dtstart.value.astimezone(UTC),
        event.dtend.value.astimezone(UTC),
        event.dtstamp.value.astimezone(UTC),
        event.summary.value,
        event.location.value,
        event.description.value if "description" in event.contents else "",
        event.url.value if "url" in event.contents else "",
        alarms[0].trigger.value if alarms else None,
    )
