from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.simulator.kit import Api
    from tests.support.phones import Phone

REFUSED = (400, "Bad Request: the message can't be forwarded")


def upload(kind: str, png: bytes) -> dict[str, Any]:
    return {kind: ("a.png", png, "image/png")}


@pytest.mark.parametrize("kind", ["document", "photo"])
def test_a_protected_file_says_so(bot: Api, budi: Phone, png: bytes, kind: str) -> None:
    """On the wire and on the phone, which may look at it all the same."""
    sent = bot.call(f"send{kind.title()}", upload(kind, png), chat_id=budi.id, protect_content=True)
    assert sent["has_protected_content"] is True
    assert budi.last()["has_protected_content"] is True
    assert budi.download(budi.last()) == png


def test_an_album_is_protected_as_a_whole(bot: Api, budi: Phone, png: bytes) -> None:
    """Every message of it."""
    file = bot.call("sendDocument", upload("document", png), chat_id=budi.id)["document"]["file_id"]
    media = [{"type": "document", "media": file}] * 2
    sent = bot.call("sendMediaGroup", chat_id=budi.id, media=media, protect_content=True)
    assert [m["has_protected_content"] for m in sent] == [True, True]


def test_protection_comes_with_the_call_that_copies(bot: Api, budi: Phone, png: bytes) -> None:
    """A copy of anything is protected where it is asked for, and not otherwise, as at Telegram."""
    for protect in (True, False):
        sent = bot.call("sendDocument", upload("document", png), chat_id=budi.id, protect_content=not protect)
        source = {"from_chat_id": budi.id, "message_id": sent["message_id"]}
        bot.call("copyMessage", chat_id=budi.id, **source, protect_content=protect)
        assert budi.last().get("has_protected_content", False) is protect


def test_a_protected_message_cannot_be_forwarded(bot: Api, budi: Phone) -> None:
    """Not even by the bot that sent it; an edit leaves the protection where it is."""
    sent = bot.call("sendMessage", chat_id=budi.id, text="Rahasia", protect_content=True)
    place = {"chat_id": budi.id, "message_id": sent["message_id"]}
    assert bot.error("forwardMessage", **place, from_chat_id=budi.id) == REFUSED
    assert bot.call("editMessageText", **place, text="Rahasia sekali")["has_protected_content"] is True
