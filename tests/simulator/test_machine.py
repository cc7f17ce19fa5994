from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from simulator.clock import Clock
from simulator.errors import ApiError
from simulator.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulator.kit import Api, Simulator
    from tests.support.phones import Phone, Phones


def test_the_clock_moves_forward_and_messages_carry_its_time(bot: Api, phones: Phones, budi: Phone) -> None:
    """The offset lies in a file that another process can read."""
    before = phones.now()
    phones.advance(timedelta(days=1))
    assert timedelta(days=1) <= phones.now() - before < timedelta(days=1, minutes=1)
    sent = bot.call("sendMessage", chat_id=budi.id, text="besok")
    assert sent["date"] >= before.timestamp() + 86_399


def test_the_clock_never_goes_back(phones: Phones) -> None:
    """A negative jump is refused."""
    with pytest.raises(AssertionError, match="forward"):
        phones.advance(-1)


def test_two_clocks_on_one_file_agree(tmp_path: Path) -> None:
    """A clock re-reads the file when another moved it; the number is written whole."""
    file = tmp_path / "clock"
    one, other = Clock(file), Clock(file)
    assert file.read_text().strip() == "0.0"
    one.advance(90.5)
    assert other.offset == 90.5
    assert list(tmp_path.iterdir()) == [file]


def test_an_ordered_error_meets_the_next_calls_only(bot: Api, phones: Phones, budi: Phone) -> None:
    """Nothing is done for a call that fails by order."""
    phones.fault("error", "sendMessage", retry_after=7, times=1, chat_id=budi.id)
    answer = bot.raw("sendMessage", chat_id=budi.id, text="x").json()
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert budi.texts() == []
    assert bot.call("sendMessage", chat_id=budi.id, text="x")


def test_a_dropped_answer_is_done_all_the_same(bot: Api, phones: Phones, budi: Phone) -> None:
    """The connection breaks after the message was sent."""
    phones.fault("drop", "sendMessage")
    with pytest.raises(httpx.TransportError):
        bot.raw("sendMessage", chat_id=budi.id, text="sampai")
    assert budi.texts() == ["sampai"]
    assert phones.requests("sendMessage")[-1]["dropped"] is True


def test_a_delayed_call_waits_for_its_release(bot: Api, phones: Phones, budi: Phone) -> None:
    """It has no effect before and is carried out after."""
    fault = phones.fault("delay", "sendMessage")
    with ThreadPoolExecutor() as pool:
        call = pool.submit(bot.call, "sendMessage", chat_id=budi.id, text="nanti")
        phones.until(lambda: phones.get("/faults")[0]["hits"] == 1 or None, "the call never came")
        assert budi.texts() == []
        phones.release(fault)
        call.result(timeout=10)
    assert budi.texts() == ["nanti"]


def test_every_request_is_written_down(bot: Api, phones: Phones, budi: Phone) -> None:
    """Method, parameters, files, answer."""
    bot.call("sendDocument", {"document": ("a.txt", b"isi", "text/plain")}, chat_id=budi.id, caption="Nota")
    entry = phones.requests("sendDocument", chat_id=budi.id)[-1]
    assert entry["params"]["caption"] == "Nota"
    assert entry["files"] == [{"field": "document", "name": "a.txt", "size": 3}]
    assert (entry["status"], entry["response"]["ok"]) == (200, True)


