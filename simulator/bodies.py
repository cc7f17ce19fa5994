"""Reads the parameters and files of a Bot API request, however they were sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile

from simulator.args import Upload
from simulator.errors import bad_request

if TYPE_CHECKING:
    from starlette.requests import Request

_MAX_FIELD = 2 * 1024 * 1024


async def read_request(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return (parameters, uploads by part name) from the query, a form, JSON or multipart.

    Raises ApiError for JSON that is none.
    """
    values: dict[str, Any] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "GET":
        return values, uploads
    if kind == "application/json":
        values.update(_json_object(await request.body()))
    elif kind == "multipart/form-data":
        async with request.form(max_part_size=_MAX_FIELD) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    mime = value.content_type or ""
                    uploads[name] = Upload(name, value.filename or name, mime, content)
                else:
                    values[name] = value
    else:
        text = (await request.body()).decode("utf-8", "replace")
        values.update(parse_qsl(text, keep_blank_values=True))
    return values, uploads


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse request JSON object")
    return decoded
