"""/cuti and /plh: who takes whose place, from when to when; what runs now, and how it is ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from handlers import term_asks, term_form, when
from handlers import term_texts as texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Command, Said, Tap
from handlers.letter import Button, Keyboard
from handlers.paging import ARROWS, turns
from handlers.term_asks import ask
from handlers.term_form import KIND, TermForm
from handlers.words import esc, visible
from office import absence, substitution
from office.documents import Upload, keep
from office.titles import post_title
from sop.errors import Reason, Refused
from sop.moments import day
from sop.people import Position, Standing
from storage.dialogs import Dialog
from storage.terms import Term

MAX_NUMBER = 80
PAPER_LABEL = "Surat perintah"
RETURN = "back"


def leave(call: Call, _: Command) -> None:
    """Begin a leave; who has one already may come back early."""
    actor = call.actor
    running = absence.current(call.tx, call.office, actor.person)
    if running is not None:
        until = texts.away(over=False, until=running.until, zone=call.office.zone)
        end = (button("Akhiri cuti", ListButton(ListVerb.TERM_END, RETURN)),)
        call.reply(until, (end, (button("Biarkan", ListButton(ListVerb.ABORT)),)))
        return
    if not actor.positions:
        raise Refused(Reason.NOT_YOUR_POST)
    posts = absence.posts_to_fill(call.tx, call.office, actor)
    if not posts and actor.acting:
        raise Refused(Reason.NO_REDELEGATION)
    ask(call, TermForm.leave(posts))


def fill(call: Call, _: Command) -> None:
    """List who fills posts for others, to end it or to name another; admins and superiors may."""
    actor = call.actor
    tx, office = call.tx, call.office
    allowed = [p for p in substitution.fillable(office, tx) if substitution.may_fill(tx, office, actor, p)]
    if not allowed:
        raise Refused(Reason.NO_REDELEGATION if actor.acting else Reason.NOT_ABOVE)
    running = _running(call, allowed)
    if not running:
        ask(call, TermForm.fill(allowed))
        return
    call.reply(*_listed(call, running, 0))


def _running(call: Call, allowed: Sequence[Position]) -> list[Term]:
    """Return who fills these posts for others, now or later."""
    return [term for term in call.tx.terms.substitutes(call.now) if term.position in allowed]


def _listed(call: Call, running: Sequence[Term], page: int) -> tuple[str, Keyboard]:
    """Return one page of them, each with the button that ends it."""
    tx, office = call.tx, call.office
    page = min(page, (len(running) - 1) // term_asks.PAGE)
    first = page * term_asks.PAGE
    names = tx.people.names(tuple(term.person for term in running))
    lines = ["Pejabat yang menjalankan jabatan lain:", ""]
    rows: list[tuple[Button, ...]] = []
    for i, term in enumerate(running[first : first + term_asks.PAGE], first + 1):
        title = post_title(office.library, term.position)
        lines.append(f"{i}. {texts.line(term, title, names.get(term.person, ''), office.zone)}")
        label = f"Akhiri {i}. {texts.CAPACITY[term.standing]} {title}"
        rows.append((button(label[:60], ListButton(ListVerb.TERM_END, str(term.id))),))
    rows += turns(
        page, len(running), term_asks.PAGE, lambda to: ListButton(ListVerb.TERM_NEW, f"p{to}"), ARROWS
    )
    rows.append((button("🆕 Tetapkan pejabat lain", ListButton(ListVerb.TERM_NEW)),))
    rows.append((button("Tutup", ListButton(ListVerb.ABORT)),))
    return "\n".join(lines), tuple(rows)


def on_new(call: Call, tap: Tap, choice: ListButton) -> None:
    """Begin to name who fills a post; or turn a page of those who do."""
    tx, office, actor = call.tx, call.office, call.actor
    allowed = [p for p in substitution.fillable(office, tx) if substitution.may_fill(tx, office, actor, p)]
    if not allowed:
        raise Refused(Reason.NOT_ABOVE)
    if choice.first and (running := _running(call, allowed)):
        call.edit(tap.message, *_listed(call, running, number(choice.first.removeprefix("p"))))
        return
    call.edit(tap.message, "Tetapkan Plt., Plh., atau mandat.")
    ask(call, TermForm.fill(allowed))


def on_end(call: Call, tap: Tap, choice: ListButton) -> None:
    """End a leave, or a term, before its time."""
    if choice.first == RETURN:
        absence.come_back(call.tx, call.office, call.actor)
        call.edit(tap.message, "Cuti Anda telah diakhiri.")
        return
    term = substitution.end_early(call.tx, call.office, call.actor, number(choice.first))
    call.edit(tap.message, f"{esc(substitution.called(call.tx, call.office, term))}: telah diakhiri.")


def on_choice(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take a tapped answer; one that belongs to another question is refused."""
    found = call.form(tap.message)
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    if found is None or found.kind != KIND:
        raise Refused(Reason.FORM_PASSED)
    form = TermForm(dict(found.data))
    if choice.second != form.asked:
        raise Refused(Reason.FORM_PASSED)
    if choice.first.startswith("p") and choice.first[1:].isdigit():
        call.edit(tap.message, "Daftar berlanjut di bawah.")
        ask(call, TermForm({**form.data, "page": number(choice.first[1:])}))
        return
    if form.asked == term_form.CONFIRM:
        _enter(call, tap, form, found)
        return
    answered, said = _tapped(call, form, choice.first)
    _check(call, answered)
    call.edit(tap.message, said)
    ask(call, answered)


