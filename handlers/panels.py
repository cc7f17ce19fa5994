"""Panels on a card: the disposition being composed, the step to return to, the unit to choose."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from sop.case import Case
from sop.definition import Step

FOLDED = "folded"
"""The composer put away with Kembali; what was composed is kept."""
DISPOSE, RETURN, UNITS, ATTENDANCE = "dispose", "return", "units", "attendance"
ARCHIVE, ARCHIVE_CODE, ARCHIVE_RETENTION, ARCHIVE_PLACE = (
    "archive",
    "archive code",
    "archive retention",
    "archive place",
)
ARCHIVES = frozenset({ARCHIVE, ARCHIVE_CODE, ARCHIVE_RETENTION, ARCHIVE_PLACE})
TIME, TIME_MORE = "time", "more time"
TIMES = frozenset({TIME, TIME_MORE})


@dataclass(frozen=True, slots=True)
class Panel:
    """What is opened on a copy of a card; `name` "" means the plain card."""

    name: str = ""
    chosen: tuple[int, ...] = ()
    urgency: int = 0
    note: str = ""
    given: dict[str, str] = field(default_factory=dict)
    """What was chosen or typed for the archive record, in place of what is offered."""

    @classmethod
    def load(cls, view: str) -> Self:
        """Return the panel that a copy keeps."""
        if not view:
            return cls()
        data = json.loads(view)
        return cls(data["name"], tuple(data["chosen"]), data["urgency"], data["note"], data.get("given", {}))

    def dump(self) -> str:
        """Return the panel as a copy keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False) if self.name else ""


def fresh_disposition(step: Step) -> Panel:
    """Return the composer as it opens: what the SOP itself orders is ticked."""
    return Panel(DISPOSE, tuple(i for i, one in enumerate(step.instructions) if one.chosen))


def toggled(panel: Panel, index: int, step: Step) -> Panel:
    """Return the composer with one instruction ticked or not."""
    if index >= len(step.instructions):
        return panel
    chosen = set(panel.chosen) ^ {index}
    return Panel(DISPOSE, tuple(sorted(chosen)), panel.urgency, panel.note)


def instructions(panel: Panel, step: Step) -> tuple[str, ...]:
    """Return the ticked instructions."""
    return tuple(step.instructions[i].text for i in panel.chosen if i < len(step.instructions))


def urgency(panel: Panel, step: Step) -> str:
    """Return the chosen urgency, "" where the SOP knows none."""
    return step.urgencies[panel.urgency] if panel.urgency < len(step.urgencies) else ""


def left(panel: Panel) -> Panel:
    """Return what a card shows when the time is put away: what was composed before is kept."""
    kept = panel.chosen or panel.note or panel.given
    return replace(panel, name=FOLDED) if kept else Panel()


def case_unit(case: Case) -> str:
    """Return the responsible unit as people say it."""
    return case.unit or "belum ditentukan"
