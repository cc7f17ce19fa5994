"""What is written down when a file goes to the archive: under which code and number, for how long, where.

Sources: Permendagri 83/2022 (kode klasifikasi arsip), UU 43/2009 and PP 28/2012 (jadwal retensi arsip: aktif,
inaktif, nasib akhir). The codes and the retention are each office's own; only their form is known here.
"""

import hashlib
import re
from dataclasses import astuple, dataclass
from enum import StrEnum
from string import Formatter

LONGEST_YEARS = 100
MAX_NUMBER = 120
MAX_CODE = 30
MAX_TEXT = 80
"""Characters of a classification's name, a location, a reference: they must fit a card beside all else."""
_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_CODE = re.compile(rf"[0-9A-Za-z](?:[0-9A-Za-z.\-]{{0,{MAX_CODE - 2}}}[0-9A-Za-z])?")
_WIDTH = re.compile(r"(?:0[1-9])?")


class Fate(StrEnum):
    """Nasib akhir: what becomes of it after its retention (PP 28/2012, jadwal retensi arsip)."""

    DESTROYED = "Musnah"
    PERMANENT = "Permanen"
    REVIEWED = "Dinilai kembali"


@dataclass(frozen=True, slots=True)
class Classification:
    """A code of the office's classification, with the retention that goes with it, in years."""

    code: str
    name: str
    active_years: int = 2
    inactive_years: int = 3
    fate: Fate = Fate.REVIEWED


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """Under what a case is archived. Years are counted as the office's jadwal retensi arsip counts them."""

    number: str
    code: str
    name: str
    active_years: int
    inactive_years: int
    fate: Fate
    location: str
    srikandi: str = ""
    """Its reference in SRIKANDI, where there is one."""

    @property
    def fingerprint(self) -> str:
        """A short hash over every value: a tap that confirms the record says which one it saw."""
        return hashlib.sha256(repr(tuple(map(str, astuple(self)))).encode()).hexdigest()[:12]

    @property
    def sound(self) -> bool:
        """Whether it has all it needs, in a form that fits."""
        return (
            0 < len(self.number.strip()) <= MAX_NUMBER
            and is_code(self.code)
            and 0 <= self.active_years <= LONGEST_YEARS
            and 0 <= self.inactive_years <= LONGEST_YEARS
            and 0 < len(self.location.strip()) <= MAX_TEXT
            and max(len(self.name), len(self.srikandi)) <= MAX_TEXT
        )


def is_code(text: str) -> bool:
    """Whether a text is in the form of a classification code, such as "000.8.6.3", with a digit at least."""
    return _CODE.fullmatch(text) is not None and any(sign.isdigit() for sign in text)


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """How archive numbers are made: "{kode}/{nomor:03}/{unit}/{tahun}".

    `{nomor}` counts from 1 each year and may have a width; `{tahun}` is the year, `{bulan}` the month in
    Roman numerals, `{kode}` the classification code, `{unit}` the office's own sign.
    """

    text: str = "{kode}/{nomor:03}/{tahun}"
    unit: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError, with what is wrong, where no number could be made of it."""
        try:
            parts = list(Formatter().parse(self.text))
        except ValueError:
            message = "has a brace without its other half"
            raise ValueError(message) from None
        used = {name for _, name, _, _ in parts if name is not None}
        for _, name, spec, conversion in parts:
            if name is None:
                continue
            if name not in {"kode", "nomor", "unit", "tahun", "bulan"}:
                message = f"has {{{name}}}, which is not known"
                raise ValueError(message)
            if conversion or (spec and (name != "nomor" or not _WIDTH.fullmatch(spec))):
                message = f"has a form behind {name} that is not known"
                raise ValueError(message)
        for name in ("nomor", "tahun"):
            if name not in used:
                message = f"has no {{{name}}}, so numbers would come twice"
                raise ValueError(message)
        if "unit" in used and not self.unit:
            message = "has {unit}, but archive.unit is not given"
            raise ValueError(message)

    def number(self, code: str, count: int, year: int, month: int) -> str:
        """Return the number of a record: `count` is its place in the year, `month` counts from 1."""
        return self.text.format(kode=code, nomor=count, unit=self.unit, tahun=year, bulan=_MONTHS[month - 1])


USUAL = (
    Classification("000.8", "Organisasi dan Tata Laksana"),
    Classification("000.8.3", "Ketatalaksanaan"),
    Classification("000.8.6.3", "Akuntabilitas Kinerja Instansi Pemerintah"),
)
"""Codes that serve until the office gives its own (Permendagri 83/2022, 000.8)."""


@dataclass(frozen=True, slots=True)
class Archiving:
    """How an office archives: what it may choose from, the usual first, and how it numbers."""

    classifications: tuple[Classification, ...] = USUAL
    pattern: NumberPattern = NumberPattern()
    locations: tuple[str, ...] = ("Ruang Arsip",)
