"""/tugas, /status, /batal, /bantuan, and the buttons of their lists."""

from handlers import asks, assign_texts, packaging, sheets, stepup, time_card
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.card_texts import head
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.letter import Button
from handlers.texts import (
    ADMIN_HELP,
    CERTIFICATE_FOLLOWS,
    CERTIFICATE_SENT,
    HELP,
    NO_CASES,
    NO_TASKS,
)
from handlers.words import esc
from office import certificates, documents
from office.addresses import Address
from office.assigning import movable
from office.cases import find
from office.checks import check
from office.dealing import send_cards
from office.mine import Mine, mine
from sop.case import Case, Part, Status, Task
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.machine import may_cancel
from sop.moments import moment
from storage.documents import DocumentKind
from storage.outbox import Outgoing

SHOWN = 12


def tasks(call: Call, _: Command) -> None:
    """List my open tasks, overdue first and what waits for a signature last; each button brings its card."""
    actor = call.actor
    open_ = [one for one in mine(call.tx, call.office, actor) if not _answered(one, actor.person)]
    if not open_:
        call.reply(NO_TASKS)
        return
    open_.sort(key=lambda one: one.task.submitted)
    lines, rows = [f"Tugas Anda ({len(open_)}):", ""], []
    for i, one in enumerate(open_[:SHOWN], 1):
        sop, case, task = one.sop, one.case, one.task
        lines.append(
            f"{i}. {head(sop, task)}\n    Proses {case.id}: {esc(case.title, 80)}{_until(call, sop, task)}"
        )
        label = f"{i}. {sop.step(task.step).brief}"
        rows.append((button(label[:60], ListButton(ListVerb.CARD, str(case.id), str(task.id))),))
    if len(open_) > SHOWN:
        lines.append(f"… dan {len(open_) - SHOWN} tugas lain.")
    call.reply("\n".join(lines), tuple(rows))


def _until(call: Call, sop: Sop, task: Task) -> str:
    """Return the line that says until when a task waits, or for whose signature."""
    signer = sop.step(task.step).signer
    if task.submitted and signer is not None:
        return f"\n    Menunggu tanda tangan {esc(sop.role(signer).name, 80)}"
    if task.due is None:
        return ""
    if task.paused:
        return "\n    Waktu dijeda"
    word = "\N{ALARM CLOCK} Lewat tenggat" if task.due < call.now else "Tenggat"
    return f"\n    {word}: {moment(task.due, call.office.zone)}"


def _answered(one: Mine, person: int) -> bool:
    """Whether an invitation was answered already; it then waits for nothing from this person."""
    return one.task.part is Part.ATTEND and any(a.by.person == person for a in one.case.attendance)


