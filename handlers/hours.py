"""Opening hours as people type and read them: "07.30-12.00, 13.00-16.00; Jumat 07.30-11.30"."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from sop.errors import Reason, Refused
from sop.moments import DAYS
from sop.workweek import DayHours, Week

CLOSED = "tutup"
_NAMES = {name.lower(): index for index, name in enumerate(DAYS)} | {"ahad": 6, "jum'at": 4, "jum’at": 4}  # noqa: RUF001 - typed so on phones
_NAME = "|".join(map(re.escape, _NAMES))
_DAYS = re.compile(
    rf"\s*((?:{_NAME})\b(?:\s*(?:-|–|s\.?\s?d\.?|sampai|,|dan)\s*(?:{_NAME})\b)*)\s*:?\s*"  # noqa: RUF001 - typed so
)
_TO = re.compile(rf"({_NAME})\s*(?:-|–|s\.?\s?d\.?|sampai)\s*({_NAME})")  # noqa: RUF001 - typed so
_LINK = re.compile(r"\s*(?:s\.?\s?/?\s?d\.?|sampai(?: dengan)?|hingga)\s*")


def read_spans(text: str) -> DayHours:
    """Return the hours of one day as typed; "tutup" is a closed day. Refused for what is none."""
    plain = _LINK.sub("-", text.lower().replace("wib", " ").replace("pukul", " ").strip(" ."))
    if plain in (CLOSED, "libur"):
        return DayHours(())
    work, _, rest = plain.partition("istirahat")
    try:
        found = DayHours.parse(_parts(work))
        breaks = DayHours.parse(_parts(rest))
        found = _without(found, breaks)
    except ValueError:
        raise Refused(Reason.HOURS_FORM) from None
    if not found.spans:
        raise Refused(Reason.HOURS_FORM)
    return found


def _parts(text: str) -> list[str]:
    return [part for piece in re.split(r",|\bdan\b|\n", text) if (part := piece.strip(" .():"))]


def _without(hours: DayHours, breaks: DayHours) -> DayHours:
    """Return hours with breaks cut out of them; ValueError for a break that lies in none of them."""
    spans = list(hours.spans)
    for begins, ends in breaks.spans:
        place = next((n for n, (opens, closes) in enumerate(spans) if opens < begins and ends < closes), None)
        if place is None:
            raise ValueError(breaks)
        opens, closes = spans[place]
        spans[place : place + 1] = [(opens, begins), (ends, closes)]
    return DayHours(tuple(spans))


def read_week(text: str, usual: Week) -> dict[int, DayHours]:
    """Return a week as typed: each part, up to a semicolon or a new line, for the days it names.

    A part without days is for all that are open in the usual week; a day that no part is for keeps its usual
    hours. Refused for what is none.
    """
    week, named, rest = dict(usual), set[int](), None
    for part in re.split(r"[;\n]", text.lower()):
        if not part.strip():
            continue
        match = _DAYS.match(part)
        if match is None:
            if rest is not None:
                raise Refused(Reason.HOURS_FORM)
            rest = read_spans(part)
            continue
        hours = read_spans(part[match.end() :])
        for day in _named(match[1]):
            week[day] = hours
            named.add(day)
    if rest is not None:
        week |= {day: rest for day in usual if usual[day].spans and day not in named}
    if rest is None and not named:
        raise Refused(Reason.HOURS_FORM)
    return {day: hours for day, hours in sorted(week.items()) if hours.spans}


def _named(text: str) -> Iterable[int]:
    for first, last in _TO.findall(text):
        begin, end = _NAMES[first], _NAMES[last]
        yield from range(begin, end + 1) if begin <= end else (begin, end)
    yield from (_NAMES[name] for name in re.findall(_NAME, text))


def said(hours: DayHours | None) -> str:
    """Return the hours of a day, its spans one after the other, or "tutup"."""
    if hours is None or not hours.spans:
        return CLOSED
    return ", ".join(f"{opens:%H.%M}\N{EN DASH}{closes:%H.%M}" for opens, closes in hours.spans)


def week_said(week: Mapping[int, DayHours]) -> str:
    """Return a week, days with the same hours together; closed days are not named."""
    open_days = [(day, said(week[day])) for day in sorted(week) if week[day].spans]
    parts = []
    for hours, group in groupby(open_days, key=lambda pair: pair[1]):
        days = [day for day, _ in group]
        whole = days[-1] - days[0] == len(days) - 1
        names = [DAYS[day] for day in days]
        if len(days) > 2 and whole:  # noqa: PLR2004 - two days are named both
            names = [f"{names[0]}\N{EN DASH}{names[-1]}"]
        parts.append(f"{', '.join(names)} {hours}")
    return "; ".join(parts)


def dumped(hours: DayHours) -> list[str]:
    """Return hours as plain data."""
    return [f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in hours.spans]


def loaded(data: Mapping[str, list[str]]) -> dict[int, DayHours]:
    """Return a week out of plain data."""
    return {int(day): DayHours.parse(spans) for day, spans in data.items()}
