"""setMyCommands, getMyCommands, deleteMyCommands, and which commands a person sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from simulator.access import chat_of_member
from simulator.calls.registry import call
from simulator.errors import bad_request

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Chat, Json
    from simulator.world import World

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_MAX_COMMANDS: Final = 100
_MAX_DESCRIPTION: Final = 256
_WIDE_SCOPES: Final = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_CHAT_SCOPES: Final = frozenset({"chat", "chat_administrators", "chat_member"})


@call("setMyCommands")
def set_my_commands(world: World, args: Args) -> bool:
    """Set the commands of a scope and language."""
    world.set_setting(_key(world, args), _commands(args.json("commands")) or None)
    world.events.add("commands")
    return True


@call("getMyCommands")
def get_my_commands(world: World, args: Args) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    found: list[Json] = world.settings.get(_key(world, args), [])
    return found


@call("deleteMyCommands")
def delete_my_commands(world: World, args: Args) -> bool:
    """Remove the commands of a scope and language; wider scopes shine through again."""
    world.set_setting(_key(world, args), None)
    world.events.add("commands")
    return True


def visible_commands(world: World, chat: Chat, user_id: int) -> list[Json]:
    """Return the commands a person sees in a chat: the narrowest scope that has any.

    Source: https://core.telegram.org/bots/api#determining-list-of-commands.
    """
    language = world.users[user_id].language_code
    if chat.is_private:
        scopes = [f"chat {chat.id}", "all_private_chats", "default"]
    else:
        scopes = [f"chat_member {chat.id} {user_id}"]
        if chat.members.get(str(user_id), "member") != "member":
            scopes.append(f"chat_administrators {chat.id}")
        scopes.append(f"chat {chat.id}")
        if chat.members.get(str(user_id), "member") != "member":
            scopes.append("all_chat_administrators")
        scopes += ["all_group_chats", "default"]
    for scope in scopes:
        for spoken in (language, ""):
            found: list[Json] = world.settings.get(f"commands {scope} {spoken}".rstrip(), [])
            if found:
                return found
    return []


def _commands(given: Any) -> list[Json]:
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(one) for one in given]


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in given:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    unknown = given.keys() - {"command", "description"}
    if unknown:
        raise bad_request(f'unknown or unsupported field "{min(unknown)}" in BotCommand')
    command = str(given["command"]).removeprefix("/")
    description = str(given["description"]).strip()
    if not command:
        raise bad_request("command must be non-empty")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > _MAX_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {_MAX_DESCRIPTION}")
    return {"command": command, "description": description}


def _key(world: World, args: Args) -> str:
    """Return the setting's name for a scope and language; raises ApiError for a scope that is wrong."""
    scope = args.json("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = str(scope.get("type", ""))
    place = ""
    if kind in _CHAT_SCOPES:
        chat = chat_of_member(world, scope.get("chat_id", 0))
        if chat.is_private and kind != "chat":
            raise bad_request("can't use specified scope in private chats")
        place = f" {chat.id}"
        if kind == "chat_member":
            place += f" {int(scope.get('user_id', 0))}"
    elif kind not in _WIDE_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return f"commands {kind}{place} {args.text('language_code')}".rstrip()
