"""Names of files as people sent them: shown as they are meant, and harmless wherever they are written."""

import unicodedata

UNKNOWN = "berkas"
MOST = 120
"""Characters of a name."""
MOST_BYTES = 200
"""Bytes of a name in UTF-8: file systems hold 255, and something may be put before or behind it."""
MAX_ENDING = 10
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and formatting characters: a right-to-left override makes "exe.pdf" of "fdp.exe"."""
_NOT_ON_WINDOWS = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
)
"""Names that Windows keeps for devices, whatever ending follows."""


def shown(given: str) -> str:
    """Return a name without folders and invisible characters, its ending kept when it is cut."""
    visible = "".join(
        c if unicodedata.category(c) != "Zs" else " "
        for c in unicodedata.normalize("NFC", given)
        if unicodedata.category(c) not in _LEFT_OUT
    )
    name = visible.replace("\\", "/").rstrip("/ ").rsplit("/", 1)[-1].strip(" .")
    return _cut(name) or UNKNOWN


def on_disk(name: str) -> str:
    """Return a shown name as a file of that name may be called on every system, as in a ZIP."""
    name = shown(name).translate(_NOT_ON_WINDOWS)
    return f"_{name}" if name.partition(".")[0].rstrip().casefold() in _DEVICES else name


def _cut(name: str) -> str:
    if len(name) <= MOST and len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if dot and len(ending.encode()) < MAX_ENDING else ""
    stem = (stem if ending else name)[: MOST - len(ending)]
    room = MOST_BYTES - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + ending
