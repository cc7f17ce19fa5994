"""Words of /orang: the tree of the office, and what an admin sees of somebody."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.handover_texts import item, last_day, short_day
from handlers.term_texts import order_line
from handlers.words import esc, shown
from office.chart import Filled, Node, Profile
from office.library import Library
from office.titles import post_title
from sop.people import Standing

LIMIT = 3800
"""Characters of a page, within the 4096 of a message (Bot API, sendMessage)."""
MOST = 20
"""People of one pool that a page names."""
TOP = "Pimpinan"
HEAD = "<b>Susunan pejabat</b>"
_MARKS = {
    Standing.DEFINITIVE: "",
    Standing.PLT: "Plt. ",
    Standing.PLH: "Plh. ",
    Standing.AN: "Mandat a.n.: ",
    Standing.UB: "Mandat u.b.: ",
}
_FILLING = frozenset({Standing.DEFINITIVE, Standing.PLT, Standing.PLH})
_STEP = "    "


def pages(library: Library, zone: ZoneInfo, nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Return the tree as one page, or as one for those above and one for each unit: (label, text)."""
    blocks = [(node, _node(library, zone, node)) for node in nodes]
    whole = "\n".join([HEAD, "", *(text for _, text in blocks)])
    if shown(whole) <= LIMIT:
        return [("", whole)]
    sections: dict[str, list[str]] = {}
    for node, text in blocks:
        sections.setdefault(node.position.unit or TOP, []).append(text)
    return [
        (label if i == 1 else f"{label} ({i})", f"{HEAD}: {esc(label, 80)}\n\n{page}")
        for label, texts in sections.items()
        for i, page in enumerate(_packed(texts), 1)
    ]


def _packed(texts: Sequence[str]) -> list[str]:
    """Return the blocks on as few pages as they fit."""
    found: list[str] = []
    for text in texts:
        if found and shown(found[-1]) + shown(text) < LIMIT:
            found[-1] += f"\n{text}"
        else:
            found.append(text)
    return found


def _node(library: Library, zone: ZoneInfo, node: Node) -> str:
    indent = _STEP * min(node.depth, 4)
    vacant = not any(one.standing in _FILLING for one in node.people)
    lines = [f"{indent}<b>{esc(post_title(library, node.position), 100)}</b>"]
    if vacant:
        lines[0] += ": belum terisi"
    lines += [f"{indent}{_person(one, zone)}" for one in node.people[:MOST]]
    more = len(node.people) - MOST
    if more > 0:
        lines.append(f"{indent}… dan {more} orang lain")
    if node.room:
        lines.append(f"{indent}Grup: {esc(node.room, 60)}")
    return "\n".join(lines)


def _person(one: Filled, zone: ZoneInfo) -> str:
    text = f"{_MARKS[one.standing]}{esc(one.name, 60)}"
    if one.until is not None:
        text += f" s.d. {last_day(one.until, zone)}"
    if one.away is not None:
        text += f", cuti s.d. {last_day(one.away, zone)}"
    if not one.reachable:
        text += " \N{WARNING SIGN} tidak dapat dihubungi"
    return text


def people(total: int) -> str:
    """Head the list of people."""
    return f"Pejabat yang terdaftar ({total}). Pilih untuk melihat atau mengubah."


def profile(library: Library, zone: ZoneInfo, one: Profile) -> str:
    """Return what an admin sees of somebody."""
    lines = [f"<b>{esc(one.name, 80)}</b>"]
    for term in one.terms:
        since = f"sejak {short_day(term.since, zone)}"
        lines.append(f"\N{BULLET} {esc(item(library, term, zone), 160)}, {since}")
        lines += [f"{_STEP}{line}" for line in order_line(term.order)]
    if not one.terms:
        lines.append("Tidak memegang jabatan.")
    if one.away is not None:
        lines.append(f"Cuti s.d. {last_day(one.away, zone)}")
    lines.append(f"NIP: {esc(one.nip)}" if one.nip else "NIP: belum diisi")
    lines += [f"Telepon: {esc(one.phone, 40)}"] if one.phone else []
    lines.append(f"Tugas terbuka: {one.tasks}")
    lines += ["Autentikator: terdaftar"] if one.app else []
    lines += ["Admin kantor"] if one.admin else []
    lines += [] if one.reachable else ["\N{WARNING SIGN} Tidak dapat dihubungi oleh bot"]
    return "\n".join(lines)


def sure_to_reset(name: str) -> str:
    """Ask before an authenticator app is taken away."""
    return (
        f"Atur ulang autentikator {esc(name, 80)}? Aplikasi yang sekarang tidak berlaku lagi, dan yang "
        "bersangkutan mendaftar kembali dengan /autentikator. Pastikan permintaannya benar dari orangnya."
    )


def reset(name: str, *, done: bool) -> str:
    """Say that it was taken away, or that there was none."""
    if done:
        return f"Autentikator {esc(name, 80)} telah diatur ulang. Yang bersangkutan sudah diberi tahu."
    return f"{esc(name, 80)} tidak mempunyai autentikator yang terdaftar."
