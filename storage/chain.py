"""The chain of a case's record: each event carries a hash over itself and the one before it.

Whoever holds the last value can tell that no event was changed, left out or put in before it. Anybody can
work it out again from what is written down: SHA-256 (FIPS 180-4) over the previous value, a line feed, and
the event as a JSON array in UTF-8 without blanks:

    [case, seq, at, person, name, role, unit, kind, data, acting]

`at` is ISO 8601 in UTC with six decimals; `data` and `acting` are the JSON texts exactly as they are kept.
The value before the first event is 64 zeros.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64
"""The value before the first event."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: `json.dumps` makes an encoder at each call."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is written down."""

    case: int
    seq: int
    at: datetime
    person: int
    name: str
    role: str | None
    unit: str | None
    kind: str
    data: str
    acting: str | None
    chain: str = ""
    """What the record says its value is."""


def canonical(entry: Entry) -> str:
    """Return the text that is hashed for an event."""
    at = (entry.at if entry.at.tzinfo is UTC else entry.at.astimezone(UTC)).isoformat(timespec="microseconds")
    fields = [entry.case, entry.seq, at, entry.person, entry.name]
    fields += [entry.role, entry.unit, entry.kind, entry.data, entry.acting]
    return _JSON(fields)


def link(before: str, entry: Entry) -> str:
    """Return the value of an event that follows one of value `before`."""
    return hashlib.sha256(f"{before}\n{canonical(entry)}".encode()).hexdigest()


def broken(entries: Iterable[Entry], head: str | None = None) -> int | None:
    """Return the number of the first event of a whole record that does not fit, None where all do.

    With the `head` that is known from elsewhere, an end that was cut off is found too: as the event after it.
    """
    value, seq = START, 0
    for seq, entry in enumerate(entries, 1):
        value = link(value, entry)
        if entry.seq != seq or entry.chain != value:
            return seq
    return None if head in (None, value) else seq + 1
