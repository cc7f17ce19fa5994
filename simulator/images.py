"""Reads the size of a picture from its first bytes; enough to tell a photo from anything else."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Markers that start a frame and carry its size (all SOFn but DHT, JPG and DAC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FRAME_BYTES = 9


def size_of_image(content: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels of a JPEG, PNG or GIF, or None for anything else."""
    if content.startswith(_PNG):
        return _unpack(">II", content, 16)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return _unpack("<HH", content, 6)
    if content.startswith(_JPEG):
        return _size_of_jpeg(content)
    return None


def _unpack(form: str, content: bytes, offset: int) -> tuple[int, int] | None:
    if len(content) < offset + struct.calcsize(form):
        return None
    width, height = struct.unpack_from(form, content, offset)
    return (width, height) if width and height else None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + _FRAME_BYTES <= len(content) and content[at] == 0xFF:  # noqa: PLR2004  # the marker byte
        marker = content[at + 1]
        if marker in _FRAMES:
            size = _unpack(">HH", content, at + 5)
            return size and (size[1], size[0])
        (length,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + length
    return None
