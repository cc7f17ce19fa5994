"""The product as processes: a simulator, and `sopbot run` beside it that can be killed and started again."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from tests.support.nursery import Child, Nursery, first_line

TOKEN = "1000000002:ACCEPTANCE-token-of-the-simulator"
ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15
UNITS = ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi")

CONFIG = """\
[telegram]
token = "{token}"
base_url = "{address}/bot"
base_file_url = "{address}/file/bot"
messages_per_second = 0
messages_per_second_per_chat = 0
messages_per_minute_per_group = 0

[storage]
database_url = "{database}"
files_dir = "{folder}/files"

[office]
name = "Biro Organisasi (contoh)"
units = {units}
admins = [{admin}]
meeting_places = ["Ruang Rapat Biro Organisasi", "Aula"]
{more}
"""


MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Every run begins on a Monday at 08.00 WIB, whatever day the test is run on."""


class Simulator:
    """The stand-in for Telegram, as a process of its own; from a nursery it starts faster."""

    def __init__(self, folder: Path, begins: datetime = MORNING, nursery: Nursery | None = None) -> None:
        self.clock_file = folder / "clock"
        if not self.clock_file.exists():
            self.clock_file.write_text(str((begins - datetime.now(UTC)).total_seconds()))
        arguments = ["--port", "0", "--data", str(folder / "telegram")]
        arguments += ["--token", TOKEN, "--clock-file", str(self.clock_file)]
        out = folder / "simulator.out"
        out.unlink(missing_ok=True)
        os.mkfifo(out)
        self._out = os.open(out, os.O_RDONLY | os.O_NONBLOCK)
        self._process: subprocess.Popen[bytes] | Child
        if nursery is not None:
            self._process = nursery.simulator(arguments, out)
        else:
            command = [sys.executable, "-m", "simulator", *arguments]
            with out.open("wb") as pipe:
                self._process = subprocess.Popen(command, stdout=pipe, cwd=ROOT)  # noqa: S603 - our own
        line = first_line(self._out)
        assert "listening on " in line, "the simulator did not start"
        self.address = line.split("listening on ")[1].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(STOP_SECONDS)
        os.close(self._out)


class Bot:
    """`sopbot run` with a configuration of its own."""

    def __init__(
        self,
        folder: Path,
        simulator: Simulator,
        *,
        database: str = "",
        admin: int = 0,
        more: str = "",
        units: tuple[str, ...] = UNITS,
        nursery: Nursery | None = None,
    ) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.database = database or f"sqlite:///{folder}/sopbot.db"
        self.log = folder / "bot.log"
        self.clock_file = simulator.clock_file
        self._process: subprocess.Popen[bytes] | Child | None = None
        self._nursery = nursery
        self.starts = 0
        self.config.write_text(
            CONFIG.format(
                token=TOKEN,
                address=simulator.address,
                database=self.database,
                folder=folder,
                admin=admin or "",
                more=more,
                units=json.dumps(units),
            )
        )

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run another command of sopbot with the same configuration."""
        if self._nursery is not None:
            wide = os.environ | {"COLUMNS": "200"}
            return self._nursery.run("--config", str(self.config), *arguments, env=wide)
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "bot", "--config", str(self.config), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"COLUMNS": "200"},
        )

    def invite(self, role: str, unit: str | None = None) -> str:
        """Return the code of a new invitation, from the last line that `sopbot invite` prints."""
        done = self.command("invite", role, *(["--bagian", unit] if unit else []))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1].partition("?start=")[2]

    def start(self) -> None:
        """Start it; what it logs is appended to the folder's log."""
        arguments = ["--config", str(self.config), "run"]
        arguments += ["--clock-file", str(self.clock_file), "--sweep-seconds", "0.2"]
        self.starts += 1
        if self._nursery is not None:
            self._process = self._nursery.start(arguments, self.log)
            return
        command = [sys.executable, "-W", "error", "-m", "bot", *arguments]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603

    def kill(self) -> None:
        """End it as a power cut would: no farewell, nothing finished."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as a service manager would, and expect it to end well."""
        assert self._end(signal.SIGTERM) == 0, self.log.read_text()[-2000:]

    def _end(self, how: signal.Signals) -> int | None:
        if self._process is None:
            return None
        self._process.send_signal(how)
        code = self._process.wait(STOP_SECONDS)
        self._process = None
        return code

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)

    def logged(self) -> str:
        """Return what it logged so far."""
        return self.log.read_text() if self.log.exists() else ""
