"""getChat, getChatMember, getChatAdministrators, getChatMemberCount, leaveChat, menu buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.access import chat_of_member, chat_to_read
from simulator.calls.registry import call
from simulator.errors import bad_request
from simulator.groups import bot_leaves
from simulator.render import api_chat, api_member, api_message
from simulator.rights import chat_permissions

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat, Json
    from simulator.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_MENU_BUTTONS = frozenset({"commands", "default"})


@call("getChat")
def get_chat(world: World, args: Args) -> Json:
    """Return the ChatFullInfo of a chat."""
    chat = chat_to_read(world, args.chat())
    full = api_chat(world, chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if not chat.is_private:
        full["permissions"] = chat_permissions(chat)
    if chat.pinned:
        pinned = world.message(chat.id, chat.pinned[-1])
        if pinned is not None:
            full["pinned_message"] = api_message(world, pinned)
    return full


@call("getChatMember")
def get_chat_member(world: World, args: Args) -> Json:
    """Return who somebody is in a chat. In a private chat there are two: the person and the bot."""
    user_id = args.number("user_id")
    # Of itself the bot may ask even where it was removed from a basic group.
    chat = (chat_to_read if user_id == world.bot_id else chat_of_member)(world, args.chat())
    if user_id != world.bot_id and user_id not in world.users:
        raise bad_request("invalid user_id specified")
    if chat.is_private:
        if user_id not in {chat.id, world.bot_id}:
            raise bad_request("member not found")
        return {"status": "member", "user": world.api_user(user_id)}
    return api_member(world, chat, user_id)


@call("getChatAdministrators")
def get_chat_administrators(world: World, args: Args) -> list[Json]:
    """Return the administrators of a group; other bots do not exist here, so return_bots changes little."""
    chat = _group(world, args, "there are no administrators in the private chat")
    admins = [int(user_id) for user_id, status in chat.members.items() if status != "member"]
    if chat.bot == "administrator" and args.flag("return_bots"):
        admins.append(world.bot_id)
    return [api_member(world, chat, user_id) for user_id in admins]


@call("getChatMemberCount")
def get_chat_member_count(world: World, args: Args) -> int:
    """Return how many are in a chat, the bot included."""
    chat = chat_of_member(world, args.chat())
    return 2 if chat.is_private else len(chat.members) + 1


@call("leaveChat")
def leave_chat(world: World, args: Args) -> bool:
    """Leave a group."""
    bot_leaves(world, _group(world, args, "chat member status can't be changed in private chats"))
    return True


def _group(world: World, args: Args, otherwise: str) -> Chat:
    chat = chat_of_member(world, args.chat())
    if chat.is_private:
        raise bad_request(otherwise)
    return chat


@call("setChatMenuButton")
def set_chat_menu_button(world: World, args: Args) -> bool:
    """Set the button beside the input: the commands, or Telegram's default. Web apps are not simulated."""
    button = args.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if not args.has("chat_id"):
        world.set_setting("menu_button", {"type": button["type"]})
        return True
    chat = _private(world, args)
    chat.menu_button = {"type": button["type"]}
    world.save(chat)
    return True


@call("getChatMenuButton")
def get_chat_menu_button(world: World, args: Args) -> Json:
    """Return the menu button of a private chat, or the default one."""
    default: Json = world.settings.get("menu_button", {"type": "commands"})
    if not args.has("chat_id"):
        return default
    return _private(world, args).menu_button or default


def _private(world: World, args: Args) -> Chat:
    chat = chat_of_member(world, args.chat())
    if not chat.is_private:
        raise bad_request("chat_id must be of a private chat")
    return chat
