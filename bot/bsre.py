"""The gateway of BSrE (eSign Client Service): HTTP Basic, a form with the PDF in, the signed PDF out.

Source: Petunjuk Teknis API eSign Client Service (Balai Sertifikasi Elektronik, BSSN): `POST /api/sign/pdf`
with `file`, `nik`, `passphrase`, `tampilan` and, where visible, `image`, `linkQR`, `page`, `xAxis`, `yAxis`,
`width`, `height`; the answer is the PDF with the header `id_dokumen`, or on some installations JSON that
names the id, whose PDF is then fetched from `/api/sign/download/ID`. Errors come as JSON (`status_code`,
`error`), or as text that holds the number, with a status of 4xx or 5xx and even 200.
Nothing that is sent is ever logged, and of an answer only its number.
"""

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

from office.gateway import (
    Appearance,
    GatewayError,
    NotRegisteredError,
    SignedPdf,
    UnavailableError,
    WrongPassphraseError,
)

PATIENCE = 90.0
"""Seconds: the gateway asks a certificate authority and a time stamping authority in turn."""
LARGEST = 60 * 1024 * 1024
"""Bytes of an answer."""
_ELSEWHERE = range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST)
_PDF = b"%PDF-"
_NUMBER = re.compile(r"(?<!\d)(?<!\d[-/.])(\d{4})(?!\d|[-/.]\d)")
"""Four digits that are no year of a date."""
_LEAST = 1000
"""The gateway's own numbers have four digits; smaller ones repeat the HTTP status."""
NOT_REGISTERED, WRONG_PASSPHRASE = 2011, 2031
_KNOWN = {NOT_REGISTERED: NotRegisteredError, WRONG_PASSPHRASE: WrongPassphraseError}
_WORDS = ((re.compile("passphrase.{0,20}salah", re.IGNORECASE), WRONG_PASSPHRASE),)


@dataclass(frozen=True, slots=True)
class Bsre:
    """One installation of the gateway. The password is a secret; each call opens a connection of its own."""

    url: str
    """Its address, such as "https://esign.example.go.id"; what follows the host is kept."""
    username: str
    password: str = field(repr=False)
    patience: float = PATIENCE

    async def sign(self, pdf: bytes, nik: str, passphrase: str, appearance: Appearance) -> SignedPdf:
        """Sign, see office.gateway.SigningGateway."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", pdf, filename="dokumen.pdf", content_type="application/pdf")
        for name, value in _fields(nik, passphrase, appearance).items():
            form.add_field(name, value)
        # As UTF-8 (RFC 7617), and of our own: aiohttp's helper for it differs from release to release.
        pair = b64encode(f"{self.username}:{self.password}".encode()).decode()
        timeout = aiohttp.ClientTimeout(total=self.patience, connect=10)
        try:
            async with aiohttp.ClientSession(
                headers={"Authorization": f"Basic {pair}"},
                timeout=timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            ) as session:
                url = f"{self.url.rstrip('/')}/api/sign/pdf"
                async with session.post(url, data=form, allow_redirects=False) as response:
                    body, document = await _body(response), response.headers.get("id_dokumen", "")
                    status = response.status
                if not body.startswith(_PDF) and status == HTTPStatus.OK and not document:
                    document = _document_of(body)
                    if document:
                        status, body = await self._fetched(session, document)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its text can hold the address with all that stands in it.
            raise UnavailableError(type(error).__name__) from None
        if status == HTTPStatus.OK and body.startswith(_PDF):
            return SignedPdf(body, document[:100])
        raise _error(status, body)

    async def _fetched(self, session: aiohttp.ClientSession, document: str) -> tuple[int, bytes]:
        url = f"{self.url.rstrip('/')}/api/sign/download/{quote(document, safe='')}"
        async with session.get(url, allow_redirects=False) as response:
            return response.status, await _body(response)


def _fields(nik: str, passphrase: str, appearance: Appearance) -> dict[str, str]:
    fields = {
        "nik": nik,
        "passphrase": passphrase,
        "tampilan": "visible" if appearance.visible else "invisible",
    }
    if appearance.visible:
        fields |= {
            "image": "false",
            "linkQR": appearance.link,
            "page": str(appearance.page),
            "xAxis": str(appearance.left),
            "yAxis": str(appearance.bottom),
            "width": str(appearance.width),
            "height": str(appearance.height),
        }
    if appearance.reason:
        fields["reason"] = appearance.reason
    if appearance.location:
        fields["location"] = appearance.location
    return fields


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(256 * 1024):
        body += chunk
        if len(body) > LARGEST:
            raise ValueError("too large")
    return bytes(body)


def _document_of(body: bytes) -> str:
    found = _json(body)
    value = found.get("id_dokumen") or found.get("id") or ""
    return value if isinstance(value, str) and "status_code" not in found and "error" not in found else ""


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _error(status: int, body: bytes) -> GatewayError:
    """Return what went wrong; of the answer's text nothing is kept, for it may quote what was sent."""
    code = _code(body)
    if code in _KNOWN:
        return _KNOWN[code](code=code)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return UnavailableError(f"HTTP {status}: the gateway's address, username or password", code)
    if code == 0 and (status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _ELSEWHERE):
        return UnavailableError(f"HTTP {status}")
    return GatewayError(f"HTTP {status}", code)


def _code(body: bytes) -> int:
    """Return the gateway's own number, 0 where none is found; in JSON, or anywhere in a text."""
    found = _json(body)
    said = found.get("status_code", found.get("code", found.get("status")))
    try:
        number = int(said) if said is not None else 0
    except (TypeError, ValueError, OverflowError):
        number = 0
    if number >= _LEAST:
        return number
    text = body[:4000].decode("utf-8", "replace")
    numbers = {int(match) for match in _NUMBER.findall(text)}
    known = next((one for one in _KNOWN if one in numbers), 0)
    if known:
        return known
    return next((code for pattern, code in _WORDS if pattern.search(text)), number)
