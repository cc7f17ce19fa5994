from __future__ import annotations

import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from tests.simulator.kit import TOKEN
from tests.support.phones import Toast

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def card(bot: Api, budi: Phone) -> int:
    markup = keyboard({"text": "✅ Setujui", "callback_data": "ok:1"}, {"text": "Web", "url": "https://a.id"})
    sent = bot.call("sendMessage", chat_id=budi.id, text="Kartu", reply_markup=markup)
    return int(sent["message_id"])


def tapped(bot: Api) -> dict[str, Any]:
    return next(u["callback_query"] for u in reversed(bot.updates()) if "callback_query" in u)


def test_a_tap_reaches_the_bot_with_its_data(bot: Api, phones: Phones, budi: Phone) -> None:
    """The callback query names the person, the message and the data."""
    message_id = card(bot, budi)
    phones.post(f"/people/{budi.id}/tap", message_id=message_id, button="✅ Setujui")
    query = tapped(bot)
    assert (query["from"]["id"], query["message"]["message_id"], query["data"]) == (
        budi.id,
        message_id,
        "ok:1",
    )


def test_the_answer_to_a_tap_shows_on_that_phone(bot: Api, phones: Phones, budi: Phone) -> None:
    """A second answer returns true and changes nothing."""
    callback = phones.post(f"/people/{budi.id}/tap", message_id=card(bot, budi), button="ok:1")
    answer = {"callback_query_id": tapped(bot)["id"], "text": "Tercatat", "show_alert": True}
    assert bot.call("answerCallbackQuery", **answer) is True
    assert bot.call("answerCallbackQuery", **answer | {"text": "Lagi"}) is True
    seen = phones.get(f"/callbacks/{callback['id']}")
    assert (seen["answered"], seen["text"], seen["show_alert"]) == (True, "Tercatat", True)


def test_a_toast_has_at_most_200_characters(bot: Api, phones: Phones, budi: Phone) -> None:
    """A longer one is refused in the server's word."""
    phones.post(f"/people/{budi.id}/tap", message_id=card(bot, budi), button="ok:1")
    query = tapped(bot)["id"]
    assert bot.error("answerCallbackQuery", callback_query_id=query, text="a" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert bot.call("answerCallbackQuery", callback_query_id=query, text="a" * 200)


def test_an_unknown_or_old_tap_cannot_be_answered(bot: Api, phones: Phones, budi: Phone) -> None:
    """Taps grow old by the simulated clock."""
    too_old = (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    assert bot.error("answerCallbackQuery", callback_query_id="12345") == too_old
    phones.post(f"/people/{budi.id}/tap", message_id=card(bot, budi), button="ok:1")
    query = tapped(bot)["id"]
    phones.advance(timedelta(hours=1))
    assert bot.error("answerCallbackQuery", callback_query_id=query) == too_old


def test_a_phone_taps_only_buttons_it_shows(bot: Api, phones: Phones, budi: Phone) -> None:
    """Missing buttons and links send nothing; a forged tap sends anything."""
    message_id = card(bot, budi)
    for button in ("Kembalikan", "Web"):
        with pytest.raises(AssertionError, match="409"):
            phones.post(f"/people/{budi.id}/tap", message_id=message_id, button=button)
    phones.post(f"/people/{budi.id}/forge", message_id=message_id, data="admin:1")
    assert tapped(bot)["data"] == "admin:1"


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "A", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "A", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "A"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "A", "callback_data": "x", "style": "pink"},
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            {"text": "A", "callbackdata": "x"},
            'unknown or unsupported field "callbackdata" in InlineKeyboardButton',
        ),
    ],
)
def test_a_bad_button_is_refused(bot: Api, budi: Phone, button: dict[str, Any], description: str) -> None:
    """callback_data is 1 to 64 bytes; unknown fields are refused, not ignored."""
    answer = bot.error("sendMessage", chat_id=budi.id, text="x", reply_markup=keyboard(button))
    assert answer == (400, f"Bad Request: {description}")


def test_callback_data_of_64_bytes_is_taken(bot: Api, budi: Phone) -> None:
    """64 is the last length that passes."""
    markup = keyboard({"text": "A", "callback_data": "x" * 64})
    assert bot.call("sendMessage", chat_id=budi.id, text="x", reply_markup=markup)


@pytest.mark.parametrize(
    "markup",
    [
        {"force_reply": True, "input_field_placeholder": "Alasan", "selective": True},
        {"keyboard": [[{"text": "Ya"}, "Tidak"]], "resize_keyboard": True},
        {"remove_keyboard": True},
    ],
)
def test_other_markup_reaches_the_phone_but_not_the_message(
    bot: Api, budi: Phone, markup: dict[str, Any]
) -> None:
    """The Bot API shows only inline keyboards in a Message; the phone obeys the rest."""
    sent = bot.call("sendMessage", chat_id=budi.id, text="x", reply_markup=markup)
    assert "reply_markup" not in sent
    assert budi.last()["markup"].keys() == markup.keys()


@pytest.mark.parametrize("markup", ["[]", "{", {"inline_keyboard": [{"text": "x"}]}, {"buttons": []}])
def test_broken_markup_is_refused(bot: Api, budi: Phone, markup: Any) -> None:
    """Neither bad JSON nor a wrong shape passes."""
    assert bot.error("sendMessage", chat_id=budi.id, text="x", reply_markup=markup)[0] == 400


def test_an_edit_takes_inline_keyboards_only(bot: Api, budi: Phone) -> None:
    """ForceReply cannot be put on by an edit."""
    message_id = card(bot, budi)
    answer = bot.error(
        "editMessageText",
        chat_id=budi.id,
        message_id=message_id,
        text="x",
        reply_markup={"force_reply": True},
    )
    assert answer == (400, "Bad Request: inline keyboard expected")


def test_a_toast_is_its_text() -> None:
    """Tests compare a toast like a string and ask whether it was an alert."""
    toast = Toast("Tercatat", alert=True)
    assert (toast, toast.alert) == ("Tercatat", True)


def test_a_mini_app_is_https_and_private_and_says_who_opens_it(bot: Api, phones: Phones, budi: Phone) -> None:
    """Its button sends nothing to the bot: it opens the page, with data signed by the bot's token."""

    def markup(url: str) -> dict[str, Any]:
        return keyboard({"text": "Tanda tangani", "web_app": {"url": url}})

    for wrong in ("http://a.id/tte", "a.id", "https://"):
        _, said = bot.error("sendMessage", chat_id=budi.id, text="Kartu", reply_markup=markup(wrong))
        assert "Only HTTPS links are allowed" in said
    group = phones.group("Biro", budi)
    group_id = int(group["id"])
    _, said = bot.error("sendMessage", chat_id=group_id, text="K", reply_markup=markup("https://a.id"))
    assert "BUTTON_TYPE_INVALID" in said

    sent = bot.call("sendMessage", chat_id=budi.id, text="K", reply_markup=markup("https://a.id/tte?case=1"))
    opened = phones.post(f"/people/{budi.id}/open", message_id=sent["message_id"], button="Tanda tangani")
    page, _, fragment = opened["url"].partition("#")
    assert page == "https://a.id/tte?case=1"
    data = dict(parse_qsl(dict(parse_qsl(fragment))["tgWebAppData"]))
    assert json.loads(data["user"])["id"] == budi.id
    given = data.pop("hash")
    lines = "\n".join(f"{name}={data[name]}" for name in sorted(data)).encode()
    key = hmac.digest(b"WebAppData", TOKEN.encode(), "sha256")
    assert hmac.digest(key, lines, "sha256").hex() == given
