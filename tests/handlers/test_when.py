"""Days and times as officials type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.moments import DAYS, MONTHS
from handlers.when import When, read

TODAY = date(2026, 11, 23)  # a Monday
NINE, NOON = time(9), time(12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("besok", date(2026, 11, 24)),
        ("Besok pagi", date(2026, 11, 24)),
        ("lusa", date(2026, 11, 25)),
        ("hari ini", date(2026, 11, 23)),
        ("HARI INI", date(2026, 11, 23)),
        ("selasa", date(2026, 11, 24)),
        ("hari Jumat", date(2026, 11, 27)),
        ("Senin", date(2026, 11, 30)),
        ("minggu", date(2026, 11, 29)),
        ("Rabu depan", date(2026, 11, 25)),
        ("30/11", date(2026, 11, 30)),
        ("30/11/2026", date(2026, 11, 30)),
        ("30/11/26", date(2026, 11, 30)),
        ("30-11-2026", date(2026, 11, 30)),
        ("5/1", date(2027, 1, 5)),
        ("2026-12-01", date(2026, 12, 1)),
        ("30 November", date(2026, 11, 30)),
        ("30 november 2026", date(2026, 11, 30)),
        ("30 Nov", date(2026, 11, 30)),
        ("Senin, 30 November 2026", date(2026, 11, 30)),
        ("tanggal 1 desember", date(2026, 12, 1)),
        ("1 Agustus", date(2027, 8, 1)),
        ("1 Agt 2027", date(2027, 8, 1)),
        ("17 agu 2027", date(2027, 8, 17)),
        ("1 Mei 2027", date(2027, 5, 1)),
        ("23/11", date(2026, 11, 23)),
        ("22/11", date(2027, 11, 22)),
        ("29/2", None),
        ("31/11", None),
        ("99/99", None),
        ("kapan saja", None),
        ("", None),
    ],
)
def test_a_day_is_read(text: str, day: date | None) -> None:
    """Without a year the next such day is meant; a day that does not exist is not understood."""
    assert read(text, TODAY).day == day


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("09.00", NINE, None),
        ("9", NINE, None),
        ("pukul 9", NINE, None),
        ("jam 09:00", NINE, None),
        ("pukul 09.00 WIB", NINE, None),
        ("09.00-12.00", NINE, NOON),
        ("09.00 - 12.00 WIB", NINE, NOON),
        ("09.30-11.30", time(9, 30), time(11, 30)),
        ("9-12", NINE, NOON),
        ("pukul 9 - 12", NINE, NOON),
        ("09.00\N{EN DASH}12.00", NINE, NOON),
        ("09.00 s.d. 12.00", NINE, NOON),
        ("09.00 s/d 12.00", NINE, NOON),
        ("09.00 sampai 12.00", NINE, NOON),
        ("25.00", None, None),
        ("09.75", None, None),
        ("nanti", None, None),
    ],
)
def test_a_time_is_read(text: str, starts: time | None, ends: time | None) -> None:
    """With a full stop or a colon, with pukul or jam, alone or from-to."""
    assert read(text, TODAY) == When(None, starts, ends)


@pytest.mark.parametrize(
    "text",
    [
        "Senin 30/11 pukul 09.00-12.00",
        "Senin, 30 November 2026 pukul 09.00 - 12.00 WIB",
        "30-11-2026 09:00 12:00",
        "2026-11-30 jam 9 s.d. 12",
        "30 Nov jam 9 sampai 12",
        "senin depan pukul 09.00 s/d 12.00",
    ],
)
def test_day_and_times_are_read_from_one_line(text: str) -> None:
    """The numbers of the day are not taken for times."""
    assert read(text, TODAY) == When(date(2026, 11, 30), NINE, NOON)


@given(st.dates(TODAY, date(2099, 12, 31)), st.times(), st.sampled_from([".", ":"]))
def test_the_way_the_bot_writes_is_a_way_to_answer(day: date, at: time, dot: str) -> None:
    """A copied line of a card is understood as what it says."""
    at = at.replace(second=0, microsecond=0)
    text = (
        f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year} pukul {at:%H}{dot}{at:%M} WIB"
    )
    assert read(text, TODAY) == When(day, at, None)


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    """What is not understood is left open."""
    found = read(text, TODAY)
    assert found.starts is not None or found.ends is None
