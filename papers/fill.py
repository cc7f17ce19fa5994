"""Fills a Word template with plain data.

The templates are edited by the office, in Word: what stands in them is data as well, and runs nothing. Values
are text only, wherever they come from: they are not looked at for placeholders, and escaped for the file.
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

Value = str | int | bool | list["Value"] | dict[str, "Value"]
"""What a placeholder may stand for."""

LOGO = "logo"
"""The placeholder whose value is the path of a picture, or ""."""
LOGO_HEIGHT_CM = 2.2
LOGO_WIDTH_CM = 2.2
LONGEST = 4000
"""Characters of a value: more would be no letter any more."""
MOST_BYTES = 5_000_000
"""A template is a page or two with a logo."""
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: they would reorder what stands beside the value."""
_LAST_BMP = (0xFFFE, 0xFFFF)


class Wrong(StrEnum):
    """What is wrong with a template."""

    UNKNOWN = "unknown"
    """A placeholder that there is none of."""
    SYNTAX = "syntax"
    """Something between the braces that cannot be read."""
    UNSAFE = "unsafe"
    """Something between the braces that is not allowed."""
    FILE = "file"
    """Not a Word file of the sort that can be filled (.docx)."""


class TemplateError(Exception):
    """A template that cannot be filled.

    `what` is the placeholder's name (UNKNOWN), else what is wrong in a few words; `where` is the text it
    stands in, "" where that is not known.
    """

    def __init__(self, file: str, wrong: Wrong, what: str, where: str = "") -> None:
        super().__init__(file, wrong, what, where)
        self.file = file
        self.wrong = wrong
        self.what = what
        self.where = where

    def __str__(self) -> str:
        """Return file, fault and place as one line."""
        at = f' (in "{self.where}")' if self.where else ""
        return f"{self.file}: {self.said}{at}"

    @property
    def said(self) -> str:
        """What is wrong, in a few words."""
        return {
            Wrong.UNKNOWN: f"there is no placeholder {{{{ {self.what} }}}}",
            Wrong.SYNTAX: f"cannot be read: {self.what}",
            Wrong.UNSAFE: f"is not allowed: {self.what}",
            Wrong.FILE: self.what,
        }[self.wrong]


def fill(target: Path, template: Path, values: Mapping[str, Value]) -> None:
    """Write the template, filled with the values, to `target`.

    Raises TemplateError; OSError where a file cannot be read or written.
    """
    from papers.fill_word import render  # noqa: PLC0415 - heavy, and only where a paper is made

    if template.stat().st_size > MOST_BYTES:
        limit = MOST_BYTES // 1_000_000
        raise TemplateError(
            template.name, Wrong.FILE, f"is larger than {limit} MB: its pictures are too large"
        )
    document: DocxTemplate = render(template, {name: clean(value) for name, value in values.items()})
    document.save(target)


def clean(value: Value) -> Value:
    """Return a value without what a Word file cannot hold, or what would reorder the text around it."""
    if isinstance(value, str):
        lines = value.replace("\r\n", "\n").replace("\r", "\n").expandtabs(1)[:LONGEST]
        return "".join(sign for sign in lines if _fits(sign))
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {name: clean(each) for name, each in value.items()}
    return value


def _fits(sign: str) -> bool:
    if sign == "\n":
        return True
    return (
        unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _TURNS and ord(sign) not in _LAST_BMP
    )
