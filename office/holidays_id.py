"""Closed days: Indonesia's public holidays and cuti bersama, with the admin's corrections."""

from collections.abc import Collection, Mapping
from datetime import date


class OfficeHolidays:
    """Closed days with their names, usable as the `closed` argument of a `WorkCalendar`.

    The library `holidays` knows the public holidays and the government's cuti bersama once they are decreed;
    for later years Islamic and lunar dates are estimates, named "… (perkiraan)", and cuti bersama is missing.
    So the config can add days (`extra`, with their names) and take days out (`removed`); `national` and
    `collective` say whether public holidays and cuti bersama count at all.
    A year is looked up when it is first asked for. Raises ValueError when a day is both added and removed.
    """

    def __init__(
        self,
        extra: Mapping[date, str] | None = None,
        removed: Collection[date] = (),
        *,
        national: bool = True,
        collective: bool = True,
    ) -> None:
        self._categories = (*(("public",) if national else ()), *(("government",) if collective else ()))
        self._extra = dict(extra or {})
        self._removed = frozenset(removed)
        self._years: dict[int, Mapping[date, str]] = {}
        both = sorted(self._removed & self._extra.keys())
        if both:
            raise ValueError(
                f"{', '.join(map(str, both))} cannot be both added to and removed from the holidays"
            )

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.name(day) is not None

    def name(self, day: date) -> str | None:
        """Return the Indonesian name of the holiday on this day, None when there is none."""
        return self.of_year(day.year).get(day)

    def of_year(self, year: int) -> Mapping[date, str]:
        """Return all holidays of a year, in order, with their names."""
        if year not in self._years:
            self._years[year] = self._looked_up(year)
        return self._years[year]

    def _looked_up(self, year: int) -> Mapping[date, str]:
        # Imported here because few commands of the program need it, and start-up time is mostly imports.
        from holidays import country_holidays  # noqa: PLC0415

        known: Mapping[date, str] = {}
        if self._categories:
            known = country_holidays(
                "ID", years=year, expand=False, categories=self._categories, language="id"
            )
        named = {day: name for day, name in known.items() if day not in self._removed}
        named |= {day: name for day, name in self._extra.items() if day.year == year}
        return dict(sorted(named.items()))
