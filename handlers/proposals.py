"""Mulai sekarang, Tunda, Lewati: what is done with a case that the calendar proposes."""

from collections.abc import Callable

from handlers import opening
from handlers import proposal_texts as texts
from handlers.buttons import ForgedError, ListButton, ListVerb, number
from handlers.call import Call
from handlers.incoming import Said, Tap
from handlers.letter import Keyboard
from handlers.proposal_letters import content, wish
from handlers.words import visible
from office import proposals
from sop.errors import Reason, Refused
from sop.recurring import Delay
from storage.dialogs import Dialog

KIND = "skip"
_STALE = {
    Reason.NOT_YOUR_PROPOSAL,
    Reason.PROPOSAL_GONE,
    Reason.PROPOSAL_STARTED,
    Reason.PROPOSAL_SKIPPED,
    Reason.PROPOSAL_POSTPONED,
}


def on_tap(call: Call, tap: Tap, choice: ListButton) -> None:
    """Do what a button of a card asks for; a card that was out of date is brought up to date."""
    wanted, what = number(choice.first), choice.second
    delays = {delay.value: delay for delay in Delay}
    do: Callable[[Call, Tap, int], None] | None = _DO.get(what)
    if do is None and what not in delays:
        raise ForgedError(tap.data)
    call.actor  # noqa: B018 - a stranger is refused before anything is said
    try:
        if do is not None:
            do(call, tap, wanted)
        else:
            _postpone(call, tap, wanted, delays[what])
    except Refused as refused:
        call.refuse(refused, "proposal")
        if refused.reason in _STALE and tap.offered:
            _refresh(call, tap, wanted)


def _start(call: Call, _tap: Tap, wanted: int) -> None:
    """Go into the opening of a case with SOP and title filled in: the base document is all that is asked."""
    sop, title = proposals.begin(call.tx, call.office, call.actor, wanted)
    opening.ask_base(call, sop.id, title, wanted)


def _later(call: Call, tap: Tap, wanted: int) -> None:
    row = tuple(wish(label, wanted, delay.value) for delay, label in texts.DELAYS.items())
    _ask(call, tap, wanted, texts.WHEN, (row, (wish(texts.BACK, wanted, "back"),)))


def _postpone(call: Call, tap: Tap, wanted: int, delay: Delay) -> None:
    put_off = proposals.postpone(call.tx, call.office, call.actor, wanted, delay)
    _refresh(call, tap, wanted)
    assert put_off.next is not None  # noqa: S101 - put off a moment ago
    call.toast(texts.put_off(put_off.next, call.office.zone))


def _skip(call: Call, tap: Tap, wanted: int) -> None:
    sure, why = wish(texts.SKIP_PLAIN, wanted, "yes"), wish(texts.SKIP_WITH, wanted, "why")
    _ask(call, tap, wanted, texts.SURE, ((sure,), (why,), (wish(texts.BACK, wanted, "back"),)))


def _sure(call: Call, tap: Tap, wanted: int) -> None:
    proposals.skip(call.tx, call.office, call.actor, wanted)
    _refresh(call, tap, wanted)
    call.toast("Usulan telah dilewati.")


def _why(call: Call, _tap: Tap, wanted: int) -> None:
    one = proposals.look(call.tx, call.office, call.actor, wanted)
    call.ask(texts.why(proposals.title_of(call.office, one)), KIND, hint=texts.HINT, proposal=wanted)


def on_reason(call: Call, said: Said, dialog: Dialog) -> None:
    """Take the reason why a proposal is passed over."""
    reason = visible(said.text)
    if not reason:
        raise Refused(Reason.NEEDS_REASON)
    proposals.skip(call.tx, call.office, call.actor, dialog.data["proposal"], reason)
    call.forget(dialog)
    call.reply("Usulan telah dilewati. Alasannya telah dicatat.")


def _back(call: Call, tap: Tap, wanted: int) -> None:
    proposals.look(call.tx, call.office, call.actor, wanted)
    _refresh(call, tap, wanted)


def _ask(call: Call, tap: Tap, wanted: int, question: str, rows: Keyboard) -> None:
    """Ask something on the card itself."""
    one = proposals.look(call.tx, call.office, call.actor, wanted)
    call.edit(tap.message, f"{content(call.tx, call.office, call.actor, one)}\n\n{question}", rows)


def _refresh(call: Call, tap: Tap, wanted: int) -> None:
    call.send("proposal_edit", {"proposal": wanted, "message": tap.message})


_DO: dict[str, Callable[[Call, Tap, int], None]] = {
    "start": _start,
    "later": _later,
    "skip": _skip,
    "yes": _sure,
    "why": _why,
    "back": _back,
}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {ListVerb.PROPOSAL: on_tap}
