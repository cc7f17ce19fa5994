"""Answers to an invitation: coming, not coming, somebody else coming; and being there."""

from handlers import attend_texts as t
from handlers import words
from handlers.buttons import TaskButton, Verb
from handlers.call import Call
from handlers.cards import button as make
from handlers.doing import OnTask, index
from handlers.incoming import Said, Tap
from handlers.letter import Keyboard
from handlers.paging import turns
from office import cases
from office.checks import check
from office.guests import invitations
from office.stand_ins import candidates
from sop import actions as a
from sop.attendance import stands_in_for
from sop.case import Answer, Case, Part
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.people import By
from storage.cards import CardCopy
from storage.dialogs import Dialog

KIND = "delegate"
PAGE = 6
MAX_NAME = 80
LISTS = frozenset({Verb.DELEGATE_TO})
"""Buttons of lists, which are no cards."""


def _answer(answer: Answer, said: str) -> OnTask:
    def answered(call: Call, button: TaskButton, _: CardCopy | None) -> None:
        cases.act(call.tx, call.office, call.actor, button.case, a.Attend(button.task, answer))
        call.forget(Dialog(KIND, {"case": button.case, "task": button.task}))
        call.toast(said)

    return answered


def _delegate(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Ask who comes instead; a button of the list turns its pages."""
    sop, case, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if task.part is not Part.ATTEND:
        raise Refused(Reason.NOT_THIS_KIND)
    page = index(button) if button.arg else 0
    found = candidates(call.tx, call.office, sop, case, call.actor)
    text = (
        f"{words.case_line(case)}\nSiapa yang mewakili Anda dalam rapat? Pilih, atau ketik namanya bila "
        "belum tercantum."
    )
    rows = _people(sop, case, task.id, task.version, found, page)
    if button.arg and isinstance(call.incoming, Tap):
        call.edit(call.incoming.message, text, rows)
    else:
        call.ask(text, KIND, rows, case=case.id, task=task.id)


def _people(sop: Sop, case: Case, task: int, seen: int, found: list[By], page: int) -> Keyboard:
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows = [
        (
            make(
                words.cut(words.plain_person(sop, by), 56),
                TaskButton(Verb.DELEGATE_TO, case.id, task, seen, str(by.person)),
            ),
        )
        for by in shown
    ]

    def to(other: int) -> TaskButton:
        return TaskButton(Verb.DELEGATE_TO, case.id, task, seen, f"p{other}")

    return (*rows, *turns(page, len(found), PAGE, to))


def _delegate_to(call: Call, button: TaskButton, _: CardCopy | None) -> None:
    """Take a tapped name, or turn to another page of names."""
    if button.arg.startswith("p"):
        turned = TaskButton(button.verb, button.case, button.task, button.seen, button.arg[1:])
        _delegate(call, turned, None)
        return
    sop, case, task = check(call.tx, call.office, call.actor, button.case, button.task, None)
    if task.part is not Part.ATTEND:
        raise Refused(Reason.NOT_THIS_KIND)
    person = index(button)
    found = candidates(call.tx, call.office, sop, case, call.actor)
    chosen = next((by for by in found if by.person == person), None)
    if chosen is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    text = _stood_in(call, sop, case, task.id, chosen)
    if isinstance(call.incoming, Tap):
        call.edit(call.incoming.message, text)
    call.toast("Wakil Anda telah dicatat.")


def on_typed(call: Call, said: Said, form: Dialog) -> None:
    """Take a typed name; that of a member is the member, any other somebody the office does not know."""
    name = " ".join(words.visible(said.text).split())
    if not name:
        raise Refused(Reason.NEEDS_ANSWER)
    if len(name) > MAX_NAME:
        raise Refused(Reason.TOO_LONG, limit=str(MAX_NAME))
    sop, case, task = check(call.tx, call.office, call.actor, form.data["case"], form.data["task"], None)
    if task.part is not Part.ATTEND:
        raise Refused(Reason.NOT_THIS_KIND)
    known = candidates(call.tx, call.office, sop, case, call.actor)
    same = [by for by in known if by.name.casefold() == name.casefold()]
    call.reply(_stood_in(call, sop, case, task.id, same[0] if len(same) == 1 else By(0, name)))


def _stood_in(call: Call, sop: Sop, case: Case, task: int, who: By) -> str:
    """Note who comes instead, and say so."""
    call.forget(Dialog(KIND, {"case": case.id, "task": task}))
    cases.act(call.tx, call.office, call.actor, case.id, a.Attend(task, Answer.DELEGATED, who))
    told = " Yang bersangkutan telah diberi tahu." if who.person else ""
    return f"{words.case_line(case)}\nAnda diwakili {words.person(sop, who)}.{told}"


def _check_in(call: Call, button: TaskButton, copy: CardCopy | None) -> None:
    """Note that somebody is there, and with them those in whose place they come."""
    outcome = cases.act(call.tx, call.office, call.actor, button.case, a.CheckIn(button.task))
    person, roster = call.actor.person, call.office.roster(call.tx, outcome.sop)
    for one in stands_in_for(outcome.case, person):
        if one.present is None:
            tasks = [x for x in invitations(outcome.case) if one.by.person in roster.people(x.positions)]
            # Of a post that passed on meanwhile nobody is invited any more.
            if tasks and person not in roster.people(tasks[0].positions):
                action = a.CheckIn(tasks[0].id)
                cases.act(call.tx, call.office, call.actor, button.case, action)
    call.toast("Kehadiran Anda di rapat telah dicatat.")
    if copy is None and isinstance(call.incoming, Tap) and outcome.case.meeting is not None:
        _, case = cases.find(call.tx, call.office, button.case)
        lines = "\n".join(t.own(case, person, call.office.zone))
        when = t.when(outcome.case.meeting, call.office.zone)
        call.edit(call.incoming.message, f"{words.case_line(case, public=True)}\n{when}.\n{lines}")


VERBS: dict[Verb, OnTask] = {
    Verb.PRESENT: _answer(Answer.PRESENT, "Kehadiran Anda telah dicatat."),
    Verb.ABSENT: _answer(Answer.ABSENT, "Anda dicatat berhalangan."),
    Verb.DELEGATE: _delegate,
    Verb.DELEGATE_TO: _delegate_to,
    Verb.CHECK_IN: _check_in,
}
