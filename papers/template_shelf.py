"""Where Word templates are: the office's own folder goes before the ones that ship with the product."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from papers.fill import LOGO, TemplateError, Value, Wrong, fill
from papers.placeholders import example, sparse

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


def make(target: Path, templates: tuple[Path, ...], values: Mapping[str, Value]) -> TemplateError | None:
    """Fill the first of the templates that can be; return what is wrong with the first, None for nothing.

    A logo that cannot be read is left out. Raises the first TemplateError where none can be filled.
    """
    first: TemplateError | None = None
    for template in templates:
        for given in (values, {**values, LOGO: ""}):
            try:
                fill(target, template, given)
            except OSError as error:
                first = first or TemplateError(template.name, Wrong.FILE, f"cannot be read: {error.strerror}")
            except TemplateError as error:
                first = first or error
            else:
                return first
    raise first or TemplateError("", Wrong.FILE, "there is no template of this name")


def export(folder: Path, *, force: bool = False) -> list[tuple[Path, bool]]:
    """Copy the shipped templates into a folder; return each path and whether it was written.

    One that is there already and differs is left alone, unless `force`. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = []
    for name, path in shipped().items():
        copy, content = folder / f"{name}{SUFFIX}", path.read_bytes()
        write = not copy.exists() or (force and copy.read_bytes() != content)
        if write:
            copy.write_bytes(content)
        told.append((copy, write))
    return told
