"""Reading a TOML file for its faults: each with the exact key, what is wrong and what would be right.

Used for SOP files and for the configuration. What a fault says of a value never repeats it, unless the value
is one of a few allowed words: a value can be a secret, or a megabyte long.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from sop.errors import Fault

MAX_BYTES = 1_000_000
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = re.compile(r" \(at (line \d+, column \d+|end of document)\)$")
_LONGEST_QUOTE = 60

_WRONG = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_long": "has more than {max_length} entries",
    "string_pattern_mismatch": "is not in the right form",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than": "is too large",
    "less_than_equal": "is too large",
    "finite_number": "is not a finite number",
}

Table = dict[str, Any]
Loc = Sequence[int | str]


def read_text(path: Path) -> str | Fault:
    """Return the file's text, exactly as its bytes say, or the fault that keeps it from being read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Fault("file", "does not exist", "give the path of an existing file")
    except IsADirectoryError:
        return Fault("file", "is a folder", "give the path of a file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        return Fault("file", f"cannot be read: {reason}", "a file that this user may read")
    if len(data) > MAX_BYTES:
        return Fault("file", f"is larger than {MAX_BYTES:,} bytes", "a text file of a few kilobytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Fault(f"line {line}", "is not UTF-8 text", "save the file with the encoding UTF-8")


def read_toml(text: str) -> Table | Fault:
    """Return the file's tables, or its syntax fault with line and column. Passes over a byte order mark."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        return Fault("file", "nests lists or tables too deeply", "lists of texts and plain tables")
    except ValueError as error:  # TOMLDecodeError, or a number too long for Python to read
        place = _PLACE.search(str(error))
        wrong = _PLACE.sub("", str(error))
        return Fault(
            place[1] if place else "file",
            f"is not TOML: {wrong[:1].lower()}{wrong[1:]}",
            'write key = "value", with text in double quotes, and tables as [name] or [[name]]',
        )


def key_text(loc: Loc) -> str:
    """Return a place as people read it, positions counted from 1: `langkah[3].pelaksana[1]`."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part != "[key]":
            key = part if len(part) <= _LONGEST_QUOTE else part[:_LONGEST_QUOTE] + "…"
            text += ("." if text else "") + (key if _BARE_KEY.fullmatch(key) else json.dumps(key))
    return text


def fault_error(wrong: str, right: str) -> PydanticCustomError:
    """Return what a pydantic validator raises to have its own words in the fault."""
    return PydanticCustomError("fault", "{wrong}", {"wrong": wrong, "right": right})


def quoted(words: Iterable[str | int]) -> str:
    """Return the words in quotes and numbers plain, separated by commas. Escapes what would break a line."""
    return ", ".join(json.dumps(word, ensure_ascii=False) for word in words)


def one_of(word: str, allowed: Iterable[str], what: str = "one of") -> str:
    """Return a sentence that lists what is allowed, led by the nearest spelling if there is one."""
    known = list(allowed)
    near = get_close_matches(word.lower()[:_LONGEST_QUOTE], known, n=1, cutoff=0.6)
    hint = f"did you mean {quoted(near)}? " if near else ""
    return f"{hint}{what} {quoted(known)}"


def faults_of(errors: Iterable[Mapping[str, Any]], model: type[BaseModel]) -> list[Fault]:
    """Translate the errors of a pydantic ValidationError (`.errors()`) of this model, in their order.

    What would be right is the field's description.
    """
    return [Fault(key_text(error["loc"]), *_said(error, model)) for error in errors]


def prune(data: Table, errors: Iterable[Mapping[str, Any]]) -> None:
    """Take out of the data what has an error, so that what is left has the types the model demands.

    Elements of lists become None, so that the others keep their positions.
    """
    for error in errors:
        *way, last = [part for part in error["loc"] if part != "[key]"] or [""]
        holder: Any = data
        for part in way:
            holder = _child(holder, part)
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif isinstance(holder, list) and isinstance(last, int):
            holder[last] = None


def _child(holder: object, part: int | str) -> object:
    if isinstance(holder, dict):
        return holder.get(part)
    return holder[part] if isinstance(holder, list) and isinstance(part, int) else None


def _said(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    kind, value, ctx = error["type"], error["input"], error.get("ctx", {})
    right = _right(model, error["loc"])
    if kind == "fault":
        return ctx["wrong"], ctx["right"]
    if kind == "extra_forbidden":
        known = _keys(model, error["loc"])
        return "is not a known key", one_of(str(error["loc"][-1]), known, "the keys here are")
    if kind == "enum" and isinstance(value, str):
        allowed = re.findall(r"'([^']*)'", ctx["expected"])
        return f"is {quoted([value[:_LONGEST_QUOTE]])}", one_of(value, allowed)
    if kind in _WRONG:
        return _WRONG[kind].format(**ctx), right
    return f"is {_kind_of(value)}", right


def _kind_of(value: object) -> str:
    names: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "true or false"),
        (int, "a whole number"),
        (float, "a number with a fraction"),
        (str, "text"),
        (list, "a list"),
        (dict, "a table"),
        ((datetime, date, time), "a date or time without quotes"),
    )
    return next((name for types, name in names if isinstance(value, types)), "something else")


def _right(model: type[BaseModel], loc: Loc) -> str:
    """Return the description of the innermost field on the way to this place that has one."""
    owner: type[BaseModel] | None = model
    right = "see the documentation of the file"
    for part in loc:
        if isinstance(part, str) and owner and part in owner.model_fields:
            field = owner.model_fields[part]
            right = field.description or right
            owner = _model_in(field.annotation)
    return right


def _keys(model: type[BaseModel], loc: Loc) -> list[str]:
    owner: type[BaseModel] | None = model
    for part in loc[:-1]:
        if isinstance(part, str) and owner and part in owner.model_fields:
            owner = _model_in(owner.model_fields[part].annotation)
    return list(owner.model_fields) if owner else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)
