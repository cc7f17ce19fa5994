"""The ways to a task's time: the buttons and typed answers of asking, deciding, stopping and reminding."""

from typing import Any

from handlers import time_forms
from handlers.buttons import Verb
from office.cases import find
from tests.support.authority_ways import Attempt, Way, tapped


def _data(at: Attempt, **more: Any) -> dict[str, Any]:
    """Return what a form about the task's time keeps, as for whoever was asked when they might."""
    _, case = find(at.tx, at.office, at.state.case)
    task = case.task(at.state.task)
    assert task is not None
    return time_forms.about(case, task, None, 0) | more


def _more_typed(at: Attempt) -> None:
    at.asked(time_forms.WHY_MORE, **_data(at, more="2 jam"))
    at.say("Data belum lengkap")


def _pause_typed(at: Attempt) -> None:
    at.asked(time_forms.WHY_PAUSE, **_data(at))
    at.say("Menunggu jawaban BKD")


def _decline_typed(at: Attempt) -> None:
    at.asked(time_forms.WHY_NOT, **_data(at, request=1))
    at.say("Batas waktu tidak dapat bergeser")


OF_TIME: dict[str, tuple[Way, ...]] = {
    "ask_time": (
        tapped(Verb.TIME_MORE, "ask_time", asks=True),
        tapped(Verb.TIME_ASK, "ask_time", "2-jam", asks=True),
        Way("type why more time is needed", "ask_time", _more_typed, in_group=False),
    ),
    "pause": (
        tapped(Verb.PAUSE, "pause", asks=True),
        Way("type why it stands", "pause", _pause_typed, in_group=False),
    ),
    "resume": (tapped(Verb.RESUME, "resume"),),
    "grant": (tapped(Verb.GRANT, "grant", "1"),),
    "decline": (
        tapped(Verb.DECLINE, "decline", "1", asks=True),
        tapped(Verb.DECLINE_DO, "decline", "1"),
        Way("type why not", "decline", _decline_typed, in_group=False),
    ),
    "nudge": (tapped(Verb.NUDGE, "nudge"),),
}
"""One or more ways of doing each deed about a task's time."""
