"""What is kept of an update: what is needed to handle it again, and no secret longer than that."""

from typing import Any

import pytest

from handlers.incoming import Command, Said, Tap, parse
from handlers.keeping import brings_secret, concealed, lean

WHO = {"id": 7, "first_name": "Budi", "is_bot": False}
CHAT = {"id": 7, "type": "private"}
CODE = "Zk3-invented_code-24char"
LINK = f"https://t.me/contoh_bot?start={CODE}"


def message(**more: Any) -> dict[str, Any]:
    """Make an update that brings a message."""
    return {"update_id": 1, "message": {"message_id": 5, "from": WHO, "chat": CHAT, "date": 0, **more}}


@pytest.mark.parametrize("where", ["text", "caption"])
def test_the_key_of_an_authenticator_app_is_not_kept(where: str) -> None:
    """Answered, pinned, forwarded or pasted: the message that offers an app to be enrolled holds its key."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    offer = {"message_id": 4, "chat": CHAT, "date": 0, where: f"salin kunci ini: {key}"}
    assert key not in repr(lean(message(text="123456", reply_to_message=offer)))
    assert key not in repr(lean(message(pinned_message=offer)))
    kept = lean(message(**{where: f"salin kunci ini: {key}\n"}))
    assert kept["message"][where] == "salin kunci ini: ***\n"


def test_a_tapped_message_is_kept_without_its_words() -> None:
    """Its number, its buttons and what kind of message it is are all that a tap needs."""
    shown = {
        "message_id": 9,
        "chat": CHAT,
        "date": 3,
        "caption": "NIP 1990",
        "caption_entities": [{"type": "bold"}],
        "document": {"file_id": "F"},
        "reply_markup": {"inline_keyboard": [[{"text": "Kirim", "callback_data": "x"}]]},
        "reply_to_message": {"message_id": 8, "text": LINK},
    }
    update = {"update_id": 1, "callback_query": {"id": "1", "from": WHO, "message": shown, "data": "x"}}
    kept = lean(update)
    assert parse(kept) == parse(update)
    tap = parse(kept)
    assert isinstance(tap, Tap)
    assert (tap.offered, tap.medium, tap.sent) == (True, "document", 3)
    assert "1990" not in repr(kept)
    assert CODE not in repr(kept)
    assert "1990" in repr(update)  # what came is not touched


@pytest.mark.parametrize(
    "more",
    [
        {"text": f"Ini {LINK} ya"},
        {"text": "Ini ya", "entities": [{"type": "text_link", "url": LINK}]},
        {"text": "Ini ya", "link_preview_options": {"url": LINK}},
        {"text": "tg://resolve?domain=contoh_bot&start=" + CODE},
        {"caption": LINK, "document": {"file_id": "F"}},
        {"text": "ya", "reply_to_message": {"message_id": 3, "text": LINK, "chat": CHAT}},
        {"text": "ya", "quote": {"text": LINK}, "reply_to_message": {"message_id": 3}},
        {"text": "ya", "external_reply": {"link_preview_options": {"url": LINK}}},
        {"pinned_message": {"message_id": 3, "text": LINK}},
    ],
)
def test_an_invitations_link_is_not_kept(more: dict[str, Any]) -> None:
    """Wherever in a message Telegram repeats it; the rest of the message is there."""
    kept = lean(message(**more))
    assert CODE not in repr(kept)
    assert kept["message"]["message_id"] == 5
    if "text" in more:
        found = parse(kept)
        assert isinstance(found, Said)
        assert found.text.replace("***", CODE) == more["text"]
        assert found.reply_to == more.get("reply_to_message", {}).get("message_id")


def test_what_has_nothing_to_hide_is_kept_as_it_came() -> None:
    """The same object, for nearly every update is such a one."""
    for update in (message(text="halo"), message(text="/start " + CODE), {"update_id": 2}, {"message": 3}):
        assert lean(update) is update


@pytest.mark.parametrize(
    "more",
    [
        {"text": f"/start {CODE}"},
        {"text": f"/start@contoh_bot {CODE}"},
        {"text": f"/START   {CODE}"},
        {"text": f"/start\n{CODE}"},
        {"text": "NIP saya 199001012015031001"},
        {"text": "19900101 201503 1 001"},
        {"text": "19900101.201503.1.001, terima kasih"},
        {"caption": "199001012015031001", "document": {"file_id": "F"}},
        {"contact": {"phone_number": "+6281", "user_id": 8}},
    ],
)
def test_a_message_that_brings_a_secret_is_known_whatever_it_was_handled_as(more: dict[str, Any]) -> None:
    """The code of an invitation, a NIP, a contact; concealed, nothing is left of it."""
    update = message(**more)
    assert brings_secret(update)
    kept = repr(concealed(update))
    assert not any(secret in kept for secret in (CODE, "1990", "201503", "6281"))


def test_other_messages_bring_none() -> None:
    """Commands without anything, words that begin like one, longer and shorter numbers."""
    for text in ("/start", "/starting kota", "halo /start x", "1990010120150310011", "19900101201503100", ""):
        assert not brings_secret(message(text=text))
    assert not brings_secret({"message": None})


def test_a_concealed_message_keeps_who_wrote_when_and_which_command() -> None:
    """Neither what it says nor the contact it shares."""
    kept = concealed(message(text=f"/start {CODE}"))
    assert parse(kept) == Command(parse(kept).sender, 5, "start", "***")  # type: ignore[union-attr]
    assert concealed(message(text="199001012015031001"))["message"]["text"] == "***"
    contact = concealed(message(contact={"phone_number": "0812", "user_id": 7}))
    assert "0812" not in repr(contact)
    assert contact["message"]["from"] == WHO
    for nothing in ({"update_id": 1}, message(text="/tugas"), message(document={"file_id": "F"})):
        assert concealed(nothing) is nothing


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "business_message"])
def test_what_was_not_asked_for_is_not_kept(kind: str) -> None:
    """It may come all the same, from before it was asked so; a code corrected in the chat is in it again."""
    assert lean({"update_id": 1, kind: message(text="123456")["message"]}) == {"update_id": 1}


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message(text="/status 1")["message"]},
        {"channel_post": message(text="/status 1")["message"]},
        {"edited_channel_post": message(text="/status 1")["message"]},
        {"inline_query": {"id": "1", "from": WHO, "query": "status"}},
        {"message": {k: v for k, v in message(text="/status 1")["message"].items() if k != "from"}},
        message(text="/status 1", **{"from": {**WHO, "is_bot": True}}),
    ],
)
def test_what_nobody_wrote_to_the_bot_is_no_business_of_it(update: dict[str, Any]) -> None:
    """Edited messages, posts of channels, inline queries, other bots: neither asked for nor handled."""
    assert parse({"update_id": 1, **update}) is None


def test_a_tap_on_a_message_sent_inline_is_one_in_the_private_chat() -> None:
    """Telegram names no message then; nothing can be brought up to date, and nothing is shown in a group."""
    tap = parse(
        {
            "callback_query": {
                "id": "1",
                "from": WHO,
                "inline_message_id": "x",
                "chat_instance": "2",
                "data": "l:adm::",
            }
        }
    )
    assert isinstance(tap, Tap)
    assert (tap.message, tap.offered, tap.sender.chat, tap.sender.private) == (0, False, 7, True)
