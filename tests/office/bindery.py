"""Makes the papers that wait, as the workshop does, in this process."""

from hashlib import sha256
from pathlib import Path

from office import packages
from office.makers import MAKERS
from office.making import Made
from storage.makings import Making
from tests.office.bureau import Bureau


def bind(bureau: Bureau, folder: Path) -> list[Path]:
    """Make every paper that is asked for; return where each PDF lies, in order."""
    made = []
    while (making := bureau.ask(lambda tx: tx.makings.next(bureau.now))) is not None:
        path = make(bureau, folder, making)
        if path is not None and making.kind != packages.KIND:
            made.append(path)
    return made


def make(bureau: Bureau, folder: Path, making: Making) -> Path | None:
    """Make one paper and write down what came of it; None where it was overtaken."""
    maker, office = MAKERS[making.kind], bureau.office
    job = bureau.ask(lambda tx: maker.prepare(tx, office, making, lambda name: _shelf(bureau, folder, name)))
    path = folder / f"{making.id}.pdf"
    if job is not None:
        result = job.make(path, *job.args)
        content = path.read_bytes()
        bureau.bytes[sha256(content).hexdigest()] = content
        done = Made(sha256(content).hexdigest(), len(content), job.name, job.mime, result)
        bureau.ask(lambda tx: maker.finish(tx, office, making, done))
    bureau.ask(lambda tx: tx.makings.done(making.id, bureau.now))
    return path if job is not None else None


def _shelf(bureau: Bureau, folder: Path, name: str) -> Path:
    """Return where the bytes of a hash lie; what was uploaded or made here is put there."""
    path = folder / name
    if name in bureau.bytes:
        path.write_bytes(bureau.bytes[name])
    return path
