"""What the command line does with archive packages: check one, write one out."""

import logging
import tempfile
from pathlib import Path

from bot.app import office_of
from bot.config import Config
from office import packages
from office.package_check import Report, examine
from papers import bag
from papers.bag import NotABagError
from papers.package import Contents, fill
from sop.case import Status
from storage.files import FileStore
from storage.migrate import upgrade
from storage.store import Store
from storage.transaction import Tx

log = logging.getLogger(__name__)


class ExportError(Exception):
    """A package that cannot be written out; its text says why, and what would help."""


def verify(path: Path) -> Report:
    """Look at a package, a folder or a ZIP. Raises NotABagError for what is none."""
    if path.is_dir():
        return examine(path)
    if not path.is_file():
        message = "does not exist"
        raise NotABagError(message)
    with tempfile.TemporaryDirectory(prefix="sopbot-verify-") as work:
        return examine(bag.unpack(path, Path(work)))


def export(config: Config, case: int, folder: Path) -> tuple[Path, Report]:
    """Write the package of a closed case as a folder below `folder`, and look at it.

    The package that was kept is unpacked; where there is none, or it went bad on the disk, it is made anew of
    the case's files. Raises ExportError, OSError.
    """
    upgrade(config.storage.database_url)
    files = FileStore(config.storage.files_dir)
    store = Store(config.storage.database_url)
    office = office_of(config)
    folder.mkdir(parents=True, exist_ok=True)
    try:

        def read(tx: Tx) -> tuple[Path | None, Contents]:
            found = tx.cases.load(case)
            if found is None:
                message = f"{case} is the number of no case; /status shows the numbers"
                raise ExportError(message)
            if found.status is not Status.CLOSED:
                message = f"case {case} is not closed; its package is made when it is"
                raise ExportError(message)
            kept = packages.latest(tx, case)
            return files.path(kept.sha256) if kept else None, packages.contents(tx, office, found, files.path)

        archive, contents = store.run_sync(read)
    finally:
        store.close()
    with tempfile.TemporaryDirectory(prefix=".sopbot-export-", dir=folder) as work:
        made = _unpacked(archive, Path(work)) if archive is not None and archive.is_file() else None
        if made is None:
            made = Path(work) / contents.name
            fill(made, contents)
        target = folder / made.name
        if target.exists():
            message = f"{target} is there already; move it away, or name another folder"
            raise ExportError(message)
        made.rename(target)
    return target, examine(target)


def _unpacked(archive: Path, work: Path) -> Path | None:
    """Return a kept package, unpacked; None where it can no longer be read."""
    folder = work / "kept"
    folder.mkdir()
    try:
        return bag.unpack(archive, folder)
    except NotABagError as error:
        log.warning("the kept package %s, and is made anew", error)
        return None
