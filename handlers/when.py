"""Days and times as people type them: "besok", "Senin 30/11 pukul 09.00-12.00", "30 November 2026"."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers.moments import DAYS, MONTHS

_SHORT = {name[:3].lower(): index for index, name in enumerate(MONTHS, 1)} | {"agt": 8, "agu": 8}
_NEAR = {"hari ini": 0, "besok": 1, "lusa": 2}
# "09.30-11.30" holds "30-11", and "9-11" is nine to eleven: hyphens make a date where no hour can be meant.
_NUMERIC = re.compile(
    r"(?<![\d.:/-])(?:(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?|(\d{1,2})-(\d{1,2})-(\d{4})|(2[5-9]|3[01])-(\d{1,2}))"
    r"(?![\d/-])"
)
_NAMED = re.compile(r"\b(\d{1,2})\s+([a-z]{3,9})(?:\s+(\d{4}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_TIME = re.compile(r"(?<![\d/])(\d{1,2})(?:[.:](\d{2}))?(?![\d/])")
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class When:
    """What was understood: a day, and up to two times of day."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None


def read(text: str, today: date) -> When:
    """Return what a typed text says of a meeting's time; fields that it does not say are None."""
    rest = " ".join(text.lower().replace(",", " ").replace("\N{EN DASH}", "-").split())
    day, rest = _day(rest, today)
    times = [t for t in (_time(m) for m in _TIME.finditer(rest)) if t is not None]
    return When(day, times[0] if times else None, times[1] if len(times) > 1 else None)


def _day(text: str, today: date) -> tuple[date | None, str]:
    for pattern, order in ((_ISO, "ymd"), (_NUMERIC, "dmy"), (_NAMED, "dmy")):
        match = pattern.search(text)
        found = _date(match, order, today) if match else None
        if match and found:
            return found, _without_weekday(text[: match.start()] + " " + text[match.end() :])
    for words, days in _NEAR.items():
        if words in text:
            return today + timedelta(days=days), text.replace(words, " ")
    for index, name in enumerate(DAYS):
        if re.search(rf"\b{name.lower()}\b", text):
            ahead = (index - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), _without_weekday(text)
    return None, text


def _without_weekday(text: str) -> str:
    return re.sub("|".join(name.lower() for name in DAYS), " ", text)


def _date(match: re.Match[str], order: str, today: date) -> date | None:
    groups = [group for group in match.groups() if group is not None]
    if order == "ymd":
        year, month, day = (int(g) for g in groups)
        return _valid(year, month, day)
    number = int(groups[1]) if groups[1].isdigit() else _SHORT.get(groups[1][:3], 0)
    if len(groups) > 2:  # noqa: PLR2004 - day, month, year
        year = int(groups[2])
        return _valid(year if year >= _CENTURY else _CENTURY + year, number, int(groups[0]))
    this_year = _valid(today.year, number, int(groups[0]))
    if this_year is not None and this_year < today:
        return _valid(today.year + 1, number, int(groups[0]))
    return this_year


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time | None:
    hour, minute = int(match[1]), int(match[2] or 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
