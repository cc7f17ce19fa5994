"""Who opened a Mini App: what Telegram signed for this bot, lately, and nothing else."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.init_data import FRESH, ForgedDataError, StaleDataError, opened, sign
from tests.support.pki import NOW

TOKEN = "1000000001:TEST-invented_token_for_tests"
FIELDS = {
    "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
    "user": json.dumps({"id": 101, "first_name": "Andri", "language_code": "id"}),
    "auth_date": str(int(NOW.timestamp())),
    "signature": "tandatangan-pihak-ketiga",
}


def data(token: str = TOKEN, **fields: str) -> str:
    """Return what Telegram would put into the address."""
    signed = FIELDS | fields
    return urlencode({**signed, "hash": sign(signed, token)})


def test_what_telegram_signed_tells_who_opened_it() -> None:
    """The example of the documentation's shape: the user, the moment, a mark of this opening."""
    found = opened(data(), TOKEN, NOW)
    assert (found.user, found.at) == (101, NOW)
    assert len(found.mark) == 64


def test_the_hash_is_the_one_that_the_documentation_prescribes() -> None:
    """HMAC-SHA-256 over the sorted lines, by the key that HMAC makes of the token with "WebAppData"."""
    key = hmac.new(b"WebAppData", TOKEN.encode(), hashlib.sha256).digest()
    lines = "\n".join(f"{name}={FIELDS[name]}" for name in sorted(FIELDS)).encode()
    assert sign(FIELDS, TOKEN) == hmac.new(key, lines, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "user=%7B%22id%22%3A101%7D",
        data("1000000002:SOME-other_bots_token"),
        data().replace("101", "102"),
        data() + "&user=%7B%22id%22%3A102%7D",
        data() + "&hash=00",
        data()[:-1] + ("0" if data()[-1] != "0" else "1"),
        data(user="[]"),
        data(user='{"id": true}'),
        data(user='{"id": "101"}'),
        data(user="{"),
        data(auth_date="kemarin"),
        data(auth_date="9" * 30),
        "a=" + "b" * 5000,
        "&".join(f"a{n}=1" for n in range(100)),
        data().replace("hash=", "hash=é"),
        data().replace("hash=", "hash=\ud800"),
        data().replace("user=", "user=\ud800"),
    ],
)
def test_whatever_telegram_did_not_sign_is_refused(forged: str) -> None:
    """Another bot's, another user, a field twice, the hash cut, no user in it."""
    with pytest.raises(ForgedDataError):
        opened(forged, TOKEN, NOW)


def test_what_was_signed_long_ago_is_refused() -> None:
    """And what claims to come from the future."""
    assert opened(data(), TOKEN, NOW + FRESH)
    assert opened(data(), TOKEN, NOW - timedelta(seconds=30))
    for late in (FRESH + timedelta(seconds=1), timedelta(days=1), -timedelta(minutes=2)):
        with pytest.raises(StaleDataError):
            opened(data(), TOKEN, NOW + late)
