"""Makes docs/images: the officials' phones in the middle of a run, and those of the guide, in real Chromium.

    .venv/bin/python tests/tools/screenshot.py

Needs Chromium and an emoji font (Debian: chromium, fonts-noto-color-emoji).
It starts a simulator and a bot of its own in a temporary folder, plays the SOP to its middle, and takes the
desk with several phones, and one phone as a small screen shows it. `guide_pictures.py` takes the others.
"""

import argparse
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.demo import CAST  # noqa: E402 - found on the path set above
from bot.demo_scenes import scenes  # noqa: E402
from tests.support.cast import ADMIN, Cast, seat_everyone  # noqa: E402
from tests.support.papers import JPEG, PDF, jpeg, pdf  # noqa: E402
from tests.support.phones import Phone, Phones  # noqa: E402
from tests.support.play import Play  # noqa: E402
from tests.support.running import Bot, Simulator  # noqa: E402
from tests.tools.guide_pictures import shoot_guide  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1584, height=900)
PHONE = ViewportSize(width=390, height=844)
FIRST_ID = 720000
POSTS = (
    ("Andri Saputra", "Kepala Biro"),
    ("Rina Marlina", "Kasubag TU"),
    ("Yulia Fitri", "Kepala Bagian Tata Laksana"),
    ("Hendra Wijaya", "Kepala Bagian Kelembagaan"),
    ("Dewi Anggraini", "Kepala Bagian Reformasi Birokrasi"),
    ("Fajar Ramadhan", "JF/Pelaksana"),
    ("Siti Rahmah", "JF/Pelaksana"),
)
"""What is written above the phones: posts in full, where the tests' cast has ids."""
LAST_SEEN = ("Disposisikan", "percobaan ke-2", "Setujui", "hadir")
"""What the last messages of the phones on the desk say, from left to right."""
TO_THE_MEETINGS_END = timedelta(hours=27, minutes=30)
"""From Monday 08.00 to Tuesday 11.30."""


def play_to_the_middle(cast: Cast) -> None:
    """Bring one case to its examination, with a return behind it, and a second to its disposition."""
    play = Play(cast)
    play.open()
    play.dispose()
    play.invite()
    _meet(play)
    play.draft()
    play.return_draft("Lengkapi tabel capaian")
    play.draft(2)
    cast.yulia.wait_for("percobaan ke-2")
    _open_another(cast.rina, "Evaluasi kinerja triwulan IV")
    cast.andri.wait_for("triwulan IV")
    cast.andri.tap("Disposisikan")
    cast.andri.tap("Siapkan undangan")
    cast.andri.tap("Segera")
    cast.rina.say("/status 1")
    cast.rina.wait_for("percobaan ke-2")
    cast.rina.phones.wait_quiet()


def _meet(play: Play) -> None:
    """Let everyone answer, and the minutes come when the meeting is over."""
    cast = play.cast
    for phone in cast.officials:
        phone.wait_for("Pimpin rapat" if phone == cast.andri else "Hadiri rapat")
        phone.tap("Berhalangan" if phone == cast.dewi else "Hadir")
    cast.rina.phones.advance(TO_THE_MEETINGS_END)
    card = cast.rina.wait_for("Unggah Notulen Rapat")
    cast.rina.send_file("notulen.jpg", jpeg("Notulen rapat"), JPEG, reply_to=card, as_photo=True)
    cast.rina.tap("Selesai", cast.rina.wait_for("1 halaman diterima"))
    cast.rina.wait_for("Berkas diterima: Notulen Rapat.")
    cast.rina.tap("Selesai")


def _open_another(phone: Phone, title: str) -> None:
    """Open a case on a phone that has seen the same questions before."""
    steps: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: phone.say("/mulai"), "SOP mana"),
        (lambda: phone.tap("SOP Evaluasi Capaian Kinerja Internal"), "judul proses"),
        (lambda: phone.say(title), "dokumen dasar untuk"),
        (lambda: phone.send_file("pengukuran-iv.pdf", pdf("Pengukuran Kinerja"), PDF), "telah dibuka"),
    )
    for do, awaited in steps:
        before = phone.phones.seq()
        do()
        phone.wait_for(awaited, after=before)


def shoot(page: Page, address: str, into: Path) -> None:
    """Take both pictures."""
    page.goto(address)
    for number, text in enumerate(LAST_SEEN):
        page.locator(".phone").nth(number).get_by_text(text).last.wait_for()
    page.screenshot(path=into / "demo.png")
    page.set_viewport_size(PHONE)
    page.get_by_role("tab", name="Kepala Bagian Tata Laksana").click()
    page.screenshot(path=into / "phone.png")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "images", help="the folder")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Simulator(Path(folder)) as simulator,
        Phones(simulator.address) as phones,
        Bot(Path(folder), simulator, admin=ADMIN) as bot,
        sync_playwright() as playwright,
    ):
        for number, (name, post) in enumerate(POSTS, 1):
            phones.person(name, post, user_id=FIRST_ID + number)
        phones.post("/scenes", scenes=scenes(CAST))  # the menu is there as in the demo
        play_to_the_middle(seat_everyone(phones, bot.invite))
        browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
        shoot(browser.new_page(viewport=DESK, locale="id-ID"), simulator.address, options.into)
        shoot_guide(browser, options.into, Path(folder) / "guide")
        browser.close()


if __name__ == "__main__":
    main()
