from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones

BUTTON = {"inline_keyboard": [[{"text": "Setujui", "callback_data": "ok"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)


def sent(bot: Api, budi: Phone, **more: Any) -> dict[str, Any]:
    message = bot.call("sendMessage", chat_id=budi.id, text="Kartu", **more)
    return {"chat_id": budi.id, "message_id": message["message_id"]}


def sent_file(bot: Api, budi: Phone) -> dict[str, Any]:
    message = bot.call(
        "sendDocument", {"document": ("a.txt", b"isi", "text/plain")}, chat_id=budi.id, caption="Lama"
    )
    return {"chat_id": budi.id, "message_id": message["message_id"]}


def test_an_edited_text_shows_its_mark_and_loses_its_buttons(bot: Api, budi: Phone) -> None:
    """An edit without reply_markup takes the buttons away."""
    place = sent(bot, budi, reply_markup=BUTTON)
    bot.call("editMessageText", **place, text="Telah disetujui")
    shown = budi.last()
    assert (shown["text"], budi.buttons(shown)) == ("Telah disetujui", [])
    assert shown["edit_date"] >= shown["date"]


def test_an_edit_that_changes_nothing_is_refused(bot: Api, budi: Phone) -> None:
    """Text and buttons are compared after parsing."""
    place = sent(bot, budi, reply_markup=BUTTON)
    same = bot.error("editMessageText", **place, text="Kartu", reply_markup=BUTTON)
    assert same == (400, NOT_MODIFIED)
    assert bot.error("editMessageReplyMarkup", **place, reply_markup=BUTTON) == (400, NOT_MODIFIED)
    assert bot.call("editMessageReplyMarkup", **place)
    assert bot.error("editMessageReplyMarkup", **place) == (400, NOT_MODIFIED)


def test_only_a_message_that_is_there_can_be_edited(bot: Api, budi: Phone) -> None:
    """A deleted message is as good as never sent."""
    place = sent(bot, budi)
    bot.call("deleteMessage", **place)
    assert bot.error("editMessageText", **place, text="x") == (400, "Bad Request: message to edit not found")


def test_only_own_messages_can_be_edited(bot: Api, budi: Phone) -> None:
    """What a person wrote stays as it is."""
    said = budi.say("Halo")
    answer = bot.error("editMessageText", chat_id=budi.id, message_id=said["message_id"], text="x")
    assert answer == (400, "Bad Request: message can't be edited")


def test_a_message_sent_with_force_reply_cannot_be_edited(bot: Api, budi: Phone) -> None:
    """Telegram edits only what carries an inline keyboard or none."""
    place = sent(bot, budi, reply_markup={"force_reply": True})
    assert bot.error("editMessageText", **place, text="x") == (400, "Bad Request: message can't be edited")


def test_text_and_caption_are_not_mistaken_for_each_other(bot: Api, budi: Phone) -> None:
    """A file has a caption, a text has none."""
    file, text = sent_file(bot, budi), sent(bot, budi)
    assert bot.error("editMessageText", **file, text="x") == (
        400,
        "Bad Request: there is no text in the message to edit",
    )
    assert bot.error("editMessageCaption", **text, caption="x") == (
        400,
        "Bad Request: there is no caption in the message to edit",
    )
    bot.call("editMessageCaption", **file, caption="Baru")
    assert next(m for m in budi.messages() if m["message_id"] == file["message_id"])["caption"] == "Baru"


def test_editing_media_replaces_the_file_and_gives_one_to_a_text(bot: Api, budi: Phone) -> None:
    """EditMessageMedia works on files and, in the current API, on texts too."""
    for place in (sent_file(bot, budi), sent(bot, budi)):
        media = {"type": "document", "media": "attach://baru", "caption": "Versi 2"}
        edited = bot.call(
            "editMessageMedia",
            {"baru": ("b.txt", b"baru", "text/plain")},
            **place,
            media=json.dumps(media),
        )
        assert (edited["document"]["file_name"], edited["caption"]) == ("b.txt", "Versi 2")
        assert "text" not in edited


def test_a_deleted_message_leaves_the_phone(bot: Api, budi: Phone) -> None:
    """Deleting twice is an error."""
    place = sent(bot, budi)
    bot.call("deleteMessage", **place)
    assert place["message_id"] not in [m["message_id"] for m in budi.messages()]
    assert bot.error("deleteMessage", **place) == (400, "Bad Request: message to delete not found")


def test_after_48_hours_a_message_stays(bot: Api, phones: Phones, budi: Phone) -> None:
    """The age counts by the simulated clock."""
    place = sent(bot, budi)
    phones.advance(timedelta(hours=49))
    answer = bot.error("deleteMessage", **place)
    assert answer == (400, "Bad Request: message can't be deleted for everyone")


def test_deleting_many_skips_what_is_gone(bot: Api, budi: Phone) -> None:
    """Unknown ids in deleteMessages do no harm."""
    ids = [sent(bot, budi)["message_id"], 9999, sent(bot, budi)["message_id"]]
    assert bot.call("deleteMessages", chat_id=budi.id, message_ids=ids) is True
    assert budi.texts() == []


@pytest.mark.parametrize("wrong", [[], ["x"], [0], "5", list(range(1, 102))])
def test_wrong_message_ids_are_refused(bot: Api, budi: Phone, wrong: Any) -> None:
    """1 to 100 positive whole numbers."""
    assert bot.error("deleteMessages", chat_id=budi.id, message_ids=wrong)[0] == 400


def test_pinning_shows_on_the_phone_and_tells_of_itself(bot: Api, budi: Phone) -> None:
    """A service message follows, which the bot itself is told of; getChat names the pinned message."""
    bot.updates()
    place = sent(bot, budi)
    bot.call("pinChatMessage", **place)
    service = budi.last()
    assert service["service"]
    assert service["pinned_message"]["message_id"] == place["message_id"]
    assert bot.updates()[-1]["message"]["pinned_message"]["text"] == "Kartu"
    assert bot.call("getChat", chat_id=budi.id)["pinned_message"]["message_id"] == place["message_id"]
    bot.call("unpinChatMessage", **place)
    assert "pinned_message" not in bot.call("getChat", chat_id=budi.id)
    gone = {**place, "message_id": 9999}
    assert bot.error("pinChatMessage", **gone) == (400, "Bad Request: message to pin not found")


def test_a_reaction_is_shown(bot: Api, budi: Phone) -> None:
    """SetMessageReaction puts the bot's emoji on a person's message."""
    said = budi.say("Laporan sudah saya unggah")
    thumb = [{"type": "emoji", "emoji": "👍"}]
    bot.call("setMessageReaction", chat_id=budi.id, message_id=said["message_id"], reaction=thumb)
    assert list(budi.last()["reactions"].values()) == [thumb]
