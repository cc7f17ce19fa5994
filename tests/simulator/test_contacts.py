from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


def contact(bot: Api) -> dict[str, Any]:
    found: dict[str, Any] = bot.updates()[-1]["message"]["contact"]
    return found


def ask(bot: Api, chat_id: int, *buttons: Any, **more: Any) -> dict[str, Any]:
    markup = {"keyboard": [[button] for button in buttons], **more}
    sent: dict[str, Any] = bot.call("sendMessage", chat_id=chat_id, text="Pilih", reply_markup=markup)
    return sent


def test_a_shared_contact_may_be_somebody_elses(bot: Api, budi: Phone, siti: Phone) -> None:
    """Its user_id tells whose it is; a bot compares that with the sender."""
    budi.share_contact("+628110000002", of=siti)
    assert contact(bot) == {"phone_number": "+628110000002", "first_name": "Siti", "user_id": siti.id}


def test_a_contact_without_an_account_has_no_user_id(bot: Api, budi: Phone) -> None:
    """Anybody can write any number into their address book."""
    budi.share_contact("+628110000003", of="Bapak Camat")
    assert contact(bot) == {"phone_number": "+628110000003", "first_name": "Bapak Camat"}
    with pytest.raises(AssertionError, match="needs a telephone number"):
        budi.share_contact(of="Bapak Camat")


def test_a_phone_has_a_number_of_its_own(bot: Api, budi: Phone, siti: Phone) -> None:
    """It is shared where no other is given."""
    numbers = []
    for whose in (None, siti):
        budi.share_contact(of=whose)
        numbers.append(contact(bot)["phone_number"])
    assert numbers == [f"+62811{str(phone.id)[-7:]}" for phone in (budi, siti)]


def test_a_button_shares_the_own_contact(bot: Api, budi: Phone) -> None:
    """As a reply to the message that asked."""
    asked = ask(bot, budi.id, {"text": "📱 Bagikan nomor", "request_contact": True})
    assert budi.keyboard() == ["📱 Bagikan nomor"]
    bot.updates()
    budi.press("bagikan nomor")
    (update,) = bot.updates()
    assert update["message"]["contact"]["user_id"] == budi.id
    assert update["message"]["reply_to_message"]["message_id"] == asked["message_id"]


def test_a_telephone_number_is_asked_for_in_private_only(bot: Api, phones: Phones, siti: Phone) -> None:
    """The server refuses the button elsewhere."""
    chat = phones.group("Rapat", siti)["id"]
    markup = {"keyboard": [[{"text": "Nomor", "request_contact": True}]]}
    assert bot.error("sendMessage", chat_id=chat, text="x", reply_markup=markup) == (
        400,
        "Bad Request: phone number can be requested in private chats only",
    )


def test_a_button_of_the_keyboard_writes_its_text(bot: Api, budi: Phone) -> None:
    """The keyboard stays, unless it is for one use."""
    ask(bot, budi.id, "Ya", "Tidak")
    assert budi.press("ya")["text"] == "Ya"
    assert budi.keyboard() == ["Ya", "Tidak"]
    ask(bot, budi.id, "Sekali", one_time_keyboard=True)
    budi.press("Sekali")
    assert budi.keyboard() == []
    with pytest.raises(AssertionError, match="no button 'Sekali'"):
        budi.press("Sekali", timeout=0)


def test_the_keyboard_leaves_when_the_bot_says_so(bot: Api, budi: Phone) -> None:
    """Or when the message that brought it is deleted; the other messages do not touch it."""
    asked = ask(bot, budi.id, "Ya")
    bot.call("sendMessage", chat_id=budi.id, text="Kartu")
    assert budi.keyboard() == ["Ya"]
    bot.call("sendMessage", chat_id=budi.id, text="Selesai", reply_markup={"remove_keyboard": True})
    assert budi.keyboard() == []
    asked = ask(bot, budi.id, "Lagi")
    bot.call("deleteMessage", chat_id=budi.id, message_id=asked["message_id"])
    assert budi.keyboard() == []


def test_in_a_group_a_pressed_button_replies_to_the_bot(
    bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """So the bot hears it with privacy on."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    asked = ask(bot, chat, "Hadir")
    bot.updates()
    budi.press("Hadir", chat)
    (update,) = bot.updates()
    assert update["message"]["text"] == "Hadir"
    assert update["message"]["reply_to_message"]["message_id"] == asked["message_id"]
