from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.simulator.kit import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones

CHROMIUM = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REASON = "no Chromium on this machine to look at the page with"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    with Simulator(tmp_path, webhook_retry=0.02) as running:
        yield running


@pytest.fixture
def run_simulator(tmp_path: Path) -> Callable[..., Simulator]:
    """Start further simulators on the same data, one after the other."""
    return lambda **options: Simulator(tmp_path / "kept", **options)


@pytest.fixture
def bot(simulator: Simulator) -> Api:
    return simulator.bot


@pytest.fixture
def phones(simulator: Simulator) -> Phones:
    return simulator.phones


@pytest.fixture
def budi(phones: Phones) -> Phone:
    """Give a person who has started the bot."""
    phone = phones.person("Budi", "Kasubag TU")
    phone.start()
    return phone


@pytest.fixture
def siti(phones: Phones) -> Phone:
    """Give a person who has not started the bot."""
    return phones.person("Siti", "Kepala Biro")


@pytest.fixture(scope="session")
def png() -> bytes:
    """Make a real picture, 400 by 300 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    rows = b"".join(
        b"\0" + b"".join(bytes((60 + x // 3, 90 + y // 3, 170)) for x in range(400)) for y in range(300)
    )
    header = struct.pack(">IIBBBBB", 400, 300, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


# Of a module, not of the session: while it lives no asynchronous test can run in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(REASON)
        pytest.skip(REASON)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Open one window: a new one for each test takes Chromium longer than most tests."""
    context = browser.new_context(locale="id-ID")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window: Page, simulator: Simulator, budi: Phone) -> Iterator[Page]:
    """Open the page with one phone on it, and let no script error pass.

    Each simulator has an address of its own: nothing that a page kept is there for the next one.
    """
    errors: list[str] = []

    def note(error: object) -> None:
        errors.append(str(error))

    window.set_viewport_size({"width": 1280, "height": 860})
    window.on("pageerror", note)
    window.goto(simulator.base_url)
    expect(window.get_by_label(f"Ponsel {budi.name}")).to_be_visible()
    yield window
    window.unroute_all()
    window.goto("about:blank")
    window.remove_listener("pageerror", note)
    assert errors == []
