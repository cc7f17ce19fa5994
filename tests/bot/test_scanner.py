"""The virus scanner: clean, found, or nobody knows; never the last taken for the first."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.scanner import CHUNK, InfectedError, Scanner, ScannerError
from tests.bot.clamd import EICAR, Clamd, listening

REAL = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@pytest.fixture
def clamd() -> Clamd:
    return Clamd()


@pytest.fixture
async def scanner(clamd: Clamd) -> AsyncIterator[Scanner]:
    # A socket's path holds a hundred bytes: pytest's own folders are too deep.
    with TemporaryDirectory() as folder:
        async with listening(clamd, Path(folder) / "s") as address:
            yield Scanner(address)


def ware(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "berkas"
    path.write_bytes(content)
    return path


async def test_every_byte_of_a_clean_file_is_shown(scanner: Scanner, clamd: Clamd, tmp_path: Path) -> None:
    """In pieces, of which the last is not full."""
    content = os.urandom(CHUNK * 2 + 7)
    await scanner.scan(ware(tmp_path, content))
    assert clamd.seen == [content]


async def test_what_is_found_is_named(scanner: Scanner, tmp_path: Path) -> None:
    """For the admins."""
    with pytest.raises(InfectedError) as found:
        await scanner.scan(ware(tmp_path, EICAR))
    assert found.value.name == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "says", [b"\0", b"INSTREAM: Can't create directory ERROR", b"UNKNOWN COMMAND", b"NOT OK?"]
)
async def test_only_a_clear_answer_is_one(
    scanner: Scanner, clamd: Clamd, tmp_path: Path, says: bytes
) -> None:
    """Anything else means that nobody looked at the file."""
    clamd.says = says
    with pytest.raises(ScannerError):
        await scanner.scan(ware(tmp_path, b"x"))


async def test_an_answer_in_pieces_is_one_answer(scanner: Scanner, clamd: Clamd, tmp_path: Path) -> None:
    """Whatever the network makes of it."""
    clamd.dribbles = True
    await scanner.scan(ware(tmp_path, b"x"))
    with pytest.raises(InfectedError) as found:
        await scanner.scan(ware(tmp_path, EICAR))
    assert found.value.name == "Eicar-Test-Signature"


async def test_half_a_verdict_is_none(scanner: Scanner, clamd: Clamd, tmp_path: Path) -> None:
    """Behind "stream: OK" the name of something might go on."""
    clamd.ends = b""
    with pytest.raises(ScannerError, match="hung up"):
        await scanner.scan(ware(tmp_path, b"x"))


async def test_a_file_over_the_scanners_limit_is_not_clean(
    scanner: Scanner, clamd: Clamd, tmp_path: Path
) -> None:
    """It hangs up while the file is still coming; the reason is its own."""
    clamd.limit = 1000
    with pytest.raises(ScannerError) as found:
        await scanner.scan(ware(tmp_path, bytes(CHUNK * 40)))
    assert found.value.why


async def test_who_hangs_up_before_the_end_has_not_seen_the_file(
    scanner: Scanner, clamd: Clamd, tmp_path: Path
) -> None:
    """Whatever it says."""
    clamd.says = b"stream: OK"
    with pytest.raises(ScannerError):
        await scanner.scan(ware(tmp_path, bytes(CHUNK * 40)))


async def test_a_scanner_that_is_away_or_mute_is_noticed(tmp_path: Path, clamd: Clamd) -> None:
    """No socket, nobody behind it, no answer in time."""
    path = ware(tmp_path, b"x")
    with pytest.raises(ScannerError):
        await Scanner(str(tmp_path / "tidak-ada")).scan(path)
    with pytest.raises(ScannerError):
        await Scanner("127.0.0.1:1").version()
    clamd.silent = asyncio.Event()
    with TemporaryDirectory() as folder:
        async with listening(clamd, Path(folder) / "s") as address:
            with pytest.raises(ScannerError) as found:
                await Scanner(address, seconds=0.05).scan(path)
            clamd.silent.set()
    assert "0.05 s" in found.value.why


async def test_it_says_which_version_it_is(scanner: Scanner, clamd: Clamd) -> None:
    """And what answers otherwise is no clamd."""
    assert (await scanner.version()).startswith("ClamAV 1.4.0")
    clamd.says = b"HTTP/1.1 400 Bad Request"
    with pytest.raises(ScannerError, match="no clamd"):
        await scanner.version()


@pytest.mark.skipif(REAL is None and not os.environ.get("CI"), reason="clamd is not installed")
async def test_a_real_clamd_finds_what_it_knows(tmp_path: Path) -> None:
    """With a database of one signature, of the test file that every scanner knows."""
    assert REAL, "clamd is not installed"
    with TemporaryDirectory() as name:
        folder = Path(name)
        process = await asyncio.create_subprocess_exec(
            REAL, "-c", _configured(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(30):
                while b"Self checking" not in (line := await process.stdout.readline()):
                    assert line, "clamd ended"
            scanner = Scanner(f"{folder}/s")
            assert (await scanner.version()).startswith("ClamAV")
            await scanner.scan(ware(tmp_path, b"Laporan"))
            with pytest.raises(InfectedError, match=r"Uji\.Eicar"):
                await scanner.scan(ware(tmp_path, EICAR))
        finally:
            process.terminate()
            await process.wait()


def _configured(folder: Path) -> Path:
    import pwd  # noqa: PLC0415 - not on Windows, where clamd listens at no such socket

    (folder / "db").mkdir()
    (folder / "db" / "uji.ndb").write_text(f"Uji.Eicar:0:*:{EICAR.hex()}\n")
    (folder / "conf").write_text(
        f"LocalSocket {folder}/s\nDatabaseDirectory {folder}/db\nForeground yes\nMaxThreads 2\n"
        f"User {pwd.getpwuid(os.getuid()).pw_name}\nTemporaryDirectory {folder}\nPidFile {folder}/pid\n"
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return folder / "conf"
