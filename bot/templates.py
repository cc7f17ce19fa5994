"""The office's Word templates: tried as they lie in the folder, and those an SOP names must be there."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.config import Config
from bot.finding import Finding
from papers.fill import TemplateError, Wrong
from papers.press import Press, PressError
from papers.template_shelf import misnamed, names, own, trial
from sop.definition import Sop
from sop.errors import Fault, SopFileError
from sop.faults import one_of, quoted

SECONDS = 30.0
GUIDE = "mend it in Word, or take the file away to use the one that comes with sopbot"
_MENDS = {
    Wrong.UNKNOWN: "the placeholders are listed in docs/panduan-admin.md",
    Wrong.SYNTAX: GUIDE,
    Wrong.UNSAFE: GUIDE,
    Wrong.FILE: GUIDE,
}


async def findings(config: Config) -> list[Finding]:
    """Try each of the office's templates, in a process of its own."""
    folder = config.templates
    logo = str(config.letterhead.logo or "")
    try:
        mine, wrong = own(folder), misnamed(folder)
    except OSError as error:
        text = f"templates.dir: {folder}: {error.strerror or error}"
        return [Finding(good=False, text=text, mend="give the bot's user the right to read it")]
    rename = "name it with small letters, digits and hyphens, and save it as .docx: nota-dinas.docx"
    found = [Finding(good=False, text=f"template: {path}: is not looked at", mend=rename) for path in wrong]
    press = Press()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            target = Path(scratch) / "filled.docx"
            found += [await _tried(press, target, path, logo) for path in mine.values()]
    finally:
        await press.close()
    return found


async def _tried(press: Press, target: Path, path: Path, logo: str) -> Finding:
    try:
        await press.run(trial, target, path, logo, seconds=SECONDS)
    except TemplateError as error:
        where = f'"{error.where}": ' if error.where else ""
        file = path if error.file == path.name else error.file
        return Finding(good=False, text=f"template: {file}: {where}{error.said}", mend=_MENDS[error.wrong])
    except PressError as error:
        why = {"time": "takes too long", "died": "takes more memory than there is"}
        text = f"template: {path}: {why.get(error.why, 'cannot be filled')}"
        return Finding(good=False, text=text, mend=GUIDE)
    return Finding(good=True, text=f"template: {path} has no faults")


def demand(sops: Iterable[tuple[Sop, str]], folder: Path) -> None:
    """Raise SopFileError where a step of an SOP (with its file's name) names a template that is not there."""
    known = sorted(names(folder))
    for sop, file in sops:
        faults = [
            Fault(
                f"langkah[{position}].templat",
                f"step {step.number}: there is no Word template {quoted([step.template])}",
                one_of(step.template, known, f"a file of that name in {folder}, or one of"),
            )
            for position, step in enumerate(sop.steps, 1)
            if step.template and step.template not in known
        ]
        if faults:
            raise SopFileError(file, tuple(faults))
