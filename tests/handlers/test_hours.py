"""Opening hours as people type them, and as they read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.hours import dumped, loaded, read_spans, read_week, said, week_said
from sop.errors import Reason, Refused
from sop.workweek import DayHours, default_week

DASH = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("07.30-12.00", ["07.30-12.00"]),
        ("07:30 - 12:00, 13:00 - 16:00", ["07.30-12.00", "13.00-16.00"]),
        (f"07.30{DASH}12.00 dan 13.00{DASH}16.00 WIB.", ["07.30-12.00", "13.00-16.00"]),
        ("pukul 7.30 sampai 11.00", ["07.30-11.00"]),
        ("8.00 s.d. 12.00", ["08.00-12.00"]),
        ("07.30-16.00, istirahat 12.00-13.00", ["07.30-12.00", "13.00-16.00"]),
        ("08.00-15.00 (istirahat 12.00-12.30)", ["08.00-12.00", "12.30-15.00"]),
        ("Tutup", []),
        ("libur", []),
    ],
)
def test_hours_are_read_as_they_are_typed(typed: str, spans: list[str]) -> None:
    """Dots or colons, hyphens or words, with a break named or left out between two spans."""
    assert read_spans(typed) == DayHours.parse(spans)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ",",
        "pagi",
        "07.30",
        "12.00-07.30",
        "25.00-26.00",
        "07.30-12.00, 11.00-13.00",
        "07.30-12.00 siang saja",
        "07.30-12.00 istirahat 12.30-13.00",
        "07.30-12.00 istirahat lama",
        "istirahat 12.00-13.00",
    ],
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    """It is said how hours are written; nothing is guessed."""
    with pytest.raises(Refused) as refused:
        read_spans(typed)
    assert refused.value.reason is Reason.HOURS_FORM


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ("08.00-12.00", {"01234": "08.00-12.00"}),
        ("08.00-15.00; Jumat 08.00-11.00", {"0123": "08.00-15.00", "4": "08.00-11.00"}),
        ("Senin-Kamis: 08.00-15.00", {"0123": "08.00-15.00"}),
        ("Senin, Rabu 08.00-15.00\nSabtu 08.00-11.00", {"02": "08.00-15.00", "5": "08.00-11.00"}),
        ("jum'at tutup", {"4": ""}),
    ],
)
def test_a_week_is_read_part_by_part(typed: str, changes: dict[str, str]) -> None:
    """Days that are named get their hours, the others the rest, or keep their own."""
    wanted = default_week()
    for days, span in changes.items():
        wanted |= {int(day): DayHours.parse([span] if span else []) for day in days}
    assert read_week(typed, default_week()) == {day: h for day, h in wanted.items() if h.spans}


@pytest.mark.parametrize("typed", ["", ";", "Senin", "08.00-12.00; 09.00-11.00", "Senin pagi", "besok"])
def test_a_week_that_says_nothing_is_refused(typed: str) -> None:
    """Two parts for the same days, or none at all."""
    with pytest.raises(Refused):
        read_week(typed, default_week())


@given(st.text(max_size=60))
def test_no_text_does_harm(typed: str) -> None:
    """Whatever is typed is read or refused."""
    for read in (read_spans, lambda text: read_week(text, default_week())):
        try:
            read(typed)
        except Refused as refused:
            assert refused.reason is Reason.HOURS_FORM  # noqa: PT017 - one or the other


def test_hours_read_well_and_come_back() -> None:
    """Days of the same hours stand together; plain data keeps them."""
    week = default_week()
    assert week_said(week) == (
        f"Senin{DASH}Kamis 07.30{DASH}12.00, 13.00{DASH}16.00; Jumat 07.30{DASH}11.30, 13.00{DASH}16.30"
    )
    assert said(None) == said(DayHours(())) == "tutup"
    assert loaded({str(day): dumped(hours) for day, hours in week.items()}) == week
    assert read_week(week_said(week), {}) == week
