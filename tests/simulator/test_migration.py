from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


@pytest.fixture
def moved(bot: Api, phones: Phones, budi: Phone, siti: Phone) -> dict[str, int]:
    """Upgrade a group in which the bot has written a card; return both ids and the card's."""
    old = phones.group("Rapat", siti, [budi])
    markup = {"inline_keyboard": [[{"text": "Setujui", "callback_data": "ok"}]]}
    card = bot.call("sendMessage", chat_id=old["id"], text="Kartu", reply_markup=markup)
    bot.updates()
    return {"old": old["id"], "new": phones.migrate(old)["id"], "card": card["message_id"]}


def test_both_chats_tell_of_the_upgrade(bot: Api, moved: dict[str, int]) -> None:
    """The old one names the new, the new one the old."""
    told = [u["message"] for u in bot.updates()]
    assert [(m["chat"]["id"], m.get("migrate_to_chat_id"), m.get("migrate_from_chat_id")) for m in told] == [
        (moved["old"], moved["new"], None),
        (moved["new"], None, moved["old"]),
    ]


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("sendMessage", {"text": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("editMessageText", {"message_id": "card", "text": "x"}),
        ("editMessageReplyMarkup", {"message_id": "card"}),
        ("deleteMessage", {"message_id": "card"}),
        ("pinChatMessage", {"message_id": "card"}),
        ("getChatMemberCount", {}),
    ],
)
def test_the_old_chat_answers_with_the_new_id(
    bot: Api, moved: dict[str, int], method: str, more: dict[str, Any]
) -> None:
    """Nothing can be sent or changed there any more."""
    params = {name: moved.get(value, value) for name, value in more.items()}
    assert bot.raw(method, chat_id=moved["old"], **params).json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": moved["new"]},
    }


def test_the_old_chat_can_still_be_read(bot: Api, budi: Phone, moved: dict[str, int]) -> None:
    """It is known, and what was written there can be copied."""
    assert bot.call("getChat", chat_id=moved["old"])["type"] == "group"
    copied = {"from_chat_id": moved["old"], "message_id": moved["card"]}
    assert bot.call("copyMessage", chat_id=moved["new"], **copied)
    assert budi.texts(moved["new"])[-1] == "Kartu"


def test_old_messages_are_not_in_the_new_chat(bot: Api, budi: Phone, moved: dict[str, int]) -> None:
    """A supergroup counts its own messages: the old ids name nothing, or something else."""
    place = {"chat_id": moved["new"], "message_id": moved["card"]}
    answer = bot.error("editMessageText", **place, text="x")
    assert answer == (400, "Bad Request: message to edit not found")
    answer = bot.error("sendMessage", chat_id=moved["new"], text="x", reply_parameters={"message_id": 77})
    assert answer == (400, "Bad Request: message to be replied not found")
    assert [m["service"] for m in budi.messages(moved["new"])] == [True]
    bot.call("sendMessage", chat_id=moved["new"], text="Di sini")
    assert budi.texts(moved["new"])[-1] == "Di sini"


def test_standing_and_permissions_move_along(bot: Api, phones: Phones, siti: Phone) -> None:
    """An administrator stays one with the same rights."""
    old = phones.group("Rapat", siti)
    phones.bot_standing(old, "administrator", can_delete_messages=False)
    phones.permissions(old, can_send_photos=False)
    new = phones.migrate(old)["id"]
    me = bot.call("getChatMember", chat_id=new, user_id=bot.call("getMe")["id"])
    assert (me["status"], me["can_delete_messages"], me["can_pin_messages"]) == ("administrator", False, True)
    assert bot.call("getChat", chat_id=new)["permissions"]["can_send_photos"] is False


def test_people_write_in_the_new_chat_only(budi: Phone, moved: dict[str, int]) -> None:
    """A group is upgraded once."""
    with pytest.raises(AssertionError, match="upgraded"):
        budi.say("Masih di sini", chat_id=moved["old"])
    with pytest.raises(AssertionError, match="no group"):
        budi.phones.migrate(moved["old"])
    with pytest.raises(AssertionError, match="already a supergroup"):
        budi.phones.migrate(moved["new"])
