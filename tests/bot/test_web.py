"""The page on which officials sign with their certificate: who may, what is shown, what is kept of it."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from aiohttp import web

from bot.bsre import Bsre
from bot.certifier import Certifier
from bot.config_signing import WebConfig
from bot.init_data import sign
from bot.web import FORGED, HEADERS, LARGEST, Page, origin_of, server_of
from handlers.letter import NewFile
from papers.press import Press
from papers.signatures import Anchors, Kind
from sop import facts as f
from sop.case import Part, Task
from sop.errors import Reason, Refused
from sop.facts import Signed
from storage.files import FileStore
from tests.office.bureau import Bureau
from tests.support.gateway import NIK, PASSPHRASE, PASSWORD, USERNAME, Gateway, gateway
from tests.support.pki import NOW, authority, paper

TOKEN = "1000000001:TEST-invented_token_for_tests"
PUBLIC = "https://sopbot.example.go.id"
ANDRI, RINA, STRANGER = 101, 102, 199


class Beside:
    """A press that works in this process: the real one has its own tests."""

    async def run(self, function: Callable[..., Any], *args: Any, seconds: float = 0) -> Any:
        """Run it in a thread."""
        del seconds
        return await asyncio.to_thread(function, *args)


class Desk:
    """An office whose signature is waited for, its page, and the gateway."""

    def __init__(self, home: Path, stand_in: Gateway, press: Any) -> None:
        self.gateway = stand_in
        self.bureau = Bureau(home)
        self.bureau.now = NOW
        anchors = Anchors((authority("Contoh Induk BSrE").pem,))
        self.bureau.office = replace(self.bureau.office, anchors=anchors, signing_page=f"{PUBLIC}/tte")
        self.bureau.open(title="Evaluasi capaian kinerja triwulan III")
        self.task: Task = self.bureau.to(Part.SIGN)
        files = FileStore(home / "files")
        files.prepare()
        assert self.task.given is not None
        self.sha256 = self.task.given.sha256
        kept = files.path(self.sha256)
        kept.parent.mkdir()
        kept.write_bytes(paper())
        self.files = files
        client = Bsre(stand_in.url, USERNAME, PASSWORD)
        self.certifier = Certifier(self.bureau.store, self.bureau.office, files, press, client)
        page = Page(self.bureau.office, self.certifier, TOKEN, PUBLIC)
        transport = httpx.ASGITransport(app=page.app())  # type: ignore[arg-type]
        self.http = httpx.AsyncClient(transport=transport, base_url=PUBLIC)

    def init(self, who: int = ANDRI, **fields: str) -> str:
        """Return what Telegram would sign for somebody who opens the page."""
        signed = {"auth_date": str(int(self.bureau.now.timestamp())), "user": json.dumps({"id": who})}
        signed |= {"query_id": "q1"} | fields
        return urlencode({**signed, "hash": sign(signed, TOKEN)})

    async def ask(self, path: str = "show", init: str | None = None, **more: Any) -> dict[str, Any]:
        """Ask what the page asks."""
        body = {"init": init if init is not None else self.init(), "case": "1", "task": str(self.task.id)}
        body |= {"seen": str(self.task.version), **more}
        answer: dict[str, Any] = (await self.http.post(f"/tte/{path}", json=body)).json()
        return answer

    async def sign(self, init: str | None = None, **more: Any) -> dict[str, Any]:
        """Ask for the signature."""
        secrets = {"nik": NIK, "passphrase": PASSPHRASE, "sha256": self.sha256}
        return await self.ask("sign", init, **(secrets | more))

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve the page on this machine; yields its address."""
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        page = Page(self.bureau.office, self.certifier, TOKEN, url)
        server = server_of(WebConfig("127.0.0.1", port, url), page)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield url
        finally:
            server.stop()
            await serving

    def signed(self) -> list[Signed]:
        """Return the signatures of this step in the record."""
        events = self.bureau.ask(lambda tx: tx.cases.events(1))
        return [e.fact for e in events if isinstance(e.fact, Signed) and e.fact.task == self.task.id]


@pytest.fixture(name="desk")
async def _desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with gateway() as stand_in:
        desk = await asyncio.to_thread(Desk, tmp_path, stand_in, Beside())
        yield desk
        await desk.http.aclose()
        desk.bureau.store.close()


async def test_the_signer_sees_what_is_signed_and_signs_it(tmp_path: Path) -> None:
    """Through the gateway and back, in a child process; the record says who, as what, and how."""
    press = Press()
    async with gateway() as stand_in:
        desk = await asyncio.to_thread(Desk, tmp_path, stand_in, press)
        shown = await desk.ask()
        assert shown["ok"]
        assert (shown["sha256"], shown["name"], shown["capacity"]) == (
            desk.sha256,
            "Andri Saputra",
            "Kepala Biro",
        )
        assert "Evaluasi" in shown["title"]
        desk.bureau.deliver()

        done = await desk.sign()
        assert done["ok"], done

        (fact,) = desk.signed()
        assert (fact.how, fact.verified, fact.shown) == (f.CERTIFIED, f.CERTIFIED, desk.sha256)
        assert stand_in.pdfs == [paper()]
        document = desk.bureau.ask(lambda tx: tx.documents.get(fact.file.id))
        assert document is not None
        assert document.found["bsre"] == "abc-1"
        assert [one["kind"] for one in document.found["signatures"]] == [Kind.SIGNATURE]
        assert desk.files.path(document.sha256).read_bytes().startswith(paper())
        (news,) = [one for one in desk.bureau.deliver()[ANDRI] if isinstance(one, NewFile)]
        assert "penerbit sertifikat dikenal" in news.caption
        await desk.http.aclose()
        desk.bureau.store.close()
    await press.close()


