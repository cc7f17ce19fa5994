from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulator.kit import TOKEN, Api, Simulator

if TYPE_CHECKING:
    from tests.support.phones import Phone, Phones


def test_a_text_reaches_the_phone_with_its_entities(bot: Api, budi: Phone) -> None:
    """HTML becomes text and entities, counted in UTF-16 units."""
    bot.call("sendMessage", chat_id=budi.id, text="📄 <b>Surat</b> &amp; <i>nota</i>", parse_mode="HTML")
    shown = budi.last()
    assert shown["text"] == "📄 Surat & nota"
    assert shown["entities"] == [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "italic", "offset": 11, "length": 4},
    ]


def test_every_way_to_send_parameters_is_read(simulator: Simulator, budi: Phone) -> None:
    """Query string, form, JSON and multipart all carry the same call."""
    address = f"{simulator.base_url}/bot{TOKEN}/sendMessage"
    http = simulator.bot.http
    http.get(address, params={"chat_id": budi.id, "text": "satu"})
    http.post(address, data={"chat_id": budi.id, "text": "dua"})
    http.post(address, json={"chat_id": budi.id, "text": "tiga"})
    http.post(address, data={"chat_id": str(budi.id)}, files={"text": (None, "empat")})
    assert budi.texts() == ["satu", "dua", "tiga", "empat"]


def test_a_wrong_token_is_unauthorized(simulator: Simulator) -> None:
    """Another token gets 401 on methods and downloads."""
    http = simulator.bot.http
    answer = http.get(f"{simulator.base_url}/bot1:other/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert http.get(f"{simulator.base_url}/file/bot1:other/documents/file_1.pdf").status_code == 401


def test_method_names_are_taken_in_any_case(bot: Api) -> None:
    """Telegram takes getme for getMe, and so does the simulator."""
    assert bot.call("getme")["username"] == "sopbot_demo_bot"


def test_an_unknown_method_is_not_found(bot: Api) -> None:
    """A method outside the table gets 404."""
    assert bot.error("sendTelegram") == (404, "Not Found")


def test_an_unknown_parameter_is_refused(bot: Api, budi: Phone) -> None:
    """Stricter than Telegram on purpose: a misspelt parameter is an error here."""
    assert bot.error("sendMessage", chat_id=budi.id, text="x", parsemode="HTML") == (
        400,
        'Bad Request: unknown parameter "parsemode"',
    )


def test_a_parameter_the_phones_cannot_show_is_refused(bot: Api, budi: Phone) -> None:
    """A real parameter that is not simulated says so instead of being ignored."""
    answer = bot.error("sendMessage", chat_id=budi.id, text="x", message_effect_id="1")
    assert answer == (400, 'Bad Request: parameter "message_effect_id" is not supported by the simulator')


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
    ],
)
def test_a_bad_text_is_refused_in_telegrams_words(
    bot: Api, budi: Phone, params: dict[str, str], description: str
) -> None:
    """1 to 4096 characters after parsing."""
    assert bot.error("sendMessage", chat_id=budi.id, **params) == (400, f"Bad Request: {description}")


def test_the_length_counts_after_parsing(bot: Api, budi: Phone) -> None:
    """Tags do not count: 4096 bold characters are sent."""
    sent = bot.call("sendMessage", chat_id=budi.id, text=f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096


def test_a_caption_has_at_most_1024_characters(bot: Api, budi: Phone) -> None:
    """A longer caption is refused."""
    file = {"document": ("a.txt", b"a", "text/plain")}
    assert bot.error("sendDocument", file, chat_id=budi.id, caption="a" * 1025) == (
        400,
        "Bad Request: message caption is too long",
    )
    assert bot.call("sendDocument", file, chat_id=budi.id, caption="a" * 1024)


def test_an_unknown_chat_is_not_found(bot: Api) -> None:
    """Nobody has this id."""
    assert bot.error("sendMessage", chat_id=42, text="x") == (400, "Bad Request: chat not found")


def test_before_start_the_bot_cannot_write(bot: Api, phones: Phones) -> None:
    """A person who never tapped START cannot be written to."""
    siti = phones.person("Siti")
    assert bot.error("sendMessage", chat_id=siti.id, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


def test_a_person_who_never_started_is_no_chat_for_other_calls(bot: Api, phones: Phones) -> None:
    """Only sending is forbidden; asking finds nothing."""
    siti = phones.person("Siti")
    assert bot.error("getChat", chat_id=siti.id) == (400, "Bad Request: chat not found")


def test_a_blocked_bot_cannot_write(bot: Api, budi: Phone) -> None:
    """Blocking stops sending and is told to the bot; START lifts it."""
    bot.updates()
    budi.block()
    assert bot.error("sendMessage", chat_id=budi.id, text="x") == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    told = bot.updates()[-1]["my_chat_member"]
    assert (told["old_chat_member"]["status"], told["new_chat_member"]["status"]) == ("member", "kicked")
    budi.start()
    assert bot.call("sendMessage", chat_id=budi.id, text="x")


def test_a_reply_shows_what_it_answers(bot: Api, budi: Phone) -> None:
    """reply_parameters name a message that is there."""
    first = budi.say("Apakah sudah ada?")
    bot.call(
        "sendMessage", chat_id=budi.id, text="Sudah", reply_parameters={"message_id": first["message_id"]}
    )
    assert budi.last()["reply_to_message"]["text"] == "Apakah sudah ada?"


def test_a_reply_to_nothing_is_refused_unless_allowed(bot: Api, budi: Phone) -> None:
    """allow_sending_without_reply sends it plainly."""
    missing = {"message_id": 9999}
    assert bot.error("sendMessage", chat_id=budi.id, text="x", reply_parameters=missing) == (
        400,
        "Bad Request: message to be replied not found",
    )
    lenient = missing | {"allow_sending_without_reply": True}
    sent = bot.call("sendMessage", chat_id=budi.id, text="x", reply_parameters=lenient)
    assert "reply_to_message" not in sent


def test_copying_makes_it_the_bots_own_and_forwarding_says_whose_it_was(bot: Api, budi: Phone) -> None:
    """A copy has no origin, a forward has one."""
    said = budi.say("Nota dinas")
    place = {"chat_id": budi.id, "from_chat_id": budi.id, "message_id": said["message_id"]}
    copied = bot.call("copyMessage", **place)
    assert copied.keys() == {"message_id"}
    assert budi.last()["text"] == "Nota dinas"
    assert "forward_origin" not in budi.last()
    forwarded = bot.call("forwardMessage", **place)
    assert forwarded["forward_origin"]["sender_user"]["id"] == budi.id


def test_a_message_gone_cannot_be_copied_or_forwarded(bot: Api, budi: Phone) -> None:
    """Telegram names the verb in its error."""
    place = {"chat_id": budi.id, "from_chat_id": budi.id, "message_id": 9999}
    assert bot.error("copyMessage", **place) == (400, "Bad Request: message to copy not found")
    assert bot.error("forwardMessage", **place) == (400, "Bad Request: message to forward not found")


def test_a_chat_action_shows_and_a_wrong_one_is_refused(bot: Api, phones: Phones, budi: Phone) -> None:
    """The phones hear of typing; an action Telegram does not know is an error."""
    before = phones.seq()
    assert bot.call("sendChatAction", chat_id=budi.id, action="typing") is True
    kinds = [event["kind"] for event in phones.get("/wait", after=before)["events"]]
    assert "chat_action" in kinds
    assert bot.error("sendChatAction", chat_id=budi.id, action="dancing") == (
        400,
        "Bad Request: wrong parameter action in request",
    )
