"""An appointment as an iCalendar file (RFC 5545) that a phone's calendar opens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

MIME = "text/calendar"
PRODID = "-//sopbot//Rapat//ID"
ALARM = timedelta(minutes=30)
"""So long before its start the phone's own alarm rings."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a phone's calendar is told of a meeting. `uid` stays, `sequence` rises with every change.

    A later file with the same `uid` replaces the appointment in a calendar (RFC 5545, 3.8.7.4); `withdrawn`
    takes it out again.
    """

    uid: str
    sequence: int
    stamp: datetime
    """When this file was made."""
    starts: datetime
    ends: datetime
    zone: ZoneInfo
    """The zone its times are written in."""
    summary: str
    place: str
    description: str = ""
    contact: str = ""
    """Whom to ask, in words: no address is invented."""
    url: str = ""
    withdrawn: bool = False

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return "rapat-batal.ics" if self.withdrawn else "rapat.ics"


def calendar_file(one: Appointment) -> bytes:
    """Return the file: UTF-8, lines ended by CRLF and folded at 75 octets (RFC 5545, 3.1).

    Times stand in the zone they were agreed in, with that zone's rule beside them, so that they also read
    right where a calendar knows no zones by name.
    """
    # A tenth of a second of imports, for what most messages never need.
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - see above

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("method", "CANCEL" if one.withdrawn else "PUBLISH")
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp)
    event.add("dtstart", one.starts.astimezone(one.zone))
    event.add("dtend", one.ends.astimezone(one.zone))
    event.add("summary", one.summary)
    event.add("location", one.place)
    for name, value in (("description", one.description), ("contact", one.contact), ("url", one.url)):
        if value:
            event.add(name, value)
    event.add("status", "CANCELLED" if one.withdrawn else "CONFIRMED")
    if not one.withdrawn:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.summary)
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
    calendar.add_component(_rule(one.zone, one.starts.astimezone(one.zone).year))
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


@lru_cache(maxsize=8)
def _rule(zone: ZoneInfo, year: int) -> Any:
    """Return what clocks do in a zone around a year (VTIMEZONE); that takes a while to find."""
    from icalendar import Timezone  # noqa: PLC0415 - as above

    first, last = date(year - 1, 1, 1), date(year + 2, 1, 1)
    rule = Timezone.from_tzinfo(zone, zone.key, first_date=first, last_date=last)
    rule.pop("comment", None)
    return rule
