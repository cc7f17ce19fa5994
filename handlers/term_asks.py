"""The questions of the form behind /cuti and /plh, each with its buttons."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from handlers import term_form as t
from handlers import term_texts as texts
from handlers.buttons import ListButton, ListVerb
from handlers.call import Call
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.paging import ARROWS, turns
from handlers.term_form import TermForm
from handlers.words import esc
from office.substitution import preview
from office.titles import post_title
from sop.definition import Role
from sop.moments import DAYS, MONTHS, day
from sop.people import Position, Standing

PAGE = 8
"""Names or posts that one message offers."""
DAYS_OFFERED = 6
OFFERED = (Standing.PLH, Standing.AN, Standing.UB)
"""Capacities to choose from for a post that is held; a vacant one gets a Plt. without a question."""
SKIP, YES, NO = "skip", "yes", "no"


def ask(call: Call, form: TermForm) -> None:
    """Ask what is still missing, or show all for confirmation."""
    _ASK[form.asked](call, form)


def people(call: Call, form: TermForm) -> list[tuple[int, str]]:
    """Return who can be named: everyone with a post but its holders, by post; (person, "post, name")."""
    seats = call.tx.people.seats(call.now)
    holders = {held.person for held in seats.held if held.position == form.position}
    posts: dict[int, Position] = {}
    for held in seats.held:
        if held.standing is Standing.DEFINITIVE:
            posts.setdefault(held.person, held.position)
    named = [
        (f"{post_title(call.office.library, position)}, {seats.names[person]}", person)
        for person, position in posts.items()
        if person not in holders and person != call.actor.person
    ]
    if call.actor.person in posts and not form.is_leave and call.actor.person not in holders:
        own = post_title(call.office.library, posts[call.actor.person])
        named.append((f"{own}, {call.actor.name}", call.actor.person))
    return [(person, label) for label, person in sorted(named)]


def _choice(label: str, value: str, form: TermForm) -> Button:
    return button(label, ListButton(ListVerb.TERM, value, form.asked))


def _paged(rows: Sequence[tuple[Button, ...]], form: TermForm) -> Keyboard:
    """Return one page of rows, with buttons to the pages beside it."""
    page = int(form.data.get("page", 0))
    shown = rows[page * PAGE : (page + 1) * PAGE]
    pages = turns(page, len(rows), PAGE, lambda to: ListButton(ListVerb.TERM, f"p{to}", form.asked), ARROWS)
    return (*shown, *pages, _leave_row())


def _leave_row() -> tuple[Button, ...]:
    return (button("Tidak jadi", ListButton(ListVerb.ABORT)),)


def _say(call: Call, form: TermForm, text: str, rows: Keyboard, hint: str = "") -> None:
    call.ask(text, t.KIND, rows, hint=hint, **form.data)


def _post(call: Call, form: TermForm) -> None:
    offer = [t.position_of(pair) for pair in form.data["offer"]]
    acting = call.office.roster(call.tx).acting
    held = call.office.roster(call.tx).holders
    rows = []
    for i, position in enumerate(offer):
        state = "" if position in held else " (belum terisi)"
        state = " (Plt./Plh.)" if position in acting else state
        rows.append((_choice(f"{post_title(call.office.library, position)}{state}"[:60], str(i), form),))
    _say(call, form, "Jabatan mana yang akan dijalankan pejabat lain?", _paged(rows, form))


def _standing(call: Call, form: TermForm) -> None:
    rows = (
        (_choice("Plh. (pejabat tidak di tempat)", Standing.PLH, form),),
        (_choice("Mandat a.n. (pejabat tetap di tempat)", Standing.AN, form),),
        (_choice("Mandat u.b. (diteruskan satu tingkat)", Standing.UB, form),),
        _leave_row(),
    )
    title = esc(post_title(call.office.library, form.position))
    _say(call, form, f"Dalam kedudukan apa <b>{title}</b> dijalankan?", rows)


def _via(call: Call, form: TermForm) -> None:
    offer = [position for position in _posts(call) if position != form.position]
    rows = [
        (_choice(post_title(call.office.library, position)[:60], str(i), form),)
        for i, position in enumerate(offer)
    ]
    text = "Mandat diterima melalui jabatan mana (a.n. …, u.b. …)?"
    _say(call, form, text, _paged(rows, form))


def _posts(call: Call) -> list[Position]:
    """Return every post that is held, in a stable order."""
    return sorted(call.office.roster(call.tx).holders, key=str)


def posts(call: Call, form: TermForm) -> list[Position]:
    """Return the posts that a mandate can have come through."""
    return [position for position in _posts(call) if position != form.position]


def _person(call: Call, form: TermForm) -> None:
    rows = [(_choice(label[:60], str(person), form),) for person, label in people(call, form)]
    title = esc(post_title(call.office.library, form.position))
    if form.is_leave:
        rows.append((_choice("Tanpa pengganti", t.NOBODY, form),))
        text = f"Siapa yang menjadi Plh. <b>{title}</b> selama Anda cuti?"
    else:
        text = f"Siapa yang menjadi {texts.CAPACITY[form.standing]} <b>{title}</b>?"
    _say(call, form, text, _paged(rows, form))


def _sops(call: Call, form: TermForm) -> None:
    """Ask for the scope, where the post has tasks in several SOPs."""
    known = [s for s in call.office.library.current.values() if _has(s.roles, form.position)]
    if len(known) < 2:  # noqa: PLR2004 - a choice needs two
        ask(call, form.having(sops=[]))
        return
    rows: list[tuple[Button, ...]] = [(_choice("Semua SOP", "all", form),)]
    rows += [(_choice(texts.sop_label(sop), sop.version[:16], form),) for sop in known]
    _say(call, form, "Untuk SOP yang mana?", _paged(rows, form))


def _has(roles: Sequence[Role], position: Position) -> bool:
    return any(role.id == position.role for role in roles)


def _day_label(value: date) -> str:
    return f"{DAYS[value.weekday()]}, {value.day} {MONTHS[value.month - 1][:3]}"


def _days(call: Call, begin: date) -> list[date]:
    found: list[date] = []
    at = begin
    while len(found) < DAYS_OFFERED:
        if call.office.calendar(call.tx).is_working_day(at):
            found.append(at)
        at += timedelta(days=1)
    return found


def _first(call: Call, form: TermForm) -> None:
    today = call.now.astimezone(call.office.zone).date()
    choices = [_choice("Sekarang", f"{today:%Y%m%d}", form)]
    days = _days(call, today + timedelta(days=1))[: DAYS_OFFERED - 1]
    choices += [_choice(_day_label(at), f"{at:%Y%m%d}", form) for at in days]
    text = "Mulai kapan? Pilih, atau ketik tanggalnya, misalnya <i>30/11</i>."
    _say(call, form, text, (*_pairs(choices), _leave_row()))


def _last(call: Call, form: TermForm) -> None:
    choices = [_choice(_day_label(at), f"{at:%Y%m%d}", form) for at in _days(call, form.first)]
    text = f"Mulai {day(form.first)}. Sampai dengan tanggal berapa? Pilih, atau ketik, misalnya <i>4/12</i>."
    _say(call, form, text, (*_pairs(choices), _leave_row()))


def _pairs(choices: list[Button]) -> Keyboard:
    return tuple(tuple(choices[i : i + 2]) for i in range(0, len(choices), 2))


def _number(call: Call, form: TermForm) -> None:
    text = "Nomor surat perintah? Ketik nomornya, atau ketuk Lewati bila belum ada."
    _say(call, form, text, ((_choice("Lewati", SKIP, form),), _leave_row()))


def _dated(call: Call, form: TermForm) -> None:
    today = call.now.astimezone(call.office.zone).date()
    text = "Tanggal surat perintah? Ketuk, atau ketik, misalnya <i>20/11/2026</i>."
    _say(call, form, text, ((_choice("Hari ini", f"{today:%Y%m%d}", form),), _leave_row()))


def _paper(call: Call, form: TermForm) -> None:
    text = "Silakan kirim berkas surat perintah, atau ketuk Lewati."
    _say(call, form, text, ((_choice("Lewati", SKIP, form),), _leave_row()))


def _confirm(call: Call, form: TermForm) -> None:
    """Show everything, with the open tasks that move, before anything is entered."""
    rows = (
        (_choice("✅ Tetapkan", YES, form),),
        _leave_row(),
    )
    if form.is_leave:
        leave = form.as_leave()
        moving = {p: preview(call.tx, call.office, p) for p, who in leave.substitutes.items() if who}
        text = texts.leave_preview(call, leave, moving)
    else:
        wish = form.wish()
        moving_all = preview(call.tx, call.office, wish.position, wish.sops)
        text = texts.wish_preview(call, wish, moving_all)
    _say(call, form, text, rows)


_ASK: dict[str, Callable[[Call, TermForm], None]] = {
    t.POST: _post,
    t.STANDING: _standing,
    t.VIA: _via,
    t.PERSON: _person,
    t.SOPS: _sops,
    t.FIRST: _first,
    t.LAST: _last,
    t.NUMBER: _number,
    t.DATED: _dated,
    t.PAPER: _paper,
    t.CONFIRM: _confirm,
}
