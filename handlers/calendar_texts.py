"""Words of the working calendar: a month, a change, its preview, and what is told of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from handlers.hours import said, week_said
from handlers.words import esc
from office.almanac import ESTIMATE, DayFacts
from office.calendar_change import Change, Move
from office.hijri import Ramadan
from sop.almanac import Entry, EntryKind
from sop.errors import Reason
from sop.moments import MONTHS, moment
from sop.moments import day as day_words
from sop.workweek import Season

_OFF = ("libur", "cuti", "hari raya")
"""Names that say by themselves that a day is off."""
MOVES_SHOWN, NAMES_SHOWN = 10, 8
REFUSALS: Mapping[Reason, str] = {
    Reason.NO_SUCH_ENTRY: "Perubahan kalender tersebut sudah ditarik.",
    Reason.CALENDAR_EMPTY: "Dengan perubahan itu kantor tidak pernah buka. Silakan periksa jamnya.",
    Reason.CALENDAR_FAR: "Tanggal tersebut terlalu jauh dari hari ini. Silakan periksa tahunnya.",
    Reason.CALENDAR_LONG: "Paling banyak {limit} hari sekaligus. Silakan pilih masa yang lebih pendek.",
    Reason.NOT_A_HOLIDAY: (
        "Hari tersebut bukan hari libur. Untuk Sabtu atau Minggu yang masuk kerja, gunakan Setengah hari."
    ),
    Reason.HOURS_FORM: (
        "Jam tersebut belum dapat dipahami. Tulis seperti 07.30-12.00, 13.00-16.00, atau tutup."
    ),
}
LEGEND = "Tanda: (n) tutup, n* jam lain dari biasanya, [n] hari ini. Ketuk tanggal untuk rinciannya."
UNCHANGED = "Belum ada yang berubah sebelum Terapkan diketuk."
CHANGED_SINCE = "Keadaan berubah sejak pratinjau sebelumnya. Silakan periksa pratinjau yang baru."
NO_ENTRIES = "Belum ada perubahan kalender dari admin; yang berlaku adalah konfigurasi."


def days(first: date, last: date | None) -> str:
    """Return one day, or a run of days from the first date to the last, nothing of a date said twice."""
    if last is None or last == first:
        return day_words(first)
    begin = _date(first)
    if first.year == last.year:
        month_ = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
        begin = f"{first.day}{month_}"
    return f"{begin}\N{EN DASH}{_date(last)}"


def _date(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(
    title: str,
    today: DayFacts,
    facts: Sequence[DayFacts],
    seasons: Sequence[tuple[Season, str]],
    ramadan: Ramadan | None,
    zone: str,
) -> str:
    """Say what a month holds beside its grid."""
    lines = [f"\N{CALENDAR} <b>Kalender kerja {title}</b>", "", f"Hari ini, {_today(today, zone)}"]
    named = _named(facts)
    if named:
        lines += ["", "<b>Hari libur dan hari khusus</b>", *named]
    if seasons or ramadan:
        lines += ["", *(_season(season, name) for season, name in seasons)]
    if ramadan:
        lines.append(
            f"{ramadan.name} {ESTIMATE}: {days(ramadan.first, ramadan.last)}; jam kerjanya belum ditetapkan."
        )
    return "\n".join((*lines, "", f"<i>{LEGEND}</i>"))


def _today(facts: DayFacts, zone: str) -> str:
    called = f" ({esc(facts.name, 80)})" if facts.name else ""
    if facts.hours is None:
        return f"{day_words(facts.day)}{called}: kantor tutup."
    return f"{day_words(facts.day)}{called}: {said(facts.hours)} {zone}."


def _named(facts: Sequence[DayFacts]) -> list[str]:
    """Return a line for each holiday and each special day, days in a row of one name together."""
    lines: list[tuple[date, date, str, str]] = []
    for one in facts:
        if not one.name and not one.special:
            continue
        hours = f": {said(one.hours)}" if one.hours else ""
        name = one.name or "Jam khusus"
        if lines and lines[-1][2:] == (name, hours) and (one.day - lines[-1][1]).days == 1:
            lines[-1] = (lines[-1][0], one.day, name, hours)
        else:
            lines.append((one.day, one.day, name, hours))
    return [f"• {_run(first, last)}: {esc(name, 80)}{hours}" for first, last, name, hours in lines]


def _run(first: date, last: date) -> str:
    return str(first.day) if first == last else f"{first.day}\N{EN DASH}{last.day}"


def _season(season: Season, name: str) -> str:
    return (
        f"{esc(name or 'Masa dengan jam lain', 80)}, {days(season.first, season.last)}: "
        f"{week_said(season.week)}."
    )


def day(facts: DayFacts, zone: str) -> str:
    """Say what one day is, short enough for a toast; not escaped."""
    called = f" {facts.name}." if facts.name else ""
    open_ = f"{said(facts.hours)} {zone}" if facts.hours else "kantor tutup"
    return f"{day_words(facts.day)}: {open_}.{called}"


def entry(of: Entry) -> str:
    """Return what an entry changes; not escaped."""
    when = days(of.first, of.last)
    if of.kind is EntryKind.CLOSED:
        name = of.name if of.name.lower().startswith(_OFF) else f"Libur: {of.name}"
        return f"{name}, {when}"
    if of.kind is EntryKind.OPEN:
        return f"Masuk kerja: {when}"
    if of.kind is EntryKind.HOURS:
        hours = next(iter(of.hours.values()), None)
        return f"Jam khusus: {when}, {said(hours)}"
    if of.kind is EntryKind.WEEK:
        return f"Jam kerja mulai {_date(of.first)}: {week_said(of.hours)}"
    return f"{of.name}, {when}: {week_said(of.hours)}"


def change(wanted: Change, withdrawn: Entry | None) -> str:
    """Return what an admin is about to change; not escaped."""
    if wanted.entry is not None:
        return entry(wanted.entry)
    if withdrawn is not None:
        return f"Ditarik: {entry(withdrawn)}"
    return "Kalender pada konfigurasi"


def preview(what: str, why: str, moves: Sequence[str], names: Sequence[str]) -> str:
    """Show what a change would do."""
    lines = ["<b>Pratinjau perubahan kalender</b>", esc(what, 400), f"Alasan: “{esc(why, 300)}”", ""]
    if moves:
        lines += [f"<b>{len(moves)} tenggat bergeser:</b>", *moves[:MOVES_SHOWN]]
        if len(moves) > MOVES_SHOWN:
            lines.append(f"… dan {len(moves) - MOVES_SHOWN} tenggat lainnya.")
        told = ", ".join(esc(name, 60) for name in names[:NAMES_SHOWN])
        more = f", dan {len(names) - NAMES_SHOWN} lainnya" if len(names) > NAMES_SHOWN else ""
        lines += ["", f"Akan diberi tahu: {told}{more}." if told else "Tidak ada yang perlu diberi tahu."]
    else:
        lines.append("Tidak ada tenggat terbuka yang bergeser.")
    return "\n".join((*lines, "", f"<i>{UNCHANGED}</i>"))


def move(of: Move, posts: str, zone: ZoneInfo) -> str:
    """Return one line of a preview: which task of which case, and from when to when."""
    was, due = (moment(at, zone) if at else "tanpa tenggat" for at in (of.was, of.due))
    return f"• Proses {of.case.id}, langkah {of.task.step} ({posts}): {was} → {due}"


def applied(what: str, count: int) -> str:
    """Say what was done."""
    moved = f"{count} tenggat telah digeser." if count else "Tidak ada tenggat yang bergeser."
    return f"\N{WHITE HEAVY CHECK MARK} Kalender telah diubah.\n{esc(what, 400)}\n{moved}"


def moved(why: str, count: int, lines: Sequence[str]) -> str:
    """Tell somebody that their deadlines moved."""
    more = [f"… dan {count - len(lines)} tugas lainnya; ketuk /tugas."] if count > len(lines) else []
    head = f"\N{CALENDAR} Kalender kerja berubah, sehingga tenggat {count} tugas Anda bergeser."
    return "\n".join((head, f"“{esc(why, 500)}”", *lines, *more))


def configured(count: int) -> str:
    """Tell an admin that the configured calendar is another one."""
    return (
        f"\N{CALENDAR} Kalender pada konfigurasi berubah; {count} tenggat akan bergeser.\n"
        "Tenggat yang terbuka tetap seperti semula sampai seorang admin menerapkannya."
    )
