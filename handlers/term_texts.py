"""Words about terms: previews before they are entered, and notices of their beginning and end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers import card_texts
from handlers.call import Call
from handlers.sheets import deed
from handlers.words import esc, plain_sop_name
from handlers.words import shown as shown_length
from office.absence import Leave
from office.mine import Mine
from office.substitution import Wish
from office.titles import post_title
from sop.definition import Sop
from sop.moments import MONTHS, day, moment
from sop.people import Position, Standing
from storage.cases import Done
from storage.terms import Order, Term

CAPACITY = {
    Standing.PLH: "Plh.",
    Standing.PLT: "Plt.",
    Standing.AN: "penerima mandat a.n.",
    Standing.UB: "penerima mandat u.b.",
    Standing.DEFINITIVE: "",
}
SHOWN = 8
"""Tasks or deeds that a message lists."""
MOST = 3000
"""Characters that deeds may take of a message's 4096 (Bot API, sendMessage)."""


def sop_label(sop: Sop) -> str:
    """Return an SOP's name for a button."""
    return plain_sop_name(sop)[:58]


def short_date(value: date) -> str:
    """Return "23 November 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(call: Call, first: date, last: date) -> str:
    """Return from when to when, both days included."""
    today = call.now.astimezone(call.office.zone).date()
    begins = "sekarang" if first == today else day(first)
    return f"Masa: {begins} sampai dengan {day(last)}"


def order_line(order: Order) -> list[str]:
    """Return the surat perintah on a line, or none."""
    if not order.number:
        return []
    dated = f" tanggal {short_date(order.dated)}" if order.dated else ""
    paper = " (berkas terlampir)" if order.document else ""
    return [f"Surat perintah: {esc(order.number, 80)}{dated}{paper}"]


def _tasks(moving: Sequence[Mine]) -> list[str]:
    if not moving:
        return ["Tidak ada tugas terbuka yang beralih saat ini."]
    lines = [f"Tugas terbuka yang beralih ({len(moving)}):"]
    lines += [
        f"\N{BULLET} {card_texts.what(one.sop, one.task)} \N{EN DASH} proses {one.case.id}: "
        f"{esc(one.case.title, 60)}"
        for one in moving[:SHOWN]
    ]
    if len(moving) > SHOWN:
        lines.append(f"… dan {len(moving) - SHOWN} tugas lain.")
    return lines


def _name(call: Call, person: int) -> str:
    return esc(call.tx.people.names((person,)).get(person, ""), 80)


def wish_preview(call: Call, wish: Wish, moving: Sequence[Mine]) -> str:
    """Return what is about to be entered for a post."""
    title = esc(post_title(call.office.library, wish.position), 100)
    lines = [
        f"<b>{CAPACITY[wish.standing]} {title}</b>",
        f"Dijalankan oleh: {_name(call, wish.person)}",
    ]
    if wish.via is not None:
        lines.append(f"Melalui: {esc(post_title(call.office.library, wish.via), 100)}")
    if wish.sops:
        named = [sop for sop in call.office.library.current.values() if sop.id in wish.sops]
        lines.append("Hanya untuk: " + esc(", ".join(map(plain_sop_name, named)), 200))
    lines += [days(call, wish.first, wish.last), *order_line(wish.order), "", *_tasks(moving)]
    return "\n".join([*lines, "", "Periksa, lalu ketuk Tetapkan."])


def leave_preview(call: Call, leave: Leave, moving: Mapping[Position, Sequence[Mine]]) -> str:
    """Return what is about to be entered for a leave."""
    lines = ["<b>Cuti</b>", days(call, leave.first, leave.last)]
    for position, person in leave.substitutes.items():
        title = esc(post_title(call.office.library, position), 100)
        who = f"Plh. {_name(call, person)}" if person is not None else "tanpa pengganti"
        lines.append(f"{title}: {who}")
    lines += order_line(leave.order)
    if any(person is not None for person in leave.substitutes.values()):
        lines += ["", *_tasks([one for some in moving.values() for one in some])]
    return "\n".join([*lines, "", "Periksa, lalu ketuk Tetapkan."])


def _until(term: Term, zone: ZoneInfo) -> str:
    """Return the last day of a term; of one that was ended in the course of a day, the moment."""
    if term.until is None:
        return ""
    local = term.until.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return f" sampai dengan {day((local - timedelta(days=1)).date())}"
    return f" sampai {moment(term.until, zone)}"


def line(term: Term, title: str, name: str, zone: ZoneInfo) -> str:
    """Return a term on one line of a list."""
    begins = f"mulai {day(term.since.astimezone(zone).date())}"
    return (
        f"{CAPACITY[term.standing]} {esc(title, 100)}: {esc(name, 80)}, {begins}{_until(term, zone)}".strip()
    )


def notice(
    what: str, side: str, term: Term, names: Mapping[int, str], title: str, zone: ZoneInfo, tasks: int
) -> str:
    """Tell of a term: `what` happens to it, said to the substitute, to the holder, or to those above."""
    who = esc(names.get(term.person, ""), 80)
    holder = esc(names.get(term.for_person or 0, ""), 80)
    post = f"<b>{CAPACITY[term.standing]} {esc(title, 100)}</b>"
    begins = day(term.since.astimezone(zone).date())
    until = _until(term, zone)
    order = "".join(f"\n{one}" for one in order_line(term.order))
    instead = f", menggantikan {holder}," if holder and term.standing is Standing.PLH else ""
    begins = f"{',' if not instead else ''} mulai {begins}"
    moved = f"{tasks} tugas terbuka beralih" if tasks else "Tidak ada tugas terbuka yang beralih"
    yours = {
        "called_off": f"Penugasan {post}, {who}, telah dibatalkan.",
        "ended": f"Tugas Anda sebagai {post} telah berakhir. Terima kasih.",
        "named": (
            f"Anda ditetapkan sebagai {post}{instead}{begins}{until}.{order}\n"
            "Tugasnya akan datang ke percakapan ini."
        ),
        "begun": f"Mulai sekarang Anda {post}{instead}{until}.{order}\n{moved} kepada Anda.",
    }
    theirs = {
        "called_off": yours["called_off"],
        "ended": f"{post}, {who}, telah berakhir.",
        "named": f"{post}: {who}{instead}{begins}{until}.{order}",
        "begun": f"{post} kini dijalankan {who}{instead}{until}.{order}\n{moved}.",
    }
    return f"\N{INFORMATION SOURCE} {(yours if side == 'to' else theirs)[what]}"


def _newest(lines: Sequence[str]) -> list[str]:
    """Return as many of the last lines as one message shows beside all else."""
    kept: list[str] = []
    left = MOST
    for line in reversed(lines):
        left -= shown_length(line) + 1
        if left < 0 or len(kept) == SHOWN * 2:
            break
        kept.insert(0, line)
    return kept


def deeds(done: Sequence[Done], cases: Mapping[int, str], zone: ZoneInfo, back: int | None) -> str:
    """Tell a holder what was done on their behalf, and how many tasks are theirs again; None for no word."""
    lines = [
        f"\N{BULLET} {moment(one.at, zone)}, proses {one.case} ({esc(cases.get(one.case, ''), 60)}): {what}"
        for one in done
        if (what := deed(one.fact)) is not None
    ]
    shown = _newest(lines)
    head = "Yang dilakukan atas nama jabatan Anda:" if lines else "Tidak ada tindakan atas nama jabatan Anda."
    more = [f"… dan {len(lines) - len(shown)} tindakan sebelumnya; lihat Riwayat."] if shown != lines else []
    tasks = f"{back} tugas terbuka kembali kepada Anda." if back else "Tidak ada tugas terbuka yang kembali."
    return "\n".join([head, *more, *shown, *([tasks] if back is not None else [])])


def away(over: bool, until: datetime, zone: ZoneInfo) -> str:
    """Tell somebody that their leave begins, or is over."""
    if over:
        return "\N{INFORMATION SOURCE} Masa cuti Anda telah berakhir. Selamat bertugas kembali."
    last = day((until.astimezone(zone) - timedelta(seconds=1)).date())
    back = "Bila kembali lebih awal, ketuk /cuti."
    return f"\N{INFORMATION SOURCE} Cuti Anda tercatat sampai dengan {last}. {back}"


def uncovered(who: str, title: str, since: datetime, until: datetime, zone: ZoneInfo, *, pool: bool) -> str:
    """Tell those above that a post is without a substitute while its holder is away; a pool, empty."""
    first = day(since.astimezone(zone).date())
    last = day((until.astimezone(zone) - timedelta(seconds=1)).date())
    if pool:
        return (
            f"\N{WARNING SIGN} {esc(who, 80)} cuti mulai {first} sampai dengan {last}, dan tidak ada "
            f"<b>{esc(title, 100)}</b> lain yang bertugas. Tugas yang masuk dapat ditugaskan kepada pejabat "
            "lain."
        )
    return (
        f"\N{WARNING SIGN} {esc(who, 80)} cuti mulai {first} sampai dengan {last}, dan jabatan "
        f"<b>{esc(title, 100)}</b> tanpa pengganti. Ketuk /plh untuk menetapkan pengganti."
    )
