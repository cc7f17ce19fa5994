"""The parameters of one Bot API call: checked against the table and turned into Python values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import ApiError, bad_request
from simulator.files import MAX_UPLOAD
from simulator.methods import NOT_SIMULATED, Kind, Method

if TYPE_CHECKING:
    from simulator.model import Json

# What Telegram says where these are missing; any other is named in a general sentence.
_MISSING: Final = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
}
_TRUE: Final = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    field: str
    name: str
    mime: str
    content: bytes


class Args:
    """Typed access to the parameters of a call. Absent ones read as "", 0, False or None."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
        self._values = values
        self._uploads = uploads

    def text(self, name: str) -> str:
        """Return a string parameter."""
        return str(self._values.get(name, ""))

    def number(self, name: str, default: int = 0) -> int:
        """Return an integer parameter."""
        return int(self._values.get(name, default))

    def flag(self, name: str) -> bool:
        """Return a boolean parameter."""
        return bool(self._values.get(name, False))

    def json(self, name: str) -> Any:
        """Return a JSON parameter, decoded."""
        return self._values.get(name)

    def has(self, name: str) -> bool:
        """Whether the parameter was given."""
        return name in self._values

    def chat(self, name: str = "chat_id") -> int | str:
        """Return a chat id or @username."""
        value: int | str = self._values.get(name, 0)
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the upload sent as parameter `name`, or as the part of that name of `attach://name`."""
        value = self._values.get(name)
        if isinstance(value, Upload):
            return value
        return self.attached(str(value)) if value is not None else None

    def attached(self, reference: str) -> Upload | None:
        """Return the upload an `attach://name` points at, or None where it is no such reference."""
        if not reference.startswith("attach://"):
            return None
        return self._uploads.get(reference.removeprefix("attach://"))


def check(method: Method, raw: Json, uploads: dict[str, Upload]) -> Args:
    """Return the parameters as typed values.

    Raises ApiError 400 for a parameter the method does not have (stricter than Telegram on purpose:
    Telegram ignores it), one the simulator does not play, a missing one, or one of the wrong type;
    413 for an upload over 50 MB.
    """
    for upload in uploads.values():
        if len(upload.content) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
    values: dict[str, Any] = {}
    referenced = {name for name in uploads if f"attach://{name}" in json.dumps(raw, default=str)}
    given = {**raw, **{name: upload for name, upload in uploads.items() if name not in referenced}}
    for name, value in given.items():
        parameter = method.parameters.get(name)
        if parameter is None:
            raise bad_request(f'unknown parameter "{name}"')
        if value in ("", None):
            continue
        if name in NOT_SIMULATED:
            raise bad_request(f'parameter "{name}" is not supported by the simulator')
        values[name] = _convert(name, parameter.kind, value)
    for parameter in method.parameters.values():
        if parameter.required and parameter.name not in values:
            sentence = _MISSING.get(parameter.name, f'parameter "{parameter.name}" is required')
            # An empty list or keyboard is a value, an empty string is none.
            raise bad_request(sentence)
    return Args(values, uploads)


def _convert(name: str, kind: Kind, value: Any) -> Any:
    if kind == "file":
        return value
    if isinstance(value, Upload):
        raise bad_request(f'parameter "{name}" must not be a file')
    match kind:
        case "int":
            return _integer(name, value)
        case "bool":
            return value if isinstance(value, bool) else str(value).lower() in _TRUE
        case "chat":
            return value if str(value).startswith("@") else _integer(name, value, "chat not found")
        case "json":
            return _decode(name, value)
    return value if isinstance(value, str) else json.dumps(value)


def _integer(name: str, value: Any, otherwise: str = "") -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(otherwise or f'parameter "{name}" must be an Integer') from None


def _decode(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
