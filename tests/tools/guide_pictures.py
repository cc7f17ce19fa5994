"""Makes docs/images/plh-*.png, kalender*.png, rapat-*.png, foto-halaman.png: moments of the demo on a phone.

It runs a demo of its own on a Monday morning, plays the scene without pauses but at the moments to be
pictured, and takes the phone that is shown.
"""

import os
import signal
import socket
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from bot import demo_papers
from bot.demo import CAST
from bot.demo_scenes import scenes
from handlers.buttons import ListButton, ListVerb, encode
from tests.support.phones import Phone, Phones, showing
from tests.support.running import MORNING, ROOT

SCENE = "kepala-biro-cuti"
MOMENTS = {
    "Sebelum ditetapkan: masa, pengganti, dan tugas terbuka yang beralih": (
        "plh-cuti",
        "Periksa, lalu ketuk",
    ),
    "Kartunya kini ada pada Plh.": ("plh-kartu", "Tugas untuk: Plh. Kepala Biro"),
    "Tercatat: Plh. Kepala Biro, dan di bawahnya jabatannya sendiri": (
        "plh-tercatat",
        "Telah ditandatangani",
    ),
    "Kepala Biro kembali dan membaca apa yang dilakukan atas nama jabatannya": (
        "plh-kembali",
        "Yang dilakukan atas nama",
    ),
}
"""The sentence of a step; the picture that is taken of it, and the message that stands in its middle."""
LONG = 9  # paces of one second: longer than a toast stays
PAUSE = 1_600  # milliseconds: until the frame around a message is gone
QUICK = 0


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run a demo that begins on a Monday morning; give its address."""
    folder.mkdir(parents=True)
    (folder / "clock").write_text(str((MORNING - datetime.now(UTC)).total_seconds()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", port, "--data", str(folder)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if "The office is open" in line:
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def _paused(scene: dict[str, Any]) -> dict[str, Any]:
    """Return a scene that pauses only at the moments to be pictured."""
    steps = [{**step, "hold": LONG if step.get("shows") in MOMENTS else QUICK} for step in scene["steps"]]
    return {**scene, "steps": steps}


def shoot_guide(browser: Browser, into: Path, folder: Path) -> None:
    """Take every picture of the guide for admins."""
    with demo(folder) as address, Phones(address) as phones:
        phones.until(lambda: phones.requests("setMyCommands") or None, "the bot does not start")
        page = browser.new_page(
            viewport={"width": 390, "height": 880}, device_scale_factor=1.5, locale="id-ID"
        )
        page.goto(address)
        expect(page.get_by_label("Tersambung")).to_be_visible()
        _shoot_photos(page, phones, into)
        _shoot_naming(page, phones, into)
        _shoot_scene(page, phones, into)
        shoot_calendar(page, phones, into)
        _shoot_meeting(page, phones, into)
        page.close()


def _shoot_photos(page: Page, phones: Phones, into: Path) -> None:
    """Take the count of photos that become a case's base document, on a phone of TU."""
    rina = Phone(phones, CAST.tu, "Rina Marlina (contoh)")
    rina.say("/mulai")
    rina.wait_for("SOP mana")
    rina.tap("SOP Evaluasi")
    rina.wait_for("judul proses")
    rina.say("Evaluasi kinerja triwulan III")
    rina.wait_for("dokumen dasar untuk")
    photo = b64decode(demo_papers.photo())
    files = [(f"{n}.jpg", photo, demo_papers.JPEG) for n in range(3)]
    rina.send_files(files, as_photo=True)
    rina.wait_for("3 halaman diterima")
    page.get_by_role("tab", name="Kasubag TU").click()
    _take(page, into / "foto-halaman.png", "3 halaman diterima")
    rina.tap("Batalkan foto")
    rina.say("/tugas")


def _shoot_naming(page: Page, phones: Phones, into: Path) -> None:
    """Take the question in which capacity, on the admin's phone."""
    rina = Phone(phones, CAST.tu, "Rina Marlina (contoh)")
    rina.say("/plh")
    rina.wait_for("Jabatan mana")
    rina.tap("Kepala Bagian Kelembagaan")
    rina.wait_for("Dalam kedudukan apa")
    page.get_by_role("tab", name="Kasubag TU").click()
    _take(page, into / "plh-tetapkan.png", "Dalam kedudukan apa")
    rina.tap("Tidak jadi")


