"""Parses Telegram's HTML: text and entities out, Telegram's own error texts on bad markup.

Positions in errors are UTF-8 byte offsets and entity offsets are UTF-16 units, as at Telegram.
Source: https://core.telegram.org/bots/api#html-style and the error texts of the Bot API server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.errors import ApiError, bad_request
from simulator.rules.utf16 import utf16_length

if TYPE_CHECKING:
    from simulator.model import Json

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_SPACE: Final = " \t\r\n\v\f"
_ATTRIBUTE: Final = re.compile(r"""[^\s=>/"']+""")
_NAME_TOKEN: Final = re.compile(r"[A-Za-z0-9.\-]*")
_LINK: Final = re.compile(
    r"^(?:https?|tg|ftp|tonsite)://\S+$|^mailto:\S+$|^[^\s:/]+\.[^\s:/]{2,}(?:[/?#]\S*)?$", re.IGNORECASE
)
_LAST_CODE_POINT: Final = 0x10FFFF


@dataclass
class _Open:
    """A start tag whose end has not come yet."""

    tag: str
    argument: str
    start: int
    text_start: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities, sorted; raises ApiError "can't parse entities: …"."""
    return _Parser(source).run()


def _decode(match: re.Match[str]) -> str:
    hexadecimal, decimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # A surrogate alone is no character; Telegram refuses it later, here it stays as written.
    lone_surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004
    return match.group() if code == 0 or code >= _LAST_CODE_POINT or lone_surrogate else chr(code)


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while self._at < len(self._source):
            lower = self._source.find("<", self._at)
            end = len(self._source) if lower < 0 else lower
            self._add(_REFERENCE.sub(_decode, self._source[self._at : end]))
            self._at = end
            if lower >= 0:
                if self._source.startswith("</", lower):
                    self._end_tag(lower)
                else:
                    self._start_tag(lower)
        if self._open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self._entities.sort(key=lambda e: (e["offset"], -e["length"]))
        return "".join(self._text), self._entities

    def _error(self, sentence: str, begin: int | None = None) -> ApiError:
        where = "" if begin is None else f" at byte offset {len(self._source[:begin].encode())}"
        return bad_request(f"can't parse entities: {sentence}{where}")

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += utf16_length(text)

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self._at += 1

    def _until_name_ends(self, begin: int) -> str:
        """Read a tag's name, which ends at a space or at the closing bracket."""
        while self._peek() and self._peek() not in _SPACE + ">":
            self._at += 1
        return self._source[begin : self._at].lower()

    def _start_tag(self, begin: int) -> None:
        self._at = begin + 1
        tag = self._until_name_ends(begin + 1)
        if not self._peek():
            raise self._error("Unclosed start tag", begin)
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self._at += 1
        if tag == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, argument, self._length, len(self._text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = _ATTRIBUTE.match(self._source, self._at)
        if name is None:
            if not self._peek():
                raise self._error(f'Unclosed start tag "{tag}"', begin)
            raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
        self._at = name.end()
        self._skip_space()
        if self._peek() == "=":
            self._at += 1
            self._skip_space()
            value = self._value(begin)
        else:
            value = ""
        if not self._peek():
            raise self._error(f'Unclosed start tag "{tag}"', begin)
        return name.group(), value

    def _value(self, begin: int) -> str:
        quote = self._peek()
        if quote and quote in "'\"":
            end = self._source.find(quote, self._at + 1)
            if end < 0:
                raise self._error("Unclosed start tag", begin)
            value = _REFERENCE.sub(_decode, self._source[self._at + 1 : end])
            self._at = end + 1
            return value
        token = _NAME_TOKEN.match(self._source, self._at)
        start = self._at
        self._at = token.end() if token else start
        if self._peek() and self._peek() not in _SPACE + ">":
            raise self._error("Unexpected end of name token", start)
        return self._source[start : self._at].lower()

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise self._error("Unexpected end tag", begin)
        self._at = begin + 2
        name = self._until_name_ends(begin + 2)
        self._skip_space()
        if self._peek() != ">":
            raise self._error("Unclosed end tag", begin)
        self._at += 1
        opened = self._open[-1]
        if name and name != opened.tag:
            offset = len(self._source[:begin].encode())
            raise self._error(
                f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self._open.pop()
        if self._length > opened.start:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": _TYPES[opened.tag],
            "offset": opened.start,
            "length": self._length - opened.start,
        }
        match opened.tag:
            case "a":
                url = opened.argument or "".join(self._text[opened.text_start :])
                if not _LINK.match(url):
                    return  # Telegram keeps the text and drops a link it does not understand
                entity["url"] = url if ":" in url else f"http://{url}/"
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "pre" | "code" if self._joins_code(entity, opened):
                return
            case "code" if opened.argument:
                entity["language"] = opened.argument
        self._entities.append(entity)

    def _joins_code(self, entity: Json, opened: _Open) -> bool:
        """Make one `pre` with a language out of a code inside a pre, or a pre inside a code."""
        last = self._entities[-1] if self._entities else None
        if last is None or (last["offset"], last["length"]) != (entity["offset"], entity["length"]):
            return False
        if opened.tag == "pre" and last["type"] == "code" and "language" in last:
            last["type"] = "pre"
            return True
        if opened.tag == "code" and last["type"] == "pre" and opened.argument:
            last["language"] = opened.argument
            return True
        return False


def _argument(tag: str, name: str, value: str) -> str:
    """Return what an attribute means for its tag, or nothing."""
    match tag, name:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
    return ""