def on_card(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Bring a task's card anew, at the bottom of the chat."""
    _, case = find(call.tx, call.office, number(choice.first))
    task = case.task(number(choice.second))
    actor = call.actor
    if task is None:
        raise Refused(Reason.NO_SUCH_TASK)
    check(call.tx, call.office, actor, case.id, task.id, None)
    _replace(call, case, task)
    here = Address(call.sender.telegram_id, actor.person)
    call.tx.outbox.add(send_cards(call.tx, case, [(task, here)]), call.now)


def _replace(call: Call, case: Case, task: Task) -> None:
    """Let older copies in this chat rest: each live one is edited at every change, and costs its turn."""
    copies = call.tx.cards.of_tasks(case.id, [task.id])
    older = [card for card, chat, _ in copies if chat == call.sender.chat]
    call.tx.cards.retire(older)
    messages = [Outgoing(call.sender.chat, "edit", {}, card) for card in older]
    call.tx.outbox.add(messages, call.now)


def status(call: Call, command: Command) -> None:
    """Show a case at a glance; with several running, let the person pick."""
    actor = call.actor
    if command.argument:
        _status_of(call, _asked_case(call, command.argument))
        return
    running = [
        case for case in call.tx.cases.running() if documents.may_see(call.tx, call.office, actor, case)
    ]
    shown = running[:SHOWN]
    if not shown:
        shown = [
            case for case in call.tx.cases.recent() if documents.may_see(call.tx, call.office, actor, case)
        ][:SHOWN]
    if not shown:
        call.reply(NO_CASES)
    elif len(shown) == 1:
        _status_of(call, shown[0])
    else:
        call.reply("Proses yang mana?", tuple(_case_row(case, ListVerb.STATUS, "📊") for case in shown))


def _case_row(case: Case, verb: ListVerb, icon: str) -> tuple[Button, ...]:
    return (button(f"{icon} {case.id}. {case.title}"[:60], ListButton(verb, str(case.id))),)


def _asked_case(call: Call, text: str) -> Case:
    if not (text.isascii() and text.isdigit()) or len(text) > 12:  # noqa: PLR2004
        raise Refused(Reason.NO_SUCH_TASK)
    _, case = find(call.tx, call.office, int(text))
    return case


def open_record(call: Call, case_id: int) -> None:
    """Show a case that a link or a QR code on a paper leads to; Refused for whoever may not see it."""
    actor = call.actor
    case = call.tx.cases.load(case_id)
    if case is None or not documents.may_see(call.tx, call.office, actor, case):
        raise Refused(Reason.NOT_YOUR_RECORD)
    _status_of(call, case)


def _status_of(call: Call, case: Case) -> None:
    if not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    sop = call.office.library.pinned(call.tx, case.sop, case.sop_version)
    roster = call.office.roster(call.tx, sop)
    text = sheets.status(sop, case, call.now, call.office.zone, call.office.calendar(call.tx), roster)
    row = (
        button("📎 Lihat berkas", ListButton(ListVerb.FILE, str(case.id))),
        button("🕘 Riwayat", ListButton(ListVerb.HISTORY, str(case.id))),
    )
    paper = (
        button("📜 Sertifikat proses", ListButton(ListVerb.CERTIFICATE, str(case.id))),
        *packaging.offered(call, case),
    )
    move = (button(assign_texts.MOVE, ListButton(ListVerb.MOVE, str(case.id))),)
    may_move = movable(call.tx, call.office, call.actor, sop, case)
    time = time_card.of_case(call.tx, call.office, call.actor, sop, case)
    call.reply(text, (row, paper, *time, *((move,) if may_move else ())))


def on_status(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Show the case that was picked."""
    _, case = find(call.tx, call.office, number(choice.first))
    _status_of(call, case)


def on_history(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Show what happened in a case."""
    asks.history(call, number(choice.first))


def on_file(call: Call, tap: Tap, choice: ListButton) -> None:
    """Send one version of a file; without a version, list them all."""
    case_id = number(choice.first)
    if not choice.second:
        asks.files(call, case_id)
        return
    _, case = find(call.tx, call.office, case_id)
    document = call.tx.documents.get(number(choice.second))
    known = document is not None and document.case == case.id
    if document is None or not known or not documents.may_see(call.tx, call.office, call.actor, case):
        raise Refused(Reason.NO_SUCH_TASK)
    if document.kind == DocumentKind.PACKAGE:
        packaging.on_package(call, tap, choice)  # it goes to fewer people
        return
    call.send("file", {"document": document.id})


def on_certificate(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Send the certificate of a case, or have it made: it follows by itself."""
    _, case = find(call.tx, call.office, number(choice.first))
    document = certificates.request(call.tx, call.office, call.actor, case)
    if document is None:
        call.toast(CERTIFICATE_FOLLOWS)
        return
    call.toast(CERTIFICATE_SENT)
    call.send("notice", {"name": "certificate", "case": case.id, "document": document.id})


def on_page(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another page of a case's files."""
    asks.files(call, number(choice.first), number(choice.second), tap.message)


def cancel(call: Call, command: Command) -> None:
    """Offer the cases this person may cancel."""
    actor = call.actor
    asked = command.argument
    candidates = [_asked_case(call, asked)] if asked else call.tx.cases.running()
    allowed = []
    for case in candidates:
        sop = call.office.library.pinned(call.tx, case.sop, case.sop_version)
        if case.status is Status.OPEN and may_cancel(sop, case, call.office.within(call.tx, actor, sop)):
            allowed.append(case)
    if not allowed:
        raise Refused(Reason.MAY_NOT_CANCEL)
    call.reply(
        "Proses mana yang dibatalkan? Tindakan ini tidak dapat ditarik kembali.",
        (
            *(_case_row(case, ListVerb.CANCEL, "🗑 Batalkan") for case in allowed[:SHOWN]),
            (button("Tidak jadi", ListButton(ListVerb.ABORT)),),
        ),
    )


def on_cancel(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Ask why, before anything is cancelled."""
    sop, case = find(call.tx, call.office, number(choice.first))
    if not may_cancel(sop, case, call.office.within(call.tx, call.actor, sop)):
        raise Refused(Reason.MAY_NOT_CANCEL)
    if case.status is not Status.OPEN:
        raise Refused(Reason.CASE_CLOSED)
    asks.cancel_reason(call, case.id)


def on_abort(call: Call, tap: Tap, _: ListButton) -> None:
    """Leave a form."""
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    call.forget()
    call.edit(tap.message, "Tidak ada yang diubah.")


def help_(call: Call, _: Command) -> None:
    """Say what the bot can do for this person."""
    call.reply(HELP + stepup.help_line(call) + (ADMIN_HELP if call.actor.admin else ""))
