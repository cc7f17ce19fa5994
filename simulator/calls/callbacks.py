"""answerCallbackQuery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.calls.registry import call
from simulator.errors import bad_request

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.world import World

MAX_TOAST: Final = 200
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
# How long a tap waits for its answer, in simulated seconds. Telegram names no figure;
# answers after a quarter of an hour were never seen to pass.
_MAX_AGE: Final = 900


@call("answerCallbackQuery")
def answer_callback_query(world: World, args: Args) -> bool:
    """End the spinner on a button, with a toast or an alert.

    A second answer returns true and changes nothing, as at Telegram.
    """
    callback = world.callbacks.get(args.text("callback_query_id"))
    if callback is None or world.clock.unix() - callback.date > _MAX_AGE:
        raise bad_request(_TOO_OLD)
    if len(args.text("text")) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    url = args.text("url")
    if url and not url.lower().startswith((f"https://t.me/{world.username}?start=".lower(), "tg://resolve?")):
        raise bad_request("URL_INVALID")
    if callback.answered:
        return True
    callback.answered = True
    callback.text = args.text("text")
    callback.show_alert = args.flag("show_alert")
    callback.url = url
    world.save(callback)
    world.events.add(
        "callback_answered",
        callback_id=callback.id,
        user_id=callback.user_id,
        chat_id=callback.chat_id,
        message_id=callback.message_id,
        text=callback.text,
        show_alert=callback.show_alert,
    )
    return True
