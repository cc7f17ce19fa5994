"""Endpoints for groups: members, administrators, the bot's standing, the upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import groups
from simulator.control.answering import SenselessError, read_json, whole
from simulator.control.views import chat_view
from simulator.people import person

if TYPE_CHECKING:
    from starlette.requests import Request

    from simulator.model import Chat, Json
    from simulator.world import World

_STANDINGS = frozenset({"member", "administrator", "kicked"})


async def list_groups(world: World, _: Request) -> list[Json]:
    """GET /sim/groups."""
    return [chat_view(world, chat) for chat in world.chats.values() if not chat.is_private]


async def create_group(world: World, request: Request) -> Json:
    """POST /sim/groups {title, creator, members?, bot?, supergroup?}."""
    body = await read_json(request)
    creator = person(world, whole(body.get("creator"), "creator"))
    supergroup = bool(body.get("supergroup"))
    chat = groups.create_group(world, str(body.get("title", "")), creator.id, supergroup=supergroup)
    for member in body.get("members", []):
        groups.add_member(world, chat, person(world, whole(member, "member")).id, creator.id)
    if body.get("bot"):
        groups.set_bot(world, chat, _standing(body["bot"]), creator.id)
    return chat_view(world, chat)


async def add_member(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/members {user_id, by?}."""
    chat, body = await _group(world, request)
    user = person(world, whole(body.get("user_id"), "user_id"))
    groups.add_member(world, chat, user.id, _by(world, chat, body))
    return chat_view(world, chat)


async def remove_member(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/remove {user_id, by?}."""
    chat, body = await _group(world, request)
    user = person(world, whole(body.get("user_id"), "user_id"))
    groups.remove_member(world, chat, user.id, _by(world, chat, body))
    return chat_view(world, chat)


async def set_admin(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/admin {user_id, admin, by?}."""
    chat, body = await _group(world, request)
    user = person(world, whole(body.get("user_id"), "user_id"))
    groups.set_admin(world, chat, user.id, _by(world, chat, body), admin=bool(body.get("admin", True)))
    return chat_view(world, chat)


async def set_bot(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/bot {status: member|administrator|kicked, by?}."""
    chat, body = await _group(world, request)
    groups.set_bot(world, chat, _standing(body.get("status")), _by(world, chat, body))
    return chat_view(world, chat)


async def migrate(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/migrate {by?}: upgrade to a supergroup; returns the new chat."""
    chat, body = await _group(world, request)
    return chat_view(world, groups.migrate(world, chat, _by(world, chat, body)))


async def _group(world: World, request: Request) -> tuple[Chat, Json]:
    chat = groups.group(world, whole(request.path_params["chat_id"], "chat id"))
    return chat, await read_json(request)


def _standing(status: object) -> str:
    if status not in _STANDINGS:
        raise SenselessError("the bot's status must be member, administrator or kicked")
    return str(status)


def _by(world: World, chat: Chat, body: Json) -> int:
    """Return who does it: the one named, or the group's creator."""
    creator = next((int(who) for who, status in chat.members.items() if status == "creator"), 0)
    return person(world, whole(body.get("by"), "by", creator)).id