def _tapped(call: Call, form: TermForm, value: str) -> tuple[TermForm, str]:
    """Return the form with a tapped answer, and what its message says from now on."""
    try:
        return _meaning(call, form, value)
    except (ValueError, IndexError, KeyError):
        raise Refused(Reason.FORGED) from None


def _meaning(call: Call, form: TermForm, value: str) -> tuple[TermForm, str]:  # noqa: PLR0911 - a case a field
    field = form.asked
    library = call.office.library
    if field == term_form.POST:
        return _chosen_post(call, form, int(value))
    if field == term_form.STANDING:
        standing = term_asks.OFFERED[term_asks.OFFERED.index(Standing(value))]
        return form.having(standing=standing.value), f"Kedudukan: {texts.CAPACITY[standing]}"
    if field == term_form.VIA:
        via = term_asks.posts(call, form)[int(value)]
        return form.having(via=[via.role, via.unit]), f"Melalui: {esc(post_title(library, via))}"
    if field == term_form.PERSON:
        return _chosen_person(call, form, value)
    if field == term_form.SOPS:
        if value == "all":
            return form.having(sops=[]), "Untuk semua SOP"
        sop = next(s for s in library.current.values() if s.version.startswith(value))
        return form.having(sops=[sop.id]), f"Untuk: {esc(texts.sop_label(sop))}"
    if field in (term_form.NUMBER, term_form.PAPER) and value == term_asks.SKIP:
        empty: Any = "" if field == term_form.NUMBER else 0
        return form.having(**{field: empty}), "Dilewati."
    at = datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    return form.having(**{field: at.isoformat()}), f"{_WORDS[field]}: {day(at)}"


_WORDS = {
    term_form.FIRST: "Mulai",
    term_form.LAST: "Sampai dengan",
    term_form.DATED: "Tanggal surat perintah",
}


def _chosen_post(call: Call, form: TermForm, index: int) -> tuple[TermForm, str]:
    """Take the post; a vacant one is filled by a Plt., with nothing to ask."""
    pair = form.data["offer"][index]
    position = term_form.position_of(pair)
    if not substitution.may_fill(call.tx, call.office, call.actor, position):
        raise Refused(Reason.NOT_ABOVE)
    form = form.having(post=pair)
    held = [
        term
        for term in call.tx.terms.of_position(position, call.now)
        if term.standing is Standing.DEFINITIVE and term.runs(call.now)
    ]
    if not held:
        form = form.having(standing=Standing.PLT.value)
    return form, f"Jabatan: {esc(post_title(call.office.library, position))}"


def _chosen_person(call: Call, form: TermForm, value: str) -> tuple[TermForm, str]:
    label = "Tanpa pengganti"
    person: int | None = None
    if not (form.is_leave and value == term_form.NOBODY):
        person = int(value)
        label = dict(term_asks.people(call, form))[person]
    if form.is_leave:
        return form.having(subs=[*form.data["subs"], person]), f"Pengganti: {esc(label)}"
    return form.having(person=person), f"Dijalankan oleh: {esc(label)}"


def _check(call: Call, form: TermForm) -> None:
    """Refuse an impossible answer at its question, not at the end of the form."""
    if form.lacks(term_form.FIRST):
        return
    if form.lacks(term_form.LAST):
        if form.first < call.now.astimezone(call.office.zone).date():
            raise Refused(Reason.TERM_PAST)
        return
    if form.is_leave:
        absence.check_leave(call.tx, call.office, call.actor, form.as_leave())
    else:
        substitution.check(call.tx, call.office, form.wish())


def on_typed(call: Call, said: Said, found: Dialog) -> None:
    """Take a typed answer: a day, or the number of the surat perintah."""
    form = TermForm(dict(found.data))
    if form.asked in _WORDS:
        today = call.now.astimezone(call.office.zone).date()
        at = when.read(said.text, today).day
        if at is None:
            call.reply("Tanggal tersebut belum dapat dipahami. Contoh: <i>30/11</i>, <i>besok</i>.")
            return
        _dated(call, form, at)
        return
    if form.asked == term_form.NUMBER:
        text = " ".join(visible(said.text).split())
        if not text:
            raise Refused(Reason.NEEDS_ANSWER)
        if len(text) > MAX_NUMBER:
            raise Refused(Reason.TOO_LONG, limit=str(MAX_NUMBER))
        ask(call, form.having(number=text))
        return
    call.reply("Silakan pilih dengan mengetuk salah satu tombol.")


def _dated(call: Call, form: TermForm, at: date) -> None:
    answered = form.having(**{form.asked: at.isoformat()})
    _check(call, answered)
    ask(call, answered)


def wants_file(found: Dialog | None) -> bool:
    """Whether the form waits for the file of the surat perintah."""
    return found is not None and found.kind == KIND and TermForm(found.data).asked == term_form.PAPER


def on_paper(call: Call, upload: Upload, found: Dialog) -> None:
    """Take the file of the surat perintah."""
    file = keep(call.tx, upload, call.actor, case=None, step=0, label=PAPER_LABEL, now=call.now)
    ask(call, TermForm(dict(found.data)).having(paper=file.id))


def _enter(call: Call, tap: Tap, form: TermForm, found: Dialog) -> None:
    """Enter what was shown; somebody may have been faster, so the rules are asked once more."""
    call.forget(found)
    if form.is_leave:
        absence.enter(call.tx, call.office, call.actor, form.as_leave())
        call.edit(tap.message, "Cuti Anda telah dicatat.")
        return
    term = substitution.appoint(call.tx, call.office, call.actor, form.wish())
    call.edit(tap.message, f"Telah ditetapkan: {esc(substitution.called(call.tx, call.office, term))}.")
