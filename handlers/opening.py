"""/mulai: pick an SOP, give the case a title, attach the base document."""

from typing import Any

from handlers import panels, words
from handlers.buttons import ListButton, ListVerb
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Command, Said, Tap
from handlers.letter import Keyboard
from handlers.signature_texts import of_facts
from handlers.words import esc, plain_sop_name, sop_name, visible
from office import cases, proposals
from office.documents import Upload
from sop.case import SECRECIES, Case, Part
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.machine import MAX_TITLE
from storage.dialogs import Dialog

KIND = "open"


def start(call: Call, _: Command) -> None:
    """Offer the SOPs in which this person has a role."""
    offered = cases.may_open(call.tx, call.office, call.actor)
    if not offered:
        raise Refused(Reason.MAY_NOT_OPEN)
    rows = tuple(
        (button(f"📘 {plain_sop_name(sop)}"[:60], ListButton(ListVerb.SOP, _short(sop))),) for sop in offered
    )
    call.ask("SOP mana yang akan dijalankan?", KIND, rows)


def _short(sop: Sop) -> str:
    """Return what a button can carry: an id may be longer than 64 bytes allow."""
    return sop.version[:16]


def on_sop(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the SOP that was picked and ask for the title."""
    sop = next(
        (s for s in cases.may_open(call.tx, call.office, call.actor) if _short(s) == choice.first), None
    )
    if sop is None:
        raise Refused(Reason.FORM_PASSED)
    call.edit(tap.message, f"SOP: {sop_name(sop)}")
    _ask_title(call, sop)


def _ask_title(call: Call, sop: Sop) -> None:
    text = "Apa judul proses ini? Misalnya <i>Evaluasi kinerja triwulan III</i>."
    call.ask(text, KIND, hint="Judul proses", sop=sop.id)


def on_title(call: Call, said: Said, dialog: Dialog) -> None:
    """Take the title and ask for the base document; with one SOP only, a title may come at once."""
    data: dict[str, Any] = dict(dialog.data)
    if "sop" not in data:
        offered = cases.may_open(call.tx, call.office, call.actor)
        if len(offered) != 1:
            call.reply("Silakan pilih SOP dengan mengetuk salah satu tombol.")
            return
        data["sop"] = offered[0].id
    if "title" in data:
        call.reply("Silakan kirim dokumen dasar sebagai berkas atau foto.")
        return
    title = " ".join(visible(said.text).split())
    if not title:
        raise Refused(Reason.NEEDS_TITLE)
    if len(title) > MAX_TITLE:
        raise Refused(Reason.TOO_LONG, limit=str(MAX_TITLE))
    same = running(call, data | {"title": title})
    if same is not None:
        call.reply(
            f"Proses {same.id} dengan judul ini masih berjalan. "
            "Silakan tulis judul lain, misalnya dengan tahunnya."
        )
        return
    call.ask(_base_wanted(title), KIND, _secrecy_button(""), sop=data["sop"], title=title)


def ask_base(call: Call, sop: str, title: str, proposal: int) -> None:
    """Ask for the base document of a proposed case, whose SOP and title are known. Refused while it runs."""
    same = running(call, {"sop": sop, "title": title})
    if same is not None:
        raise Refused(Reason.PROPOSAL_RUNNING, number=str(same.id))
    call.ask(_base_wanted(title), KIND, _secrecy_button(""), sop=sop, title=title, proposal=proposal)


def _base_wanted(title: str) -> str:
    return f"Silakan kirim dokumen dasar untuk <b>{esc(title, 120)}</b> sebagai berkas atau foto."


def _secrecy_button(secrecy: str) -> Keyboard:
    return ((button(f"🔒 Sifat: {secrecy or SECRECIES[0]}", ListButton(ListVerb.SECRECY)),),)


def on_secrecy(call: Call, tap: Tap, _: ListButton) -> None:
    """Give the case that is being opened the next sifat; the question shows it, and its form keeps it."""
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    latest, asked = call.dialog, call.form(tap.message)
    if latest is None or asked is None or not wants_file(latest) or latest.data != asked.data:
        raise Refused(Reason.FORM_PASSED)
    now = SECRECIES.index(latest.data.get("secrecy") or SECRECIES[0])
    following = SECRECIES[(now + 1) % len(SECRECIES)]
    secrecy = following if following != SECRECIES[0] else ""
    data = {**latest.data, "secrecy": secrecy}
    call.tx.dialogs.put(call.sender.telegram_id, Dialog(KIND, data), call.now)
    call.tx.outbox.reform(call.sender.chat, tap.message, {"kind": KIND, "data": data})
    call.edit(tap.message, _base_wanted(data["title"]), _secrecy_button(secrecy))
    call.toast(f"Sifat: {following}")


def running(call: Call, data: dict[str, Any]) -> Case | None:
    """Return the case that this person opened under the same title and that has not ended."""
    about = data["sop"], data["title"], call.actor.person
    cases_ = call.tx.cases.running()
    return next((case for case in cases_ if (case.sop, case.title, case.opener.person) == about), None)


def wants_file(dialog: Dialog | None) -> bool:
    """Whether the form waits for the base document."""
    return dialog is not None and dialog.kind == KIND and "title" in dialog.data


def on_base(call: Call, upload: Upload, form: Dialog) -> None:
    """Open the case on the document; whoever disposes it themselves goes straight on to that."""
    sop_id, title = form.data["sop"], form.data["title"]
    if "proposal" in form.data:
        proposals.begin(
            call.tx, call.office, call.actor, form.data["proposal"]
        )  # Refused if settled meanwhile
    if running(call, form.data) is not None:
        raise Refused(Reason.FORM_PASSED)  # the same question answered twice opens no second case
    call.forget(form)
    question = call.tx.outbox.asked(call.private, {"kind": KIND, "data": form.data})
    if question is not None:
        call.edit(question, _base_wanted(title))  # its sifat cannot be changed any more
    secrecy = form.data.get("secrecy", "")
    outcome = cases.open_case(call.tx, call.office, call.actor, sop_id, title, upload, secrecy)
    case = outcome.case
    if "proposal" in form.data:
        proposals.started(call.tx, call.office, call.actor, form.data["proposal"], case.id)
    first = outcome.sop.first
    call.reply(
        f"Proses {case.id} telah dibuka: <b>{esc(case.title, 120)}</b>.\n"
        + "".join(f"{line}\n" for line in words.secrecy(case))
        + f"Menunggu {esc(outcome.sop.role(first.performer).name)}: {esc(first.brief, 100)}."
        + "".join(f"\n{line}" for line in of_facts(upload.facts, call.office.zone)),
        first=True,
    )
    _straight_on(call, outcome.sop, case)


def _straight_on(call: Call, sop: Sop, case: Case) -> None:
    """Open the composer on the opener's own card, which is on its way."""
    for task in case.open_tasks():
        if task.part is not Part.DISPOSE:
            continue
        for card, chat, _ in call.tx.cards.of_tasks(case.id, [task.id]):
            if chat == call.sender.telegram_id:
                panel = panels.fresh_disposition(sop.step(task.step))
                call.tx.cards.show(card, panel.dump())
