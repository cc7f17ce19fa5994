"""Fetching: what is taken is kept under its hash, what is not leaves nothing, and the bot survives it all."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot import fetch
from bot.fetch import Fetcher, ForeignPathError
from bot.scanner import Scanner
from bot.wire import Wire
from handlers.incoming import Sender, SentFile
from papers.press import Press
from sop.errors import Reason, Refused
from storage.files import FileStore
from tests.bot.clamd import EICAR, Clamd, listening
from tests.bot.standin import StandIn
from tests.papers import wares
from tests.support import papers

LIMIT = 20 * 1024 * 1024
SENDER = Sender(7, "Rina", 7, private=True)


def sent(name: str) -> SentFile:
    return SentFile(SENDER, 1, None, "F", name, "application/pdf", None, "document")


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    press = Press()
    yield press
    await press.close()


@pytest.fixture
def telegram_has(telegram: StandIn, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say what Telegram keeps under the file's id."""

    def has(content: bytes) -> None:
        async def download(_: Wire, __: str, ___: int) -> AsyncIterator[bytes]:
            yield content[:100]
            yield content[100:]

        monkeypatch.setattr(Wire, "download", download)
        telegram.answer("getFile", {"ok": True, "result": {"file_path": "documents/file_1"}})

    return has


async def refused(fetcher: Fetcher, name: str = "") -> Refused:
    with pytest.raises(Refused) as caught:
        await fetcher.fetch(sent(name), LIMIT)
    return caught.value


def kept(files: FileStore) -> list[Path]:
    return [path for path in files.root.rglob("*") if path.is_file()]


async def test_what_is_taken_is_kept_with_what_was_found(
    wire: Wire, files: FileStore, press: Press, telegram_has: Any
) -> None:
    """Under its hash; what it holds was found in the child."""
    content = papers.pdf("Laporan")
    telegram_has(content)
    got = await Fetcher(wire, files, press).fetch(sent("laporan.pdf"), LIMIT)
    assert (got.sha256, got.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (got.found.pages, got.found.text) == (1, "Laporan")
    assert kept(files) == [files.path(got.sha256)]


async def test_what_is_refused_leaves_nothing(
    wire: Wire, files: FileStore, press: Press, telegram_has: Any
) -> None:
    """The reason comes out of the child with its facts."""
    telegram_has(wares.locked_pdf())
    assert (await refused(Fetcher(wire, files, press))).reason is Reason.FILE_LOCKED
    telegram_has(b"halo")
    why = await refused(Fetcher(wire, files, press), "catatan.txt")
    assert (why.reason, "DOCX" in why.facts["kinds"]) == (Reason.FILE_KIND, True)
    assert kept(files) == []


def _dies(*_: object) -> None:
    os._exit(9)


def _hangs(*_: object) -> None:
    while True:
        pass


@pytest.mark.parametrize("breaks", [_dies, _hangs])
async def test_a_file_that_breaks_the_child_is_refused_and_the_next_is_taken(
    wire: Wire,
    files: FileStore,
    press: Press,
    telegram_has: Any,
    monkeypatch: pytest.MonkeyPatch,
    breaks: Any,
) -> None:
    """Whether it dies or never ends: another child is there for the next file."""
    fetcher = Fetcher(wire, files, press)
    with monkeypatch.context() as during:
        during.setattr(fetch, "examine", breaks)
        during.setattr(fetch, "PATIENCE", 0.5)
        telegram_has(papers.pdf("a"))
        assert (await refused(fetcher)).reason is Reason.FILE_UNREADABLE
    telegram_has(papers.pdf("a"))
    assert (await fetcher.fetch(sent("a.pdf"), LIMIT)).found.pages == 1


async def test_no_file_is_kept_before_the_scanner_has_seen_it(
    wire: Wire, files: FileStore, press: Press, telegram_has: Any
) -> None:
    """Clean is kept; infected, and nobody there to ask, is not."""
    with TemporaryDirectory() as folder:
        clamd = Clamd()
        async with listening(clamd, Path(folder) / "s") as address:
            fetcher = Fetcher(wire, files, press, Scanner(address))
            infected = papers.pdf("a").replace(b"%PDF-1.3\n", b"%PDF-1.3\n%" + EICAR + b"\n")
            telegram_has(infected)
            why = await refused(fetcher)
            assert (why.reason, why.facts["found"]) == (Reason.FILE_INFECTED, "Eicar-Test-Signature")
            clamd.silent = asyncio.Event()
            telegram_has(papers.pdf("b"))
            clamd.asked.clear()
            waiting = asyncio.create_task(fetcher.fetch(sent("b.pdf"), LIMIT))
            await clamd.asked.wait()
            assert [path.parent for path in kept(files)] == [files.incoming]
            clamd.silent.set()
            assert files.path((await waiting).sha256).exists()
        telegram_has(papers.pdf("c"))
        assert (await refused(fetcher)).reason is Reason.SCANNER_AWAY
    assert len(kept(files)) == 1


async def test_a_local_server_hands_over_files_of_its_own_folder_alone(
    wire: Wire, files: FileStore, press: Press, telegram: StandIn, tmp_path: Path
) -> None:
    """Not the way out by dots, not by a link, no pipe, and nothing at all without that folder."""
    folder = tmp_path / "server"
    (folder / "documents").mkdir(parents=True)
    good, secret = folder / "documents" / "file_1.pdf", tmp_path / "rahasia.pdf"
    for path in (good, secret):
        path.write_bytes(papers.pdf("a"))
    (folder / "tautan.pdf").symlink_to(secret)
    os.mkfifo(folder / "pipa")

    async def fetched(path: str, local: Path | None) -> int:
        telegram.answer("getFile", {"ok": True, "result": {"file_path": path}})
        return (await Fetcher(wire, files, press, None, local).fetch(sent("a.pdf"), LIMIT)).size

    assert await fetched(str(good), folder) == good.stat().st_size
    for path, local in (
        (str(good), None),
        (str(secret), folder),
        (f"{folder}/documents/../../rahasia.pdf", folder),
        (f"{folder}/tautan.pdf", folder),
        (f"{folder}/pipa", folder),
    ):
        with pytest.raises(ForeignPathError):
            await fetched(path, local)
