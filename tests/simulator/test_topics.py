from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


@pytest.fixture
def forum(bot: Api, phones: Phones, budi: Phone, siti: Phone) -> dict[str, Any]:
    """Open a forum with two people and the bot, none of whose updates wait."""
    opened = phones.group("Biro Organisasi", siti, [budi], forum=True)
    bot.updates()
    return opened


@pytest.fixture
def topic(bot: Api, phones: Phones, forum: dict[str, Any]) -> dict[str, Any]:
    """Open a topic in the forum."""
    opened = phones.topic(forum, "Tata Laksana")
    bot.updates()
    return opened


NOT_FOUND = (400, "Bad Request: message thread not found")


def test_a_forum_says_so(bot: Api, forum: dict[str, Any]) -> None:
    """In its Chat object; it is a supergroup."""
    chat = bot.call("getChat", chat_id=forum["id"])
    assert (chat["type"], chat["is_forum"]) == ("supergroup", True)


def test_a_new_topic_is_told_by_its_first_message(bot: Api, phones: Phones, forum: dict[str, Any]) -> None:
    """Its id is the message_thread_id of all that follows."""
    topic = phones.topic(forum, "Tata Laksana")
    (told,) = [update["message"] for update in bot.updates()]
    assert told["message_id"] == told["message_thread_id"] == topic["id"]
    assert told["is_topic_message"] is True
    assert told["forum_topic_created"] == {"name": "Tata Laksana", "icon_color": 0x6FB9F0}
    assert "reply_to_message" not in told


def test_the_bot_writes_into_a_topic(
    bot: Api, budi: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """Text, file, album and copy carry the topic, on the wire and on the phone."""
    place = {"chat_id": forum["id"], "message_thread_id": topic["id"]}
    text = bot.call("sendMessage", **place, text="Tugas")
    file = bot.call("sendDocument", {"document": ("a.txt", b"isi", "text/plain")}, **place)
    media = [{"type": "document", "media": file["document"]["file_id"]}] * 2
    album = bot.call("sendMediaGroup", **place, media=media)
    for sent in (text, file, *album):
        assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic["id"], True)
        assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Tata Laksana"
    bot.call("copyMessage", **place, from_chat_id=forum["id"], message_id=text["message_id"])
    assert budi.last(forum["id"])["topic"]["name"] == "Tata Laksana"


def test_without_a_topic_the_bot_writes_into_general(bot: Api, forum: dict[str, Any]) -> None:
    """Such a message has no thread; the number 1 of General is not taken."""
    sent = bot.call("sendMessage", chat_id=forum["id"], text="Umum")
    assert "message_thread_id" not in sent
    assert "is_topic_message" not in sent
    assert bot.error("sendMessage", chat_id=forum["id"], message_thread_id=1, text="x") == NOT_FOUND


@pytest.mark.parametrize("method", ["sendMessage", "sendDocument", "sendPhoto", "copyMessage"])
def test_a_topic_must_exist(bot: Api, png: bytes, forum: dict[str, Any], method: str) -> None:
    """An unknown one is refused by every method that sends."""
    card = bot.call("sendMessage", chat_id=forum["id"], text="Kartu")
    more: dict[str, Any] = {
        "sendMessage": {"text": "x"},
        "sendDocument": {"files": {"document": ("a.txt", b"isi", "text/plain")}},
        "sendPhoto": {"files": {"photo": ("a.png", png, "image/png")}},
        "copyMessage": {"from_chat_id": forum["id"], "message_id": card["message_id"]},
    }[method]
    assert bot.error(method, chat_id=forum["id"], message_thread_id=777, **more) == NOT_FOUND


