"""Times and amounts as officials read them, in Indonesian, on a phone and on paper."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_KILO = 1024


def day(value: date) -> str:
    """Return a day: "Senin, 23 November 2026"."""
    return f"{DAYS[value.weekday()]}, {value.day} {MONTHS[value.month - 1]} {value.year}"


def date_of(value: datetime, zone: ZoneInfo) -> str:
    """Return the date of a moment as papers carry it: "23 November 2026"."""
    local = value.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def clock(value: datetime, zone: ZoneInfo) -> str:
    """Return a time of day with its zone: "10.30 WIB"."""
    local = value.astimezone(zone)
    return f"{local:%H.%M} {local.tzname()}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return a moment: "Senin, 23 November 2026 pukul 10.30 WIB"."""
    return f"{day(value.astimezone(zone).date())} pukul {clock(value, zone)}"


def span(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """Return a meeting's time: "Senin, 23 November 2026 pukul 09.00-12.00 WIB"."""
    local = starts.astimezone(zone)
    return f"{day(local.date())} pukul {local:%H.%M}\N{EN DASH}{clock(ends, zone)}"


def duration(value: timedelta) -> str:
    """Return working time left or passed: "1 jam 20 menit"; less than a minute is "kurang dari 1 menit"."""
    minutes = int(value.total_seconds()) // 60
    if minutes < 1:
        return "kurang dari 1 menit"
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} jam"] if hours else []
    parts += [f"{minutes} menit"] if minutes else []
    return " ".join(parts)


def size(value: int) -> str:
    """Return a file's size: "24 KB", "1,4 MB"; never a thousand of the smaller unit."""
    if value < _KILO:
        return f"{value} byte"
    if round(value / _KILO) < _KILO:
        return f"{round(value / _KILO)} KB"
    amount = value / _KILO / _KILO
    unit = "MB"
    if round(amount, 1) >= _KILO:
        amount, unit = amount / _KILO, "GB"
    return f"{amount:.1f} {unit}".replace(".", ",")
