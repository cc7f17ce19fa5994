from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.phones import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


class EchoBot:
    """A bot in a thread that answers texts with a card and taps with a toast."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._stop = False
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begin to poll."""
        self._thread.start()

    def stop(self) -> None:
        """End after the current poll."""
        self._stop = True
        self._thread.join(timeout=PATIENCE)

    def _run(self) -> None:
        offset = 0
        while not self._stop:
            for update in self._api.call("getUpdates", offset=offset, timeout=1):
                offset = update["update_id"] + 1
                self._handle(update)
        self._api.call("getUpdates", offset=offset)

    def _handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            query = update["callback_query"]
            self._api.call(
                "answerCallbackQuery", callback_query_id=query["id"], text=f"Dipilih {query['data']}"
            )
            return
        message = update["message"]
        markup = {
            "inline_keyboard": [
                [
                    {"text": "✅ Setujui", "callback_data": "ya"},
                    {"text": "↩️ Kembalikan", "callback_data": "tidak"},
                ]
            ]
        }
        text = f"Diterima: {message.get('text', 'berkas')}"
        self._api.call("sendMessage", chat_id=message["chat"]["id"], text=text, reply_markup=markup)


@pytest.fixture
def echo(bot: Api) -> Iterator[EchoBot]:
    running = EchoBot(bot)
    running.start()
    yield running
    running.stop()


@pytest.mark.usefixtures("echo")
def test_a_phone_waits_for_the_answer_and_taps_it(phones: Phones) -> None:
    """Nothing sleeps: the wait ends with the message, the tap with its toast."""
    budi = phones.person("Budi", "Kasubag TU")
    budi.start("undangan")
    card = budi.wait_for("Diterima: /start undangan")
    assert budi.buttons(card) == ["✅ Setujui", "↩️ Kembalikan"]
    assert budi.tap("setujui") == "Dipilih ya"
    assert budi.forge("palsu", card) == "Dipilih palsu"


@pytest.mark.usefixtures("echo")
def test_a_tap_means_the_latest_card_unless_one_is_named(phones: Phones) -> None:
    """Older cards are tapped by handing them over."""
    budi = phones.person("Budi")
    budi.start()
    old = budi.wait_for("Diterima: /start")
    seen = phones.seq()
    budi.send_file("a.txt", b"isi")
    new = budi.wait_for(lambda message: "berkas" in message["text"], after=seen)
    budi.tap("Kembalikan")
    budi.tap("Kembalikan", in_message=old)
    phones.wait_quiet()
    tapped = [
        phones.get(f"/callbacks/{entry['params']['callback_query_id']}")["message_id"]
        for entry in phones.requests("answerCallbackQuery")
    ]
    assert tapped == [new["message_id"], old["message_id"]]


def test_when_nothing_comes_the_error_shows_the_phone(bot: Api, budi: Phone) -> None:
    """The last messages with their buttons tell what was there instead."""
    markup = {"inline_keyboard": [[{"text": "Tutup", "callback_data": "x"}]]}
    bot.call("sendMessage", chat_id=budi.id, text="Kartu tugas", reply_markup=markup)
    with pytest.raises(AssertionError, match=r"nothing like 'Undangan'(?s:.*)Kartu tugas \(Tutup\)"):
        budi.wait_for("Undangan", timeout=0.1)
    with pytest.raises(AssertionError, match=r"no button 'Setujui'(?s:.*)Kartu tugas"):
        budi.tap("Setujui", timeout=0.1)
    with pytest.raises(AssertionError, match="no answer to 'Tutup'"):
        budi.tap("Tutup", timeout=0.1)
    with pytest.raises(AssertionError, match="does not get quiet"):
        budi.phones.wait_quiet(timeout=0.1)


def test_the_same_name_is_the_same_phone(phones: Phones) -> None:
    """A test that asks twice does not make twins; an id of one's own is kept."""
    assert phones.person("Budi").id == phones.person("Budi").id
    assert phones.person("Siti", user_id=4242).id == 4242


def test_a_person_does_only_what_a_phone_lets_them(phones: Phones) -> None:
    """Before START there is no input line; a blocked bot cannot be written to; empty texts are not sent."""
    budi = phones.person("Budi")
    with pytest.raises(AssertionError, match="tap START first"):
        budi.say("Halo")
    budi.start()
    with pytest.raises(AssertionError, match="nothing to send"):
        budi.say("   ")
    budi.block()
    with pytest.raises(AssertionError, match="unblock it first"):
        budi.say("Halo")


def test_a_shared_contact_reaches_the_bot(bot: Api, budi: Phone) -> None:
    """With the number and who it belongs to."""
    bot.updates()
    budi.share_contact("+628110000001")
    contact = bot.updates()[-1]["message"]["contact"]
    assert (contact["phone_number"], contact["user_id"]) == ("+628110000001", budi.id)
