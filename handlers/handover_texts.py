"""Words of serah terima: what is chosen, the preview, and who is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import assign_texts, card_texts
from handlers.letter import Keyboard, Letter, NewText
from handlers.words import case_line, esc, shown
from office.cases import find
from office.handover import Plan
from office.library import Library
from office.mine import Mine
from office.office import Office
from office.titles import post_title
from sop.moments import MONTHS
from sop.people import Position, Standing
from sop.turn import CAPACITIES
from storage.outbox import Pending
from storage.terms import Absence, Term
from storage.transaction import Tx

SHOWN = 8
"""Tasks that a preview names at the most, of each kind."""
MOST_POSTS = 6
"""Posts or terms that a preview names, of each kind."""
LIMIT = 3800
"""Characters of a preview, within the 4096 of a message (Bot API, sendMessage)."""


def short_day(at: datetime, zone: ZoneInfo) -> str:
    """Return the day of a moment: "23 November 2026"."""
    local = at.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def last_day(until: datetime, zone: ZoneInfo) -> str:
    """Return the last day of what ends at a moment, which is itself out."""
    return short_day(until - timedelta(seconds=1), zone)


def item(library: Library, term: Term, zone: ZoneInfo) -> str:
    """Return a post somebody holds or fills, on a line, not escaped."""
    until = f" s.d. {last_day(term.until, zone)}" if term.until is not None else ""
    return f"{CAPACITIES.get(term.standing, '')}{post_title(library, term.position)}{until}"


def which(name: str) -> str:
    """Ask which posts are handed over."""
    return (
        f"<b>Serah terima</b>\nPejabat: {esc(name, 80)}\n\n"
        "Pilih jabatan yang diserahterimakan, lalu ketuk Lanjut."
    )


def which_ends(name: str) -> str:
    """Ask which post ends."""
    return f"<b>Akhiri jabatan</b>\nPejabat: {esc(name, 80)}\n\nJabatan mana yang diakhiri?"


def successor(name: str) -> str:
    """Ask who succeeds."""
    return f"<b>Serah terima</b>\nPejabat: {esc(name, 80)}\n\nSiapa penggantinya?"


def _tasks(head: str, tasks: Sequence[Mine], most: int) -> list[str]:
    if not tasks:
        return []
    lines = [
        f"\N{BULLET} {card_texts.what(one.sop, one.task)} \N{EN DASH} proses {one.case.id}: "
        f"{esc(one.case.title, 60)}"
        for one in tasks
    ]
    return [f"{head} ({len(tasks)}):", *_few(lines, most, "tugas lain")]


def _few(lines: list[str], most: int, what: str) -> list[str]:
    """Return the lines, or as many as are named, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], f"… dan {more} {what}."] if more > 0 else lines


def preview(
    library: Library, zone: ZoneInfo, plan: Plan, to: str, names: dict[int, str], *, reachable: bool
) -> str:
    """Show what a hand-over would do; `to` is the successor, "" where there is nobody yet.

    Where all the tasks do not fit a message, fewer are named, and all are counted.
    """
    text = ""
    for most in range(SHOWN, -1, -2):
        text = _preview(library, zone, plan, to, names, reachable, most)
        if shown(text) <= LIMIT:
            break
    return text


def _preview(
    library: Library,
    zone: ZoneInfo,
    plan: Plan,
    to: str,
    names: dict[int, str],
    reachable: bool,
    most: int,
) -> str:
    ends = "<b>Serah terima</b>" if to else "<b>Akhiri jabatan</b>"
    lines = [ends, f"Pejabat: {esc(plan.name, 80)}"]
    lines.append(f"Pengganti: {esc(to, 80) if to else 'belum ada; jabatan menjadi belum terisi'}")
    if not reachable:
        lines.append("\N{WARNING SIGN} Pengganti tidak dapat dihubungi oleh bot.")
    posts = [f"\N{BULLET} {esc(post_title(library, p), 100)}" for p in plan.posts]
    acting = [f"\N{BULLET} {esc(item(library, term, zone), 160)}" for term in plan.acting]
    beside = [
        f"\N{BULLET} {esc(item(library, term, zone), 160)}, {esc(names.get(term.person, ''), 80)}"
        for term in plan.beside
    ]
    for head, part in (
        ("Jabatan yang berpindah:" if to else "Jabatan yang berakhir:", posts),
        ("Penugasan yang berakhir dan tidak berpindah:", acting),
        ("Turut berakhir pada jabatan tersebut:", beside),
    ):
        lines += ["", head, *_few(part, MOST_POSTS, "lainnya")] if part else []
    if plan.leaves:
        lines += ["", *_few([_leave(leave, zone) for leave in plan.leaves], MOST_POSTS, "cuti lain")]
    moving = _tasks("Tugas terbuka pada jabatan itu", plan.moving, most)
    back = "Tugas yang telah diambil, beralih" if to else "Tugas yang telah diambil, kembali ke kelompok"
    taken = _tasks(back, plan.taken, most)
    for tasks in (moving, taken):
        lines += ["", *tasks] if tasks else []
    if not moving and not taken:
        lines += ["", "Tidak ada tugas terbuka yang berpindah."]
    if plan.admin:
        lines += ["", f"{esc(plan.name, 80)} adalah admin; hak itu tidak berubah. Cabut dengan /admin."]
    return "\n".join([*lines, "", f"Periksa, lalu ketuk {'Serahkan' if to else 'Akhiri'}."])


