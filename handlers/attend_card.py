"""Buttons about a meeting: how an invitation is answered, and the list of who was there."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from handlers import words
from handlers.buttons import Verb
from handlers.letter import Button, Keyboard
from sop.attendance import answer_of
from sop.case import Answer, Attendance, Case, Task
from sop.definition import Sop
from sop.machine import CHECK_IN_FROM
from sop.people import By
from sop.turn import title

HERE = "📍 Saya hadir di rapat"
"""Also under notices, for those who have no card."""
ALL = "0"
"""What the button carries that marks everyone who said that they come."""
_LABEL = 56
SIGNS = {Answer.PRESENT: "🙋 ", Answer.ABSENT: "🚫 "}
"""What was answered, as the sign of the button that answers so."""
On = Callable[..., Button]


class Sees(Protocol):
    """What is needed to know of who looks at a card."""

    @property
    def viewer(self) -> int:
        """Who looks; 0 for a group."""

    @property
    def now(self) -> datetime:
        """When."""

    @property
    def invited(self) -> Sequence[By]:
        """Who is invited."""


def begun(task: Task, now: datetime) -> bool:
    """Whether people may say by now that they are there."""
    return now >= task.starts - CHECK_IN_FROM


def rows(case: Case, task: Task, sight: Sees, on: On) -> Keyboard:
    """Return the answers to an invitation; shortly before the meeting first of all that one is there."""
    mine = answer_of(case, sight.viewer)
    here = begun(task, sight.now) and not (mine is not None and mine.present)
    return (
        *(((on(HERE, Verb.CHECK_IN),),) if here else ()),
        (on("🙋 Hadir", Verb.PRESENT), on("🚫 Berhalangan", Verb.ABSENT)),
        (on("🤝 Diwakilkan", Verb.DELEGATE),),
    )


def panel(sop: Sop, case: Case, _task: Task, _panel: Any, sight: Sees, on: On) -> Keyboard:
    """Return the list in which whoever keeps the minutes marks who was there."""
    known = {one.by.person: one for one in case.attendance}
    listed = [(_row(sop, by, known.get(by.person)), by) for by in sight.invited]
    waiting = any(_expected(one) for one in known.values())
    everyone = ((on("☑️ Semua yang menyatakan hadir", Verb.MARK, ALL),),) if waiting else ()
    marks = tuple((on(label, Verb.MARK, str(by.person)),) for label, by in listed)
    return (*marks, *everyone, (on("Kembali", Verb.BACK),))


def _row(sop: Sop, by: By, one: Attendance | None) -> str:
    box = "☑️ " if one is not None and one.present is not None else "⬜️ "
    if one is not None and one.delegate is not None:
        # Whoever sits there is named, and the post they sit there for: both names fit no button.
        who = title(sop, (by.position,)) if by.position else by.name
        aside = f" (diwakili {words.cut(one.delegate.name, 20)})"
        return words.cut(box + who, _LABEL - words.units(aside)) + aside
    said = SIGNS[one.answer] if one is not None and one.present is None else ""
    return words.cut(box + said + words.plain_person(sop, by), _LABEL)


def _expected(one: Attendance) -> bool:
    return one.answer is not Answer.ABSENT and one.present is None


def expected(case: Case, invited: Sequence[By]) -> list[By]:
    """Return those who said that they come, or send somebody, and are not marked as there yet."""
    known = {one.by.person: one for one in case.attendance}
    return [by for by in invited if by.person in known and _expected(known[by.person])]
