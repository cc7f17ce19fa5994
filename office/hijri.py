"""When Ramadan is likely to be: an estimate, for the month begins when the government says that it does."""

from dataclasses import dataclass
from datetime import date, timedelta

RAMADAN, SHAWWAL = 9, 10
LAST_YEAR = 2077


@dataclass(frozen=True, slots=True)
class Ramadan:
    """A Ramadan by calculation: first and last day, and the year of the Hijri calendar."""

    year: int
    first: date
    last: date

    @property
    def name(self) -> str:
        """Return what people call it: "Ramadan 1448 H"."""
        return f"Ramadan {self.year} H"


def ramadan_from(day: date) -> Ramadan | None:
    """Return the Ramadan that holds this day or comes next; None past the years that can be calculated.

    By the Umm al-Qura calendar, which `hijridate` knows up to 1500 H (2077): Indonesia's sidang isbat may
    decide on a day before or after.
    """
    # Imported here because hardly any run of the program asks for it.
    from hijridate import Gregorian, Hijri  # noqa: PLC0415

    if day.year >= LAST_YEAR:
        return None
    year = Gregorian(day.year, day.month, day.day).to_hijri().year
    for candidate in (year, year + 1):
        found = Ramadan(
            candidate,
            _plain(Hijri(candidate, RAMADAN, 1).to_gregorian()),
            _plain(Hijri(candidate, SHAWWAL, 1).to_gregorian()) - timedelta(days=1),
        )
        if day <= found.last:
            return found
    return None


def _plain(day: date) -> date:
    return date(day.year, day.month, day.day)
