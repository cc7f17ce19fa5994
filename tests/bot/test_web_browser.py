"""The signing page in a real browser, as large as a phone: what it shows, and that it signs."""

import asyncio
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import async_playwright, expect

from tests.bot.test_web import Beside, Desk
from tests.simulator.conftest import CHROMIUM, FLAGS, REASON
from tests.support.gateway import NIK, PASSPHRASE, gateway


async def test_an_official_signs_on_a_phone(tmp_path: Path) -> None:
    """The document is shown, a wrong passphrase told, the right one signs; nothing is wider than a phone."""
    if CHROMIUM is None:
        assert os.environ.get("CI") != "true", REASON
        pytest.skip(REASON)
    async with gateway() as stand_in:
        desk = await asyncio.to_thread(Desk, tmp_path, stand_in, Beside())
        async with desk.served() as url, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = await browser.new_page(viewport={"width": 390, "height": 760})
            problems: list[str] = []
            page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
            query = f"case=1&task={desk.task.id}&seen={desk.task.version}"
            await page.goto(
                f"{url}/tte?{query}#tgWebAppData={quote(desk.init(), safe='')}&tgWebAppVersion=9.0"
            )

            await expect(page.locator("#name")).to_have_text("Andri Saputra")
            await expect(page.locator("#hash")).to_contain_text(desk.sha256[:8])
            await page.fill("#nik", NIK)
            await page.fill("#passphrase", "salah")
            await page.click("#send")
            await expect(page.locator("#wrong")).to_contain_text("Sisa percobaan: 4")
            assert await page.input_value("#passphrase") == ""
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
            await page.screenshot(path=tmp_path / "tte.png", full_page=True)

            await page.fill("#passphrase", PASSPHRASE)
            await page.click("#send")
            await expect(page.locator("#state")).to_contain_text("telah Anda tandatangani")
            assert len(desk.signed()) == 1
            assert problems == []
            await browser.close()
        await desk.http.aclose()
        desk.bureau.store.close()
