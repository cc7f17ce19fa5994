from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.simulator.kit import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


def test_updates_come_again_until_they_are_confirmed(bot: Api, budi: Phone) -> None:
    """Only a higher offset forgets an update."""
    budi.say("satu")
    first = bot.call("getUpdates")
    assert bot.call("getUpdates") == first
    rest = bot.call("getUpdates", offset=first[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["satu"]
    assert bot.call("getUpdates", offset=rest[-1]["update_id"] + 1) == []


def test_a_limit_and_a_negative_offset_are_kept(bot: Api, budi: Phone) -> None:
    """-1 keeps the last update only and forgets the others."""
    for text in ("satu", "dua", "tiga"):
        budi.say(text)
    assert len(bot.call("getUpdates", limit=2)) == 2
    assert [u["message"]["text"] for u in bot.call("getUpdates", offset=-1)] == ["tiga"]
    assert [u["message"]["text"] for u in bot.call("getUpdates")] == ["tiga"]


def test_a_long_poll_returns_when_something_happens(bot: Api, budi: Phone) -> None:
    """The poll holds the line; it does not come back empty when a person writes."""
    bot.updates()
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(bot.call, "getUpdates", timeout=20)
        budi.say("sekarang")
        found = poll.result(timeout=10)
    assert found[0]["message"]["text"] == "sekarang"


def test_a_second_poller_throws_out_the_first(bot: Api, budi: Phone) -> None:
    """The first gets 409 and the second goes on."""
    bot.updates()
    with ThreadPoolExecutor() as pool:
        polls = [pool.submit(bot.raw, "getUpdates", timeout=20) for _ in range(2)]
        loser = next(answer for answer in _as_done(polls) if answer.status_code == 409)
        assert loser.json()["description"] == (
            "Conflict: terminated by other getUpdates request;"
            " make sure that only one bot instance is running"
        )
        budi.say("masih ada?")
        answers = [poll.result(timeout=10).status_code for poll in polls]
    assert sorted(answers) == [200, 409]


def _as_done(polls: list[Any]) -> Iterator[Any]:
    return (poll.result() for poll in as_completed(polls, timeout=10))


def test_only_asked_for_types_are_queued(bot: Api, phones: Phones, budi: Phone) -> None:
    """allowed_updates is remembered; the default leaves out reactions."""
    said = budi.say("x")
    react = {"message_id": said["message_id"], "emoji": "👍"}
    bot.updates()
    phones.post(f"/people/{budi.id}/react", **react)
    assert bot.updates() == []
    bot.call("getUpdates", allowed_updates=["message_reaction"])
    phones.post(f"/people/{budi.id}/react", **react | {"emoji": "❤"})
    budi.say("tidak diminta")
    assert [update.keys() - {"update_id"} for update in bot.updates()] == [{"message_reaction"}]


def test_a_confirmed_update_can_be_delivered_again(bot: Api, phones: Phones, budi: Phone) -> None:
    """It comes once more with its old id, whatever the offset."""
    budi.say("sekali")
    update = bot.updates()[-1]
    phones.redeliver(update["update_id"])
    assert bot.call("getUpdates", offset=update["update_id"] + 1) == [update]
    assert bot.call("getUpdates", offset=update["update_id"] + 1) == []


def test_a_poller_that_died_takes_nothing_with_it(bot: Api, phones: Phones, budi: Phone) -> None:
    """Its poll ends with its connection, so an update delivered only once goes to its successor."""
    update = bot.updates()[-1]
    fault = phones.fault("delay", "getUpdates")
    with pytest.raises(httpx.ReadTimeout):
        bot.http.post(f"{bot.base_url}/bot{TOKEN}/getUpdates", json={"timeout": 20}, timeout=0.2)
    phones.release(fault)
    phones.redeliver(update["update_id"])
    budi.say("baru")
    texts = [found["message"]["text"] for found in bot.call("getUpdates", timeout=5)]
    assert texts == ["/start", "baru"]


class Webhook:
    """A web server that takes what is delivered, and answers with the statuses it is told to."""

    def __init__(self) -> None:
        self.received: Queue[tuple[dict[str, str], dict[str, Any]]] = Queue()
        self.statuses: list[int] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.put((dict(self.headers), json.loads(body)))
                self.send_response(hook.statuses.pop(0) if hook.statuses else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    thread = threading.Thread(target=hook.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield hook
    hook.server.shutdown()
    thread.join()
    hook.server.server_close()


def test_a_webhook_gets_the_updates_with_its_secret(bot: Api, budi: Phone, webhook: Webhook) -> None:
    """The header tells that it is Telegram who calls."""
    bot.updates()
    bot.call("setWebhook", url=webhook.url, secret_token="rahasia_1")
    budi.say("lewat webhook")
    headers, update = webhook.received.get(timeout=10)
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "rahasia_1"
    assert update["message"]["text"] == "lewat webhook"


def test_a_webhook_that_fails_gets_the_update_again(
    bot: Api, phones: Phones, budi: Phone, webhook: Webhook
) -> None:
    """Delivery is repeated until a 2xx, in order, and the failure can be read."""
    bot.updates()
    webhook.statuses = [500, 503]
    bot.call("setWebhook", url=webhook.url)
    budi.say("satu")
    budi.say("dua")
    texts = [webhook.received.get(timeout=10)[1]["message"]["text"] for _ in range(4)]
    assert texts == ["satu", "satu", "satu", "dua"]
    phones.wait_quiet()
    info = bot.call("getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert info["pending_update_count"] == 0


def test_with_a_webhook_there_is_no_polling(bot: Api, webhook: Webhook) -> None:
    """DeleteWebhook brings polling back."""
    bot.call("setWebhook", url=webhook.url)
    assert bot.error("getUpdates") == (
        409,
        (
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        ),
    )
    bot.call("deleteWebhook")
    assert bot.call("getWebhookInfo")["url"] == ""
    assert bot.call("getUpdates") == []


def test_setting_a_webhook_ends_a_waiting_poll(bot: Api, webhook: Webhook) -> None:
    """The poller is told why."""
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(bot.raw, "getUpdates", timeout=20)
        # Whichever comes first, the poll ends with 409: waiting, or refused at the door.
        bot.call("setWebhook", url=webhook.url)
        assert poll.result(timeout=10).status_code == 409


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "bukan alamat"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://a.id", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://a.id", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
def test_a_wrong_webhook_is_refused(bot: Api, params: dict[str, str], description: str) -> None:
    """A URL and a secret have their form."""
    assert bot.error("setWebhook", **params) == (400, f"Bad Request: {description}")


def test_pending_updates_can_be_dropped(bot: Api, budi: Phone) -> None:
    """drop_pending_updates forgets what waits."""
    budi.say("lama")
    bot.call("deleteWebhook", drop_pending_updates=True)
    assert bot.call("getUpdates") == []
