from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


def texts(bot: Api) -> list[str]:
    return [u["message"]["text"] for u in bot.updates() if "text" in u.get("message", {})]


def test_with_privacy_the_bot_hears_commands_and_replies_only(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Talk among people stays among people; switching privacy off changes that."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    bot.updates()
    asked = bot.call("sendMessage", chat_id=chat, text="Siapa hadir?")
    budi.say("Selamat pagi", chat_id=chat)
    budi.say("/status", chat_id=chat)
    budi.say("/status@sopbot_demo_bot", chat_id=chat)
    budi.say("/status@other_bot", chat_id=chat)
    budi.say("Saya", reply_to=asked["message_id"], chat_id=chat)
    assert texts(bot) == ["/status", "/status@sopbot_demo_bot", "Saya"]
    phones.settings(privacy=False)
    assert bot.call("getMe")["can_read_all_group_messages"] is True
    budi.say("Terdengar", chat_id=chat)
    assert texts(bot) == ["Terdengar"]


def test_with_privacy_files_reach_the_bot_only_as_replies_to_it(
    bot: Api, phones: Phones, budi: Phone, siti: Phone, png: bytes
) -> None:
    """A file, a picture, a contact for the others stay among them; an album in reply comes whole."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    card = bot.call("sendMessage", chat_id=chat, text="Unggah notulen")
    said = siti.say("Siapa yang punya?", chat_id=chat)
    bot.updates()
    budi.send_file("lain.pdf", b"%PDF", chat_id=chat)
    budi.send_file("a.png", png, "image/png", as_photo=True, reply_to=said, chat_id=chat)
    budi.share_contact(chat_id=chat)
    assert bot.updates() == []
    budi.send_files([("satu.pdf", b"%PDF", ""), ("dua.pdf", b"%PDF", "")], card, chat_id=chat)
    seen = [update["message"] for update in bot.updates()]
    assert [m["document"]["file_name"] for m in seen] == ["satu.pdf", "dua.pdf"]
    assert {m["reply_to_message"]["message_id"] for m in seen} == {card["message_id"]}


def test_with_privacy_the_bot_hears_what_happens_to_the_group(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Who comes and goes, an upgrade, a topic; and every tap."""
    group = phones.group("Rapat", siti)
    markup = {"inline_keyboard": [[{"text": "Hadir", "callback_data": "ya"}]]}
    card = bot.call("sendMessage", chat_id=group["id"], text="Undangan", reply_markup=markup)
    bot.updates()
    phones.post(f"/groups/{group['id']}/members", user_id=budi.id)
    tap = {"message_id": card["message_id"], "button": "ya", "chat_id": group["id"]}
    phones.post(f"/people/{budi.id}/tap", **tap)
    phones.post(f"/groups/{group['id']}/remove", user_id=budi.id)
    phones.migrate(group)
    forum = phones.group("Forum", siti, forum=True)
    phones.topic(forum, "Tata Laksana")
    told = [u.get("message") or u.get("callback_query") or {} for u in bot.updates()]
    fields = (
        "new_chat_members", "data", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id",
        "forum_topic_created",
    )  # fmt: skip
    found = [field for content in told for field in fields if field in content]
    assert found == [*fields[:5], "new_chat_members", "forum_topic_created"]


def test_members_of_a_group_all_see_what_is_said_there(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Nobody else does."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    bot.call("sendMessage", chat_id=chat, text="Undangan")
    assert budi.texts(chat)[-1] == siti.texts(chat)[-1] == "Undangan"
    other = phones.person("Arif")
    with pytest.raises(AssertionError, match="not a member"):
        other.messages(chat)


def test_the_bot_learns_how_it_stands_in_a_group(bot: Api, phones: Phones, budi: Phone, siti: Phone) -> None:
    """Added, promoted, removed: each is a my_chat_member update."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    phones.post(f"/groups/{chat}/bot", status="administrator")
    phones.post(f"/groups/{chat}/bot", status="kicked")
    told = [u["my_chat_member"] for u in bot.updates() if "my_chat_member" in u]
    assert [(t["old_chat_member"]["status"], t["new_chat_member"]["status"]) for t in told] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_removed_bot_may_not_write(bot: Api, phones: Phones, siti: Phone, kind: str) -> None:
    """The sentence names the kind of chat."""
    made = phones.post("/groups", title="R", creator=siti.id, bot="member", supergroup=kind == "supergroup")
    phones.post(f"/groups/{made['id']}/bot", status="kicked")
    assert bot.error("sendMessage", chat_id=made["id"], text="x") == (
        403,
        f"Forbidden: bot was kicked from the {kind} chat",
    )


def test_a_bot_that_left_is_not_a_member(bot: Api, phones: Phones, siti: Phone) -> None:
    """LeaveChat works once."""
    chat = phones.group("Rapat", siti)["id"]
    assert bot.call("leaveChat", chat_id=chat) is True
    assert bot.error("sendMessage", chat_id=chat, text="x") == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )


def test_members_and_administrators_can_be_asked_for(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Counts include the bot."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    phones.post(f"/groups/{chat}/admin", user_id=budi.id, admin=True)
    assert bot.call("getChatMember", chat_id=chat, user_id=budi.id)["status"] == "administrator"
    assert {m["user"]["id"] for m in bot.call("getChatAdministrators", chat_id=chat)} == {siti.id, budi.id}
    assert bot.call("getChatMemberCount", chat_id=chat) == 3
    phones.post(f"/groups/{chat}/remove", user_id=budi.id)
    assert bot.call("getChatMember", chat_id=chat, user_id=budi.id)["status"] == "left"
    assert bot.call("getChat", chat_id=chat)["title"] == "Rapat"
    assert bot.error("getChatAdministrators", chat_id=budi.id) == (
        400,
        "Bad Request: there are no administrators in the private chat",
    )


def test_in_a_group_the_bot_deletes_and_pins_only_as_administrator(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """An ordinary member may delete its own messages only; the sentence is that of a basic group."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    said = budi.say("Salah ketik", chat_id=chat)["message_id"]
    assert bot.error("deleteMessage", chat_id=chat, message_id=said) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )
    assert bot.error("pinChatMessage", chat_id=chat, message_id=said) == (
        400,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    )
    phones.post(f"/groups/{chat}/bot", status="administrator")
    assert bot.call("pinChatMessage", chat_id=chat, message_id=said)
    assert bot.call("deleteMessage", chat_id=chat, message_id=said)


def test_commands_show_from_the_narrowest_scope(bot: Api, phones: Phones, budi: Phone, siti: Phone) -> None:
    """A person sees one list: of their chat, else of the kind of chat, else the default."""
    chat = phones.group("Rapat", siti, [budi])["id"]

    def offer(command: str, **more: object) -> None:
        bot.call("setMyCommands", commands=[{"command": command, "description": "Uraian"}], **more)

    offer("bawaan")
    assert (budi.commands(), budi.commands(chat)) == (["bawaan"], ["bawaan"])
    offer("pribadi", scope={"type": "all_private_chats"})
    offer("grup", scope={"type": "all_group_chats"}, language_code="id")
    offer("admin", scope={"type": "all_chat_administrators"})
    assert (budi.commands(), budi.commands(chat), siti.commands(chat)) == (["pribadi"], ["grup"], ["admin"])
    offer("budi", scope={"type": "chat", "chat_id": budi.id})
    assert budi.commands() == ["budi"]
    assert bot.call("getMyCommands", scope={"type": "chat", "chat_id": budi.id})[0]["command"] == "budi"
    bot.call("deleteMyCommands", scope={"type": "chat", "chat_id": budi.id})
    assert budi.commands() == ["pribadi"]


@pytest.mark.parametrize(
    ("command", "description"),
    [
        ({"command": "Mulai", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "mulai", "description": ""}, "command description must be non-empty"),
        ({"command": "mulai"}, "can't parse BotCommand: Can't find field \"description\""),
    ],
)
def test_a_bad_command_is_refused(bot: Api, command: dict[str, str], description: str) -> None:
    """Lower case, digits and underscores, with a description."""
    assert bot.error("setMyCommands", commands=[command]) == (400, f"Bad Request: {description}")