def shoot_calendar(page: Page, phones: Phones, into: Path) -> None:
    """Take the month on the admin's phone, and what a late decree would move."""
    rina = Phone(phones, CAST.tu, "Rina Marlina (contoh)")
    rina.say("/mulai")
    rina.wait_for("SOP mana")
    rina.tap("SOP Evaluasi")
    rina.wait_for("judul proses")
    rina.say("Evaluasi kinerja triwulan IV")
    rina.wait_for("dokumen dasar untuk")
    rina.send_file("nota.pdf", b64decode(demo_papers.pdf("Nota dinas")), demo_papers.PDF)
    rina.wait_for("triwulan IV")
    page.get_by_role("tab", name="Kasubag TU").click()
    rina.say("/kalender")
    shown = rina.wait_for("Kalender kerja November 2026")
    rina.forge(encode(ListButton(ListVerb.CAL, "202612")), shown)
    rina.wait_for("Kalender kerja Desember 2026")
    _take(page, into / "kalender.png", "Kalender kerja Desember 2026")
    rina.forge(encode(ListButton(ListVerb.CAL_DAY, f"{phones.now():%Y%m%d}")), shown)
    rina.tap("Libur")
    rina.tap("Hanya satu hari")
    rina.say("Pemilihan kepala daerah")
    rina.wait_for("Apa alasan atau dasar")
    rina.say("Keputusan Gubernur 800/12/2026")
    rina.wait_for("Pratinjau")
    _take(page, into / "kalender-pratinjau.png", "Pratinjau perubahan kalender")
    rina.tap("Tidak jadi")


def _shoot_meeting(page: Page, phones: Phones, into: Path) -> None:
    """Take the calendar of a meeting's form, and the confirmation of a second meeting at the same time."""
    rina = Phone(phones, CAST.tu, "Rina Marlina (contoh)")
    andri = Phone(phones, CAST.biro, "Andri Saputra (contoh)")
    page.get_by_role("tab", name="Kasubag TU").click()
    for title in ("Evaluasi triwulan II", "Evaluasi triwulan III"):
        rina.say("/mulai")
        rina.tap("SOP Evaluasi")
        rina.wait_for("judul proses")
        rina.say(title)
        rina.wait_for(f"dokumen dasar untuk {title}")
        rina.send_file("dasar.pdf", b64decode(demo_papers.pdf("Dokumen dasar (contoh)")), demo_papers.PDF)
        card = andri.wait_for(showing("Perintahkan", title, "Disposisikan"))
        andri.tap("Disposisikan", card)
        andri.tap("Siapkan undangan", card)
        andri.tap("📨 Disposisikan", card)
        rina.tap("Jadwal rapat", rina.wait_for(showing("Buat undangan", title)))
        rina.wait_for(showing("Hari apa", title))
        _take(page, into / "rapat-kalender.png", "Hari apa")
        rina.say("besok pukul 9 s.d. 11 di Aula Kantor Gubernur")
        rina.wait_for(showing("Simpan jadwal", title))
        _take(page, into / "rapat-periksa.png", "Undangan: Kepala Biro")
        rina.tap("Simpan jadwal")
        rina.wait_for("Jadwal rapat dicatat")


def _shoot_scene(page: Page, phones: Phones, into: Path) -> None:
    chosen = next(scene for scene in scenes(CAST) if scene["name"] == SCENE)
    phones.post("/scenes", scenes=[_paused(chosen)])
    phones.post(f"/scenes/{SCENE}/play", pace=1)
    for sentence, (name, middle) in MOMENTS.items():
        page.locator("#playing").get_by_text(sentence).wait_for(timeout=60_000)
        _take(page, into / f"{name}.png", middle)
    page.locator("#playing.done").wait_for(timeout=60_000)


def _take(page: Page, file: Path, middle: str) -> None:
    """Take the phone that is shown, with a message in its middle."""
    phone = page.locator(".phone.current")
    expect(phone.locator(".toast")).to_be_hidden()
    page.wait_for_timeout(PAUSE)
    phone.locator(".row", has_text=middle).last.evaluate("row => row.scrollIntoView({ block: 'center' })")
    phone.screenshot(path=file)
