"""Looks at an archive package: whether it is whole, and whether what it says can be worked out again.

A case is restored from its package alone: the events are read from the record, replayed by the rules, and
must give the state, the end of the chain and the files that the package names.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from office import package_texts as texts
from papers import bag
from papers.bag import NotABagError
from sop.case import Case, FileRef
from sop.facts import Event
from sop.replay import replay
from storage.chain import START, Entry, broken, link
from storage.codec import dump_case, load_case
from storage.entries import event_of

MOST_TEXT = 256 * 1024**2
"""Bytes of a record or its metadata; a case of years has a few megabytes."""
_UNREADABLE = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, RecursionError)
"""What reading a record raises that was not written by this program, or not left as it was."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    good: bool
    text: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A case as its package tells it."""

    case: Case
    events: tuple[Event, ...]
    head: str
    """The end of the chain, worked out anew."""
    files: dict[str, Path]
    """Where the bytes of each SHA-256 lie that the package names."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a package."""

    title: str
    checks: tuple[Check, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.good for check in self.checks)


def examine(folder: Path) -> Report:
    """Look at an unpacked package. Raises NotABagError for what is no package of this program."""
    wrong = bag.faults(folder)
    checks = [Check(good=False, text=f"bag: {fault}") for fault in wrong]
    if not wrong:
        count = sum(1 for path in (folder / "data").rglob("*") if path.is_file())
        checks.append(
            Check(good=True, text=f"bag: {count} files are as its manifests say (SHA-256, SHA-512)")
        )
    data = folder / "data"
    if not (data / texts.RECORD).is_file() and not wrong:
        message = f"is a bag, but no archive package: it has no {texts.RECORD}"
        raise NotABagError(message)
    title = ""
    try:
        entries, head = _entries(data)
        checks.append(_chain(entries, head))
        restored = restore(folder)
        title = f"proses {restored.case.id}: {restored.case.title}"
        checks += _state(data, restored)
        checks += _files(data, restored)
    except _UNREADABLE as error:
        checks.append(Check(good=False, text=f"record: cannot be read ({type(error).__name__})"))
    except OSError as error:
        checks.append(Check(good=False, text=f"record: {error.strerror}: {Path(error.filename or '').name}"))
    return Report(title, tuple(checks))


def restore(folder: Path) -> Restored:
    """Return the case that a package tells of, replayed from its record.

    Raises ValueError, KeyError, TypeError or OSError where the record or the metadata cannot be read.
    """
    data = folder / "data"
    entries, _ = _entries(data)
    value = START
    for entry in entries:
        value = link(value, entry)
    events = tuple(event_of(entry) for entry in entries)
    files = {one["sha256"]: _inside(data, one["path"]) for one in _read(data / texts.METADATA)["documents"]}
    return Restored(replay(entries[0].case, events), events, value, files)


def _inside(data: Path, path: str) -> Path:
    """Return a path of the payload; ValueError for one that leads out of it."""
    found = data / path
    if not found.resolve().is_relative_to(data.resolve()):
        raise ValueError(path)
    return found


def _read(path: Path) -> Any:
    if path.stat().st_size > MOST_TEXT:
        raise ValueError(path.name)
    return json.loads(path.read_bytes())


def _entries(data: Path) -> tuple[list[Entry], str]:
    told = _read(data / texts.RECORD)
    if told["form"] != texts.RECORD_FORM:
        raise ValueError(told["form"])
    found = [
        Entry(
            int(told["case"]),
            one["seq"],
            datetime.fromisoformat(one["at"]),
            one["person"],
            one["name"],
            one["role"],
            one["unit"],
            one["kind"],
            one["data"],
            one["acting"],
            one["chain"],
        )
        for one in told["events"]
    ]
    return found, str(told["head"])


def _chain(entries: list[Entry], head: str) -> Check:
    seq = broken(entries, head)
    if seq is not None:
        return Check(good=False, text=f"chain: broken at event {seq} of {len(entries)}")
    return Check(good=True, text=f"chain: {len(entries)} events, unbroken to {head}")


def _state(data: Path, restored: Restored) -> Iterator[Check]:
    """Compare what the record gives with what the metadata says of the case, and the SOP with its version."""
    told = _read(data / texts.METADATA)
    state = str(told["case"]["state"])
    digest = hashlib.sha256(dump_case(restored.case).encode()).hexdigest()
    same = restored.case == load_case(state) and restored.head == told["case"]["chain"]
    exact = digest == told["case"]["state_sha256"] == hashlib.sha256(state.encode()).hexdigest()
    how = "is the state that was kept" + (f" (SHA-256 {digest})" if exact else "")
    text = f"replay: the record {how}" if same else "replay: the record gives another state than was kept"
    yield Check(good=same, text=text)
    sop = _inside(data, told["sop"]["path"])
    version = hashlib.sha256(sop.read_bytes()).hexdigest()
    pinned = version == restored.case.sop_version
    said = "is the one the case ran" if pinned else "is not the one the case ran"
    yield Check(good=pinned, text=f"SOP: the file {said} ({restored.case.sop_version[:16]}…)")


def _files(data: Path, restored: Restored) -> Iterator[Check]:
    """Compare every file that the record names with its bytes."""
    wrong = [
        path.relative_to(data).as_posix()
        for digest, path in restored.files.items()
        if not path.is_file() or _digest(path) != digest
    ]
    named = {ref.sha256 for event in restored.events for ref in _refs(event.fact)}
    missing = sorted(named - set(restored.files))
    yield from (Check(good=False, text=f"files: {path} is not what the record names") for path in wrong)
    yield from (Check(good=False, text=f"files: {one[:16]}… of the record is missing") for one in missing)
    if not wrong and not missing:
        text = f"files: {len(restored.files)} as recorded, among them all {len(named)} that were decided on"
        yield Check(good=True, text=text)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refs(value: Any) -> Iterator[FileRef]:
    """Return every file that a fact names, however deep."""
    if isinstance(value, FileRef):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _refs(getattr(value, one.name))
