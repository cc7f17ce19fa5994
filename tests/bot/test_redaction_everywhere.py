"""The guard of the log: whatever library writes, wherever an error ends up, nothing secret comes out.

Each test runs a small program of its own, as the real one is set up, and looks at all it wrote.
"""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.kit import TOKEN, Simulator
from tests.support.running import ROOT

SECRET = TOKEN.partition(":")[2]
CODE = "Zk3-invented_code-24char"
NIP = "199001012015031001"

BEGIN = f"""
import asyncio, logging, sys, threading, warnings
from bot.redaction import guard
guard.install(logging.DEBUG)
guard.redaction.learn({TOKEN!r})
TOKEN = "".join([{TOKEN[:5]!r}, {TOKEN[5:]!r}])
"""


def output(program: str, *arguments: str, status: int = 0) -> str:
    """Run a program as sopbot begins, and return all it wrote; nothing secret may be in it."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", BEGIN + textwrap.dedent(program), *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    written = done.stdout + done.stderr
    assert done.returncode == status, written
    for secret in (TOKEN, SECRET, SECRET[:12], CODE, NIP):
        assert secret not in written, written
    return written


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with Simulator(tmp_path_factory.mktemp("telegram")) as running:
        yield running


@pytest.fixture(scope="module")
def budi(simulator: Simulator) -> int:
    """Return the chat of somebody who has pressed Start."""
    phone = simulator.phones.person("Budi Santoso")
    phone.start()
    return phone.id


@pytest.mark.parametrize("root", ["bot", "file/bot"])
def test_httpx_at_its_most_talkative(simulator: Simulator, root: str) -> None:
    """A real client against a real server: httpx and httpcore at DEBUG, answers and refusals."""
    written = output(
        """
        import httpx
        base = sys.argv[1]
        with httpx.Client() as client:
            client.post(f"{base}/{sys.argv[2]}{TOKEN}/getMe")
            client.post(f"{base}/{sys.argv[2]}{TOKEN}x/getMe", json={"text": "/start " + sys.argv[3]})
            client.get(f"{base}/{sys.argv[2]}{TOKEN.replace(':', '%3A')}/getMe")
            try:
                client.get(f"http://127.0.0.1:9/bot{TOKEN}/getMe")
            except httpx.HTTPError:
                logging.getLogger("httpx").exception("call of %s failed", f"bot{TOKEN}")
            try:
                client.post(f"{base}/bot{TOKEN}/nonsense").raise_for_status()
            except httpx.HTTPError as error:
                logging.error("refused: %r", error)
        """,
        simulator.base_url,
        root,
        CODE,
    )
    assert written.count("HTTP Request: ") >= 4
    assert "DEBUG httpcore.http11" in written
    assert "<token>" in written
    assert "ConnectError" in written


def test_python_telegram_bot_with_its_own_request(simulator: Simulator, budi: int) -> None:
    """Its loggers at DEBUG name every call with its parameters and its answer."""
    written = output(
        """
        from telegram import Bot
        from telegram.error import TelegramError
        from telegram.request import HTTPXRequest

        async def main(base, chat, code, nip):
            bot = Bot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", request=HTTPXRequest())
            async with bot:
                await bot.send_message(int(chat), f"https://t.me/contoh_bot?start={code}")
                await bot.send_message(int(chat), f"NIP {nip}")
                try:
                    await bot.send_message(1, "Halo")
                except TelegramError:
                    logging.getLogger("telegram").exception("not sent by %s", bot)
                await bot.send_document(int(chat), b"%PDF-1.7 " + nip.encode() * 9, filename="a.pdf")
            try:
                async with Bot("123456789:" + "A" * 35, base_url=f"{base}/bot", request=HTTPXRequest()):
                    pass
            except TelegramError:
                logging.exception("refused")

        asyncio.run(main(*sys.argv[1:]))
        """,
        simulator.base_url,
        str(budi),
        CODE,
        NIP,
    )
    assert "telegram.Bot" in written
    assert "sendMessage" in written
    assert "AAAAAAAA" not in written


def test_our_own_request_and_wire(simulator: Simulator, budi: int) -> None:
    """It says nothing by itself; what a failed call raises is clean as well."""
    written = output(
        """
        from bot.request import AiohttpRequest
        from bot.wire import Wire

        async def main(base, chat, code):
            async with AiohttpRequest() as request:
                wire = Wire(TOKEN, request, f"{base}/bot", f"{base}/file/bot")
                await wire.call("sendMessage", {"chat_id": int(chat), "text": "/start " + code})
                for address in (f"{base}/bot", "http://127.0.0.1:9/bot"):
                    try:
                        await Wire(TOKEN, request, address).call("nonsense")
                    except Exception:
                        logging.getLogger("aiohttp.client").exception("failed: %s", f"{address}{TOKEN}")

        asyncio.run(main(*sys.argv[1:]))
        """,
        simulator.base_url,
        str(budi),
        CODE,
    )
    assert "ERROR aiohttp.client: failed: " in written


def test_a_library_with_a_handler_of_its_own() -> None:
    """It writes past the root, with a format of its own, and with a formatter that looks everywhere."""
    written = output(
        """
        class Tricky(logging.Formatter):
            def format(self, record):
                return f"{record.msg} {record.args} {record.getMessage()} {record.exc_info} {record.exc_text}"

        own = logging.getLogger("library")
        own.propagate = False
        for formatter in (logging.Formatter("%(message)s"), Tricky()):
            handler = logging.StreamHandler(sys.stdout)
            handler.setFormatter(formatter)
            own.addHandler(handler)
        own.warning("GET %s", f"/bot{TOKEN}/getMe")
        try:
            raise OSError(f"/bot{TOKEN}/getMe")
        except OSError:
            own.exception("failed", stack_info=True)
        logging.getLogger("aiohttp").error("Unclosed connection %r", {"url": f"/bot{TOKEN}/x"})
        logging.getLogger().handlers.clear()
        logging.getLogger("lonely").error("no handler but the last: %s", TOKEN)
        record = logging.makeLogRecord({"msg": f"made by hand: {TOKEN}", "levelno": logging.ERROR})
        logging.lastResort.handle(record)
        """
    )
    assert written.count("GET /bot<token>/getMe") == 3
    assert "no handler but the last: <token>" in written
    assert "made by hand: <token>" in written


def test_an_error_that_nobody_caught() -> None:
    """In the main thread, with its cause and its context; the status says that it failed."""
    written = output(
        """
        def fail():
            try:
                raise OSError(f"https://api.telegram.org/bot{TOKEN}/getMe")
            except OSError as error:
                raise RuntimeError(f"nip {sys.argv[1]}") from error
        fail()
        """,
        NIP,
        status=1,
    )
    assert "CRITICAL sopbot: ended by an error that nobody caught" in written
    assert "OSError" in written
    assert "RuntimeError: nip <nip>" in written


def test_an_error_in_a_thread_and_one_that_cannot_be_raised() -> None:
    """Where Python itself would write a traceback."""
    written = output(
        """
        def fail():
            raise OSError(f"bot{TOKEN}")
        thread = threading.Thread(target=fail, name="worker")
        thread.start()
        thread.join()

        class Bad:
            def __del__(self):
                raise OSError(f"bot{TOKEN}")
        bad = Bad()
        del bad
        """
    )
    assert "CRITICAL sopbot: worker ended by an error" in written
    assert "ERROR sopbot: Exception ignored in" in written or "ERROR sopbot: an error" in written
    assert written.count("OSError") == 2


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_an_error_in_the_event_loop(loop: str) -> None:
    """A task nobody waits for, a callback, and what asyncio says of them."""
    if loop == "uvloop":
        pytest.importorskip("uvloop")
    written = output(
        """
        import gc
        from importlib import import_module

        async def fail():
            raise OSError(f"bot{TOKEN}")

        async def main():
            loop = asyncio.get_running_loop()
            task = asyncio.create_task(fail(), name=f"task of {TOKEN}")
            await asyncio.wait({task})
            del task
            gc.collect()
            loop.call_soon(lambda: 1 / 0 if TOKEN else None)
            loop.call_exception_handler({"message": f"bot{TOKEN}", "url": TOKEN})
            await asyncio.sleep(0)

        with asyncio.Runner(loop_factory=import_module(sys.argv[1]).new_event_loop) as runner:
            runner.run(main())
        """,
        loop,
    )
    assert "Task exception was never retrieved" in written
    assert "ZeroDivisionError" in written
    assert written.count("ERROR asyncio") == 3


def test_warnings() -> None:
    """Also those of a library that quotes what it was given."""
    written = output(
        """
        warnings.simplefilter("always")
        warnings.warn(f"old address /bot{TOKEN}/getMe", DeprecationWarning)
        """
    )
    assert "WARNING py.warnings" in written
    assert "DeprecationWarning: old address /bot<token>/getMe" in written


def test_the_guard_can_be_installed_twice() -> None:
    """The second time sets the level only: each line is written once."""
    written = output("guard.install(logging.INFO)\nlogging.getLogger('x').info('here')\nlogging.debug('not')")
    assert written.count("here") == 1
    assert "not" not in written


def test_what_the_command_line_says_is_clean(tmp_path: Path) -> None:
    """An error in the middle of a command, however it ends."""
    config = tmp_path / "config.toml"
    config.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    written = output(
        """
        from bot import cli, inviting

        def fail(*_):
            raise RuntimeError(f"/bot{TOKEN}/getMe and nip {nip}")

        nip, config = sys.argv[1:]
        inviting.list_invitations = fail
        sys.argv = ["sopbot", "--config", config, "invitations"]
        cli.main()
        """,
        NIP,
        str(config),
        status=1,
    )
    assert "RuntimeError: /bot<token>/getMe and nip <nip>" in written
