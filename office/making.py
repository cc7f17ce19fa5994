"""What it takes to make a paper: read what it needs, make it elsewhere, write down what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from office.office import Office
from sop.errors import Refused
from storage.makings import Making
from storage.transaction import Tx

Shelf = Callable[[str], Path]
"""Gives the path of a kept file by its SHA-256."""
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """A paper to make: `make(target, *args)` writes it to the path `target`, in a child process.

    `make` is a function of a module in `papers`; what it returns comes back as `Made.result`.
    """

    make: Callable[..., Any]
    args: tuple[Any, ...]
    name: str
    mime: str
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was made and is kept: its SHA-256, its size in bytes, and what its maker returned."""

    sha256: str
    size: int
    name: str
    mime: str
    result: Any = None


def _nothing(_tx: Tx, _office: Office, _making: Making, _refused: Refused) -> None:
    """Say nothing: what nobody waits for may end in silence."""


@dataclass(frozen=True, slots=True)
class Maker:
    """How papers of a kind are made.

    `prepare` reads, in a transaction, and must not write; None: overtaken, nothing is made. `finish` writes
    what came of it, in the transaction that ends the request; both may raise Refused, and then `refused` says
    so to whom it concerns. A request may be made more than once, after a crash, and is finished once.
    """

    prepare: Callable[[Tx, Office, Making, Shelf], Job | None]
    finish: Callable[[Tx, Office, Making, Made], None]
    refused: Callable[[Tx, Office, Making, Refused], None] = _nothing
