"""`[archive]` of the configuration: what does not go together there, and what comes of it."""

from bot.config_shape import PATTERN, ArchiveShape
from sop.archive import Archiving, Classification, NumberPattern
from sop.errors import Fault
from sop.faults import Table


def faults(data: Table) -> list[Fault]:
    """Return what does not go together in a pruned configuration."""
    archive = data.get("archive") or {}
    found = []
    codes = [str((each or {}).get("code")) for each in archive.get("classifications") or []]
    if len(set(codes)) < len(codes):
        found.append(Fault("archive.classifications", "has the same code twice", "each code once"))
    if "{unit" in str(archive.get("number")) and not archive.get("unit"):
        right = f'unit = "ORG", or {PATTERN}'
        found.append(Fault("archive.number", "has {unit}, but archive.unit is not given", right))
    return found


def archiving(shape: ArchiveShape) -> Archiving:
    """Return how the office archives; what is not said stays as it is usual."""
    usual = Archiving()
    codes = tuple(Classification(**dict(each)) for each in shape.classifications)
    pattern = NumberPattern(shape.number or usual.pattern.text, shape.unit)
    return Archiving(codes or usual.classifications, pattern, tuple(shape.locations) or usual.locations)
