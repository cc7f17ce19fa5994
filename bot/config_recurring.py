"""`[[recurring]]` of the configuration: what does not go together there, and what comes of it."""

from collections.abc import Sequence
from pathlib import Path

from bot.config_shape import RecurringShape
from sop.definition import Sop
from sop.errors import Fault, SopFileError
from sop.faults import Table, one_of
from sop.recurring import Every, Recurring


def faults(data: Table) -> list[Fault]:
    """Return what does not go together in a pruned configuration."""
    found, seen = [], set()
    for number, each in enumerate(data.get("recurring") or [], 1):
        told = each or {}
        if not {"sop", "every", "title"} <= told.keys():
            continue
        key = told.get("name") or (told["sop"], told["every"], told["title"])
        if key in seen:
            right = "each table once, or a name of its own for each"
            found.append(Fault(f"recurring[{number}]", "is the same rule as one before", right))
        seen.add(key)
    return found


def rules(shapes: Sequence[RecurringShape]) -> tuple[Recurring, ...]:
    """Return the rules, as far as the configuration alone can say."""
    return tuple(
        Recurring(one.sop, Every(one.every), one.working_days_after, one.opener, one.title, one.name)
        for one in shapes
    )


def demanded(found: Sequence[Recurring], sops: Sequence[Sop], path: Path) -> tuple[Recurring, ...]:
    """Return the rules whose SOP and opener are known. Raises SopFileError with every one that is not."""
    known = {sop.id: sop for sop in sops}
    wrong = []
    for number, rule in enumerate(found, 1):
        sop = known.get(rule.sop)
        if sop is None:
            right = one_of(rule.sop, known, "the SOPs here are")
            wrong.append(Fault(f"recurring[{number}].sop", "is the kode of no SOP", right))
        elif rule.opener not in (roles := [role.id for role in sop.roles]):
            right = one_of(rule.opener, roles, "its roles are")
            wrong.append(Fault(f"recurring[{number}].opener", "is no role of that SOP", right))
    if wrong:
        raise SopFileError(str(path), tuple(wrong))
    return tuple(found)
