"""Starts `sopbot` in a tenth of the time: a process that has imported everything forks one for each start.

Each child is a whole process of its own, with nothing in it but imported modules: it opens the database, the
network and its threads itself, runs the same command line, and can be killed at any moment.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """The process that forks."""

    def __init__(self, log: Path) -> None:
        command = [sys.executable, "-W", "error", "-m", "tests.support.nursery"]
        with log.open("ab") as out:
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
        return Child(self, int(self.ask({"start": arguments, "log": str(log)})))

    def ask(self, what: dict[str, object]) -> str:
        """Give an order and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the nursery ended"
        return answer.strip()


class Child:
    """One running `sopbot`, with the methods of Popen that tests use."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where it has ended already."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def wait(self, _: float) -> int:
        """Return its exit code once it has ended; negative for the signal that ended it."""
        return int(self._nursery.ask({"wait": self.pid}))


def _main() -> None:
    from bot import app, cli, clock  # noqa: F401, PLC0415 - imported here, so that no child has to

    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            _say(os.waitstatus_to_exitcode(status))
            continue
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            sys.argv = ["sopbot", *order["start"]]
            cli.main()
            os._exit(0)
        _say(child)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _main()
