"""Finds what Telegram finds by itself in a text: commands, mentions, hashtags, links, e-mail addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from simulator.rules.utf16 import utf16_length

if TYPE_CHECKING:
    from simulator.model import Json

_PATTERNS: Final = {
    "bot_command": re.compile(r"(?<![\w/<>@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "email": re.compile(r"(?<![\w.@+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"),
    "mention": re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "url": re.compile(r"(?<![\w@/])(?:https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}']|t\.me/[\w/+?=&-]+)"),
    "hashtag": re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w+"),
}
# Telegram looks for nothing inside these.
_CLOSED: Final = frozenset({"code", "pre", "text_link"})


def detect(text: str, given: list[Json]) -> list[Json]:
    """Return `given` entities with the found ones added, sorted by offset, longest first."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in _CLOSED]
    found = list(given)
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match.group())
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))
