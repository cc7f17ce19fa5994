"""The NIP of a civil servant: its form is checked, not whose it is.

Source: Peraturan Kepala BKN Nomor 22 Tahun 2007 on the NIP: eight digits date of birth (YYYYMMDD), six digits
year and month of the first appointment, one digit sex (1 man, 2 woman), three digits sequence.
"""

from datetime import date

from sop.errors import Reason, Refused

DIGITS = 18
YOUNGEST = 16
"""Years between birth and appointment, at the least."""
_MONTHS = 12
_SEXES = ("1", "2")


def check(text: str, today: date) -> str:
    """Return the 18 digits of a typed NIP; spaces and dots between them are passed over.

    Raises Refused, with the part that cannot be.
    """
    digits = "".join(text.split()).replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) != DIGITS:
        raise Refused(Reason.NIP_DIGITS)
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise Refused(Reason.NIP_FORM, part="tanggal lahir (angka ke-1 sampai ke-8)") from None
    if born >= today:
        raise Refused(Reason.NIP_FORM, part="tanggal lahir (angka ke-1 sampai ke-8)")
    year, month = int(digits[8:12]), int(digits[12:14])
    early = year * _MONTHS + month < (born.year + YOUNGEST) * _MONTHS + born.month
    late = (year, month) > (today.year, today.month)
    if not 1 <= month <= _MONTHS or early or late:
        raise Refused(Reason.NIP_FORM, part="tahun dan bulan pengangkatan (angka ke-9 sampai ke-14)")
    if digits[14] not in _SEXES:
        raise Refused(Reason.NIP_FORM, part="jenis kelamin (angka ke-15)")
    if digits[15:] == "000":
        raise Refused(Reason.NIP_FORM, part="nomor urut (angka ke-16 sampai ke-18)")
    return digits


def spaced(nip: str) -> str:
    """Return a NIP as it is usually written: "19900101 201503 1 001"."""
    return f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}"
