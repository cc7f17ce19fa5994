"""How people, posts, files and steps are named; every text that users wrote is escaped here."""

import re
import unicodedata
from html import escape, unescape

from office.alerts import obstacle
from sop.case import Case, FileRef, Task
from sop.definition import Sop
from sop.moments import size
from sop.people import By, Roster
from sop.routing import route
from sop.turn import CAPACITIES, office_line, office_lines, title

SHORT_HASH = 8
_TAG = re.compile(r"<[^>]*>")
_JOINERS = "\u200c\u200d"
"""Format characters that letters of some scripts and signs of several parts need between them."""
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing: Hangul fillers and the empty braille pattern."""
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def units(text: str) -> int:
    """Return a text's length as Telegram counts it: in UTF-16 code units (Bot API, MessageEntity)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str) -> int:
    """Return the length of what Telegram shows of an HTML text: without tags, entities resolved."""
    return units(unescape(_TAG.sub("", text)))


def cut(text: str, limit: int) -> str:
    """Return the text, with an ellipsis past `limit` UTF-16 units."""
    if units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore").rstrip() + "…"


def visible(text: str) -> str:
    """Return what is to be seen of a typed text, "" where nothing is: a title or a reason of such is empty.

    Control and format characters go, but for the new line and joiners; spaces that follow each other become
    one, empty lines go. Not escaped.
    """
    kept = "".join(map(_seen, text))
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    plain = "\n".join(line for line in lines if line)
    return plain if any(_shows(sign) for sign in plain) else ""


def _seen(sign: str) -> str:
    if sign == "\n" or sign in _JOINERS:
        return sign
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) in ("Cc", "Cf", "Cs") else sign


def _shows(sign: str) -> bool:
    """Whether a character leaves ink by itself: letters, numbers, punctuation and symbols do."""
    return unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANKS


def esc(text: str, limit: int = 0) -> str:
    """Return a user's text safe for Telegram's HTML, cut with an ellipsis past `limit` UTF-16 units.

    Signs that turn the direction of writing are left out: they would reorder the words around them.
    """
    text = _TURNS.sub("", text)
    return escape(cut(text, limit) if limit else text, quote=False)


def person(sop: Sop, by: By) -> str:
    """Return a person with the post first: "Plh. Kepala Biro (Kepala Bagian Tata Laksana), Yulia Fitri"."""
    if by.position is None:
        return esc(by.name, 80)
    return f"{esc(office_line(sop, by), 160)}, {esc(by.name, 80)}"


def signature(sop: Sop, by: By) -> str:
    """Return a person as beneath a letter: the capacity line by line, a substitute's own post, the name."""
    return ",\n".join([*(esc(line, 100) for line in office_lines(sop, by)), esc(by.name, 80)])


def plain_person(sop: Sop, by: By) -> str:
    """Return a person with the post first, not escaped, for buttons."""
    if by.position is None:
        return by.name
    mark = CAPACITIES.get(by.acting.standing, "") if by.acting else ""
    return f"{mark}{title(sop, (by.position,))}, {by.name}"


def post(sop: Sop, by: By) -> str:
    """Return the post alone, or the name of who acts without one."""
    return esc(office_line(sop, by), 160) if by.position else esc(by.name, 80)


def whose(sop: Sop, case: Case, task: Task, roster: Roster | None = None) -> str:
    """Return whose turn it is, with who of a pool took it; and whether the post is empty, or out of reach."""
    if roster is None:
        posts = esc(title(sop, task.positions), 120)
        return f"{posts} ({esc(task.holder_name, 60)})" if task.holder_name else posts
    posts = esc(title(sop, route(sop, case, task, roster).positions, roster.acting), 120)
    why = obstacle(sop, case, task, roster)
    if why is not None:
        return f"{posts} (\N{WARNING SIGN} {OBSTACLES[why]})"
    return f"{posts} ({esc(task.holder_name, 60)})" if task.holder_name else posts


OBSTACLES = {
    "vacant": "jabatan belum terisi",
    "four_eyes": "penyusun tidak dapat memeriksa naskahnya sendiri",
    "unreachable": "tidak dapat dihubungi",
}
"""Why nobody can do a task now (office.alerts)."""


def file(ref: FileRef) -> str:
    """Return a file with its version, name, size and short hash."""
    return (
        f"{esc(ref.label, 70)} versi {ref.number} \N{EN DASH} {esc(ref.name, 50)}, {size(ref.size)}, "
        f"<code>{ref.sha256[:SHORT_HASH]}</code>"
    )


def case_line(case: Case, *, public: bool = False) -> str:
    """Return which case: "Proses 12: Evaluasi triwulan III"; in public a confidential one keeps its title."""
    if public and case.confidential:
        return f"Proses {case.id} (<b>{esc(case.secrecy)}</b>)"
    return f"Proses {case.id}: <b>{esc(case.title, 120)}</b>"


def secrecy(case: Case) -> list[str]:
    """Return the line that says a case's sifat, where it is not the usual one."""
    return [f"Sifat: <b>{esc(case.secrecy)}</b>"] if case.secrecy else []


def sop_name(sop: Sop) -> str:
    """Return the SOP's name for a message, escaped."""
    return esc(plain_sop_name(sop), 90)


def plain_sop_name(sop: Sop) -> str:
    """Return the SOP's name, its capitals brought down to a line that reads well on a phone; not escaped."""
    name = sop.identity.name
    if not name.isupper():
        return name
    return " ".join(word if word == "SOP" else word.capitalize() for word in name.split())
