"""What one typed text says of a meeting: its day, start, end and place, each where it is said.

The grammar of `when` is asked first; for a day that it does not know, `dateparser` is. Whatever comes of it
is shown and confirmed before it counts.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib import import_module
from threading import Thread
from zoneinfo import ZoneInfo

from handlers import clock_times, when
from handlers.words import visible
from sop.errors import Reason, Refused
from sop.moments import day as day_words

_ZONES = {"wib": timedelta(hours=7), "wita": timedelta(hours=8), "wit": timedelta(hours=9)}
"""The zones of Indonesia (Keputusan Presiden 41/1987)."""
_ZONE = re.compile(r"\b(?:wib|wita|wit)\b", re.IGNORECASE)
# "di" stands before a place, and what follows it is one until a word of time begins, or a time: "lantai 3"
# and "ruang 2.05" are none.
_TIME_WORDS = (
    r"(?:besok|esok|bsk|lusa|hari|pukul|jam|pkl|tanggal|tgl|pada|mulai|sampai|hingga|selesai|s\.?\s?d|s/d|minggu"
    r"|senin|selasa|rabu|kamis|jum\W?at|sabtu|ahad)\b"
)
_ROOM = "".join(
    rf"(?<!\b{word})" for word in ("ruang", "ruangan", "lantai", "lt", "lt.", "kamar", "gedung", "no.")
)
_UNTIL = rf"(?=[\s,;]+{_TIME_WORDS}|{_ROOM}[\s,;]+\d{{1,2}}\s?[./:-]\s?\d{{1,2}}|[\s,;.]*$)"
_PLACE = re.compile(
    rf"(?:\bbertempat|\btempat(?:nya)?\s*:?|\bdi)\s+(?:di\s+)?(?!{_TIME_WORDS})(?P<place>\S.*?){_UNTIL}",
    re.IGNORECASE | re.DOTALL,
)
_AHEAD = re.compile(r"\b(?P<much>\d{1,3})\s+(?P<unit>hari|minggu|bulan)\s+(?:lagi|mendatang|ke\s+depan)\b")
_ONE_AHEAD = re.compile(r"\bse(?P<unit>hari|minggu|bulan)\s+(?:lagi|mendatang|ke\s+depan)\b")
_FILLERS = re.compile(
    r"\b(?:pada|rapat|mulai|sampai(?: dengan)?|hingga|selesai"
    r"|hari(?=\s+(?:senin|selasa|rabu|kamis|jumat|sabtu)))\b|[,;!?]"
)
_NAMES_DAY = re.compile(r"\d|\b(?:esok|lusa)\b")
"""Without a number dateparser makes days of months and years: "Mei" of today's date in May."""
_LENGTH = re.compile(r"\b(?:jam|menit)\W*$", re.IGNORECASE)
_BARE = re.compile(r"[\s.,:/-]*\d{1,2}(?:[\s.,:/-]+\d{1,2})?[\s.,:/-]*")
"""A number or two and nothing else: "9" would be the ninth."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood; None for what a text does not say."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was understood."""
        return self == Typed()


def understand(text: str, now: datetime, zone: ZoneInfo, places: tuple[str, ...]) -> Typed:
    """Return what a typed text says of a meeting, in the office's own zone.

    Raises Refused where a day is named with another weekday than it is.
    """
    place, rest = _place(visible(text), places)
    today = now.astimezone(zone).date()
    odd = when.odd_weekday(rest, today)
    if odd is not None:
        raise Refused(Reason.MEETING_WEEKDAY, day=day_words(odd))
    found = when.read(rest, today)
    day = found.day or otherwise(rest, now, zone)
    said = Typed(day, found.starts, found.ends, place)
    return _in_zone(said, rest, day or today, zone)


def end_after(starts: str, text: str, zone: ZoneInfo, now: datetime) -> time | None:
    """Return when a meeting ends that starts at "09:30" and lasts "2 jam"; None where no length is typed."""
    if not _LENGTH.search(text):
        return None
    length = text.lower().strip().removeprefix("selama ")
    return understand(f"pukul {starts.replace(':', '.')} selama {length}", now, zone, ()).ends


def only_place(text: str, places: tuple[str, ...]) -> str:
    """Return an answer that is nothing but a place: "di aula" is "Aula", as the office writes it."""
    place, rest = _place(visible(text), places)
    return place if place is not None and not rest.strip(" .,;") else text


def get_ready() -> None:
    """Load dateparser beside the work: it takes a third of a second, and soon somebody may type."""
    Thread(target=import_module, args=("dateparser.date",), daemon=True).start()


def otherwise(text: str, now: datetime, zone: ZoneInfo) -> date | None:
    """Return the day that dateparser finds in all of a text without its times, None where it is not sure.

    A day that has passed is none, nor is a month or a year without its day.
    """
    words = _asked(text)
    if not _NAMES_DAY.search(words) or _BARE.fullmatch(words):
        return None
    from dateparser.date import DateDataParser  # noqa: PLC0415 - the bot starts without it

    local = now.astimezone(zone).replace(tzinfo=None)
    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": local,
        "TIMEZONE": zone.key,
        "DATE_ORDER": "DMY",
        "REQUIRE_PARTS": ["day"],
    }
    found = DateDataParser(languages=["id"], settings=settings).get_date_data(words).date_obj
    return found.date() if found is not None and found.date() >= local.date() else None


def _asked(text: str) -> str:
    """Return a text as dateparser knows such words: "dua minggu lagi" is "dalam 2 minggu"."""
    words = when.weeks(_ZONE.sub(" ", clock_times.without(text)))
    for number, name in enumerate(clock_times.NUMBERS, 1):
        words = re.sub(rf"\b{name}\b", str(number), words)
    words = _ONE_AHEAD.sub(r"dalam 1 \g<unit>", words)
    words = _AHEAD.sub(r"dalam \g<much> \g<unit>", words)
    return " ".join(_FILLERS.sub(" ", words).split())


def _place(text: str, places: tuple[str, ...]) -> tuple[str | None, str]:
    """Return the place a text names, as the office writes it where it is a known one, and the rest of it."""
    for place in sorted(places, key=len, reverse=True):
        known = re.search(rf"(?:\bdi\s+)?(?<!\w){re.escape(place)}{_UNTIL}", text, re.IGNORECASE)
        if known:
            return place, text[: known.start()] + " " + text[known.end() :]
    named = _PLACE.search(text)
    if named is None:
        return None, text
    return " ".join(named["place"].split()), text[: named.start()] + " " + text[named.end() :]


def _in_zone(said: Typed, text: str, day: date, zone: ZoneInfo) -> Typed:
    """Return times that were said in another zone of Indonesia in the office's own.

    Two zones in one text, or a time that is on another day here, are not understood.
    """
    named = {word.lower() for word in _ZONE.findall(text)}
    if not named or said.starts is None:
        return said
    here = datetime.combine(day, said.starts, zone).utcoffset()
    if here is None or len(named) > 1:
        return replace(said, starts=None, ends=None)
    shift = here - _ZONES[named.pop()]
    starts, ends = _shifted(said.starts, shift), _shifted(said.ends, shift)
    if starts is None or (said.ends is not None and ends is None):
        return replace(said, starts=None, ends=None)
    return replace(said, starts=starts, ends=ends)


def _shifted(at: time | None, shift: timedelta) -> time | None:
    if at is None:
        return None
    moved = datetime.combine(date(2000, 1, 2), at) + shift
    return moved.time() if moved.date() == date(2000, 1, 2) else None
