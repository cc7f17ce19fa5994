"""A stand-in for the signing gateway of BSrE, over HTTP, that signs with an invented authority."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import BodyPartReader, web

from tests.support.pki import NOW, authority, signed

USERNAME, PASSWORD = "sopbot", "sandi-gerbang-rahasia"
NIK, PASSPHRASE = "1371012345670001", "Frasa-Sandi-Sangat-Rahasia"

BASIC = f"Basic {b64encode(f'{USERNAME}:{PASSWORD}'.encode()).decode()}"


class Gateway:
    """Signs for one person; what it was sent is kept, to be looked at."""

    def __init__(self) -> None:
        self.url = ""
        self.forms: list[dict[str, str]] = []
        self.pdfs: list[bytes] = []
        self.answer: Callable[[], web.Response] | None = None
        """What it answers instead of signing."""
        self.tampers = False
        """Whether it gives another document back."""
        self.by_id = False
        """Whether it gives an id to fetch the document by."""
        self._kept: dict[str, bytes] = {}

    async def sign(self, request: web.Request) -> web.Response:
        """Answer POST /api/sign/pdf."""
        if request.headers.get("Authorization") != BASIC:
            return web.Response(status=401)
        form: dict[str, str] = {}
        pdf = b""
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.name == "file":
                pdf = data
            else:
                form[str(part.name)] = data.decode()
        self.forms.append(form)
        self.pdfs.append(pdf)
        if self.answer is not None:
            return self.answer()
        if form["nik"] != NIK:
            return web.json_response({"status_code": 2011, "error": "User tidak terdaftar"}, status=400)
        if form["passphrase"] != PASSPHRASE:
            said = {"status_code": 2031, "error": "Proses signing gagal : Passphrase anda salah"}
            return web.json_response(said, status=400)
        if self.tampers:
            pdf = pdf.replace(b"/MediaBox", b"/CropBoxx")
        done = await asyncio.to_thread(_signed, pdf)
        if self.by_id:
            self._kept["abc-1"] = done
            return web.json_response({"id_dokumen": "abc-1"})
        return web.Response(body=done, content_type="application/pdf", headers={"id_dokumen": "abc-1"})

    async def fetch(self, request: web.Request) -> web.Response:
        """Answer GET /api/sign/download/ID."""
        return web.Response(body=self._kept[request.match_info["id"]], content_type="application/pdf")


def _signed(pdf: bytes) -> bytes:
    return signed(pdf, authority("Contoh Induk BSrE").pkcs12(), field="BSrE", when=NOW)


@asynccontextmanager
async def gateway() -> AsyncIterator[Gateway]:
    """Run a gateway on this machine."""
    stand_in = Gateway()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    routes: list[Any] = [
        web.post("/esign/api/sign/pdf", stand_in.sign),
        web.get("/esign/api/sign/download/{id}", stand_in.fetch),
    ]
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    stand_in.url = f"http://127.0.0.1:{port}/esign"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
