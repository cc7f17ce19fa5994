"""The gateway of BSrE, spoken to over HTTP: what is sent, and every form of its errors."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.bsre import Bsre
from office.gateway import (
    Appearance,
    GatewayError,
    NotRegisteredError,
    SigningGateway,
    UnavailableError,
    WrongPassphraseError,
)
from papers.signature_reading import read_signatures
from papers.signatures import Anchors, Integrity
from tests.support.gateway import NIK, PASSPHRASE, PASSWORD, USERNAME, Gateway, gateway
from tests.support.pki import NOW, SIGNER, paper


@pytest.fixture(name="stand_in")
async def _stand_in() -> AsyncIterator[Gateway]:
    async with gateway() as running:
        yield running


@pytest.fixture(name="client")
def _client(stand_in: Gateway) -> SigningGateway:
    return Bsre(stand_in.url, USERNAME, PASSWORD)


@pytest.mark.parametrize("by_id", [False, True], ids=["the PDF itself", "an id to fetch it by"])
async def test_a_document_comes_back_signed(
    client: SigningGateway, stand_in: Gateway, tmp_path: Path, by_id: bool
) -> None:
    """The PDF is sent with who signs; the answer is the signed PDF and the gateway's id of it."""
    stand_in.by_id = by_id
    result = await client.sign(paper(), NIK, PASSPHRASE, Appearance())

    assert result.document_id == "abc-1"
    assert stand_in.pdfs == [paper()]
    assert stand_in.forms == [{"nik": NIK, "passphrase": PASSPHRASE, "tampilan": "invisible"}]
    (tmp_path / "a.pdf").write_bytes(result.data)
    (found,) = await asyncio.to_thread(read_signatures, tmp_path / "a.pdf", Anchors(), NOW)
    assert (found.signer, found.integrity) == (SIGNER, Integrity.INTACT)


async def test_a_visible_signature_says_where(client: SigningGateway, stand_in: Gateway) -> None:
    """Names of the fields as BSrE's instructions give them."""
    look = Appearance(
        visible=True, link="https://t.me/b?start=p1", page=2, reason="Disetujui", location="Padang"
    )
    await client.sign(paper(pages=2), NIK, PASSPHRASE, look)
    assert stand_in.forms[0] == {
        "nik": NIK,
        "passphrase": PASSPHRASE,
        "tampilan": "visible",
        "image": "false",
        "linkQR": "https://t.me/b?start=p1",
        "page": "2",
        "xAxis": "60",
        "yAxis": "60",
        "width": "80",
        "height": "80",
        "reason": "Disetujui",
        "location": "Padang",
    }


JSON_2011 = '{"status_code":2011,"error":"User tidak terdaftar"}'
JSON_2031 = '{"status_code":"2031","error":"Proses signing gagal : Passphrase anda salah"}'
ANSWERS = [
    (400, "application/json", JSON_2011, NotRegisteredError, 2011),
    (200, "application/json", JSON_2011, NotRegisteredError, 2011),
    (500, "text/plain", JSON_2011, NotRegisteredError, 2011),
    (400, "text/plain", "2011: user tidak terdaftar", NotRegisteredError, 2011),
    (400, "application/json", JSON_2031, WrongPassphraseError, 2031),
    (200, "text/plain", JSON_2031, WrongPassphraseError, 2031),
    (200, "text/html", "<p>Error 2031</p>", WrongPassphraseError, 2031),
    (400, "text/plain", "Passphrase Anda salah", WrongPassphraseError, 2031),
    (401, "text/plain", "", UnavailableError, 0),
    (404, "text/html", "<h1>Not Found</h1>", UnavailableError, 0),
    (302, "text/html", "", UnavailableError, 0),
    (502, "text/html", "Bad Gateway", UnavailableError, 0),
    (400, "application/json", '{"status_code":2041,"error":"Spesimen tidak ada"}', GatewayError, 2041),
    (200, "application/pdf", "not a pdf", GatewayError, 0),
    (200, "application/json", "[1, 2]", GatewayError, 0),
    (200, "application/json", "{" * 5000, GatewayError, 0),
    (400, "application/json", '{"status_code":1e999}', GatewayError, 0),
    (400, "application/json", '{"status_code":2041,"error":"Nomor 2031 tidak ada"}', GatewayError, 2041),
    (400, "application/json", '{"status":400,"error":"2031: passphrase"}', WrongPassphraseError, 2031),
    (400, "text/plain", "Sertifikat berlaku sampai 31-12-2031", GatewayError, 0),
    (503, "text/html", "<p>2031-01-02T03:04:05</p>", UnavailableError, 0),
]


@pytest.mark.parametrize(("status", "kind", "body", "error", "code"), ANSWERS)
async def test_every_form_of_an_error_is_understood(
    client: SigningGateway, stand_in: Gateway, status: int, kind: str, body: str, error: type, code: int
) -> None:
    """As JSON or as text, with a status of failure or of success."""
    stand_in.answer = lambda: web.Response(status=status, text=body, content_type=kind)
    with pytest.raises(GatewayError) as caught:
        await client.sign(paper(), NIK, PASSPHRASE, Appearance())
    assert type(caught.value) is error
    assert caught.value.code == code


async def test_a_gateway_that_is_not_there_is_unavailable(stand_in: Gateway) -> None:
    """No connection, or a name and password it does not know."""
    client = Bsre(stand_in.url, USERNAME, PASSWORD)
    for wrong in (replace(client, url="http://127.0.0.1:9/"), replace(client, password="salah")):
        with pytest.raises(UnavailableError):
            await wrong.sign(paper(), NIK, PASSPHRASE, Appearance())


async def test_neither_passphrase_nor_nik_nor_password_is_ever_said(
    client: SigningGateway, stand_in: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a log, an error or a repr, even where the gateway repeats what it was sent."""
    caplog.set_level(logging.DEBUG)
    echo = f"error for {NIK} with {PASSPHRASE}"
    said = repr(client)
    for status in (200, 400, 500):
        stand_in.answer = lambda status=status: web.Response(status=status, text=echo)  # type: ignore[misc]
        with pytest.raises(GatewayError) as caught:
            await client.sign(paper(), NIK, PASSPHRASE, Appearance())
        said += f"{caught.value!r}{caught.value}{caught.value.__cause__!r}"
    for secret in (NIK, PASSPHRASE, PASSWORD):
        assert secret not in said + caplog.text
