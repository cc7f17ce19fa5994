from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulator.kit import TOKEN

if TYPE_CHECKING:
    from tests.simulator.kit import Api, Simulator
    from tests.support.phones import Phone, Phones

MEGABYTE = 1024 * 1024


def test_a_file_a_person_sends_can_be_downloaded_by_the_bot(simulator: Simulator, budi: Phone) -> None:
    """GetFile gives a path, and the path the very bytes."""
    bot = simulator.bot
    bot.updates()
    budi.send_file("Nota dinas.pdf", b"%PDF-1.7 isi", "application/pdf", caption="Mohon diperiksa")
    message = bot.updates()[-1]["message"]
    document = message["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"], message["caption"]) == (
        "Nota dinas.pdf",
        "application/pdf",
        12,
        "Mohon diperiksa",
    )
    path = bot.call("getFile", file_id=document["file_id"])["file_path"]
    assert path.endswith(".pdf")
    answer = bot.http.get(f"{simulator.base_url}/file/bot{TOKEN}/{path}")
    assert answer.content == b"%PDF-1.7 isi"


def test_a_file_the_bot_sends_can_be_downloaded_by_its_receiver_only(
    bot: Api, phones: Phones, budi: Phone
) -> None:
    """Another person's phone does not have it."""
    bot.call("sendDocument", {"document": ("a.txt", b"rahasia", "text/plain")}, chat_id=budi.id)
    file_id = budi.last()["document"]["file_id"]
    assert budi.download(budi.last()) == b"rahasia"
    siti = phones.person("Siti")
    with pytest.raises(AssertionError, match="no such file"):
        phones.download(f"/people/{siti.id}/files/{file_id}")


def test_a_file_sent_again_keeps_its_unique_id(bot: Api, budi: Phone) -> None:
    """file_id and file_unique_id differ; the same file stays the same."""
    first = bot.call("sendDocument", {"document": ("a.txt", b"a", "text/plain")}, chat_id=budi.id)
    again = bot.call("sendDocument", chat_id=budi.id, document=first["document"]["file_id"])
    assert first["document"]["file_unique_id"] == again["document"]["file_unique_id"]
    assert first["document"]["file_id"] != first["document"]["file_unique_id"]


def test_a_photo_comes_in_sizes_and_is_no_document(bot: Api, budi: Phone, png: bytes) -> None:
    """A photo's file_id cannot be sent as a document, nor the other way round."""
    sent = bot.call("sendPhoto", {"photo": ("a.png", png, "image/png")}, chat_id=budi.id)
    sizes = [(size["width"], size["height"]) for size in sent["photo"]]
    assert sizes == [(320, 240), (400, 300)]
    photo = sent["photo"][-1]["file_id"]
    assert bot.error("sendDocument", chat_id=budi.id, document=photo) == (
        400,
        "Bad Request: can't use file of type Photo as Document",
    )
    document = bot.call("sendDocument", {"document": ("a.txt", b"a", "text/plain")}, chat_id=budi.id)
    assert bot.error("sendPhoto", chat_id=budi.id, photo=document["document"]["file_id"]) == (
        400,
        "Bad Request: can't use file of type Document as Photo",
    )


@pytest.mark.parametrize(
    ("method", "field", "file", "answer"),
    [
        ("sendPhoto", "photo", b"bukan gambar", "IMAGE_PROCESS_FAILED"),
        ("sendDocument", "document", b"", "file must be non-empty"),
    ],
)
def test_a_bad_upload_is_refused(
    bot: Api, budi: Phone, method: str, field: str, file: bytes, answer: str
) -> None:
    """What is no picture is no photo, and nothing is no file."""
    refused = bot.error(method, {field: ("a.bin", file, "image/png")}, chat_id=budi.id)
    assert refused == (400, f"Bad Request: {answer}")


def test_a_wrong_file_id_is_refused(bot: Api, budi: Phone) -> None:
    """Sending and asking have words of their own."""
    assert bot.error("sendDocument", chat_id=budi.id, document="BQACwrong") == (
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    )
    assert bot.error("getFile", file_id="BQACwrong") == (400, "Bad Request: invalid file_id")
    assert bot.error("sendDocument", chat_id=budi.id) == (
        400,
        "Bad Request: there is no document in the request",
    )


def test_the_bot_downloads_at_most_20_megabytes(bot: Api, budi: Phone) -> None:
    """A person may send more; real bytes, and getFile says no."""
    bot.updates()
    budi.send_file("besar.pdf", b"x" * (21 * MEGABYTE), "application/pdf")
    file_id = bot.updates()[-1]["message"]["document"]["file_id"]
    assert bot.error("getFile", file_id=file_id) == (400, "Bad Request: file is too big")


def test_the_bot_uploads_at_most_50_megabytes(bot: Api, budi: Phone) -> None:
    """One byte more is too large for the server."""
    file = {"document": ("besar.bin", b"x" * (50 * MEGABYTE + 1), "application/octet-stream")}
    assert bot.error("sendDocument", file, chat_id=budi.id) == (413, "Request Entity Too Large")


def album(bot: Api, budi: Phone, count: int) -> Any:
    media = [{"type": "document", "media": f"attach://f{n}", "caption": f"Berkas {n}"} for n in range(count)]
    files = {f"f{n}": (f"{n}.txt", b"isi", "text/plain") for n in range(count)}
    return bot.raw("sendMediaGroup", files, chat_id=budi.id, media=json.dumps(media)).json()


def test_an_album_is_one_group_of_two_to_ten(bot: Api, budi: Phone) -> None:
    """One item is too few, eleven are too many."""
    sent = album(bot, budi, 3)["result"]
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message["caption"] for message in sent] == ["Berkas 0", "Berkas 1", "Berkas 2"]
    assert album(bot, budi, 1)["description"] == "Bad Request: an album has 2 to 10 items"
    assert album(bot, budi, 11)["description"] == "Bad Request: too many messages to send as an album"


def test_an_album_of_a_person_arrives_as_separate_updates(bot: Api, budi: Phone) -> None:
    """The updates share a media_group_id and only the first has the caption."""
    bot.updates()
    budi.send_files([("1.txt", b"1", "text/plain"), ("2.txt", b"2", "text/plain")], caption="Dua berkas")
    messages = [update["message"] for update in bot.updates()]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["Dua berkas", None]


def test_a_person_sends_a_photo(bot: Api, budi: Phone, png: bytes) -> None:
    """It arrives as sizes, without a name."""
    bot.updates()
    budi.send_file("foto.png", png, "image/png", as_photo=True)
    message = bot.updates()[-1]["message"]
    assert message["photo"][-1]["width"] == 400
    assert "document" not in message
