"""Groups: who is in them, the bot's standing, and the upgrade to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.errors import PersonError
from simulator.model import SUPERGROUP_BASE, Chat
from simulator.posting import post
from simulator.render import api_chat, api_member, api_member_of_status

if TYPE_CHECKING:
    from simulator.model import Json
    from simulator.world import World

_FIRST_GROUP_ID = 4_000_001


def group(world: World, chat_id: int) -> Chat:
    """Return a group that is there and not upgraded. Raises PersonError otherwise."""
    chat = world.chats.get(chat_id)
    if chat is None or chat.is_private or chat.migrated_to:
        raise PersonError(f"no group {chat_id}")
    return chat


def create_group(
    world: World, title: str, creator_id: int, *, supergroup: bool = False, forum: bool = False
) -> Chat:
    """Open a group with its creator in it; the bot is not. A forum is a supergroup with topics."""
    supergroup = supergroup or forum
    number = _FIRST_GROUP_ID + sum(1 for chat in world.chats.values() if not chat.is_private)
    chat_id = SUPERGROUP_BASE - number if supergroup else -number
    chat = Chat(chat_id, "supergroup" if supergroup else "group", title, forum=forum)
    chat.members[str(creator_id)] = "creator"
    world.save(chat)
    created = "supergroup_chat_created" if supergroup else "group_chat_created"
    post(world, chat, creator_id, {created: True})
    return chat


def add_member(world: World, chat: Chat, user_id: int, by: int) -> None:
    """Take a person into a group."""
    if chat.has(user_id):
        raise PersonError("already a member")
    _set_member(world, chat, user_id, "member", by)
    post(world, chat, by, {"new_chat_members": [world.api_user(user_id)]})


def remove_member(world: World, chat: Chat, user_id: int, by: int) -> None:
    """Remove a person from a group, or let them leave when `by` is themselves."""
    if not chat.has(user_id):
        raise PersonError("not a member")
    post(world, chat, by, {"left_chat_member": world.api_user(user_id)})
    _set_member(world, chat, user_id, "left", by)


def set_admin(world: World, chat: Chat, user_id: int, by: int, *, admin: bool) -> None:
    """Make a member an administrator, or an ordinary member again."""
    if not chat.has(user_id):
        raise PersonError("not a member")
    _set_member(world, chat, user_id, "administrator" if admin else "member", by)


def _set_member(world: World, chat: Chat, user_id: int, status: str, by: int) -> None:
    old = api_member(world, chat, user_id)
    if status == "left":
        chat.members.pop(str(user_id), None)
    else:
        chat.members[str(user_id)] = status
    world.save(chat)
    # Telegram tells only an administrator of others' standing.
    if chat.bot == "administrator":
        world.updates.add(
            "chat_member", _member_updated(world, chat, by, old, api_member(world, chat, user_id))
        )
    world.events.add("members", chat_id=chat.id)


def set_bot(world: World, chat: Chat, status: str, by: int, rights: dict[str, bool] | None = None) -> None:
    """Give the bot a standing in a group: "member", "administrator", "restricted", "left" or "kicked".

    `rights` switches single rights: an administrator has all others, a restricted member none of them.
    Raises PersonError for a restriction in a basic group, which knows none.
    """
    if status == "restricted" and chat.type != "supergroup":
        raise PersonError("only a supergroup restricts a member: upgrade the group first")
    was_in = chat.bot_is_in
    # The bot learns of its removal by my_chat_member, not by a message: it is no longer there.
    _bot_status(world, chat, status, by, rights)
    if was_in and not chat.bot_is_in:
        post(world, chat, by, {"left_chat_member": world.bot_user()})
    elif chat.bot_is_in and not was_in:
        post(world, chat, by, {"new_chat_members": [world.bot_user()]})


def set_permissions(world: World, chat: Chat, permissions: dict[str, bool]) -> None:
    """Switch what every ordinary member of a group may do; as at Telegram no update tells the bot."""
    chat.permissions.update(permissions)
    world.save(chat)
    world.events.add("members", chat_id=chat.id)


def bot_leaves(world: World, chat: Chat) -> None:
    """Let the bot leave on its own."""
    _bot_status(world, chat, "left", world.bot_id)
    post(world, chat, world.bot_id, {"left_chat_member": world.bot_user()})


def _bot_status(
    world: World, chat: Chat, status: str, by: int, rights: dict[str, bool] | None = None
) -> None:
    old = api_member(world, chat, world.bot_id)
    chat.bot, chat.bot_rights = status, rights or {}
    world.save(chat)
    new = api_member(world, chat, world.bot_id)
    if old != new:
        world.updates.add("my_chat_member", _member_updated(world, chat, by, old, new))
    world.events.add("members", chat_id=chat.id)


def private_status(world: World, user_id: int, old: str, new: str) -> None:
    """Tell the bot that a person blocked it ("kicked") or took it back ("member")."""
    chat = world.chats[user_id]
    before, after = (api_member_of_status(world, chat, world.bot_id, status) for status in (old, new))
    world.updates.add("my_chat_member", _member_updated(world, chat, user_id, before, after))


def _member_updated(world: World, chat: Chat, by: int, old: Json, new: Json) -> Json:
    return {
        "chat": api_chat(world, chat),
        "from": world.api_user(by),
        "date": world.clock.unix(),
        "old_chat_member": old,
        "new_chat_member": new,
    }


def migrate(world: World, chat: Chat, by: int) -> Chat:
    """Upgrade a group to a supergroup: a new chat with the same members, told in both chats."""
    if chat.type != "group":
        raise PersonError("already a supergroup")
    successor = Chat(
        SUPERGROUP_BASE + chat.id,
        "supergroup",
        chat.title,
        members=dict(chat.members),
        bot=chat.bot,
        bot_rights=dict(chat.bot_rights),
        permissions=dict(chat.permissions),
        migrated_from=chat.id,
    )
    world.save(successor)
    post(world, chat, by, {"migrate_to_chat_id": successor.id})
    chat.migrated_to = successor.id
    world.save(chat)
    post(world, successor, by, {"migrate_from_chat_id": chat.id})
    world.events.add("members", chat_id=successor.id)
    return successor
