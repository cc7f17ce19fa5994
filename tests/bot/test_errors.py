"""What answers that are not ok mean: only Telegram's own say anything of the token or of people."""

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import answer_error
from bot.wire import Wire
from tests.bot.standin import StandIn

PAGE = None
"""What is left of a page in HTML: it is no JSON."""


@pytest.mark.parametrize(
    ("status", "kind"), [(401, InvalidToken), (404, InvalidToken), (403, Forbidden), (400, BadRequest)]
)
def test_what_telegram_says_is_believed(status: int, kind: type[TelegramError]) -> None:
    """An answer of the Bot API is known by its form."""
    found = answer_error(status, {"ok": False, "error_code": status, "description": "Unauthorized"})
    assert type(found) is kind


@pytest.mark.parametrize("status", [400, 401, 403, 404, 407, 502])
@pytest.mark.parametrize("body", [PAGE, {"message": "no such route"}, {"ok": False}, ["x"], "Not Found"])
def test_the_page_of_a_proxy_is_a_network_error(status: int, body: object) -> None:
    """It neither ends the program, nor marks a person as unreachable, nor loses a message."""
    assert type(answer_error(status, body)) is NetworkError


def test_what_is_too_large_for_a_proxy_stays_too_large() -> None:
    """Trying again would not help."""
    assert type(answer_error(413, PAGE)) is BadRequest


def test_a_flood_wait_needs_no_form() -> None:
    """Whoever says 429 wants less."""
    assert type(answer_error(429, PAGE)) is RetryAfter


async def test_whoever_answers_without_naming_a_bot_is_no_telegram(wire: Wire, telegram: StandIn) -> None:
    """An answer that is ok and no object, or one without a username, is a network error."""
    telegram.answer("getMe", {"ok": True, "result": True}, {"ok": True, "result": {"id": 1}})
    for _ in range(2):
        with pytest.raises(NetworkError, match="no Bot API server"):
            await wire.username()
