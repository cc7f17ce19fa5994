"""Words and buttons of the search."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import words
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.paging import ARROWS, turns
from office.search import Found, Page, Query
from sop.case import Case, Status
from sop.definition import Sop
from sop.moments import day
from storage.documents import Document

SHOWN = 5
LIMIT = 3900
"""Characters of a list, within the 4096 of a message (Bot API, sendMessage)."""
LONGEST = 200
MOST_KINDS = 6
GENERATED = ("Lembar disposisi", "Sertifikat proses", "Paket arsip")
ASK = (
    "<b>Pencarian</b>\n"
    "Apa yang dicari? Tulis judul, nomor proses atau nomor arsip, tahun, nama pejabat, jenis berkas, atau "
    "kata di dalam berkas PDF, Word, dan Excel.\n"
    "Contoh: <i>rapat evaluasi 2026</i>, <i>065/12/ORG-2026</i>, <i>notulen Yulia</i>, <i>capai*</i>."
)
NO_WORDS = "Tulis sekurang-kurangnya satu kata atau angka, misalnya <i>rapat evaluasi 2026</i>."
TOO_MANY = "Gunakan paling banyak {most} kata, misalnya <i>rapat evaluasi 2026</i>."


def offers(now: datetime, sops: Iterable[Sop]) -> Keyboard:
    """Return buttons for what is often looked for: this year and the last, and the kinds of files."""
    years = tuple(_seek(f"\N{CALENDAR} Tahun {year}", f"tahun:{year}") for year in (now.year, now.year - 1))
    labels = dict.fromkeys(step.file_label for sop in sops for step in sop.steps if step.file_label)
    kinds = [*list(labels)[:MOST_KINDS], *GENERATED]
    found = [_seek(f"\N{PAPERCLIP} {words.cut(kind, 30)}", kind) for kind in kinds]
    return (years, *(tuple(found[i : i + 2]) for i in range(0, len(found), 2)))


def _seek(label: str, text: str) -> Button:
    """Return a button that looks for something; what is too long for it loses its last words."""
    said = text.replace(":", "=")
    while len(said.encode()) > 48:  # noqa: PLR2004 - leaves room for the verb in 64 bytes
        said = said.rpartition(" ")[0] or said[:12]
    return button(label, ListButton(ListVerb.SEEK, said))


def sought(data: str) -> str:
    """Return what such a button looks for."""
    return data.replace("=", ":")


def asked(what: Query) -> str:
    """Return what was looked for, as it is said."""
    parts = [f"“{words.esc(what.text, 120)}”"] if what.text else []
    return ", ".join([*parts, *([f"tahun {what.year}"] if what.year else [])])


def nothing(what: Query) -> str:
    """Say that nothing was found."""
    return (
        f"Tidak ada yang ditemukan untuk {asked(what)} di antara proses yang dapat Anda lihat.\n"
        "Coba kata yang lebih sedikit, atau awal kata saja dengan bintang, misalnya <i>capai*</i>."
    )


def results(
    what: Query,
    page: Page,
    number: int,
    excerpts: Mapping[int, str],
    steps: Mapping[int, int],
    zone: ZoneInfo,
) -> str:
    """Return a page of what was found; the words around each place go first where there is too much."""
    begin = number * SHOWN
    total = f"lebih dari {page.total}" if page.more else str(page.total)
    head = f"Hasil pencarian {asked(what)}: {total} proses"
    head += f" ({begin + 1}\N{EN DASH}{begin + len(page.found)})" if page.total > SHOWN else ""
    head += "\nMohon persempit pencarian bila belum ditemukan." if page.more else ""
    for shown in (excerpts, {}):
        entries = [_entry(i, one, shown, steps, zone) for i, one in enumerate(page.found, begin + 1)]
        text = "\n\n".join([head, *entries])
        if words.shown(text) <= LIMIT:
            break
    return text


def _entry(
    number: int, found: Found, excerpts: Mapping[int, str], steps: Mapping[int, int], zone: ZoneInfo
) -> str:
    case = found.case
    lines = [f"{number}. {words.case_line(case)}", f"    {_where(case, steps.get(case.id, 0), zone)}"]
    for file in found.files:
        lines.append(f"    \N{PAPERCLIP} {words.esc(file.label, 60)} versi {file.number}")
        if excerpts.get(file.id):
            lines.append(f"    {excerpts[file.id]}")
    return "\n".join(lines)


def _where(case: Case, steps: int, zone: ZoneInfo) -> str:
    parts = [f"Nomor arsip <b>{words.esc(case.archive.number, 80)}</b>"] if case.archive else []
    parts.append(f"tahun {case.opened.astimezone(zone).year}")
    if case.status is Status.OPEN:
        parts.append(f"langkah {case.step} dari {steps}")
    elif case.ended is not None:
        word = "selesai" if case.status is Status.CLOSED else "dibatalkan"
        parts.append(f"{word} {day(case.ended.astimezone(zone).date())}")
    said = ", ".join(parts)
    return said[0].upper() + said[1:]


def buttons(page: Page, number: int, search: int) -> Keyboard:
    """Return a row for each case, with its best file, and those to the other pages."""
    begin = number * SHOWN
    rows: list[Sequence[Button]] = []
    for i, one in enumerate(page.found, begin + 1):
        status = button(f"\N{BAR CHART} Proses {one.case.id}", ListButton(ListVerb.STATUS, str(one.case.id)))
        rows.append((*(_open(i, one.case, file) for file in one.files), status))
    pages = turns(
        number, page.total, SHOWN, lambda to: ListButton(ListVerb.FOUND, str(search), str(to)), ARROWS
    )
    return (*(tuple(row) for row in rows), *pages)


def _open(number: int, case: Case, file: Document) -> Button:
    label = f"\N{PAPERCLIP} {number}. {words.cut(file.label, 24)}"
    return button(label, ListButton(ListVerb.FILE, str(case.id), str(file.id)))
