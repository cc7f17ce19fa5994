"""The files of the simulated world: contents by SHA-256 on disk, identifiers as Telegram hands them out."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from pathlib import PurePath
from typing import TYPE_CHECKING

from simulator.errors import bad_request
from simulator.images import size_of_image
from simulator.model import StoredFile

if TYPE_CHECKING:
    from pathlib import Path

    from simulator.store import Store

MEGABYTE = 1024 * 1024
MAX_DOWNLOAD = 20 * MEGABYTE  # getFile: "file is too big"
MAX_UPLOAD = 50 * MEGABYTE  # by the bot, any file
MAX_PHOTO = 10 * MEGABYTE  # by the bot, sent as photo
# The longest side of the sizes a photo is offered in. The bytes are the same: nothing is resampled here.
_PHOTO_SIDES = (320, 1280)


class Files:
    """Saves contents and finds files again by the identifiers the bot was given."""

    def __init__(self, folder: Path, store: Store, owner: int) -> None:
        self._folder = folder
        self._store = store
        self._owner = owner
        folder.mkdir(parents=True, exist_ok=True)
        self._by_file_id: dict[str, StoredFile] = {}
        self._by_number: dict[int, StoredFile] = {}
        for _, document in store.load("file"):
            self._index(StoredFile(**document))
        self._last = max(self._by_number, default=0)

    def save_document(self, content: bytes, name: str, mime: str = "") -> StoredFile:
        """Keep an upload as a document; the type is guessed from the name where none is given."""
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self._record("document", content, name, guessed)

    def save_photo(self, content: bytes) -> list[StoredFile]:
        """Keep an upload as a photo and return its sizes, smallest first.

        Raises ApiError as sendPhoto does where the bytes are no picture.
        """
        size = size_of_image(content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        sides = [side for side in _PHOTO_SIDES if side < max(size)] or [max(size)]
        if max(size) < _PHOTO_SIDES[-1] and sides[-1] < max(size):
            sides.append(max(size))
        photos = []
        for side in sides:
            scale = min(1.0, side / max(size))
            width, height = (max(1, round(length * scale)) for length in size)
            photos.append(self._record("photo", content, "photo.jpg", "image/jpeg", width, height))
        return photos

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file of a file_id, or None."""
        return self._by_file_id.get(file_id)

    def by_path(self, file_path: str) -> StoredFile | None:
        """Return the file of a file_path that getFile gave, or None."""
        stem = PurePath(file_path).stem.removeprefix("file_")
        found = self._by_number.get(int(stem)) if stem.isdecimal() else None
        return found if found is not None and self.path_of(found) == file_path else None

    def path_of(self, file: StoredFile) -> str:
        """Return the file_path under which a file is downloaded."""
        return f"{file.kind}s/file_{file.number}{PurePath(file.name).suffix}"

    def on_disk(self, file: StoredFile) -> Path:
        """Return where the content lies."""
        return self._folder / file.sha256

    def seen_in(self, file_ids: list[str], chat_id: int) -> None:
        """Remember that files were shown in a chat: its members may download them."""
        for file_id in file_ids:
            file = self._by_file_id.get(file_id)
            if file is not None and chat_id not in file.chats:
                file.chats.append(chat_id)
                self._store.put("file", file.number, file)

    def _record(
        self, kind: str, content: bytes, name: str, mime: str, width: int = 0, height: int = 0
    ) -> StoredFile:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._folder / sha256
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.write_bytes(content)
            fresh.replace(path)
        self._last += 1
        number = self._last
        file = StoredFile(
            number,
            kind,
            # Telegram's identifiers tell the type in their first letters, and so do these.
            ("BQACAgUAA" if kind == "document" else "AgACAgUAA") + self._mark(f"id {number}", 36),
            ("AgAD" if kind == "document" else "AQAD") + self._mark(f"unique {number}", 8),
            sha256,
            len(content),
            name,
            mime,
            width,
            height,
        )
        self._index(file)
        self._store.put("file", number, file)
        return file

    def _index(self, file: StoredFile) -> None:
        self._by_file_id[file.file_id] = file
        self._by_number[file.number] = file

    def _mark(self, what: str, length: int) -> str:
        digest = hashlib.sha512(f"{self._owner} {what}".encode()).digest()
        return base64.urlsafe_b64encode(digest[:length]).decode().rstrip("=")