def test_a_reply_stays_in_the_topic_of_its_target(
    bot: Api, budi: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """For the bot and for people; a file reaches the bot with what it replies to, privacy on."""
    card = bot.call("sendMessage", chat_id=forum["id"], message_thread_id=topic["id"], text="Unggah notulen")
    answer = bot.call(
        "sendMessage",
        chat_id=forum["id"],
        text="Lagi",
        reply_parameters={"message_id": card["message_id"]},
    )
    assert answer["message_thread_id"] == topic["id"]
    budi.send_file("notulen.pdf", b"%PDF", reply_to=card, chat_id=forum["id"])
    (update,) = bot.updates()
    seen = update["message"]
    assert seen["document"]["file_name"] == "notulen.pdf"
    assert seen["reply_to_message"]["message_id"] == card["message_id"]
    assert (seen["message_thread_id"], seen["is_topic_message"]) == (topic["id"], True)


def test_people_write_into_a_topic(bot: Api, budi: Phone, phones: Phones, forum: dict[str, Any]) -> None:
    """What replies to nothing shows as a reply to the topic's first message, as at Telegram."""
    topic = phones.topic(forum, "Tata Laksana")
    phones.settings(privacy=False)
    bot.updates()
    budi.say("Selamat pagi", chat_id=forum["id"], thread_id=topic)
    budi.send_file("a.txt", b"isi", chat_id=forum["id"], thread_id=topic["id"])
    said, sent = (update["message"] for update in bot.updates())
    assert said["message_thread_id"] == sent["message_thread_id"] == topic["id"]
    assert said["reply_to_message"]["message_id"] == topic["id"]
    with pytest.raises(AssertionError, match="no such topic"):
        budi.say("x", chat_id=forum["id"], thread_id=777)
    with pytest.raises(AssertionError, match="another topic"):
        budi.say("x", said, forum["id"], thread_id=phones.topic(forum, "Kelembagaan"))


def test_privacy_hides_talk_in_a_topic(
    bot: Api, budi: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """The topic's first message is not the bot's: only commands and replies to the bot come through."""
    budi.say("Selamat pagi", chat_id=forum["id"], thread_id=topic)
    budi.say("/status", chat_id=forum["id"], thread_id=topic)
    (update,) = bot.updates()
    assert update["message"]["text"] == "/status"


def test_a_reply_in_general_has_a_thread_that_is_no_topic(
    bot: Api, budi: Phone, forum: dict[str, Any]
) -> None:
    """A bot that sends to it without looking at is_topic_message is refused."""
    card = bot.call("sendMessage", chat_id=forum["id"], text="Umum")
    budi.say("Baik", card, forum["id"])
    (update,) = bot.updates()
    seen = update["message"]
    assert seen["message_thread_id"] == card["message_id"]
    assert "is_topic_message" not in seen
    thread = seen["message_thread_id"]
    assert bot.error("sendMessage", chat_id=forum["id"], message_thread_id=thread, text="x") == NOT_FOUND


def test_a_closed_topic_takes_messages_from_administrators_only(
    bot: Api, phones: Phones, budi: Phone, siti: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """It tells so itself, and opens again."""
    place = {"chat_id": forum["id"], "message_thread_id": topic["id"]}
    phones.close_topic(topic)
    assert bot.error("sendMessage", **place, text="x") == (400, "Bad Request: TOPIC_CLOSED")
    with pytest.raises(AssertionError, match="closed"):
        budi.say("x", chat_id=forum["id"], thread_id=topic)
    siti.say("Ditutup dulu", chat_id=forum["id"], thread_id=topic)
    phones.bot_standing(forum, "administrator")
    bot.call("sendMessage", **place, text="Sebagai admin")
    phones.bot_standing(forum, "administrator", can_manage_topics=False)
    assert bot.error("sendMessage", **place, text="x") == (400, "Bad Request: TOPIC_CLOSED")
    phones.close_topic(topic, closed=False)
    bot.call("sendMessage", **place, text="Dibuka")
    told = [update["message"] for update in bot.updates() if "message" in update]
    assert [m.keys() & {"forum_topic_closed", "forum_topic_reopened"} for m in told if "text" not in m] == [
        {"forum_topic_closed"},
        {"forum_topic_reopened"},
    ]


def test_a_renamed_topic_says_so(bot: Api, phones: Phones, topic: dict[str, Any]) -> None:
    """The phones show the new name."""
    assert phones.rename_topic(topic, "Bagian Tata Laksana")["name"] == "Bagian Tata Laksana"
    (update,) = bot.updates()
    assert update["message"]["forum_topic_edited"] == {"name": "Bagian Tata Laksana"}


def test_a_deleted_topic_takes_its_messages_along(
    bot: Api, phones: Phones, budi: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """No update tells the bot; it learns by its next sending."""
    place = {"chat_id": forum["id"], "message_thread_id": topic["id"]}
    card = bot.call("sendMessage", **place, text="Kartu")
    bot.call("sendMessage", chat_id=forum["id"], text="Umum")
    phones.delete_topic(topic)
    assert bot.updates() == []
    assert budi.texts(forum["id"])[-1] == "Umum"
    assert "Kartu" not in budi.texts(forum["id"])
    assert bot.error("sendMessage", **place, text="x") == NOT_FOUND
    edit = {"chat_id": forum["id"], "message_id": card["message_id"], "text": "x"}
    assert bot.error("editMessageText", **edit) == (400, "Bad Request: message to edit not found")
    with pytest.raises(AssertionError, match="no such topic"):
        phones.close_topic(topic)


def test_outside_forums_a_topic_means_nothing_or_is_not_found(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Groups ignore the parameter, private chats do not know it, and no topic can be opened."""
    for supergroup in (False, True):
        group = phones.group("Rapat", siti, [budi], supergroup=supergroup)
        sent = bot.call("sendMessage", chat_id=group["id"], message_thread_id=5, text="x")
        assert "message_thread_id" not in sent
        with pytest.raises(AssertionError, match="no topics"):
            phones.topic(group, "Tata Laksana")
    assert bot.error("sendMessage", chat_id=budi.id, message_thread_id=5, text="x") == NOT_FOUND


def test_a_topic_needs_a_name_of_some_length(phones: Phones, forum: dict[str, Any]) -> None:
    """An empty or very long name is refused."""
    with pytest.raises(AssertionError, match="needs a name"):
        phones.topic(forum, "  ")
    with pytest.raises(AssertionError, match="at most 128"):
        phones.topic(forum, "a" * 129)
