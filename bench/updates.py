"""Updates a second: a tap in, the callback answered, the card edited, the next card sent, over HTTP.

Ours is the whole product (`sopbot run`, real SOP taps, every update and decision durable in SQLite); the peer
is a bare python-telegram-bot that makes the same three calls and keeps nothing. Both talk to the same
stand-in, in turns, each in its own process. Medians of rounds, the ratio within each round, no pace on
either side.

The taps come from the staff of 32 units, so that updates of different chats and cases may overlap: with one
chat alone the order within it would be all that is measured.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench_office import TOKEN, fill, write_config
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
TARGET = 2.0
UNITS = 32
WARM_UP = 64
PATIENCE = 120


def main() -> int:
    """Run the rounds and print the table; 1 where the target is missed."""
    parser = argparse.ArgumentParser(description="Updates a second, beside a bare python-telegram-bot.")
    parser.add_argument("--taps", type=int, default=1280)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("ours", "bare"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sopbot-bench-") as folder:
        taps = prepare(Path(folder), options.taps + WARM_UP)
        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        for number in range(options.rounds):
            # Whoever goes first changes from round to round.
            names = ["ours", "bare"] if number % 2 == 0 else ["bare", "ours"]
            for name in names:
                if options.only in (None, name):
                    rates[name].append(one_round(name, Path(folder), taps))
                    print(f"round {number + 1}, {name}: {rates[name][-1]:.0f} updates/s", flush=True)
    if options.only:
        return 0
    return report(rates["ours"], rates["bare"])


def report(ours: list[float], bare: list[float]) -> int:
    """Print medians and ratios."""
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    table = Table(title="updates a second: tap in -> answered, edited, sent")
    for column in ("", "median", "lowest", "highest"):
        table.add_column(column, justify="left" if not column else "right")
    table.add_row("sopbot, durable", *_figures(ours, ".0f"))
    table.add_row("bare python-telegram-bot", *_figures(bare, ".0f"))
    table.add_row("ratio", *_figures(ratios, ".2f"))
    Console().print(table)
    met = statistics.median(ratios) >= TARGET
    print(f"target: ratio >= {TARGET} - {'met' if met else 'MISSED'}")
    return 0 if met else 1


def _figures(values: list[float], form: str) -> tuple[str, str, str]:
    found = (statistics.median(values), min(values), max(values))
    return format(found[0], form), format(found[1], form), format(found[2], form)


def prepare(folder: Path, count: int) -> Path:
    """Fill a database with cases that wait for one tap each; every round of ours starts from a copy."""
    template = folder / "template"
    template.mkdir()
    taps = fill(write_config(template, "http://127.0.0.1:1", UNITS), UNITS, count)
    path = folder / "taps.json"
    path.write_text(json.dumps(taps))
    return path


def one_round(name: str, folder: Path, taps: Path) -> float:
    """Let one of the two answer all taps; return updates a second. SystemExit where a call is missing."""
    standin = [sys.executable, str(HERE / "standin.py"), str(taps), "--warm-up", str(WARM_UP)]
    with running(standin, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None  # noqa: S101
        base = f"http://127.0.0.1:{int(server.stdout.readline())}"
        with program(name, folder, base):
            line = server.stdout.readline()
    if not line:
        raise SystemExit(f"{name}: not all calls came within {PATIENCE} s")
    result = json.loads(line)
    if result["faults"]:
        raise SystemExit(f"{name}: {'; '.join(result['faults'])}")
    return float(result["rate"])


@contextmanager
def program(name: str, folder: Path, base: str) -> Iterator[None]:
    """Run one of the two against the stand-in."""
    if name == "bare":
        with running([sys.executable, str(HERE / "bare.py"), TOKEN, f"{base}/bot"]):
            yield
        return
    home = folder / "ours"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(folder / "template", home)
    write_config(home, base, UNITS)
    with running([str(Path(sys.executable).parent / "sopbot"), "--config", str(home / "config.toml"), "run"]):
        yield


@contextmanager
def running(command: list[str], stdout: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run a command inside the block; what never ends is killed in the end."""
    log = subprocess.DEVNULL if not os.environ.get("BENCH_LOG") else None
    with subprocess.Popen(command, stdout=stdout or log, stderr=log, text=True) as process:  # noqa: S603
        watch = threading.Timer(PATIENCE, process.kill)
        watch.start()
        try:
            yield process
        finally:
            watch.cancel()
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
