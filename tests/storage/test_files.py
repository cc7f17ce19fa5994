"""The file store: whole files under their SHA-256, or nothing at all."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.files import Blob, FileStore, TooLargeError

CONTENT = b"%PDF-1.7 laporan"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    files = FileStore(tmp_path / "files")
    files.prepare()
    return files


def keep(files: FileStore, *chunks: bytes, limit: int = 10_000) -> Blob:
    """Take a file in."""
    with files.receive(limit) as incoming:
        for chunk in chunks:
            incoming.write(chunk)
        return incoming.keep()


def everything(files: FileStore) -> list[Path]:
    """Return every file there is, half-written ones included."""
    return [path for path in files.root.rglob("*") if path.is_file()]


def test_a_kept_file_lies_under_its_hash(files: FileStore) -> None:
    """Hash, size and place say what was written."""
    blob = keep(files, CONTENT[:5], b"", CONTENT[5:])
    assert blob == Blob(DIGEST, len(CONTENT), files.path(DIGEST))
    assert blob.path.read_bytes() == CONTENT
    assert blob.path.relative_to(files.root) == Path(DIGEST[:2], DIGEST)


@given(st.lists(st.binary(max_size=300), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_whatever_bytes_come_in_come_out(files: FileStore, chunks: list[bytes]) -> None:
    """Any content in any pieces is found again by its own hash."""
    blob = keep(files, *chunks)
    assert files.path(hashlib.sha256(b"".join(chunks)).hexdigest()).read_bytes() == b"".join(chunks)
    assert blob.size == sum(map(len, chunks))


def test_the_same_content_is_kept_once(files: FileStore) -> None:
    """A second upload of the same bytes leaves one file."""
    assert keep(files, CONTENT) == keep(files, CONTENT)
    assert everything(files) == [files.path(DIGEST)]


def test_a_file_is_durable_before_it_has_its_name_and_the_name_before_it_is_told(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order: temporary name, fsync of the bytes, rename, fsync of the folders; only then `keep` returns."""
    deeds: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        deeds.append(f"fsync {'/'.join(path.relative_to(files.root.parent).parts[:2])}")
        sync(handle)

    def renamed(path: Path, target: Path) -> Path:
        deeds.append(f"rename {path.parent.name}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    keep(files, CONTENT)
    assert deeds == ["fsync files/incoming", "rename incoming", f"fsync files/{DIGEST[:2]}", "fsync files"]


@pytest.mark.parametrize("size", [9, 10, 11])
def test_the_limit_is_exact_and_too_much_leaves_nothing(files: FileStore, size: int) -> None:
    """Exactly the limit is kept; one byte more is refused and nothing remains of it."""
    if size <= 10:
        assert keep(files, b"x" * size, limit=10).size == size
        return
    with pytest.raises(TooLargeError):
        keep(files, b"x" * 6, b"x" * (size - 6), limit=10)
    assert everything(files) == []


def test_a_file_that_is_not_kept_leaves_nothing(files: FileStore) -> None:
    """Whether it is given up in silence or by an error."""
    with files.receive(100) as incoming:
        incoming.write(CONTENT)
        assert incoming.flush().read_bytes() == CONTENT

    def fail() -> None:
        with files.receive(100) as incoming:
            incoming.write(CONTENT)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert everything(files) == []


def test_what_a_crash_left_half_written_is_removed_and_the_rest_stays(files: FileStore) -> None:
    """The next start clears the incoming folder only."""
    keep(files, CONTENT)
    (files.incoming / "setengah").write_bytes(b"%PDF-")
    (files.incoming / "paket" / "data").mkdir(parents=True)
    (files.incoming / "paket" / "data" / "berkas").write_bytes(b"x")
    FileStore(files.root).prepare()
    assert everything(files) == [files.path(DIGEST)]


@pytest.mark.parametrize(
    "name", ["", "ab", "../../etc/passwd", DIGEST.upper(), DIGEST + "0", DIGEST[:-1] + "/", "/" + DIGEST[1:]]
)
def test_what_is_no_hash_has_no_path(files: FileStore, name: str) -> None:
    """A name from outside can never lead out of the folder."""
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.path(name)


def test_nobody_else_on_the_machine_can_read_the_files(files: FileStore) -> None:
    """Folders are 0700 and files 0600, whatever the umask allows."""
    old = os.umask(0)
    try:
        fresh = FileStore(files.root.parent / "fresh")
        fresh.prepare()
        blob = keep(fresh, CONTENT)
    finally:
        os.umask(old)
    for folder in (fresh.root, fresh.incoming, blob.path.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert blob.path.stat().st_mode & 0o777 == 0o600