async def test_an_opening_serves_for_one_signature(desk: Desk) -> None:
    """What was sent once is worth nothing to whoever sends it again."""
    init = desk.init()
    assert (await desk.sign(init))["ok"]
    again = await desk.sign(init)
    assert not again["ok"]
    assert "terlalu lama" in again["text"]
    fresh = await desk.sign(desk.init(query_id="q2"))
    assert fresh["reason"] == "ended"
    assert len(desk.gateway.pdfs) == 1


async def test_whoever_telegram_does_not_vouch_for_sees_nothing(desk: Desk) -> None:
    """Forged, another bot's, too old."""
    other = desk.init()[:-4] + "0000"
    for init in ("", "x=y", other):
        found = await desk.ask(init=init)
        assert set(found) == {"ok", "text"}
        assert "kartu tugas" in found["text"]
    init = desk.init()
    desk.bureau.now += timedelta(minutes=16)
    assert "terlalu lama" in (await desk.ask(init=init))["text"]
    assert not (await desk.sign(init))["ok"]
    assert desk.gateway.pdfs == []


async def test_only_whose_turn_it_is_may_sign(desk: Desk) -> None:
    """Neither another official nor a stranger is shown the document; a card of yesterday is stale."""
    for who, why in ((RINA, "not_yours"), (STRANGER, "not_member")):
        for path in ("show", "sign"):
            secrets = {"nik": NIK, "passphrase": PASSPHRASE, "sha256": desk.sha256}
            found = await desk.ask(path, desk.init(who), **secrets)
            assert found["reason"] == why
            assert set(found) == {"ok", "text", "reason"}
    assert (await desk.ask(seen=str(desk.task.version + 1)))["reason"] == "stale"
    assert (await desk.sign(sha256="0" * 64))["reason"] == "stale"
    assert desk.gateway.pdfs == []
    refusals = desk.bureau.ask(lambda tx: tx.record.refusals())
    assert [one.reason for one in refusals if one.action == "tte"][:2] == ["not_yours", "not_yours"]


async def test_five_wrong_passphrases_lock(desk: Desk) -> None:
    """Each says how many are left; afterwards the gateway is not even asked, until the time is over."""
    said = [await desk.sign(passphrase="salah") for _ in range(5)]
    assert [one["reason"] for one in said] == ["tte_wrong"] * 4 + ["tte_locked"]
    assert "Sisa percobaan: 4" in said[0]["text"]
    assert (await desk.sign())["reason"] == "tte_locked"
    assert len(desk.gateway.pdfs) == 5
    desk.bureau.now += timedelta(minutes=15, seconds=1)
    assert (await desk.sign())["ok"]


async def test_what_the_gateway_does_not_sign_is_told(desk: Desk) -> None:
    """An unknown NIK, a gateway that is away, one that refuses, and numbers that cannot be a NIK."""
    assert (await desk.sign(nik="1" * 16))["reason"] == "nik_unknown"
    for nik in ("123", "1" * 17, "137101234567000a", ""):
        assert (await desk.sign(nik=nik))["reason"] == "nik_form"
    assert (await desk.sign(passphrase=""))["reason"] == "nik_form"
    desk.gateway.answer = lambda: web.Response(status=502, text="Bad Gateway")
    assert (await desk.sign())["reason"] == "gateway_away"
    desk.gateway.answer = lambda: web.json_response({"status_code": 2041}, status=400)
    found = await desk.sign()
    assert (found["reason"], "2041" in found["text"]) == ("gateway_refused", True)
    assert desk.signed() == []


async def test_another_document_coming_back_is_not_taken(desk: Desk) -> None:
    """Nor the same one unsigned."""
    desk.gateway.tampers = True
    assert (await desk.sign())["reason"] == "not_what_was_sent"
    desk.gateway.tampers = False
    desk.gateway.answer = lambda: web.Response(body=paper(), content_type="application/pdf")
    assert (await desk.sign())["reason"] == "not_what_was_sent"
    assert desk.signed() == []
    assert list(desk.files.incoming.iterdir()) == []


