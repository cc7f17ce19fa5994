"""Days and times as people type them: "besok jam 2 siang", "Senin 30/11 pukul 09.00-12.00"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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
NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_HOURS = (*NUMBERS, "sebelas", "dua belas")
_SPELLED = re.compile(
    r"\b(?P<before>(?:pukul|jam|jm|pkl|pk|setengah|sampai|hingga|selama)\.?\s+(?:setengah\s+|jam\s+|pukul\s+)?)"
    rf"(?P<number>{'|'.join(reversed(_HOURS))})\b"
)
_LASTS = re.compile(
    r"\bselama\s+(?:(?P<hours>\d{1,2})(?P<half>[. ]5|\s+setengah)?\s*jam\b(?:\s+(?P<more>\d{1,2})\s*menit\b)?"
    r"|(?P<minutes>\d{1,3})\s*menit\b)"
)

_CLOCK = re.compile(
    r"(?P<link>(?:-|\b(?:s\s?[./]?\s?d\.?|sampai(?: dengan)?|hingga|selesai|berakhir))\s*)?"
    r"(?P<before>\b(?:pagi|siang|sore|petang|malam)\s+)?(?P<mark>\b(?:pukul|jam|jm|pkl|pk)\.?\s*)?"
    r"(?P<half>\bsetengah\s+)?"
    r"(?<![\d/])(?<!\d[.:])(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?![\d/])(?!\s*(?:menit|orang)\b)"
    r"(?:\s*(?P<part>pagi|siang|sore|petang|malam)\b)?(?P<zone>\s*(?:wib|wita|wit)\b)?"
)
_PLACE = re.compile(r"\b(?:lantai|lt|ruang|ruangan|gedung|kamar|aula|nomor|no)\b\.?\s*$")
"""Before a number that counts rooms and not hours."""
_PLACE_WITHIN = 20
_AFTERNOON = {"siang": range(1, 5), "sore": range(1, 8), "petang": range(1, 8), "malam": range(6, 12)}
"""The hours to which such a word adds twelve: "2 siang" is 14.00, and "11 siang" stays."""
_HALF_DAY = 12
_OFFICE_AFTERNOON = range(1, 6)
"""Hours that nobody meets at in the early morning: "jam 2" without more is 14.00, "02.00" stays."""


@dataclass(frozen=True, slots=True)
class When:
    """What was understood: a day, and up to two times of day."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None


def read(text: str, today: date) -> When:
    """Return what a typed text says of a meeting's time; fields that it does not say are None."""
    day, rest = _day(_plain(text), today)
    lasts = _LASTS.search(rest)
    rest = _LASTS.sub(" ", rest).strip()
    whole = _CLOCK.fullmatch(rest)
    starts, ends = (_clock(whole, 0).at, None) if day is None and whole else _times(_clocks(rest))
    return When(day, starts, ends or _after(starts, lasts))


def odd_weekday(text: str, today: date) -> date | None:
    """Return the day that a text names where it names another weekday beside it: "Selasa 30/11"."""
    plain = _plain(text)
    plain = plain if _WEEK.search(plain) else re.sub(r"\bminggu\b", "ahad", plain)
    day, named = _day(plain, today)[0], {_WEEKDAYS.index(name) for name in re.findall(_ANY_WEEKDAY, plain)}
    return day if day is not None and named and day.weekday() not in named else None


def _plain(text: str) -> str:
    """Return a text in small letters, with one word for what has several."""
    plain = " ".join(text.lower().replace(",", " ").replace("\N{EN DASH}", "-").split())
    return _SPELLED.sub(_in_digits, _SUNDAY.sub("ahad", weeks(_FRIDAY.sub("jumat", plain))))


def weeks(text: str) -> str:
    """Return a text in small letters with one word for a week."""
    return _PEKAN.sub(lambda match: f"{match[1] or ''}minggu", text)


def _in_digits(match: re.Match[str]) -> str:
    return f"{match['before']}{_HOURS.index(match['number']) + 1}"


