"""What the bot may do in a group: as administrator, as a restricted member, by the group's permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.errors import bad_request

if TYPE_CHECKING:
    from simulator.model import Chat, Json

PERMISSIONS: Final = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
ADMIN_RIGHTS: Final = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_tags",
)
ADMIN_RIGHTS_OF_SUPERGROUPS: Final = ("can_manage_topics",)
# Of each content, the permission it needs and the words the server has for it.
_CONTENTS: Final = {
    "document": ("can_send_documents", "documents"),
    "photo": ("can_send_photos", "photos"),
    "contact": ("can_send_messages", "contacts"),
    "text": ("can_send_messages", "text messages"),
}


def rights_of_status(kind: str, status: str, given: Json) -> Json:
    """Return the fields a ChatMember of this status has besides the user.

    `kind` is the chat's type; `given` switches single rights: of an administrator all are on unless it
    says otherwise, of a restricted member all are off.
    """
    match status:
        case "administrator":
            more = ADMIN_RIGHTS_OF_SUPERGROUPS if kind == "supergroup" else ()
            rights = {right: bool(given.get(right, True)) for right in (*ADMIN_RIGHTS, *more)}
            return {"can_be_edited": False, "is_anonymous": False, **rights}
        case "restricted":
            rights = {right: bool(given.get(right, False)) for right in PERMISSIONS}
            return {"is_member": bool(given.get("is_member", True)), **rights, "until_date": 0}
        case "creator":
            return {"is_anonymous": False}
        case "kicked":
            return {"until_date": 0}
    return {}


def chat_permissions(chat: Chat) -> Json:
    """Return the ChatPermissions of a group: what every ordinary member may do."""
    return {right: bool(chat.permissions.get(right, True)) for right in PERMISSIONS}


def bot_may(chat: Chat, right: str) -> bool:
    """Whether the bot has a right in a group, by its own standing and the group's permissions."""
    allowed = bool(chat_permissions(chat).get(right, False))
    match chat.bot:
        case "administrator":
            own = rights_of_status(chat.type, chat.bot, chat.bot_rights)
            # Sending is nothing an administrator's rights speak of: they may always.
            return bool(own.get(right, right in PERMISSIONS))
        case "restricted":
            return allowed and bool(rights_of_status(chat.type, chat.bot, chat.bot_rights)[right])
        case "member":
            return allowed
    return False


def may_send(chat: Chat, body: Json) -> None:
    """Raise ApiError "not enough rights to send … to the chat" where the bot may not send such a content."""
    if chat.is_private:
        return
    right, words = next(_CONTENTS[kind] for kind in _CONTENTS if kind in body)
    if not bot_may(chat, right):
        raise bad_request(f"not enough rights to send {words} to the chat")
