"""/ringkasan and the button beneath the morning digest: whether one comes."""

from collections.abc import Callable

from handlers import summary_texts as texts
from handlers.buttons import ForgedError, ListButton, ListVerb
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Tap


def state(call: Call, _: Command) -> None:
    """Say whether the digest comes, with the button that changes it."""
    wanted = call.actor.person in call.tx.digests.wanted()
    label, choice = (texts.OFF, "0") if wanted else (texts.ON, "1")
    text = texts.SWITCHED_ON if wanted else texts.SWITCHED_OFF_NOW
    call.reply(text, ((button(label, ListButton(ListVerb.DIGEST, choice)),),))


def on_switch(call: Call, _tap: Tap, choice: ListButton) -> None:
    """Let the digest come from now on, or not."""
    actor = call.actor
    if choice.first not in ("0", "1"):
        raise ForgedError(choice.first)
    wanted = choice.first == "1"
    call.tx.digests.want(actor.person, wanted=wanted)
    call.toast(texts.SWITCHED_ON if wanted else texts.SWITCHED_OFF)


COMMANDS: dict[str, Handler] = {"ringkasan": state}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {ListVerb.DIGEST: on_switch}
