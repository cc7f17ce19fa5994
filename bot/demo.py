"""`sopbot demo`: the whole product on this machine, with a stand-in for Telegram and a seeded office.

The simulator and the bot are processes of their own. The bot runs as it would in an office, `sopbot run`,
and knows only a configuration; the two share HTTP and a file that says how far the clock was moved.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from bot.app import office_of
from bot.config import Config, load
from bot.demo_scenes import scenes
from bot.demo_script import Cast
from office.holidays_id import OfficeHolidays
from office.invitations import check_position, invite
from storage.migrate import upgrade
from storage.store import Store

TOKEN = "1000000001:DEMO-token-of-the-simulator-only"  # noqa: S105 - opens nothing but this demo
USERNAME = "sopbot_demo_bot"
STOP_SECONDS = 10
FIRST_ID = 710001

out = Console(soft_wrap=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Official:
    """An invented official of the demo office."""

    name: str
    title: str
    role: str
    unit: str | None = None


# Invented names, typical of the region; any likeness is chance.
OFFICIALS = (
    Official("Andri Saputra (contoh)", "Kepala Biro", "kepala-biro"),
    Official("Rina Marlina (contoh)", "Kasubag TU", "kasubag-tu"),
    Official("Yulia Fitri (contoh)", "Kepala Bagian Tata Laksana", "kepala-bagian", "Tata Laksana"),
    Official("Hendra Wijaya (contoh)", "Kepala Bagian Kelembagaan", "kepala-bagian", "Kelembagaan"),
    Official(
        "Dewi Anggraini (contoh)",
        "Kepala Bagian Reformasi Birokrasi",
        "kepala-bagian",
        "Reformasi Birokrasi",
    ),
    Official("Fajar Ramadhan (contoh)", "JF/Pelaksana Tata Laksana", "jf", "Tata Laksana"),
    Official("Siti Rahmah (contoh)", "JF/Pelaksana Tata Laksana", "jf", "Tata Laksana"),
)

CAST = Cast(*range(FIRST_ID, FIRST_ID + len(OFFICIALS)))

CONFIG = """\
# Written by `sopbot demo`; the simulator is the only Telegram this bot knows.
[telegram]
token = "{token}"
base_url = "{address}/bot"
base_file_url = "{address}/file/bot"
messages_per_second = 0
messages_per_second_per_chat = 0

[storage]
database_url = "sqlite:///sopbot.db"
files_dir = "files"

[office]
name = "Biro Organisasi (contoh)"
units = ["Tata Laksana", "Kelembagaan", "Reformasi Birokrasi"]
admins = [{admin}]
meeting_places = ["Ruang Rapat Biro Organisasi", "Aula Kantor Gubernur"]

[archive]
number = "{{kode}}/{{nomor:03}}/{{unit}}/{{tahun}}"
unit = "ORG"
locations = ["Ruang Arsip Biro Organisasi", "Record Center"]
"""

RECURRING = """
# Proposed anew each quarter: the page's clock can be moved there.
[[recurring]]
sop = "evaluasi-capaian-kinerja-internal"
every = "triwulan"
working_days_after = 5
opener = "kasubag-tu"
title = "Evaluasi Capaian Kinerja Internal {periode}"
"""


def run_demo(port: int, data: Path, browser: bool) -> None:
    """Run until interrupted. Raises OSError where the folder cannot be written."""
    data = data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{port}"
    clock = data / "clock"
    for name in (signal.SIGINT, signal.SIGTERM):
        # Until the office is open a stop leaves by the exit below, which ends the children.
        signal.signal(name, _leave)
    if not _free(port):
        _no_port(port)
    with _process(_simulator(port, data, clock)) as simulator:
        if not _listening(simulator):
            _no_port(port)
        config_file = _write_config(data, address)
        _seat_everyone(load(config_file), address)
        # Anew at each start, for a newer program may have others.
        _post(
            f"{address}/sim/scenes",
            {"scenes": scenes(replace(CAST, closed=closed_days(datetime.now(UTC).date())))},
        )
        bot = [sys.executable, "-m", "bot", "--config", str(config_file), "run"]
        with _process([*bot, "--clock-file", str(clock), "--sweep-seconds", "1"]) as child:
            out.print(f"\nThe office is open: {address}/", style="bold green")
            out.print(f"Everything is kept in {data}; delete the folder to begin anew. Stop with Ctrl-C.\n")
            if browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
            _wait(simulator, child)


def closed_days(since: date) -> tuple[str, ...]:
    """Return the holidays of this year and some after it, for the scenes to keep clear of."""
    holidays = OfficeHolidays()
    return tuple(
        day.isoformat() for year in range(since.year, since.year + 4) for day in holidays.of_year(year)
    )


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def _free(port: int) -> bool:
    """Whether nothing listens on a port yet."""
    with socket.socket() as probe:
        # As the server does: a port that was let go a moment ago can be taken at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _no_port(port: int) -> NoReturn:
    out.print(f"Port {port} cannot be used; choose another with --port.", style="red")
    raise SystemExit(2)


def _simulator(port: int, data: Path, clock: Path) -> list[str]:
    options = {
        "--port": str(port),
        "--data": str(data / "telegram"),
        "--token": TOKEN,
        "--username": USERNAME,
        "--clock-file": str(clock),
    }
    return [sys.executable, "-m", "simulator", *(part for pair in options.items() for part in pair)]


@contextmanager
def _process(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a child that ends with us, whatever ends us."""
    with subprocess.Popen(  # noqa: S603 - our own modules, our own arguments
        command,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as child:
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


def _listening(simulator: "subprocess.Popen[str]") -> bool:
    """Wait for the line that says the simulator listens; False where it ended instead."""
    assert simulator.stdout is not None  # noqa: S101 - piped above
    return "listening" in simulator.stdout.readline()


def _write_config(data: Path, address: str) -> Path:
    path = data / "config.toml"
    text = CONFIG.format(token=TOKEN, address=address, admin=FIRST_ID + 1)
    path.write_text(text + RECURRING, encoding="utf-8")
    return path


def _seat_everyone(config: Config, address: str) -> None:
    """Give every official a phone, and let those who are new come in by an invitation, as in an office."""
    office = office_of(config)
    valid = timedelta(days=config.invitation_days)
    upgrade(config.storage.database_url)
    store = Store(config.storage.database_url)
    try:
        for number, official in enumerate(OFFICIALS):
            telegram_id = FIRST_ID + number
            person = {"name": official.name, "title": official.title, "id": telegram_id}
            _post(f"{address}/sim/people", person)
            if store.run_sync(lambda tx, who=telegram_id: office.actor(tx, who)) is None:  # type: ignore[misc]
                _, position = check_position(office, official.role, official.unit)
                code = store.run_sync(lambda tx, at=position: invite(tx, office, at, valid))  # type: ignore[misc]
                _post(f"{address}/sim/people/{telegram_id}/start", {"code": code})
    finally:
        store.close()


def _post(address: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 - http to this machine
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=STOP_SECONDS):
        pass


def _wait(*children: "subprocess.Popen[str]") -> None:
    """Wait for Ctrl-C or SIGTERM; if a child ends by itself, the demo ends too."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())

    def watch(child: "subprocess.Popen[str]") -> None:
        child.wait()
        stopped.set()

    for child in children:
        threading.Thread(target=watch, args=(child,), daemon=True).start()
    stopped.wait()
