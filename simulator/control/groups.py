"""Endpoints for groups: members, administrators, the bot's standing, topics, the upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import groups, topics
from simulator.control.answering import SenselessError, read_json, whole
from simulator.control.views import chat_view, topic_view
from simulator.people import person
from simulator.rights import ADMIN_RIGHTS, ADMIN_RIGHTS_OF_SUPERGROUPS, PERMISSIONS

if TYPE_CHECKING:
    from starlette.requests import Request

    from simulator.model import Chat, Json
    from simulator.world import World

_STANDINGS = frozenset({"member", "administrator", "restricted", "left", "kicked"})
_RIGHTS_OF_STANDINGS = {
    "administrator": frozenset({*ADMIN_RIGHTS, *ADMIN_RIGHTS_OF_SUPERGROUPS}),
    "restricted": frozenset({*PERMISSIONS, "is_member"}),
}


async def list_groups(world: World, _: Request) -> list[Json]:
    """GET /sim/groups."""
    return [chat_view(world, chat) for chat in world.chats.values() if not chat.is_private]


async def create_group(world: World, request: Request) -> Json:
    """POST /sim/groups {title, creator, members?, bot?, supergroup?, forum?}."""
    body = await read_json(request)
    creator = person(world, whole(body.get("creator"), "creator"))
    kind = {"supergroup": bool(body.get("supergroup")), "forum": bool(body.get("forum"))}
    chat = groups.create_group(world, str(body.get("title", "")), creator.id, **kind)
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
    """POST /sim/groups/{id}/bot {status: member|administrator|restricted|left|kicked, rights?, by?}.

    `rights` switches single ones: {"can_delete_messages": false} of an administrator, who has all others;
    {"can_send_messages": true} of a restricted member, who has none else.
    """
    chat, body = await _group(world, request)
    status = _standing(body.get("status"))
    rights = _switches(body.get("rights"), _RIGHTS_OF_STANDINGS.get(status, frozenset()))
    groups.set_bot(world, chat, status, _by(world, chat, body), rights)
    return chat_view(world, chat)


async def set_permissions(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/permissions {permissions}: what ordinary members may, all until switched off."""
    chat, body = await _group(world, request)
    groups.set_permissions(world, chat, _switches(body.get("permissions"), frozenset(PERMISSIONS)))
    return chat_view(world, chat)


async def create_topic(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/topics {name, by?}: open a topic in a forum."""
    chat, body = await _group(world, request)
    message = topics.create(world, chat, str(body.get("name", "")), _by(world, chat, body))
    return topic_view(chat, message.thread_id)


async def change_topic(world: World, request: Request) -> Json:
    """POST /sim/groups/{id}/topics/{thread_id} {name?, closed?, by?}: rename, close, or open again."""
    chat, body = await _group(world, request)
    thread_id = whole(request.path_params["thread_id"], "topic id")
    by = _by(world, chat, body)
    if "name" in body:
        topics.rename(world, chat, thread_id, str(body["name"]), by)
    if "closed" in body:
        topics.set_closed(world, chat, thread_id, by, closed=bool(body["closed"]))
    topics.existing(chat, thread_id)
    return topic_view(chat, thread_id)


async def delete_topic(world: World, request: Request) -> Json:
    """DELETE /sim/groups/{id}/topics/{thread_id}: with all its messages."""
    chat = groups.group(world, whole(request.path_params["chat_id"], "chat id"))
    topics.delete(world, chat, whole(request.path_params["thread_id"], "topic id"))
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
        raise SenselessError(f"the bot's status must be one of {', '.join(sorted(_STANDINGS))}")
    return str(status)


def _switches(given: object, known: frozenset[str]) -> dict[str, bool]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise SenselessError("rights must be an object of true and false")
    for name in given:
        if name not in known:
            raise SenselessError(f"no right {name!r} here")
    return {str(name): bool(value) for name, value in given.items()}


def _by(world: World, chat: Chat, body: Json) -> int:
    """Return who does it: the one named, or the group's creator."""
    creator = next((int(who) for who, status in chat.members.items() if status == "creator"), 0)
    return person(world, whole(body.get("by"), "by", creator)).id
