"""The configuration of signatures: trusted issuers, the office's seal, the gateway, the bot's own page."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.config_shape import BsreShape, SealShape, WebShape
from sop.errors import Fault
from sop.faults import Table

SEAL_VARIABLE = "SOPBOT_SEAL_PASSWORD"
BSRE_VARIABLE = "SOPBOT_BSRE_PASSWORD"


@dataclass(frozen=True)
class SealConfig:
    """The office's electronic seal: a PKCS#12 file with its password."""

    pkcs12: Path
    password: str = field(repr=False)
    reason: str = ""
    location: str = ""


@dataclass(frozen=True)
class BsreConfig:
    """The gateway that signs with officials' certified certificates."""

    url: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class WebConfig:
    """The bot's own page: where it is served, and where officials reach it."""

    host: str
    port: int
    public_url: str


def missing(data: Table, home: Path) -> list[Fault]:
    """Return what is missing in a pruned configuration for signatures, the seal and the gateway."""
    faults = []
    for number, pattern in enumerate((data.get("signatures") or {}).get("roots") or [], 1):
        if pattern and not matching(home, pattern):
            right = "the path of a certificate (PEM or DER), relative to this file; * stands for any name"
            faults.append(Fault(f"signatures.roots[{number}]", "names no file", right))
    seal, bsre = data.get("seal") or {}, data.get("bsre") or {}
    file = seal.get("pkcs12")
    if file and not _at(home, file).is_file():
        faults.append(Fault("seal.pkcs12", "is no file", "the path of a PKCS#12 file, relative to this file"))
    if file and not seal.get("password"):
        right = f"the password of that file, here or in {SEAL_VARIABLE} (environment)"
        faults.append(Fault("seal.password", "is missing", right))
    for key, where in (("username", ""), ("password", f", here or in {BSRE_VARIABLE} (environment)")):
        if bsre.get("url") and not bsre.get(key):
            faults.append(Fault(f"bsre.{key}", "is missing", f"what the gateway knows this bot by{where}"))
    return faults


def matching(home: Path, pattern: str) -> list[Path]:
    """Return the files that a path names, in which * stands for any name, in the order of their names."""
    path = _at(home, pattern)
    try:
        return sorted(file for file in path.parent.glob(path.name) if file.is_file())
    except (ValueError, OSError):  # such as "/", which has no name
        return []


def _at(home: Path, text: str) -> Path:
    try:
        return home / Path(text).expanduser()
    except RuntimeError:  # the home of somebody who is not there
        return home / text


def seal(shape: SealShape, home: Path) -> SealConfig | None:
    """Return the seal, None for none."""
    if not shape.pkcs12:
        return None
    return SealConfig(_at(home, shape.pkcs12), shape.password, shape.reason, shape.location)


def bsre(shape: BsreShape) -> BsreConfig | None:
    """Return the gateway, None for none."""
    return BsreConfig(shape.url, shape.username, shape.password) if shape.url else None


def web(shape: WebShape) -> WebConfig | None:
    """Return the page, None for none."""
    if not shape.public_url:
        return None
    host, _, port = shape.listen.rpartition(":")
    return WebConfig(host.strip("[]"), int(port), shape.public_url)
