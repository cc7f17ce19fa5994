from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.test_methods import API

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones

NO_TEXT = (400, "Bad Request: not enough rights to send text messages to the chat")
NO_DOCUMENT = (400, "Bad Request: not enough rights to send documents to the chat")
NO_PHOTO = (400, "Bad Request: not enough rights to send photos to the chat")


@pytest.fixture
def group(bot: Api, phones: Phones, budi: Phone, siti: Phone) -> dict[str, Any]:
    """Open a supergroup whose updates the bot has seen."""
    opened = phones.group("Rapat", siti, [budi], supergroup=True)
    bot.updates()
    return opened


def send(bot: Api, chat: int, png: bytes) -> list[tuple[int, str]]:
    """Try a text, a document and a picture; return how each was refused."""
    return [
        bot.error("sendMessage", chat_id=chat, text="x"),
        bot.error("sendDocument", {"document": ("a.txt", b"isi", "text/plain")}, chat_id=chat),
        bot.error("sendPhoto", {"photo": ("a.png", png, "image/png")}, chat_id=chat),
    ]


def standings(bot: Api) -> list[tuple[str, str]]:
    told = [u["my_chat_member"] for u in bot.updates() if "my_chat_member" in u]
    return [(t["old_chat_member"]["status"], t["new_chat_member"]["status"]) for t in told]


def test_a_restricted_bot_may_not_send(bot: Api, phones: Phones, png: bytes, group: dict[str, Any]) -> None:
    """It is told so by my_chat_member, and each sending by the content's name."""
    phones.bot_standing(group, "restricted")
    (update,) = bot.updates()
    now = update["my_chat_member"]["new_chat_member"]
    assert (now["status"], now["is_member"], now["can_send_messages"]) == ("restricted", True, False)
    assert send(bot, group["id"], png) == [NO_TEXT, NO_DOCUMENT, NO_PHOTO]
    assert bot.call("getChatMember", chat_id=group["id"], user_id=now["user"]["id"]) == now


def test_single_rights_can_be_left_to_a_restricted_bot(
    bot: Api, phones: Phones, group: dict[str, Any]
) -> None:
    """It sends what it may and hears what others do."""
    phones.bot_standing(group, "restricted", can_send_messages=True)
    bot.call("sendMessage", chat_id=group["id"], text="Boleh")
    file = {"document": ("a.txt", b"isi", "text/plain")}
    assert bot.error("sendDocument", file, chat_id=group["id"]) == NO_DOCUMENT


def test_what_members_may_not_an_ordinary_bot_may_not(
    bot: Api, phones: Phones, png: bytes, group: dict[str, Any]
) -> None:
    """The group's permissions bind members, not administrators; no update tells of them."""
    off = dict.fromkeys(("can_send_messages", "can_send_documents", "can_send_photos"), False)
    phones.permissions(group, **off)
    assert bot.updates() == []
    assert send(bot, group["id"], png) == [NO_TEXT, NO_DOCUMENT, NO_PHOTO]
    assert bot.call("getChat", chat_id=group["id"])["permissions"]["can_send_messages"] is False
    phones.bot_standing(group, "administrator")
    assert bot.call("sendMessage", chat_id=group["id"], text="Boleh")


def test_a_restored_bot_is_told_and_sends_again(bot: Api, phones: Phones, group: dict[str, Any]) -> None:
    """Restricted, restored, removed, taken back: each change is one update."""
    for status in ("restricted", "member", "kicked", "member", "left", "member"):
        phones.bot_standing(group, status)
    assert standings(bot) == [
        ("member", "restricted"),
        ("restricted", "member"),
        ("member", "kicked"),
        ("kicked", "member"),
        ("member", "left"),
        ("left", "member"),
    ]
    assert bot.call("sendMessage", chat_id=group["id"], text="Kembali")


def test_the_same_standing_again_tells_nothing(bot: Api, phones: Phones, group: dict[str, Any]) -> None:
    """Other rights of the same standing do."""
    phones.bot_standing(group, "administrator")
    phones.bot_standing(group, "administrator")
    phones.bot_standing(group, "administrator", can_pin_messages=False)
    assert standings(bot) == [("member", "administrator"), ("administrator", "administrator")]


def test_an_album_and_a_copy_need_the_right_as_well(
    bot: Api, phones: Phones, budi: Phone, group: dict[str, Any]
) -> None:
    """A copy is refused in its own words."""
    file = bot.call("sendDocument", {"document": ("a.txt", b"isi", "text/plain")}, chat_id=budi.id)
    media = [{"type": "document", "media": file["document"]["file_id"]}] * 2
    source = {"from_chat_id": budi.id, "message_id": file["message_id"]}
    phones.permissions(group, can_send_documents=False)
    assert bot.error("sendMediaGroup", chat_id=group["id"], media=media) == NO_DOCUMENT
    assert bot.error("copyMessage", chat_id=group["id"], **source) == (
        400,
        "Bad Request: the message can't be copied",
    )
    assert bot.error("forwardMessage", chat_id=group["id"], **source) == (
        400,
        "Bad Request: the message can't be forwarded",
    )


def test_a_restricted_bot_can_be_out_of_the_group(bot: Api, phones: Phones, group: dict[str, Any]) -> None:
    """Then it is not a member, whatever its rights."""
    phones.bot_standing(group, "restricted", is_member=False)
    assert bot.error("sendMessage", chat_id=group["id"], text="x") == (
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )


def test_a_basic_group_restricts_nobody(phones: Phones, siti: Phone) -> None:
    """Official apps upgrade it first; a misspelt right is no right."""
    with pytest.raises(AssertionError, match="upgrade the group first"):
        phones.bot_standing(phones.group("Rapat", siti), "restricted")
    with pytest.raises(AssertionError, match="no right 'can_send'"):
        phones.permissions(phones.group("Rapat", siti), can_send=False)
    with pytest.raises(AssertionError, match="status must be one of"):
        phones.bot_standing(phones.group("Rapat", siti), "owner")


@pytest.mark.parametrize("supergroup", [False, True])
def test_a_removed_bot_asks_in_vain(bot: Api, phones: Phones, siti: Phone, *, supergroup: bool) -> None:
    """A basic group can still be looked at, a supergroup cannot; neither can be written to or edited in."""
    group = phones.group("Rapat", siti, supergroup=supergroup)
    card = bot.call("sendMessage", chat_id=group["id"], text="Kartu")
    phones.bot_standing(group, "kicked")
    gone = (403, f"Forbidden: bot was kicked from the {group['type']} chat")
    edit = {"chat_id": group["id"], "message_id": card["message_id"], "text": "x"}
    assert bot.error("sendMessage", chat_id=group["id"], text="x") == gone
    assert bot.error("editMessageText", **edit) == gone
    myself = {"chat_id": group["id"], "user_id": bot.call("getMe")["id"]}
    if supergroup:
        assert bot.error("getChat", chat_id=group["id"]) == gone
        assert bot.error("getChatMember", **myself) == gone
    else:
        assert bot.call("getChat", chat_id=group["id"])["title"] == "Rapat"
        assert bot.call("getChatMember", **myself)["status"] == "kicked"
        assert bot.error("getChatMember", chat_id=group["id"], user_id=siti.id) == gone


def test_in_a_supergroup_the_bot_deletes_by_right(
    bot: Api, phones: Phones, budi: Phone, group: dict[str, Any]
) -> None:
    """Its own always, those of others as administrator with the right, none after two days."""
    said = {"chat_id": group["id"], "message_id": budi.say("Salah", chat_id=group["id"])["message_id"]}
    cannot = (400, "Bad Request: message can't be deleted")
    own = bot.call("sendMessage", chat_id=group["id"], text="Kartu")["message_id"]
    assert bot.call("deleteMessage", chat_id=group["id"], message_id=own)
    assert bot.error("deleteMessage", **said) == cannot
    phones.bot_standing(group, "administrator", can_delete_messages=False)
    assert bot.error("deleteMessage", **said) == cannot
    phones.bot_standing(group, "administrator")
    assert bot.error("deleteMessage", chat_id=group["id"], message_id=1) == cannot
    old = budi.say("Lama", chat_id=group["id"])["message_id"]
    assert bot.call("deleteMessage", **said)
    phones.advance(timedelta(hours=49))
    assert bot.error("deleteMessage", chat_id=group["id"], message_id=old) == cannot


def test_in_a_private_chat_the_bot_deletes_what_people_wrote(bot: Api, phones: Phones, budi: Phone) -> None:
    """A code that was typed leaves the phone; after two days it stays."""
    said = budi.say("123456")["message_id"]
    assert bot.call("deleteMessage", chat_id=budi.id, message_id=said)
    assert "123456" not in [m.get("text") for m in budi.messages()]
    kept = budi.say("654321")["message_id"]
    phones.advance(timedelta(hours=49))
    assert bot.error("deleteMessage", chat_id=budi.id, message_id=kept) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


def test_one_that_cannot_be_deleted_saves_them_all(bot: Api, budi: Phone, group: dict[str, Any]) -> None:
    """Unlike those that are not found, which are skipped."""
    own = bot.call("sendMessage", chat_id=group["id"], text="Kartu")["message_id"]
    said = budi.say("Punya saya", chat_id=group["id"])["message_id"]
    both = {"chat_id": group["id"], "message_ids": [own, said]}
    assert bot.error("deleteMessages", **both) == (400, "Bad Request: message can't be deleted")
    assert [m["text"] for m in budi.messages(group["id"]) if "text" in m] == ["Kartu", "Punya saya"]


def test_in_a_supergroup_members_may_pin_where_it_permits(
    bot: Api, phones: Phones, budi: Phone, group: dict[str, Any]
) -> None:
    """The permission of ordinary members is the bot's, too."""
    said = {"chat_id": group["id"], "message_id": budi.say("Penting", chat_id=group["id"])["message_id"]}
    phones.permissions(group, can_pin_messages=False)
    assert bot.error("pinChatMessage", **said) == (
        400,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    )
    phones.permissions(group, can_pin_messages=True)
    assert bot.call("pinChatMessage", **said)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("administrator", "ChatMemberAdministrator"),
        ("member", "ChatMemberMember"),
        ("restricted", "ChatMemberRestricted"),
    ],
)
def test_a_member_has_the_documented_fields(
    bot: Api, phones: Phones, group: dict[str, Any], status: str, kind: str
) -> None:
    """All that are required, and none that is not documented."""
    if not API.exists():
        pytest.skip("the machine-readable Bot API is not beside this repository")
    fields = json.loads(API.read_text(encoding="utf-8"))["types"][kind]["fields"]
    phones.bot_standing(group, status)
    member = bot.call("getChatMember", chat_id=group["id"], user_id=bot.call("getMe")["id"])
    assert {f["name"] for f in fields if f["required"]} <= member.keys() <= {f["name"] for f in fields}
