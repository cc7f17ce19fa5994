"""Starts `sopbot` and the simulator in a tenth of the time: a process that has imported everything forks.

Each child is a whole process of its own, with nothing in it but imported modules: it opens the database, the
network and its threads itself, runs the same command line, and can be killed at any moment.
"""

import contextlib
import gc
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any, NoReturn, Self

from tests.support import presses

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which a command that should end has failed."""
_LOOK = 0.002
_RUNNING = "running"


class Nursery:
    """The process that forks; may be asked by several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._commands = 0
        self._turn = Lock()
        command = [sys.executable, "-W", "error", "-m", "tests.support.nursery"]
        with (folder / "log").open("ab") as out:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(15)
        self._process.stdout.close()

    def start(self, arguments: list[str], log: Path) -> "Child":
        """Start `sopbot` with these arguments; what it writes is appended to `log`."""
        return self._start("bot", arguments, out=str(log), err=str(log))

    def simulator(self, arguments: list[str], out: Path) -> "Child":
        """Start the simulator with these arguments; it writes to the file, or the pipe, `out`."""
        return self._start("simulator", arguments, out=str(out), err=str(self._folder / "log"))

    def run(
        self, *arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run `sopbot` to its end, as `subprocess.run` does; `env` are all its variables, else ours."""
        with self._turn:
            self._commands += 1
            out, err = (self._folder / f"{self._commands}.{name}" for name in ("out", "err"))
        child = self._start("bot", arguments, out=str(out), err=str(err), cwd=str(cwd), env=env)
        try:
            code = child.wait(PATIENCE)
        finally:
            child.kill()
        return subprocess.CompletedProcess(list(arguments), code, out.read_text(), err.read_text())

    def _start(self, program: str, arguments: Any, **how: Any) -> "Child":
        return Child(self, int(self.ask({"start": program, "arguments": list(arguments), **how})))

    def ask(self, what: dict[str, object]) -> str:
        """Give an order and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        assert answer, "the nursery ended"
        return answer.strip()


class Child:
    """One running process, with the methods of Popen that tests use."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self.returncode: int | None = None

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where it has ended already."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def wait(self, patience: float) -> int:
        """Return its exit code once it has ended; negative for the signal that ended it.

        Raises subprocess.TimeoutExpired after `patience` seconds.
        """
        until = monotonic() + patience
        while self.returncode is None:
            answer = self._nursery.ask({"wait": self.pid})
            if answer != _RUNNING:
                self.returncode = int(answer)
                break
            if monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), patience)
        return self.returncode


def first_line(pipe: int, patience: float = PATIENCE) -> str:
    """Return the first line that is written to a pipe; empty where none comes."""
    found, until = b"", monotonic() + patience
    while not found.endswith(b"\n") and (left := until - monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            found += (sign := os.read(pipe, 1))
            if not sign:
                break
    return found.decode()


_MODULES = (
    "alembic.command",
    "alembic.config",
    "bot.app",
    "bot.checkup",
    "bot.inviting",
    "holidays.countries",
    "psycopg",
    "rich.console",
    "segno",
    "simulator.__main__",
    "typer",
    "uvloop",
)
"""What children would otherwise import one by one; not `bot.cli`, which looks at the environment."""


def _main() -> None:
    for name in _MODULES:
        import_module(name)
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="sopbot-") as folder:
        children = Path(folder) / "presses"
        forking = presses.listen(children)
        presses.use(children)
        for line in sys.stdin:
            order = json.loads(line)
            if "wait" in order:
                _say(_ended(order["wait"]))
                continue
            child = os.fork()
            if child == 0:
                _be(order)
            _say(child)
        os.kill(forking, signal.SIGKILL)


def _be(order: dict[str, Any]) -> NoReturn:
    """Be the process that is asked for, to its end; nothing of the nursery is tidied up by it."""
    code = 1
    try:
        code = _ending(order)
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _ending(order: dict[str, Any]) -> int:
    """Be the process that is asked for; return its exit code."""
    try:
        _become(order)
    except SystemExit as left:
        if isinstance(left.code, str):
            sys.stderr.write(f"{left.code}\n")
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - said as Python says it
        traceback.print_exc()
        return 1
    return 0


def _ended(child: int) -> int | str:
    """Return how a child ended, after a short look at whether it has."""
    until = monotonic() + 1
    while monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        sleep(_LOOK)
    return _RUNNING


def _become(order: dict[str, Any]) -> None:
    """Be the process that is asked for."""
    if order.get("env") is not None:
        os.environ.clear()
        os.environ.update(order["env"])
    if order.get("cwd"):
        os.chdir(order["cwd"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for handle, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), handle)
    if order["start"] == "simulator":
        from simulator.__main__ import main as simulate  # noqa: PLC0415

        simulate(order["arguments"])
        return
    sys.argv = ["sopbot", *order["arguments"]]
    from bot.cli import main  # noqa: PLC0415

    main()


def _say(what: int | str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
