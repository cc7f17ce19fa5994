"""Photos: whether they can be decoded, within limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from papers.kinds import HEIC, JPEG, FileType
from sop.errors import Reason, Refused

MEGAPIXEL = 1_000_000
MOST_PIXELS = 64 * MEGAPIXEL
"""Of a PNG or HEIC, which are decoded whole: the largest photos of phones have 50 megapixels."""
MOST_JPEG_PIXELS = 120 * MEGAPIXEL
"""Of a JPEG, which is decoded at an eighth of its size."""
SHRUNK = 8
_FORMATS = {JPEG: ("JPEG", "MPO"), HEIC: ("HEIF",)}


def look(path: Path, kind: FileType) -> None:
    """Decode a photo to its end. Raises Refused: FILE_BOMB for too many pixels, FILE_BROKEN."""
    with opened(path, kind) as picture:
        if kind is JPEG:
            picture.draft(None, (picture.width // SHRUNK, picture.height // SHRUNK))
        try:
            picture.load()
        except (OSError, SyntaxError, ValueError):
            raise Refused(Reason.FILE_BROKEN) from None


@contextmanager
def opened(path: Path, kind: FileType) -> Iterator[Image.Image]:
    """Give a photo of which only the head is read, its size within the limits.

    Raises Refused: FILE_BOMB for too many pixels, FILE_BROKEN.
    """
    if kind is HEIC:
        import pillow_heif  # noqa: PLC0415 - only where a phone sends one

        pillow_heif.register_heif_opener(thumbnails=False)
    # Its own limit warns first and knows one size for all kinds; ours is checked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    with path.open("rb") as file:
        try:
            picture = Image.open(file, formats=_FORMATS.get(kind, ("PNG",)))
        except (OSError, SyntaxError, ValueError):
            raise Refused(Reason.FILE_BROKEN) from None
        with picture:
            if picture.width * picture.height > (MOST_JPEG_PIXELS if kind is JPEG else MOST_PIXELS):
                raise Refused(Reason.FILE_BOMB)
            yield picture