def test_sending_limits_are_off_until_switched_on(bot: Api, phones: Phones, budi: Phone) -> None:
    """Switched on, a burst of four messages to one chat is too much."""
    for _ in range(5):
        bot.call("sendMessage", chat_id=budi.id, text="cepat")
    phones.settings(rate_limits=True)
    statuses = [bot.raw("sendMessage", chat_id=budi.id, text="cepat").status_code for _ in range(6)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


class Sender:
    """Sends by a clock of its own and says how long it was told to wait."""

    def __init__(self) -> None:
        self.time = 0.0
        self._limits = Limits(on=True, now=lambda: self.time)

    def wait_after(self, chat_id: int) -> int:
        """Send to a chat; return the seconds to wait, 0 when it was sent."""
        try:
            self._limits.check("sendMessage", chat_id)
        except ApiError as error:
            return int((error.parameters or {})["retry_after"])
        return 0


def test_a_chat_takes_one_message_a_second_after_a_small_burst() -> None:
    """Three at once, then one a second."""
    sender = Sender()
    assert [sender.wait_after(1) for _ in range(4)] == [0, 0, 0, 1]
    sender.time += 1
    assert [sender.wait_after(1) for _ in range(2)] == [0, 1]


def test_a_group_takes_20_messages_a_minute() -> None:
    """The 21st waits until the first is a minute old."""
    sender = Sender()
    waits = []
    for _ in range(21):
        waits.append(sender.wait_after(-5))
        sender.time += 1
    assert waits == [0] * 20 + [40]
    sender.time = 60.0
    assert sender.wait_after(-5) == 0


def test_all_chats_together_take_30_messages_a_second() -> None:
    """The 31st waits a second."""
    sender = Sender()
    assert [sender.wait_after(chat) for chat in range(1, 32)] == [0] * 30 + [1]


def test_the_world_survives_a_restart(run_simulator: Callable[..., Simulator], png: bytes) -> None:
    """Chats, files, pending updates, taps, commands, clock: all is there again."""
    with run_simulator() as first:
        budi = first.phones.person("Budi", "Kasubag TU")
        budi.start()
        markup = {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]}
        card = first.bot.call("sendMessage", chat_id=budi.id, text="Kartu", reply_markup=markup)
        first.bot.call("setMyCommands", commands=[{"command": "tugas", "description": "Tugas"}])
        first.bot.call("getUpdates", offset=-1)
        photo = budi.send_file("a.png", png, "image/png", as_photo=True)
        first.phones.post(f"/people/{budi.id}/tap", message_id=card["message_id"], button="y")
        pending = first.bot.call("getUpdates")
        seq, offset = first.phones.seq(), first.phones.advance(3600)
    with run_simulator() as second:
        budi = second.phones.person("Budi")
        assert (budi.title, [m.get("text") for m in budi.messages()]) == (
            "Kasubag TU",
            ["/start", "Kartu", None],
        )
        assert budi.download(photo) == png
        assert second.bot.call("getUpdates") == pending
        query = pending[-1]["callback_query"]["id"]
        assert second.bot.error("answerCallbackQuery", callback_query_id=query)[0] == 400
        assert budi.commands() == ["tugas"]
        assert second.phones.now() >= offset
        assert second.phones.seq() >= seq
        newer = second.bot.call("sendMessage", chat_id=budi.id, text="Lagi")
        assert newer["message_id"] > photo["message_id"]


def test_groups_survive_a_restart(run_simulator: Callable[..., Simulator]) -> None:
    """Topics, the bot's rights, what members may, and a keyboard that was used."""
    with run_simulator() as first:
        budi = first.phones.person("Budi")
        budi.start()
        forum = first.phones.group("Forum", budi, forum=True)
        topic = first.phones.topic(forum, "Tata Laksana")
        first.phones.bot_standing(forum, "restricted", can_send_messages=True)
        markup = {"keyboard": [["Ya"]], "one_time_keyboard": True}
        first.bot.call("sendMessage", chat_id=budi.id, text="Hadir?", reply_markup=markup)
        budi.press("Ya")
    with run_simulator() as second:
        place = {"chat_id": forum["id"], "message_thread_id": topic["id"]}
        assert second.bot.call("sendMessage", **place, text="Lanjut")["is_topic_message"] is True
        assert second.bot.error("sendDocument", {"document": ("a", b"a")}, **place)[0] == 400
        assert second.phones.person("Budi").keyboard() == []


def test_the_process_says_where_it_listens(tmp_path: Path) -> None:
    """`python -m simulator` prints one line when it is ready."""
    command = [sys.executable, "-m", "simulator", "--port", "0", "--data", str(tmp_path), "--token", "1:x"]
    folder = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("simulator listening on http://127.0.0.1:")
        address = line.rpartition(" ")[2]
        assert httpx.get(f"{address}/bot1:x/getMe", trust_env=False).json()["result"]["id"] == 1
        process.terminate()
        process.wait(timeout=10)


def test_waiting_returns_at_the_next_event(phones: Phones, budi: Phone) -> None:
    """A wait needs no sleep: it ends as soon as something happens."""
    seen = phones.seq()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(phones.get, "/wait", after=seen, timeout=20)
        budi.say("ini")
        news = waiting.result(timeout=10)
    assert news["events"][0]["seq"] == seen + 1