async def test_what_came_too_late_is_found_by_its_number(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway signed, but meanwhile the task was another's: nothing is written down but the log."""

    def late(*_: object) -> None:
        raise Refused(Reason.STALE)

    monkeypatch.setattr("bot.certifier.certified.finish", late)
    assert (await desk.sign())["reason"] == "stale"
    assert desk.signed() == []
    assert "signed as 'abc-1' by the gateway, and not written down" in caplog.text


async def test_two_at_once_sign_once(desk: Desk) -> None:
    """The second is told to wait, and nothing is signed twice."""
    first, second = await asyncio.gather(desk.sign(), desk.sign(desk.init(query_id="q2")))
    assert sorted((first["ok"], second["ok"])) == [False, True]
    assert len(desk.signed()) == 1


async def test_neither_nik_nor_passphrase_is_kept_or_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the database, a log, an answer, or a file: whatever comes of it."""
    caplog.set_level(logging.DEBUG)
    answers = [await desk.sign(passphrase=PASSPHRASE + "x")]
    echo = f"gagal untuk {NIK} dengan {PASSPHRASE}"
    desk.gateway.answer = lambda: web.Response(status=500, text=echo)
    answers.append(await desk.sign())
    desk.gateway.answer = None
    count = f"tte:{desk.bureau.actor(ANDRI).person}"
    desk.bureau.ask(lambda tx: tx.record.keep(count, "rusak"))
    answers.append(await desk.sign())  # fails with an error of its own
    assert set(answers[-1]) == {"ok", "text"}
    desk.bureau.ask(lambda tx: tx.record.keep(count, '{"failures":0,"until":null}'))
    answers.append(await desk.sign())
    assert answers[-1]["ok"]
    said = caplog.text + json.dumps(answers) + repr(desk.bureau.everything())
    for secret in (NIK, PASSPHRASE, PASSWORD):
        assert secret not in said


async def test_only_our_own_page_may_ask(desk: Desk) -> None:
    """No form and no script of another site, nothing large, nothing that is not asked for."""
    good = json.dumps({"init": desk.init(), "case": "1", "task": "1", "seen": "1"})
    json_type = {"Content-Type": "application/json"}
    tries: list[tuple[int, dict[str, str], str]] = [
        (415, {"Content-Type": "application/x-www-form-urlencoded"}, good),
        (415, {"Content-Type": "text/plain"}, good),
        (403, json_type | {"Origin": "https://jahat.example"}, good),
        (413, json_type, good + " " * LARGEST),
        (400, json_type, "{"),
        (400, json_type, "[" * 5000),
        (400, json_type, "[]"),
        (400, json_type, "{}"),
        (400, json_type, json.dumps(json.loads(good) | {"case": "1; DROP"})),
        (400, json_type, json.dumps(json.loads(good) | {"case": 1})),
    ]
    for status, headers, body in tries:
        found = await desk.http.post("/tte/show", content=body, headers=headers)
        assert found.status_code == status, (headers, body[:60])
    for path in ("/tte/show", "/tte/sign"):
        assert (await desk.http.get(path)).status_code == 405
    for path in ("/", "/tte/../tte.html", "/tte/page", "/tte/", "/docs"):
        assert (await desk.http.get(path)).status_code == 404


async def test_half_a_character_is_nobodys(desk: Desk) -> None:
    """What no browser sends is refused as forged, and is no failure of ours."""
    for init in (desk.init() + "\ud800", "\udfff=1&hash=1"):
        body = json.dumps({"init": init, "case": "1", "task": "1", "seen": "1"})
        found = await desk.http.post("/tte/show", content=body, headers={"Content-Type": "application/json"})
        assert (found.status_code, found.json()["text"]) == (403, FORGED)


async def test_whoever_sends_nothing_more_is_let_go(desk: Desk) -> None:
    """A request that never ends holds nobody up."""
    page = Page(desk.bureau.office, desk.certifier, TOKEN, PUBLIC, patience=0.05)
    transport = httpx.ASGITransport(app=page.app())  # type: ignore[arg-type]
    never = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as http:
        found = await http.post("/tte/sign", content=slowly(), headers={"Content-Type": "application/json"})
    assert found.status_code == 408


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://sopbot.example.go.id/biro/organisasi", "https://sopbot.example.go.id"),
        ("https://SopBot.example.go.id:443", "https://sopbot.example.go.id"),
        ("https://sopbot.example.go.id:8443/x", "https://sopbot.example.go.id:8443"),
        ("https://[::1]:443", "https://[::1]"),
    ],
)
def test_the_origin_is_written_as_browsers_do(url: str, origin: str) -> None:
    """However the address of the page is written in the configuration."""
    assert origin_of(url) == origin


async def test_what_is_too_large_for_the_gateway_is_told_before_anything_is_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of it is read."""
    monkeypatch.setattr("bot.certifier.LARGEST", 0)
    for answer in (await desk.ask(), await desk.sign()):
        assert answer["reason"] == "file_too_big"
    assert desk.gateway.pdfs == []


async def test_the_page_comes_with_strict_headers(desk: Desk) -> None:
    """On every answer, good or bad; nothing of another site is loaded, nothing is stored."""
    answers = [await desk.http.get(path) for path in ("/tte", "/tte/page.js", "/tte/page.css", "/nothing")]
    answers.append(await desk.http.post("/tte/show", content="{}"))
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "set-cookie" not in answer.headers
    html = answers[0].text
    assert "http://" not in html + answers[1].text
    assert 'type="password"' in html
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
