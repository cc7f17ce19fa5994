"""The child's side of the press: takes an order from its input, answers on its output, until that closes."""

import contextlib
import os
import pickle
import signal
import sys
from typing import Any, BinaryIO

from papers.press import LENGTH

_OURS = ("papers.", "sop.")
"""Modules whose errors are passed on as they are."""


def main() -> None:
    """Work until nobody gives orders any more."""
    _limit(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not stand between the answers.
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    while (order := _read(orders)) is not None:
        answer = pickle.dumps(_obey(order))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows, where only the time is limited
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)  # whoever started us may have set a lower one, which nobody may raise
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        # A system that knows no such limit (macOS: of the address space) still has that of the time.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _read(orders: BinaryIO) -> bytes | None:
    head = orders.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    order = orders.read(length)
    return order if len(order) == length else None


def _obey(order: bytes) -> tuple[bool, Any]:
    try:
        function, args = pickle.loads(order)  # noqa: S301 - the parent's own
        return True, function(*args)
    except MemoryError:
        # What is left of the heap is not to be trusted with the next paper.
        os._exit(3)
    except Exception as error:  # noqa: BLE001 - every failure has an answer
        kind = type(error)
        if kind.__module__.startswith(_OURS):
            return False, error
        return False, f"{kind.__module__}.{kind.__qualname__}"
