"""Where Word templates are: the office's own folder goes before the ones that ship with the product."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from papers.fill import LOGO, TemplateError, Value, Wrong, fill
from papers.placeholders import example, sparse
from sop.errors import Reason, Refused

SUFFIX = ".docx"
_WORD = (".doc", ".docm", ".docx", ".dot", ".dotm", ".dotx", ".odt", ".rtf")
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a template is called in an SOP file: its file's name without the suffix."""


def shipped() -> dict[str, Path]:
    """Return the templates that ship with the product, by name."""
    folder = Path(str(files("papers.templates")))
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def own(folder: Path | None) -> dict[str, Path]:
    """Return the office's templates, by name; Word's own lock files ("~$…") are none.

    Raises OSError where the folder cannot be read; a folder that is not there has none.
    """
    if folder is None or not folder.is_dir():
        return {}
    found = (path for path in sorted(folder.iterdir()) if path.suffix == SUFFIX and path.is_file())
    return {path.stem: path for path in found if NAME.fullmatch(path.stem)}


def misnamed(folder: Path | None) -> list[Path]:
    """Return the files of the folder that look like templates and can be none for their name."""
    if folder is None or not folder.is_dir():
        return []
    word = (
        path for path in sorted(folder.iterdir()) if path.suffix.lower() in _WORD and path.name[:2] != "~$"
    )
    return [path for path in word if path.suffix != SUFFIX or not NAME.fullmatch(path.stem)]


def names(folder: Path | None) -> frozenset[str]:
    """Return the names an SOP may use."""
    return frozenset(shipped()) | frozenset(own(folder))


def candidates(folder: Path | None, name: str) -> Iterator[Path]:
    """Yield the files that may serve for a name, the office's first."""
    if not NAME.fullmatch(name):
        return
    if folder is not None and (path := folder / f"{name}{SUFFIX}").is_file():
        yield path
    if name in (ours := shipped()):
        yield ours[name]


def trial(target: Path, template: Path, logo: str = "") -> None:
    """Fill a template twice, with an example that knows everything and one that knows next to nothing.

    What it writes to `target` is of no use to anybody. Raises TemplateError.
    """
    for values in (example() | {"logo": logo}, sparse()):
        try:
            fill(target, template, values)
        except OSError as error:
            why = f"cannot be read: {error.strerror or error}"
            raise TemplateError(template.name, Wrong.FILE, why) from None


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with a template, as text; `digest` tells this state of its file from another."""

    file: str
    wrong: str
    what: str
    where: str
    digest: str

    @property
    def error(self) -> TemplateError:
        """The fault itself."""
        return TemplateError(self.file, Wrong(self.wrong), self.what, self.where)


def make(target: Path, templates: tuple[Path, ...], values: Mapping[str, Value]) -> Broken | None:
    """Fill the first of the templates that can be; return what is wrong with the first, None for nothing.

    A logo that cannot be read is left out. Raises Refused (TEMPLATE_BROKEN, with what a `Broken` says) where
    none can be filled.
    """
    first: Broken | None = None
    for template in templates:
        for given in (values, {**values, LOGO: ""}):
            try:
                fill(target, template, given)
            except OSError as error:
                why = TemplateError(template.name, Wrong.FILE, f"cannot be read: {error.strerror}")
            except TemplateError as error:
                why = error
            else:
                return first
            first = first or _broken(template, why)
    missing = Broken("", Wrong.FILE.value, "there is no template of this name", "", "missing")
    raise Refused(Reason.TEMPLATE_BROKEN, **asdict(first or missing))


def _broken(template: Path, why: TemplateError) -> Broken:
    try:
        digest = hashlib.sha256(template.read_bytes()).hexdigest()
    except OSError:
        digest = "unread"
    return Broken(why.file, why.wrong.value, why.what, why.where, digest)


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one template in an export: `edited` is a copy that differed from the shipped one."""

    path: Path
    written: bool
    edited: bool

    @property
    def told(self) -> str:
        """What became of it, in a few words."""
        if self.written:
            return "overwritten" if self.edited else "written"
        return "left alone: it was edited" if self.edited else "is there already"


def export(folder: Path, *, force: bool = False) -> list[Copy]:
    """Copy the shipped templates into a folder; one that was edited there is left alone, unless `force`.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for name, path in shipped().items():
        target, content = folder / f"{name}{SUFFIX}", path.read_bytes()
        there = target.read_bytes() if target.exists() else None
        edited = there is not None and there != content
        written = there is None or (edited and force)
        if written:
            target.write_bytes(content)
        copies.append(Copy(target, written, edited))
    return copies
