"""A thousand malformed files: each is refused with a sentence or safely kept, and the bot goes on."""

import asyncio
import hashlib
import stat
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.fetch import Fetcher
from handlers.incoming import SentFile, parse
from handlers.refusals import TOAST, sentence
from papers.names import MOST_BYTES, on_disk
from papers.press import Press
from sop.errors import Reason, Refused
from storage.files import FILE_MODE, FileStore
from tests.papers.fuzz import Ware, goods, wares_to_send

LIMIT = 20 * 1024 * 1024
MOST_MEMORY = 900 * 1024
"""Kilobytes a child may ever have had, libraries included; its limit is an address space of more."""
SAID = {reason for reason in Reason if reason.value.startswith("file_")}


class Telegram:
    """Hands over one file after the other, as the wire would."""

    content = b""

    async def call(self, method: str, _: dict[str, Any]) -> dict[str, str]:
        """Answer getFile."""
        assert method == "getFile"
        return {"file_path": "documents/file_1"}

    async def download(self, _: str, __: int) -> AsyncIterator[bytes]:
        """Give the bytes in two pieces."""
        yield self.content[:7]
        yield self.content[7:]


def sent(ware: Ware) -> SentFile:
    """Return a file as its update is read."""
    who = {"id": 7, "first_name": "Rina", "is_bot": False}
    document = {"file_id": "F", "file_name": ware.name}
    message = {"message_id": 1, "from": who, "chat": {"id": 7, "type": "private"}, "document": document}
    incoming = parse({"message": message})
    assert isinstance(incoming, SentFile)
    return incoming


def outside(folder: Path) -> dict[str, int]:
    """Return every file and folder of the test that is not in the store, with when it was changed."""
    return {
        str(p): p.lstat().st_mtime_ns for p in folder.rglob("*") if (folder / "files") not in (p, *p.parents)
    }


def peak(press: Press) -> int:
    """Return the most memory the child has had, in kilobytes; 0 where there is none."""
    child = press._child
    if child is None:
        return 0
    status = Path(f"/proc/{child.pid}/status")
    found = (
        [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        if status.exists()
        else []
    )
    return int(found[0].split()[1]) if found else 0


async def test_a_thousand_malformed_files_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut, flipped, mixed, renamed, bombs, page counts, names: nothing but the store is written to."""
    files = FileStore(tmp_path / "files")
    files.prepare()
    (tmp_path / "di-luar" / "dalam").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "di-luar" / "dalam")
    before = await asyncio.to_thread(outside, tmp_path)
    telegram, press, most = Telegram(), Press(), 0
    fetcher = Fetcher(telegram, files, press)  # type: ignore[arg-type]
    outcomes: Counter[str] = Counter()
    kept: set[str] = set()
    try:
        for ware in wares_to_send():
            telegram.content = ware.content
            file = sent(ware)
            assert_harmless(file.name)
            came = await outcome(fetcher, file)
            if isinstance(came, Refused):
                outcomes[came.reason.value] += 1
                assert came.reason in SAID, (ware.how, came.reason)
                assert 20 < len(sentence(came)) <= TOAST
            else:
                outcomes["kept"] += 1
                kept.add(came)
                assert came == hashlib.sha256(ware.content).hexdigest()
            most = max(most, peak(press))
        for name, content in goods().items():
            telegram.content = content
            kept.add((await fetcher.fetch(sent(Ware("good", name, content)), LIMIT)).sha256)
    finally:
        await press.close()
    assert sum(outcomes.values()) == 1000
    assert {
        "kept",
        "file_broken",
        "file_disguised",
        "file_kind",
        "file_bomb",
        "file_pages",
        "file_empty",
    } <= set(outcomes)
    assert outcomes["file_unreadable"] <= 5, outcomes
    assert most < MOST_MEMORY
    assert await asyncio.to_thread(outside, tmp_path) == before
    await asyncio.to_thread(assert_only_these, files, kept)


async def outcome(fetcher: Fetcher, file: SentFile) -> str | Refused:
    """Return under which hash a file is kept, or why it is not."""
    try:
        return (await fetcher.fetch(file, LIMIT)).sha256
    except Refused as refused:
        return refused


def assert_harmless(name: str) -> None:
    """Assert that a name leads nowhere, hides nothing, and fits any file system."""
    for said in (name, on_disk(name)):
        assert said
        assert Path(said).name == said
        assert said not in (".", "..")
        assert said.isprintable()
        assert "\\" not in said
        assert len(said.encode()) <= MOST_BYTES + 1
    assert not set('<>:"|?*') & set(on_disk(name))


def assert_only_these(files: FileStore, kept: set[str]) -> None:
    """Assert that nothing is half-written, and every file is the bot's alone."""
    found = [path for path in files.root.rglob("*") if path.is_file()]
    assert {path.name for path in found} == kept
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {FILE_MODE}
