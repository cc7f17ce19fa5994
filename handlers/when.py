"""Days as people type them: "besok", "Senin 30/11", "Jumat minggu depan"; with the times beside them."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from handlers import clock_times
from sop.moments import DAYS, MONTHS

_SHORT = {name[:3].lower(): index for index, name in enumerate(MONTHS, 1)}
_SHORT |= {"agt": 8, "agu": 8, "peb": 2, "nop": 11}
_NEAR = {"hari ini": 0, "lusa": 2, "besok": 1, "esok": 1, "bsk": 1, "kemarin": -1}
"""Looked for in this order: "besok lusa" is the day after tomorrow."""
# "09.30-11.30" holds "30-11", and "9-11" is nine to eleven: hyphens make a date where no hour can be meant.
_NUMERIC = re.compile(
    r"(?<![\d.:/-])(?:(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?|(\d{1,2})[-.](\d{1,2})[-.](\d{4})"
    r"|(\d{1,2})\.(\d{1,2})\.(\d{2})"
    r"|(2[5-9]|3[01])-(\d{1,2}))(?![\d/-])"
)
_NAMED = re.compile(r"\b(\d{1,2})\s+([a-z]{3,9})(?:\s+(\d{4}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FRIDAY = re.compile(r"\bjum\W?at\b")
_SUNDAY = re.compile(r"\b(?:ahad|hari minggu)\b")
# "Minggu" is Sunday, "minggu" a week: "minggu depan" may be the coming Sunday or any day of next week.
_WEEK = re.compile(
    r"\bseminggu\b|\b(?:\d+|se|satu|dua|tiga|empat)\s+minggu\b|\bminggu\s+(?:depan|ini|lagi|besok|ke|yang|yg)"
)
_IN_WEEK = re.compile(r"\bminggu\s+(depan|ini)\b")
"""With a weekday it names a day after all: "Jumat minggu depan" is the Friday of next week."""
_PEKAN = re.compile(r"\b(se)?pekan(?=\s+(?:depan|ini|lagi|mendatang|ke)\b)")
"""Another word for a week; "akhir pekan" is no day."""
_TODAY = re.compile(
    r"\bnanti(?=\s+(?:pagi|siang|sore|petang|malam|jam|pukul|pkl|pk)\b)|\b(?:pagi|siang|sore|malam) ini\b"
)
_OF_MONTH = re.compile(r"\b(?:tanggal|tgl)\b\.?\s*(\d{1,2})\b(?!\s*[./:-]?\d)(?!\s+bulan\b)")
_WEEKDAYS = (*(name.lower() for name in DAYS[:-1]), "ahad")
_ANY_WEEKDAY = rf"\b({'|'.join(_WEEKDAYS)})\b"
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class When:
    """What was understood: a day, and up to two times of day."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None


def read(text: str, today: date) -> When:
    """Return what a typed text says of a meeting's time; fields that it does not say are None."""
    day, rest = _day(_plain(text), today)
    return When(day, *clock_times.read(rest, alone=day is None))


def odd_weekday(text: str, today: date) -> date | None:
    """Return the day that a text names where it names another weekday beside it: "Selasa 30/11"."""
    plain = _plain(text)
    plain = plain if _WEEK.search(plain) else re.sub(r"\bminggu\b", "ahad", plain)
    day, named = _day(plain, today)[0], {_WEEKDAYS.index(name) for name in re.findall(_ANY_WEEKDAY, plain)}
    return day if day is not None and named and day.weekday() not in named else None


def _plain(text: str) -> str:
    """Return a text in small letters, with one word for what has several."""
    plain = " ".join(text.lower().replace(",", " ").replace("\N{EN DASH}", "-").split())
    return clock_times.in_digits(_SUNDAY.sub("ahad", weeks(_FRIDAY.sub("jumat", plain))))


def weeks(text: str) -> str:
    """Return a text in small letters with one word for a week."""
    return _PEKAN.sub(lambda match: f"{match[1] or ''}minggu", text)


def _day(text: str, today: date) -> tuple[date | None, str]:
    for pattern, order in ((_ISO, "ymd"), (_NUMERIC, "dmy"), (_NAMED, "dmy")):
        for match in pattern.finditer(text):
            found = _date(match, order, today)
            rest = _without_weekday(text[: match.start()] + " " + text[match.end() :])
            if found or _means_date(match):
                return found, rest
    if _WEEK.search(text):
        return _in_week(text, today)
    of_month = _OF_MONTH.search(text)
    if of_month:
        rest = _without_weekday(text[: of_month.start()] + " " + text[of_month.end() :])
        return _next_of_month(int(of_month[1]), today), rest
    text = re.sub(r"\bminggu\b", "ahad", text)
    for words, days in _NEAR.items():
        if re.search(rf"\b{words}\b", text):
            return today + timedelta(days=days), text.replace(words, " ")
    for index, name in enumerate(_WEEKDAYS):
        if re.search(rf"\b{name}\b", text):
            ahead = (index - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead), _without_weekday(text)
    return (today, _TODAY.sub(" ", text)) if _TODAY.search(text) else (None, text)


def _means_date(match: re.Match[str]) -> bool:
    """Whether a day that does not exist was meant as one: "31/11" is no weekday beside it either."""
    return "/" in match[0] or any((group or "")[:3] in _SHORT for group in match.groups())


def _in_week(text: str, today: date) -> tuple[date | None, str]:
    """Return the weekday of this week or of the next, weeks beginning on Monday; None for a day gone by."""
    week = _IN_WEEK.search(text)
    rest = text[: week.start()] + " " + text[week.end() :] if week else text
    index = next((i for i, name in enumerate(_WEEKDAYS) if re.search(rf"\b{name}\b", rest)), None)
    if week is None or index is None:
        return None, text
    weeks = 1 if week[1] == "depan" else 0
    day = today + timedelta(days=index - today.weekday() + 7 * weeks)
    return (day if day >= today else None), _without_weekday(rest)


def _next_of_month(number: int, today: date) -> date | None:
    """Return the next such day of a month: "tanggal 5" on the 23rd is the 5th of the next month."""
    following = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    for month in (today, following):
        day = _valid(month.year, month.month, number)
        if day is not None and day >= today:
            return day
    return None


def _without_weekday(text: str) -> str:
    return re.sub("|".join((*_WEEKDAYS, "minggu")), " ", text)


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
