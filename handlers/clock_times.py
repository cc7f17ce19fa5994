"""Times of day as people type them: "09.00-11.00", "jam 2 siang sampai jam 4", "jam sembilan"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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


def read(text: str, *, alone: bool) -> tuple[time | None, time | None]:
    """Return from when to when a text in small letters says, None where it does not.

    A text that is `alone` says nothing else: then a bare number is a time.
    """
    lasts = _LASTS.search(text)
    rest = _LASTS.sub(" ", text).strip()
    whole = _CLOCK.fullmatch(rest) if alone else None
    starts, ends = (_clock(whole, 0).at, None) if whole else _times(_clocks(rest))
    return starts, ends or _after(starts, lasts)


def in_digits(text: str) -> str:
    """Return a text in small letters with hours and lengths in digits that are written in words."""
    return _SPELLED.sub(lambda match: f"{match['before']}{_HOURS.index(match['number']) + 1}", text)


def without(text: str) -> str:
    """Return a text without what it says of times of day, in small letters."""
    plain = _LASTS.sub(" ", text.lower().replace("\N{EN DASH}", "-"))
    return _CLOCK.sub(lambda m: " " if _says_time(m) else m[0], plain)


def _says_time(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("link", "before", "mark", "half", "minute", "part", "zone"))


def _after(starts: time | None, lasts: re.Match[str] | None) -> time | None:
    """Return when a meeting ends that lasts so long, None where that is not on the same day."""
    if starts is None or lasts is None:
        return None
    minutes = int(lasts["minutes"] or lasts["more"] or 0) + (30 if lasts["half"] else 0)
    some = datetime.combine(date.min, starts)
    ends = some + timedelta(hours=int(lasts["hours"] or 0), minutes=minutes)
    return ends.time() if ends.date() == some.date() else None


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
