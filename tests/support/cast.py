"""The cast: one invented name a post, the same in every test."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace

from tests.support.phones import Phone, Phones
from tests.support.running import UNITS


@dataclass(frozen=True)
class Cast:
    """Seven officials of an invented office, and somebody who does not belong to it."""

    andri: Phone
    """Kepala Biro."""
    rina: Phone
    """Kasubag TU, and the office's admin."""
    yulia: Phone
    """Kepala Bagian Tata Laksana."""
    hendra: Phone
    """Kepala Bagian Kelembagaan."""
    dewi: Phone
    """Kepala Bagian Reformasi Birokrasi."""
    fajar: Phone
    """JF/Pelaksana Tata Laksana."""
    siti: Phone
    """JF/Pelaksana Tata Laksana."""
    joko: Phone
    """A stranger."""

    def on(self, phones: Phones) -> "Cast":
        """Return the same people, with phones that are looked at in another way."""
        return Cast(**{one.name: replace(getattr(self, one.name), phones=phones) for one in fields(self)})

    @property
    def officials(self) -> tuple[Phone, ...]:
        """Everyone with a post."""
        return (self.andri, self.rina, self.yulia, self.hendra, self.dewi, self.fajar, self.siti)

    @property
    def heads_of_units(self) -> tuple[Phone, ...]:
        """The three Kepala Bagian."""
        return (self.yulia, self.hendra, self.dewi)


ADMIN = 720002
_SEATS = (
    ("andri", "Andri Saputra", "kepala-biro", None),
    ("rina", "Rina Marlina", "kasubag-tu", None),
    ("yulia", "Yulia Fitri", "kepala-bagian", UNITS[0]),
    ("hendra", "Hendra Wijaya", "kepala-bagian", UNITS[1]),
    ("dewi", "Dewi Anggraini", "kepala-bagian", UNITS[2]),
    ("fajar", "Fajar Ramadhan", "jf", UNITS[0]),
    ("siti", "Siti Rahmah", "jf", UNITS[0]),
)


Inviting = Callable[[str, str | None], str]
"""Makes an invitation to a role, perhaps in a unit, and returns its code."""


def seat_everyone(phones: Phones, invite: Inviting) -> Cast:
    """Give everyone a phone and let them come in by an invitation."""
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda seat: invite(seat[2], seat[3]), _SEATS))
    found = {}
    for number, (key, name, role, unit) in enumerate(_SEATS, 1):
        found[key] = phones.person(name, unit or role, user_id=720000 + number)
        found[key].start(codes[number - 1])
    for phone in found.values():
        phone.wait_for("Selamat datang")
    joko = phones.person("Joko Susilo", "bukan pegawai", user_id=720099)
    return Cast(**found, joko=joko)
