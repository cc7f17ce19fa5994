"""`sopbot demo`: seven people seated, everything ends with it, and the next start finds it all again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.demo import CAST
from bot.demo_scenes import scenes
from tests.support.phones import Json, Phone, Phones
from tests.support.running import ROOT

SEATS = {
    "Kepala Biro",
    "Kasubag TU",
    "Kepala Bagian Tata Laksana",
    "Kepala Bagian Kelembagaan",
    "Kepala Bagian Reformasi Birokrasi",
    "JF/Pelaksana Tata Laksana",
}


def free_port() -> int:
    """Return a port nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    """Return whether a process is still there."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def demo(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """Run the demo; the block begins when it says that the office is open."""
    command = [sys.executable, "-W", "error", "-m", "bot", "demo", "--no-browser"]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [*command, "--port", str(port), "--data", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        said = ""
        while f"The office is open: http://127.0.0.1:{port}/" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process
    finally:
        started = children(process.pid) if process.poll() is None else []
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            for pid in (*started, process.pid):
                os.kill(pid, signal.SIGKILL)
            process.communicate()


def people(phones: Phones) -> list[Phone]:
    """Return everyone with a phone."""
    return [Phone(phones, p["id"], p["first_name"], p["title"]) for p in phones.get("/people")]


def a_scene_can_be_played(phones: Phones) -> None:
    """Assert that the page has scenes of this office, and that one of them ends well."""
    assert len(phones.get("/scenes")["scenes"]) == len(scenes(CAST))
    phones.post("/scenes/dua-jf/play", pace=0)

    def ended() -> Json | None:
        found: Json = phones.get("/scenes")["progress"]
        return found if found["state"] != "playing" else None

    progress = phones.until(ended, "the scene does not end", timeout=60)
    assert progress["state"] == "done", progress


def test_the_demo_seats_an_office_ends_whole_and_goes_on_where_it_was(tmp_path: Path) -> None:
    """Seven people are greeted in their posts; SIGTERM ends both children; the chats are there next time."""
    port = free_port()
    with demo(tmp_path / "data", port) as process, Phones(f"http://127.0.0.1:{port}") as phones:
        seated = people(phones)
        assert len(seated) == 7
        assert {phone.title for phone in seated} == SEATS
        for phone in seated:
            phone.wait_for("Selamat datang")
        rina = next(phone for phone in seated if phone.title == "Kasubag TU")
        rina.say("/bantuan")
        rina.wait_for("Bantuan")
        phones.wait_quiet()
        before = {phone.id: phone.texts() for phone in seated}
        both = children(process.pid)
        assert len(both) == 2
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert process.returncode == 0
        assert not [pid for pid in both if alive(pid)]
    with demo(tmp_path / "data", port), Phones(f"http://127.0.0.1:{port}") as phones:
        seated = people(phones)
        assert {phone.id: phone.texts() for phone in seated} == before
        rina = next(phone for phone in seated if phone.title == "Kasubag TU")
        rina.say("/tugas")
        rina.wait_for("tidak ada tugas")
        a_scene_can_be_played(phones)


def test_a_stop_while_the_office_is_being_seated_leaves_no_process_behind(tmp_path: Path) -> None:
    """SIGTERM at any moment ends the children too."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--data", str(tmp_path)]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [*command, "--port", str(free_port())], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    config = tmp_path / "config.toml"
    both: list[int] = []
    while not config.exists() and process.poll() is None:
        both = children(process.pid)
    process.terminate()
    process.communicate(timeout=20)
    assert both
    assert not [pid for pid in both if alive(pid)]


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    """With how to choose another; status 2, no traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--no-browser",
            "--port",
            port,
            "--data",
            str(tmp_path),
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)  # noqa: S603
    assert done.returncode == 2
    assert f"Port {port} cannot be used; choose another with --port." in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
