"""The archive record on a task's card: what is written down, and the choices for each part of it."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers import panels, words
from handlers.buttons import Verb
from handlers.letter import Button, Keyboard
from sop.archive import ArchiveRecord, Archiving, Fate

ACTIVE_OFFERED = (1, 2, 3, 5)
INACTIVE_OFFERED = (0, 2, 3, 5)
FATES = tuple(Fate)
CHOOSE = "Periksa, ketuk yang perlu diubah, lalu ketuk ✅ Arsipkan."
On = Callable[[str, Verb, str], Button]


@dataclass(frozen=True, slots=True)
class ArchiveSight:
    """What would be written down now, and what the office offers."""

    record: ArchiveRecord
    automatic: bool
    """Whether the number is the next one by the office's pattern."""
    rules: Archiving


def retention(record: ArchiveRecord) -> str:
    """Return the retention in words: "aktif 2 tahun, inaktif 3 tahun, lalu musnah"."""
    return (
        f"aktif {record.active_years} tahun, inaktif {record.inactive_years} tahun, "
        f"lalu {record.fate.value.lower()}"
    )


def classification(record: ArchiveRecord) -> str:
    """Return code and name, escaped."""
    name = f" \N{EN DASH} {words.esc(record.name, 70)}" if record.name else ""
    return f"{words.esc(record.code)}{name}"


def lines(name: str, sight: ArchiveSight) -> list[str]:
    """Return what the panel says above its buttons."""
    if name == panels.ARCHIVE_CODE:
        return ["Pilih kode klasifikasi arsip."]
    if name == panels.ARCHIVE_RETENTION:
        return [f"Retensi: {retention(sight.record)}", "Pilih masa aktif, masa inaktif, dan nasib akhir."]
    if name == panels.ARCHIVE_PLACE:
        return ["Pilih lokasi simpan."]
    record = sight.record
    how = " (otomatis)" if sight.automatic else ""
    srikandi = words.esc(record.srikandi, 60) or "\N{EN DASH}"
    return [
        f"Nomor arsip: {words.esc(record.number, 90)}{how}",
        f"Klasifikasi: {classification(record)}",
        f"Retensi: {retention(record)}",
        f"Lokasi: {words.esc(record.location, 70)}",
        f"Nomor SRIKANDI: {srikandi}",
        CHOOSE,
    ]


def rows(name: str, sight: ArchiveSight, on: On) -> Keyboard:
    """Return the panel's buttons."""
    make = _ROWS.get(name)
    return make(sight, on) if make else _overview(sight, on)


def _overview(sight: ArchiveSight, on: On) -> Keyboard:
    field = Verb.ARCHIVE_FIELD
    return (
        (on("🏷 Klasifikasi", field, "code"), on("🔢 Nomor", field, "number")),
        (on("⏳ Retensi", field, "retention"), on("📍 Lokasi", field, "place")),
        (on("🔗 SRIKANDI", field, "srikandi"), on("Kembali", Verb.BACK, "")),
        (on("✅ Arsipkan", Verb.ARCHIVE_DO, sight.record.fingerprint),),
    )


def _mark(label: str, *, chosen: bool) -> str:
    return ("🔘 " if chosen else "⚪️ ") + label


def _last(on: On, typed: str) -> tuple[Button, ...]:
    return (on("✏️ Ketik", Verb.ARCHIVE_FIELD, typed), on("Kembali", Verb.BACK, ""))


def _codes(sight: ArchiveSight, on: On) -> Keyboard:
    offered = tuple(
        (
            on(
                _mark(f"{one.code} {one.name}"[:56], chosen=one.code == sight.record.code),
                Verb.ARCHIVE_SET,
                f"code-{i}",
            ),
        )
        for i, one in enumerate(sight.rules.classifications)
    )
    return (*offered, _last(on, "type-code"))


def _retention(sight: ArchiveSight, on: On) -> Keyboard:
    record = sight.record

    def years(word: str, key: str, offered: tuple[int, ...], now: int) -> tuple[Button, ...]:
        return tuple(
            on(_mark(f"{word} {n}", chosen=n == now), Verb.ARCHIVE_SET, f"{key}-{n}") for n in offered
        )

    fates = tuple(
        on(_mark(fate.value, chosen=fate is record.fate), Verb.ARCHIVE_SET, f"fate-{i}")
        for i, fate in enumerate(FATES)
    )
    return (
        years("A", "active", ACTIVE_OFFERED, record.active_years),
        years("I", "inactive", INACTIVE_OFFERED, record.inactive_years),
        fates,
        _last(on, "type-retention"),
    )


def _places(sight: ArchiveSight, on: On) -> Keyboard:
    offered = tuple(
        (on(_mark(place, chosen=place == sight.record.location), Verb.ARCHIVE_SET, f"place-{i}"),)
        for i, place in enumerate(sight.rules.locations)
    )
    return (*offered, _last(on, "type-place"))


_ROWS = {
    panels.ARCHIVE_CODE: _codes,
    panels.ARCHIVE_RETENTION: _retention,
    panels.ARCHIVE_PLACE: _places,
}