def _after(starts: time | None, lasts: re.Match[str] | None) -> time | None:
    """Return when a meeting ends that lasts so long, None where that is not on the same day."""
    if starts is None or lasts is None:
        return None
    minutes = int(lasts["minutes"] or lasts["more"] or 0) + (30 if lasts["half"] else 0)
    some = datetime.combine(date.min, starts)
    ends = some + timedelta(hours=int(lasts["hours"] or 0), minutes=minutes)
    return ends.time() if ends.date() == some.date() else None


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


def without_times(text: str) -> str:
    """Return a text without what it says of times of day, in small letters."""
    plain = text.lower().replace("\N{EN DASH}", "-")
    return _CLOCK.sub(lambda m: " " if _says_time(m) else m[0], plain)


def _says_time(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("link", "before", "mark", "half", "minute", "part", "zone"))


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


@dataclass(frozen=True, slots=True)
class _Clock:
    """A number that may be a time of day, as it was written."""

    at: time | None
    said: bool
    """Whether it says itself that it is a time: "09.00", "jam 9", "9 pagi", "9 WIB"."""
    linked: bool
    """Whether it follows a hyphen, "sampai" or the like."""
    joined: bool
    """Whether nothing else stands between it and the number before."""
    part: str
    """The word for the part of the day, "" where there is none."""
    twelve: bool
    """Whether it may be meant on a clock of twelve hours: "9" may, "09" may not."""

    @property
    def later(self) -> time | None:
        """The same in the second half of the day, None where it is there already."""
        return (
            self.at.replace(hour=self.at.hour + _HALF_DAY) if self.at and self.at.hour < _HALF_DAY else None
        )


def _clocks(text: str) -> list[_Clock]:
    found, end = [], 0
    for match in _CLOCK.finditer(text):
        start = match.start()
        if match["link"] or match["mark"] or not _PLACE.search(text, max(0, start - _PLACE_WITHIN), start):
            found.append(_clock(match, len(text[end:start].strip())))
            end = match.end()
    return [clock for clock in found if clock.at is not None]


def _clock(match: re.Match[str], between: int) -> _Clock:
    """Return what was written; `between` counts the signs since the number before."""
    part = match["part"] or (match["before"] or "").strip()
    said = bool(part) or any(match[name] for name in ("mark", "half", "minute", "zone"))
    return _Clock(_time(match, part), said, bool(match["link"]), not between, part, match["hour"][0] != "0")


def _time(match: re.Match[str], part: str) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour == _HALF_DAY and part in ("pagi", "malam"):
        return None  # midnight, but of which day?
    unsaid = not part and match["hour"][0] != "0"
    if hour in (_OFFICE_AFTERNOON if unsaid else _AFTERNOON.get(part, ())):
        hour += _HALF_DAY
    if match["half"]:
        hour, minute = hour - 1, 30
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _times(clocks: Sequence[_Clock]) -> tuple[time | None, time | None]:
    """Return from when to when: one number that says it is a time, or two that belong together."""
    spans = [i for i in range(len(clocks) - 1) if clocks[i + 1].linked and clocks[i + 1].joined]
    sure = [i for i, clock in enumerate(clocks) if clock.said or (i in spans and clocks[i + 1].said)]
    first = next(iter([*sure, *spans]), None)
    if first is None:
        return None, None
    starts, after = clocks[first], clocks[first + 1 :]
    ends = next((c for c in after if c.linked and c.said), None)
    if after and after[0].joined and (after[0].linked or after[0].said):
        ends = after[0]
    return _on_one_clock(starts, ends) if ends else (starts.at, None)


def _on_one_clock(starts: _Clock, ends: _Clock) -> tuple[time | None, time | None]:
    """Let what is said of one end hold for the other: "jam 2 siang sampai jam 4" ends at 16.00."""
    assert starts.at is not None  # noqa: S101 - such numbers were left out
    assert ends.at is not None  # noqa: S101
    if starts.part and not ends.part and ends.at <= starts.at:
        return starts.at, ends.later
    if ends.part in _AFTERNOON and not starts.part and starts.twelve and starts.later:
        return (starts.later if starts.later < ends.at else starts.at), ends.at
    return starts.at, ends.at
