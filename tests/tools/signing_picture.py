"""Makes docs/images/tte.png: the page on which officials sign with their certificate, as a phone shows it.

.venv/bin/python tests/tools/signing_picture.py
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import async_playwright, expect

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bot.test_web import Beside, Desk  # noqa: E402 - found on the path set above
from tests.simulator.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.support.gateway import gateway  # noqa: E402


async def main() -> None:
    """Open the page of an office made for this, and take it."""
    with tempfile.TemporaryDirectory() as home:
        async with gateway() as stand_in:
            desk = await asyncio.to_thread(Desk, Path(home), stand_in, Beside())
            async with desk.served() as url, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = await browser.new_page(
                    viewport={"width": 390, "height": 700}, device_scale_factor=2, locale="id-ID"
                )
                query = f"case=1&task={desk.task.id}&seen={desk.task.version}"
                await page.goto(f"{url}/tte?{query}#tgWebAppData={quote(desk.init(), safe='')}")
                await expect(page.locator("#name")).to_have_text("Andri Saputra")
                await page.screenshot(path=ROOT / "docs" / "images" / "tte.png", full_page=True)
                await browser.close()
            await desk.http.aclose()
            desk.bureau.store.close()


if __name__ == "__main__":
    asyncio.run(main())
