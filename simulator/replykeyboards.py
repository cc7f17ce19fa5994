"""The keyboard of ready answers in place of the input: which one a phone shows, and pressing its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import PersonError
from simulator.people import say, share_contact

if TYPE_CHECKING:
    from simulator.model import Chat, Json, Message, User
    from simulator.world import World


def shown(world: World, user: User, chat: Chat) -> Message | None:
    """Return the message whose keyboard a phone shows now, or None.

    It is the newest that brought one or took one away; a keyboard for one use is gone once it was used.
    """
    for message in reversed(world.messages.get(chat.id, {}).values()):
        markup = message.markup or {}
        if markup.get("selective") and not (chat.is_private or _concerns(world, user, message)):
            continue
        if "remove_keyboard" in markup:
            return None
        if "keyboard" in markup:
            used = user.used_keyboards.get(str(chat.id)) == message.message_id
            return None if message.deleted or used else message
    return None


def _concerns(world: World, user: User, message: Message) -> bool:
    """Whether a selective markup is for this person: the message answers them or names them."""
    replied = world.message(message.chat_id, message.reply_to)
    if replied is not None and replied.from_id == user.id:
        return True
    text = message.body.get("text", "").encode("utf-16-le")
    for entity in message.body.get("entities", []):
        start, end = (2 * place for place in (entity["offset"], entity["offset"] + entity["length"]))
        name = text[start:end].decode("utf-16-le").lower()
        if entity["type"] == "mention" and user.username and name == f"@{user.username}".lower():
            return True
        if entity.get("user", {}).get("id") == user.id:
            return True
    return False


def press(world: World, user: User, chat: Chat, label: str) -> Message:
    """Press a button of the keyboard shown: it writes its text, or shares the own telephone number.

    In a group the text replies to the message that brought the keyboard, as official apps do it.
    Raises PersonError where no such button is shown.
    """
    message = shown(world, user, chat)
    rows: list[list[Json]] = (message.markup or {})["keyboard"] if message else []
    button = next((button for row in rows for button in row if button["text"] == label), None)
    if message is None or button is None:
        raise PersonError(f"no button {label!r} on the keyboard")
    if button.get("request_contact"):
        sent = share_contact(world, user, chat, reply_to=message.message_id)
    else:
        sent = say(world, user, chat, label, 0 if chat.is_private else message.message_id)
    if (message.markup or {}).get("one_time_keyboard"):
        user.used_keyboards[str(chat.id)] = message.message_id
        world.save(user)
    return sent
