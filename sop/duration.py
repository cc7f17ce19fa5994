"""The time an SOP allows for a step, as its table states it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Self, cast

Unit = Literal["menit", "jam", "hari"]

_LABEL = re.compile(r"([0-9]+)\s*(menit|jam|hari)(?:(?<=hari)\s+kerja)?", re.IGNORECASE)
_MOST = 9999
_RIGHT = 'write a whole number and menit, jam or hari, such as "60 menit", "2 jam" or "1 hari"'


@dataclass(frozen=True, slots=True)
class Duration:
    """An SOP's time as written: the label stays verbatim, because people read it beside the paper.

    `menit` and `jam` are working time, `hari` are working days. Raises ValueError for an amount that is not
    1 to 9999.
    """

    label: str
    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _MOST:
            raise ValueError(f'"{self.label}" must allow between 1 and {_MOST}: {_RIGHT}')

    @classmethod
    def parse(cls, label: str) -> Self:
        """Read "60 menit", "2 Jam" or "1 hari" (also "1 hari kerja"), whatever the case.

        Raises ValueError, saying what would be right.
        """
        found = _LABEL.fullmatch(label.strip())
        if not found:
            raise ValueError(f'"{label}" is not a time an SOP can state: {_RIGHT}')
        return cls(label, int(found[1]), cast("Unit", found[2].lower()))

    @property
    def work(self) -> timedelta | None:
        """The working time it stands for, None for days, whose length depends on the calendar."""
        if self.unit == "menit":
            return timedelta(minutes=self.amount)
        return timedelta(hours=self.amount) if self.unit == "jam" else None
