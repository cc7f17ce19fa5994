"""Notices of meetings."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers import words
from handlers.letter import Letter, NewText
from office.cases import find
from office.office import Office
from sop.case import Case, Status
from sop.moments import span
from storage.outbox import Pending
from storage.transaction import Tx

_ANSWER = "Mohon jawab kembali undangannya pada kartu."
"""Whoever had answered, answered for another time."""


def moved(case: Case, data: dict[str, Any], zone: ZoneInfo) -> str:
    """Return that a meeting is at another time or place; of a confidential case without its subject."""
    now = f"{_said(data['now'], zone)}"
    head = f"\N{CALENDAR} <b>Jadwal rapat berubah</b>\n{words.case_line(case, public=True)}"
    if data["was"] is None:
        return f"{head}\nJadwal rapat: <b>{now}</b>"
    return f"{head}\nSemula: {_said(data['was'], zone)}\nMenjadi: <b>{now}</b>\n{_ANSWER}"


def _said(meeting: list[str], zone: ZoneInfo) -> str:
    starts, ends, place = meeting
    when = span(datetime.fromisoformat(starts), datetime.fromisoformat(ends), zone)
    return f"{when}, {words.esc(place, 120)}"


def _moved(tx: Tx, office: Office, pending: Pending, data: dict[str, Any]) -> Letter | None:
    _, case = find(tx, office, data["case"])
    if case.status is not Status.OPEN:
        return None
    return NewText(pending.chat, moved(case, data, office.zone), protect=case.confidential)


COMPOSE: dict[str, Callable[[Tx, Office, Pending, dict[str, Any]], Letter | None]] = {
    "meeting_moved": _moved,
}