def _leave(leave: Absence, zone: ZoneInfo) -> str:
    days = f"{short_day(leave.since, zone)} s.d. {last_day(leave.until, zone)}"
    return f"Cuti yang tercatat ({days}) gugur."


def done(plan: Plan, to: str) -> str:
    """Say that it was done."""
    if to:
        return f"Serah terima {esc(plan.name, 80)} kepada {esc(to, 80)} telah dicatat."
    return f"Jabatan {esc(plan.name, 80)} telah diakhiri."


def _handed_over(_: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    """Tell the successor, the former, and those above."""
    posts = ", ".join(post_title(office.library, Position(*pair)) for pair in data["posts"])
    who, to = esc(data["who"], 80), esc(data["to"], 80)
    moved = f"{data['tasks']} tugas terbuka beralih" if data["tasks"] else "Tidak ada tugas yang beralih"
    post = f"<b>{esc(posts, 300)}</b>"
    if data["side"] == "to":
        text = f"Anda menerima jabatan {post} dari {who}.\n{moved} kepada Anda."
    elif data["side"] == "from":
        given = f"diserahterimakan kepada {to}" if to else "diakhiri"
        text = f"Jabatan Anda {post} telah {given}. Terima kasih."
    else:
        given = f"beralih dari {who} kepada {to}.\n{moved}." if to else f"tidak lagi dipegang {who}."
        text = f"Jabatan {post} {given}"
    return NewText(pending.chat, f"\N{INFORMATION SOURCE} {text}")


_VACANT = {
    Standing.DEFINITIVE: "belum terisi sejak {who} tidak lagi memegangnya. Kirim undangan atau tetapkan Plt.",
    Standing.PLT: "belum terisi: penugasan {who} sebagai Plt. berakhir. Kirim undangan atau tetapkan Plt. "
    "lain.",
    Standing.PLH: "kembali kepada pejabatnya: penugasan {who} sebagai Plh. berakhir. Bila pejabatnya masih "
    "tidak di tempat, tetapkan Plh. lain dengan /plh.",
}


def _vacated(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter:
    """Tell of a post that nobody fills now, and of the tasks that wait there."""
    title = esc(post_title(office.library, Position(data["role"], data["unit"])), 100)
    why = _VACANT[Standing(data["standing"])].format(who=esc(data["who"], 80))
    lines = [f"\N{WARNING SIGN} Jabatan <b>{title}</b> {why}"]
    rows: Keyboard = ()
    for i, (case_id, task_id) in enumerate(data["tasks"], 1):
        sop, case = find(tx, office, case_id)
        task = case.task(task_id)
        if task is None or not task.open:
            continue
        lines.append(f"{i}. {card_texts.what(sop, task)} \N{EN DASH} {case_line(case)}")
        hand = assign_texts.hand(tx, office, pending.chat, case, task, named=True)
        rows += ((hand,),) if hand is not None else ()
    if data["count"]:
        lines.insert(1, f"Tugas terbuka yang menunggu ({data['count']}):")
    if data["count"] > len(data["tasks"]):
        lines.append(f"… dan {data['count'] - len(data['tasks'])} tugas lain.")
    return NewText(pending.chat, "\n".join(lines), rows)


COMPOSE = {"handed_over": _handed_over, "vacated": _vacated}
