"""The office of these tests: 2026 with holidays, Ramadan hours, a Saturday at work and a half day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sop.calendar import DayHours, Season, WorkCalendar, default_week

WIB = ZoneInfo("Asia/Jakarta")
HOLIDAYS_2026 = {
    date(2026, 3, 18),  # cuti bersama Nyepi
    date(2026, 3, 19),  # Nyepi
    date(2026, 3, 20),  # cuti bersama Idul Fitri
    date(2026, 3, 23),
    date(2026, 3, 24),
    date(2026, 8, 17),  # Hari Kemerdekaan
    date(2026, 12, 24),  # cuti bersama Natal
    date(2026, 12, 25),
    date(2027, 1, 1),
}
RAMADAN = Season(
    date(2026, 2, 18),
    date(2026, 3, 19),
    dict.fromkeys(range(4), DayHours.parse(["08.00-12.00", "12.30-15.00"]))
    | {4: DayHours.parse(["08.00-11.30", "12.30-15.30"])},
)
SATURDAY_AT_WORK, HALF_DAY = date(2026, 8, 22), date(2026, 12, 31)
OVERRIDES = {SATURDAY_AT_WORK: DayHours.parse(["08.00-12.00"]), HALF_DAY: DayHours.parse(["07.30-12.00"])}
OFFICE = WorkCalendar(WIB, default_week(), HOLIDAYS_2026, OVERRIDES, [RAMADAN])


def wib(text: str) -> datetime:
    """Return a moment on the office's wall, written as 2026-08-14 15:00."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)
